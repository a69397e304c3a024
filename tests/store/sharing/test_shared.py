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
        filed = writer.conferences.filed("C-1")
        writer.sharing.agree_way(filed, "p1", Way.EMAIL, "a note", AGREED)
        writer.sharing.agree_way(filed, "p2", Way.TELEPHONE, None, AGREED)
    with written(family, by="another") as writer:
        writer.sharing.agree_way(
            writer.conferences.filed("C-1"), "p1", Way.LETTERBOX, "another note", NOW
        )
    with read(family) as reader:
        assert reader.sharing.agreed_ways("C-1") == {"p1": Way.LETTERBOX, "p2": Way.TELEPHONE}
        assert reader.sharing.agreed_note("C-1", "p1") == "another note"
        assert reader.sharing.agreed_note("C-1", "p2") is None
        assert reader.sharing.agreed_note("C-1", "p3") is None
        (entry,) = reader.common.ask("SELECT agreed_at, by FROM agreed_way WHERE person_id = 1")
    assert entry == ("2026-01-30T09:30:00+00:00", signed(family, "another"))


def test_words_to_withhold_are_numbered_for_each_person(family: Where) -> None:
    with written(family) as writer:
        filed = writer.conferences.filed("C-1")
        given = [
            writer.sharing.withhold_term(filed, "p1", TermKind.ADDRESS, "1 Example Street"),
            writer.sharing.withhold_term(filed, "p2", TermKind.SCHOOL, "Example School"),
            writer.sharing.withhold_term(filed, "p1", TermKind.PHONE, "020 7946 0000"),
        ]
    assert given == [
        Term(1, "p1", TermKind.ADDRESS, "1 Example Street"),
        Term(1, "p2", TermKind.SCHOOL, "Example School"),
        Term(2, "p1", TermKind.PHONE, "020 7946 0000"),
    ]
    with read(family) as reader:
        assert reader.sharing.terms("C-1") == [given[0], given[2], given[1]]
        assert reader.sharing.terms("C-1", "p2") == [given[1]]
        assert reader.sharing.terms("C-1", "p3") == []


def test_words_that_are_withheld_no_more_leave_the_other_numbers_as_they_are(family: Where) -> None:
    with written(family) as writer:
        filed = writer.conferences.filed("C-1")
        for words in ("one", "two", "three"):
            writer.sharing.withhold_term(filed, "p1", TermKind.OTHER, words)
        writer.sharing.forget_term(filed, "p1", 2)
        added = writer.sharing.withhold_term(filed, "p1", TermKind.OTHER, "four")
        assert [(t.number, t.words) for t in writer.sharing.terms("C-1")] == [
            (1, "one"),
            (3, "three"),
            (4, "four"),
        ]
    assert added.number == 4


def test_what_is_to_be_withheld_is_never_left_out_for_being_unreadable(family: Where) -> None:
    with written(family) as writer:
        filed = writer.conferences.filed("C-1")
        writer.sharing.withhold_term(filed, "p1", TermKind.OTHER, "words")
        writer.sharing.agree_way(filed, "p1", Way.VISIT, None, AGREED)
    spoil(family, "UPDATE withheld_term SET kind = 'other kind'")
    spoil(family, "UPDATE agreed_way SET way = 'other way'")
    with read(family) as reader:
        with pytest.raises(StoreFault, match="number 1 of what to withhold from p1 of C-1"):
            reader.sharing.terms("C-1")
        with pytest.raises(StoreFault, match="agreed with p1 of C-1"):
            reader.sharing.agreed_ways("C-1")


def test_a_sharing_that_cannot_be_read_does_not_hide_the_others(family: Where) -> None:
    with written(family) as writer:
        begin(writer, "p1")
        begin(writer, "p2")
    spoil(family, "UPDATE sharing SET state = 'other' WHERE id = 1")
    with read(family) as reader:
        assert [sharing.person for sharing in reader.sharing.sharings("C-1")] == ["p2"]
        assert reader.common.warnings == ["sharing 1 of C-1 cannot be read and is left out"]


