"""Messages in the shape in which programs make them, as tables: what each is, and who says so.

All are invented. Those that are no report are reports but for what makes them none, so that each
has its control: the same message without that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

SCHOOL: Final = "school@example.org"
PDF: Final = b"%PDF-1.7 a report"

Fields = Sequence[str]
"""Lines of a header."""


@dataclass(frozen=True)
class Piece:
    """A part of a message: its header, and what it holds."""

    fields: Fields
    content: bytes


@dataclass(frozen=True)
class Shape:
    """A message: `source` says why it is what the table has it as."""

    name: str
    source: str
    fields: Fields = ()
    pieces: Sequence[Piece] = ()
    sender: str = f"From: {SCHOOL}"
    subject: str = "Report A-1"
    type: str = "multipart/mixed"
    pdf: bool = True

    def __str__(self) -> str:
        return self.name

    def as_bytes(self, pdf: bytes = PDF) -> bytes:
        """The message; with one PDF attached, unless it brings none."""
        own = [attached("report.pdf", "application/pdf", pdf)] if self.pdf else []
        head = [
            *self.fields,
            *([self.sender] if self.sender else ()),
            "To: conferences@example.org",
            f"Subject: {self.subject}",
            "Date: Wed, 11 Feb 2026 10:12:00 +0000",
            f"Message-ID: <{sha256(self.name.encode()).hexdigest()}@example.org>",
            "MIME-Version: 1.0",
        ]
        pieces = [text("Please find it attached."), *self.pieces, *own]
        return multipart(head, self.type, pieces)


def multipart(head: Fields, type_: str, pieces: Sequence[Piece], boundary: str = "b0") -> bytes:
    """A header and its parts."""
    lines = [*head, f'Content-Type: {type_}; boundary="{boundary}"', ""]
    out = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    for piece in pieces:
        header = "\r\n".join(piece.fields)
        out += f"\r\n--{boundary}\r\n{header}\r\n\r\n".encode() + piece.content
    return out + f"\r\n--{boundary}--\r\n".encode()


def text(words: str, subtype: str = "plain") -> Piece:
    return Piece([f"Content-Type: text/{subtype}; charset=utf-8"], words.encode())


def attached(name: str, type_: str, content: bytes, *more: str, inline: bool = False) -> Piece:
    """A file; with a header of its own beside what files have."""
    how = "inline" if inline else "attachment"
    fields = [
        f'Content-Type: {type_}; name="{name}"',
        f'Content-Disposition: {how}; filename="{name}"',
    ]
    return Piece([*fields, *more], content)


def enclosed(message: bytes) -> Piece:
    return Piece(["Content-Type: message/rfc822"], message)


def forwarded(*pieces: Piece, subject: str = "Report A-1") -> Piece:
    """A message within the message."""
    head = ["From: other@example.org", f"Subject: {subject}"]
    return enclosed(multipart(head, "multipart/mixed", pieces, "b1"))


_DSN = Piece(
    ["Content-Type: message/delivery-status"],
    b"Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\n"
    b"Action: failed\r\nStatus: 5.1.1\r\n",
)
_MDN = Piece(
    ["Content-Type: message/disposition-notification"],
    b"Final-Recipient: rfc822; school@example.org\r\n"
    b"Disposition: automatic-action/MDN-sent-automatically; displayed\r\n",
)
_OOF: Final = "X-Auto-Response-Suppress: DR, OOF, AutoReply"
_CAVEAT: Final = "[MS-OXCMAIL] 2.1.3.2.20: asks others not to answer; says nothing of this one"


def _signs(source: str, *lines: str) -> list[Shape]:
    return [Shape(" ".join(f"sign {line}".split()), source, [line]) for line in lines]


def _titles(source: str, *subjects: str) -> list[Shape]:
    return [Shape(f"subject {line}", source, subject=line) for line in subjects]


AUTOMATIC: Final = (
    *_signs(
        "RFC 3834, 5: any value but no",
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: Auto-Generated",
        'Auto-Submitted: auto-notified; owner-email="a@example.org"',
        "Auto-Submitted: (a comment) auto-replied (vacation)",
        "Auto-Submitted: x-something-new",
        "auto-submitted:auto-replied",
        "Auto-Submitted:\r\n auto-notified",
    ),
    *_signs(
        "RFC 5321, 4.5.5: the null reverse-path of notifications",
        "Return-Path: <>",
        "Return-Path: < >",
        "Return-Path: <MAILER-DAEMON>",
    ),
    *_signs(
        "RFC 3834 leaves it open; vacation(1), Gmail, cPanel write it, lists relay with it",
        "Precedence: auto_reply",
        "Precedence: auto-reply",
        "Precedence: bulk",
        "Precedence: Junk",
        "Precedence: list",
        "X-Precedence: auto_reply",
        "Preference: auto_reply",
    ),
    *_signs("RFC 2919: it came through a list", "List-Id: Schools <schools.lists.example.org>"),
    *_signs(
        "jpmckinney/multi_mail, Detecting autoresponders",
        "X-Autoreply: yes",
        "X-Autorespond: Away",
        "X-AutoReply-From: school@example.org",
        "X-Mail-Autoreply: school@example.org",
        "X-Autogenerated: Reply",
        "X-FC-MachineGenerated: true",
        "X-POST-MessageClass: 9; Autoresponder",
        "Delivered-To: Autoresponder",
        "X-Failed-Recipients: a@example.org",
    ),
    *_signs(
        "Microsoft, Loop prevention in Exchange Online",
        "X-MS-Exchange-Inbox-Rules-Loop: school@example.org",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        "X-MS-Exchange-Message-Is-Ndr:",
    ),
    *_signs("[MS-XJRNL]: a field without a value", "X-MS-Journal-Report:"),
    *_signs("Microsoft, Loop prevention in Exchange Online", "X-MS-Gcc-Journal-Report:"),
    *_titles(
        "as Exchange and Outlook write",
        "Automatic reply: Report A-1",
        "AUTOMATIC REPLY: A-1",
        "Out of Office: A-1",
        "Out of Office AutoReply: A-1",
        "[EXTERNAL] Automatic reply: A-1",
        "EXTERNAL: Automatic reply: A-1",
        "=?utf-8?q?Automatic_reply=3A_A-1?=",
        "Ateb awtomatig: A-1",
        "Undeliverable: A-1",
        "Undelivered: A-1",
        "Delivery delayed:A-1",
        "Read: A-1",
        "Not read: A-1",
        "Delivered: A-1",
        "Relayed: A-1",
        "Recall: A-1",
        "Message Recall Failure: A-1",
    ),
    *_titles("RFC 5230, 4.1: what vacation of Sieve writes", "Auto: Report A-1"),
    *_titles(
        "as other programs write, of which public collections of bounces have examples",
        "Auto-Reply: A-1",
        "Auto Response: A-1",
        "Vacation reply: A-1",
        "A-1: Robin Example is out of the office (returning 12/02/2026)",
        "away from my mail (A-1)",
        "Undelivered Mail Returned to Sender (A-1)",
        "Mail delivery failed: returning message A-1 to sender",
        "mail failed, returning to sender (A-1)",
        "Warning: message A-1 delayed 24 hours",
        "Warning: could not send message for past 8 hours (A-1)",
        "Undeliverable Mail, A-1",
        "Mail could not be delivered (A-1)",
        "Permanent Delivery Failure A-1",
        "Delayed Mail A-1 (still being retried)",
        "Mail System Error - Returned Mail (A-1)",
        "Returned mail: A-1: see transcript for details",
        "Delivery Status Notification (Failure) A-1",
        "DELIVERY FAILURE: A-1",
        "Return Receipt (displayed) - A-1",
        "failure notice A-1",
    ),
    Shape(
        "a bounce of Postfix",
        "RFC 6522 and RFC 3464",
        pieces=[_DSN],
        type="multipart/report; report-type=delivery-status",
    ),
    Shape(
        "a receipt of Outlook",
        "RFC 6522 and RFC 8098",
        pieces=[_MDN],
        type="multipart/report; report-type=disposition-notification",
    ),
    Shape(
        "a report without a type, the message in it returned",
        "RFC 6522, 3",
        pieces=[forwarded(text("A-1"))],
        type="Multipart/Report",
    ),
    Shape("a bounce within a gateway's wrapping", "RFC 3464, 2.1.1", pieces=[_DSN]),
    Shape("a receipt within a gateway's wrapping", "RFC 8098, 3.1", pieces=[_MDN]),
    Shape(
        "a reply of Exchange",
        "as Exchange Online writes",
        ["Auto-Submitted: auto-generated", _OOF, "X-MS-Exchange-Inbox-Rules-Loop: s@example.org"],
        subject="Automatic reply: A request (ref A-1)",
    ),
    Shape(
        "a reply of Exchange without its mark",
        "such are in public collections",
        [_OOF],
        subject="Automatic reply: A request (ref A-1)",
    ),
    Shape(
        "a reply of Gmail",
        "multi_mail",
        ["Precedence: bulk", "X-Autoreply: yes", "Auto-Submitted: auto-replied"],
        subject="Away Re: A request (ref A-1)",
    ),
    Shape(
        "a scanner's",
        "RFC 3834, 5: generated; who stood at the scanner it does not know",
        ["Auto-Submitted: auto-generated"],
        subject="Message from KM_C258 A-1",
    ),
    Shape(
        "a journal of Exchange",
        "[MS-XJRNL]",
        ["X-MS-Journal-Report:"],
        pieces=[text("Sender: school@example.org\r\nSubject: Report A-1"), forwarded(text("A-1"))],
    ),
)
"""Messages that nobody wrote; every one is from who writes a report, names A-1 and has a PDF."""

_HTML = '<p>Our report</p><img src="cid:logo%40example.org"><img src=cid:photo@example.org>'
ORDINARY: Final = (
    Shape("plain", "RFC 5322"),
    Shape("Auto-Submitted no", "RFC 3834, 5", ["Auto-Submitted: no"]),
    Shape("Auto-Submitted No, with more", "RFC 3834, 5", ["Auto-Submitted: No; x=y"]),
    Shape("Auto-Submitted no, with a comment", "RFC 3834, 5", ["Auto-Submitted: no (a person)"]),
    Shape("asks for no answers", _CAVEAT, ["X-Auto-Response-Suppress: All"]),
    Shape("asks for no receipts", _CAVEAT, ["X-Auto-Response-Suppress: DR, OOF, AutoReply"]),
    Shape("an answer to a reply", "people answer", [_OOF], subject="Re: Automatic reply: A-1"),
    Shape("a first-class one", "sendmail's other value", ["Precedence: first-class"]),
    Shape("a return path", "RFC 5321, 4.4", ["Return-Path: <school@example.org>"]),
    Shape("about an office", "words of people", subject="Out of office hours team: report A-1"),
    Shape("about reading", "words of people", subject="Reading and attendance: A-1"),
    Shape("about automatic", "words of people", subject="Automatic enrolment, report A-1"),
    Shape("about a delivery", "words of people", subject="Delivered by hand too: report A-1"),
    Shape("a reply that is none", "multi_mail, other values", ["X-Autoreply: no"]),
    Shape(
        "Outlook through Exchange Online",
        "what Exchange puts on what people send; Loop prevention in Exchange Online",
        [
            "X-MS-Exchange-Transport-Rules-Loop: 1",
            "X-LD-Processed: 0f,ExtAddr",
            "X-MS-Has-Attach: yes",
            "X-MS-TNEF-Correlator:",
            "X-MS-Exchange-MessageSentRepresentingType: 1",
            "x-ms-exchange-transport-forked: True",
            "Content-Language: en-GB",
        ],
        subject="[EXTERNAL] Report A-1",
    ),
    Shape("Sender is From", "RFC 5322, 3.6.2", [f"Sender: {SCHOOL}"]),
    Shape("Sender is From, by another name", "RFC 5322", ["Sender: Office <School@EXAMPLE.org>"]),
    Shape("a name with a comma", "RFC 5322, 3.4", sender=f'From: "Smith, Jo" <{SCHOOL}>'),
    Shape("a name in a comment", "RFC 5322, 3.2.2", sender=f"From: {SCHOOL} (Jo (the) Smith)"),
    Shape("its own address for a name", "phones", sender=f"From: {SCHOOL} <{SCHOOL}>"),
    Shape("its own address, quoted", "Outlook", sender=f"From: '{SCHOOL}' <{SCHOOL}>"),
    Shape("an encoded name", "RFC 2047", sender=f"From: =?utf-8?q?Zo=C3=AB?= <{SCHOOL}>"),
    Shape("folded", "RFC 5322, 2.2.3", sender=f'From: "A School"\r\n <{SCHOOL}>'),
    Shape("resent", "RFC 5322, 3.6.6: From stays the author's", ["Resent-From: a@example.org"]),
    Shape(
        "with a logo in its text",
        "RFC 2392",
        pieces=[
            text(_HTML, "html"),
            attached("image001.png", "image/png", b"\x89PNG", "Content-ID: <logo@example.org>"),
        ],
    ),
    Shape(
        "signed",
        "RFC 8551, 3.5.3",
        pieces=[attached("smime.p7s", "application/pkcs7-signature", b"0")],
    ),
    Shape(
        "with a card and a key",
        "RFC 6350, RFC 3156",
        pieces=[
            attached("jo.vcf", "text/vcard", b"BEGIN:VCARD"),
            attached("0xAB.asc", "application/pgp-keys", b"-----BEGIN PGP"),
        ],
    ),
    Shape(
        "with a forwarded bounce beside it",
        "people forward",
        pieces=[enclosed(multipart(["Subject: x"], "multipart/report", [_DSN], "b2"))],
    ),
    Shape(
        "with an invitation beside it",
        "RFC 5546, 3.2.2: a request is no answer",
        pieces=[
            Piece(["Content-Type: text/calendar; method=REQUEST"], b"BEGIN:VCALENDAR\r\n"),
        ],
    ),
)
"""People's messages with their report, which are taken."""

