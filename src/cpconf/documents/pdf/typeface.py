"""Text set in Helvetica on pages that we draw, with a font of our own for made letters (Type 3)."""

from collections.abc import Sequence
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from cpconf.documents.pdf.helvetica import EXTRA, code, readable, signs, width

_FIRST_MADE: Final = 33
_MOST_MADE: Final = 200


def standard_font(*, bold: bool) -> Dictionary:
    """Helvetica, with the signs that its usual encoding leaves out."""
    extra = sorted(EXTRA.values())
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name("/Helvetica-Bold") if bold else Name.Helvetica,
        Encoding=Dictionary(
            Type=Name.Encoding,
            BaseEncoding=Name.WinAnsiEncoding,
            Differences=Array([extra[0][0], *(Name(f"/{name}") for _, name in extra)]),
        ),
    )


class Face:
    """Helvetica or its bold in one document, under two names: `F` and, for made letters, `FM`."""

    def __init__(self, pdf: pikepdf.Pdf, name: str, *, bold: bool) -> None:
        self._pdf = pdf
        self._bold = bold
        self._made: list[str] = []
        self._name = name
        self._font = pdf.make_indirect(standard_font(bold=bold))
        self._made_font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3))

    def fonts(self) -> dict[str, pikepdf.Object]:
        """What a page that shows our text lists among its fonts."""
        fonts: dict[str, pikepdf.Object] = {f"/{self._name}": self._font}
        if self._made:
            fonts[f"/{self._name}M"] = self._made_font
        return fonts

    def length(self, text: str, size: float) -> float:
        """How long a text is when set, in the unit of its size."""
        return sum(width(letter, bold=self._bold) for letter in text) * size / 1000

    def fold(self, text: str, size: float, most: float, lines: int) -> list[str]:
        """A text in lines no longer than `most`; what is beyond the last ends in `…`.

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
        """The operators that show a text of letters that can be shown."""
        runs: list[tuple[str, bytearray]] = []
        for letter in text:
            own = code(letter)
            name = self._name if own else f"{self._name}M"
            if not runs or runs[-1][0] != name:
                runs.append((name, bytearray()))
            runs[-1][1].extend(own or self._code_of_made(letter))
        return b" ".join(f"/{name} {size:g} Tf <{codes.hex()}> Tj".encode() for name, codes in runs)

    def finish(self) -> None:
        """Write the made letters into their font, once every text has been set."""
        if not self._made:
            return
        names = [f"/m{number}" for number in range(len(self._made))]
        font = self._made_font
        font.FontBBox = Array([-100, -400, 1100, 1400])
        font.FontMatrix = Array([0.001, 0, 0, 0.001, 0, 0])
        font.FirstChar = _FIRST_MADE
        font.LastChar = _FIRST_MADE + len(names) - 1
        font.Widths = Array([width(letter, bold=self._bold) for letter in self._made])
        font.CharProcs = Dictionary(
            {
                name: self._pdf.make_stream(self._drawing(letter))
                for name, letter in zip(names, self._made, strict=True)
            }
        )
        font.Encoding = Dictionary(
            Type=Name.Encoding, Differences=Array([_FIRST_MADE, *(Name(name) for name in names)])
        )
        font.Resources = Dictionary(Font=Dictionary(H=self._font))
        font.ToUnicode = self._pdf.make_stream(_unicode(self._made))

    def _shorten(self, line: str, size: float, most: float) -> str:
        if self.length(line, size) <= most:
            return line
        while line and self.length(f"{line}…", size) > most:
            line = line[:-1]
        return f"{line.rstrip()}…"

    def _code_of_made(self, letter: str) -> bytes:
        if letter not in self._made:
            if len(self._made) == _MOST_MADE:
                return code(signs(letter, bold=self._bold)[0].text)
            self._made.append(letter)
        return bytes([_FIRST_MADE + self._made.index(letter)])

    def _drawing(self, letter: str) -> bytes:
        shown = [
            f"1 0 0 1 {sign.right:g} {sign.up:g} Tm <{code(sign.text).hex()}> Tj"
            for sign in signs(letter, bold=self._bold)
        ]
        wide = width(letter, bold=self._bold)
        # d1: the letter takes the colour of the text that it stands in.
        return f"{wide} 0 -100 -400 1100 1400 d1 BT /H 1000 Tf {' '.join(shown)} ET".encode()


def _unicode(letters: Sequence[str]) -> bytes:
    """The table by which viewers find, copy and read aloud what the letters mean."""
    lines = [
        f"<{number:02x}> <{letter.encode('utf-16-be').hex()}>"
        for number, letter in enumerate(letters, start=_FIRST_MADE)
    ]
    parts = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "".join(f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar\n" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CMapName /Made def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <ff>\nendcodespacerange\n"
        f"{body}endcmap\nend\nend\n"
    ).encode()
