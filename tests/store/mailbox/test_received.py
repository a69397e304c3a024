"""What comes in: messages of the mailbox are dealt with once, and reports go their way."""
# ruff: noqa: S608 - the statements are the tests' own

import dataclasses
import datetime as dt
import hashlib

import pytest

from cpconf.core.mailbox import FileHolder
from cpconf.core.reports.steps import ReportStep, Step
from cpconf.errors import NotFound, StoreBusy
from cpconf.store.reading import Reader, reading
from cpconf.store.writing import Writer
from tests.store.examples import NOW, REPORT_SUBMITTED, schedule, written
from tests.store.looking import Where, refused, signed, spoil

RECEIVED = dt.datetime(2026, 1, 29, 16, 20)
FIRST, SECOND = (hashlib.sha256(words).hexdigest() for words in (b"one", b"two"))


def read(store: Where) -> Reader:
    reader = reading(store)
    assert reader
    return reader


def test_a_message_that_was_dealt_with_is_known_again_by_its_fingerprint(family: Where) -> None:
    with written(family, by="worker") as writer:
        filed = writer.conferences.filed("C-1")
        report = writer.sharing.submit(
            filed, "p3", "/r.pdf", REPORT_SUBMITTED, received_at=RECEIVED
        )
        writer.mailbox.see_mail(filed, "p3", FIRST, RECEIVED, report.id)
        writer.mailbox.see_mail(filed, None, SECOND, RECEIVED, None)
    with read(family) as reader:
        assert reader.mailbox.mail_seen([FIRST, SECOND, "0" * 64]) == {FIRST, SECOND}
        assert reader.mailbox.mail_seen([]) == set()
        kept = reader.common.ask(
            "SELECT conference_id, person_id, received_at, submitted_id, by, recorded_at, "
            "machine_at FROM mail_seen ORDER BY id"
        )
    worker = signed(family, "worker")
    by = (worker, "2026-01-30T09:30:00+00:00", "2026-01-30T09:30:12.000000+00:00")
    assert kept == [
        (1, 3, "2026-01-29T16:20:00+00:00", 1, *by),
        (1, None, "2026-01-29T16:20:00+00:00", None, *by),
    ]


def test_more_fingerprints_than_a_statement_takes_are_asked_for_in_turns(family: Where) -> None:
    many = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(1200)]
    with written(family) as writer:
        filed = writer.conferences.filed("C-1")
        for fingerprint in many[::400]:
            writer.mailbox.see_mail(filed, None, fingerprint, RECEIVED, None)
        assert writer.mailbox.mail_seen(many) == set(many[::400])


def test_a_message_that_another_command_dealt_with_is_not_dealt_with_again(family: Where) -> None:
    with written(family) as writer:
        schedule(writer, "C-2")
        writer.mailbox.see_mail(writer.conferences.filed("C-1"), None, FIRST, RECEIVED, None)

    def see_again(writer: Writer) -> None:
        filed = writer.conferences.filed("C-2")
        writer.conferences.note(filed, "x", {})
        writer.mailbox.see_mail(filed, None, FIRST, RECEIVED, None)

    with pytest.raises(StoreBusy, match="meanwhile"), written(family) as writer:
        see_again(writer)
    with read(family) as reader:
        assert [entry.kind for entry in reader.conferences.history("C-2")] == ["scheduled"]


def test_whose_reports_files_are_is_known_at_every_conference_and_after_they_are_taken_back(
    family: Where,
) -> None:
    kept = REPORT_SUBMITTED
    other = dataclasses.replace(kept, sha256=FIRST)
    with written(family) as writer:
        schedule(writer, "C-2")
        filed = writer.conferences.filed("C-1")
        for person, evidence in (("p3", kept), ("p1", other), ("p3", other)):
            writer.sharing.submit(filed, person, "/r.pdf", evidence, received_at=RECEIVED)
        writer.sharing.submit(
            filed, "p3", "/w.pdf", kept, received_at=RECEIVED, withheld="an enquiry"
        )
        writer.sharing.remove_submitted(filed, 2, "the wrong person's")
    with read(family) as reader:
        assert reader.mailbox.report_holders([kept.sha256, FIRST, SECOND]) == {
            kept.sha256: [FileHolder("C-1", "p3", 4), FileHolder("C-1", "p3", 1)],
            FIRST: [FileHolder("C-1", "p3", 3), FileHolder("C-1", "p1", 2, standing=False)],
        }
        assert reader.mailbox.report_holders([]) == {}
        many = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(1200)]
        assert set(reader.mailbox.report_holders([*many, FIRST])) == {FIRST}