NOBODYS: Final = (
    Shape(
        "two addresses in brackets",
        "RFC 5322, 3.4: a mailbox has one",
        sender=f'From: "A" <{SCHOOL}> <evil@example.com>',
    ),
    Shape("the same, turned", "RFC 5322", sender=f'From: "A" <evil@example.com> <{SCHOOL}>'),
    Shape("two authors", "RFC 5322, 3.6.2", sender=f"From: {SCHOOL}, evil@example.com"),
    Shape("two, by semicolon", "RFC 5322", sender=f"From: {SCHOOL}; evil@example.com"),
    Shape("two fields", "RFC 5322, 3.6", ["From: evil@example.com"]),
    Shape("two fields, turned", "3.6", sender=f"From: {SCHOOL}\r\nFrom: evil@example.com"),
    Shape("a group", "RFC 5322, 3.4", sender=f"From: school: {SCHOOL};"),
    Shape("a group of none", "RFC 6854", sender="From: school@example.org:;"),
    Shape("another Sender", "RFC 5322, 3.6.2", ["Sender: evil@example.com"]),
    Shape("a Sender that is none", "RFC 5322, 3.6.2", ["Sender: nobody"]),
    Shape("two Senders", "RFC 5322, 3.6", [f"Sender: {SCHOOL}", "Sender: evil@example.com"]),
    Shape("an address for a name", "RFC 5322", sender=f"From: evil@example.com <{SCHOOL}>"),
    Shape("an address before", "RFC 5322", sender=f"From: {SCHOOL} evil@example.com"),
    Shape("an address behind", "RFC 5322", sender=f"From: <{SCHOOL}> evil@example.com"),
    Shape("open comment", "RFC 5322, 3.2.2", sender=f"From: ({SCHOOL} <evil@example.com>"),
    Shape("a comment within", "RFC 5322", sender="From: <school@(evil)example.org>"),
    Shape("open bracket", "RFC 5322", sender=f"From: <{SCHOOL}"),
    Shape("open quote", "RFC 5322", sender=f'From: "A <{SCHOOL}>'),
    Shape("a route", "RFC 5322, 4.4", sender=f"From: <@example.com:{SCHOOL}>"),
    Shape("an encoded address", "RFC 2047, 5", sender="From: =?utf-8?q?school=40example=2Eorg?="),
    Shape(
        "an address in an encoded name",
        "RFC 2047",
        sender=f"From: =?utf-8?q?=3C{SCHOOL.replace('@', '=40')}=3E?= <evil@example.com>",
    ),
    Shape("an address in a name", "RFC 5322", sender=f'From: "{SCHOOL}" <evil@example.com>'),
    Shape("a longer host", "RFC 5321", sender="From: school@example.org.evil.example"),
    Shape("a look-alike host", "RFC 5890: a Cyrillic e", sender="From: school@xn--xample-2of.org"),
    Shape("a look-alike name", "Unicode: a long s", sender="From: \u017fchool@example.org"),
    Shape("a host in wide letters", "Unicode", sender="From: school@\uff45xample.org"),
    Shape("a control sign", "RFC 5322, 2.2", sender=f"From: <{SCHOOL}\x00@evil.example>"),
    Shape("beyond what is read", "8,000 signs", sender=f"From: {SCHOOL} {'(x)' * 3000}"),
    Shape("behind what is read", "8,000", sender=f"From: {SCHOOL}{' ' * 8000}, e@example.com"),
    Shape("no From", "RFC 5322, 3.6", [f"Sender: {SCHOOL}", f"Reply-To: {SCHOOL}"], sender=""),
)
"""Messages of which nobody on record is certainly the sender."""


