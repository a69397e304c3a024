"""PDFs of many kinds, made anew for each test by libraries that do not protect them.

Every canary is a word that may not be where it should not: in the protected bytes at all, or in
what is left beside the pages.
"""

import datetime as dt
import functools
import io
import random
import warnings
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pikepdf
import pypdf
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image
from pypdf.generic import DecodedStreamObject, NameObject

PASSWORD: Final = "apple-bridge-candle-dinner-eagle"  # noqa: S105 - it protects nothing
BODY: Final = "Canarybody"
BESIDE: Final = (
    "Canarytitle",
    "Canaryauthor",
    "Canaryxmp",
    "Canaryfilename",
    "Canarydescription",
    "Canaryattached",
    "Canarynote",
    "Canaryearlier",
    "Canaryprivate",
    "Canaryscript",
    "Canarythumb",
    "Canarypicturexmp",
    "Canarytemplate",
)

Feature = Callable[[pikepdf.Pdf], None]


def _new() -> FPDF:
    """An empty document, the same at any hour."""
    pdf = FPDF()
    pdf.set_creation_date(dt.datetime(2026, 1, 5, 9, 30))
    return pdf


@functools.cache
def text(pages: int = 3, *, body: str = BODY) -> bytes:
    """Pages with a heading and some paragraphs, by fpdf2."""
    pdf = _new()
    for number in range(1, pages + 1):
        pdf.add_page()
        pdf.set_font("helvetica", style="B", size=16)
        pdf.cell(text=f"Part {number} of the report", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", size=11)
        words = f"Page {number} says {body} and what else there is to say about it. "
        pdf.multi_cell(0, 6, text=words * 12)
    return bytes(pdf.output())


def with_bookmarks() -> bytes:
    """A report with sections that are bookmarks too, and a link."""
    pdf = _new()
    pdf.set_font("times", size=12)
    for title in ("Background", "Family", "Analysis"):
        pdf.add_page()
        pdf.start_section(title)
        pdf.start_section(f"{title} in detail", level=1)
        pdf.cell(text=f"{title}: {BODY}", link="https://example.org/", new_y="NEXT")
    return bytes(pdf.output())


def scan(pages: int = 2, *, stamp: str = "") -> bytes:
    """Pages that are pictures, as a scanner makes them, with a stamp or without."""
    pdf = _new()
    pdf.set_auto_page_break(auto=False)
    pdf.set_font("helvetica", size=8)
    for number in range(1, pages + 1):
        pdf.add_page()
        pixels = random.Random(number).randbytes(60 * 80 * 3)  # noqa: S311
        picture = Image.frombytes("RGB", (60, 80), pixels)
        pdf.image(picture, x=0, y=0, w=210, h=297)
        if stamp:
            pdf.set_xy(180, 285)
            pdf.cell(text=stamp)
    return bytes(pdf.output())


def revised() -> bytes:
    """A report whose first page was changed by an appended revision; the old text is still in."""
    writer = pypdf.PdfWriter(
        io.BytesIO(uncompressed(text(2, body="Canaryearlier"))), incremental=True
    )
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf 72 700 Td ({BODY} is all that is left) Tj ET".encode())
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001
    content = DecodedStreamObject()
    content.set_data(b"BT /F1 12 Tf 72 700 Td (The second page was changed as well) Tj ET")
    writer.pages[1][NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def uncompressed(pdf: bytes) -> bytes:
    """The same document, every stream readable."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return saved(
            opened,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )


def encrypted(pdf: bytes, *, user: str, owner: str, revision: int = 6) -> bytes:
    """The same document, protected by whoever made it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        modern = revision >= 4
        how = pikepdf.Encryption(
            user=user,
            owner=owner,
            R=revision,  # type: ignore[arg-type]
            aes=modern,
            metadata=modern,
        )
        return saved(opened, encryption=how, static_id=True)


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    """The bytes of a document."""
    out = io.BytesIO()
    if "encryption" not in how:
        how["deterministic_id"] = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pdf.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def copied(
    original: pikepdf.Pdf,
    *,
    user: str = PASSWORD,
    owner: str = "another secret",
    **how: object,
) -> bytes:
    """The original as it should be encrypted, but for what is asked."""
    encryption = pikepdf.Encryption(user=user, owner=owner, **{"R": 6, **how})  # type: ignore[arg-type]
    return saved(original, encryption=encryption)


def altered(original: pikepdf.Pdf, alter: Feature) -> bytes:
    """A copy, rightly encrypted, of an original in which one thing was changed."""
    with pikepdf.open(io.BytesIO(saved(original))) as other:
        alter(other)
        return copied(other)


def changed(pdf: bytes, features: Iterable[Feature], **how: object) -> bytes:
    """A document with features added to it, one after the other."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for feature in features:
            feature(opened)
        return saved(opened, **how)


def properties(pdf: pikepdf.Pdf) -> None:
    """A title and an author, in both of the places that a PDF has for them."""
    pdf.docinfo[Name.Title] = String("Canarytitle")
    pdf.docinfo[Name.Author] = String("Canaryauthor")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
        about["dc:description"] = "Canaryxmp"


def embedded_file(pdf: pikepdf.Pdf) -> None:
    """An embedded file, as an email client or a portfolio adds it."""
    pdf.attachments["Canaryfilename.txt"] = pikepdf.AttachedFileSpec(
        pdf,
        b"Canaryattached",
        description="Canarydescription",
        filename="Canaryfilename.txt",
        mime_type="text/plain",
        creation_date="",
        mod_date="",
    )


def pinned_file(pdf: pikepdf.Pdf) -> None:
    """A file pinned to a page with a note, which the tree for screen readers refers to."""
    data = Stream(pdf, b"Canaryattached to the page")
    data.Type = Name.EmbeddedFile
    note = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.FileAttachment,
            Rect=Array([100, 100, 120, 120]),
            Contents=String("Canarynote"),
            FS=Dictionary(
                Type=Name.Filespec,
                F=String("Canaryfilename.bin"),
                EF=Dictionary(F=pdf.make_indirect(data)),
            ),
        )
    )
    _annotate(pdf, note)
    tags(pdf)
    pdf.Root.StructTreeRoot.K.append(
        pdf.make_indirect(
            Dictionary(S=Name.Annot, K=Dictionary(Type=Name.OBJR, Obj=note), Alt=String("a pin"))
        )
    )


def comment(pdf: pikepdf.Pdf) -> None:
    """A note on a page, which everybody can read who opens it."""
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Text,
        Rect=Array([200, 200, 220, 220]),
        Contents=String("Visiblecomment"),
    )
    _annotate(pdf, pdf.make_indirect(note))


def form(pdf: pikepdf.Pdf) -> None:
    """A form with a field that is filled in."""
    if Name.AcroForm in pdf.Root:
        return
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("Fieldname"),
        V=String("Fieldvalue"),
        Rect=Array([50, 50, 250, 70]),
        DA=String("/Helv 12 Tf 0 g"),
        P=pdf.pages[0].obj,
    )
    field = pdf.make_indirect(field)
    _annotate(pdf, field)
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), DA=String("/Helv 12 Tf 0 g"))


def stray_field(pdf: pikepdf.Pdf) -> None:
    """A field on a page that no form knows."""
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("stray"))
    field.Rect = Array([50, 90, 250, 110])
    _annotate(pdf, pdf.make_indirect(field))


def xfa(pdf: pikepdf.Pdf) -> None:
    """A form with an XFA packet beside its fields."""
    form(pdf)
    packet = Stream(pdf, b"<xdp><value>Xfavalue</value></xdp>")
    pdf.Root.AcroForm.XFA = Array([String("datasets"), pdf.make_indirect(packet)])


def dynamic_xfa(pdf: pikepdf.Pdf) -> None:
    """A form that its own program must lay out."""
    xfa(pdf)
    pdf.Root.NeedsRendering = True


def tags(pdf: pikepdf.Pdf) -> None:
    """A language and a tree for screen readers, with a text for a picture."""
    pdf.Root.Lang = String("en-GB")
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    picture = Dictionary(
        Type=Name.StructElem,
        S=Name.Figure,
        P=root,
        Pg=pdf.pages[0].obj,
        Alt=String("Alternativetext"),
    )
    root.K = Array([pdf.make_indirect(picture)])
    pdf.Root.StructTreeRoot = root


def scripts(pdf: pikepdf.Pdf) -> None:
    """Scripts wherever a document may have them."""
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert('Canaryscript')"))
    pdf.Root.OpenAction = action
    pdf.Root.AA = Dictionary(WC=action)
    pdf.pages[0].obj.AA = Dictionary(O=action)
    names = pdf.Root.get(Name.Names, Dictionary())
    names.JavaScript = Dictionary(Names=Array([String("Canaryscript"), action]))
    names.Templates = Dictionary(Names=Array([String("Canarytemplate"), pdf.pages[0].obj]))
    pdf.Root.Names = names


def private_data(pdf: pikepdf.Pdf) -> None:
    """What programs keep for themselves: their own data, thumbnails, a picture's origin."""
    own = Dictionary(Private=String("Canaryprivate"), LastModified=String("D:20260101"))
    pdf.Root.PieceInfo = Dictionary(Editor=own)
    page = pdf.pages[0].obj
    page.PieceInfo = Dictionary(Editor=own)
    page.Thumb = Stream(pdf, b"Canarythumb", Width=1, Height=1, ColorSpace=Name.DeviceGray)
    about = Stream(pdf, b"<x>Canarypicturexmp</x>", Type=Name.Metadata, Subtype=Name.XML)
    drawing = Stream(pdf, b"0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form)
    drawing.BBox = Array([0, 0, 10, 10])
    drawing.Metadata = pdf.make_indirect(about)
    drawing.PieceInfo = Dictionary(Editor=own)
    # A picture may be called what elsewhere is the key of something to be left out.
    xobjects = page.Resources.get(Name.XObject, Dictionary())
    xobjects.EF = pdf.make_indirect(drawing)
    page.Resources.XObject = xobjects


def old_encodings(pdf: pikepdf.Pdf) -> None:
    """Contents as lists of streams, one in an encoding of the nineties, one not at all."""
    hexed = Stream(pdf, b"q 1 0 0 1 0 0 cm Q".hex().encode() + b">")
    hexed.Filter = Name.ASCIIHexDecode
    plain = Stream(pdf, b"q 0 0 10 10 re f Q ")
    for page in pdf.pages:
        page.obj.Contents = Array(
            [pdf.make_indirect(plain), page.obj.Contents, pdf.make_indirect(hexed)]
        )


def signature_flag(pdf: pikepdf.Pdf) -> None:
    """A form that says that it is signed."""
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), SigFlags=3)


def nested_signature(pdf: pikepdf.Pdf) -> None:
    """A signature field below another field, without anything else that tells of it."""
    kid = pdf.make_indirect(Dictionary(V=Dictionary(Type=Name.Sig), T=String("below")))
    field = Dictionary(FT=Name.Sig, T=String("above"), Kids=Array([kid]))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))


