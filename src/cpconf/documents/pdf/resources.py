"""The resources that a page really uses.

Pages share lists of pictures, fonts and pieces of drawing. A page copied with such a list would
bring what only other pages show, so the list is cut down to what the page uses.
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
"""The kinds of resources that can contain text or pictures; a colour space cannot."""

_SMALLEST: Final = 64

Used = dict[Name, set[str]]


def used_names(content: pikepdf.Object | pikepdf.Page) -> Used:
    """Return the names of the resources that a content stream uses, by kind."""
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
    """Remove the resources that no page uses, at any depth."""
    for item in list(pdf.objects):
        if isinstance(item, Dictionary | Stream):
            own = item.get(Name.Resources)
            if isinstance(own, Dictionary) and not own.is_indirect:
                item.Resources = pdf.make_indirect(own)
    # An unused resource may itself use others: the next round removes them.
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
    """Return the digests of what a page draws: its content, pictures and patterns, without fonts.

    `more` are streams drawn in addition, such as form fields and markings.
    """
    contents = page.obj.get(Name.Contents)
    pieces = list(contents) if isinstance(contents, Array) else [contents]
    digests = {digest(piece) for piece in pieces if isinstance(piece, Stream)}
    return digests - {b""} | pictures(page, more)


def pictures(page: pikepdf.Page, more: Iterable[Stream] = ()) -> set[bytes]:
    """Return the digests of what a page's content uses: pictures and their masks, patterns."""
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
    """Return the normal appearances of an annotation: one, or one for each of its states."""
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
    """Return the SHA-256 of a stream's content; empty if it is too short to identify anything."""
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        content = stream.read_raw_bytes()  # a picture in a compression that qpdf cannot decode
    return hashlib.sha256(content).digest() if len(content) >= _SMALLEST else b""
