"""What comes next for a copy, and which calls follow it (O-16, O-17)."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.next_steps import calls, next_step, password_words
from cpconf.core.sharing.sharing import (
    PasswordCare,
    ReleasedBy,
    ShareState,
    Sharing,
    Transport,
    Way,
)
from cpconf.core.sharing.stops import Stop
from cpconf.core.words import DocumentKind, Each, FileType, TaskState
from cpconf.errors import NotFound
from cpconf.workflow.sharing.copies import names_of
from tests.core.making import FATHER, MOTHER, filed, procedure, record, task

PDF, WORD = "AES-256", "Office agile encryption, AES-256"
RELEASE = "cpconf release A-1 --to m1 --how phone --confirmed-by NAME"
SENT = "cpconf sent A-1 --to m1"


def sharing(
    state: ShareState = ShareState.SENT,
    *,
    person: str | None = "m1",
    kind: DocumentKind = DocumentKind.REPORT,
    transport: Transport = Transport.DRAFT,
    password: PasswordCare = PasswordCare.HELD,
    released_by: ReleasedBy | None = None,
    algorithm: str | None = PDF,
    folder: str | None = "/out",
) -> Sharing:
    return Sharing(
        id=1,
        ref="A-1",
        person=person,
        kind=kind,
        way=Way.EMAIL,
        state=state,
        transport=transport,
        password=password,
        evidence=None
        if algorithm is None
        else Evidence(kind=kind, sha256="0" * 64, size=1, pages=1, algorithm=algorithm),
        made_at=dt.datetime(2026, 2, 1, 9),
        folder=folder,
        released_by=released_by,
    )


NEXT = {
    ShareState.PREPARING: ("protect it again", None),
    ShareState.PREPARED: ("send the first message", RELEASE),
    ShareState.SENDING: ("if not, add --not", SENT),
    ShareState.SENT: ("whether it has arrived with the right person", RELEASE),
    ShareState.RECEIVED: ("release the password", RELEASE),
    ShareState.RELEASING: ("the release was stopped", RELEASE),
    ShareState.RELEASED: None,
    ShareState.SHARED: None,
    ShareState.REPLACED: None,
}


@pytest.mark.parametrize("state", ShareState)
def test_in_each_state_the_next_step_is_said_with_what_to_type(state: ShareState) -> None:
    step, expected = next_step(sharing(state)), NEXT[state]
    if expected is None:
        assert step is None
        return
    assert step is not None
    assert expected[0] in step.words
    assert step.command == expected[1]


@pytest.mark.parametrize(
    ("state", "went"),
    [
        (ShareState.PREPARED, "do not send it: it is for another address than is on record now"),
        (ShareState.SENDING, "it may have been sent to another address than is on record now"),
        (ShareState.SENT, "it was sent to another address than is on record now"),
        (ShareState.RECEIVED, "it was sent to another address than is on record now"),
        (ShareState.RELEASED, None),
    ],
)
def test_a_copy_for_another_address_is_made_again_and_nobody_there_is_asked(
    state: ShareState, went: str | None
) -> None:
    step = next_step(sharing(state), {Stop.ADDRESS, Stop.TERMS})
    if went is None:
        assert step is None
        return
    assert step is not None
    assert step.words.startswith(went)
    assert step.command == "cpconf protect-report FILE A-1 --to m1 --as report --out DIR"
    assert next_step(sharing(state), {Stop.TERMS}) == next_step(sharing(state))


def test_what_the_program_sends_itself_is_asked_for_where_a_run_was_stopped() -> None:
    step = next_step(sharing(ShareState.RELEASING, transport=Transport.SMTP))
    assert step is not None
    assert ("--not" in step.words, step.command) == (True, SENT)


@pytest.mark.parametrize(
    ("kind", "person", "about"),
    [
        (DocumentKind.REPORT, "m1", "--to m1 --how"),
        (DocumentKind.PLAN, "m1", "--to m1 --as plan --how"),
        (DocumentKind.MINUTES, "m1", "--to m1 --as minutes --how"),
        (DocumentKind.SET, None, "--to professionals --how"),
    ],
)
def test_what_to_type_names_the_document_where_it_is_no_report(
    kind: DocumentKind, person: str | None, about: str
) -> None:
    step = next_step(sharing(ShareState.PREPARED, kind=kind, person=person))
    assert step is not None
    assert about in (step.command or "")
    assert ("by secure email" in step.words) is (person is None)


@pytest.mark.parametrize(
    ("state", "password", "by", "words"),
    [
        (ShareState.SENT, PasswordCare.HELD, None, "held"),
        (ShareState.RELEASED, PasswordCare.HELD, None, "released"),
        (ShareState.RELEASED, PasswordCare.HELD, ReleasedBy.PHONE, "released by phone"),
        (ShareState.RELEASED, PasswordCare.AGREED, None, "agreed with the family"),
        (ShareState.SHARED, PasswordCare.NONE, None, "none"),
    ],
)
def test_where_the_password_is_is_said(
    state: ShareState, password: PasswordCare, by: ReleasedBy | None, words: str
) -> None:
    assert password_words(sharing(state, password=password, released_by=by)) == words


def test_the_calls_are_those_about_whoever_had_the_report_by_email() -> None:
    rules = procedure(
        task("call", each=Each.PARENT, facts=["report_emailed"]),
        task("tell", each=Each.PARENT),
        task("meet", each=Each.PARENT, facts=["split"]),
    )
    known = record(MOTHER, FATHER, emailed=["m1"])
    booked = filed(rules, known=known)
    assert [each.handle for each in calls(booked.tasks, "m1")] == ["call@m1"]
    assert calls(booked.tasks, "f1") == []
    # One that was done, or left out, stays in sight though it applies no more.
    for state in (TaskState.DONE, TaskState.SKIPPED, TaskState.OPEN):
        (call, *rest) = (
            dataclasses.replace(each, applies=False, state=state) for each in booked.tasks
        )
        assert call.handle == "call@m1"
        assert calls([call, *rest], "m1") == ([] if state is TaskState.OPEN else [call])


def test_the_files_of_a_copy_are_where_they_were_put_and_of_the_type_that_was_locked() -> None:
    assert names_of(sharing()).copy.name == "A-1-m1-report.pdf"
    assert names_of(sharing(algorithm=WORD)).copy.name == "A-1-m1-report.docx"
    assert names_of(sharing(person=None, kind=DocumentKind.SET)).copy.parent == Path("/out")
    assert sharing(algorithm=None).type is FileType.PDF
    for nothing in (sharing(folder=None), sharing(algorithm=None)):
        with pytest.raises(NotFound):
            names_of(nothing)
