"""Digests in words: what is pressing first, in the guidance's terms, and nothing of the people."""

import dataclasses
import datetime as dt
import email
import email.policy
from email.message import EmailMessage

import pytest

from cpconf.core.conferences.filed import FiledTask
from cpconf.core.outbox import Reason
from cpconf.core.reminders.digest import DigestItem, in_order
from cpconf.errors import UsageFault
from cpconf.mail.digest_message import draft, subject, text
from cpconf.mail.letter import for_sending
from tests.core.making import CHAIR, MOTHER, conference, filed, handled, procedure, record, task

CLOSE = dt.time(17)
NOW = dt.datetime(2026, 2, 10, 7, 30)
TO, SENDER = "kim@example.org", "office@example.org"
BOOKED = filed(
    procedure(
        task("ring", "2 working days before conference"),
        task("read", "1 working day before conference"),
        task("tell", "on the day of conference, by the start"),
        task("note", "within 24 hours of conference"),
        task("plan", before=["ring"]),
    ),
    conference(dt.datetime(2026, 2, 13, 14)),
    record(CHAIR, MOTHER),
)
"""A conference on Friday 13 February 2026 at 14:00, and what it asks for."""


def item(handle: str, reason: Reason, **changes: object) -> DigestItem:
    found: FiledTask = dataclasses.replace(handled(BOOKED, handle), **changes)  # type: ignore[arg-type]
    return DigestItem(found, reason)


def said(*items: DigestItem, silent_since: dt.datetime | None = None) -> list[str]:
    """The lines of a digest."""
    body = text(items, now=NOW, close=CLOSE, silent_since=silent_since)
    assert body.endswith(".\n")
    assert max(map(len, body.splitlines())) <= 72
    return body.splitlines()


def message(body: str, *, to: str = TO, about: str = "Reminders: 1 overdue") -> EmailMessage:
    raw = draft(body, to=to, sender=SENDER, about=about)
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


ALL = (
    item("tell", Reason.SOON),
    item("ring", Reason.OVERDUE),
    item("plan", Reason.ESCALATED),
    item("note", Reason.LITERAL),
    item("read", Reason.TODAY),
)


def test_the_most_pressing_comes_first() -> None:
    assert [each.reason for each in in_order(ALL)] == [
        Reason.ESCALATED,
        Reason.OVERDUE,
        Reason.TODAY,
        Reason.LITERAL,
        Reason.SOON,
    ]


def test_of_equals_the_earliest_comes_first() -> None:
    handles = ("note", "tell", "read", "ring")
    # The latest has the lowest number, which decides between two of the same moment alone.
    given = [item(handle, Reason.SOON, id=number) for number, handle in enumerate(handles, 1)]
    ordered = [each.task.task for each in in_order(given) if isinstance(each, DigestItem)]
    assert ordered == ["ring", "read", "tell", "note"]


def test_it_is_said_whose_a_task_is_where_it_is_not_the_readers_own() -> None:
    own, nobodys = item("ring", Reason.OVERDUE), item("ring", Reason.OVERDUE, person=None)
    managers = item("ring", Reason.ESCALATED)
    assert own.task.person == "h1"
    ends = {each.when(NOW, CLOSE).rpartition("(")[2] for each in (managers, nobodys)}
    assert ends == {"X-ring, chair)"}
    assert own.when(NOW, CLOSE).endswith("(X-ring)")


def test_the_subject_counts_and_says_nothing_else() -> None:
    assert subject(ALL) == ("Reminders: 1 overdue in the team, 1 overdue, 1 due today, 2 due soon")
    assert subject([item("ring", Reason.OVERDUE)] * 3) == "Reminders: 3 overdue"


