"""Drafts open in a mail program as they were meant, and take nothing else on board."""

import email
import hashlib
import io
import secrets
import tracemalloc
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cpconf.core.words import FileType
from cpconf.errors import NotFound, UsageFault
from cpconf.mail.addresses import one_address
from cpconf.mail.drafts import (
    MEDIA_TYPES,
    attachment_sha256,
    password_draft,
    write_report_draft,
)
from tests.mail.messages import SENDER, TO, held, report_draft

PDF = MEDIA_TYPES[FileType.PDF]
DOCX = MEDIA_TYPES[FileType.DOCX]

INJECTED = [
    "",
    "robin",
    "@example.com",
    "robin@",
    "robin@example.com, evil@example.net",
    "robin@example.com; evil@example.net",
    "robin@example.com evil@example.net",
    "robin@example.com\r\nBcc: evil@example.net",
    "robin@example.com\nBcc: evil@example.net",
    "robin@example.com\rBcc: evil@example.net",
    "robin\r\n@example.com",
    "robin@example.com\0",
    "robin\x1b[2J@example.com",
    "robin@exam\u202eple.com",
    "robin\u2028@example.com",
    "robin@@example.com",
    "robin@a..b",
    ".robin@example.com",
    "Robin <robin@example.com>",
    "<robin@example.com>",
    '"robin@example.com, evil"@example.net',
    "robin@example.com (evil@example.net)",
    "family: robin@example.com;",
    "rob\u00efn@example.com",  # would need SMTPUTF8 of every server on the way (RFC 6531)
]


@pytest.fixture
def protected(tmp_path: Path) -> Path:
    file = tmp_path / "X1-m1-report.pdf"
    file.write_bytes(b"%PDF-1.7 " + secrets.token_bytes(5000))
    return file


def read(draft: bytes) -> EmailMessage:
    message = email.message_from_binary_file(io.BytesIO(draft), policy=default)
    assert not message.defects
    assert all(not part.defects for part in message.walk())
    return message


def test_a_first_message_opens_for_sending_with_the_file_attached(protected: Path) -> None:
    message = read(report_draft(protected))
    (attachment,) = message.iter_attachments()
    text = message.get_body(("plain",))
    assert message["X-Unsent"] == "1"
    assert message["To"] == TO
    assert message["From"] == SENDER
    assert message["Subject"] == "A document from us (ref X1)"
    assert message["MIME-Version"] == "1.0"
    assert attachment.get_content() == protected.read_bytes()
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_filename() == "X1-m1-report.pdf"
    assert attachment.get_content_disposition() == "attachment"
    assert text is not None
    assert text.get_content_charset() == "utf-8"
    assert "The password is not in this message." in text.get_content()


def test_a_draft_leaves_to_the_sender_what_is_the_senders(protected: Path) -> None:
    for draft in (report_draft(protected, sender=None), held(sender=None)):
        message = read(draft)
        assert not {"from", "bcc", "cc", "date", "message-id"} & {key.lower() for key in message}


def test_every_line_ends_as_mail_prescribes(protected: Path) -> None:
    for draft in (report_draft(protected), held()):
        assert draft.endswith(b"\r\n")
        assert draft.count(b"\r\n") == draft.count(b"\n") == draft.count(b"\r")
        assert max(map(len, draft.split(b"\r\n"))) <= 78


def test_a_word_file_is_attached_as_one(tmp_path: Path) -> None:
    file = tmp_path / "X1-m1-minutes.docx"
    file.write_bytes(b"minutes")
    out = io.BytesIO()
    write_report_draft(
        out,
        to=TO,
        sender=None,
        subject="S",
        body="B\n",
        attachment=file,
        name=file.name,
        media_type=DOCX,
    )
    (attachment,) = read(out.getvalue()).iter_attachments()
    assert attachment.get_content_type() == DOCX
    assert attachment.get_content() == b"minutes"


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 200).flatmap(lambda size: st.binary(min_size=size, max_size=size)))
def test_a_file_of_any_bytes_comes_out_as_it_went_in(protected: Path, content: bytes) -> None:
    protected.write_bytes(content)
    (attachment,) = read(report_draft(protected)).iter_attachments()
    assert attachment.get_content() == content


@pytest.mark.parametrize("size", [57 * 8192 - 1, 57 * 8192, 57 * 8192 + 1, 57 * 16384 + 20])
def test_a_file_is_whole_where_one_piece_meets_the_next(protected: Path, size: int) -> None:
    protected.write_bytes(secrets.token_bytes(size))
    draft = report_draft(protected)
    (attachment,) = read(draft).iter_attachments()
    assert attachment.get_content() == protected.read_bytes()
    assert max(map(len, draft.split(b"\r\n")[20:])) == 76


def test_a_large_file_needs_little_memory(protected: Path, tmp_path: Path) -> None:
    with protected.open("wb") as file:
        file.truncate(30_000_000)
    with (tmp_path / "draft.eml").open("wb") as out:
        tracemalloc.start()
        write_report_draft(
            out,
            to=TO,
            sender=None,
            subject="S",
            body="B\n",
            attachment=protected,
            name=protected.name,
            media_type=PDF,
        )
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 5_000_000
    assert (tmp_path / "draft.eml").stat().st_size > 40_000_000


