"""The words in one XML part of a Word package: the text that a reader sees, and all other text.

Reading is strict: a part that declares a document type (and so perhaps entities) is refused,
nothing is fetched, and nothing is repaired. Parts are streamed: only their words are in memory.
"""

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from typing import Final

from lxml import etree

from cpconf.core.reports import menus
from cpconf.errors import DocumentFault

_DEEPEST: Final = 1000  # far more than Word writes; libxml2 has no limit for streams
_OFF: Final = frozenset({"0", "false", "off"})
_REVISIONS: Final = frozenset(
    {
        *("cellDel", "cellIns", "cellMerge", "del", "ins", "moveFrom", "moveTo"),
        *("numberingChange", "pPrChange", "rPrChange", "sectPrChange"),
        *("tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange"),
    }
)
"""Elements of tracked changes, not yet accepted or rejected (ECMA-376, part 1, 17.13.5)."""
_BREAKS: Final = {"br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TELLING: Final = frozenset(
    {
        *("alt", "anchor", "author", "descr", "displayText", "docLocation", "href", "initials"),
        *("instr", "ProgID", "string", "title", "tooltip"),
    }
)
"""Attributes of any element that contain people's words: descriptions, authors, tooltips."""

_NAMED: Final = frozenset({"attr", "bookmarkStart", "cNvPr", "docPr", "docVar", "property"})
_VALUED: Final = frozenset(
    {
        *("addressFieldName", "alias", "attr", "connectString", "default", "docVar", "helpText"),
        *("listEntry", "lvlText", "mailSubject", "name", "query", "statusText", "tag", "udl"),
    }
)
"""Elements whose `val` has people's words: in forms, smart tags, numbering and mail merge."""
_HEX: Final = 16
_SYMBOLS: Final = range(0xF000, 0xF100)
"""The code points of a symbol font's characters in Word (ECMA-376, part 1, 17.3.3.30)."""


