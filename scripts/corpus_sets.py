"""The ways of `bundle` and `abridge` over a folder of PDFs, with the results read by other readers.

A set is made of five files in the order of their names, without those that `report add` refuses.
A file is cut to its first page, a third in the middle, its last page, and two of its sections.
PDFium, MuPDF and poppler compare every kept page with the original; pypdf and MuPDF search for what
was left out. They share no code with the program's own proof.
"""

import contextlib
import hashlib
import io
import json
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pymupdf
import pypdf
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageStat
from pypdf.generic import ArrayObject, DictionaryObject, TextStringObject
from pypdfium2 import raw

from cpconf.documents.bundle.assembly import SetPart, assemble, refuse_unfit
from cpconf.documents.cut import cutting
from cpconf.documents.cut.absence import words_of
from cpconf.documents.findings import Findings
from cpconf.documents.pdf import look as pdf_look
from cpconf.errors import CpconfError
from scripts.corpus_kinds import PDF, Outcome, Way

DPI: Final = 50
MEAN: Final = 2.0
"""How much a page's picture may differ on average, of 255 shades, at 50 dots per inch."""
SQUARE, SHADES = 8, 16
"""How much lighter or darker any square of 8 by 8 dots, 4 mm, may be, of 255 shades."""

_MUPDF: Final[Any] = pymupdf  # it has no types
_MUPDF.TOOLS.mupdf_display_errors(on=False)
_ON_CLICK: Final = (raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_FILEATTACHMENT)
_COMMENTS: Final = {"Text", "Popup", "FileAttachment", "Sound", "Movie", "Screen"}
_TRACES: Final = frozenset(
    {
        *("/AA", "/AcroForm", "/AF", "/Dests", "/EmbeddedFiles", "/JavaScript", "/JS", "/Metadata"),
        *("/Names", "/OpenAction", "/PieceInfo", "/StructTreeRoot", "/Thumb"),
    }
)
_READERS: Final = ("PDFium", "MuPDF", "poppler", "pypdf")
_SIGNS: Final = re.compile("[\u00ad\u0002\ufffe\ufffd\\x00\u25a0-\u25ff\u2700-\u27bf-]")
"""Hyphens, and the signs that poppler itself draws into tick boxes."""

Fault = tuple[str, str]
"""A reader's name, and what it finds wrong."""
Box = tuple[float, float, float, float]
MuPdf = Any
"""A document, a page or a field of MuPDF."""


def run_set(files: tuple[Path, ...], folder: Path) -> Outcome:
    """Make a set of the files that `report add` accepts; leave the others out, with the reasons.

    If it accepts none, the outcome has the first reason.
    """
    parts: list[SetPart] = []
    left_out: dict[int, str] = {}
    for number, path in enumerate(files, start=1):
        try:
            findings = pdf_look.look(path, headings=False)
            refuse_unfit(path, findings)
        except CpconfError as refusal:
            left_out[number - 1] = str(refusal).replace("\n", " / ")
            continue
        parts.append(
            SetPart(
                number=number,
                title=f"Report number {number}",
                detail="",
                path=path,
                sha256=findings.sha256,
                pages=findings.pages or 0,
            )
        )
    if not parts:
        return Outcome(why=left_out[0], accepted=False, left_out=left_out)
    whole = assemble(parts, heading="A set", made="")
    (folder / "set.pdf").write_bytes(whole.file.getvalue())
    placed = [(str(one.part.path), one.first_page - 1, one.part.title) for one in whole.placed]
    (folder / "placed.json").write_text(json.dumps(placed), "utf-8")
    return Outcome(left_out=left_out)


def check_set(_: tuple[Path, ...], folder: Path, outcome: Outcome) -> None:
    """Compare every page and bookmark of the set with the originals."""
    placed: list[tuple[str, int, str]] = json.loads((folder / "placed.json").read_text("utf-8"))
    made = (folder / "set.pdf").read_bytes()
    outcome.readers = _told(_faults_of_set(placed, made))


