"""Appearances for form fields that have a value but no appearance of it.

A program that fills in a form may leave drawing the values to the PDF reader (ISO 32000-2,
12.7.4.3). Not every reader draws them, and a copied page loses values that are not drawn.
"""

import math
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from cpconf.core.reports import menus
from cpconf.documents.pdf.links import marks_of
from cpconf.documents.pdf.resources import looks_of, used_names
from cpconf.documents.pdf.typeface import UNKNOWN, Face, can_show, readable
from cpconf.errors import DocumentFault

_HIDDEN: Final = 2 | 32  # hidden, no view (12.5.3)
_LINES, _SECRET, _RADIO, _PUSHED, _COMBO, _COMB = (1 << bit for bit in (12, 13, 15, 16, 17, 24))
_DEEPEST: Final = 32
_USUAL: Final = 12.0
_SMALLEST: Final = 3.0
_LEADING: Final = 1.15
_EDGE: Final = 2.0
_TICK: Final = "4"
_CHOSEN: Final = b"0.6 0.75 0.85 rg"  # Acrobat's shade behind a chosen line

_UNWRITABLE: Final = (
    "holds a form field in letters that cannot be drawn here.\n"
    f"Instead, {menus.PRINTED}, and use the file that it makes"
)
_OVERLONG: Final = (
    "holds a form field with more text than can be shown in it.\n"
    f"Instead, make the field larger or shorten the text; or {menus.PRINTED}, look at what it "
    "shows, and use the file that it makes"
)


@dataclass(frozen=True, slots=True)
class DrawnValue:
    """A value drawn on a page (from 0); empty for a tick, a border or an emptied field."""

    page: int
    value: str


def draw_values(pdf: pikepdf.Pdf, pages: Collection[int], what: str) -> list[DrawnValue]:
    """Draw every visible value on these pages (from 0) that has no appearance; return the values.

    `what` names the document. Raises DocumentFault (exit 6) where our font lacks a letter or a
    value does not fit its field.
    """
    form = pdf.Root.get(Name.AcroForm)
    form = form if isinstance(form, Dictionary) else Dictionary()
    all_anew = bool(form.get(Name.NeedAppearances, False))
    found: list[DrawnValue] = []
    pen = _Pen(pdf, form)
    for number, page in enumerate(pdf.pages):
        if number not in pages:
            continue
        for mark in marks_of(page):
            if mark.get(Name.Subtype) != Name.Widget or int(_number(mark.get(Name.F))) & _HIDDEN:
                continue
            _lend_fonts(mark, form)
            field = _Field(mark, form)
            if all_anew and isinstance(field.look, Stream) and not field.is_writable:
                found.append(DrawnValue(number, "\n".join(field.lines)))  # keep its own appearance
                continue
            value = pen.draw(field, all_anew=all_anew)
            if value is None:
                continue
            if not field.is_writable:
                raise DocumentFault(f"{what} {_UNWRITABLE}")
            if pen.is_short_of_room:
                raise DocumentFault(f"{what} {_OVERLONG}")
            found.append(DrawnValue(number, value))
    pen.finish()
    if Name.NeedAppearances in form:
        del form[Name.NeedAppearances]
    return found


def _lend_fonts(mark: Dictionary, form: Dictionary) -> None:
    """Copy the fonts that a field's appearances take from the form, which a copy may lose."""
    lent = form.get(Name.DR)
    fonts = lent.get(Name.Font) if isinstance(lent, Dictionary) else None
    if not isinstance(fonts, Dictionary):
        return
    for look in looks_of(mark):
        own = _entries(look.get(Name.Resources))
        there = _entries(own.get("/Font"))
        missing = used_names(look)[Name.Font] - there.keys()
        if found := {name: fonts[name] for name in missing if name in fonts}:
            look.Resources = Dictionary({**own, "/Font": Dictionary({**there, **found})})


def _entries(value: object) -> dict[str, Object]:
    return dict(value.items()) if isinstance(value, Dictionary) else {}


def is_xfa(pdf: pikepdf.Pdf) -> bool:
    """Tell whether the form has its contents in XML, too, which may say more than the pages."""
    form = pdf.Root.get(Name.AcroForm)
    return isinstance(form, Dictionary) and Name.XFA in form