@dataclass(frozen=True)
class Wrapped:
    """A file in which a report may be that cannot be read here, and what its message is listed as.

    `named` is the outcome where the message names A-1; without it is `no-reference`.
    """

    name: str
    source: str
    named: str
    kind: str
    pieces: Sequence[Piece] = field(default=())

    def __str__(self) -> str:
        return self.name

    def message(self, subject: str, sender: str = SCHOOL) -> bytes:
        """The message that brings it."""
        name = f"{self.name} {subject} {sender}"
        shape = Shape(name, self.source, subject=subject, pieces=self.pieces, pdf=False)
        return Shape(**{**vars(shape), "sender": f"From: {sender}"}).as_bytes()


_OLE = b"\xd0\xcf\x11\xe0"
_STREAM: Final = "application/octet-stream"


def _file(
    name: str, type_: str, named: str, kind: str, source: str, content: bytes = b"0"
) -> Wrapped:
    return Wrapped(name, source, named, kind, (attached(name, type_, content),))


def _link(name: str, source: str, address: str, *, as_text: bool = False) -> Wrapped:
    words = address if as_text else f'<p>Attached: <a href="{address}">Report.pdf</a></p>'
    return Wrapped(name, source, "sealed", "link", (text(words, "plain" if as_text else "html"),))


