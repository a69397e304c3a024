"""What may have been changed where a command fails: the table of the reference, row by row.

Servers are real ones, which turn down, put off or drop what they are told to.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.cli.invitations.inviting import LINK, invite, nobody_listens, peopled, states, use
from tests.cli.mailbox.mailbox_desk import EVENING, Desk
from tests.cli.running import Cpconf, Ran
from tests.cli.sharing.copies import a_pdf, protect, release
from tests.mail.moody import TAKEN_AND_GONE, moody_server

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "exit-codes.md"
ROW: Final = re.compile(r"^\| `([a-z -]+)` \| `(\d+)` \| ", re.MULTILINE)
ROWS: Final = {(command, int(code)) for command, code in ROW.findall(PAGE.read_text("utf-8"))}
CALLED: Final = "A-1: done before the failure: "

# What the server replies about the father's message: for good, for now, or nothing any more.
NEVER: Final = {"RCPT father@example.org": "550 no such mailbox"}
NURSE: Final = {"RCPT health@example.org": "550 no such mailbox"}
LATER: Final = {"RCPT father@example.org": "450 later"}
GONE: Final = {". father@example.org": TAKEN_AND_GONE}
SEND: Final = ("invite", "A-1", "--link", LINK, "--send")
ANOTHER: Final = ("invite", "A-1", "--link", "https://teams.microsoft.com/l/another", "--send")
MOVE: Final = ("reschedule", "A-1", "--at", "2026-03-05T14:00", "--reason", "x")
CANCEL: Final = ("cancel", "A-1", "--reason", "x", "--authorised-by", "Jo Example")


class Case(NamedTuple):
    """A row of the table: how it comes about, what is said, and what is on record then."""

    row: tuple[str, int]
    before: tuple[tuple[str, ...], ...]
    moods: Mapping[str, str]
    line: tuple[str, ...]
    said: tuple[str, ...]
    states: Mapping[str, str | None]


MESSAGES: Final = {
    "a parent is stopped, and the other's draft is made": Case(
        ("invite", 5),
        (("person", "change", "A-1", "father", "--email", "worker@example.org"),),
        {},
        SEND[:-1],
        ("how people join is on record", "draft of the invitation for p1 made"),
        {"p1": "prepared", "p2": None, "p5": None},
    ),
    "nobody can be invited, and the link is kept": Case(
        ("invite", 5),
        (
            ("person", "change", "A-1", "mother", "--email", "worker@example.org"),
            ("person", "change", "A-1", "father", "--email", "chair@example.org"),
        ),
        {},
        SEND[:-1],
        ("how people join is on record",),
        {"p1": None, "p2": None},
    ),
    "the mother has a draft, which is not known to be sent": Case(
        ("invite --send", 5),
        ((*SEND[:-1], "--to", "mother"),),
        {},
        ANOTHER,
        (
            "how people join is on record",
            "draft of the update for p1 made",
            "invitation sent to p2",
        ),
        {"p1": "prepared", "p2": "sent", "p5": None},
    ),
    "the father's is turned down": Case(
        ("invite --send", 1),
        (),
        NEVER,
        SEND,
        ("invitation sent to p1", "invitation to p2 turned down"),
        {"p1": "sent", "p2": "failed"},
    ),
    "of the father's nobody knows": Case(
        ("invite --send", 1),
        (),
        GONE,
        SEND,
        ("invitation sent to p1", "invitation to p2 in doubt"),
        {"p1": "sent", "p2": "unknown"},
    ),
    "the father's is put off": Case(
        ("invite --send", 75),
        (),
        LATER,
        SEND,
        ("invitation sent to p1", "invitation to p2 still owed"),
        {"p1": "sent", "p2": "owed"},
    ),
    "the nurse's update is turned down": Case(
        ("reschedule", 1),
        (SEND,),
        NURSE,
        MOVE,
        (
            "moved to Thu 5 Mar 2026, 14:00",
            "update sent to p1, p2, p4, p5",
            "update to p6 turned down",
        ),
        {"p1": "sent", "p2": "sent", "p6": "failed"},
    ),
    "the father's update is put off": Case(
        ("reschedule", 75),
        (SEND,),
        LATER,
        MOVE,
        (
            "moved to Thu 5 Mar 2026, 14:00",
            "update sent to p1",
            "update to p2, p4, p5, p6 still owed",
        ),
        {"p1": "sent", "p2": "owed", "p4": "owed"},
    ),
    "the father's cancellation is turned down": Case(
        ("cancel", 1),
        (SEND,),
        NEVER,
        CANCEL,
        ("cancelled", "cancellation sent to p1", "cancellation to p2 turned down"),
        {},
    ),
    "the father's cancellation is put off": Case(
        ("cancel", 75),
        (SEND,),
        LATER,
        CANCEL,
        ("cancelled", "cancellation sent to p1", "cancellation to p2 still owed"),
        {},
    ),
}
WALKED: set[tuple[str, int]] = {case.row for case in MESSAGES.values()}


def by(replies: Mapping[str, str], cpconf: Cpconf, line: tuple[str, ...]) -> tuple[Ran, list[str]]:
    """Run a command with a server that replies like this; to whom it took a message."""
    with moody_server(replies) as server:
        use(cpconf, server.port)
        ran = cpconf(*line)
    return ran, server.recipients


@pytest.mark.parametrize("case", MESSAGES.values(), ids=MESSAGES)
def test_what_was_done_is_said_and_nothing_else_was(cpconf: Cpconf, case: Case) -> None:
    peopled(cpconf)
    for line in case.before:
        by({}, cpconf, line)
    ran, taken = by(case.moods, cpconf, case.line)
    assert ran.code == case.row[1], ran
    (called,) = [line for line in ran.errors if line.startswith(CALLED)]
    parts = called.removeprefix(CALLED).split("; ")
    for said in case.said:
        assert any(part.startswith(said) for part in parts), called
    sent = [part for part in parts if " sent to " in part]
    assert bool(sent) == bool(taken)
    assert "example.org" not in ran.err
    found = states(cpconf)
    assert {person: found[person] for person in case.states} == dict(case.states)
    assert "Nothing was sent" not in ran.out or not taken


def test_what_was_sent_stands_beside_the_steps_for_the_drafts(cpconf: Cpconf) -> None:
    peopled(cpconf)
    by({}, cpconf, (*SEND[:-1], "--to", "mother"))
    ran, _ = by({}, cpconf, ANOTHER)
    assert "Sent by mail: p2; no draft was, and no task was ticked off." in " ".join(
        ran.out.split()
    )


WALKED.add(("invite --letters", 5))


def test_letters_that_cannot_be_written_leave_the_invitations_sent(cpconf: Cpconf) -> None:
    peopled(cpconf)
    taken = cpconf.folder / "out/1-family/A-1-p1-letter.docx"
    taken.parent.mkdir(parents=True)
    taken.symlink_to("nowhere")
    line = (*SEND, "--letters", "--out", str(cpconf.folder / "out"))
    ran, to = by({}, cpconf, line)
    assert (ran.code, len(to)) == (5, 5)
    assert "invitation sent to p1, p2" in ran.err
    assert "ticked off invite-parents" in ran.err


WALKED.update({("remind", 1), ("remind", 75)})


@pytest.mark.parametrize(
    ("moods", "code", "said"),
    [
        (NEVER, 1, "invitation to p2 turned down"),
        (GONE, 1, "invitation to p2 in doubt"),
        (LATER, 75, "invitation to p2 still owed"),
    ],
)
def test_a_run_of_reminders_says_what_left(
    cpconf: Cpconf, moods: Mapping[str, str], code: int, said: str
) -> None:
    peopled(cpconf)
    use(cpconf, nobody_listens())
    cpconf(*SEND)
    ran, to = by(moods, cpconf, ("remind",))
    assert ran.code == code
    assert "done before the failure: " in ran.err
    assert "invitation sent to p1" in ran.err
    assert said in ran.err
    assert to == ["mother@example.org", *(["father@example.org"] if moods is GONE else [])]


def test_reminders_that_nobody_reads_do_not_hide_what_left(
    cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    peopled(cpconf)
    use(cpconf, nobody_listens())
    cpconf(*SEND)
    with moody_server() as server:
        use(cpconf, server.port)
        with monkeypatch.context() as closed:
            closed.setattr("sys.stdout.reader_left", True, raising=False)
            ran = cpconf("remind", now="2026-02-11T09:00")
    assert ran.code == 1
    assert "nobody read the reminders" in ran.err
    assert "invitation sent to p1, p2" in ran.err
    assert server.recipients == ["mother@example.org", "father@example.org"]
    assert states(cpconf)["p1"] == "sent"
    assert cpconf.status().task("O-9a")["state"] == "done"


WALKED.update({("inbox", 5), ("inbox", 6)})


@pytest.mark.parametrize(
    ("report", "code"), [("Zuleika father-R-1", 5), (None, 6)], ids=["another family's", "damaged"]
)
def test_of_a_mailbox_each_message_is_taken_or_not_by_itself(
    cpconf: Cpconf, report: str | None, code: int
) -> None:
    desk = Desk(cpconf)
    content = b"%PDF-1.7 cut off" if report is None else desk.pdf(report)
    desk.arrive("police", "Report A-1", ("p.pdf", content))
    desk.arrive("school", "Report A-1", ("s.pdf", desk.pdf("schoolword")))
    ran = cpconf(*desk.line("--yes"), now=EVENING)
    assert ran.code == code
    assert "not taken for A-1" in ran.err
    assert [each["person"] for each in desk.reports()] == ["p2"]
    assert "A-1-p2-report-1.pdf" in ran.out


WALKED.update(
    {
        ("protect-report --send", 1),
        ("protect-report --send", 5),
        ("protect-report --send", 75),
        ("send", 1),
        ("release", 1),
        ("release", 5),
        ("release", 75),
    }
)
COPIES: Final = [
    pytest.param({".": TAKEN_AND_GONE}, 1, "sending", id="nobody knows"),
    pytest.param({"RCPT": "550 no such mailbox"}, 5, "prepared", id="turned down"),
    pytest.param({"RCPT": "450 later"}, 75, "prepared", id="put off"),
]


@pytest.fixture
def booked(cpconf: Cpconf) -> Cpconf:
    """A-1 with a mother who has an address, and a report that may go."""
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "mother@example.org")
    return cpconf


def sharing(cpconf: Cpconf) -> str:
    return str(cpconf.must("sharing", "A-1", "--json").json["sharings"][-1]["state"])


@pytest.mark.parametrize(("moods", "code", "state"), COPIES)
def test_a_copy_is_made_whatever_becomes_of_its_message(
    booked: Cpconf, moods: Mapping[str, str], code: int, state: str
) -> None:
    file = a_pdf(booked.folder)
    with moody_server(moods) as server:
        use(booked, server.port)
        ran = protect(booked, file, "--send", code=code)
    assert "A-1-p1-report.pdf" in "".join(ran.out.split())  # a path goes on in the next line
    assert (booked.folder / "out" / "A-1-p1-report.pdf").exists()
    assert sharing(booked) == state


def test_a_message_in_doubt_is_said_to_be_that(booked: Cpconf) -> None:
    use(booked, nobody_listens())
    protect(booked, a_pdf(booked.folder))
    ran, _ = by({".": TAKEN_AND_GONE}, booked, ("send", "A-1", "--to", "mother"))
    assert ran.code == 1
    assert "it is not known whether the first message was sent" in ran.err
    assert sharing(booked) == "sending"


@pytest.mark.parametrize(("moods", "code", "state"), COPIES)
def test_a_receipt_stays_on_record_and_that_is_said(
    booked: Cpconf, moods: Mapping[str, str], code: int, state: str
) -> None:
    file = a_pdf(booked.folder)
    with moody_server() as server:
        use(booked, server.port)
        protect(booked, file, "--send")
    with moody_server(moods) as server:
        use(booked, server.port)
        ran = release(booked, code=code)
    assert sharing(booked) == ("releasing" if state == "sending" else "received")
    if code == 1:
        assert "it is not known whether the message with the password was sent" in ran.err
    else:
        assert "The receipt is on record; the password is not released" in ran.err
        assert len(ran.errors) <= 2


NOT_WALKED: Final = {("inbox", 4)}
"""A message has to be moved away between the look at the mailbox and the taking."""


def test_the_table_has_no_row_that_is_not_walked() -> None:
    assert ROWS - NOT_WALKED == WALKED


# ---- whatever is not in the table changes nothing


UNCHANGED: Final = [
    ("reschedule", "A-1", "--at", "soon", "--reason", "x"),
    ("reschedule", "A-9", "--at", "2026-03-05T14:00", "--reason", "x"),
    ("cancel", "A-9", "--reason", "x", "--authorised-by", "Jo Example"),
    ("invite", "A-1", "--to", "police", "--link", LINK),
    ("invite", "A-1"),
    ("outbox", "retry", "1", "99"),
    ("outbox", "sent", "1"),
    ("outbox", "drop", "99"),
    ("chase", "A-9"),
    ("bundle", "A-1"),
    ("release", "A-1", "--to", "mother", "--how", "phone", "--confirmed-by", "Kim Example"),
    ("reply", "A-1", "mother", "accepted"),
]


@pytest.mark.parametrize("line", UNCHANGED, ids=" ".join)
def test_what_is_refused_at_once_changes_nothing_and_says_nothing_of_having(
    cpconf: Cpconf, line: tuple[str, ...]
) -> None:
    peopled(cpconf)
    with moody_server() as server:
        use(cpconf, server.port)
        before = cpconf.files
        ran = cpconf(*line)
    assert ran.code not in {0, 3}
    assert "all the same" not in ran.err
    assert server.recipients == []
    assert cpconf.files == before


def test_of_messages_to_retry_all_are_tried_or_none(cpconf: Cpconf) -> None:
    peopled(cpconf)
    by(NEVER, cpconf, SEND)
    before = cpconf.contents
    assert cpconf("outbox", "retry", "2", "99").code != 0
    assert cpconf.contents == before
    assert invite(cpconf, "nothing").code == 0