class _Field:
    """A form field at one place on a page, with values inherited from its parents."""

    def __init__(self, mark: Dictionary, form: Dictionary) -> None:
        self.mark = mark
        self._chain: list[Dictionary] = []
        holder: Object | None = mark
        while isinstance(holder, Dictionary) and len(self._chain) < _DEEPEST:
            self._chain.append(holder)
            holder = holder.get(Name.Parent)
        self._chain.append(form)
        self.kind = str(self.get(Name.FT))
        self.flags = int(_number(self.get(Name.Ff)))

    def get(self, key: Name) -> Object | None:
        """Return a value of the field, or of its nearest parent that has one."""
        return next((holder[key] for holder in self._chain if key in holder), None)

    @property
    def is_list(self) -> bool:
        """Whether it is a list that shows all its choices."""
        return self.kind == "/Ch" and not self.flags & _COMBO

    @property
    def is_long(self) -> bool:
        """Whether its text may have several lines."""
        return self.kind == "/Tx" and bool(self.flags & _LINES)

    @property
    def look(self) -> Object | None:
        """Its normal appearance."""
        looks = self.mark.get(Name.AP)
        return looks.get(Name.N) if isinstance(looks, Dictionary) else None

    @property
    def about(self) -> Dictionary:
        """Its appearance characteristics: colours, sign, rotation (12.5.6.19)."""
        about = self.mark.get(Name.MK)
        return about if isinstance(about, Dictionary) else Dictionary()

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height on the page."""
        sides = self.mark.get(Name.Rect)
        if not isinstance(sides, Array) or len(sides) != 4:
            return 0.0, 0.0
        left, low, right, high = (float(side) for side in sides)
        return abs(right - left), abs(high - low)

    @property
    def lines(self) -> list[str]:
        """The lines of its value as a PDF reader shows them; empty if there is no value."""
        value = self.get(Name.V)
        values = list(value) if isinstance(value, Array) else [value]
        texts = [text for text in map(_text, values) if text]
        if self.kind == "/Ch":
            names = dict(self.options)
            texts = [names.get(text, text) for text in texts]
        return [line for text in texts for line in text.splitlines()]

    @property
    def is_writable(self) -> bool:
        """Whether our font has all its letters."""
        shown = [text for _, text in self.options] if self.is_list else []
        return all(can_show(letter) for line in self.lines + shown for letter in _one_line(line))

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices of a list: value and shown text."""
        choices = self.get(Name.Opt)
        found = []
        for choice in list(choices) if isinstance(choices, Array) else []:
            pair = list(choice) if isinstance(choice, Array) else [choice, choice]
            if pair:
                found.append((_text(pair[0]), _text(pair[-1])))
        return found

    @property
    def state(self) -> str:
        """The state of a tick box: its own, else the value of its field, else Off."""
        own = self.mark.get(Name.AS)
        value = own if isinstance(own, Name) else self.get(Name.V)
        return str(value) if isinstance(value, Name) else "/Off"


