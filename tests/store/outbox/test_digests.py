"""Digests in the outbox: what is in them, where they go, and whom they never reach."""

import pytest

from cpconf.core.outbox import OutboxKind, OutboxState, Outlet, Reason
from cpconf.core.reminders.reminders import Told
from cpconf.core.words import FAMILY, PERSON_ROLES, MarkKind, Role
from cpconf.store.writing import Writer
from tests.store.examples import AT, NOW, SENT_BY, SHARED_BY, task, written
from tests.store.looking import Where
from tests.store.outbox.test_outbox import FIRST, NOBODY, TO, alive, box, claim, owe, telling

UNSENT = {OutboxState.WAITING, OutboxState.PENDING}


def one_of_each(outbox: Writer) -> dict[OutboxState, int]:
    """A digest in each state, each to somebody else."""
    numbers = {became: owe(outbox, f"{became}@example.org") for became in OutboxState}
    for became, number in numbers.items():
        outbox.common.ask("UPDATE outbox SET state = ? WHERE id = ?", [became.value, number])
    return numbers


# ---- what is in them


def test_only_what_was_certainly_not_sent_is_emptied(store: Where) -> None:
    with box(store) as outbox:
        numbers = one_of_each(outbox)
        outbox.outbox.empty_digests()
        left = {became for became, number in numbers.items() if outbox.outbox.reminders(number)}
    assert left == set(OutboxState) - UNSENT


@pytest.mark.parametrize("tries", [0, 1])
def test_an_empty_digest_goes_and_leaves_a_trace_only_where_it_was_tried(
    store: Where, tries: int
) -> None:
    with box(store) as outbox:
        numbers = one_of_each(outbox)
        full = owe(outbox, "full@example.org")
        outbox.common.ask("UPDATE outbox SET tries = ?", [tries])
        outbox.common.ask("DELETE FROM reminder WHERE outbox_id <> ?", [full])
        outbox.outbox.drop_empty_digests()
        found: dict[int, str] = dict(outbox.common.ask("SELECT id, state FROM outbox"))
    assert found.pop(full) == "pending"
    for became, number in numbers.items():
        if became in UNSENT:
            assert found.get(number) == ("withdrawn" if tries else None)
        else:
            assert found[number] == became


def test_a_task_told_with_another_date_is_new_if_it_moves_back(store: Where) -> None:
    with box(store) as outbox:
        first, second = owe(outbox), owe(outbox, kind=OutboxKind.INVITATION)
        told = telling(outbox)
        outbox.outbox.finish(first, OutboxState.SENT, None)
        outbox.outbox.remind(second, [told._replace(wanted=AT)])
        assert outbox.outbox.reminders(first) == []
        assert set(outbox.outbox.told()) == {told._replace(wanted=AT)}


def test_what_was_turned_down_still_says_what_it_was_about(store: Where) -> None:
    with box(store) as outbox:
        first, second = owe(outbox), owe(outbox, kind=OutboxKind.INVITATION)
        outbox.outbox.finish(first, OutboxState.FAILED, "no")
        outbox.outbox.remind(second, [telling(outbox)._replace(wanted=AT)])
        assert outbox.outbox.message(first).reminders == 1


def test_an_unsent_digest_counts_only_what_is_still_to_be_said(store: Where) -> None:
    with box(store) as outbox:
        numbers = one_of_each(outbox)
        outbox.common.ask("UPDATE task SET due = ?", ["2026-02-10T17:00:00+00:00"])
        counted = {became: outbox.outbox.message(n).reminders for became, n in numbers.items()}
        listed = {found.state for found in outbox.outbox.messages(tuple(OutboxState))}
    assert counted == {became: int(became not in UNSENT) for became in OutboxState}
    assert listed == set(OutboxState) - UNSENT