def signature(pdf: pikepdf.Pdf) -> None:
    """A signature as programs make them, with its certificate and its reason."""
    value = Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name("/adbe.pkcs7.detached"),
        ByteRange=Array([0, 10, 20, 30]),
        Contents=String(b"\x30\x80Canarycertificate"),
        Reason=String("Canaryreason"),
    )
    field = Dictionary(FT=Name.Sig, T=String("signed here"), V=pdf.make_indirect(value))
    field.Type, field.Subtype, field.Rect = Name.Annot, Name.Widget, Array([9, 9, 99, 99])
    field = pdf.make_indirect(field)
    _annotate(pdf, field)
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)


def certification(pdf: pikepdf.Pdf) -> None:
    """A document certified by its author."""
    pdf.Root.Perms = Dictionary(DocMDP=Dictionary(Type=Name.Sig))


def _annotate(pdf: pikepdf.Pdf, annotation: pikepdf.Object) -> None:
    page = pdf.pages[0].obj
    if Name.Annots not in page:
        page.Annots = Array([])
    page.Annots.append(annotation)


FEATURES: Final[dict[str, Feature]] = {
    "properties": properties,
    "embedded file": embedded_file,
    "pinned file": pinned_file,
    "comment": comment,
    "form": form,
    "stray field": stray_field,
    "xfa": xfa,
    "tags": tags,
    "scripts": scripts,
    "private data": private_data,
    "old encodings": old_encodings,
}
FORMS_OF_SAVING: Final[dict[str, dict[str, object]]] = {
    "plainly": {},
    "linearized": {"linearize": True},
    "with object streams": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    "uncompressed": {
        "compress_streams": False,
        "stream_decode_level": pikepdf.StreamDecodeLevel.generalized,
    },
}