class _Pen:
    """Draws the fields of one document in our font."""

    def __init__(self, pdf: pikepdf.Pdf, form: Dictionary) -> None:
        self._pdf = pdf
        self._form = form
        self._face: Face | None = None
        self._streams: list[Stream] = []
        self.is_short_of_room = False
        """Whether the last value drawn does not fit its field even in the smallest size."""

    def draw(self, field: _Field, *, all_anew: bool) -> str | None:
        """Draw a field's appearance if it needs one; return the text drawn, else None."""
        self.is_short_of_room = False
        if field.kind == "/Btn":
            return "" if self._tick(field) else None
        if field.kind not in {"/Tx", "/Ch"}:
            return None
        if isinstance(field.look, Stream) and not all_anew:
            return None
        wide, high = field.size
        if min(wide, high) <= 0:
            return None
        turned = int(_number(field.about.get(Name.R))) % 360
        inner = (high, wide) if turned in {90, 270} else (wide, high)
        lines, pieces = self._text(field, *inner)
        drawing = [*_frame(field, *inner), *pieces]
        if not drawing and field.look is None:
            return None
        self._put(field, inner, turned, drawing)
        return "\n".join(lines)

    def finish(self) -> None:
        """Embed the font and make it a resource of each appearance."""
        if self._face is None:
            return
        fonts = Dictionary({self._face.name: self._face.finish()})
        for stream in self._streams:
            stream.Resources = Dictionary(Font=fonts)

    def _put(
        self, field: _Field, size: tuple[float, float], turned: int, pieces: Sequence[bytes]
    ) -> None:
        wide, high = size
        stream = self._pdf.make_stream(
            b"\n".join(pieces),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, round(wide, 2), round(high, 2)]),
        )
        if turned in {90, 180, 270}:
            cosine, sine = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turned]
            stream.Matrix = Array([cosine, sine, -sine, cosine, 0, 0])
        self._streams.append(stream)
        field.mark.AP = Dictionary(N=stream)
        if Name.AS in field.mark:
            del field.mark[Name.AS]

    def _text(self, field: _Field, wide: float, high: float) -> tuple[list[str], list[bytes]]:
        """Return the lines that can be read and the operators that show them."""
        face = self._face = self._face or Face(self._pdf, "P", bold=False)
        colour, size = _style(field)
        lines = [_one_line(line) for line in field.lines]
        chosen = list(lines)
        if field.is_list:
            lines = [_one_line(shown) for _, shown in field.options]
            if len(lines) * (size or _USUAL) * _LEADING > high:
                lines = chosen  # the others can be scrolled to
        elif field.kind == "/Tx" and field.flags & _SECRET:
            lines = ["*" * sum(map(len, lines))]
        elif not field.is_long:
            lines = [" ".join(lines)]
        if not any(lines):
            return [], []
        cells = int(_number(field.get(Name.MaxLen)))
        if field.flags & _COMB and cells > 0 and len(lines) == 1:
            return lines, list(_comb(face, lines[0], (colour, size), (wide, high), cells))
        room = max(wide - 2 * _EDGE, 1.0)
        folded, size, fits = _fit(face, lines, size, (room, high), is_long=field.is_long)
        self.is_short_of_room = not fits and not field.is_list  # a list is scrolled
        base = high - _EDGE - size * 0.9 if len(folded) > 1 or field.is_long else 0.0
        base = base or (high - size * 0.7) / 2
        pieces = [b"/Tx BMC q 0 0 %.2f %.2f re W n" % (wide, high)]
        aligned = int(_number(field.get(Name.Q)))
        for line in folded:
            left = _EDGE + (room - face.length(line, size)) * {1: 0.5, 2: 1.0}.get(aligned, 0.0)
            if field.is_list and line in chosen:
                box = (base - size * 0.25, wide - 2, size * _LEADING)
                pieces.append(b"q %b 1 %.2f %.2f %.2f re f Q" % (_CHOSEN, *box))
            shown = face.show(line, size)
            pieces.append(b"BT %b 1 0 0 1 %.2f %.2f Tm %b ET" % (colour, left, base, shown))
            base -= size * _LEADING
        return chosen if field.kind == "/Ch" else lines, [*pieces, b"Q EMC"]

    def _tick(self, field: _Field) -> bool:
        """Tick a box that is on but has no appearance, or not the right one; tell if it changed."""
        look, state = field.look, field.state
        if isinstance(look, Stream) or field.flags & _PUSHED:
            return False
        if isinstance(look, Dictionary) and isinstance(look.get(Name(state)), Stream):
            is_chosen = field.mark.get(Name.AS) == Name(state)
            field.mark.AS = Name(state)
            return not is_chosen
        wide, high = field.size
        if state == "/Off" or min(wide, high) <= 0:
            return False
        sign = _text(field.about.get(Name.CA)) or ("l" if field.flags & _RADIO else _TICK)
        size = min(wide, high) * 0.8
        stream = self._pdf.make_stream(
            b"\n".join(
                [
                    *_frame(field, wide, high),
                    b"q BT 0 g /Z %.2f Tf 1 0 0 1 %.2f %.2f Tm <%b> Tj ET Q"
                    % (
                        size,
                        (wide - size * 0.8) / 2,
                        (high - size * 0.7) / 2,
                        sign[:1].encode("latin-1", "replace").hex().encode(),
                    ),
                ]
            ),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, round(wide, 2), round(high, 2)]),
            Resources=Dictionary(
                Font=Dictionary(
                    Z=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ZapfDingbats"))
                )
            ),
        )
        looks = field.mark.get(Name.AP)
        looks = looks if isinstance(looks, Dictionary) else Dictionary()
        states = look if isinstance(look, Dictionary) else Dictionary()
        states[state] = stream
        looks.N = states
        field.mark.AP = looks
        field.mark.AS = Name(state)
        return True


