"""Messages about reports to professionals: one that forwards a report, one that asks for one.

Each is a draft for one recipient. Neither its subject nor its text names a child or a family.
"""

import datetime as dt
import email
from collections.abc import Sequence
from email.policy import default
from pathlib import Path

from cpconf.core.dates.phrases import say_day
from cpconf.files import opened
from cpconf.mail.addresses import one_address
from cpconf.mail.drafts import UNFOLDED, attachment_sha256, begun
from cpconf.mail.wording import Message, paragraphs


def forward_message(ref: str, author: str) -> Message:
    """Return the message that forwards a report (H-ICPC-P5, H-RCPC-P6b); `author` is a role.

    >>> forward_message("X1", "school").subject
    'A report (ref X1)'
    """
    return Message(
        subject=f"A report (ref {ref})",
        body=paragraphs(
            ["Hello,"],
            [
                "Attached is a report for a conference that you take part in.",
                f"Our reference is {ref}. The report is from: {author}.",
            ],
            [
                "Please do not pass it on to the family.",
                "They hear of it from the person who wrote it.",
            ],
            [
                "Is this message not for you? Then please reply and tell us.",
                "After that, delete it.",
            ],
        ),
    )


def request_message(
    ref: str,
    *,
    due: dt.datetime | None,
    share_by: dt.datetime | None,
    overdue: bool,
    on_case_system: bool,
) -> Message:
    """Return the message that asks somebody for their report (H-ICPC-P4, H-ICPC-P5b).

    `due` is when we need it, `share_by` when the family should have it, wall-clock Europe/London;
    None if there is no date, or it is done. `on_case_system`: the report may be there already, as a
    social worker's is.
    """
    when = []
    if share_by is not None:
        when.append(f"Please share it with the family first, by {_said(share_by)}.")
    if due is not None:
        when.append(f"It {'was' if overdue else 'is'} due with us by {_said(due)}.")
    sent = ["Have you sent it already? Then please tell us when, so that we can find it."]
    if on_case_system:
        sent.append("Is it on the case system already? Then please tell us that.")
    return Message(
        subject=f"A request (ref {ref})",
        body=paragraphs(
            ["Hello,"],
            [
                "We are waiting for your report for a conference that you take part in.",
                f"Our reference is {ref}.",
            ],
            when,
            [
                "Please send it to us as a PDF file,",
                f"with our reference {ref} in the subject of your message.",
            ],
            sent,
            ["Thank you."],
        ),
    )


def recommendation_message(ref: str, *, had: bool) -> Message:
    """Return the chair's message in a written review, to which the summary is attached by hand.

    `had`: a recommendation of theirs is on record; then they answer only if it changes (H-RCPC-W4).
    """
    wish = ["Please reply to this message with your recommendation."]
    if had:
        wish = [
            "We have your recommendation. Please reply only if you wish to change it",
            "in the light of the summary.",
        ]
    return Message(
        subject=f"A review in writing (ref {ref})",
        body=paragraphs(
            ["Hello,"],
            [
                "With this message you get the summary and the outline plan of a conference",
                f"that is held in writing. Our reference is {ref}.",
            ],
            wish,
            ["Thank you."],
        ),
    )


def abridging_message(ref: str, subject: str | None, *, due: dt.datetime | None) -> Message:
    """Return the message that asks for an abridged report (O-6a), to which it is attached by hand.

    `subject` is the one that the procedure fixes, if any; `due` is when the abridged report is due,
    wall-clock Europe/London.

    >>> abridging_message("X1", None, due=None).subject
    'A request (ref X1)'
    """
    wish = ["Please make an abridged report of it, and pass it on as the procedure says."]
    if due is not None:
        wish.append(f"It is due by {_said(due)}.")
    return Message(
        subject=subject or f"A request (ref {ref})",
        body=paragraphs(
            ["Hello,"],
            [
                "With this message you get the report for a conference,",
                "and the record of what the parents said about it.",
                f"Our reference is {ref}.",
            ],
            wish,
            ["Thank you."],
        ),
    )


def text_draft(*, to: str | Sequence[str] | None, sender: str | None, message: Message) -> bytes:
    """Return a draft without attachments; the same message gives the same bytes.

    Without `to`, whoever sends it fills in the address. Raises UsageFault (exit 2) for an invalid
    address.
    """
    draft = begun(to, sender, message.subject)
    draft.set_content(message.body, charset="us-ascii", cte="7bit")
    return draft.as_bytes(policy=UNFOLDED)


def brings(draft: Path, *, to: str, sha256: str) -> bool:
    """Tell whether a draft exists that sends this file to this address."""
    try:
        with opened(draft) as file:
            header = email.message_from_binary_file(file, policy=default)
        addresses = [each.addr_spec for each in header["To"].addresses]
    except (OSError, ValueError, TypeError, AttributeError, LookupError):
        return False
    return addresses == [one_address(to).addr_spec] and attachment_sha256(draft) == sha256


def _said(moment: dt.datetime) -> str:
    return f"{say_day(moment.date())}, {moment:%H:%M}"