def test_a_digest_says_each_task_under_the_state_that_it_has_come_into() -> None:
    assert said(item("read", Reason.TODAY), item("ring", Reason.OVERDUE)) == [
        "Overdue",
        "-------",
        "  C-1  Do ring",
        "    due Wed 11 Feb, close of business (X-ring)",
        "",
        "Due today",
        "---------",
        "  C-1  Do read",
        "    due Thu 12 Feb, close of business (X-read)",
        "",
        "2 tasks, told once. What is done or cancelled is not told again.",
    ]


def test_a_moment_by_the_bare_words_is_said_beside_the_due_one() -> None:
    lines = said(item("note", Reason.LITERAL))
    assert "Due sooner if the procedure is read literally" in lines
    assert " ".join(line.strip() for line in lines[3:5]).strip() == (
        "read literally: Sat 14 Feb, 14:00; due Mon 16 Feb, 14:00 (X-note)"
    )


def test_a_task_without_a_due_moment_is_needed_by_another() -> None:
    assert "    needed by Wed 11 Feb, close of business (X-plan)" in said(item("plan", Reason.SOON))


def test_an_authoritys_own_target_is_called_so() -> None:
    lines = said(item("ring", Reason.SOON, local=True))
    assert "    due Wed 11 Feb, close of business (X-ring, own target)" in lines


def test_whom_a_task_concerns_is_said_by_the_short_id() -> None:
    lines = said(item("ring", Reason.SOON, about="p7"))
    assert "    for p7; due Wed 11 Feb, close of business (X-ring)" in lines


def test_a_digest_that_makes_up_for_missed_runs_says_since_when() -> None:
    since = dt.datetime(2025, 12, 24, 7, 30)
    lines = said(item("ring", Reason.OVERDUE), silent_since=since)
    assert lines[:3] == [
        "Reminders last ran on Wed 24 Dec 2025, 07:30. This one makes up for what",
        "was missed.",
        "",
    ]


def test_a_long_title_is_wrapped_and_a_long_word_stays_whole() -> None:
    lines = said(item("ring", Reason.SOON, title="Ring everybody about " + "the report " * 12))
    assert lines[3].startswith("    ")
    word = "x" * 200
    body = text([item("ring", Reason.SOON, title=word)], now=NOW, close=CLOSE, silent_since=None)
    assert word in body


def test_the_message_is_plain_text_to_one_address_that_nobody_is_to_answer() -> None:
    found = message("Überfällig – 1\n")
    assert found.get_content_type() == "text/plain"
    assert found.get_content().splitlines() == ["Überfällig – 1"]
    assert dict(found.items()) == {
        "From": SENDER,
        "To": TO,
        "Subject": "Reminders: 1 overdue",
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "MIME-Version": "1.0",
    }


def test_the_message_is_ready_for_every_server() -> None:
    body = text(ALL, now=NOW, close=CLOSE, silent_since=None) + "ü" * 3000
    raw = draft(body, to=TO, sender=SENDER, about=subject(ALL))
    lines = list(for_sending(raw, message_id="<a@example.org>", date=NOW).lines())
    assert all(line.isascii() and len(line) <= 1000 and line.endswith(b"\r\n") for line in lines)
    assert lines[:2] == [
        b"Date: Tue, 10 Feb 2026 07:30:00 +0000\r\n",
        b"Message-ID: <a@example.org>\r\n",
    ]


def test_a_draft_is_the_same_bytes_each_time_it_is_made() -> None:
    made = {draft("x\n", to=TO, sender=SENDER, about="y") for _ in range(3)}
    assert len(made) == 1


@pytest.mark.parametrize("to", ["", "kim", "a@b.example, c@d.example", "kim@example.org\r\nBcc: x"])
def test_what_is_no_single_address_gets_no_message(to: str) -> None:
    with pytest.raises(UsageFault):
        draft("x\n", to=to, sender=SENDER, about="y")


def test_nothing_of_the_people_is_in_a_digest() -> None:
    whole = subject(ALL) + text(ALL, now=NOW, close=CLOSE, silent_since=NOW)
    for person in (CHAIR, MOTHER):
        assert person.name not in whole
        assert str(person.email) not in whole