def _comb(
    face: Face, line: str, style: tuple[bytes, float], room: tuple[float, float], cells: int
) -> Iterator[bytes]:
    """Yield the operators for a line's letters, each in the middle of its cell."""
    (colour, size), (wide, high) = style, room
    cell = wide / cells
    size = min(size or _USUAL, high * 0.9, cell * 1.3)
    for place, letter in enumerate(line):
        if letter != " ":
            left = (place + 0.5) * cell - face.length(letter, size) / 2
            shown = face.show(letter, size)
            yield b"BT %b 1 0 0 1 %.2f %.2f Tm %b ET" % (
                colour,
                left,
                (high - size * 0.7) / 2,
                shown,
            )


def _frame(field: _Field, wide: float, high: float) -> Iterator[bytes]:
    """Yield the operators for a field's background and border."""
    if ground := _colour(field.about.get(Name.BG), b"rg", b"g", b"k"):
        yield b"q %b 0 0 %.2f %.2f re f Q" % (ground, wide, high)
    if edge := _colour(field.about.get(Name.BC), b"RG", b"G", b"K"):
        style = field.mark.get(Name.BS)
        thick = _number(style.get(Name.W), 1) if isinstance(style, Dictionary) else 1.0
        if thick > 0:
            yield b"q %b %.2f w %.2f %.2f %.2f %.2f re S Q" % (
                edge,
                thick,
                thick / 2,
                thick / 2,
                max(wide - thick, 0),
                max(high - thick, 0),
            )


def _colour(value: object, rgb: bytes, grey: bytes, cmyk: bytes) -> bytes:
    parts = [_number(part) for part in value] if isinstance(value, Array) else []
    operator = {1: grey, 3: rgb, 4: cmyk}.get(len(parts))
    return b" ".join([*(b"%.3f" % part for part in parts), operator]) if operator else b""


def _style(field: _Field) -> tuple[bytes, float]:
    """Return the colour and size of a field's text; size 0 means one that fits (12.7.4.3)."""
    words = _text(field.get(Name.DA)).split()
    size, colour = 0.0, b"0 g"
    for place, word in enumerate(words):
        count = {"g": 1, "rg": 3, "k": 4}.get(word, 0)
        if word == "Tf" and place:
            size = abs(_number(words[place - 1]))
        elif count and place >= count:
            parts = [_number(part) for part in words[place - count : place]]
            colour = b" ".join([*(b"%.3f" % part for part in parts), word.encode()])
    return colour, size


def _fit(
    face: Face, lines: Sequence[str], size: float, room: tuple[float, float], *, is_long: bool
) -> tuple[list[str], float, bool]:
    """Fold and shrink lines to fit a field; return them, their size, and whether they fit."""
    wide, high = room
    size = size or (_USUAL if is_long else min(_USUAL, max(high * 0.7, _SMALLEST)))
    while True:
        folded = [part for line in lines for part in _fold(face, line, size, wide, is_long=is_long)]
        fits = all(face.length(line, size) <= wide for line in folded)
        fits = fits and (len(folded) == 1 or len(folded) * size * _LEADING <= high)
        if fits or size <= _SMALLEST:
            return folded, size, fits
        size = max(_SMALLEST, size * 0.92)


def _fold(face: Face, line: str, size: float, room: float, *, is_long: bool) -> list[str]:
    """Fold a line of a field with several lines to the width of `room`, where words allow."""
    if not is_long:
        return [line]
    folded = [""]
    for word in line.split(" "):
        longer = f"{folded[-1]} {word}" if folded[-1] else word
        if not folded[-1] or face.length(longer, size) <= room:
            folded[-1] = longer
        else:
            folded.append(word)
    return folded


def _one_line(text: str) -> str:
    """Return a line with look-alikes for letters that the font lacks, where there are any."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(letter if can_show(letter) else _alike(letter) for letter in whole)


def _alike(letter: str) -> str:
    plain = readable(letter)
    return letter if UNKNOWN in plain else plain


def _text(value: object) -> str:
    if isinstance(value, Stream):
        return value.read_bytes().decode("latin-1")
    return str(value) if isinstance(value, pikepdf.String) else ""


def _number(value: object, otherwise: float = 0.0) -> float:
    try:
        found = otherwise if value is None else float(str(value))
    except ValueError:
        return otherwise
    return found if math.isfinite(found) else otherwise
