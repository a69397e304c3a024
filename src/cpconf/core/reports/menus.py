"""Advice on a document, in the words of the menus of the program that it was written with.

Each piece of advice is worded here once, so that every command gives the same. The menus are those
of Word for Microsoft 365 in English; Word 2010 and later have the same entries.
"""

from typing import Final

AS_WORD: Final = "File > Save As > Word Document (*.docx)"
AS_PDF: Final = "File > Save As > PDF (*.pdf)"
AS_PDF_WITH_BOOKMARKS: Final = (
    f"in Word, {AS_PDF}, and there Options > Create bookmarks using: Headings"
)
PICTURE_AS_PDF: Final = f"in a new Word document, Insert > Pictures > This Device, then {AS_PDF}"
IN_WORD: Final = f"open it in Word, then {AS_WORD} or PDF (*.pdf)"
REPAIR: Final = "in Word, File > Open > Browse, and from the arrow beside Open, Open and Repair"
UNLOCK: Final = (
    "in Word, File > Info > Protect Document > Encrypt with Password, delete it there, and save"
)
UNRESTRICT: Final = (
    "in Word, File > Info > Protect Document > Restrict Access > Unrestricted Access, and save"
)
IN_PAGES: Final = "in Pages, File > Export To > Word or > PDF"
IN_GOOGLE_DOCS: Final = "in Google Docs, File > Download > Microsoft Word (.docx) or PDF document"
ACCEPT_CHANGES: Final = "in Word, Review > Accept > Accept All Changes, and save"
DELETE_COMMENTS: Final = "in Word, Review > Delete > Delete All Comments in Document, and save"
DELETE_HIDDEN_TEXT: Final = (
    "in Word, File > Info > Check for Issues > Inspect Document, remove it there, and save"
)

TO_PDF: Final = "File > Print, the printer “Microsoft Print to PDF” (on a Mac: PDF > Save as PDF)"
PRINTED: Final = f"open it in Adobe Acrobat Reader, then {TO_PDF}"
SAVED_AS_PDF: Final = (
    f"open it in the program that it was written with, and save it as a PDF: in Word, {AS_PDF}"
)
ANEW: Final = (
    f"save it as a PDF again in the program that it was written with (in Word, {AS_PDF}), or "
    f"{PRINTED}"
)
"""How to make a new PDF of a document if the program that made it is not known."""
UNLOCK_PDF: Final = (
    "open it with its password in Adobe Acrobat, then File > Properties > Security > Security "
    f"Method: No Security, and save; in Adobe Acrobat Reader, {TO_PDF}"
)
WITHOUT_PDF_COMMENTS: Final = (
    "delete them in the program that they were made with, and save; or open it in Adobe Acrobat "
    f"Reader, choose {TO_PDF}, with Comments & Forms: Document"
)
APPLY_REDACTIONS: Final = "in Adobe Acrobat Pro, All tools > Redact a PDF > Apply, and save"

_PRINTERS: Final = (
    *("print to pdf", "pdf printer", "pdfcreator", "cutepdf", "bullzip", "dopdf", "novapdf"),
    *("quartz pdfcontext", "distiller", "ghostscript", "pscript"),
)
"""Words in the names of PDF printers."""

_OPENED_IN_WORD: Final = {
    ".doc": "an old Word document (.doc)",
    ".dot": "an old Word template (.dot)",
    ".docm": "a Word document with macros (.docm)",
    ".dotx": "a Word template (.dotx)",
    ".dotm": "a Word template with macros (.dotm)",
    ".odt": "an OpenDocument text (.odt)",
    ".fodt": "an OpenDocument text (.fodt)",
    ".ott": "an OpenDocument template (.ott)",
    ".rtf": "a rich text document (.rtf)",
    ".wps": "a document of Works or WPS Writer (.wps)",
    ".wpd": "a WordPerfect document (.wpd)",
    ".txt": "plain text (.txt)",
    ".htm": "a web page (.htm)",
    ".html": "a web page (.html)",
    ".mht": "a web page in one file (.mht)",
    ".mhtml": "a web page in one file (.mhtml)",
    ".xml": "a document as XML (.xml)",
}

INSTEAD: Final = {
    **{ending: f"{what}: {IN_WORD}" for ending, what in _OPENED_IN_WORD.items()},
    ".pages": f"a Pages document (.pages): {IN_PAGES}",
    ".gdoc": f"only a link to a document of Google Docs (.gdoc): {IN_GOOGLE_DOCS}",
}
"""Documents that are not accepted, by the ending of their names: what they are, what to do."""


def made_anew(maker: str) -> str:
    """Return how to make another PDF from a PDF, by the name of the program that made it.

    A PDF that was printed already should not be printed into a PDF again.
    """
    was_printed = any(printer in maker.casefold() for printer in _PRINTERS)
    way = SAVED_AS_PDF if was_printed else PRINTED
    return f"{way[0].upper()}{way[1:]}; if that is refused as well, print it on paper and scan it"
