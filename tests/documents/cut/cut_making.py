"""Reports to cut and to merge, made by other means than ours, and what an inspection would say."""

import hashlib
import io
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pypdfium2
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from cpconf.core.words import FileType
from cpconf.documents.bundle.assembly import SetPart
from cpconf.documents.findings import Findings, Heading

SECRETS = ("quartzite", "nightjar", "harbourmaster", "pomegranate", "thunderbolt", "velodrome")
"""One word for each page of a report, found nowhere else in it."""

Change = Callable[[pikepdf.Pdf], None]


def report(path: Path, *changes: Change, pages: int = 6, sections: bool = True) -> Path:
    """A report of some pages: running head, a heading, its own word and a picture on each."""
    pdf = FPDF(format="A4", unit="pt")
    pdf.set_creator("Example office suite")
    pdf.set_title("Report about somebody")
    for number in range(pages):
        secret = SECRETS[number % len(SECRETS)]
        pdf.add_page()
        pdf.set_font("Helvetica", size=9)
        pdf.cell(0, 14, "Example Council, in confidence", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", "B", 16)
        if sections:
            pdf.start_section(f"{number + 1}. Section {secret}")
        pdf.cell(0, 24, f"Section {secret}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=11)
        pdf.multi_cell(0, 16, f"The word of this page is {secret}. " * 12)
        pdf.image(picture(number), x=80, y=400, w=120)
    pdf.output(str(path))
    if changes:
        with pikepdf.open(path, allow_overwriting_input=True) as again:
            for change in changes:
                change(again)
            with warnings.catch_warnings():  # of fields that are in no form
                warnings.simplefilter("ignore", pikepdf.PikepdfWarning)
                again.save(path)
    return path


def picture(number: int) -> Image.Image:
    """A picture that differs from every other number's."""
    shades = bytes((x * 7 + y * 13 + number * 41) % 256 for y in range(40) for x in range(40))
    return Image.frombytes("L", (40, 40), shades)


def look(path: Path, headings: Sequence[Heading] = (), *, signed: bool = False) -> Findings:
    """What an inspection finds, as far as cutting needs it."""
    content = path.read_bytes()
    document = pypdfium2.PdfDocument(content)
    texts = tuple(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return Findings(
        type=FileType.PDF,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pages=len(texts),
        texts=texts,
        headings=tuple(headings),
        signed=signed,
    )


def part(path: Path, title: str = "Social worker", detail: str = "", number: int = 1) -> SetPart:
    """A report as it is on record."""
    content = path.read_bytes()
    with pikepdf.open(path) as pdf:
        pages = len(pdf.pages)
    digest = hashlib.sha256(content).hexdigest()
    return SetPart(number=number, title=title, detail=detail, path=path, sha256=digest, pages=pages)


def deleted_content(path: Path, number: int) -> Path:
    """A report whose last revision takes the content of a page, from 0, away (7.5.6)."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    content = path.read_bytes()
    with pikepdf.open(path) as pdf:
        gone = pdf.pages[number].obj.Contents.objgen[0]
        root, size = pdf.Root.objgen[0], int(pdf.trailer.Size)
    before = int(content.rpartition(b"startxref")[2].split()[0])
    path.write_bytes(
        content
        + b"xref\n0 1\n%010d 65535 f \n%d 1\n0000000000 00001 f \n" % (gone, gone)
        + b"trailer <</Size %d /Root %d 0 R /Prev %d>>\n" % (size, root, before)
        + b"startxref\n%d\n%%%%EOF\n" % len(content)
    )
    return path


def saved(pdf: pikepdf.Pdf) -> io.BytesIO:
    """A document as a file in memory."""
    file = io.BytesIO()
    pdf.save(file)
    return file


def laid_bare(file: io.BytesIO) -> bytes:
    """A file with nothing compressed, so that a plain search sees all that is in it."""
    bare = io.BytesIO()
    file.seek(0)
    with pikepdf.open(file) as pdf:
        pdf.save(
            bare,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
        )
    return bare.getvalue()


def holds(file: io.BytesIO, word: str) -> bool:
    """Whether a file holds a word, in any of the ways that PDF writes text."""
    bare = laid_bare(file).lower()
    forms = (word.encode(), word.encode("utf-16-be"), word.encode().hex().encode())
    return any(form in bare for form in (*forms, word.encode("utf-16-be").hex().encode()))


def seen(content: bytes, page: int, *, scale: float = 1.0) -> Image.Image:
    """A page, from 0, as a viewer shows it, with its form fields and markings."""
    document = pypdfium2.PdfDocument(content)
    try:
        document.init_forms()
        shown: Image.Image = document[page].render(scale=scale).to_pil().convert("L")
        return shown
    finally:
        document.close()


def share_resources(pdf: pikepdf.Pdf) -> None:
    """All pages list all fonts and pictures, as many programs write it."""
    everything = Dictionary(Font=Dictionary(), XObject=Dictionary(), Properties=Dictionary())
    for page in pdf.pages:
        for kind in (Name.Font, Name.XObject):
            for name, value in page.resources.get(kind, Dictionary()).items():
                everything[kind][name] = value
    everything.Properties.Tag = pdf.make_indirect(Dictionary(ActualText=String(SECRETS[0])))
    everything.XObject.Unused = pdf.make_stream(
        b"BT /F1 9 Tf (quartzite) Tj ET",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 9, 9]),
    )
    shared = pdf.make_indirect(everything)
    for page in pdf.pages:
        page.obj.Resources = shared


def tag(pdf: pikepdf.Pdf) -> None:
    """A structure tree with words read aloud in place of the page, and a beginning of threads."""
    elements = [
        pdf.make_indirect(
            Dictionary(S=Name.P, Pg=page.obj, ActualText=String(secret), Alt=String(secret))
        )
        for page, secret in zip(pdf.pages, SECRETS, strict=False)
    ]
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Array(elements))
    )
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    beads = [pdf.make_indirect(Dictionary(P=page.obj, R=Array([0, 0, 9, 9]))) for page in pdf.pages]
    thread = pdf.make_indirect(Dictionary(F=beads[0], I=Dictionary(Title=String(SECRETS[0]))))
    for number, (page, bead) in enumerate(zip(pdf.pages, beads, strict=True)):
        bead.T = thread
        bead.N = beads[(number + 1) % len(beads)]
        bead.V = beads[number - 1]
        page.obj.B = Array([bead])
        page.obj.StructParents = number
        page.obj.Thumb = pdf.make_stream(b"\x00" * 64, Width=8, Height=8, BitsPerComponent=8)
        page.obj.Metadata = pdf.make_stream(SECRETS[0].encode(), Type=Name.Metadata)
        for drawn in page.get_images().values():
            drawn.Metadata = pdf.make_stream(SECRETS[0].encode(), Type=Name.Metadata)
            drawn.PieceInfo = Dictionary(Office=Dictionary(Private=String(SECRETS[0])))
        page.obj.PieceInfo = Dictionary(Office=Dictionary(Private=String(SECRETS[0])))
    pdf.Root.Threads = Array([thread])


def furnish(pdf: pikepdf.Pdf) -> None:
    """Everything around the pages: names, labels, scripts, attachments, properties, a layer."""
    first = pdf.pages[0].obj
    pdf.Root.Dests = Dictionary(quartzite=Array([first, Name.Fit]))
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('quartzite')"))
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, P=String("quartzite "))]))
    pdf.attachments["quartzite.txt"] = b"quartzite inside"
    with pdf.open_metadata() as meta:
        meta["dc:title"] = "quartzite"
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("quartzite layer")))
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(Order=Array([layer]), OFF=Array([layer]))
    )
    for page in pdf.pages:
        page.contents_add(b"/OC /Hid BDC 0 0 0 rg 300 300 90 90 re f EMC")
        page.add_resource(layer, Name.Properties, Name.Hid)


def annotate(pdf: pikepdf.Pdf) -> None:
    """Links everywhere, a comment with its reply, and a form field shown on pages 1 and 2."""
    for number, page in enumerate(pdf.pages):
        page.obj.Annots = Array(
            [link(pdf, 10, Dest=Array([other.obj, Name.Fit])) for other in pdf.pages]
            + [
                link(pdf, 30, A=Dictionary(S=Name.URI, URI=String("https://example.org/help"))),
                link(pdf, 50, A=Dictionary(S=Name.URI, URI=String("https://example.org/nightjar"))),
                link(pdf, 70, A=Dictionary(S=Name.GoTo, D=Name("/quartzite"))),
                link(pdf, 90, A=Dictionary(S=Name.Launch, F=String("quartzite.exe"))),
            ]
        )
        comment = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Text,
                Rect=Array([0, 0, 20, 20]),
                P=page.obj,
                Contents=String(f"a comment on {SECRETS[number % len(SECRETS)]}"),
            )
        )
        if number:
            comment.IRT = pdf.pages[0].obj.Annots[-1]
        page.obj.Annots.append(comment)
    field(pdf, "quartzite name", "written in", pages=(0, 1))
    field(pdf, "elsewhere", "thunderbolt", pages=(4,))


def link(pdf: pikepdf.Pdf, up: int, **more: pikepdf.Object) -> pikepdf.Object:
    """A link in the margin."""
    mark = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([5, up, 25, up + 15]),
        Border=Array([0, 0, 0]),
    )
    for key, value in more.items():
        mark[f"/{key}"] = value
    return pdf.make_indirect(mark)


def field(pdf: pikepdf.Pdf, name: str, value: str, *, pages: Sequence[int]) -> None:
    """A text field with one value, shown on pages, counted from 0."""
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    if Name.AcroForm not in pdf.Root:
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([]),
            DR=Dictionary(Font=Dictionary(Helv=font)),
            DA=String("/Helv 10 Tf 0 g"),
        )
    parent = pdf.make_indirect(
        Dictionary(FT=Name.Tx, T=String(name), V=String(value), DA=String("/Helv 10 Tf 0 g"))
    )
    kids = []
    for number in pages:
        look = pdf.make_stream(
            f"/Tx BMC q BT /Helv 10 Tf 0 g 2 4 Td ({value}) Tj ET Q EMC".encode(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 150, 18]),
            Resources=Dictionary(Font=Dictionary(Helv=font)),
        )
        kid = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                Rect=Array([200, 200, 350, 218]),
                F=4,
                Parent=parent,
                P=pdf.pages[number].obj,
                AP=Dictionary(N=look),
            )
        )
        if Name.Annots not in pdf.pages[number].obj:
            pdf.pages[number].obj.Annots = Array([])
        pdf.pages[number].obj.Annots.append(kid)
        kids.append(kid)
    parent.Kids = Array(kids)
    pdf.Root.AcroForm.Fields.append(parent)


def one_drawing(pdf: pikepdf.Pdf) -> None:
    """As some programs write it: every page shows its strip of the same drawing."""
    words = b" ".join(
        b"BT /F1 11 Tf 1 0 0 1 50 %d Tm (%b) Tj ET" % (100 + 800 * number, word.encode())
        for number, word in enumerate(SECRETS)
    )
    drawing = pdf.make_stream(
        words,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 600, 4800]),
        Resources=Dictionary(Font=pdf.pages[0].resources.Font),
    )
    for number, page in enumerate(pdf.pages):
        page.obj.Resources = Dictionary(XObject=Dictionary(All=drawing))
        page.obj.Contents = pdf.make_stream(b"1 0 0 1 0 %d cm /All Do" % (-800 * number))
