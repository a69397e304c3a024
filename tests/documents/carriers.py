"""The places of a document in which words can stand: each a function that puts a text there.

Places of a PDF are named as ISO 32000-1 has them, those of Word as ECMA-376, part 1.
"""

import html
import io
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

import docx
import pikepdf
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name, Stream, String

from cpconf.core.disclosure.search import find_terms
from cpconf.core.disclosure.terms import Term
from cpconf.documents.findings import Findings
from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.word import look as word_look
from tests.documents.making import changed, text, written
from tests.documents.word.wording import link, p, part, r, word

Carrier = Callable[[str], bytes]

ORDINARY: Final = text(1)
CHART: Final = (
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    "<c:cat><c:pt><c:v>{}</c:v></c:pt></c:cat></c:chartSpace>"
)


def looked_at(content: bytes, folder: Path) -> Findings:
    """What is found in a PDF or a Word file."""
    if content.startswith(b"PK"):
        return word_look.look(written(folder, content, "document.docx"))
    return pdf_look.look(written(folder, content), headings=False)


def hits(content: bytes, term: Term, folder: Path) -> list[int | None]:
    """The pages on which a term is found, None for beside the pages."""
    found = looked_at(content, folder)
    paged = found.pages is not None
    pages = found.texts if paged else ()
    beside = found.beside if paged else (*found.texts, *found.beside)
    return [hit.page for hit in find_terms([term], pages, beside, again=found.again)]


def placed(*words: tuple[float, float, str]) -> bytes:
    """A page with words at places in mm, drawn in that order."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for x, y, said in words:
        pdf.text(x, y, said)
    return bytes(pdf.output())


def page(said: str) -> bytes:
    """A page of a PDF."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(0, 6, text=f"What was said.\n{said}\nAnd no more than that.")
    return bytes(pdf.output())


def narrow(said: str) -> bytes:
    """A page whose lines break at every word."""
    return placed(*((20.0, 30.0 + 6 * at, each) for at, each in enumerate(said.split())))


def font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """A font that every reader has."""
    return pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )


def drawn(pdf: pikepdf.Pdf, said: str) -> pikepdf.Object:
    """A form that draws a text (8.10)."""
    shown = said.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    return pdf.make_indirect(
        Stream(
            pdf,
            b"BT /F1 12 Tf 5 5 Td (" + shown + b") Tj ET",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 400, 30]),
            Resources=Dictionary(Font=Dictionary(F1=font(pdf))),
        )
    )


def annotated(kind: str, **entries: Callable[[pikepdf.Pdf, str], pikepdf.Object]) -> Carrier:
    """A page with an annotation that has the text in one of its entries (12.5)."""

    def carry(said: str) -> bytes:
        def add(pdf: pikepdf.Pdf) -> None:
            held = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=Array([10, 10, 200, 40]))
            for key, value in entries.items():
                held[f"/{key}"] = value(pdf, said)
            pdf.pages[0].obj.Annots = Array([pdf.make_indirect(held)])

        return changed(ORDINARY, [add])

    return carry


def filled(**entries: Callable[[pikepdf.Pdf, str], pikepdf.Object]) -> Carrier:
    """A form with a field that has the text in one of its entries (12.7)."""

    def carry(said: str) -> bytes:
        def add(pdf: pikepdf.Pdf) -> None:
            field = Dictionary(FT=Name.Ch, T=String("field"))
            for key, value in entries.items():
                field[f"/{key}"] = value(pdf, said)
            pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))

        return changed(ORDINARY, [add])

    return carry


def string(_: pikepdf.Pdf, said: str) -> pikepdf.Object:
    return String(said)


def uri(encode: Callable[[str], str]) -> Carrier:
    """A link whose address has the text, encoded (12.6.4.7)."""

    def action(_: pikepdf.Pdf, said: str) -> pikepdf.Object:
        address = f"https://maps.example.org/?q={encode(said)}&z=7"
        return Dictionary(S=Name.URI, URI=String(address))

    return annotated("/Link", A=action)


