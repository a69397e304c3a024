"""The outbox as the store keeps it: claims, leases, results, and what a person decides."""

import datetime as dt
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from cpconf.core.dates.london import stamp
from cpconf.core.outbox import Care, OutboxKind, OutboxMessage, OutboxState, Outlet, Reason
from cpconf.core.reminders.reminders import Told
from cpconf.core.words import MarkKind, Role
from cpconf.errors import CpconfError, NotFound, Refused
from cpconf.store.locations import locate
from cpconf.store.outbox.questions import OPEN
from cpconf.store.sqlite.liveness import is_alive, living
from cpconf.store.writing import Writer, writing
from cpconf.workflow.outbox import Post, Result, deliver
from cpconf.workflow.reminders.outlook import Preferences
from cpconf.workflow.reminders.run import Run
from tests.core.tables import ENGLAND
from tests.handling import NothingToHandle
from tests.store.examples import MACHINE_NOW, NOW, SHARED_BY, an_invitation, begin_digest, written
from tests.store.looking import Where

MINUTE = dt.timedelta(minutes=1)
FIRST, SECOND = "1" * 16, "2" * 16
"""The tokens of two runs."""
TO = "one@example.org"
BY_A_FILE = pytest.mark.file_store("a run lives as long as it holds a file beside the store")


def alive(*tokens: str) -> Callable[[str], bool]:
    """These runs live; all others are dead."""
    return lambda token: token in tokens


NOBODY = alive()


@contextmanager
def box(store: Where, later: dt.timedelta = dt.timedelta()) -> Iterator[Writer]:
    """One transaction on the outbox, so much later."""
    with writing(
        store, now=NOW + later, machine_now=MACHINE_NOW + later, by="somebody", create=False
    ) as outbox:
        yield outbox


def owe(
    outbox: Writer,
    recipient: str = TO,
    *,
    kind: OutboxKind = OutboxKind.REMINDERS,
    care: Care = Care.STAFF,
    outlet: Outlet = Outlet.SMTP,
) -> int:
    """A message; a digest is given a reminder of the first task that has a date."""
    number = outbox.outbox.owe(
        kind=kind,
        recipient=recipient,
        address=recipient,
        care=care,
        outlet=outlet,
        message_id=f"<{recipient.partition('@')[0]}.{kind.value}@example.org>",
    )
    if kind is OutboxKind.REMINDERS:
        outbox.outbox.remind(number, [telling(outbox, recipient)])
    return number


def telling(outbox: Writer, recipient: str = TO, reason: Reason = Reason.SOON) -> Told:
    """That somebody is told of the task that is due on 9 February."""
    found = outbox.common.ask("SELECT id FROM task WHERE due IS NOT NULL ORDER BY due, id LIMIT 1")
    return Told(found[0][0], recipient, reason, SHARED_BY)


def state(store: Where, number: int) -> OutboxState:
    return message(store, number).state


def message(store: Where, number: int) -> OutboxMessage:
    with box(store) as outbox:
        return outbox.outbox.message(number)


def claim(outbox: Writer, token: str, *digests: int, doubtful: bool = True) -> list[int]:
    return [found.id for found in outbox.outbox.claim(token, digests, None if doubtful else ())]


# ---- claims


