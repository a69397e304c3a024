"""Every change of a conference raises its version, so that a command with an old picture is told.

A command may look at a conference, work for a while, and write then: a copy is made that long. What
it relied on may have changed meanwhile: nothing of it is kept then.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.disclosure.terms import TermKind
from cpconf.core.invitations.invitation import Answer, Joining
from cpconf.core.outbox import Care, OutboxKind
from cpconf.core.reports.steps import Step
from cpconf.core.sharing.sharing import ShareState, Way
from cpconf.core.words import ConferenceState, Fact, MarkKind, Method, Role
from cpconf.errors import StoreBusy
from cpconf.store.conferences.holding import Holding
from cpconf.store.reading import reading
from cpconf.store.writing import Writer
from tests.store.examples import (
    EVIDENCE,
    NOW,
    REPORT_SUBMITTED,
    a_conference,
    begin,
    invite,
    plan_for,
    schedule,
    written,
)
from tests.store.looking import Where, contents

Change = Callable[[Writer, Filed], object]


def _owe(writer: Writer, filed: Filed) -> None:
    known = writer.invited("C-1")["p1"]
    writer.owe(filed, known, OutboxKind.INVITATION, Care.FAMILY, message_id="<a@example.org>")


def _replan(writer: Writer, filed: Filed) -> None:
    after = a_conference()
    writer.replan(filed, after, plan_for(after, filed.record), calendar_id=filed.calendar)


def forget(writer: Writer, filed: Filed) -> None:
    """Agree on a way, and take that back."""
    writer.agree_way(filed, "p1", Way.VISIT, None, NOW)
    writer.forget_way(filed, "p1")


CHANGES: dict[str, Change] = {
    "replan": _replan,
    "set_state": lambda w, f: w.set_state(f, ConferenceState.CANCELLED),
    "add_person": lambda w, f: w.add_person(f, role=Role.CHAIR),
    "change_person": lambda w, f: w.change_person(f, Person("p1", Role.MOTHER, email="new@x.org")),
    "answer": lambda w, f: w.answer(f, Fact.SPLIT, None, True),
    "mark": lambda w, f: w.mark(f.tasks[:1], MarkKind.DONE, at=NOW, note=None),
    "add_document": lambda w, f: w.add_document(f, EVIDENCE),
    "put_sharing": lambda w, f: w.put_sharing(
        f, replace(w.sharing("C-1", 1), state=ShareState.PREPARED)
    ),
    "drop_sharing": lambda w, f: w.drop_sharing(f, w.sharing("C-1", 1)),
    "agree_way": lambda w, f: w.agree_way(f, "p1", Way.VISIT, None, NOW),
    "forget_way": forget,
    "withhold_term": lambda w, f: w.withhold_term(f, "p1", TermKind.NAME, "Wren"),
    "forget_term": lambda w, f: w.forget_term(f, "p1", 1),
    "submit": lambda w, f: w.submit(f, "p3", "/x.pdf", REPORT_SUBMITTED, received_at=NOW),
    "remove_submitted": lambda w, f: w.remove_submitted(f, 1, "the wrong one"),
    "start_series": lambda w, f: w.start_series(f, "b@example.org"),
    "raise_sequence": lambda w, f: w.raise_sequence(f),
    "set_joining": lambda w, f: w.set_joining(f, Joining(person=None, method=Method.SKYPE)),
    "put_invited": lambda w, f: invite(w, "p2", filed=f),
    "put_answer": lambda w, f: w.put_answer(f, "p1", Answer.ACCEPTED, NOW),
    "owe": _owe,
    "withdraw": lambda w, f: w.withdraw(f, "p1"),
    "see_mail": lambda w, f: w.see_mail(f, None, "f" * 64, NOW, None),
    "step_report": lambda w, f: w.step_report(f, "p3", Step.REQUESTED, NOW),
}
"""Every way to change a conference, by its name."""

OF_NO_CONFERENCE = {"pin_edition", "pin_calendar", "add", "import_diary", "forget_diary"}
TELLS_ONLY = {"note"}
"""What is said in the history decides nothing."""


@pytest.fixture
def busy_store(family: Where) -> Where:
    """A conference of which there is something of everything."""
    with written(family) as writer:
        begin(writer)
        filed = writer.filed("C-1")
        writer.withhold_term(filed, "p1", TermKind.NAME, "Jay")
        writer.submit(filed, "p3", "/r.pdf", REPORT_SUBMITTED, received_at=NOW)
        writer.start_series(filed, "a@example.org")
        invite(writer, "p1")
        schedule(writer, "C-2")
    return family


def picture(store: Where, ref: str = "C-1") -> Filed:
    reader = reading(store)
    assert reader
    with reader:
        return reader.filed(ref)


def test_the_table_has_every_method_that_writes() -> None:
    writing = [kind for kind in Writer.__mro__ if issubclass(kind, Holding)]
    methods = {name for kind in writing for name in vars(kind) if not name.startswith("_")}
    assert methods == {*CHANGES, *OF_NO_CONFERENCE, *TELLS_ONLY}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_raises_the_version_of_its_conference_by_one(
    busy_store: Where, change: str
) -> None:
    before, other = picture(busy_store).version, picture(busy_store, "C-2").version
    with written(busy_store) as writer:
        CHANGES[change](writer, writer.filed("C-1"))
    assert picture(busy_store).version == before + 1
    assert picture(busy_store, "C-2").version == other


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"mark"}))
def test_no_change_is_made_by_who_has_an_old_picture(busy_store: Where, change: str) -> None:
    stale = picture(busy_store)
    with written(busy_store) as writer:
        writer.mark(writer.filed("C-1").tasks[:1], MarkKind.DONE, at=NOW, note=None)
    before = contents(busy_store)
    with pytest.raises(StoreBusy, match="meanwhile"), written(busy_store) as writer:
        CHANGES[change](writer, stale)
    assert contents(busy_store) == before


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"mark"}))
def test_a_change_of_another_conference_is_no_matter(busy_store: Where, change: str) -> None:
    had = picture(busy_store)
    with written(busy_store) as writer:
        writer.mark(writer.filed("C-2").tasks[:1], MarkKind.DONE, at=NOW, note=None)
    with written(busy_store) as writer:
        CHANGES[change](writer, had)