def parse(chunks: Iterable[bytes], target: object) -> None:
    """Parse an XML part, and pass its events to a target with lxml's methods (start, end, data…).

    Raises lxml's XMLSyntaxError where it is not well-formed, and what the target raises.
    """
    parser = etree.XMLParser(
        target=target, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    for chunk in chunks:
        parser.feed(chunk)
    parser.close()


class Elements:
    """A parser target that keeps the elements of a small part: local names and attributes."""

    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Keep an element."""
        self.found.append((_local(tag), dict(attributes)))

    def doctype(self, *_declared: object) -> None:
        """Refuse a document type."""
        refuse_doctype()

    def close(self) -> None:
        """Do nothing: lxml requires the method."""


class Words:
    """A parser target that sorts the words of one part.

    `shown` has the paragraphs as a reader sees them: runs joined, tabs and line breaks kept,
    insertions accepted. `beside` has comments, field codes, descriptions, authors, and deleted and
    hidden text, each within its whole paragraph. `everything` adds all other text, and `attributes`
    every attribute: for parts that are not Word's own text. Text that a style hides counts as
    shown, so it is searched all the same.
    """

    def __init__(self, *, everything: bool = False, attributes: bool = False) -> None:
        self.shown: list[str] = []
        self.beside: list[str] = []
        self.revised = False
        self.commented = False
        self.hidden = False
        self._everything = everything
        self._attributes = attributes
        self._names: list[str] = []
        self._paragraphs = [_Paragraph()]
        self._hidden_runs: list[bool] = []
        self._within = {"del": 0, "moveFrom": 0, "ins": 0, "moveTo": 0, "Fallback": 0}
        self._loose: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        self._flush_loose()
        name = _local(tag)
        parent = self._names[-1] if self._names else ""
        self._names.append(name)
        if len(self._names) > _DEEPEST:
            raise DocumentFault(
                "the document is damaged, or made to do harm (its parts are nested too deep): "
                f"{menus.IN_WORD}"
            )
        if name == "p":
            self._paragraphs.append(_Paragraph())
        elif name == "r":
            self._hidden_runs.append(False)
        elif name in _BREAKS:
            self._add(_BREAKS[name])
        elif name == "sym":
            self._add(_symbol(attributes))
        elif name == "tab" and parent == "r":
            self._add("\t")
        elif name == "vanish" and self._names[-3:] == ["r", "rPr", "vanish"]:
            self._hidden_runs[-1] = not any(value in _OFF for value in attributes.values())
        if name in self._within:
            self._within[name] += 1
        if not self._everything:
            self.revised = self.revised or name in _REVISIONS
            self.commented = self.commented or name == "comment"
        self._keep(name, attributes)

    def end(self, tag: str) -> None:
        """End an element."""
        self._flush_loose()
        name = _local(tag)
        self._names.pop()
        if name == "p":
            self._flush(self._paragraphs.pop())
        elif name == "r":
            self._hidden_runs.pop()
        if name in self._within:
            self._within[name] -= 1

    def data(self, text: str) -> None:
        """Take text, which may come in several pieces."""
        name = self._names[-1] if self._names else ""
        if name == "t":
            self._add(text)
        elif name == "delText":
            self._paragraphs[-1].add(_Piece.DELETED, text)
        elif name in {"instrText", "delInstrText"}:
            self._paragraphs[-1].add(_Piece.CODE, text)
        elif self._everything:
            self._loose.append(text)

    def comment(self, text: str) -> None:
        """Note an XML comment, which Word neither shows nor keeps."""
        self._note(text)

    def doctype(self, *_declared: object) -> None:
        """Refuse a document type."""
        refuse_doctype()

    def close(self) -> None:
        """Keep the text outside any paragraph."""
        self._flush(self._paragraphs.pop())

    def _add(self, text: str) -> None:
        self._paragraphs[-1].add(self._kind(), text)

    def _kind(self) -> "_Piece":
        if self._within["Fallback"]:
            return _Piece.FALLBACK
        if self._within["del"] or self._within["moveFrom"]:
            return _Piece.DELETED
        if any(self._hidden_runs):
            return _Piece.HIDDEN
        if self._within["ins"] or self._within["moveTo"]:
            return _Piece.INSERTED
        return _Piece.PLAIN

    def _flush(self, paragraph: "_Paragraph") -> None:
        shown = paragraph.reading(_Piece.PLAIN, _Piece.INSERTED)
        if shown.strip():
            self.shown.append(shown)
        if paragraph.has(_Piece.DELETED):
            self._note(paragraph.reading(_Piece.PLAIN, _Piece.DELETED))
        if paragraph.has(_Piece.HIDDEN):
            self.hidden = True
            self._note(paragraph.reading(_Piece.PLAIN, _Piece.INSERTED, _Piece.HIDDEN))
        self._note(paragraph.reading(_Piece.FALLBACK))
        self._note(paragraph.reading(_Piece.CODE))

    def _flush_loose(self) -> None:
        if self._loose:
            self._note("".join(self._loose))
            self._loose.clear()

    def _note(self, text: str) -> None:
        if text.strip():
            self.beside.append(text.strip())

    def _keep(self, element: str, attributes: Mapping[str, str]) -> None:
        for key, value in attributes.items():
            name = _local(key)
            if (
                self._attributes
                or name in _TELLING
                or (name == "name" and element in _NAMED)
                or (name == "val" and element in _VALUED)
                or (name == "value" and element == "listItem")
            ):
                self._note(value)


def refuse_doctype() -> None:
    """Raise DocumentFault: Word never declares a document type, and entities can do harm."""
    raise DocumentFault(
        f"the document is damaged, or made to do harm (it declares XML entities): {menus.IN_WORD}"
    )


def _symbol(attributes: Mapping[str, str]) -> str:
    """Return the plain character for `w:sym`, a character of a symbol font."""
    said = next((value for key, value in attributes.items() if _local(key) == "char"), "")
    try:
        code = int(said, _HEX)
        return chr(code - _SYMBOLS.start if code in _SYMBOLS else code)
    except (ValueError, OverflowError):
        return ""


class _Piece(Enum):
    """What kind of text a piece of a paragraph is."""

    PLAIN = auto()
    INSERTED = auto()
    DELETED = auto()
    HIDDEN = auto()
    FALLBACK = auto()
    CODE = auto()


class _Paragraph:
    """The pieces of one paragraph, in order; a text box in it has paragraphs of its own."""

    __slots__ = ("_pieces",)

    def __init__(self) -> None:
        self._pieces: list[tuple[_Piece, str]] = []

    def add(self, kind: _Piece, text: str) -> None:
        """Add a piece of text."""
        self._pieces.append((kind, text))

    def has(self, kind: _Piece) -> bool:
        """Tell whether there is any text of that kind."""
        return any(piece is kind and text.strip() for piece, text in self._pieces)

    def reading(self, *kinds: _Piece) -> str:
        """Return the pieces of these kinds, joined."""
        return "".join(text for piece, text in self._pieces if piece in kinds)


def _local(name: str) -> str:
    """Return a name without its namespace: Word has two, transitional and strict."""
    return name.rpartition("}")[2]
