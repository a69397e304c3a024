"""What a page really draws with, out of all that its file offers it.

Pages share lists of pictures, fonts and pieces of drawing. A page that is copied with such a list
takes along what only other pages show, so the list is cut down to what the page uses.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from cpconf.documents.pdf.objects import instructions

_OPERATORS: Final = "Do Tf gs scn SCN sh BDC DP"
_KIND_OF: Final = {
    "Do": Name.XObject,
    "Tf": Name.Font,
    "gs": Name.ExtGState,
    "scn": Name.Pattern,
    "SCN": Name.Pattern,
    "sh": Name.Shading,
    "BDC": Name.Properties,
    "DP": Name.Properties,
}
KINDS: Final = tuple(dict.fromkeys(_KIND_OF.values()))
"""The lists that can hold text or pictures; a colour space holds neither."""

_SMALLEST: Final = 64

Used = dict[Name, set[str]]


def used_names(content: pikepdf.Object | pikepdf.Page) -> Used:
    """The names that a content stream draws with, list by list."""
    used: Used = defaultdict(set)
    for instruction in instructions(content, _OPERATORS):
        operator = str(instruction.operator)
        operands = list(instruction.operands)
        if operator == "Tf":
            operands = operands[:1]
        if operands and isinstance(operands[-1], Name):
            used[_KIND_OF[operator]].add(str(operands[-1]))
    return used


def prune(pdf: pikepdf.Pdf) -> None:
    """Cut every list of a document down to what its pages use, however deeply."""
    for item in list(pdf.objects):
        if isinstance(item, Dictionary | Stream):
            own = item.get(Name.Resources)
            if isinstance(own, Dictionary) and not own.is_indirect:
                item.Resources = pdf.make_indirect(own)
    # A piece that nothing draws may itself name others: they go one round later.
    while _prune_once(pdf):
        pass


def _prune_once(pdf: pikepdf.Pdf) -> bool:
    lists: dict[tuple[int, int], Dictionary] = {}
    used: dict[tuple[int, int], Used] = defaultdict(lambda: defaultdict(set))
    for scope in pdf.content_scopes():
        if scope.resources is None:
            continue
        place = scope.resources.objgen
        lists[place] = scope.resources
        for kind, names in used_names(scope.content).items():
            used[place][kind] |= names
    changed = False
    for place, resources in lists.items():
        for kind in KINDS:
            entries = resources.get(kind)
            if not isinstance(entries, Dictionary):
                continue
            kept = {name: value for name, value in entries.items() if name in used[place][kind]}
            if len(kept) < len(entries):
                resources[kind] = Dictionary(kept)
                changed = True
    return changed


def drawn(page: pikepdf.Page, more: Iterable[Stream] = ()) -> set[bytes]:
    """The digests of what a page draws: its content, pictures, patterns; fonts are not counted.

    `more` is drawn besides, as form fields and markings are.
    """
    contents = page.obj.get(Name.Contents)
    pieces = list(contents) if isinstance(contents, Array) else [contents]
    digests = {digest(piece) for piece in pieces if isinstance(piece, Stream)}
    return digests - {b""} | pictures(page, more)


def pictures(page: pikepdf.Page, more: Iterable[Stream] = ()) -> set[bytes]:
    """The digests of what a page's content draws with: pictures and their masks, patterns."""
    digests: set[bytes] = set()
    outer = page.get_resources() or Dictionary()
    seen = pikepdf.ObjectSet()
    waiting: list[object] = [*_named(page, outer), *more]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Dictionary | Stream | Array):
            continue
        if item.is_indirect and not seen.add(item):
            continue
        if isinstance(item, Array):
            waiting.extend(item)
            continue
        if isinstance(item, Stream):
            digests.add(digest(item))
            if item.get(Name.Subtype) == Name.Form or Name.PatternType in item:
                own = item.get(Name.Resources)
                waiting.extend(_named(item, own if isinstance(own, Dictionary) else outer))
        waiting.extend(
            value for key, value in item.items() if key not in {"/Resources", "/Parent", "/P"}
        )
    return digests - {b""}


def looks_of(mark: Dictionary) -> list[Stream]:
    """The normal appearances of an annotation: one, or one for each of its states."""
    looks = mark.get(Name.AP)
    normal = looks.get(Name.N) if isinstance(looks, Dictionary) else None
    if isinstance(normal, Stream):
        return [normal]
    states = normal.values() if isinstance(normal, Dictionary) else ()
    return [state for state in states if isinstance(state, Stream)]


def _named(content: pikepdf.Object | pikepdf.Page, resources: Dictionary) -> Iterator[object]:
    for kind, names in used_names(content).items():
        entries = resources.get(kind)
        if kind != Name.Font and isinstance(entries, Dictionary):
            yield from (entries[name] for name in names if name in entries)


def digest(stream: Stream) -> bytes:
    """The SHA-256 of what a stream holds; empty for one too short to tell anything."""
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        content = stream.read_raw_bytes()  # a picture in a compression of its own
    return hashlib.sha256(content).digest() if len(content) >= _SMALLEST else b""