def submit(writer: Writer, person: str, path: str, withheld: str | None = None) -> Submitted:
    filed = writer.conferences.filed("C-1")
    return writer.sharing.submit(
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
        assert reader.sharing.submitted("C-1") == given
        assert reader.sharing.submitted("C-2") == []


def test_a_removed_report_stays_on_record_with_the_reason_and_its_number(family: Where) -> None:
    with written(family) as writer:
        first = submit(writer, "p3", "/one.pdf")
        second = submit(writer, "p3", "/two.pdf")
        writer.sharing.remove_submitted(writer.conferences.filed("C-1"), 2, "the wrong file")
        third = submit(writer, "p3", "/three.pdf")
    assert third.number == 3
    with read(family) as reader:
        assert reader.sharing.submitted("C-1") == [first, third]
        assert reader.sharing.submitted("C-1", removed=True) == [second]
        (kept,) = reader.common.ask(
            "SELECT removed_at, removed_reason FROM submitted WHERE number = 2"
        )
        assert len(reader.sharing.documents_by_hash(REPORT_SUBMITTED.sha256)) == 3
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
        (copy,) = reader.sharing.documents_by_hash(COPY)
        newer, older = reader.sharing.documents_by_hash(SOURCE)
        (submitted,) = reader.sharing.documents_by_hash(REPORT_SUBMITTED.sha256)
        assert reader.sharing.documents_by_hash("00" * 32) == []
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
        number = writer.sharing.add_document(writer.conferences.filed("C-1"), abridged)
        (document,) = writer.sharing.documents_by_hash(COPY)
        assert writer.conferences.filed("C-1").version == 2
    assert (document.id, document.person, document.state) == (number, None, None)
    assert document.evidence == abridged


def test_the_family_at_other_conferences_is_known_by_name(family: Where) -> None:
    with written(family) as writer:
        schedule(writer, "C-0", "C-2")
        writer.conferences.add_person(
            writer.conferences.filed("C-1"), role=Role.CARER, name="Sam EXAMPLE"
        )
        for ref in ("C-2", "C-0"):
            filed = writer.conferences.filed(ref)
            writer.conferences.add_person(filed, role=Role.MOTHER, name="Sam Example")
            writer.conferences.add_person(filed, role=Role.FATHER, name=f"Father of {ref}")
            writer.conferences.add_person(filed, role=Role.YOUNG_PERSON)
            writer.conferences.add_person(filed, role=Role.HEALTH, name="Nurse")
    with read(family) as reader:
        assert reader.sharing.other_family("C-1") == [
            ("C-0", "Father of C-0"),
            ("C-2", "Father of C-2"),
        ]
        assert reader.sharing.other_refs("C-1") == ["C-0", "C-2"]


def test_family_is_whoever_is_neither_from_the_team_nor_from_an_agency(store: Where) -> None:
    with written(store) as writer:
        schedule(writer, "C-2")
        filed = writer.conferences.filed("C-2")
        for role in PERSON_ROLES:
            writer.conferences.add_person(filed, role=role, name=role.value)
        assert {name for _, name in writer.sharing.other_family("C-1")} == {r.value for r in FAMILY}


def test_what_is_not_there_is_not_found(family: Where) -> None:
    with read(family) as reader:
        for ask in (
            lambda: reader.sharing.sharings("C-9"),
            lambda: reader.sharing.terms("C-9"),
            lambda: reader.sharing.terms("C-1", "p9"),
            lambda: reader.sharing.agreed_ways("C-9"),
            lambda: reader.sharing.agreed_note("C-1", "p9"),
            lambda: reader.sharing.submitted("C-9"),
            lambda: reader.sharing.other_family("C-9"),
            lambda: reader.sharing.other_refs("C-9"),
        ):
            with pytest.raises(NotFound):
                ask()


CHANGES: dict[str, Callable[[Writer, str], object]] = {
    "agree": lambda w, who: w.sharing.agree_way(
        w.conferences.filed("C-1"), who, Way.VISIT, None, NOW
    ),
    "withhold": lambda w, who: w.sharing.withhold_term(
        w.conferences.filed("C-1"), who, TermKind.NAME, "x"
    ),
    "forget": lambda w, who: w.sharing.forget_term(w.conferences.filed("C-1"), who, 1),
    "submit": lambda w, who: submit(w, who, "/x.pdf"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_written_about_somebody_who_is_not_there(family: Where, change: str) -> None:
    with pytest.raises(NotFound, match="p9"), written(family) as writer:
        CHANGES[change](writer, "p9")


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"forget"}))
def test_every_change_raises_the_version_once(family: Where, change: str) -> None:
    with written(family) as writer:
        before = writer.conferences.filed("C-1").version
        CHANGES[change](writer, "p1")
        assert writer.conferences.filed("C-1").version == before + 1


def test_a_number_that_nothing_has_is_not_found(family: Where) -> None:
    with written(family) as writer:
        submit(writer, "p3", "/x.pdf")
        writer.sharing.withhold_term(writer.conferences.filed("C-1"), "p1", TermKind.NAME, "x")
        writer.sharing.remove_submitted(writer.conferences.filed("C-1"), 1, "x")
    changes: tuple[Callable[[Writer], object], ...] = (
        lambda w: w.sharing.forget_term(w.conferences.filed("C-1"), "p1", 2),
        lambda w: w.sharing.forget_term(w.conferences.filed("C-1"), "p2", 1),
        lambda w: w.sharing.remove_submitted(w.conferences.filed("C-1"), 1, "x"),
        lambda w: w.sharing.remove_submitted(w.conferences.filed("C-1"), 2, "x"),
    )
    for change in changes:
        with pytest.raises(NotFound), written(family) as writer:
            change(writer)


def test_a_conference_changed_after_reading_is_not_written_to(family: Where) -> None:
    with written(family) as writer:
        submit(writer, "p3", "/x.pdf")
        writer.sharing.withhold_term(writer.conferences.filed("C-1"), "p1", TermKind.NAME, "x")
        stale = writer.conferences.filed("C-1")
    with written(family) as writer:
        begin(writer)
    changes: tuple[Callable[[Writer], object], ...] = (
        lambda w: w.sharing.agree_way(stale, "p1", Way.VISIT, None, NOW),
        lambda w: w.sharing.withhold_term(stale, "p1", TermKind.NAME, "x"),
        lambda w: w.sharing.forget_term(stale, "p1", 1),
        lambda w: w.sharing.submit(stale, "p1", "/y.pdf", REPORT_SUBMITTED, received_at=NOW),
        lambda w: w.sharing.remove_submitted(stale, 1, "x"),
    )
    for change in changes:
        with pytest.raises(StoreBusy, match="meanwhile"), written(family) as writer:
            change(writer)
