"""Text in Noto Sans on pages that we draw; the PDF embeds only the letters that it shows."""

# ruff: noqa: PLC0415 - loading the font libraries takes 0.1 s; most documents need no drawing

import hashlib
import io
import struct
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

UNKNOWN: Final = "·"
"""Shown for a letter that the font lacks; it has Latin, Greek and Cyrillic."""

_LAST: Final = 0xFFFF
_EMBEDDED: Final = frozenset({"GlyphOrder", "glyf", "head", "hhea", "hmtx", "loca", "maxp"})
"""The font tables that a PDF embeds (ISO 32000-2, 9.9)."""
_ASKED: Final = frozenset({"OS/2", "cmap"})
"""The other tables that we read. Reading the rest would take 0.1 s."""


def readable(text: str) -> str:
    """Return a text as one line, with `UNKNOWN` for letters that cannot be shown.

    >>> readable("Siân  Gŵyl, Ольга, ﬁle 王")
    'Siân Gŵyl, Ольга, file ·'
    """
    whole = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(map(_alike, (letter for letter in whole if not _is_control(letter))))


def can_show(letter: str) -> bool:
    """Tell whether the font has a letter."""
    return ord(letter) in _letters(bold=False) and not _is_control(letter)


class Face:
    """Noto Sans, regular or bold, as a font resource of one PDF."""

    def __init__(self, pdf: pikepdf.Pdf, name: str, *, bold: bool) -> None:
        self.name: Final = f"/{name}"
        self.font: Final = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type0))
        """The font object; a page that shows the text lists it under `name`."""
        self._pdf = pdf
        self._bold = bold
        self._shown: set[str] = set()

    def length(self, text: str, size: float) -> float:
        """Return the width of a text, in the unit of `size`."""
        return sum(map(self._width, text)) * size / 1000

    def fold(self, text: str, size: float, most: float, lines: int) -> list[str]:
        """Return a text as at most `lines` lines of width `most`, cut off with `…`.

        Letters that cannot be shown are replaced: see `readable`.
        """
        folded = [""]
        for word in readable(text).split():
            longer = f"{folded[-1]} {word}".strip()
            if not folded[-1] or self.length(longer, size) <= most:
                folded[-1] = longer
            else:
                folded.append(word)
        if len(folded) > lines:
            folded = [*folded[: lines - 1], " ".join(folded[lines - 1 :])]
        return [self._shorten(line, size, most) for line in folded]

    def show(self, text: str, size: float) -> bytes:
        """Return the PDF operators that show a text of letters that the font has."""
        self._shown.update(text)
        return f"{self.name} {size:.4f} Tf <{text.encode('utf-16-be').hex()}> Tj".encode()

    def finish(self) -> pikepdf.Object:
        """Embed the letters that were shown; call this after the last `show`.

        Letters have their UTF-16 codes, so that letters that look alike are copied correctly.
        """
        from fontTools import subset

        letters = sorted(filter(can_show, self._shown))
        font = _noto(bold=self._bold)
        per = 1000 / font["head"].unitsPerEm
        head, rise, about = font["head"], font["hhea"], font["OS/2"]
        glyphs = font.getBestCmap()
        maker = subset.Subsetter(subset.Options(hinting=False, notdef_outline=True))
        maker.populate(unicodes=map(ord, letters))
        maker.subset(font)
        _keep(font, _EMBEDDED)
        file = io.BytesIO()
        font.save(file)
        places = bytearray(2 * (ord(letters[-1]) + 1) if letters else 0)
        for letter in letters:
            struct.pack_into(">H", places, 2 * ord(letter), font.getGlyphID(glyphs[ord(letter)]))
        # Each subset of a font in a document needs a name of its own (9.9.2).
        choice = hashlib.sha256("".join(letters).encode()).digest()
        tag = bytes(ord("A") + byte % 26 for byte in choice[:6]).decode()
        name = Name(f"/{tag}+NotoSans-{'Bold' if self._bold else 'Regular'}")
        self.font.BaseFont = name
        self.font.Encoding = Name("/Identity-H")
        self.font.ToUnicode = self._pdf.make_stream(_unicode(letters))
        self.font.DescendantFonts = Array(
            [
                Dictionary(
                    Type=Name.Font,
                    Subtype=Name.CIDFontType2,
                    BaseFont=name,
                    CIDSystemInfo=Dictionary(
                        Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
                    ),
                    W=Array(
                        part
                        for letter in letters
                        for part in (ord(letter), Array([self._width(letter)]))
                    ),
                    CIDToGIDMap=self._pdf.make_stream(bytes(places)),
                    FontDescriptor=Dictionary(
                        Type=Name.FontDescriptor,
                        FontName=name,
                        Flags=4,  # symbolic: has letters beyond the standard Latin set (9.8.2)
                        FontBBox=Array(
                            round(side * per)
                            for side in (head.xMin, head.yMin, head.xMax, head.yMax)
                        ),
                        ItalicAngle=0,
                        Ascent=round(rise.ascent * per),
                        Descent=round(rise.descent * per),
                        CapHeight=round(about.sCapHeight * per),
                        StemV=140 if self._bold else 80,
                        FontFile2=self._pdf.make_stream(file.getvalue()),
                    ),
                )
            ]
        )
        return self.font

    def _width(self, letter: str) -> int:
        return _letters(bold=self._bold).get(ord(letter), 0)

    def _shorten(self, line: str, size: float, most: float) -> str:
        if self.length(line, size) <= most:
            return line
        while line and self.length(f"{line}…", size) > most:
            line = line[:-1]
        return f"{line.rstrip()}…"


def _noto(*, bold: bool) -> "TTFont":
    import pymupdf_fonts
    from fontTools.ttLib import TTFont

    file = pymupdf_fonts.myfont("notosbo" if bold else "notos")
    font = TTFont(io.BytesIO(file), recalcTimestamp=False)
    _keep(font, _EMBEDDED | _ASKED)
    return font


@cache
def _letters(*, bold: bool) -> dict[int, int]:
    """Return the font's letters with their widths in thousandths of the size."""
    font = _noto(bold=bold)
    widths, per = font["hmtx"].metrics, 1000 / font["head"].unitsPerEm
    return {
        letter: round(widths[glyph][0] * per)
        for letter, glyph in font.getBestCmap().items()
        if letter <= _LAST
    }


def _keep(font: "TTFont", tables: frozenset[str]) -> None:
    for table in set(font.keys()) - tables:
        del font[table]


def _alike(letter: str) -> str:
    """Return a letter, its parts if it is a ligature or the font lacks it, or `UNKNOWN`."""
    plain = unicodedata.normalize("NFKC", letter)
    is_several = letter.isalpha() and len(plain) > 1
    if can_show(letter) and not is_several:
        return letter
    return plain if all(map(can_show, plain)) else UNKNOWN


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "C"


def _unicode(letters: list[str]) -> bytes:
    """Return the ToUnicode table, which viewers need to search, copy and read aloud (9.10.3)."""
    codes = [f"<{ord(letter):04x}>" for letter in letters]
    parts = [codes[start : start + 100] for start in range(0, len(codes), 100)]
    body = "".join(
        "\n".join([f"{len(part)} beginbfchar", *(f"{code} {code}" for code in part), "endbfchar\n"])
        for part in parts
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CMapName /Letters def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{body}endcmap\nend\nend\n"
    ).encode()
