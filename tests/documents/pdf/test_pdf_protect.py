import hashlib
import io
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from cpconf.documents.bundle.assembly import protect_open
from cpconf.documents.opinion import near_misses
from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.places.publishing import Draft, draft
from cpconf.documents.proof import Defect, Proof, Unproven
from cpconf.documents.protecting import protect
from cpconf.errors import CpconfError, DocumentFault, Refused
from tests.documents import making
from tests.documents.making import BESIDE, BODY, FEATURES, FORMS_OF_SAVING, PASSWORD
from tests.documents.readers import READERS, REFUSALS, by_mupdf, drawn, open_by_mupdf

Protect = Callable[[bytes], tuple[Path, Proof]]
KINDS = making.sound_kinds()


@pytest.mark.parametrize("kind", KINDS)
def test_a_protected_copy_says_in_every_reader_what_its_source_says(
    kind: str, protected: Protect
) -> None:
    source = KINDS[kind]
    path, proof = protected(source)
    copy = path.read_bytes()

    for read in READERS.values():
        assert read(copy, PASSWORD) == read(source)
    assert drawn(copy, PASSWORD) == drawn(source)
    assert proof.pages == len(by_mupdf(source))


@pytest.mark.parametrize("kind", KINDS)
def test_a_protected_copy_opens_in_no_reader_without_its_password(
    kind: str, protected: Protect
) -> None:
    path, _ = protected(KINDS[kind])
    copy = path.read_bytes()

    for read in READERS.values():
        for wrong in (None, "", PASSWORD[:-1]):
            with pytest.raises(REFUSALS):
                read(copy, wrong)


def test_what_is_almost_the_password_opens_a_copy_in_no_reader(protected: Protect) -> None:
    path, _ = protected(making.text(1))
    copy = path.read_bytes()
    slips = {*near_misses(PASSWORD), PASSWORD.upper(), PASSWORD.title(), f" {PASSWORD}", " "}
    slips |= {PASSWORD.replace("-", other) for other in ("", "_", "\u2010", "\u2013")}
    slips |= {
        PASSWORD[:place] + "x" + PASSWORD[place + 1 :] for place in range(0, len(PASSWORD), 3)
    }

    for read in READERS.values():
        for wrong in slips - {PASSWORD}:
            with pytest.raises(REFUSALS):
                read(copy, wrong)
        assert read(copy, PASSWORD)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_was_beside_the_pages_is_in_a_protected_copy(
    kind: str, protected: Protect
) -> None:
    path, _ = protected(KINDS[kind])
    copy = path.read_bytes()
    opened = decrypted(copy)

    assert not [word for word in (*BESIDE, BODY) if word.encode() in copy]
    assert not [word for word in BESIDE if word.encode() in opened]


def decrypted(copy: bytes) -> bytes:
    """Every object in a copy, whether anything refers to it or not, as pypdf reads it."""
    reader = pypdf.PdfReader(io.BytesIO(copy), password=PASSWORD)
    found = [repr(reader.trailer).encode()]
    for number in {*reader.xref[0], *reader.xref_objStm}:
        each = reader.get_object(number)
        found.append(repr(each).encode())
        if isinstance(each, pypdf.generic.StreamObject):
            found.append(each.get_data())
    return b"\n".join(found)


def test_the_search_for_what_is_beside_the_pages_would_find_it() -> None:
    careless = making.encrypted(making.everything(), user=PASSWORD, owner="owner")
    found = decrypted(careless)

    assert [word for word in BESIDE if word.encode() not in found] == ["Canaryearlier"]
    assert b"Canaryearlier" in making.revised()
    assert BODY.encode() in found


def test_what_readers_use_beside_the_text_stays(protected: Protect) -> None:
    path, _ = protected(KINDS["everything"])

    with open_by_mupdf(path) as document:
        assert document.authenticate(PASSWORD)
        page = document[0]
        assert [each.field_value for each in page.widgets()] == ["Fieldvalue", ""]
        assert [each.info["content"] for each in page.annots()] == ["Visiblecomment"]
        assert document.embfile_count() == 0
        assert not any(document.metadata[key] for key in ("title", "author", "producer"))
    reader = pypdf.PdfReader(path, password=PASSWORD)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"][0]["/Alt"] == "Alternativetext"
    assert reader.metadata is None
    assert reader.xmp_metadata is None


