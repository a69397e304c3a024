"""`abridge --request`: the message that asks for an abridged report."""

import email
import email.policy
import stat
from email.message import EmailMessage
from pathlib import Path

import pytest

from cpconf import procedures
from tests.cli.running import Cpconf
from tests.procedures.texts import SMALL, broken

DATA = Path(procedures.__file__).with_name("data")

SUBJECT = "Abridged Conference Report required"
"""O-6a: the subject title, from the document."""

NAME = "A-1-abridged-request-{}.eml"


def review(cpconf: Cpconf, procedure: str = "oxfordshire", type_: str = "review") -> None:
    """A-1, a review on Thursday 12 February 2026, with a mother who has a name."""
    cpconf.book(procedure=procedure, type_=type_, at="2026-02-12T10:00")
    name = ("--name", "Zuleika Canary", "--email", "m@example.org")
    cpconf.must("person", "add", "A-1", "--role", "mother", *name)


def written(path: Path) -> EmailMessage:
    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_it_has_the_subject_that_the_document_fixes_and_no_names(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.add("A-1", "team-administrator", "--email", "inbox@example.org")
    ran = cpconf.must("abridge", "A-1", "--request", "--json")
    path = cpconf.folder / "A-1" / NAME.format(1)
    assert (ran.json["subject"], ran.json["people"]) == (SUBJECT, ["p2"])
    assert ran.json["file"] == str(path.relative_to(cpconf.folder))
    letter = written(path)
    assert (letter["Subject"], letter["To"]) == (SUBJECT, "inbox@example.org")
    assert not letter.is_multipart()
    text = letter.get_content()
    # O-6b: 48 hours before Thursday, 10:00 (R3).
    assert "due by Tue 10 Feb 2026, 10:00" in text
    assert "A-1" in text
    assert "Canary" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_history_says_who_was_asked(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.add("A-1", "team-administrator", "--email", "inbox@example.org")
    cpconf.must("abridge", "A-1", "--request")
    assert "abridged report asked for: p2" in cpconf.must("history", "A-1").out


def test_the_task_is_named_until_it_is_done(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("done", "A-1", "write-report", "authorise-report", "discuss-report")
    mark = "cpconf done A-1 request-abridged-report"
    assert mark in cpconf.must("abridge", "A-1", "--request").err
    cpconf.must("done", "A-1", "request-abridged-report")
    assert mark not in cpconf.must("abridge", "A-1", "--request").err


def test_without_an_administrator_on_record_the_address_is_left_open(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.add("A-1", "team-administrator")
    ran = cpconf.must("abridge", "A-1", "--request")
    assert "no team administrator has an address on record" in ran.err
    assert written(cpconf.folder / "A-1" / NAME.format(1))["To"] is None


def test_the_same_message_is_written_once(cpconf: Cpconf) -> None:
    review(cpconf)
    first = cpconf.must("abridge", "A-1", "--request", "--json").json
    assert cpconf.must("abridge", "A-1", "--request", "--json").json == first
    cpconf.add("A-1", "team-administrator", "--email", "inbox@example.org")
    again = cpconf.must("abridge", "A-1", "--request", "--json").json
    assert str(again["file"]).endswith(NAME.format(2))


def test_a_dry_run_writes_and_records_nothing(cpconf: Cpconf) -> None:
    review(cpconf)
    ran = cpconf.must("abridge", "A-1", "--request", "--dry-run", "--json")
    assert (ran.json["subject"], ran.json["file"]) == (SUBJECT, None)
    assert not (cpconf.folder / "A-1").exists()
    assert "asked for" not in cpconf.must("history", "A-1").out


def test_nobody_asks_for_one_where_the_family_had_the_full_report(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("fact", "A-1", "full_report_shared=yes")
    ran = cpconf("abridge", "A-1", "--request")
    assert (ran.code, "no abridged report is asked for at A-1 (O-6a)" in ran.err) == (5, True)
    assert not (cpconf.folder / "A-1").exists()


def test_a_procedure_may_fix_no_subject_and_name_nobody_to_abridge(cpconf: Cpconf) -> None:
    path = cpconf.folder / "own.toml"
    task = """
[[task]]
name = "request-abridged-report"
clause = "S-9"
section = "1"
role = "social_worker"
title = "Ask for an abridged report"
"""
    path.write_text(SMALL + task)
    review(cpconf, str(path), "initial")
    ran = cpconf.must("abridge", "A-1", "--request", "--json")
    assert (ran.json["subject"], ran.json["people"]) == (None, [])
    assert "no person who abridges it has an address" in ran.err
    letter = written(cpconf.folder / "A-1" / NAME.format(1))
    assert letter["Subject"] == "A request (ref A-1)"
    assert "due by" not in letter.get_content()


def test_who_abridges_may_be_named_by_clause(cpconf: Cpconf) -> None:
    text = (DATA / "oxfordshire.toml").read_text()
    path = cpconf.folder / "own.toml"
    path.write_text(broken('before = ["abridge-report"]', 'before = ["O-6b"]', text))
    review(cpconf, str(path))
    cpconf.add("A-1", "team-administrator", "--email", "inbox@example.org")
    assert cpconf.must("abridge", "A-1", "--request", "--json").json["people"] == ["p2"]


@pytest.mark.parametrize(
    ("procedure", "type_"), [("oxfordshire", "initial"), ("hounslow", "review")]
)
def test_where_the_document_has_nobody_ask_it_is_refused(
    cpconf: Cpconf, procedure: str, type_: str
) -> None:
    review(cpconf, procedure, type_)
    ran = cpconf("abridge", "A-1", "--request")
    assert (ran.code, "nobody ask for an abridged report" in ran.err) == (5, True)


@pytest.mark.parametrize(
    ("more", "said"),
    [(("full.pdf",), "leave out FILE"), (("--form",), "one of"), (("--list",), "one of")],
)
def test_it_goes_with_nothing_that_makes_something_else(
    cpconf: Cpconf, more: tuple[str, ...], said: str
) -> None:
    review(cpconf)
    ran = cpconf("abridge", "A-1", "--request", *more)
    assert (ran.code, said in ran.err) == (2, True)