def file_link(action: Name) -> Carrier:
    """A link to a file that is named by the text (12.6.4.3, 12.6.4.5)."""

    def made(_: pikepdf.Pdf, said: str) -> pikepdf.Object:
        name = String(f"{quote(said)}.pdf")
        return Dictionary(S=action, F=Dictionary(Type=Name.Filespec, F=name, UF=name))

    return annotated("/Link", A=made)


def normal(pdf: pikepdf.Pdf, said: str) -> pikepdf.Object:
    return Dictionary(N=drawn(pdf, said))


def nested(pdf: pikepdf.Pdf, said: str) -> pikepdf.Object:
    outer = Stream(pdf, b"/In Do", Type=Name.XObject, Subtype=Name.Form)
    outer.BBox, outer.Resources = (
        Array([0, 0, 400, 30]),
        Dictionary(XObject=Dictionary(In=drawn(pdf, said))),
    )
    return Dictionary(N=pdf.make_indirect(outer))


def other_state(pdf: pikepdf.Pdf, said: str) -> pikepdf.Object:
    return Dictionary(N=Dictionary(On=drawn(pdf, "x"), Off=drawn(pdf, said)))


def pressed(pdf: pikepdf.Pdf, said: str) -> pikepdf.Object:
    return Dictionary(N=drawn(pdf, "x"), D=drawn(pdf, said))


def of_page(add: Callable[[pikepdf.Pdf, pikepdf.Object, str], None]) -> Carrier:
    """A page to which something is added."""

    def carry(said: str) -> bytes:
        kept = [lambda pdf: add(pdf, pdf.pages[0].obj, said)]
        return changed(ORDINARY, kept, fix_metadata_version=False)

    return carry


def _pattern(pdf: pikepdf.Pdf, on: pikepdf.Object, said: str) -> None:
    tile = drawn(pdf, said)
    del tile["/Subtype"]
    tile.Type, tile.PatternType, tile.PaintType, tile.TilingType = Name.Pattern, 1, 1, 1
    tile.XStep, tile.YStep = 400, 30
    on.Resources.Pattern = Dictionary(P=tile)


def _spoken_otherwise(pdf: pikepdf.Pdf, on: pikepdf.Object, said: str) -> None:
    shown = said.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    on.Resources.Font["/F77"] = font(pdf)
    more = b"/Span <</ActualText (x)>> BDC BT /F77 12 Tf 50 300 Td (" + shown + b") Tj ET EMC"
    on.Contents = Array([on.Contents, pdf.make_indirect(Stream(pdf, more))])


def _off_the_page(pdf: pikepdf.Pdf, on: pikepdf.Object, said: str) -> None:
    shown = said.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    on.Resources.Font["/F77"] = font(pdf)
    on.CropBox = Array([0, 0, 300, 300])
    more = b"BT 3 Tr /F77 12 Tf 2000 2000 Td (" + shown + b") Tj ET"
    on.Contents = Array([on.Contents, pdf.make_indirect(Stream(pdf, more))])


def _bookmark(pdf: pikepdf.Pdf, _: pikepdf.Object, said: str) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(said, 0))


def _title(pdf: pikepdf.Pdf, _: pikepdf.Object, said: str) -> None:
    pdf.docinfo[Name.Title] = String(said)


def _metadata(pdf: pikepdf.Pdf, _: pikepdf.Object, said: str) -> None:
    xml = f'<x:xmpmeta xmlns:x="adobe:ns:meta/" title="{html.escape(said)}"/>'.encode()
    pdf.Root.Metadata = pdf.make_indirect(Stream(pdf, xml, Type=Name.Metadata, Subtype=Name.XML))


def _xfa(pdf: pikepdf.Pdf, _: pikepdf.Object, said: str) -> None:
    packet = f"<data><street>{html.escape(said)}</street></data>".encode()
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([]), XFA=Array([String("datasets"), pdf.make_indirect(Stream(pdf, packet))])
    )


