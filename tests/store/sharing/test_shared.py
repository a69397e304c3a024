"""What goes with documents: agreed ways, words to withhold, submitted reports, what a file is."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.sharing.sharing import ShareState, Submitted, Way
from cpconf.core.words import FAMILY, PERSON_ROLES, DocumentKind, Role
from cpconf.errors import NotFound, StoreBusy, StoreFault
from cpconf.store.reading import Reader, reading
from cpconf.store.writing import Writer
from tests.store.examples import (
    COPY,
    EVIDENCE,
    NOW,
    REPORT_SUBMITTED,
    SOURCE,
    begin,
    schedule,
    written,
)
from tests.store.looking import Where, signed, spoil

AGREED = dt.datetime(2026, 1, 20, 11)


def read(store: Where) -> Reader:
    reader = reading(store)
    assert reader
    return reader


def test_the_latest_agreement_on_the_way_is_the_one_that_counts(family: Where) -> None:
    with written(family) as writer:
        filed = writer.filed("C-1")
        writer.agree_way(filed, "p1", Way.EMAIL, "a note", AGREED)
        writer.agree_way(filed, "p2", Way.TELEPHONE, None, AGREED)
    with written(family, by="another") as writer:
        writer.agree_way(writer.filed("C-1"), "p1", Way.LETTERBOX, "another note", NOW)
    with read(family) as reader:
        assert reader.agreed_ways("C-1") == {"p1": Way.LETTERBOX, "p2": Way.TELEPHONE}
        assert reader.agreed_note("C-1", "p1") == "another note"
        assert reader.agreed_note("C-1", "p2") is None
        assert reader.agreed_note("C-1", "p3") is None
        (entry,) = reader.ask("SELECT agreed_at, by FROM agreed_way WHERE person_id = 1")
    assert entry == ("2026-01-30T09:30:00+00:00", signed(family, "another"))


def test_words_to_withhold_are_numbered_for_each_person(family: Where) -> None:
    with written(family) as writer:
        filed = writer.filed("C-1")
        given = [
            writer.withhold_term(filed, "p1", TermKind.ADDRESS, "1 Example Street"),
            writer.withhold_term(filed, "p2", TermKind.SCHOOL, "Example School"),
            writer.withhold_term(filed, "p1", TermKind.PHONE, "020 7946 0000"),
        ]
    assert given == [
        Term(1, "p1", TermKind.ADDRESS, "1 Example Street"),
        Term(1, "p2", TermKind.SCHOOL, "Example School"),
        Term(2, "p1", TermKind.PHONE, "020 7946 0000"),
    ]
    with read(family) as reader:
        assert reader.terms("C-1") == [given[0], given[2], given[1]]
        assert reader.terms("C-1", "p2") == [given[1]]
        assert reader.terms("C-1", "p3") == []


def test_words_that_are_withheld_no_more_leave_the_other_numbers_as_they_are(family: Where) -> None:
    with written(family) as writer:
        filed = writer.filed("C-1")
        for words in ("one", "two", "three"):
            writer.withhold_term(filed, "p1", TermKind.OTHER, words)
        writer.forget_term(filed, "p1", 2)
        added = writer.withhold_term(filed, "p1", TermKind.OTHER, "four")
        assert [(t.number, t.words) for t in writer.terms("C-1")] == [
            (1, "one"),
            (3, "three"),
            (4, "four"),
        ]
    assert added.number == 4


def test_what_is_to_be_withheld_is_never_left_out_for_being_unreadable(family: Where) -> None:
    with written(family) as writer:
        filed = writer.filed("C-1")
        writer.withhold_term(filed, "p1", TermKind.OTHER, "words")
        writer.agree_way(filed, "p1", Way.VISIT, None, AGREED)
    spoil(family, "UPDATE withheld_term SET kind = 'other kind'")
    spoil(family, "UPDATE agreed_way SET way = 'other way'")
    with read(family) as reader:
        with pytest.raises(StoreFault, match="number 1 of what to withhold from p1 of C-1"):
            reader.terms("C-1")
        with pytest.raises(StoreFault, match="agreed with p1 of C-1"):
            reader.agreed_ways("C-1")


def test_a_sharing_that_cannot_be_read_does_not_hide_the_others(family: Where) -> None:
    with written(family) as writer:
        begin(writer, "p1")
        begin(writer, "p2")
    spoil(family, "UPDATE sharing SET state = 'other' WHERE id = 1")
    with read(family) as reader:
        assert [sharing.person for sharing in reader.sharings("C-1")] == ["p2"]
        assert reader.warnings == ["sharing 1 of C-1 cannot be read and is left out"]


def submit(writer: Writer, person: str, path: str, withheld: str | None = None) -> Submitted:
    filed = writer.filed("C-1")
    return writer.submit(
        filed, person, path, REPORT_SUBMITTED, received_at=AGREED, withheld=withheld
    )


def test_submitted_reports_come_back_by_their_numbers(family: Where) -> None:
    with written(family) as writer:
        schedule(writer, "C-2")
        given = [submit(writer, "p3", "/one.pdf"), submit(writer, "p1", "/two.pdf", "a reason")]
    assert given[0] == Submitted(
        id=1,
        number=1,
        ref="C-1",
        person="p3",
        path="/one.pdf",
        evidence=REPORT_SUBMITTED,
        received_at=AGREED,
    )
    assert (given[1].number, given[1].withheld) == (2, "a reason")
    with read(family) as reader:
        assert reader.submitted("C-1") == given
        assert reader.submitted("C-2") == []


def test_a_removed_report_stays_on_record_with_the_reason_and_its_number(family: Where) -> None:
    with written(family) as writer:
        first = submit(writer, "p3", "/one.pdf")
        second = submit(writer, "p3", "/two.pdf")
        writer.remove_submitted(writer.filed("C-1"), 2, "the wrong file")
        third = submit(writer, "p3", "/three.pdf")
    assert third.number == 3
    with read(family) as reader:
        assert reader.submitted("C-1") == [first, third]
        assert reader.submitted("C-1", removed=True) == [second]
        (kept,) = reader.ask("SELECT removed_at, removed_reason FROM submitted WHERE number = 2")
        assert len(reader.documents_by_hash(REPORT_SUBMITTED.sha256)) == 3
    assert kept == ("2026-01-30T09:30:00+00:00", "the wrong file")


def test_a_document_is_found_as_a_copy_or_as_what_a_copy_was_made_from(family: Where) -> None:
    later = NOW + dt.timedelta(days=1)
    another = replace(EVIDENCE, kind=DocumentKind.PLAN, sha256="c1" * 32)
    with written(family) as writer:
        begin(writer, "p1", ShareState.SENT)
    with written(family, now=later) as writer:
        begin(writer, None, kind=DocumentKind.PLAN, evidence=another)
        submit(writer, "p3", "/one.pdf")
    with read(family) as reader:
        (copy,) = reader.documents_by_hash(COPY)
        newer, older = reader.documents_by_hash(SOURCE)
        (submitted,) = reader.documents_by_hash(REPORT_SUBMITTED.sha256)
        assert reader.documents_by_hash("00" * 32) == []
    assert (copy.ref, copy.person, copy.state) == ("C-1", "p1", ShareState.SENT)
    assert (copy.evidence, copy.made_at, copy.matched) == (EVIDENCE, NOW, "copy")
    assert replace(copy, matched="source") == older
    assert (newer.person, newer.state) == (None, ShareState.PREPARING)
    assert (newer.evidence, newer.made_at, newer.matched) == (another, later, "source")
    assert (submitted.person, submitted.state, submitted.matched) == ("p3", None, "copy")
    assert submitted.evidence == REPORT_SUBMITTED


def test_a_document_that_is_added_alone_is_for_nobody(store: Where) -> None:
    abridged = replace(EVIDENCE, kind=DocumentKind.ABRIDGED, algorithm="")
    with written(store) as writer:
        number = writer.add_document(writer.filed("C-1"), abridged)
        (document,) = writer.documents_by_hash(COPY)
        assert writer.filed("C-1").version == 2
    assert (document.id, document.person, document.state) == (number, None, None)
    assert document.evidence == abridged


def test_the_family_at_other_conferences_is_known_by_name(family: Where) -> None:
    with written(family) as writer:
        schedule(writer, "C-0", "C-2")
        writer.add_person(writer.filed("C-1"), role=Role.CARER, name="Sam EXAMPLE")
        for ref in ("C-2", "C-0"):
            filed = writer.filed(ref)
            writer.add_person(filed, role=Role.MOTHER, name="Sam Example")
            writer.add_person(filed, role=Role.FATHER, name=f"Father of {ref}")
            writer.add_person(filed, role=Role.YOUNG_PERSON)
            writer.add_person(filed, role=Role.HEALTH, name="Nurse")
    with read(family) as reader:
        assert reader.other_family("C-1") == [("C-0", "Father of C-0"), ("C-2", "Father of C-2")]
        assert reader.other_refs("C-1") == ["C-0", "C-2"]


def test_family_is_whoever_is_neither_from_the_team_nor_from_an_agency(store: Where) -> None:
    with written(store) as writer:
        schedule(writer, "C-2")
        filed = writer.filed("C-2")
        for role in PERSON_ROLES:
            writer.add_person(filed, role=role, name=role.value)
        assert {name for _, name in writer.other_family("C-1")} == {r.value for r in FAMILY}


def test_what_is_not_there_is_not_found(family: Where) -> None:
    with read(family) as reader:
        for ask in (
            lambda: reader.sharings("C-9"),
            lambda: reader.terms("C-9"),
            lambda: reader.terms("C-1", "p9"),
            lambda: reader.agreed_ways("C-9"),
            lambda: reader.agreed_note("C-1", "p9"),
            lambda: reader.submitted("C-9"),
            lambda: reader.other_family("C-9"),
            lambda: reader.other_refs("C-9"),
        ):
            with pytest.raises(NotFound):
                ask()


CHANGES: dict[str, Callable[[Writer, str], object]] = {
    "agree": lambda w, who: w.agree_way(w.filed("C-1"), who, Way.VISIT, None, NOW),
    "withhold": lambda w, who: w.withhold_term(w.filed("C-1"), who, TermKind.NAME, "x"),
    "forget": lambda w, who: w.forget_term(w.filed("C-1"), who, 1),
    "submit": lambda w, who: submit(w, who, "/x.pdf"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_written_about_somebody_who_is_not_there(family: Where, change: str) -> None:
    with pytest.raises(NotFound, match="p9"), written(family) as writer:
        CHANGES[change](writer, "p9")


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"forget"}))
def test_every_change_raises_the_version_once(family: Where, change: str) -> None:
    with written(family) as writer:
        before = writer.filed("C-1").version
        CHANGES[change](writer, "p1")
        assert writer.filed("C-1").version == before + 1


def test_a_number_that_nothing_has_is_not_found(family: Where) -> None:
    with written(family) as writer:
        submit(writer, "p3", "/x.pdf")
        writer.withhold_term(writer.filed("C-1"), "p1", TermKind.NAME, "x")
        writer.remove_submitted(writer.filed("C-1"), 1, "x")
    changes: tuple[Callable[[Writer], object], ...] = (
        lambda w: w.forget_term(w.filed("C-1"), "p1", 2),
        lambda w: w.forget_term(w.filed("C-1"), "p2", 1),
        lambda w: w.remove_submitted(w.filed("C-1"), 1, "x"),
        lambda w: w.remove_submitted(w.filed("C-1"), 2, "x"),
    )
    for change in changes:
        with pytest.raises(NotFound), written(family) as writer:
            change(writer)


def test_a_conference_changed_after_reading_is_not_written_to(family: Where) -> None:
    with written(family) as writer:
        submit(writer, "p3", "/x.pdf")
        writer.withhold_term(writer.filed("C-1"), "p1", TermKind.NAME, "x")
        stale = writer.filed("C-1")
    with written(family) as writer:
        begin(writer)
    changes: tuple[Callable[[Writer], object], ...] = (
        lambda w: w.agree_way(stale, "p1", Way.VISIT, None, NOW),
        lambda w: w.withhold_term(stale, "p1", TermKind.NAME, "x"),
        lambda w: w.forget_term(stale, "p1", 1),
        lambda w: w.submit(stale, "p1", "/y.pdf", REPORT_SUBMITTED, received_at=NOW),
        lambda w: w.remove_submitted(stale, 1, "x"),
    )
    for change in changes:
        with pytest.raises(StoreBusy, match="meanwhile"), written(family) as writer:
            change(writer)