def test_bookmarks_and_links_stay(protected: Protect) -> None:
    path, _ = protected(making.with_bookmarks())

    with open_by_mupdf(path) as document:
        assert document.authenticate(PASSWORD)
        assert [(level, title, page) for level, title, page in document.get_toc()] == [
            (1, "Background", 1),
            (2, "Background in detail", 1),
            (1, "Family", 2),
            (2, "Family in detail", 2),
            (1, "Analysis", 3),
            (2, "Analysis in detail", 3),
        ]
        assert [link["uri"] for link in document[1].get_links()] == ["https://example.org/"]


def test_a_signature_that_would_be_broken_is_left_out_and_its_certificate_not_shown(
    protected: Protect,
) -> None:
    source = making.changed(making.text(1), [making.signature])
    careless = making.encrypted(source, user=PASSWORD, owner="owner")
    assert b"Canarycertificate".hex().encode() in careless

    path, _ = protected(source)
    copy = path.read_bytes()
    assert b"Canarycertificate".hex().encode() not in copy
    assert b"Canary" not in copy
    assert b"Canaryreason" not in decrypted(copy)
    with open_by_mupdf(path) as document:
        assert document.authenticate(PASSWORD)
        assert document.get_sigflags() < 1


def test_a_copy_is_encrypted_throughout_with_aes_256_and_forbids_nothing(
    protected: Protect,
) -> None:
    path, proof = protected(making.text())
    about: Any = pypdf.PdfReader(path).trailer["/Encrypt"]

    assert (about["/V"], about["/R"], about["/CF"]["/StdCF"]["/CFM"]) == (5, 6, "/AESV3")
    assert (about["/StmF"], about["/StrF"]) == ("/StdCF", "/StdCF")
    assert about.get("/EncryptMetadata", True)
    allowed = pypdf.PdfReader(path, password=PASSWORD).user_access_permissions
    assert allowed is not None
    assert all(allowed.to_dict().values())
    assert proof.algorithm == "AES-256, PDF revision 6"


def test_the_proof_names_the_very_file(protected: Protect) -> None:
    path, proof = protected(making.text())

    assert proof.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert proof.size == path.stat().st_size


def test_a_document_in_memory_is_protected_as_one_on_the_disk_is(tmp_path: Path) -> None:
    beside = [making.properties, making.embedded_file, making.scripts, making.private_data]
    source = making.changed(making.text(2), beside)
    with draft(tmp_path) as started:
        proof = protect_open(io.BytesIO(source), PASSWORD, started)
        copy = started.path.read_bytes()
        with pytest.raises(Refused, match="password"):
            protect_open(io.BytesIO(source), "", started)

    for read in READERS.values():
        assert read(copy, PASSWORD) == read(source)
    assert not [word for word in BESIDE if word.encode() in decrypted(copy)]
    assert proof.sha256 == hashlib.sha256(copy).hexdigest()
    assert not list(tmp_path.glob("*.*"))


def test_what_a_trailer_holds_besides_is_left_out_since_it_is_never_encrypted(
    protected: Protect,
) -> None:
    """LibreOffice puts a checksum of the document there, by which a guess could be tried."""

    def checksum(pdf: pikepdf.Pdf) -> None:
        pdf.trailer.DocChecksum = Name.Canarychecksum

    source = making.changed(making.text(1), [checksum])
    assert b"Canarychecksum" in source
    path, _ = protected(source)
    assert b"Canarychecksum" not in path.read_bytes()