def everything() -> bytes:
    """One document with every feature."""
    return changed(text(3), FEATURES.values())


def sound_kinds() -> dict[str, bytes]:
    """Documents that can be protected, of every kind."""
    kinds = {
        "one page": text(1),
        "bookmarks": with_bookmarks(),
        "pictures": scan(),
        "revised": revised(),
        "everything": everything(),
        "restricted by its owner": encrypted(text(3), user="", owner="owner"),
        "restricted long ago": encrypted(text(3), user="", owner="owner", revision=3),
    }
    kinds |= {name: changed(text(2), [feature]) for name, feature in FEATURES.items()}
    kinds |= {name: changed(text(4), [tags], **how) for name, how in FORMS_OF_SAVING.items()}
    return kinds


def written(folder: Path, content: bytes, name: str = "document.pdf") -> Path:
    """A document on the disk."""
    path = folder / name
    path.write_bytes(content)
    return path


def album(megabytes: int) -> bytes:
    """Large pictures that cannot be compressed, five megabytes a page."""
    with pikepdf.new() as pdf:
        for number in range(megabytes // 5):
            pixels = random.Random(number).randbytes(5_000_000)  # noqa: S311
            picture = Stream(pdf, zlib.compress(pixels, 0), Type=Name.XObject, Subtype=Name.Image)
            picture.Filter = Name.FlateDecode
            picture.Width, picture.Height = 2500, 2000
            picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
            page = pdf.add_blank_page(page_size=(595, 842)).obj
            page.Resources = Dictionary(XObject=Dictionary(P=pdf.make_indirect(picture)))
            page.Contents = Stream(pdf, b"q 500 0 0 400 40 40 cm /P Do Q")
        return saved(pdf)


def bomb() -> bytes:
    """A small document whose page expands to 200 megabytes: zeros, compressed twice."""
    packer = zlib.compressobj(9)
    block = bytes(1 << 24)
    once = b"".join([*(packer.compress(block) for _ in range(12)), packer.flush()])

    def add(pdf: pikepdf.Pdf) -> None:
        blown = Stream(pdf, zlib.compress(once, 9))
        blown.Filter = Array([Name.FlateDecode, Name.FlateDecode])
        pdf.pages[0].obj.Contents = pdf.make_indirect(blown)

    return changed(text(1), [add])
