"""The wording of the two messages: the first brings a locked file, the second its password.

Plain English that a parent can read. The subject says nothing about the document, the text only its
kind: others may see both on a phone's locked screen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cpconf.core.words import DocumentKind, FileType

LONGEST_LINE: Final = 75
"""The most characters in a line of either message, so that no mail program wraps it."""

OPENING: Final = "This is the password:"
CLOSING: Final = "How to type it:"
"""The lines before and after the password, with nothing else between them."""

_WHAT: Final = {
    DocumentKind.REPORT: "a report",
    DocumentKind.PLAN: "a plan",
    DocumentKind.MINUTES: "the minutes of a meeting",
    DocumentKind.SET: "the reports for a conference",
}
_APPS: Final = {
    FileType.PDF: ("- On a phone or computer, use an app that can read PDF files.",),
    FileType.DOCX: (
        "- Use the Word app. On an Apple phone or computer, Pages works too.",
        "- Word in a web browser may not open locked files.",
    ),
}
_MADE_HERE: Final = re.compile(r"[a-z]+(?:-[a-z]+)+")


@dataclass(frozen=True, slots=True)
class Message:
    """The subject and the text of one message; a traceback does not show the text."""

    subject: str
    body: str = field(repr=False)


def first_message(
    ref: str,
    kind: DocumentKind,
    file_type: FileType,
    *,
    agreed: bool = False,
    together: bool = False,
) -> Message:
    """Return the message with the locked file (O-7, O-16a, O-22, O-24; H-ICPC-P6 for the set).

    `agreed`: the recipient knows the password already, and gets no second message. `together`: it
    goes to all professionals at once (H-ICPC-A1b, O-23, O-25).

    >>> first_message("X1", DocumentKind.PLAN, FileType.PDF).subject
    'A document from us (ref X1)'
    """
    to_professionals = together or kind is DocumentKind.SET
    return Message(
        subject=f"A document from us (ref {ref})",
        body=paragraphs(
            ["Hello,"],
            [
                f"With this message we send you {_WHAT[kind]}.",
                "The file is attached.",
                f"Our reference is {ref}.",
            ],
            _lock(agreed=agreed),
            _next(agreed=agreed, ring=not to_professionals),
            [
                "How to open the file:",
                *_APPS[file_type],
                "- If it does not open in your email app, save it first. Then open it.",
                "- Type the password when the app asks for it.",
            ],
            _keep_to_yourself() if to_professionals else _another_way(),
            [
                "Is this message not for you? Then please reply and tell us.",
                "After that, delete it.",
            ],
        ),
    )


def second_message(ref: str, kind: DocumentKind, password: str) -> Message:
    """Return the message with the password, to send once the right person has the first.

    The password is alone on its line, where `password_in` finds it.

    >>> second_message("X1", DocumentKind.PLAN, "amber-kettle-tulip-saddle-comet").subject
    'About the document we sent (ref X1)'
    """
    return Message(
        subject=f"About the document we sent (ref {ref})",
        body=paragraphs(
            ["Hello,"],
            [
                f"We sent you {_WHAT[kind]} in a locked file.",
                f"Our reference is {ref}.",
                "Now we give you the password, so that you can open the file.",
            ],
            [OPENING],
            [password],
            [CLOSING, *_typing(password)],
            ["Please do not show the password to anyone else."],
            [
                "Is this message not for you? Then please reply and tell us.",
                "After that, delete it.",
            ],
        ),
    )


def paragraphs(*each: Sequence[str]) -> str:
    r"""Return texts of several lines as paragraphs, with an empty line between them.

    >>> paragraphs(["Hello,"], [], ["How are you?", "We are well."])
    'Hello,\n\nHow are you?\nWe are well.\n'
    """
    return "\n\n".join("\n".join(lines) for lines in each if lines) + "\n"


def printable(to: str, message: Message) -> str:
    """Return a message to copy into a mail program by hand, without its password."""
    body = message.body
    password = password_in(body.splitlines())
    if password is not None:
        body = "\n".join("" if line == password else line for line in body.splitlines()) + "\n"
    return f"To: {to}\nSubject: {message.subject}\n\n{body}"


def password_in(lines: Sequence[str]) -> str | None:
    """Return the one line between OPENING and CLOSING; None where there is not exactly one.

    Empty lines do not count. The search is from the first OPENING to the last CLOSING, so that a
    password that equals either is still found.
    """
    try:
        start = lines.index(OPENING) + 1
        end = len(lines) - 1 - lines[::-1].index(CLOSING)
    except ValueError:
        return None
    between = [line for line in lines[start:end] if line]
    return between[0] if len(between) == 1 else None


def _lock(*, agreed: bool) -> list[str]:
    if agreed:
        return [
            "The file is locked, so that nobody else can read it.",
            "Use the password that we agreed with you.",
        ]
    return [
        "The file is locked, so that nobody else can read it.",
        "You need a password to open it. The password is not in this message.",
    ]


def _next(*, agreed: bool, ring: bool) -> list[str]:
    ask = (
        "We will ring you to check that this message has come."
        if ring
        else "We will check with you that this message has come."
    )
    if agreed:
        return [ask]
    return ["What happens next:", f"- {ask}", "- After that we will give you the password."]


def _keep_to_yourself() -> list[str]:
    return [
        "Please do not pass the file on, and do not give it to the family.",
        "Family members get their own copies.",
    ]


def _another_way() -> list[str]:
    return [
        "Do you need help to open it? Or would another way suit you better?",
        "Then tell us when we ring.",
    ]


def _typing(password: str) -> list[str]:
    if _MADE_HERE.fullmatch(password):
        return [
            "- Use small letters only, no capital letters.",
            "- Type the hyphens (-) between the words.",
            "- There are no spaces in it.",
        ]
    return [
        "- Type it just as it stands here.",
        "- Capital letters, small letters and signs all count.",
        "- There is no space before it and none after it.",
    ]