def test_a_text_with_other_letters_is_read_back(protected: Path) -> None:
    out = io.BytesIO()
    body = "Shwmae, dyma’r adroddiad – ŵyl\n.\nFrom us\n"
    write_report_draft(
        out,
        to=TO,
        sender=None,
        subject="Ŵyl",
        body=body,
        attachment=protected,
        name=protected.name,
        media_type=PDF,
    )
    message = read(out.getvalue())
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content() == body
    assert message["Subject"] == "Ŵyl"


@pytest.mark.parametrize("address", INJECTED)
def test_an_address_is_one_address_and_nothing_else(protected: Path, address: str) -> None:
    for to, sender in ((address, SENDER), (TO, address)):
        with pytest.raises(UsageFault) as told:
            report_draft(protected, to=to, sender=sender)
        assert not address or address not in str(told.value)


def test_a_long_address_stays_in_one_piece(protected: Path) -> None:
    address = f"{'r' * 64}@{'.'.join(['x' * 50] * 3)}.example.com"
    message = read(report_draft(protected, to=address))
    assert message["To"] == address
    assert len(message["To"].addresses) == 1


def test_a_domain_in_other_letters_goes_as_the_network_spells_it() -> None:
    # The A-label as Unicode's IDNA table and RFC 5891 give it.
    assert one_address("robin@bücher.example").addr_spec == "robin@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "subject",
    [
        "",
        " ",
        "a\nb",
        "a\rb",
        "a\r\nBcc: evil@example.net",
        "a\0b",
        "a\x1b[2Jb",
        "a\u202eb",
        "a\tb",
    ],
)
def test_a_subject_is_one_line_that_can_be_seen(protected: Path, subject: str) -> None:
    with pytest.raises(UsageFault):
        password_draft(to=TO, sender=None, subject=subject, body="text\n")
    with pytest.raises(UsageFault):
        write_report_draft(
            io.BytesIO(),
            to=TO,
            sender=None,
            subject=subject,
            body="B\n",
            attachment=protected,
            name=protected.name,
            media_type=PDF,
        )


@pytest.mark.parametrize(
    "body", ["a\rb\n", "a\0b\n", "\x1b[2J\n", "a\u202eb\n", "a\x0bb\n", "a \n"]
)
def test_a_text_has_no_hidden_characters(protected: Path, body: str) -> None:
    with pytest.raises(UsageFault):
        write_report_draft(
            io.BytesIO(),
            to=TO,
            sender=None,
            subject="S",
            body=body,
            attachment=protected,
            name=protected.name,
            media_type=PDF,
        )


@pytest.mark.parametrize(
    "name", ["Robin Example.pdf", ".hidden.pdf", "a\nb.pdf", "rapport-é.pdf", 'a".pdf', "a;b.pdf"]
)
def test_an_attached_file_has_a_plain_name(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"%PDF")
    with pytest.raises(UsageFault) as told:
        report_draft(file)
    assert name not in str(told.value)


def test_the_folders_of_a_file_stay_out_of_the_message(protected: Path) -> None:
    assert str(protected.parent).encode() not in report_draft(protected)
    assert protected.parent.name.encode() not in report_draft(protected)


def test_nothing_but_a_protected_document_is_attached(protected: Path) -> None:
    with pytest.raises(UsageFault):
        write_report_draft(
            io.BytesIO(),
            to=TO,
            sender=None,
            subject="S",
            body="B\n",
            attachment=protected,
            name=protected.name,
            media_type="text/html",
        )


def test_a_file_that_has_gone_is_not_found(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pytest.raises(NotFound):
        write_report_draft(
            out,
            to=TO,
            sender=None,
            subject="S",
            body="B\n",
            attachment=tmp_path / "X1-m1-report.pdf",
            name="X1-m1-report.pdf",
            media_type=PDF,
        )
    assert not out.getvalue()


# What is attached to a draft: asked before it is sent, whoever had it in hands meanwhile


def on_disk(folder: Path, message: EmailMessage | bytes) -> Path:
    path = folder / "draft.eml"
    path.write_bytes(message if isinstance(message, bytes) else message.as_bytes())
    return path


def test_the_digest_of_the_attached_file_is_that_of_the_file(
    protected: Path, tmp_path: Path
) -> None:
    whole = hashlib.sha256(protected.read_bytes()).hexdigest()
    draft = report_draft(protected)
    assert attachment_sha256(on_disk(tmp_path, draft)) == whole
    assert attachment_sha256(on_disk(tmp_path, draft.replace(b"\r\n", b"\n"))) == whole
    other = read(draft)
    (attached,) = other.iter_attachments()
    attached.set_content(b"another", maintype="application", subtype="pdf", filename="a.pdf")
    assert attachment_sha256(on_disk(tmp_path, other)) == hashlib.sha256(b"another").hexdigest()


def test_of_none_of_two_and_of_what_cannot_be_read_there_is_no_digest(
    protected: Path, tmp_path: Path
) -> None:
    draft = report_draft(protected)
    two = read(draft)
    two.add_attachment(b"another", maintype="application", subtype="pdf", filename="a.pdf")
    without = EmailMessage()
    without.set_content("Hello")
    within = EmailMessage()
    within.set_content("Hello")
    within.add_attachment(read(draft))  # a message in a message is no file
    unknown = draft.replace(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: x")

    for message in (two, without, within, b"", b"\0\xff" * 50):
        assert attachment_sha256(on_disk(tmp_path, message)) is None
    assert attachment_sha256(tmp_path / "nowhere.eml") is None
    assert attachment_sha256(tmp_path) is None
    digest = hashlib.sha256(protected.read_bytes()).hexdigest()
    assert attachment_sha256(on_disk(tmp_path, unknown)) != digest