def test_what_one_run_has_claimed_no_other_is_given(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        assert claim(outbox, FIRST, number) == [number]
    with box(store) as outbox:
        outbox.outbox.recover(alive(FIRST))
        assert claim(outbox, SECOND, number) == []
        assert outbox.outbox.claim_these(SECOND, [number]) == []
        assert outbox.outbox.begin(number, SECOND) is None
        assert outbox.outbox.begin(number, FIRST)
        assert outbox.outbox.claim_these(SECOND, [number]) == []
        assert claim(outbox, SECOND, number) == []
    assert state(store, number) is OutboxState.SENDING


def test_a_digest_is_claimed_only_where_the_run_wants_it_and_an_invitation_always(
    store: Where,
) -> None:
    with box(store) as outbox:
        digest = owe(outbox)
        invitation = owe(outbox, kind=OutboxKind.INVITATION, care=Care.FAMILY)
        assert claim(outbox, FIRST) == [invitation]
        assert outbox.outbox.message(digest).state is OutboxState.PENDING


def test_messages_that_are_claimed_by_their_numbers_are_those_and_no_others(store: Where) -> None:
    kind = OutboxKind.INVITATION
    with box(store) as outbox:
        one, two, sent = (owe(outbox, f"{n}@example.org", kind=kind) for n in ("a", "b", "c"))
        outbox.outbox.finish(sent, OutboxState.SENT, None)
        assert [found.id for found in outbox.outbox.claim_these(FIRST, [two, sent])] == [two]
        assert [found.id for found in outbox.outbox.claim_these(SECOND, [one, two])] == [one]
    assert state(store, one) is state(store, two) is OutboxState.CLAIMED


def test_what_was_turned_down_or_is_unknown_is_counted_and_nothing_else(store: Where) -> None:
    with box(store) as outbox:
        for number, ends in enumerate(OutboxState):
            of = owe(outbox, f"{number}@example.org", kind=OutboxKind.INVITATION)
            outbox.outbox.finish(of, ends, None)
        again = owe(outbox, "again@example.org", kind=OutboxKind.INVITATION)
        outbox.outbox.finish(again, OutboxState.UNKNOWN, None)
        assert outbox.deliveries.troubled() == (1, 2)


@pytest.mark.parametrize("state_", OutboxState)
def test_every_state_says_what_it_means(state_: OutboxState) -> None:
    assert len(state_.meaning.split()) > 3


def test_what_was_claimed_and_not_begun_is_given_back(store: Where) -> None:
    with box(store) as outbox:
        numbers = [owe(outbox, f"{name}@example.org") for name in ("a", "b", "c")]
        claim(outbox, FIRST, *numbers[:2])
        claim(outbox, SECOND, numbers[2])
        outbox.outbox.begin(numbers[0], FIRST)
        outbox.outbox.release(FIRST)
        states = [outbox.outbox.message(number).state for number in numbers]
    assert states == [OutboxState.SENDING, OutboxState.PENDING, OutboxState.CLAIMED]


# ---- runs that were stopped


# What becomes of a message whose run is no more: the table of what was promised. Whatever can be in
# somebody's hands already is in doubt; a draft is a file, and writing it again does no harm.
LEFT = [
    *((care, outlet, False, OutboxState.PENDING) for care in Care for outlet in Outlet),
    *((care, Outlet.DRAFT, True, OutboxState.PENDING) for care in Care),
    *(
        (Care.STAFF, outlet, True, OutboxState.SENDING)
        for outlet in (Outlet.SMTP, Outlet.MAILDIR, Outlet.STDOUT)
    ),
    (Care.FAMILY, Outlet.SMTP, True, OutboxState.UNKNOWN),
    (Care.FAMILY, Outlet.MAILDIR, True, OutboxState.UNKNOWN),
]


@pytest.mark.parametrize(("care", "outlet", "begun", "becomes"), LEFT)
def test_what_a_dead_run_has_left_is_free_again_or_unknown(
    store: Where, care: Care, outlet: Outlet, begun: bool, becomes: OutboxState
) -> None:
    with box(store) as outbox:
        number = owe(outbox, kind=OutboxKind.INVITATION, care=care, outlet=outlet)
        claim(outbox, FIRST)
        if begun:
            assert outbox.outbox.begin(number, FIRST)
    with box(store) as outbox:
        outbox.outbox.recover(alive(FIRST))
        kept = OutboxState.SENDING if begun else OutboxState.CLAIMED
        assert outbox.outbox.message(number).state is kept
        assert claim(outbox, SECOND) == []
        outbox.outbox.recover(NOBODY)
        assert outbox.outbox.message(number).state is becomes
        again = claim(outbox, SECOND)
    assert again == ([] if becomes is OutboxState.UNKNOWN else [number])


def test_a_digest_in_doubt_is_sent_again_as_the_same_message(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        claim(outbox, FIRST, number)
        first = outbox.outbox.begin(number, FIRST)
    with box(store, 30 * MINUTE) as outbox:
        outbox.outbox.recover(NOBODY)
        assert claim(outbox, SECOND, doubtful=False) == []
        assert claim(outbox, SECOND) == [number]
        second = outbox.outbox.begin(number, SECOND)
    assert first
    assert second
    assert (first.message_id, first.dated_at) == (second.message_id, second.dated_at)
    assert (first.tries, second.tries) == (1, 2)


def test_a_run_that_takes_too_long_over_one_message_loses_it(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        claim(outbox, FIRST, number)
    with box(store, 14 * MINUTE) as outbox:
        outbox.outbox.recover(alive(FIRST))
        assert claim(outbox, SECOND, number) == []
    with box(store, 16 * MINUTE) as outbox:
        outbox.outbox.recover(alive(FIRST))
        assert claim(outbox, SECOND, number) == [number]
        assert outbox.outbox.begin(number, FIRST) is None
        assert outbox.outbox.begin(number, SECOND)


@pytest.mark.parametrize("begun", [False, True])
def test_a_familys_message_is_taken_from_no_run_that_lives(store: Where, begun: bool) -> None:
    with box(store) as outbox:
        number = owe(outbox, kind=OutboxKind.INVITATION, care=Care.FAMILY)
        claim(outbox, FIRST)
        if begun:
            outbox.outbox.begin(number, FIRST)
    with box(store, 600 * MINUTE) as outbox:
        outbox.outbox.recover(alive(FIRST))
        assert claim(outbox, SECOND) == []
        assert outbox.outbox.message(number).state is not OutboxState.UNKNOWN


def test_to_begin_a_message_gives_its_run_the_whole_time_again(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        claim(outbox, FIRST, number)
    with box(store, 14 * MINUTE) as outbox:
        assert outbox.outbox.begin(number, FIRST)
    with box(store, 28 * MINUTE) as outbox:
        outbox.outbox.recover(alive(FIRST))
        assert claim(outbox, SECOND) == []


def test_whether_a_run_lives_is_told_by_its_lock_alone(store: Where) -> None:
    place = locate(store)
    with place.living() as token:
        assert place.is_alive(token)
        assert not place.is_alive(FIRST)
        assert not place.is_alive("../store")
    assert not place.is_alive(token)


@BY_A_FILE
def test_a_file_that_nobody_holds_is_no_run_and_is_taken_away(store: Path) -> None:
    left = store.with_name(f".{store.name}.sending-{FIRST}")
    left.touch()
    assert not is_alive(store, FIRST)
    assert not left.exists()


@BY_A_FILE
def test_a_run_removes_what_runs_that_were_stopped_have_left_and_no_other_file(store: Path) -> None:
    left = store.with_name(f".{store.name}.sending-{FIRST}")
    other = store.with_name(f".{store.name}.sending-notes")
    with living(store) as first:
        left.touch()
        other.touch()
        with living(store) as second:
            assert not left.exists()
            assert is_alive(store, first)
            assert is_alive(store, second)
    assert not is_alive(store, first)
    assert [path.name for path in store.parent.glob(".*")] == [other.name]


@BY_A_FILE
@pytest.mark.skipif(os.name == "nt", reason="links take a privilege there")
def test_a_store_is_one_by_whatever_name_it_goes(store: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(store)
    left = store.with_name(f".{store.name}.sending-{FIRST}")
    left.touch()
    with living(link) as token:
        assert is_alive(store, token)
        assert not left.exists()


@BY_A_FILE
@pytest.mark.skipif(os.name == "nt", reason="links take a privilege there")
def test_a_link_by_the_name_of_a_runs_lock_is_no_run_and_is_not_followed(
    store: Path, tmp_path: Path
) -> None:
    (tmp_path / "another").write_bytes(b"another's")
    store.with_name(f".{store.name}.sending-{FIRST}").symlink_to(tmp_path / "another")
    with living(store):
        assert not is_alive(store, FIRST)
    assert (tmp_path / "another").read_bytes() == b"another's"


def test_a_run_that_left_no_file_is_dead_and_to_ask_makes_none(tmp_path: Path) -> None:
    assert not is_alive(tmp_path / "none" / "s.db", FIRST)
    assert not (tmp_path / "none").exists()


@BY_A_FILE
@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_the_file_of_a_run_is_its_owners_alone(store: Path) -> None:
    before = os.umask(0)
    try:
        with living(store) as token:
            (file,) = store.parent.glob(f"*{token}")
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CpconfError, match="cannot be written"), living(tmp_path / "file" / "s.db"):
        pass


# ---- what is no longer needed


def test_reminders_of_tasks_that_are_settled_meanwhile_are_not_begun(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        claim(outbox, FIRST, number)
    with written(store) as writer:
        tasks = [task for task in writer.conferences.filed("C-1").tasks if task.due == SHARED_BY]
        writer.conferences.mark(tasks, MarkKind.DONE, at=NOW, note=None)
    with box(store) as outbox:
        assert outbox.outbox.begin(number, FIRST) is None
        assert outbox.outbox.message(number).state is OutboxState.WITHDRAWN
        assert outbox.outbox.reminders(number) == []


def test_reminders_of_a_date_that_has_moved_meanwhile_are_not_begun(store: Where) -> None:
    with box(store) as outbox:
        number = outbox.outbox.owe(
            kind=OutboxKind.REMINDERS,
            recipient=TO,
            address=TO,
            care=Care.STAFF,
            outlet=Outlet.SMTP,
            message_id="<a@example.org>",
        )
        told = telling(outbox)
        outbox.outbox.remind(number, [told._replace(wanted=SHARED_BY - MINUTE)])
        claim(outbox, FIRST, number)
        assert outbox.outbox.begin(number, FIRST) is None
        assert outbox.outbox.message(number).state is OutboxState.WITHDRAWN


def test_a_newer_invitation_takes_the_place_of_those_that_were_certainly_not_sent(
    store: Where,
) -> None:
    with written(store) as writer:
        name = writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.MOTHER)
        filed = writer.conferences.filed("C-1")
        numbers = [
            writer.invitations.owe(
                filed,
                an_invitation(name, sequence=sequence, address="Mother@example.org"),
                kind,
                Care.FAMILY,
                message_id=f"<{sequence}@example.org>",
            )
            for sequence, kind in enumerate([OutboxKind.INVITATION, OutboxKind.UPDATE])
        ]
    first, second = (message(store, number) for number in numbers)
    assert (first.state, second.state) == (OutboxState.WITHDRAWN, OutboxState.PENDING)
    assert (second.ref, second.person, second.sequence) == ("C-1", name, 1)
    assert second.recipient == "mother@example.org"
    assert second.address == "Mother@example.org"
    with box(store) as outbox:
        claim(outbox, FIRST)
        outbox.outbox.begin(second.id, FIRST)
    with written(store) as writer:
        third = writer.invitations.owe(
            writer.conferences.filed("C-1"),
            an_invitation(name, sequence=2, address="Mother@example.org"),
            OutboxKind.UPDATE,
            Care.FAMILY,
            message_id="<2@example.org>",
        )
    assert state(store, second.id) is OutboxState.SENDING  # it may have gone
    assert state(store, third) is OutboxState.PENDING


@pytest.mark.parametrize("beside", [False, True])
def test_what_may_have_gone_is_never_withdrawn_and_nothing_is_beside_another(
    family: Where, beside: bool
) -> None:
    def owe_to(writer: Writer, whom: str, number: int, *, beside: bool = False) -> int:
        return writer.invitations.owe(
            writer.conferences.filed("C-1"),
            an_invitation(whom, sequence=number),
            OutboxKind.UPDATE,
            Care.FAMILY,
            message_id=f"<{whom}.{number}@example.org>",
            beside=beside,
        )

    with written(family) as writer:
        numbers = {
            became: owe_to(writer, "p1", place, beside=True)
            for place, became in enumerate(OutboxState)
        }
        for became, number in numbers.items():
            writer.common.ask("UPDATE outbox SET state = ? WHERE id = ?", [became.value, number])
        other = owe_to(writer, "p2", 0)
        digest = owe_digest(writer)
    with written(family) as writer:
        owe_to(writer, "p1", 99, beside=beside)
    certain = {OutboxState.WAITING, OutboxState.PENDING, OutboxState.FAILED}
    for became, number in numbers.items():
        gone = became in certain and not beside
        assert state(family, number) is (OutboxState.WITHDRAWN if gone else became)
    assert state(family, other) is OutboxState.PENDING
    assert state(family, digest) is OutboxState.PENDING


def owe_digest(writer: Writer) -> int:
    """A digest for the person p1 as if it were of a conference, which none is."""
    number = begin_digest(writer, writer.conferences.filed("C-1").tasks[1])
    writer.common.ask("UPDATE outbox SET person_id = 1, conference_id = 1 WHERE id = ?", [number])
    return number


# ---- results


def attempt(store: Where, number: int, after: dt.timedelta, *, busy: bool) -> OutboxMessage:
    """An attempt that the server turns down for the time being."""
    with box(store, after) as outbox:
        assert claim(outbox, FIRST, number) == [number]
        assert outbox.outbox.begin(number, FIRST)
        outbox.outbox.put_off(number, "the mail server is busy", back_off=busy, in_doubt=False)
        return outbox.outbox.message(number)


def test_a_busy_server_is_left_alone_for_five_minutes_and_twice_as_long_each_time(
    store: Where,
) -> None:
    with box(store) as outbox:
        number = owe(outbox)
    after, pauses = dt.timedelta(), []
    for _ in range(9):
        found = attempt(store, number, after, busy=True)
        assert found.not_before
        pauses.append(round((found.not_before - NOW - after) / MINUTE))
        with box(store, after + (pauses[-1] - 1) * MINUTE) as outbox:
            assert claim(outbox, SECOND, number) == []
        after += pauses[-1] * MINUTE
    assert pauses == [5, 10, 20, 40, 80, 160, 240, 240, 240]


@pytest.mark.parametrize(
    ("until", "rested"),
    [
        (-MINUTE, True),
        (0 * MINUTE, True),
        (MINUTE, False),
        (240 * MINUTE, False),  # the longest that a message is ever put off
        (241 * MINUTE, True),  # so this was written by a clock that was wrong
        (dt.timedelta(days=365), True),
    ],
)
def test_a_back_off_written_under_a_wrong_clock_is_recovered_from(
    store: Where, until: dt.timedelta, rested: bool
) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        not_before = stamp(NOW + until)
        outbox.common.ask("UPDATE outbox SET not_before = ? WHERE id = ?", [not_before, number])
        assert outbox.outbox.owes(now=NOW) is rested
        assert outbox.outbox.message(number).has_rested(NOW) is rested
        assert claim(outbox, FIRST, number) == ([number] if rested else [])


def test_a_message_that_went_after_all_is_put_off_no_more(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
    assert attempt(store, number, dt.timedelta(), busy=True).not_before
    with box(store, 5 * MINUTE) as outbox:
        claim(outbox, FIRST, number)
        outbox.outbox.begin(number, FIRST)
        outbox.outbox.finish(number, OutboxState.SENT, None)
        assert outbox.outbox.message(number).not_before is None


def test_what_was_in_doubt_before_an_attempt_stays_in_doubt_after_it(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        for in_doubt, becomes in ((True, OutboxState.SENDING), (False, OutboxState.PENDING)):
            outbox.outbox.put_off(number, "busy", back_off=False, in_doubt=in_doubt)
            assert outbox.outbox.message(number).state is becomes


def test_a_server_that_is_away_is_tried_again_at_once(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
    found = attempt(store, number, dt.timedelta(), busy=False)
    assert found.not_before is None
    assert found.state is OutboxState.PENDING
    with box(store) as outbox:
        assert claim(outbox, SECOND, number) == [number]


def test_a_message_may_be_tried_very_often(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        outbox.common.ask("UPDATE outbox SET tries = 100000 WHERE id = ?", [number])
    found = attempt(store, number, dt.timedelta(), busy=True)
    assert found.not_before == NOW + dt.timedelta(hours=4)


@pytest.mark.parametrize(
    "settled", [OutboxState.SENT, OutboxState.FAILED, OutboxState.UNKNOWN, OutboxState.WITHDRAWN]
)
def test_what_is_settled_is_claimed_no_more(store: Where, settled: OutboxState) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        claim(outbox, FIRST, number)
        outbox.outbox.begin(number, FIRST)
        outbox.outbox.finish(number, settled, "so it is")
        outbox.outbox.recover(NOBODY)
        assert claim(outbox, SECOND, number) == []
        assert outbox.outbox.claim_these(SECOND, [number]) == []
        found = outbox.outbox.message(number)
    assert (found.state, found.finished_at, found.reason) == (settled, NOW, "so it is")


# ---- what a person decides


SETTLED = frozenset({OutboxState.SENT, OutboxState.WITHDRAWN})
MAY = {
    "retry": {OutboxState.PENDING, OutboxState.FAILED},
    "drop": {OutboxState.PENDING, OutboxState.WAITING, OutboxState.FAILED, OutboxState.SENDING},
    "settle": {OutboxState.UNKNOWN, OutboxState.SENDING},
}
"""What a person may do with a message that no run is at; one to staff in doubt is theirs too."""


@pytest.mark.parametrize("became", list(OutboxState))
@pytest.mark.parametrize("verb", sorted(MAY))
def test_a_person_decides_where_no_run_will_or_where_they_know_better(
    store: Where, verb: str, became: OutboxState
) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        outbox.common.ask("UPDATE outbox SET state = ? WHERE id = ?", [became.value, number])

    def decide(outbox: Writer) -> OutboxState:
        match verb:
            case "retry":
                return outbox.outbox.retry(number).state
            case "drop":
                return outbox.outbox.drop(number).state
            case _:
                return outbox.outbox.settle(number, went=True).state

    after = {"retry": "pending", "drop": "withdrawn", "settle": "sent"}[verb]
    if became in MAY[verb]:
        with box(store) as outbox:
            assert decide(outbox) == after
    else:
        with pytest.raises(Refused, match=str(number)), box(store) as outbox:
            decide(outbox)
        assert state(store, number) is became


@pytest.mark.parametrize("verb", ["retry", "drop", "settle"])
def test_nobody_decides_on_what_a_run_is_sending(store: Where, verb: str) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        claim(outbox, FIRST, number)
        outbox.outbox.begin(number, FIRST)
    more = {"went": True} if verb == "settle" else {}
    with pytest.raises(Refused), box(store) as outbox:
        getattr(outbox.outbox, verb)(number, **more)
    assert state(store, number) is OutboxState.SENDING


def test_an_unknown_message_that_did_not_go_is_owed_again(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox, kind=OutboxKind.INVITATION, care=Care.FAMILY)
        claim(outbox, FIRST)
        first = outbox.outbox.begin(number, FIRST)
        outbox.outbox.finish(number, OutboxState.UNKNOWN, "nobody knows")
        assert outbox.outbox.settle(number, went=False).state is OutboxState.PENDING
        assert claim(outbox, SECOND) == [number]
        second = outbox.outbox.begin(number, SECOND)
    assert first
    assert second
    assert first.message_id == second.message_id


def test_to_retry_forgets_how_long_the_server_wanted_to_be_left_alone(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
    attempt(store, number, dt.timedelta(), busy=True)
    with box(store) as outbox:
        assert outbox.outbox.retry(number).not_before is None
        assert claim(outbox, SECOND, number) == [number]


@pytest.mark.parametrize("verb", ["retry", "drop", "settle", "message"])
def test_a_message_that_is_not_there_cannot_be_decided_on(store: Where, verb: str) -> None:
    more = {"went": True} if verb == "settle" else {}
    with pytest.raises(NotFound, match="99"), box(store) as outbox:
        getattr(outbox.outbox, verb)(99, **more)


# ---- transactions and listing


def test_a_transaction_that_fails_keeps_nothing(store: Where) -> None:
    def fail() -> None:
        with box(store) as outbox:
            owe(outbox)
            msg = "no"
            raise CpconfError(msg)

    with pytest.raises(CpconfError, match="no"):
        fail()
    with box(store) as outbox:
        assert outbox.outbox.messages(tuple(OutboxState)) == []


def test_there_is_no_outbox_where_there_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(NotFound), box(tmp_path / "none.db"):
        pass
    assert not (tmp_path / "none.db").exists()


def test_what_is_open_is_listed_oldest_first(store: Where) -> None:
    with box(store) as outbox:
        numbers = {became: owe(outbox, f"{became}@example.org") for became in OutboxState}
        for became, number in numbers.items():
            outbox.common.ask("UPDATE outbox SET state = ? WHERE id = ?", [became.value, number])
        assert [found.state for found in outbox.outbox.messages()] == [
            s for s in OutboxState if s in OPEN
        ]
        assert set(OutboxState) - set(OPEN) == SETTLED


def test_a_message_shows_no_address_in_its_representation(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        assert TO not in repr(outbox.outbox.message(number))


def test_reminders_count_the_tasks_and_not_their_states(store: Where) -> None:
    with box(store) as outbox:
        number = owe(outbox)
        outbox.outbox.remind(number, [telling(outbox, reason=Reason.LITERAL)])
        assert outbox.outbox.message(number).reminders == 1
        assert len(outbox.outbox.reminders(number)) == 2


# ---- delivering


def delivered(store: Where, outlet: Outlet) -> Result:
    """What becomes of two messages where neither a server nor a Maildir is configured."""
    with box(store) as outbox:
        for name in ("a@example.org", "b@example.org"):
            owe(outbox, name, kind=OutboxKind.INVITATION, outlet=outlet)
        claimed = outbox.outbox.claim(FIRST, (), None)

    def begin() -> AbstractContextManager[Writer]:
        return box(store)

    return deliver(begin, FIRST, claimed, lambda *_: b"Subject: x\n\nx\n", Post())


def test_without_a_server_the_first_message_is_tried_and_no_other(store: Where) -> None:
    result = delivered(store, Outlet.SMTP)
    assert result.faults == ("no mail server is configured in [smtp]",)
    assert [(m.state, m.tries) for m in result.messages] == [
        (OutboxState.PENDING, 1),
        (OutboxState.PENDING, 0),
    ]


def test_without_a_maildir_messages_stay_owed(store: Where) -> None:
    result = delivered(store, Outlet.MAILDIR)
    assert result.faults == ("no Maildir is configured in [remind]",)
    assert [m.state for m in result.put_off] == [OutboxState.PENDING, OutboxState.PENDING]


def test_the_faults_of_two_passes_are_each_told_once() -> None:
    both = Result(faults=("a",)).with_(Result(faults=("b", "a")))
    assert both.faults == ("a", "b")


def test_a_run_looks_a_second_time_only_where_news_had_to_wait(store: Where) -> None:
    opened: list[str] = []

    def begin() -> AbstractContextManager[Writer]:
        opened.append("a transaction")
        return box(store)

    run = Run(
        begin=begin,
        token=FIRST,
        preferences=Preferences(Outlet.STDOUT, escalate_after=3),
        calendar=ENGLAND,
        now=NOW,
        silent_since=None,
        sender="desk@example.org",
        post=Post(),
        is_alive=NOBODY,
        print_=lambda *_: None,
        invitations=NothingToHandle(),
    )
    run.all()
    # To plan, to begin what is printed, to write that it was, and to give back what is left.
    assert len(opened) == 4
