"""Reading a message from the mailbox, to find the report in it and where that belongs.

Its text is searched for a reference, and neither shown nor kept. The sender is only what the
message claims: `doubted` is set where our own mail server doubts it, but without that the sender is
not proved either (RFC 8601, section 7).
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
"""Parts that are neither text nor the sender's files: signatures, keys, cards, server reports."""

_PIECE_OF_TEXT: Final = re.compile(r"att\d{4,6}\.(?:txt|html?|c)")  # Exchange, for Apple's messages
_ANSWER: Final = re.compile(rb"^METHOD:(?:REPLY|COUNTER)\b", re.MULTILINE | re.IGNORECASE)
_COMMENT: Final = re.compile(r"\([^()]*\)")
_VERDICT: Final = re.compile(r"\b(dmarc|spf|dkim|compauth)\s*=\s*([a-z]+)")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """An attached file; only the `suffix` of its name is ever shown.

    `enclosed`: it is attached to a message within the message.
    """

    kind: AttachmentKind
    suffix: str
    enclosed: bool
    name: str = field(repr=False)
    _part: MessagePart = field(repr=False)

    def content(self) -> bytes:
        """Return the content of the file."""
        return self._part.content()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message; `received_at` is when it reached us, wall-clock Europe/London.

    `sender` is the address that the message gives as its sender, None unless there is exactly one;
    `claimed` are all that it gives. `automatic`: a program sent it, by its signs. `answers`: it has
    an answer to an invitation. `linked`: it links to files kept elsewhere.
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
        """The kinds of the attachments, and LINK where it links to files, sorted."""
        link = (AttachmentKind.LINK,) if self.linked else ()
        return tuple(sorted([*(each.kind for each in self.attachments), *link]))

    @property
    def clues(self) -> Clues:
        """The clues to which conference and person the message belongs to."""
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
        """The PDFs attached to the message; if none, those in messages within it."""
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
    """Read a message. Raises DocumentFault (exit 6) for one beyond the limits.

    When it came is `arrived`, from the mail server; else the topmost Received field; else
    `filed_at`, the time of its file. Somebody who saved it `by_hand` may have done so later: then
    the sender's Date counts if it is earlier. All have a time zone.
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
    """Return a hash that identifies a message; None without a Message-ID.

    The Message-ID alone is not enough: some scanners give all their messages the same one.
    """
    if not any(all_lines(header, "Message-ID")):
        return None
    told = [line for name in ("Message-ID", "Date", "From") for line in all_lines(header, name)]
    return hashlib.sha256("\n".join(told).encode(errors="backslashreplace")).hexdigest()


def fingerprint_of(beginning: bytes) -> str | None:
    """Return a message's fingerprint from its beginning. Raises as `header_of`."""
    return fingerprint(header_of(beginning))


def _subject(header: Message) -> str:
    return decoded(one_line(header, "Subject"))


def _received(header: Message) -> dt.datetime | None:
    """Return when the message came, by its topmost Received field (RFC 5321, section 4.4)."""
    _, semicolon, written = one_line(header, "Received").rpartition(";")
    return _moment(written) if semicolon else None


def _moment(written: str) -> dt.datetime | None:
    """Return a date in the form of messages (RFC 5322, section 3.3); None if it is not one."""
    try:
        moment = parsedate_to_datetime(written.strip())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)  # -0000 means UTC


def _doubted(header: Message) -> bool:
    """Tell whether our own server, whose verdict is topmost, found the sender to be false."""
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
    """Return the kind of file that a part is; None for text, its pictures, or a signature.

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
    """Return the kind of a part by its media type and, with a `suffix`, by its name."""
    main = part.type.partition("/")[0]
    if "wordprocessing" in part.type or "opendocument.text" in part.type:
        return AttachmentKind.WORD
    found = _BY_TYPE.get(part.type) or _BY_SUFFIX.get(suffix or "") or _BY_MAIN_TYPE.get(main)
    return AttachmentKind(found) if found else None


def _content_id(part: MessagePart) -> str:
    return one_line(part.header, "Content-ID").strip("<> ").lower()


def _answers(part: MessagePart) -> bool:
    """Tell whether a part answers an invitation (RFC 5546, section 3.2.3; RFC 6047, 2.4)."""
    if part.type != "text/calendar":
        return False
    said = one_line(part.header, "Content-Type").lower()
    return bool(re.search(r"\bmethod\s*=\s*\"?(?:reply|counter)\b", said)) or bool(
        _ANSWER.search(part.head())
    )