def _layer(pdf: pikepdf.Pdf, _: pikepdf.Object, said: str) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(said)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def _attached(pdf: pikepdf.Pdf, _: pikepdf.Object, said: str) -> None:
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(
        pdf,
        b"x",
        description="",
        filename=f"{said}.txt",
        mime_type="",
        creation_date="",
        mod_date="",
    )


IN_PDF: Final[dict[str, Carrier]] = {
    "the page": page,
    "lines of one word": narrow,
    "a link, %20": uri(quote),
    "a link, +": uri(quote_plus),
    "a link, %2520": uri(lambda said: quote(quote(said))),
    "a link, mixed": uri(lambda said: quote(said).replace("%20", "+", 1)),
    "a link, every letter encoded": uri(lambda said: "".join(f"%{ord(c):02X}" for c in said)),
    "a link to a file elsewhere": file_link(Name.GoToR),
    "a link that starts a program": file_link(Name.Launch),
    "an address on the page": lambda said: page(f"see https://maps.example.org/{quote(said)}"),
    "a stamp's appearance": annotated("/Stamp", AP=normal),
    "free text's appearance": annotated("/FreeText", AP=normal),
    "a watermark's appearance": annotated("/Watermark", AP=normal),
    "a field's appearance": annotated("/Widget", AP=normal),
    "an appearance within another": annotated("/Stamp", AP=nested),
    "a state that is not shown": annotated("/Widget", AP=other_state),
    "a button that is pressed": annotated("/Widget", AP=pressed),
    "a comment": annotated("/Text", Contents=string),
    "a rich comment": annotated("/FreeText", RC=lambda _, said: String(f"<p>{said}</p>")),
    "the subject of a comment": annotated("/Highlight", Subj=string),
    "a field's value": filled(V=string),
    "a field's default": filled(DV=string),
    "a choice": filled(Opt=lambda _, said: Array([Array([String("1"), String(said)])])),
    "a field's long value": filled(
        V=lambda pdf, said: pdf.make_indirect(Stream(pdf, said.encode()))
    ),
    "a button's value": filled(V=lambda _, said: Name(f"/{said}")),
    "a field's label": filled(TU=string),
    "an XFA form": of_page(_xfa),
    "a pattern": of_page(_pattern),
    "what screen readers say otherwise": of_page(_spoken_otherwise),
    "off the page, unseen": of_page(_off_the_page),
    "a bookmark": of_page(_bookmark),
    "the title": of_page(_title),
    "the metadata's attributes": of_page(_metadata),
    "a layer's name": of_page(_layer),
    "an embedded file's name": of_page(_attached),
}


def in_body(wrap: Callable[[str], str]) -> Carrier:
    return lambda said: word(p("What was said.") + wrap(html.escape(said)))


def in_part(name: str, wrap: Callable[[str], str], kind: str = "") -> Carrier:
    return lambda said: word(
        p("x"), {name: wrap(html.escape(said))}, types={name: kind} if kind else None
    )


def symbols(said: str) -> str:
    return "".join(
        f'<w:r><w:sym w:font="Symbol" w:char="{0xF000 + ord(each):04X}"/></w:r>' for each in said
    )


def made_by_python_docx(said: str) -> bytes:
    """A table in a document of another maker."""
    document = docx.Document()
    cells = document.add_table(1, 2).rows[0].cells
    first, _, rest = said.partition(" ")
    cells[0].text, cells[1].text = first, rest
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def in_workbook(said: str) -> bytes:
    """A chart whose numbers are in its own part."""
    return word(
        p("x"),
        {"word/charts/chart1.xml": CHART.format(html.escape(said))},
        types={
            "word/charts/chart1.xml": (
                "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
            )
        },
    )