def test_what_is_settled_is_in_no_unsent_digest_and_counts_as_told_to_nobody(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
    with written(store) as writer:
        filed = writer.conferences.filed("C-1")
        writer.conferences.mark([task(filed, "share-reports")], MarkKind.DONE, at=NOW, note=None)
    with box(store) as outbox:
        assert outbox.outbox.message(number).reminders == 0
        assert outbox.outbox.messages() == []
        assert outbox.outbox.told() == {}


def test_a_task_is_watched_for_the_sooner_of_its_moments(store: Where) -> None:
    with box(store) as outbox:
        outbox.common.ask(
            "UPDATE task SET literal = '2026-02-01T10:00:00+00:00' WHERE due IS NOT NULL"
        )
        found = {watched.wanted for watched in outbox.outbox.watched(SHARED_BY)}
    assert found == {SHARED_BY, SENT_BY}


# ---- where they go


@pytest.mark.parametrize(
    ("address", "outlet", "becomes"),
    [
        (TO, Outlet.SMTP, OutboxState.PENDING),
        (None, Outlet.SMTP, OutboxState.WAITING),
        (None, Outlet.MAILDIR, OutboxState.WAITING),
        (None, Outlet.STDOUT, OutboxState.PENDING),  # printed under the name of its role
    ],
)
def test_a_digest_without_an_address_waits_unless_it_is_printed(
    store: Where, address: str | None, outlet: Outlet, becomes: OutboxState
) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        outbox.outbox.address_digest(number, address, outlet)
        found = outbox.outbox.message(number)
    assert (found.address, found.outlet, found.state) == (address, outlet, becomes)


def test_only_a_digest_in_doubt_that_nobody_sends_takes_another_way(store: Where) -> None:
    with box(store) as outbox:
        numbers = {
            "in doubt": owe(outbox, "a@example.org"),
            "being sent": owe(outbox, "b@example.org"),
            "certain": owe(outbox, "c@example.org"),
            "an invitation": owe(outbox, "d@example.org", kind=OutboxKind.INVITATION),
        }
        claim(outbox, FIRST, *(n for name, n in numbers.items() if name != "certain"))
        for name in ("in doubt", "being sent", "an invitation"):
            outbox.outbox.begin(numbers[name], FIRST)
        for name in ("in doubt", "an invitation"):
            outbox.outbox.put_off(numbers[name], "no answer", back_off=False, in_doubt=True)
        outbox.outbox.redirect_doubtful(Outlet.MAILDIR)
        moved = {
            name for name, n in numbers.items() if outbox.outbox.message(n).outlet is Outlet.MAILDIR
        }
    assert moved == {"in doubt"}


def test_who_is_occupied_has_a_digest_in_doubt_or_in_another_runs_hands(store: Where) -> None:
    with box(store) as outbox:
        claimed, sending, doubtful = (owe(outbox, f"{name}@example.org") for name in "abc")
        owe(outbox, "d@example.org")
        invitation = owe(outbox, "e@example.org", kind=OutboxKind.INVITATION)
        claim(outbox, FIRST, claimed, sending, doubtful)
        for number in (sending, doubtful, invitation):
            outbox.outbox.begin(number, FIRST)
        outbox.outbox.put_off(doubtful, "no answer", back_off=False, in_doubt=True)
        assert outbox.outbox.occupied() == {"a@example.org", "b@example.org", "c@example.org"}


def test_something_is_owed_until_it_has_gone_or_somebody_has_to_look(store: Where) -> None:
    for became in OutboxState:
        with box(store) as outbox:
            outbox.common.ask("DELETE FROM outbox")
            number = owe(outbox, kind=OutboxKind.INVITATION)
            outbox.common.ask("UPDATE outbox SET state = ? WHERE id = ?", [became.value, number])
            by_itself = became in {OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.SENDING}
            assert outbox.outbox.owes(now=NOW) is by_itself, became
            assert outbox.outbox.has_unsent() is by_itself, became


def test_a_run_writes_down_when_it_was_by_both_clocks(store: Where) -> None:
    row = []
    for later in (0, 1):
        with box(store, later * (AT - NOW)) as outbox:
            outbox.outbox.ran(AT)
            row = outbox.common.ask("SELECT finished_at, machine_at, warn_after FROM reminder_run")
    assert row == [
        (
            "2026-02-12T10:00:00+00:00",
            "2026-02-12T10:00:12.000000+00:00",
            "2026-02-12T10:00:00+00:00",
        )
    ]


# ---- whom they never reach


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("address", [TO, "One@Example.ORG"])
def test_a_digest_is_not_begun_for_an_address_that_became_a_familys(
    store: Where, begun: bool, address: str
) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        outbox.common.ask("UPDATE outbox SET address = ? WHERE id = ?", ["ONE@example.org", number])
        claim(outbox, FIRST, number)
        if begun:
            outbox.outbox.begin(number, FIRST)
            outbox.outbox.recover(NOBODY)
            claim(outbox, FIRST, number)
    with written(store) as writer:
        writer.conferences.add_person(
            writer.conferences.filed("C-1"), role=Role.MOTHER, email=address
        )
    with box(store) as outbox:
        outbox.outbox.recover(alive(FIRST))
        assert outbox.outbox.begin(number, FIRST) is None
        assert outbox.outbox.message(number).state is OutboxState.WITHDRAWN
        assert outbox.outbox.told() == {}  # so that the next run tells somebody else


def test_another_digest_is_begun_all_the_same(store: Where) -> None:
    with written(store) as writer:
        writer.conferences.add_person(
            writer.conferences.filed("C-1"), role=Role.MOTHER, email="m@example.org"
        )
        writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.CHAIR, email=TO)
    with box(store) as outbox:
        number = owe(outbox)
        claim(outbox, FIRST, number)
        assert outbox.outbox.begin(number, FIRST)


@pytest.mark.parametrize("role", sorted(PERSON_ROLES))
def test_an_address_is_a_familys_where_anybody_of_one_has_it(store: Where, role: Role) -> None:
    asked = {"one@example.org", "zo\u00eb@example.org", "other@example.org"}
    with written(store) as writer:
        others = ("third@example.org", "\u00c9ve@example.org")
        for email in ("One@example.org", "ZO\u00cb@example.org", *others):
            writer.conferences.add_person(writer.conferences.filed("C-1"), role=role, email=email)
    with box(store) as outbox:
        found = outbox.outbox.family_among(asked)
        assert outbox.outbox.family_among(set()) == set()
    theirs = {"one@example.org", "zo\u00eb@example.org"}
    assert found == (theirs if role in FAMILY else set())


def test_what_is_told_stands_with_the_state_of_its_message(store: Where) -> None:
    with box(store) as outbox:
        numbers = one_of_each(outbox)
        told = outbox.outbox.told()
    assert told == {
        Told(1 + 1, f"{became}@example.org", Reason.SOON, SHARED_BY): became for became in numbers
    }
