"""What is said of a message that somebody has to look at: why, and what to type."""

import dataclasses

import pytest

from cpconf.core.mailbox import AttachmentKind, FileHolder, Match, MatchKind
from cpconf.render.mailbox.screens import say_outcome
from tests.render import posting

PDF, SCAN = AttachmentKind.PDF, AttachmentKind.PICTURE
OPEN = "open it, save the report as a PDF, then"
ITEM = posting.SURVEY.items[0]


@pytest.mark.parametrize(
    ("match", "changes", "why", "command"),
    [
        (
            Match(MatchKind.UNKNOWN_SENDER, "A-1"),
            {},
            "nobody at A-1 has the sender's address; if it is right",
            "--take 000001=A-1@PERSON",
        ),
        (
            Match(MatchKind.UNKNOWN_SENDER, "A-1"),
            {"sender": None},
            "it does not name one sender; if you know whose it is",
            "--take 000001=A-1@PERSON",
        ),
        (
            Match(MatchKind.NO_REFERENCE, refs=("A-1", "B-2")),
            {},
            "names no reference; its sender takes part in A-1, B-2",
            "--take 000001=REF",
        ),
        (
            Match(MatchKind.NO_REFERENCE, refs=("A-1",)),
            {"kinds": (SCAN,)},
            "names no reference; its sender takes part in A-1: " + OPEN,
            "cpconf report add A-1 FILE --from PERSON",
        ),
        (
            Match(MatchKind.REPLY, "A-1"),
            {"kinds": (AttachmentKind.CALENDAR,)},
            "an answer to an invitation: save it, then",
            "cpconf reply --from FILE",
        ),
        (
            Match(MatchKind.REPLY, "A-1"),
            {"kinds": (PDF, AttachmentKind.CALENDAR)},
            "an answer to an invitation, with a PDF; if that is a report",
            "--take 000001=A-1",
        ),
        (
            Match(MatchKind.SAME_FILE, "A-1"),
            {"holder": FileHolder("A-1", "p2", 3)},
            "a PDF in it is report 3 of A-1, from p2, and nobody else's; then",
            "--set-aside 000001",
        ),
        (
            Match(MatchKind.SAME_FILE, "A-1"),
            {"holder": FileHolder("B-2", "p2", 3)},
            "a PDF in it is report 3 of B-2, from p2; if it is for A-1 too",
            "cpconf report add A-1 FILE --from PERSON --override others=REASON",
        ),
        (
            Match(MatchKind.SAME_FILE, "A-1"),
            {"holder": FileHolder("A-1", "p2", 3, standing=False)},
            "a PDF in it was report 3 of A-1, from p2, and was taken back; if it is right now",
            "--take 000001=A-1@PERSON",
        ),
        (
            Match(MatchKind.SAME_FILE, "A-1"),
            {"holder": FileHolder("A-1", "p2", None)},
            "a PDF in it came from p2 of A-1 first, and is nobody else's; then",
            "--set-aside 000001",
        ),
    ],
)
def test_what_to_do_about_a_message_is_said(
    match: Match, changes: dict[str, object], why: str, command: str
) -> None:
    item = dataclasses.replace(ITEM, match=match, **changes)  # type: ignore[arg-type]
    assert say_outcome(item) == (why, command)


@pytest.mark.parametrize("outcome", [each for each in MatchKind if each is not MatchKind.MATCHED])
def test_whatever_a_message_is_taken_for_something_is_said(outcome: MatchKind) -> None:
    item = dataclasses.replace(
        ITEM, match=Match(outcome, "A-1"), reason="why", holder=FileHolder("A-1", "p2", 1)
    )
    why, _ = say_outcome(item)
    assert bool(why) is (outcome is not MatchKind.UNRELATED)
    assert "{" not in why
    assert "zuleika" not in why