IN_WORD: Final[dict[str, Carrier]] = {
    "Word: a paragraph": in_body(p),
    "Word: runs of a letter": in_body(lambda said: p(*(r(each) for each in html.unescape(said)))),
    "Word: symbols": lambda said: word(f"<w:p>{symbols(said)}</w:p>"),
    "Word: one symbol": lambda said: word(f"<w:p>{r(said[:-1])}{symbols(said[-1])}</w:p>"),
    "Word: cells": made_by_python_docx,
    "Word: hidden": in_body(lambda said: p(r(said, "<w:vanish/>"))),
    "Word: deleted": in_body(lambda said: p(f"<w:del>{r(said, tag='delText')}</w:del>")),
    "Word: a field's code": in_body(lambda said: p(r(f'INCLUDE "{said}"', tag="instrText"))),
    "Word: a simple field": in_body(lambda said: f'<w:p><w:fldSimple w:instr="X {said}"/></w:p>'),
    "Word: a description": in_body(
        lambda said: p(
            f"<w:r><w:drawing><wp:docPr id='1' name='a' descr='{said}'/></w:drawing></w:r>"
        )
    ),
    "Word: a smart tag": in_body(
        lambda said: (
            "<w:p><w:smartTag w:element='a'><w:smartTagPr><w:attr w:name='street' "
            f"w:val='{said}'/></w:smartTagPr></w:smartTag></w:p>"
        )
    ),
    "Word: a content control": in_body(
        lambda said: f"<w:sdt><w:sdtPr><w:tag w:val='{said}'/></w:sdtPr></w:sdt>"
    ),
    "Word: an item of a list": in_body(
        lambda said: (
            "<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText='a' "
            f"w:value='{said}'/></w:dropDownList></w:sdtPr></w:sdt>"
        )
    ),
    "Word: a form's default": in_body(
        lambda said: p(
            "<w:r><w:fldChar><w:ffData><w:textInput>"
            f"<w:default w:val='{said}'/></w:textInput></w:ffData></w:fldChar></w:r>"
        )
    ),
    "Word: a text box": in_body(
        lambda said: p(
            "<w:r><w:pict><v:textbox><w:txbxContent>"
            f"{p(said)}</w:txbxContent></v:textbox></w:pict></w:r>"
        )
    ),
    "Word: a header": in_part("word/header1.xml", lambda said: part("hdr", p(said))),
    "Word: a footer": in_part("word/footer1.xml", lambda said: part("ftr", p(said))),
    "Word: a footnote": in_part("word/footnotes.xml", lambda said: part("footnotes", p(said))),
    "Word: a comment": in_part("word/comments.xml", lambda said: part("comments", p(said))),
    "Word: the title": in_part(
        "docProps/core.xml", lambda said: f"<c xmlns:d='d'><d:title>{said}</d:title></c>"
    ),
    "Word: a property": in_part(
        "docProps/custom.xml", lambda said: f"<P><property name='a'><v>{said}</v></property></P>"
    ),
    "Word: a variable": in_part(
        "word/settings.xml", lambda said: part("settings", f"<w:docVar w:name='a' w:val='{said}'/>")
    ),
    "Word: a chart": in_workbook,
    "Word: a link, %20": lambda said: word(
        p("x"), links=link("hyperlink", f"https://example.org/?q={quote(said)}", outside=True)
    ),
    "Word: a link, %2520": lambda said: word(
        p("x"),
        links=link("hyperlink", f"https://example.org/?q={quote(quote(said))}", outside=True),
    ),
    "Word: a link, +": lambda said: word(
        p("x"), links=link("hyperlink", f"https://example.org/?q={quote_plus(said)}", outside=True)
    ),
    "Word: a link within": lambda said: word(p("x"), links=link("hyperlink", f"#{quote(said)}")),
    "Word: a link's anchor": in_body(lambda said: f"<w:p><w:hyperlink w:anchor='{said}'/></w:p>"),
}
CARRIERS: Final = IN_PDF | IN_WORD