_SAFE: Final = "https://eur01.safelinks.protection.outlook.com/?url="
WRAPPED: Final = (
    _file("r.msg", "application/vnd.ms-outlook", "sealed", "message", "[MS-OXMSG]", _OLE),
    _file("s.msg", _STREAM, "sealed", "message", "Gmail's type for it", _OLE),
    _file("r.eml", _STREAM, "sealed", "message", "Exchange's type for it"),
    _file("message.rpmsg", "application/x-microsoft-rpmsg-message", "sealed", "encrypted", "IRM"),
    _file("message_v2.rpmsg", _STREAM, "sealed", "encrypted", "Azure-RMSDocs, concept-email"),
    _file("message_v4.rpmsg", _STREAM, "sealed", "encrypted", "Azure-RMSDocs, concept-email"),
    _file("message.html", "text/html", "sealed", "encrypted", "Microsoft 365, read elsewhere"),
    _file("securedoc.html", _STREAM, "sealed", "encrypted", "Cisco's envelope"),
    _file("Report.pdf.switch", _STREAM, "sealed", "encrypted", "Egress Switch"),
    _file("Report.ppdf", _STREAM, "sealed", "encrypted", "Azure Information Protection"),
    _file("smime.p7m", "application/pkcs7-mime", "sealed", "encrypted", "RFC 8551, 3.2"),
    _file("signed.p7m", 'application/pkcs7-mime; smime-type="signed-data"', "sealed", "encrypted",
          "RFC 8551, 3.5.2: the text is within the signature"),
    _file("Report.pdf.pgp", _STREAM, "sealed", "encrypted", "RFC 9580"),
    _file("Report.pdf.asc", _STREAM, "sealed", "encrypted", "RFC 9580, 6"),
    _file("winmail.dat", "application/ms-tnef", "sealed", "winmail", "[MS-OXTNEF]"),
    _file("winmail.DAT", _STREAM, "sealed", "winmail", "[MS-OXTNEF]"),
    _file("noname", "application/vnd.ms-tnef", "sealed", "winmail", "IANA"),
    _file("scan.jpg", "image/jpeg", "not-pdf", "picture", "a telephone's"),
    _file("scan2.jpg", _STREAM, "not-pdf", "picture", "a scanner's"),
    _file("scan.tif", _STREAM, "not-pdf", "picture", "a scanner's"),
    _file("IMG_1.HEIC", _STREAM, "not-pdf", "picture", "a telephone's"),
    _file("IMG_2.heic", "image/heic", "not-pdf", "picture", "a telephone's"),
    _file("scan.png", "image/png", "not-pdf", "picture", "a screen's"),
    _file("r.zip", "application/zip", "not-pdf", "archive", "IANA"),
    _file("r.7z", _STREAM, "not-pdf", "archive", "7-Zip"),
    _file("r.docx", _STREAM, "not-pdf", "word", "Word"),
    _file("r.doc", "application/msword", "not-pdf", "word", "IANA"),
    _file("r.rtf", "text/rtf", "not-pdf", "word", "IANA"),
    _file("r.odt", "application/vnd.oasis.opendocument.text", "not-pdf", "word", "IANA"),
    _file("r.pages", _STREAM, "not-pdf", "word", "Apple"),
    _file("r.xlsx", _STREAM, "not-pdf", "other", "Excel"),
    _file("r.txt", "text/plain", "not-pdf", "other", "IANA"),
    _file("nothing", _STREAM, "not-pdf", "other", "RFC 2046, 4.5.1"),
    Wrapped("PGP/MIME", "RFC 3156, 4", "sealed", "encrypted", (
        Piece(['Content-Type: multipart/encrypted; protocol="x"; boundary=b9'],
              b"--b9\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b9--"),)),
    Wrapped("a scan in a forwarded message", "RFC 2046, 5.2.1", "not-pdf", "picture", (
        forwarded(attached("scan.jpg", "image/jpeg", b"0"), subject="Report"),)),
    Wrapped("a message kept elsewhere", "RFC 2046, 5.2.3", "sealed", "message", (
        Piece(["Content-Type: message/external-body; access-type=x"], b""),)),
    _link("OneDrive", "Outlook's 'attachments'", "https://1drv.ms/b/s!Ab"),
    _link("SharePoint", "Outlook's 'attachments'", "https://a-my.sharepoint.com/:b:/p/r.pdf"),
    _link("SharePoint, by Exchange", "Defender's safe links",
          f"{_SAFE}https%3A%2F%2Fa.sharepoint.com%2F%3Ab%3A%2Fr&data=05"),
    _link("Google", "Gmail's 'attachments'", "https://drive.google.com/file/d/1/view"),
    _link("in plain words", "any program", "see https://www.dropbox.com/s/r.pdf", as_text=True),
    _link("NHSmail", "NHS Digital: it holds a link to Egress", "https://reader.egress.com/m/1"),
    _link("Microsoft 365", "read elsewhere", "https://outlook.office365.com/Encryption/r.ashx?x"),
)  # fmt: skip
"""What may hold a report, but cannot be read here."""
