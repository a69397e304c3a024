"""The wording of invitations: when the meeting is, how to join it, and what else to know.

Plain English, and neutral: neither the subject nor the text says what kind of meeting it is, or
whom it is about. Calendars show both on locked screens, and to the people who manage them.
"""

import datetime as dt
import textwrap
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, assert_never

from cpconf.core.invitations.joining import WayIn
from cpconf.core.outbox import Entry
from cpconf.core.words import Method
from cpconf.mail.wording import LONGEST_LINE, Message, paragraphs

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_GUIDES: Final = {
    Method.TEAMS: (
        "On a phone or tablet, get the free Microsoft Teams app first.",
        "On a computer, open the link and join in the web browser.",
        "You need no account. Type the name that we should call you by.",
        "Let it use your camera and your microphone.",
    ),
    Method.SKYPE: (
        "On a phone or tablet, get the free Skype for Business app first.",
        "On a computer, open the link and join in the web browser.",
        "You need no account. Join as a guest.",
        "Let it use your camera and your microphone.",
    ),
    Method.WHATSAPP: ("Use the phone that has WhatsApp on it.",),
    Method.CONFERENCE_CALL: (
        "Any phone will do.",
        "If a voice asks for a PIN, type it on the phone, then the hash key (#).",
    ),
    Method.SPEAKERPHONE: ("Any phone will do. Put it on the table, with the loudspeaker on.",),
    Method.TELEPHONE: ("Any phone will do.",),
}