def test_the_steps_of_reports_are_told_in_their_order(family: Where) -> None:
    later = dt.datetime(2026, 7, 1, 9)
    with written(family) as writer:
        schedule(writer, "C-2")
        filed = writer.conferences.filed("C-1")
        writer.mailbox.step_report(filed, "p3", Step.REQUESTED, RECEIVED)
        writer.mailbox.step_report(filed, "p1", Step.REQUESTED, RECEIVED)
        writer.mailbox.step_report(filed, "p3", Step.REQUESTED, NOW)
        writer.mailbox.step_report(filed, "p3", Step.FORWARDED, later)
    with read(family) as reader:
        assert reader.mailbox.report_steps("C-1") == [
            ReportStep("p3", Step.REQUESTED, RECEIVED),
            ReportStep("p1", Step.REQUESTED, RECEIVED),
            ReportStep("p3", Step.REQUESTED, NOW),
            ReportStep("p3", Step.FORWARDED, later),
        ]
        assert reader.mailbox.report_steps("C-2") == []


def test_a_step_that_cannot_be_read_does_not_hide_the_others(family: Where) -> None:
    with written(family) as writer:
        filed = writer.conferences.filed("C-1")
        writer.mailbox.step_report(filed, "p3", Step.REQUESTED, RECEIVED)
        writer.mailbox.step_report(filed, "p1", Step.REQUESTED, RECEIVED)
    spoil(family, "UPDATE report_step SET step = 'eaten' WHERE person_id = 3")
    with read(family) as reader:
        assert [step.person for step in reader.mailbox.report_steps("C-1")] == ["p1"]
        assert reader.common.warnings == [
            "a step of the report of p3 of C-1 cannot be read and is left out"
        ]


def test_both_raise_the_version_and_refuse_a_conference_changed_meanwhile(family: Where) -> None:
    with written(family) as writer:
        stale = writer.conferences.filed("C-1")
        writer.mailbox.see_mail(stale, None, FIRST, RECEIVED, None)
        writer.mailbox.step_report(stale, "p3", Step.REQUESTED, RECEIVED)
        assert writer.conferences.filed("C-1").version == stale.version + 1
    with pytest.raises(StoreBusy, match="meanwhile"), written(family) as writer:
        writer.mailbox.see_mail(stale, None, SECOND, RECEIVED, None)
    with pytest.raises(StoreBusy, match="meanwhile"), written(family) as writer:
        writer.mailbox.step_report(stale, "p3", Step.FORWARDED, RECEIVED)
    with read(family) as reader:
        assert reader.mailbox.mail_seen([SECOND]) == set()
        assert [step.step for step in reader.mailbox.report_steps("C-1")] == [Step.REQUESTED]


def test_nobody_who_is_not_there_is_written_about(family: Where) -> None:
    with pytest.raises(NotFound, match="p9"), written(family) as writer:
        writer.mailbox.see_mail(writer.conferences.filed("C-1"), "p9", FIRST, RECEIVED, None)
    with pytest.raises(NotFound, match="p9"), written(family) as writer:
        writer.mailbox.step_report(writer.conferences.filed("C-1"), "p9", Step.REQUESTED, RECEIVED)


SIGNED = "by, recorded_at, machine_at"
STEP = (
    f"INSERT INTO report_step (conference_id, person_id, step, at, {SIGNED}) "
    f"SELECT conference_id, person_id, {{}}, {{}}, {SIGNED} FROM report_step"
)
SEEN = (
    f"INSERT INTO mail_seen (conference_id, fingerprint, received_at, submitted_id, {SIGNED}) "
    f"SELECT conference_id, {{}}, {{}}, {{}}, {SIGNED} FROM mail_seen"
)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (STEP.format("'eaten'", "at"), "report_step_step_is_known"),
        (STEP.format("step", "'today'"), "report_step_at_is_a_moment"),
        (SEEN.format("'other'", "'today'", "NULL"), "mail_seen_received_at_is_a_moment"),
        (SEEN.format("'other'", "received_at", "99"), "FOREIGN KEY"),
        (SEEN.format("fingerprint", "received_at", "NULL"), r"mail_seen\.fingerprint"),
    ],
)
def test_the_store_itself_refuses_what_cannot_be(family: Where, statement: str, rule: str) -> None:
    with written(family) as writer:
        filed = writer.conferences.filed("C-1")
        writer.mailbox.see_mail(filed, None, FIRST, RECEIVED, None)
        writer.mailbox.step_report(filed, "p3", Step.REQUESTED, RECEIVED)
    refused(family, statement, rule)
