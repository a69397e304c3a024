"""Protecting a PDF that the program put together itself, and that is in memory only."""

import io
from collections.abc import Callable

import pikepdf
import pypdfium2 as pdfium

from cpconf.documents.passwords import refuse_unusable
from cpconf.documents.pdf.objects import QPDF_RAISES
from cpconf.documents.pdf.proof import prove
from cpconf.documents.pdf.protect import encrypt, leave_out
from cpconf.documents.pdf.second_opinion import Here
from cpconf.documents.pdf.text import read_pages
from cpconf.documents.places.publishing import Draft
from cpconf.documents.proof import Proof
from cpconf.errors import DocumentFault


def protect_open(
    whole: io.BytesIO,
    password: str,
    draft: Draft,
    *,
    progress: Callable[[str, float], None] | None = None,
) -> Proof:
    """Encrypt a document that is in memory only, and prove it; nothing plain is ever written.

    For one that the program put together itself: nobody has looked at it yet, so what it must say
    is read from it first. Raises as `protect`.
    """
    refuse_unusable(password)
    try:
        with pdfium.PdfDocument(whole) as readable:
            texts, silent = read_pages(readable)
        with pikepdf.open(whole, conversion_mode="explicit") as own:
            leave_out(own)
            encrypt(own, password, draft, progress)
            if progress is not None:
                progress("checking", 0.0)
            return prove(draft.path, own, password, Here(texts, silent, whole))
    except QPDF_RAISES as error:  # PDFium's own error is a RuntimeError
        msg = "the documents cannot be put together: print them or export them anew as PDFs"
        raise DocumentFault(msg) from error
