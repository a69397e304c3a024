"""Pages copied into another file: their text and look, and whether the copy still has them.

The same rule serves a set, which takes all pages of a report, and a cut, which takes some.
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
"""A flag without meaning for the known kinds of annotation (12.5.3); it confuses some readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What pages showed in the original, page by page.

    `numbers` are their numbers there, from 1. `pictures` are digests of what each page draws with.
    `values` are the form values drawn here, because the file had no appearance for them. In a
    `layered` document a layer may hide a picture. `advice` is what to do where a page changes.
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
        """Return what is wrong with a copy of the page `which`, at `place` there, both from 0.

        `document` and `pdf` are the copy in two readers. `added` was written onto it, into the part
        `but`.
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
    """Draw the form values without an appearance on these pages (from 0), and note what they show.

    `content` is the unchanged document, `what` names it in errors. Annotations of the kinds
    `leaving_out` (PDFium's numbers) do not count. `told` takes how much is done, from 0 to 1.
    Raises DocumentFault (exit 6) where programs read the document differently.
    """
    for mark in (mark for number in numbers for mark in marks_of(pdf.pages[number])):
        flags = str(mark.get(Name.F, 0))
        if flags.isdecimal():
            mark.F = int(flags) & ~_INVISIBLE
    drawn = draw_values(pdf, numbers, what)
    layered = Name.OCProperties in pdf.Root
    # PDFium forgets what a page inherits when it draws annotations. So a page with them is read
    # from a newly written file, where nothing is inherited, once that proves to be the same.
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
                    f"programs read {what} differently: on page {number + 1} they find "
                    f"different text or pictures.\n{made_anew(pdf)}"
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