class Readership(StrEnum):
    """The kind of reader that an invitation is written for."""

    PARENT = "parent"
    FAMILY = "family"
    PROFESSIONAL = "professional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """The content of one person's invitation; moments are wall-clock Europe/London.

    `way` is how they join, None in a cancellation. `contact` is whom to ask, in one line. A
    cancellation where the meeting still `takes_place` goes to an address no longer used.
    """

    ref: str
    entry: Entry
    reader: Readership
    at: dt.datetime
    ends: dt.datetime | None = None
    way: WayIn | None = field(default=None, repr=False)
    sequence: int = 0
    contact: str | None = None
    has_form: bool = False
    has_guide: bool = False
    takes_place: bool = False


def summary(ref: str) -> str:
    """Return the title of the calendar entry.

    >>> summary("X1")
    'Meeting (ref X1)'
    """
    return f"Meeting (ref {ref})"


def message(invitation: Invitation) -> Message:
    """Return the message that a calendar entry goes with (H-ICPC C2 and C3, O-9a, O-9c, O-11i)."""
    match invitation.entry:
        case Entry.TAKEN_AWAY:
            what = "not at this address any more" if invitation.takes_place else "cancelled"
            return Message(f"{summary(invitation.ref)}: {what}", _cancellation(invitation))
        case Entry.CHANGED:
            return Message(f"{summary(invitation.ref)}: changed", _invitation(invitation))
        case Entry.GIVEN:
            return Message(summary(invitation.ref), _invitation(invitation))
        case _:
            assert_never(invitation.entry)


def description(invitation: Invitation) -> str:
    """Return the description of the calendar entry: how to join, and the reference."""
    return "\n".join([*_how_to_join(invitation.way), f"Reference: {invitation.ref}"])


def say_when(moment: dt.datetime) -> str:
    """Return a wall-clock moment in Europe/London as words for a sentence.

    >>> say_when(dt.datetime(2026, 2, 12, 14, 30))
    'Thursday 12 February 2026 at 2:30 in the afternoon (UK time)'
    """
    return f"{say_day(moment.date())} at {say_time(moment.time())} (UK time)"


def say_day(day: dt.date) -> str:
    """Return a date as words for a sentence.

    >>> say_day(dt.date(2026, 2, 12))
    'Thursday 12 February 2026'
    """
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_time(time: dt.time) -> str:
    """Return a time of day as words for a sentence.

    >>> say_time(dt.time(9, 50)), say_time(dt.time(12)), say_time(dt.time(17))
    ('9:50 in the morning', '12 noon', '5:00 in the afternoon')
    """
    if time == dt.time(12):
        return "12 noon"
    part = "morning" if time.hour < 12 else "afternoon" if time.hour < 18 else "evening"
    return f"{(time.hour - 1) % 12 + 1}:{time:%M} in the {part}"


def _invitation(invitation: Invitation) -> str:
    to_parent = invitation.reader is Readership.PARENT
    return paragraphs(
        ["Hello,"],
        [*_opening(invitation), *_when(invitation), f"Our reference is {invitation.ref}."],
        ["How to join:", *_how_to_join(invitation.way)],
        _guide(invitation) if to_parent else [],
        [
            "Can you come? Please say yes or no in your calendar,",
            "or reply to this message.",
        ],
        _offer(invitation.reader),
        _attached(invitation),
        _contact(invitation),
        _not_for_you(),
    )


def _offer(reader: Readership) -> list[str]:
    """Return the offer of help to the family (O-PART-4); professionals ask for it themselves."""
    match reader:
        case Readership.PARENT | Readership.FAMILY:
            return [
                "Would another way of joining suit you better?",
                "Do you need an interpreter, or any other help? Then please tell us.",
            ]
        case Readership.PROFESSIONAL:
            return []
        case _:
            assert_never(reader)


def _cancellation(invitation: Invitation) -> str:
    when = f"{say_when(invitation.at)}."
    said = (
        [
            "We wrote to this address about a meeting on",
            when,
            "That no longer holds: we do not write about it to this address any more.",
        ]
        if invitation.takes_place
        else ["Our meeting does not take place. It was to be on", when]
    )
    return paragraphs(
        ["Hello,"],
        [*said, f"Our reference is {invitation.ref}."],
        ["It should go from your calendar by itself. If not, please delete it there."],
        _contact(invitation),
        _not_for_you(),
    )


def _opening(invitation: Invitation) -> list[str]:
    if invitation.entry is Entry.CHANGED:
        return [
            "Something about our meeting has changed. Please go by this message:",
            "what we wrote to you before no longer holds.",
        ]
    if invitation.sequence:
        return [
            "We invite you to a meeting.",
            "If we invited you to it before, please go by this message instead.",
        ]
    return ["We invite you to a meeting."]


def _when(invitation: Invitation) -> list[str]:
    said = [f"It is on {say_when(invitation.at)}."]
    if invitation.ends is not None:
        said.append(f"It should end at {say_time(invitation.ends.time())}.")
    return said


def _how_to_join(way: WayIn | None) -> list[str]:
    if way is None:
        return []
    said = []
    if way.link is not None:
        by = f" ({way.method.words})" if way.method is not Method.WHATSAPP else " on WhatsApp"
        said += [f"Open this link{by}:", way.link]
    if way.dial_in is not None:
        either = "Or ring" if said else "Please ring"
        said += [f"{either} this number at {say_time(way.dial_at.time())}:", way.dial_in]
    return said


def _guide(invitation: Invitation) -> list[str]:
    way = invitation.way
    if way is None:
        return []
    steps = list(_GUIDES[way.method])
    if way.link is not None:
        steps.append("Open the link a few minutes early. Then wait until you are let in.")
    steps.append("Choose a quiet place. Headphones help.")
    if way.link is not None and way.dial_in is not None:
        steps.append("If the link does not work for you, ring the number. Any phone will do.")
    return ["A short guide:", *(f"- {step}" for step in steps)]


def _attached(invitation: Invitation) -> list[str]:
    said = []
    if invitation.has_guide:
        said.append("A longer guide to joining is attached.")
    if invitation.has_form:
        said.append("There is a form with this message. After the meeting, please tell us")
        said.append("on it how it was for you, and send it back.")
    return said


def _contact(invitation: Invitation) -> list[str]:
    if invitation.contact is None:
        return []
    return textwrap.wrap(f"Questions? Please ask: {invitation.contact}", LONGEST_LINE)


def _not_for_you() -> list[str]:
    return [
        "Please do not pass this message on: everybody gets their own.",
        "Is it not for you? Then please reply and tell us. After that, delete it.",
    ]
