"""What to do with a document in the program that it was written with, in the words of its menus.

Every advice is worded here once, so that each command gives the same. The menus are those of Word
for Microsoft 365 in English; Word 2010 and later have the same entries.
"""

from typing import Final

AS_WORD: Final = "File > Save As > Word Document (*.docx)"
AS_PDF: Final = "File > Save As > PDF (*.pdf)"
AS_PDF_WITH_BOOKMARKS: Final = (
    f"in Word, {AS_PDF}, and there Options > Create bookmarks using: Headings"
)
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
"""What documents are that are not taken, and how to go on, by the ending of their names."""