def run_cuts(files: tuple[Path, ...], folder: Path) -> Outcome:
    """Cut a file to each choice of pages. Raises CpconfError at the first refusal."""
    (path,) = files
    findings = pdf_look.look(path, headings=True)
    for number, pages in enumerate(_cuts(findings)):
        with (
            (folder / f"{number}.pdf").open("w+b") as file,
            cutting.cut(path, findings, pages) as cut,
        ):
            cutting.save_proved(cut, file)
        (folder / f"{number}.json").write_text(json.dumps(pages), "utf-8")
    return Outcome()


def check_cuts(files: tuple[Path, ...], folder: Path, outcome: Outcome) -> None:
    """Compare the kept pages of every cut with the originals, and search for the pages left out."""
    faults: list[Fault] = []
    for cut in sorted(folder.glob("*.pdf")):
        kept = [page - 1 for page in json.loads(cut.with_suffix(".json").read_text("utf-8"))]
        faults += _faults_of_cut(files[0].read_bytes(), cut.read_bytes(), kept)
    outcome.readers = _told(faults)


def _told(faults: Iterator[Fault] | list[Fault]) -> dict[str, str]:
    told = dict.fromkeys(_READERS, "opens")
    for reader, fault in faults:
        if told[reader] == "opens":
            told[reader] = fault
    return told


