"""A message that came to the mailbox, as far as a report in it has to be found and known.

Its text is looked through for a reference, and neither shown nor kept. Who it says it comes from is
no more than that: `doubted` is set where the server that took it in says so, but that it is not set
proves nothing (RFC 8601, section 7).
"""

import datetime as dt
import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from cpconf.core.london import wall_clock
from cpconf.core.matching import AttachmentKind, Clues
from cpconf.core.when import YEARS
from cpconf.errors import UsageFault
from cpconf.mail.addresses import read_address
from cpconf.mail.mailbox_parts import (
    ENCLOSING,
    Part,
    all_lines,
    decoded,
    header_of,
    one_line,
    take_apart,
)
from cpconf.mail.mailbox_text import MOST_TEXT, text_of

_SUFFIX: Final = re.compile(r".*(\.[a-z0-9]{1,8})", re.DOTALL)
_PDF_HEAD: Final = 1024  # where readers look for a PDF's first line
_BY_SUFFIX: Final = {
    ".pdf": AttachmentKind.PDF,
    **dict.fromkeys((".doc", ".docx", ".docm", ".dotx", ".odt", ".rtf", ".pages"), "word"),
    **dict.fromkeys((".ics", ".vcs"), "calendar"),
    **dict.fromkeys((".p7m", ".pgp", ".gpg"), "encrypted"),
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tar"), "archive"),
    **dict.fromkeys((".msg", ".eml"), "message"),
}
_BY_TYPE: Final = {
    "application/pdf": "pdf",
    "application/msword": "word",
    "application/rtf": "word",
    "text/calendar": "calendar",
    "application/ics": "calendar",
    "application/ms-tnef": "winmail",
    "application/pkcs7-mime": "encrypted",
    "application/x-pkcs7-mime": "encrypted",
    "application/pgp-encrypted": "encrypted",
    "multipart/encrypted": "encrypted",
    "application/zip": "archive",
}
_SIGNATURES: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT: Final = re.compile(r"\([^()]*\)")
_VERDICT: Final = re.compile(r"\b(dmarc|spf|dkim|compauth)\s*=\s*([a-z]+)")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is attached; `suffix` is all that is shown of its name.

    `enclosed`: it is attached to a message within the message.
    """

    kind: AttachmentKind
    suffix: str
    enclosed: bool
    name: str = field(repr=False)
    _part: Part = field(repr=False)

    def content(self) -> bytes:
        """What it holds."""
        return self._part.content()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message; `received_at` is when it reached us, wall-clock Europe/London.

    `sender` is the one address that it says it comes from, or None where it names none, or several.
    """

    fingerprint: str
    sender: str | None = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    received_at: dt.datetime
    attachments: tuple[Attachment, ...]
    doubted: bool

    @property
    def clues(self) -> Clues:
        """What it shows of where it belongs."""
        return Clues(
            sender=self.sender,
            text=f"{self.subject}\n{self.text}",
            names=tuple(each.name for each in self.attachments),
            own=tuple(each.kind for each in self.attachments if not each.enclosed),
            enclosed=tuple(each.kind for each in self.attachments if each.enclosed),
            doubted=self.doubted,
        )

    @property
    def reports(self) -> tuple[Attachment, ...]:
        """The PDFs that are attached to it; where there is none, those within it."""
        pdfs = [each for each in self.attachments if each.kind is AttachmentKind.PDF]
        own = tuple(each for each in pdfs if not each.enclosed)
        return own or tuple(pdfs)