def test_a_document_with_an_object_that_is_null_is_protected_whole(protected: Protect) -> None:
    """ISO 32000-2, 7.3.9: to refer to it is to refer to nothing."""

    def nothing(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Metadata = pdf.make_stream(b"")
        pdf.Root.Nothing = pdf.make_stream(b"to be exchanged")

    source = making.uncompressed(making.changed(making.text(2), [nothing]))
    source = re.sub(
        rb"<< /Length 15 >>\nstream\nto be exchanged\nendstream",
        lambda found: b"null".ljust(len(found[0])),
        source,
    )
    assert b"null" in source
    path, _ = protected(source)
    for read in READERS.values():
        assert read(path.read_bytes(), PASSWORD) == read(source)


def test_two_copies_share_no_owner_password(protected: Protect) -> None:
    first: Any = pypdf.PdfReader(protected(making.text())[0]).trailer["/Encrypt"]
    second: Any = pypdf.PdfReader(protected(making.text())[0]).trailer["/Encrypt"]

    assert first["/O"] != second["/O"]


def test_a_name_in_a_documents_structure_cannot_be_seen_without_the_password(
    protected: Protect,
) -> None:
    def layer(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Resources.Canarylayer = Name.Canarylayer

    path, _ = protected(making.changed(making.text(), [layer]))

    assert b"Canarylayer" not in path.read_bytes()


@settings(max_examples=10)
@given(
    features=st.sets(st.sampled_from(sorted(FEATURES))),
    saving=st.sampled_from(sorted(FORMS_OF_SAVING)),
    pages=st.integers(1, 6),
)
def test_any_mixture_of_features_is_protected_whole(
    features: set[str], saving: str, pages: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mixture")
    chosen = [FEATURES[name] for name in sorted(features)]
    source = making.changed(making.text(pages), chosen, **FORMS_OF_SAVING[saving])
    path = making.written(folder, source)
    with draft(folder) as started:
        findings = pdf_look.look(path, headings=False)
        protect(path, findings, PASSWORD, started)
        copy = started.path.read_bytes()

    for read in READERS.values():
        assert read(copy, PASSWORD) == read(source)
    assert not [word for word in BESIDE if word.encode() in decrypted(copy)]


@pytest.mark.thorough
@pytest.mark.slow
def test_three_hundred_pages_are_protected_whole(protected: Protect) -> None:
    source = making.changed(making.text(300), FEATURES.values())
    path, proof = protected(source)

    assert by_mupdf(path.read_bytes(), PASSWORD) == by_mupdf(source)
    assert proof.pages == 300


MEASURED = """
    import sys
    from pathlib import Path
    from cpconf.documents.inspection.inspecting import inspect
    from cpconf.documents.protecting import protect
    from cpconf.documents.places.publishing import draft
    source = Path(sys.argv[1])
    findings = inspect(source)
    with draft(source.parent) as started:
        proof = protect(source, findings, sys.argv[2], started)
    about = Path("/proc/self/status").read_text().splitlines()
    print(proof.pages, *(line.split()[1] for line in about if line.startswith("VmHWM")))
"""


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_hundred_megabytes_of_pictures_take_less_than_twice_that_memory(tmp_path: Path) -> None:
    source = making.written(tmp_path, making.album(100))
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MEASURED), source, PASSWORD],
        capture_output=True,
        text=True,
        check=True,
    )
    pages, kilobytes = map(int, done.stdout.split())

    assert pages == 20
    assert kilobytes * 1024 < 2 * source.stat().st_size


@pytest.mark.parametrize(
    "password",
    [
        "",
        " ",
        "a" * 65,
        "apple-bridge-cändle",
        "apple\tbridge-candle",
        "apple-bridge\x00",
        "ﬁve-words",
    ],
)
def test_a_password_that_some_reader_would_not_take_is_refused(
    password: str, tmp_path: Path
) -> None:
    source = making.written(tmp_path, making.text(1))
    findings = pdf_look.look(source, headings=False)

    with draft(tmp_path) as started, pytest.raises(Refused, match="password"):
        protect(source, findings, password, started)


def test_the_longest_password_opens_the_copy_in_every_reader(tmp_path: Path) -> None:
    source = making.written(tmp_path, making.text(1))
    password = "ab c-" * 12 + "Z!~9"
    with draft(tmp_path) as started:
        protect(source, pdf_look.look(source, headings=False), password, started)
        copy = started.path.read_bytes()

    assert len(password) == 64
    for read in READERS.values():
        assert read(copy, password)