def _cuts(findings: Findings) -> list[tuple[int, ...]]:
    """Return the choices of pages to keep, from 1."""
    count = findings.pages or 0
    third = max(1, count // 3)
    found = [(1,), tuple(range(third + 1, min(count, 2 * third + 1) + 1)), (count,)]
    there = [one for one in cutting.sections(findings) if (one.first, one.last) != (1, count)]
    found += [tuple(range(one.first, one.last + 1)) for one in (*there[:1], *there[-1:])]
    return [pages for pages in dict.fromkeys(found) if pages]


def _faults_of_set(placed: Sequence[tuple[str, int, str]], made: bytes) -> Iterator[Fault]:
    wanted: Counter[tuple[str, int]] = Counter()
    pages = _poppler(made)
    unknown = 0
    with pdfium.PdfDocument(made) as after, _MUPDF.open(stream=made) as new:
        for path, first, title_of_it in placed:
            wanted[title_of_it, first] += 1
            content = Path(path).read_bytes()
            texts = _poppler(content)
            with pdfium.PdfDocument(content) as before, _MUPDF.open(stream=content) as old:
                for page in range(min(len(before), len(old))):
                    place = first + page
                    stamp = f"{place + 1}of{len(after)}"
                    fields = _boxes(old[page], old[page].widgets())
                    yield from _by_pdfium(before[page], after[place], stamp, fields)
                    yield from _by_mupdf(old, page, new, place, stamp)
                    yield from _links(old[page], new[place], first.__add__)
                    if page < len(texts) and place < len(pages):
                        yield from _missing("poppler", texts[page] + stamp, pages[place])
                    if page == 0:
                        pictures = _drawn(content, page), _drawn(made, place)
                        yield from _pictures("poppler", pictures, _bare(old, page), stamped=True)
                count = len(before)
                marks = [(title.strip(), page - 1) for _, title, page in old.get_toc()]
                known = [mark for mark in marks if 0 <= mark[1] < count]
                unknown += len(marks) - len(known)
                wanted += Counter((title, first + page) for title, page in known)
        found = Counter((title.strip(), page - 1) for _, title, page in new.get_toc())
        # MuPDF does not know names in bytes: bookmarks with these lead nowhere for it alone.
        if wanted - found or (found - wanted).total() > unknown:
            yield "MuPDF", f"finds {found.total()} bookmarks where {wanted.total()} were"


def _faults_of_cut(content: bytes, made: bytes, kept: Sequence[int]) -> list[Fault]:
    found: list[Fault] = []
    texts, pages = _poppler(content), _poppler(made)
    with (
        pdfium.PdfDocument(content) as before,
        pdfium.PdfDocument(made) as after,
        _MUPDF.open(stream=content) as old,
        _MUPDF.open(stream=made) as new,
    ):
        if len(after) != len(kept):
            return [("PDFium", "finds another number of pages")]
        if len(old) != len(before):
            return [("MuPDF", "finds other pages in the file itself")]
        for place, page in enumerate(kept):
            there = before[page]
            _take_off(there)
            fields = _boxes(old[page], old[page].widgets())
            found += _by_pdfium(there, after[place], None, fields)
            found += _values(old, page, new[place])
            found += _links(
                old[page], new[place], lambda to: kept.index(to) if to in kept else None
            )
            if page < len(texts) and place < len(pages):
                found += _missing("poppler", texts[page], pages[place])
            pictures = _drawn(content, page), _drawn(made, place)
            found += _pictures("poppler", pictures, _bare(old, page), stamped=False)
        found += _remains(made, _going(before, old, kept), (old, new), kept)
        titles = [Counter(title for _, title, _ in one.get_toc()) for one in (old, new)]
        if titles[1] - titles[0]:
            found.append(("MuPDF", "finds a bookmark twice"))
    return found


def _going(before: pdfium.PdfDocument, old: MuPdf, kept: Sequence[int]) -> set[str]:
    """Return the words that are only on pages left out, or in bookmarks of these."""
    texts = [page.get_textpage().get_text_range() for page in before]
    kept_texts = [texts[page] for page in kept] + [old[page].get_text() for page in kept]
    kept_texts += [str(field.field_value) for page in kept for field in old[page].widgets()]
    squeezed = _letters("".join(kept_texts)).casefold()
    gone = "\n".join(text for page, text in enumerate(texts) if page not in kept)
    going = {word for word in _words(gone) if word not in squeezed}
    marks = old.get_toc()
    squeezed += _letters("".join(title for _, title, page in marks if page - 1 in kept)).casefold()
    titles = "\n".join(title for _, title, page in marks if page > 0 and page - 1 not in kept)
    return going | {word for word in _words(titles) if word not in squeezed}


def _by_pdfium(
    one: pdfium.PdfPage, other: pdfium.PdfPage, stamp: str | None, masks: Sequence[Box]
) -> Iterator[Fault]:
    """Compare text and picture, except where form fields are: PDFium alone does not draw these."""
    was, now = (page.get_textpage().get_text_range() for page in (one, other))
    yield from _missing("PDFium", was + (stamp or ""), now)
    if stamp is not None:
        yield from (
            (reader, fault.replace("misses", "has gained"))
            for reader, fault in _missing("PDFium", now, was + stamp)
        )
    pictures = [
        page.render(scale=min(DPI / 72, 1500 / max(1.0, *page.get_size())), grayscale=True)
        .to_pil()
        .convert("L")
        for page in (one, other)
    ]
    yield from _pictures("PDFium", (pictures[0], pictures[1]), masks, stamped=stamp is not None)


def _take_off(page: pdfium.PdfPage) -> None:
    """Remove from a page what opens on a click: a cut leaves it out by design."""
    for number in reversed(range(raw.FPDFPage_GetAnnotCount(page.raw))):
        annotation = raw.FPDFPage_GetAnnot(page.raw, number)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind in _ON_CLICK:
            raw.FPDFPage_RemoveAnnot(page.raw, number)


def _by_mupdf(old: MuPdf, page: int, new: MuPdf, place: int, stamp: str) -> Iterator[Fault]:
    said = old[page].get_text()
    if any(
        field.field_type == _MUPDF.PDF_WIDGET_TYPE_SIGNATURE and not _has_look(old, field)
        for field in old[page].widgets()
    ):
        said = said.replace("SIGN", "")  # MuPDF's own text in an empty signature field
    yield from _missing("MuPDF", said + stamp, new[place].get_text())
    marks = [Counter(mark.type[1] for mark in one.annots()) for one in (old[page], new[place])]
    if marks[0] - marks[1]:
        yield "MuPDF", f"misses {(marks[0] - marks[1]).total()} annotations"
    values = [
        Counter(
            str(field.field_value)
            for field in one.widgets()
            if field.field_type != _MUPDF.PDF_WIDGET_TYPE_SIGNATURE
        )
        for one in (old[page], new[place])
    ]
    if values[0] - values[1]:
        yield "MuPDF", f"misses {(values[0] - values[1]).total()} form values"


def _values(old: MuPdf, page: int, new: MuPdf) -> Iterator[Fault]:
    """Yield a fault for each form value without an appearance that the cut's text does not have."""
    said = _letters(new.get_text()).casefold()
    kinds = {_MUPDF.PDF_WIDGET_TYPE_TEXT, _MUPDF.PDF_WIDGET_TYPE_COMBOBOX}
    for field in old[page].widgets():
        is_seen = field.field_display not in {1, 3} and not field.field_flags & 1 << 13
        if field.field_type in kinds and is_seen and not _has_look(old, field):
            value = _letters(str(field.field_value or "")).casefold()
            if value not in said:
                yield "MuPDF", "misses a form value"


def _links(old: MuPdf, new: MuPdf, to: Callable[[int], int | None]) -> Iterator[Fault]:
    kinds = {_MUPDF.LINK_GOTO, _MUPDF.LINK_NAMED}
    lead = [
        [link["page"] for link in page.get_links() if link["kind"] in kinds and "page" in link]
        for page in (old, new)
    ]
    inside = [[place for place in each if place >= 0] for each in lead]
    wanted = Counter(place for place in map(to, inside[0]) if place is not None)
    if wanted != Counter(inside[1]):
        yield "MuPDF", f"finds {len(inside[1])} links within where {wanted.total()} were"


def _bare(document: MuPdf, page: int) -> list[Box]:
    """Return where readers may differ: fields without appearance, comments, edges of links."""
    there = document[page]
    catalog = document.pdf_catalog()
    anew = document.xref_get_key(catalog, "AcroForm/NeedAppearances")[1] == "true"
    bare = [
        field
        for field in there.widgets()
        if anew or not document.is_form_pdf or not _has_look(document, field)
    ]
    bare += [mark for mark in there.annots() if mark.type[1] in _COMMENTS]
    links = [link["from"] for link in there.get_links()]
    return _boxes(there, bare) + _fractions(there, links)


def _has_look(document: MuPdf, field: MuPdf) -> bool:
    return bool(document.xref_get_key(field.xref, "AP/N")[0] != "null")


def _boxes(page: MuPdf, marks: Any) -> list[Box]:  # noqa: ANN401 - what MuPDF gives
    return _fractions(page, [mark.rect for mark in marks])


def _fractions(page: MuPdf, areas: Sequence[Any]) -> list[Box]:
    """Return areas of a page, with sides from 0 to 1 of its size."""
    wide, high = page.rect.width or 1, page.rect.height or 1
    turned = [area * page.rotation_matrix for area in areas]
    return [(box.x0 / wide, box.y0 / high, box.x1 / wide, box.y1 / high) for box in turned]


def _pictures(
    reader: str,
    pictures: tuple[Image.Image | None, Image.Image | None],
    masks: Sequence[Box],
    *,
    stamped: bool,
) -> Iterator[Fault]:
    one, other = pictures
    if one is None or other is None:
        return
    if one.size != other.size:
        yield reader, "draws a page in another size"
        return
    wide, high = one.size
    size = max(9 * DPI / 72, 9 * min(one.size) / 595)
    foot = (wide / 2 - 5 * size, high - 3 * size, wide / 2 + 5 * size, high)
    areas = [
        (left * wide - 2, top * high - 2, right * wide + 2, bottom * high + 2)
        for left, top, right, bottom in masks
    ]
    for picture in (one, other):
        for area in [*areas, *([foot] if stamped else [])]:
            left, top, right, bottom = area
            if left <= right and top <= bottom:
                ImageDraw.Draw(picture).rectangle(area, fill=255)
    mean = ImageStat.Stat(ImageChops.difference(one, other)).mean[0]
    squares = ImageChops.difference(one.reduce(SQUARE), other.reduce(SQUARE))
    if mean > MEAN or max(squares.tobytes()) > SHADES:
        yield reader, "draws a page in another way"


def _remains(
    made: bytes, going: set[str], both: tuple[MuPdf, MuPdf], kept: Sequence[int]
) -> Iterator[Fault]:
    """Yield a fault for everything of the pages left out that is in the new file."""
    old, new = both
    digests = [_photographs(old, page) for page in range(len(old))]
    staying = {each for page in kept for each in digests[page]}
    lost = {each for page, found in enumerate(digests) if page not in kept for each in found}
    if (lost - staying) & {each for page in range(len(new)) for each in _photographs(new, page)}:
        yield "MuPDF", "finds a picture of pages left out"
    if new.embfile_count():
        yield "MuPDF", "finds an embedded file"
    if any(_words(page.get_text()) & going for page in new):
        yield "MuPDF", "reads a word of pages left out"
    strings: list[str] = []
    names: set[str] = set()
    reader = pypdf.PdfReader(io.BytesIO(made))
    for number in range(1, new.xref_length()):
        with contextlib.suppress(pypdf.errors.PyPdfError, AttributeError, KeyError):
            _walk(reader.get_object(number), strings, names)
    if any(_words(text) & going for text in strings):
        yield "pypdf", "finds a word of pages left out"
    if names & _TRACES or "/Info" in reader.trailer:
        yield "pypdf", f"finds {' '.join(sorted(names & _TRACES)) or '/Info'}"


def _walk(value: object, strings: list[str], names: set[str]) -> None:
    if isinstance(value, TextStringObject):
        strings.append(str(value))
    elif isinstance(value, ArrayObject):
        for each in list.__iter__(value):
            _walk(each, strings, names)
    elif isinstance(value, DictionaryObject):
        if "/FontName" in value or "/Registry" in value:
            return  # no author wrote the strings about a font
        names.update(value.keys())
        for each in dict.values(value):
            _walk(each, strings, names)


def _photographs(document: MuPdf, page: int) -> set[bytes]:
    contents = (document.xref_stream_raw(each[0]) or b"" for each in document.get_page_images(page))
    return {hashlib.sha256(content).digest() for content in contents if len(content) >= 64}


def _missing(reader: str, one: str, other: str) -> Iterator[Fault]:
    missing = Counter(_letters(one)) - Counter(_letters(other))
    if missing:
        yield reader, f"misses {missing.total()} letters"


def _poppler(content: bytes) -> list[str]:
    """Return the text of every page, by poppler."""
    return _shell(content, "pdftotext", "-raw").decode("utf-8", "replace").split("\f")


def _drawn(content: bytes, page: int) -> Image.Image | None:
    """Return a page's picture, by poppler; None where it fails."""
    number = str(page + 1)
    said = _shell(
        content, "pdftoppm", "-cropbox", "-gray", "-r", str(DPI), "-f", number, "-l", number
    )
    return Image.open(io.BytesIO(said)).convert("L") if said else None


def _shell(content: bytes, *command: str) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        last = [file.name, *(["-"] if command[0] == "pdftotext" else [])]
        try:
            ran = subprocess.run([*command, *last], capture_output=True, timeout=60, check=False)
        except (OSError, subprocess.TimeoutExpired):  # OSError: it is not installed
            return b""
    return ran.stdout


def _letters(text: str) -> str:
    return "".join(_SIGNS.sub("", text).split())


def _words(text: str) -> set[str]:
    return {word for word in words_of(text) if len(word) > 5}


SETS: Final = Way(PDF, run_set, check_set, at_once=5)
CUTS: Final = Way(PDF, run_cuts, check_cuts)