def read_message(
    message: bytes,
    *,
    arrived: dt.datetime | None,
    filed_at: dt.datetime | None,
    by_hand: bool = False,
) -> Incoming:
    """Read a message. Raises DocumentFault for one that is beyond every bound.

    `arrived` is the mail server's word for when it came, and counts most; then that of the topmost
    Received field; then `filed_at`, the time of its file. Where somebody saved it `by_hand`, that
    is later than it came: the sender's Date counts if it is earlier. All are aware.
    """
    header, parts = take_apart(message)
    moment = arrived or _received(header) or filed_at or dt.datetime.fromtimestamp(0, dt.UTC)
    if by_hand and moment is filed_at and (dated := _moment(one_line(header, "Date"))):
        moment = min(moment, dated)
    within = [part.header for part in parts if part.type in ENCLOSING]
    subjects = [_subject(each) for each in (header, *within)]
    texts = list(map(text_of, parts))
    return Incoming(
        fingerprint=fingerprint(header) or hashlib.sha256(message).hexdigest(),
        sender=_sender(header),
        subject=subjects[0],
        text="\n".join([*subjects[1:], *texts])[:MOST_TEXT],
        received_at=wall_clock(moment),
        attachments=tuple(
            Attachment(kind, _suffix(part.name), part.enclosed, part.name, part)
            for part in parts
            if (kind := _kind(part)) is not None
        ),
        doubted=_doubted(header),
    )


def fingerprint(header: Message) -> str | None:
    """What tells a message from all others and says nothing of it; None without a Message-ID.

    The Message-ID alone would not do: there are scanners that give all they send the same one.
    """
    if not any(all_lines(header, "Message-ID")):
        return None
    told = [line for name in ("Message-ID", "Date", "From") for line in all_lines(header, name)]
    return hashlib.sha256("\n".join(told).encode(errors="backslashreplace")).hexdigest()


def fingerprint_of(beginning: bytes) -> str | None:
    """The fingerprint of a message by its header, where that is whole."""
    return fingerprint(header_of(beginning))


def _subject(header: Message) -> str:
    return decoded(one_line(header, "Subject"))


def _sender(header: Message) -> str | None:
    """The address in From, if there is one such field with one address in it (RFC 5322, 3.6.2)."""
    fields = all_lines(header, "From")
    if len(fields) != 1:
        return None
    bare = _COMMENT.sub("", _QUOTED.sub("", fields[0]))
    if sum("@" in piece for piece in bare.replace(";", ",").split(",")) != 1:
        return None
    before, bracket, after = bare.partition("<")
    address = after.partition(">")[0] if bracket else before
    with suppress(UsageFault):
        return read_address(address)
    return None


def _received(header: Message) -> dt.datetime | None:
    """When the topmost Received field says that the message came (RFC 5321, section 4.4)."""
    _, semicolon, written = one_line(header, "Received").rpartition(";")
    return _moment(written) if semicolon else None


def _moment(written: str) -> dt.datetime | None:
    """A date as messages have it (RFC 5322, section 3.3), if it is one."""
    try:
        moment = parsedate_to_datetime(written.strip())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)  # -0000: in UTC


def _doubted(header: Message) -> bool:
    """Whether the topmost verdict on the sender, our own server's, is that it is not theirs."""
    said = _COMMENT.sub("", one_line(header, "Authentication-Results").lower())
    verdicts: dict[str, str] = dict(reversed(_VERDICT.findall(said)))
    if "dmarc" in verdicts:
        return verdicts["dmarc"] == "fail"
    if verdicts.get("compauth") == "fail":
        return True
    checked = {verdicts.get("spf"), verdicts.get("dkim")}
    return "fail" in checked and "pass" not in checked


def _suffix(name: str) -> str:
    found = _SUFFIX.fullmatch(name.lower())
    return found[1] if found else ""


def _kind(part: Part) -> AttachmentKind | None:
    """What a part is, or None for the text of the message, a signature, or a container."""
    if part.type in {*_SIGNATURES, *ENCLOSING, "message/delivery-status"}:
        return None
    suffix = _suffix(part.name)
    by_name = _BY_TYPE.get(part.type) or _BY_SUFFIX.get(suffix)
    if part.name.lower() == "winmail.dat":
        by_name = AttachmentKind.WINMAIL
    if "wordprocessing" in part.type or "opendocument.text" in part.type:
        by_name = AttachmentKind.WORD
    is_text = part.type.startswith("text/") and not part.attached
    if not is_text and b"%PDF-" in part.head()[:_PDF_HEAD]:
        return AttachmentKind.PDF
    if by_name is not None:
        return AttachmentKind(by_name)
    if part.type.startswith("image/"):
        return AttachmentKind.PICTURE
    if part.type.startswith("message/"):
        return AttachmentKind.MESSAGE
    return None if is_text else AttachmentKind.OTHER
