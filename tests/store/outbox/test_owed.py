"""The tables of the outbox: what they refuse, and that reminders go with their tasks."""

import pytest

from cpconf.core.outbox import OutboxState, Reason
from cpconf.core.words import Fact, MarkKind, Role
from cpconf.store.outbox.questions import OPEN
from cpconf.store.reading import reading
from tests.store.examples import NOW, begin_digest, refile, task, written
from tests.store.looking import (
    Refusal,
    Where,
    check_sound,
    definition,
    found_by,
    look,
    looking,
    refused,
    spoil,
)


def reminders(store: Where) -> list[tuple[object, ...]]:
    return look(store, "SELECT task_id, reason FROM reminder ORDER BY id")


def test_a_task_that_is_no_longer_in_the_plan_takes_its_reminders_with_it(store: Where) -> None:
    with written(store) as writer:
        writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.HEALTH)
        filed = refile(writer, "C-1")
        kept, gone = task(filed, "invite"), task(filed, "share-reports", "p1")
        begin_digest(writer, kept)
        begin_digest(writer, gone)
        # Who is no professional any more owes no report.
        writer.common.ask("UPDATE person SET role = 'supporter' WHERE short_id = 'p1'")
        after = refile(writer, "C-1")
    assert gone.id not in {each.id for each in after.tasks}
    assert reminders(store) == [(kept.id, "soon")]
    check_sound(store)
    found = look(store, "SELECT state, reminders FROM outbox_log ORDER BY id")
    assert found == [("pending", 1), ("pending", 0)]


def test_a_task_that_was_marked_stays_and_so_do_its_reminders(store: Where) -> None:
    with written(store) as writer:
        writer.conferences.answer(writer.conferences.filed("C-1"), Fact.SPLIT, None, yes=True)
        split = task(refile(writer, "C-1"), "plan-split")
        begin_digest(writer, split)
        writer.conferences.mark([split], MarkKind.DONE, at=NOW, note=None)
        writer.conferences.answer(writer.conferences.filed("C-1"), Fact.SPLIT, None, yes=None)
        refile(writer, "C-1")
    assert reminders(store) == [(split.id, "soon")]


def test_a_message_takes_its_reminders_with_it(store: Where) -> None:
    with written(store) as writer:
        first, second = writer.conferences.filed("C-1").tasks[:2]
        number = begin_digest(writer, first)
        begin_digest(writer, second)
        writer.common.ask("DELETE FROM outbox WHERE id = ?", [number])
    assert reminders(store) == [(second.id, "soon")]


def test_a_recipient_is_told_once_of_a_task_for_each_state_and_date(store: Where) -> None:
    again = (
        "INSERT INTO reminder (outbox_id, task_id, recipient, reason, wanted) "
        "SELECT outbox_id, task_id, {}, {}, {} FROM reminder WHERE id = 1"
    )
    with written(store) as writer:
        begin_digest(writer, writer.conferences.filed("C-1").tasks[0])
    with looking(store) as sql:
        with pytest.raises(Refusal, match="UNIQUE"):
            sql.ask(again.format("recipient", "reason", "wanted"))
        sql.ask(again.format("'two@example.org'", "reason", "wanted"))
        sql.ask(again.format("recipient", f"'{Reason.OVERDUE}'", "wanted"))
        sql.ask(again.format("recipient", "reason", "'2026-02-10T17:00:00+00:00'"))
    assert len(reminders(store)) == 4


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE outbox SET care = 'none'", "outbox_care_is_known"),
        ("UPDATE outbox SET outlet = 'pigeon'", "outbox_outlet_is_known"),
        ("UPDATE outbox SET state = 'lost'", "outbox_state_is_known"),
        ("UPDATE outbox SET dated_at = '2026-01-30'", "outbox_dated_at_is_a_moment"),
        ("UPDATE outbox SET lease_until = 'soon'", "outbox_lease_until_is_a_moment"),
        ("UPDATE outbox SET tries = NULL", r"outbox\.tries"),
        ("UPDATE outbox SET message_id = 'same'", r"outbox\.message_id"),
        ("UPDATE outbox SET conference_id = 99", "FOREIGN KEY"),
        ("UPDATE outbox SET person_id = 99", "FOREIGN KEY"),
        ("UPDATE reminder SET reason = 'spite'", "reminder_reason_is_known"),
        ("UPDATE reminder SET wanted = 'soon'", "reminder_wanted_is_a_moment"),
        ("UPDATE reminder SET task_id = 999 WHERE id = 1", "FOREIGN KEY"),
        ("UPDATE reminder SET outbox_id = 999", "FOREIGN KEY"),
        (
            "INSERT INTO reminder_run SELECT 2, made_at, machine_at, made_at FROM outbox LIMIT 1",
            "reminder_run_id_is_one",
        ),
        (
            "INSERT INTO reminder_run SELECT 1, made_at, machine_at, made_at FROM outbox",
            r"reminder_run\.id",
        ),
    ],
)
def test_the_store_itself_refuses_what_cannot_be(store: Where, statement: str, rule: str) -> None:
    with written(store) as writer:
        for about in writer.conferences.filed("C-1").tasks[:2]:
            begin_digest(writer, about)
    refused(store, statement, rule)


def test_a_message_of_a_kind_that_there_is_not_is_left_out_and_said(store: Where) -> None:
    # A later version may know more kinds: no rule of the table names them.
    with written(store) as writer:
        begin_digest(writer, writer.conferences.filed("C-1").tasks[0])
    spoil(store, "UPDATE outbox SET kind = 'gossip'")
    reader = reading(store)
    assert reader
    with reader:
        assert reader.outbox.messages(tuple(OutboxState)) == []
        assert reader.common.warnings == ["message 1 cannot be read and is left out"]


def test_what_is_owed_is_found_by_its_own_small_index(store: Where) -> None:
    """So that a run costs the same beside any number of messages that were sent."""
    words = ", ".join(f"'{state.value}'" for state in OPEN)
    asked = f"SELECT id FROM outbox WHERE state IN ({words})"  # noqa: S608 - words of ours
    assert found_by(store, asked) == {"outbox_owed"}
    where = definition(store, "outbox_owed")
    assert {state for state in OutboxState if f"'{state.value}'" in where} == set(OPEN)
