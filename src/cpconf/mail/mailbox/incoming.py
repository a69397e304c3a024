"""A message that came to the mailbox, as far as a report in it has to be found and known.

Its text is looked through for a reference, and neither shown nor kept. Who it says it comes from is
no more than that: `doubted` is set where the server that took it in says so, but that it is not set
proves nothing (RFC 8601, section 7).
"""

import datetime as dt
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from cpconf.core.dates.london import wall_clock
from cpconf.core.dates.when import YEARS
from cpconf.core.mailbox import AttachmentKind, Clues
from cpconf.mail.mailbox.automatic import is_automatic
from cpconf.mail.mailbox.message_parts import (
    ENCLOSING,
    MessagePart,
    all_lines,
    decoded,
    header_of,
    one_line,
    take_apart,
)
from cpconf.mail.mailbox.message_text import MOST_TEXT, leads_to_files, shown_in, text_of
from cpconf.mail.mailbox.originator import claimed_by, originator

_SUFFIX: Final = re.compile(r".*(\.[a-z0-9]{1,8})", re.DOTALL)
_PDF_HEAD: Final = 1024  # where readers look for a PDF's first line
_BY_SUFFIX: Final = {
    ".pdf": AttachmentKind.PDF,
    **dict.fromkeys((".doc", ".docx", ".docm", ".dotx", ".odt", ".rtf", ".pages", ".wps"), "word"),
    **dict.fromkeys((".ics", ".vcs"), "calendar"),
    **dict.fromkeys((".p7m", ".pgp", ".gpg", ".asc", ".aes", ".axx", ".age"), "encrypted"),
    # Microsoft 365, Azure Information Protection, Egress, Galaxkey; sealed messages as web pages.
    **dict.fromkeys((".rpmsg", ".pfile", ".ppdf", ".pjpg", ".switch", ".gxk"), "encrypted"),
    **dict.fromkeys((".html", ".htm", ".mht", ".mhtml"), "encrypted"),
    **dict.fromkeys((".zip", ".zipx", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2"), "archive"),
    **dict.fromkeys((".msg", ".oft", ".eml", ".emlx"), "message"),
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp"), "picture"),
    **dict.fromkeys((".tif", ".tiff", ".heic", ".heif", ".webp"), "picture"),
}
_BY_TYPE: Final = {
    "application/pdf": "pdf",
    "application/msword": "word",
    "application/rtf": "word",
    "text/rtf": "word",
    "text/calendar": "calendar",
    "application/ics": "calendar",
    "application/ms-tnef": "winmail",
    "application/vnd.ms-tnef": "winmail",
    "application/pkcs7-mime": "encrypted",
    "application/x-pkcs7-mime": "encrypted",
    "application/pgp-encrypted": "encrypted",
    "application/x-microsoft-rpmsg-message": "encrypted",
    "multipart/encrypted": "encrypted",
    "application/zip": "archive",
    "application/x-zip-compressed": "archive",
    "application/x-7z-compressed": "archive",
    "application/vnd.rar": "archive",
    "application/x-rar-compressed": "archive",
    "application/gzip": "archive",
    "application/vnd.ms-outlook": "message",
}
_BY_MAIN_TYPE: Final = {"image": "picture", "message": "message"}
_NO_FILE: Final = frozenset(
    {
        *("application/pkcs7-signature", "application/x-pkcs7-signature"),
        *("application/pgp-signature", "application/pgp-keys", "text/vcard", "text/x-vcard"),
        *("message/delivery-status", "message/global-delivery-status", "text/rfc822-headers"),
        *("message/disposition-notification", "message/global-headers"),
        *ENCLOSING,
    }
)
"""What is neither text nor a file of its sender's: signatures, keys, cards, what servers report."""

_PIECE_OF_TEXT: Final = re.compile(r"att\d{4,6}\.(?:txt|html?|c)")  # Exchange, of Apple's messages
_ANSWER: Final = re.compile(rb"^METHOD:(?:REPLY|COUNTER)\b", re.MULTILINE | re.IGNORECASE)
_COMMENT: Final = re.compile(r"\([^()]*\)")
_VERDICT: Final = re.compile(r"\b(dmarc|spf|dkim|compauth)\s*=\s*([a-z]+)")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that is attached; `suffix` is all that is shown of its name.

    `enclosed`: it is attached to a message within the message.
    """

    kind: AttachmentKind
    suffix: str
    enclosed: bool
    name: str = field(repr=False)
    _part: MessagePart = field(repr=False)

    def content(self) -> bytes:
        """What it holds."""
        return self._part.content()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message; `received_at` is when it reached us, wall-clock Europe/London.

    `sender` is the one address that it says it comes from, or None where that is not one;
    `claimed` are all that it names as such. `automatic`: no person sent it, as far as it shows.
    `answers`: it holds an answer to an invitation. `linked`: it leads to files kept elsewhere.
    """

    fingerprint: str
    sender: str | None = field(repr=False)
    claimed: frozenset[str] = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    received_at: dt.datetime
    attachments: tuple[AttachedFile, ...]
    doubted: bool
    automatic: bool
    answers: bool
    linked: bool

    @property
    def kinds(self) -> tuple[AttachmentKind, ...]:
        """The kinds of all that it brings, sorted."""
        link = (AttachmentKind.LINK,) if self.linked else ()
        return tuple(sorted([*(each.kind for each in self.attachments), *link]))

    @property
    def clues(self) -> Clues:
        """What it shows of where it belongs."""
        return Clues(
            sender=self.sender,
            claimed=self.claimed,
            text=f"{self.subject}\n{self.text}",
            names=tuple(each.name for each in self.attachments),
            own=tuple(each.kind for each in self.attachments if not each.enclosed)
            + ((AttachmentKind.LINK,) if self.linked else ()),
            enclosed=tuple(each.kind for each in self.attachments if each.enclosed),
            doubted=self.doubted,
            automatic=self.automatic,
            answers=self.answers,
        )

    @property
    def reports(self) -> tuple[AttachedFile, ...]:
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
    shown = frozenset().union(*map(shown_in, parts))
    return Incoming(
        fingerprint=fingerprint(header) or hashlib.sha256(message).hexdigest(),
        sender=originator(header),
        claimed=claimed_by(header),
        subject=subjects[0],
        text="\n".join([*subjects[1:], *texts])[:MOST_TEXT],
        received_at=wall_clock(moment),
        attachments=tuple(
            AttachedFile(kind, _suffix(part.name), part.enclosed, part.name, part)
            for part in parts
            if (kind := _kind(part, shown)) is not None
        ),
        doubted=_doubted(header),
        automatic=is_automatic(header, parts),
        answers=any(_answers(part) for part in parts if not part.enclosed),
        linked=any(map(leads_to_files, parts)),
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


def _kind(part: MessagePart, shown: Collection[str]) -> AttachmentKind | None:
    """What a part is, or None for what is no file: text, what the text shows, a signature.

    `shown` are the pictures that the text shows, by their Content-ID.
    """
    name = part.name.lower()
    is_text = part.type.startswith("text/") and not part.attached
    if part.type in _NO_FILE or name.endswith((".vcf", ".p7s")) or _PIECE_OF_TEXT.fullmatch(name):
        return None
    if not is_text and b"%PDF-" in part.head()[:_PDF_HEAD]:
        return AttachmentKind.PDF
    named = _named(part, None if is_text else _suffix(name))
    if name == "winmail.dat":
        named = AttachmentKind.WINMAIL
    if named is AttachmentKind.PICTURE and _content_id(part) in shown:
        return None
    return named or (None if is_text else AttachmentKind.OTHER)


def _named(part: MessagePart, suffix: str | None) -> AttachmentKind | None:
    """What a part is called, by its type and, unless it is text to be read, by its name."""
    main = part.type.partition("/")[0]
    if "wordprocessing" in part.type or "opendocument.text" in part.type:
        return AttachmentKind.WORD
    found = _BY_TYPE.get(part.type) or _BY_SUFFIX.get(suffix or "") or _BY_MAIN_TYPE.get(main)
    return AttachmentKind(found) if found else None


def _content_id(part: MessagePart) -> str:
    return one_line(part.header, "Content-ID").strip("<> ").lower()


def _answers(part: MessagePart) -> bool:
    """Whether a part is an answer to an invitation (RFC 5546, section 3.2.3; RFC 6047, 2.4)."""
    if part.type != "text/calendar":
        return False
    said = one_line(part.header, "Content-Type").lower()
    return bool(re.search(r"\bmethod\s*=\s*\"?(?:reply|counter)\b", said)) or bool(
        _ANSWER.search(part.head())
    )
