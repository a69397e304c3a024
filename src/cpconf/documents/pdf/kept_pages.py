"""Pages that are copied into another file: what they said and showed, and whether they still do.

One rule for a set, which takes all pages of a report over, and for a cut, which takes some.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Name

from cpconf.documents.pdf.field_looks import draw_values
from cpconf.documents.pdf.links import marks_of
from cpconf.documents.pdf.objects import made_anew
from cpconf.documents.pdf.resources import pictures
from cpconf.documents.pdf.shown_pages import Box, Shown, opened, shown, squeezed
from cpconf.documents.pdf.source import written
from cpconf.documents.proof import Defect
from cpconf.errors import DocumentFault

_INVISIBLE: Final = 1
"""Says nothing of the kinds of annotation that readers know (12.5.3), and confuses some readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What pages showed where they were copied from, page by page.

    `numbers` are theirs there, from 1; `pictures` the digests of what each draws with; `values`
    what was drawn of its form, since its own program had left that to the reader. In a `layered`
    document a layer may hide a picture. `advice` is what to do where a page comes out otherwise.
    """

    numbers: tuple[int, ...]
    pages: tuple[Shown, ...]
    pictures: tuple[frozenset[bytes], ...]
    values: tuple[tuple[str, ...], ...]
    layered: bool
    advice: str

    def defect(
        self,
        which: int,
        document: pdfium.PdfDocument,
        pdf: pikepdf.Pdf,
        place: int,
        *,
        added: str = "",
        but: Box | None = None,
    ) -> Defect | None:
        """What is wrong with the copy of the page `which`, from 0, which is at `place` there.

        The copy is read by both readers. `added` was written onto it, into the part `but`.
        """
        was, now = self.pages[which], shown(document, place, layered=self.layered)
        if not was.says_as(now, added=added):
            return Defect.OTHER_TEXT
        words = (squeezed(word) for value in self.values[which] for word in value.split())
        if not all(word in now.letters for word in words):
            return Defect.VALUE_UNSEEN
        if self.pictures[which] <= pictures(pdf.pages[place]) and was.looks_as(now, but=but):
            return None
        return Defect.OTHER_LOOK


def keep(
    pdf: pikepdf.Pdf,
    content: bytes,
    numbers: Sequence[int],
    what: str,
    leaving_out: Collection[int] = frozenset(),
    *,
    told: Callable[[float], None] | None = None,
) -> Kept:
    """Draw the values that a document's pages (from 0) hold no picture of, and note what they show.

    `content` is the document as it is, `what` names it. Annotations of the kinds `leaving_out`
    (PDFium's numbers) do not count. `told` hears how much of it is done, from 0 to 1. Raises
    DocumentFault where programs read it in several ways.
    """
    for mark in (mark for number in numbers for mark in marks_of(pdf.pages[number])):
        flags = str(mark.get(Name.F, 0))
        if flags.isdecimal():
            mark.F = int(flags) & ~_INVISIBLE
    drawn = draw_values(pdf, numbers, what)
    layered = Name.OCProperties in pdf.Root
    # What a page has from those above it PDFium forgets as it draws annotations: such a page is
    # read as it was written anew, where nothing is inherited, once that proves to be the same.
    marked = {n for n in numbers if any(Name.AP in mark for mark in marks_of(pdf.pages[n]))}
    pages: dict[int, Shown] = {}
    with opened(content) as document, opened(written(pdf) if marked else content) as anew:
        if len(document) != len(pdf.pages):
            raise DocumentFault(f"{what} is damaged: programs find other pages in it")
        for done, number in enumerate(numbers):
            if told is not None:
                told(done / len(numbers))
            pages[number] = shown(document, number, layered=layered, plain=True)
            if number not in marked:
                continue
            again = shown(anew, number, layered=layered, plain=True)
            if not (pages[number].says_as(again) and pages[number].looks_as(again)):
                raise DocumentFault(
                    f"{what} is read by programs in several ways: on page {number + 1} they find "
                    f"another text or picture.\n{made_anew(pdf)}"
                )
            pages[number] = shown(anew, number, leaving_out, layered=layered)
    return Kept(
        numbers=tuple(number + 1 for number in numbers),
        pages=tuple(pages.values()),
        pictures=tuple(frozenset(pictures(pdf.pages[number])) for number in numbers),
        values=tuple(
            tuple(each.value for each in drawn if each.page == number) for number in numbers
        ),
        layered=layered,
        advice=made_anew(pdf),
    )
