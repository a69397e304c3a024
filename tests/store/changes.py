"""Every way to change a conference, and one of which there is something of everything."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.disclosure.terms import TermKind
from cpconf.core.invitations.invitation import Answer, Joining
from cpconf.core.outbox import Care, OutboxKind
from cpconf.core.reports.steps import Step
from cpconf.core.sharing.sharing import ShareState, Way
from cpconf.core.words import ConferenceState, Fact, MarkKind, Method, Role
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
from tests.store.looking import Where

Change = Callable[[Writer, Filed], object]


def _owe(writer: Writer, filed: Filed) -> None:
    known = writer.invitations.invited("C-1")["p1"]
    writer.invitations.owe(
        filed, known, OutboxKind.INVITATION, Care.FAMILY, message_id="<a@example.org>"
    )


def _replan(writer: Writer, filed: Filed) -> None:
    after = a_conference()
    writer.conferences.replan(
        filed, after, plan_for(after, filed.record), calendar_id=filed.calendar
    )


def forget(writer: Writer, filed: Filed) -> None:
    """Agree on a way, and take that back."""
    writer.sharing.agree_way(filed, "p1", Way.VISIT, None, NOW)
    writer.sharing.forget_way(filed, "p1")


CHANGES: dict[str, Change] = {
    "replan": _replan,
    "set_state": lambda w, f: w.conferences.set_state(f, ConferenceState.CANCELLED),
    "add_person": lambda w, f: w.conferences.add_person(f, role=Role.CHAIR),
    "change_person": lambda w, f: w.conferences.change_person(
        f, Person("p1", Role.MOTHER, email="new@x.org")
    ),
    "put_child": lambda w, f: w.conferences.put_child(f, Child("K2")),
    "remove_child": lambda w, f: w.conferences.remove_child(f, Child("K1")),
    "answer": lambda w, f: w.conferences.answer(f, Fact.SPLIT, None, True),
    "mark": lambda w, f: w.conferences.mark(f.tasks[:1], MarkKind.DONE, at=NOW, note=None),
    "add_document": lambda w, f: w.sharing.add_document(f, EVIDENCE),
    "put_sharing": lambda w, f: w.sharing.put_sharing(
        f, replace(w.sharing.sharing("C-1", 1), state=ShareState.PREPARED)
    ),
    "drop_sharing": lambda w, f: w.sharing.drop_sharing(f, w.sharing.sharing("C-1", 1)),
    "agree_way": lambda w, f: w.sharing.agree_way(f, "p1", Way.VISIT, None, NOW),
    "forget_way": forget,
    "withhold_term": lambda w, f: w.sharing.withhold_term(f, "p1", TermKind.NAME, "Wren"),
    "forget_term": lambda w, f: w.sharing.forget_term(f, "p1", 1),
    "submit": lambda w, f: w.sharing.submit(f, "p3", "/x.pdf", REPORT_SUBMITTED, received_at=NOW),
    "remove_submitted": lambda w, f: w.sharing.remove_submitted(f, 1, "the wrong one"),
    "start_series": lambda w, f: w.invitations.start_series(f, "b@example.org"),
    "raise_sequence": lambda w, f: w.invitations.raise_sequence(f),
    "set_joining": lambda w, f: w.invitations.set_joining(
        f, Joining(person=None, method=Method.SKYPE)
    ),
    "put_invited": lambda w, f: invite(w, "p2", filed=f),
    "put_answer": lambda w, f: w.invitations.put_answer(f, "p1", Answer.ACCEPTED, NOW),
    "owe": _owe,
    "withdraw": lambda w, f: w.invitations.withdraw(f, "p1"),
    "see_mail": lambda w, f: w.mailbox.see_mail(f, None, "f" * 64, NOW, None),
    "step_report": lambda w, f: w.mailbox.step_report(f, "p3", Step.REQUESTED, NOW),
}
"""Every way to change a conference, by its name."""


def furnish(family: Where) -> None:
    """A conference of which there is something of everything."""
    with written(family) as writer:
        begin(writer)
        filed = writer.conferences.filed("C-1")
        writer.sharing.withhold_term(filed, "p1", TermKind.NAME, "Jay")
        writer.sharing.submit(filed, "p3", "/r.pdf", REPORT_SUBMITTED, received_at=NOW)
        writer.invitations.start_series(filed, "a@example.org")
        invite(writer, "p1")
        writer.conferences.put_child(filed, Child("K1", previous_review=dt.date(2026, 1, 5)))
        schedule(writer, "C-2")