def _doubling(levels: int) -> Callable[[pikepdf.Pdf], None]:
    """How a picture is packed: a list that holds another list twice, and so on, level by level."""

    def feature(pdf: pikepdf.Pdf) -> None:
        held = pdf.make_indirect(Array([]))
        for _ in range(levels):
            held = pdf.make_indirect(Array([held, held]))
        shown = pdf.make_stream(bytes(30), Filter=Name.JBIG2Decode, DecodeParms=Dictionary(K=held))
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(Shown=shown)]))

    return feature


def test_how_a_stream_is_packed_may_be_in_as_many_parts_as_a_filter_has(protected: Protect) -> None:
    _, proof = protected(making.changed(making.text(1), [_doubling(7)]))
    assert proof.pages == 1


def test_how_a_stream_is_packed_does_not_grow_without_end(protected: Protect) -> None:
    with pytest.raises(DocumentFault, match="cannot be protected"):
        protected(making.changed(making.text(1), [_doubling(12)]))


def test_a_source_that_was_replaced_after_it_was_inspected_is_refused(tmp_path: Path) -> None:
    source = making.written(tmp_path, making.text(1))
    findings = pdf_look.look(source, headings=False)
    making.written(tmp_path, making.text(2))

    with draft(tmp_path) as started, pytest.raises(DocumentFault, match="changed"):
        protect(source, findings, PASSWORD, started)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["document.pdf"]


def test_a_source_that_is_gone_is_told_without_its_name(tmp_path: Path) -> None:
    source = making.written(tmp_path, making.text(1), "Canaryname.pdf")
    findings = pdf_look.look(source, headings=False)
    source.unlink()

    with draft(tmp_path) as started, pytest.raises(DocumentFault) as fault:
        protect(source, findings, PASSWORD, started)
    assert "Canary" not in str(fault.value)


def test_a_disk_that_fills_up_while_a_copy_is_written_is_told(
    full_disk: Draft, tmp_path: Path
) -> None:
    source = making.written(tmp_path, making.scan(3))
    findings = pdf_look.look(source, headings=False)

    with pytest.raises(CpconfError, match="make room"), draft(tmp_path):
        protect(source, findings, PASSWORD, full_disk)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["document.pdf"]


def test_the_source_is_left_as_it_was(tmp_path: Path) -> None:
    content = making.everything()
    source = making.written(tmp_path, content)
    with draft(tmp_path) as started:
        protect(source, pdf_look.look(source, headings=False), PASSWORD, started)

    assert source.read_bytes() == content


def test_progress_goes_from_encrypting_to_checked(tmp_path: Path) -> None:
    source = making.written(tmp_path, making.text(3))
    told: list[tuple[str, float]] = []
    with draft(tmp_path) as started:
        findings = pdf_look.look(source, headings=False)
        protect(source, findings, PASSWORD, started, progress=lambda *said: told.append(said))

    assert [stage for stage, _ in told] == sorted((stage for stage, _ in told), reverse=True)
    assert told[-1] == ("checking", 1.0)
    assert all(0 <= done <= 1 for _, done in told)


@pytest.mark.parametrize(
    ("producer", "advice"),
    [
        ("Microsoft: Print To PDF", "Open it in the program that it was written with"),
        ("Microsoft Word for Microsoft 365", "Open it in Adobe Acrobat Reader, then File > Print"),
    ],
)
def test_where_readers_disagree_what_was_printed_is_not_to_be_printed_again(
    tmp_path: Path, producer: str, advice: str
) -> None:
    def made_by(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo[Name.Producer] = producer

    source = making.written(tmp_path, making.changed(making.text(1), [made_by]))
    findings = replace(pdf_look.look(source, headings=False), texts=("What another reader says.",))
    with draft(tmp_path) as started, pytest.raises(Unproven) as unproven:
        protect(source, findings, PASSWORD, started)
    assert unproven.value.defect is Defect.THIRD_TEXT
    assert f"({Defect.THIRD_TEXT}) and was thrown away.\n{advice}" in str(unproven.value)
