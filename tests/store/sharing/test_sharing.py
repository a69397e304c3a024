"""Sharings: one stands for each recipient and kind, and what was begun can come to nothing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cpconf.core.sharing.sharing import (
    Confirmed,
    PasswordCare,
    ReleasedBy,
    ShareState,
    Sharing,
    Transport,
    Way,
)
from cpconf.core.words import DocumentKind
from cpconf.errors import NotFound, Refused, StoreBusy
from cpconf.store.reading import Reader, reading
from cpconf.store.writing import Writer
from tests.store.examples import EVIDENCE, NOW, begin, bring_on, schedule, written
from tests.store.looking import Refusal, Where, contents, looking, refused

SENT = dt.datetime(2026, 1, 30, 10)
RECEIVED = dt.datetime(2026, 1, 30, 14)
RELEASED = dt.datetime(2026, 7, 1, 9)
PREPARING, PREPARED, REPLACED = ShareState.PREPARING, ShareState.PREPARED, ShareState.REPLACED


def read(store: Where) -> Reader:
    reader = reading(store)
    assert reader
    return reader


def states(store: Where) -> list[tuple[str | None, ShareState]]:
    with read(store) as reader:
        return [(sharing.person, sharing.state) for sharing in reader.sharing.sharings("C-1")]


def change(store: Where, number: int, state: ShareState) -> None:
    with written(store) as writer:
        bring_on(writer, number, state=state)


def drop(writer: Writer, number: int) -> None:
    writer.sharing.drop_sharing(
        writer.conferences.filed("C-1"), writer.sharing.sharing("C-1", number)
    )


def test_a_sharing_comes_back_as_it_was_begun(family: Where) -> None:
    begun = Sharing(
        ref="C-1",
        person="p2",
        kind=DocumentKind.PLAN,
        way=Way.EMAIL,
        transport=Transport.SMTP,
        password=PasswordCare.AGREED,
        state=PREPARING,
        evidence=EVIDENCE,
        address="two@example.org",
        folder="/folder",
        address_confirmed_by="Worker One",
    )
    with written(family) as writer:
        given = writer.sharing.put_sharing(writer.conferences.filed("C-1"), begun)
    with read(family) as reader:
        (sharing,) = reader.sharing.sharings("C-1")
        assert reader.sharing.sharing("C-1", given.id) == sharing
    assert sharing == given == replace(begun, id=sharing.id, made_at=NOW)
    assert sharing.id > 0


def test_what_happens_to_a_sharing_is_written_down_bit_by_bit(family: Where) -> None:
    with written(family) as writer:
        number = begin(writer)
        (begun,) = writer.sharing.sharings("C-1")
        bring_on(writer, number, state=PREPARED)
        bring_on(writer, number, state=ShareState.SENT, sent_at=SENT)
        bring_on(
            writer,
            number,
            state=ShareState.RECEIVED,
            received_at=RECEIVED,
            received_how=Confirmed.PHONE,
            confirmed_by="Worker One",
        )
        bring_on(
            writer,
            number,
            state=ShareState.RELEASED,
            released_at=RELEASED,
            released_by=ReleasedBy.MESSAGE,
            password=PasswordCare.NONE,
            folder="/other",
        )
    with read(family) as reader:
        (sharing,) = reader.sharing.sharings("C-1")
    assert begun.evidence == EVIDENCE
    assert sharing == replace(
        begun,
        state=ShareState.RELEASED,
        sent_at=SENT,
        received_at=RECEIVED,
        received_how=Confirmed.PHONE,
        confirmed_by="Worker One",
        released_at=RELEASED,
        released_by=ReleasedBy.MESSAGE,
        password=PasswordCare.NONE,
        folder="/other",
    )


def test_whose_a_sharing_is_and_when_it_was_made_is_never_written_anew(family: Where) -> None:
    with written(family) as writer:
        number = begin(writer)
        (begun,) = writer.sharing.sharings("C-1")
    another = {"person": "p2", "made_at": SENT, "evidence": replace(EVIDENCE, sha256="b" * 64)}
    with written(family, now=RECEIVED) as writer:
        bring_on(writer, number, state=PREPARED, **another)
        assert writer.sharing.sharings("C-1") == [replace(begun, state=PREPARED)]


def test_what_is_said_of_a_sharing_again_leaves_its_moments_as_they_were_written(
    family: Where,
) -> None:
    """In the hour that clocks show twice, the offset says which of the two it was."""
    twice = dt.datetime(2026, 10, 25, 1, 30, fold=1)
    with written(family) as writer:
        number = begin(writer, state=PREPARED)
        bring_on(writer, number, state=ShareState.SENT, sent_at=twice)
        bring_on(writer, number, state=ShareState.RECEIVED, received_at=RECEIVED)
        ((kept,),) = writer.common.ask("SELECT sent_at FROM sharing")
    assert kept == "2026-10-25T01:30:00+00:00"


def test_what_turns_out_not_to_be_so_is_forgotten_and_the_rest_stays(family: Where) -> None:
    with written(family) as writer:
        number = begin(writer, state=ShareState.SENT)
        bring_on(writer, number, sent_at=SENT, received_at=RECEIVED)
        bring_on(writer, number, state=PREPARED, sent_at=None)
        (sharing,) = writer.sharing.sharings("C-1")
    assert (sharing.state, sharing.sent_at, sharing.received_at) == (PREPARED, None, RECEIVED)


@pytest.mark.parametrize("person", ["p1", None])
def test_a_copy_that_is_made_at_once_replaces_the_one_before_it(
    family: Where, person: str | None
) -> None:
    with written(family) as writer:
        begin(writer, person, PREPARED)
        begin(writer, person, ShareState.SHARED, evidence=None)
    assert states(family) == [(person, REPLACED), (person, ShareState.SHARED)]


@pytest.mark.parametrize("person", ["p1", None])
def test_the_copy_before_stands_until_the_new_one_is_made(
    family: Where, person: str | None
) -> None:
    with written(family) as writer:
        begin(writer, person, ShareState.SENT)
        number = begin(writer, person)
    assert states(family) == [(person, ShareState.SENT), (person, PREPARING)]
    change(family, number, PREPARED)
    assert states(family) == [(person, REPLACED), (person, PREPARED)]


def test_other_people_and_other_kinds_are_not_replaced(family: Where) -> None:
    with written(family) as writer:
        schedule(writer, "C-2")
        for person in ("p1", "p2", None):
            for kind in (DocumentKind.REPORT, DocumentKind.MINUTES):
                begin(writer, person, PREPARED, kind=kind)
    assert {state for _, state in states(family)} == {PREPARED}
    assert len(states(family)) == 6


def test_an_attempt_that_comes_to_nothing_leaves_what_stood_and_its_document(family: Where) -> None:
    with written(family) as writer:
        begin(writer, state=ShareState.SENT, evidence=None)
        number = begin(writer)
        drop(writer, number)
        (document,) = writer.sharing.documents_by_hash(EVIDENCE.sha256)
    assert states(family) == [("p1", ShareState.SENT)]
    assert (document.person, document.state) == (None, None)


def test_a_stopped_attempt_is_replaced_by_a_later_copy(family: Where) -> None:
    with written(family) as writer:
        begin(writer)
        number = begin(writer)
    change(family, number, PREPARED)
    assert states(family) == [("p1", REPLACED), ("p1", PREPARED)]


def test_an_attempt_begun_later_by_another_command_goes_on(family: Where) -> None:
    with written(family) as writer:
        first, second = begin(writer), begin(writer)
    change(family, first, PREPARED)
    assert states(family) == [("p1", PREPARED), ("p1", PREPARING)]
    change(family, second, PREPARED)
    assert states(family) == [("p1", REPLACED), ("p1", PREPARED)]


def test_what_happens_to_a_replaced_copy_is_written_down_but_it_stays_replaced(
    family: Where,
) -> None:
    with written(family) as writer:
        first = begin(writer, state=ShareState.SENDING)
        begin(writer, state=PREPARED)
        bring_on(writer, first, state=ShareState.SENT, sent_at=SENT)
        drop(writer, first)
        replaced, stands = writer.sharing.sharings("C-1")
    assert (replaced.state, replaced.sent_at) == (REPLACED, SENT)
    assert stands.state is PREPARED


@pytest.mark.parametrize("state", sorted(set(ShareState) - {PREPARING, REPLACED}))
def test_what_was_made_cannot_be_dropped(family: Where, state: ShareState) -> None:
    with written(family) as writer:
        number = begin(writer, state=state)
    with pytest.raises(Refused, match="C-1"), written(family) as writer:
        drop(writer, number)
    assert states(family) == [("p1", state)]


@pytest.mark.parametrize("person", [1, None])
def test_the_store_itself_holds_one_sharing_that_stands(family: Where, person: int | None) -> None:
    with written(family) as writer:
        begin(writer, "p1", PREPARED)
        begin(writer, None, PREPARED)
    whose = "person_id = 1" if person else "person_id IS NULL"
    insert = (
        "INSERT INTO sharing (conference_id, person_id, kind, way, state, transport, password,"  # noqa: S608 - the test's own
        " made_at) SELECT conference_id, person_id, kind, way, ?, transport, password, made_at"
        f" FROM sharing WHERE {whose}"
    )
    for state in ("preparing", "preparing", "replaced"):
        with looking(family) as sql:
            sql.ask("BEGIN")
            sql.ask(insert, [state])
            sql.ask("ROLLBACK")
    with looking(family) as sql, pytest.raises(Refusal, match="UNIQUE"):
        sql.ask(insert, ["sent"])


@pytest.mark.parametrize(
    "column", ["kind", "way", "state", "transport", "password", "received_how", "released_by"]
)
def test_the_store_itself_holds_only_known_words(family: Where, column: str) -> None:
    with written(family) as writer:
        begin(writer)
    refused(family, f"UPDATE sharing SET {column} = 'other'", f"sharing_{column}_is_known")  # noqa: S608 - the test's own


def test_a_sharing_of_another_conference_is_not_found(family: Where) -> None:
    with written(family) as writer:
        schedule(writer, "C-2")
        begin(writer)
        (mine,) = writer.sharing.sharings("C-1")
    none = replace(mine, id=mine.id + 1)
    changes: tuple[Callable[[Writer], object], ...] = (
        lambda w: w.sharing.put_sharing(w.conferences.filed("C-2"), replace(mine, state=PREPARED)),
        lambda w: w.sharing.drop_sharing(w.conferences.filed("C-2"), mine),
        lambda w: w.sharing.put_sharing(w.conferences.filed("C-1"), replace(none, state=PREPARED)),
        lambda w: w.sharing.drop_sharing(w.conferences.filed("C-1"), none),
        lambda w: w.sharing.sharing("C-1", none.id),
        lambda w: begin(w, "p9"),
    )
    for change_it in changes:
        with pytest.raises(NotFound), written(family) as writer:
            change_it(writer)
    assert states(family) == [("p1", PREPARING)]


def test_the_number_of_a_copy_that_is_away_is_not_found_by_who_comes_to_finish_it(
    family: Where,
) -> None:
    with written(family) as writer:
        number = begin(writer)
        (begun,) = writer.sharing.sharings("C-1")
        drop(writer, number)
    with pytest.raises(NotFound), written(family) as writer:
        writer.sharing.put_sharing(writer.conferences.filed("C-1"), replace(begun, state=PREPARED))


def test_a_sharing_raises_the_version_once_a_command(family: Where) -> None:
    with written(family) as writer:
        before = writer.conferences.filed("C-1").version
        number = begin(writer)
        bring_on(writer, number, state=PREPARED)
        assert writer.conferences.filed("C-1").version == before + 1


def test_a_conference_changed_after_reading_is_not_written_to(family: Where) -> None:
    with written(family) as writer:
        begin(writer)
        stale, (mine,) = writer.conferences.filed("C-1"), writer.sharing.sharings("C-1")
    with written(family) as writer:
        begin(writer, "p2")
    changes: tuple[Callable[[Writer], object], ...] = (
        lambda w: w.sharing.add_document(stale, EVIDENCE),
        lambda w: w.sharing.put_sharing(stale, replace(mine, state=PREPARED)),
        lambda w: w.sharing.put_sharing(stale, replace(mine, id=0)),
        lambda w: w.sharing.drop_sharing(stale, mine),
    )
    for change_it in changes:
        with pytest.raises(StoreBusy, match="meanwhile"), written(family) as writer:
            change_it(writer)
    assert states(family) == [("p1", PREPARING), ("p2", PREPARING)]


def test_an_exception_undoes_what_was_written_of_a_copy(family: Where) -> None:
    before = contents(family)
    with pytest.raises(ZeroDivisionError), written(family) as writer:  # noqa: PT012 - one command
        begin(writer)
        raise ZeroDivisionError
    assert contents(family) == before


def test_a_fault_of_the_disk_outside_the_store_is_not_called_one_of_the_store(
    family: Where,
) -> None:
    with pytest.raises(PermissionError), written(family):
        raise PermissionError


def test_nobody_else_writes_while_a_copy_is_written_down(
    family: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPCONF_BUSY_TIMEOUT", "0")
    with written(family), pytest.raises(StoreBusy), written(family):
        pass


def test_a_copy_is_written_down_only_where_there_is_a_store(tmp_path: Path) -> None:
    with pytest.raises(NotFound), written(tmp_path / "none.sqlite"):
        pass
