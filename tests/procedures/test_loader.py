"""Procedures by name and by path, the national frame within them, and their pinned texts."""

import datetime as dt
from pathlib import Path

import pytest

from cpconf.core.dates.moments import Anchor
from cpconf.core.dates.readings import Reading, Switches
from cpconf.core.procedures.procedure import LimitClause, Procedure, RuleKind
from cpconf.core.words import (
    ConferenceType,
    DocumentKind,
    Each,
    Fact,
    FileType,
    Format,
    Phase,
    Role,
)
from cpconf.errors import ExitCode, NotFound
from cpconf.procedures.fault import ProcedureFault
from cpconf.procedures.loader import FRAME, built_in, from_texts, load
from tests.procedures.texts import SMALL, WESTMERE, broken

NAMES = [*built_in(), FRAME]


def test_the_built_in_procedures_are_listed_without_the_national_frame() -> None:
    assert built_in() == ("hounslow", "oxfordshire")


@pytest.mark.parametrize("name", NAMES)
def test_a_built_in_procedure_is_loaded_by_its_name(name: str) -> None:
    assert load(name).procedure.name == name


def test_a_file_is_loaded_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.toml").write_text(SMALL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for path in ("mine.toml", "./mine.toml", str(tmp_path / "mine.toml")):
        assert load(path).procedure.name == "small"


def test_a_path_needs_no_ending_where_it_has_a_separator(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text(SMALL, encoding="utf-8")
    assert load(str(tmp_path / "mine")).procedure.name == "small"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hunslow", 'no procedure called "hunslow"; did you mean "hounslow"? allowed: hounslow, '),
        ("small", "allowed: hounslow, oxfordshire, england, or the path of a .toml file"),
        ("", "no procedure called"),
        ("none.toml", 'there is no file "none.toml"'),
        ("../hounslow", "there is no file"),
    ],
)
def test_what_is_not_there_is_not_found(name: str, words: str) -> None:
    with pytest.raises(NotFound) as missing:
        load(name)
    assert words in str(missing.value)
    assert missing.value.exit_code is ExitCode.NOT_FOUND


@pytest.mark.parametrize("name", [*NAMES, str(WESTMERE)])
def test_a_pinned_edition_comes_back_from_its_texts_though_the_file_be_gone(name: str) -> None:
    edition = load(name)
    again = from_texts(edition.text, edition.frame_text, "the store")
    assert again.sha256 == edition.sha256
    assert again.procedure.tasks == edition.procedure.tasks
    assert again.procedure.limits == edition.procedure.limits
    assert again.procedure.rules == edition.procedure.rules
    assert again.procedure.switches == edition.procedure.switches


def test_a_pinned_edition_keeps_the_frame_that_it_was_pinned_with() -> None:
    edition = load("hounslow")
    old_frame = edition.frame_text.replace("15 working days of", "14 working days of")
    pinned = from_texts(edition.text, old_frame, "the store")
    assert limit(pinned.procedure, "E-ICPC-15").timing.amount == 14
    assert pinned.frame_text == old_frame
    assert pinned.sha256 != edition.sha256


def test_a_faulty_pinned_frame_is_told_as_such() -> None:
    with pytest.raises(ProcedureFault, match=r"^england\.toml:1: "):
        from_texts(SMALL, "", "the store")


def test_two_editions_differ_in_their_digest_and_one_does_not() -> None:
    frame = load("hounslow").frame_text
    one, other = broken('edition = "1"', 'edition = "2"'), SMALL
    digests = [from_texts(text, frame, "x").sha256 for text in (one, other, one)]
    assert digests[0] == digests[2] != digests[1]


def test_the_frame_alone_has_no_frame() -> None:
    frame = load(FRAME)
    assert frame.is_frame
    assert frame.frame_text == ""
    assert not load("hounslow").is_frame
    assert [task.clause for task in frame.procedure.tasks] == ["E-CORE-10"]


def test_every_procedure_includes_the_national_frame_and_says_where_it_is_from() -> None:
    procedure = small()
    framed = [clause for clause in (*procedure.tasks, *procedure.limits) if clause.source]
    assert {c.clause for c in framed} == {"E-ICPC-15", "E-RCPC-3M", "E-RCPC-6M", "E-CORE-10"}
    assert all("Working Together to Safeguard Children" in clause.source for clause in framed)


def test_the_frame_is_cut_to_the_conferences_that_a_procedure_governs() -> None:
    text = broken('review = ["video", "written"]', "", SMALL)
    text = broken('types = ["review"]\nformats = ["written"]\n', "", text)
    procedure = from_texts(text, load("hounslow").frame_text, "small.toml").procedure
    assert [c.clause for c in procedure.limits] == ["S-5", "E-ICPC-15"]
    assert limit(procedure, "E-ICPC-15").types == {ConferenceType.INITIAL}
    assert limit(procedure, "E-ICPC-15").formats == {Format.VIDEO}


def test_a_file_says_what_it_says() -> None:
    procedure = load(str(WESTMERE)).procedure
    assert procedure.title == "Westmere County Council"
    assert procedure.edition == "2026-01"
    assert procedure.document == "Conferences at a distance: a local protocol"
    assert procedure.publisher == "Westmere County Council"
    assert procedure.dated == dt.date(2026, 1, 5)
    assert procedure.note == "An invented authority."
    assert procedure.conferences == {
        ConferenceType.INITIAL: (Format.VIDEO,),
        ConferenceType.REVIEW: (Format.VIDEO, Format.WRITTEN),
    }
    assert procedure.switches == Switches(
        days_are_working=False,
        hours_are_office=False,
        clear_days=True,
        close_of_business=dt.time(16, 30),
    )
    tasks = {task.clause: task for task in procedure.tasks}
    assert tasks["W-2"].role_assumed
    assert tasks["W-2"].each is Each.SCHOOL
    assert tasks["W-3"].each is Each.PROFESSIONAL
    assert tasks["W-5a"].answers is Fact.REPORT_EMAILED
    assert tasks["W-5a"].shares_with_parent
    assert tasks["W-5a"].sends is DocumentKind.REPORT
    assert tasks["W-5a"].sends_as is FileType.PDF
    assert tasks["W-5a"].only_after == ("authorise-report",)
    assert [str(condition) for condition in tasks["W-5b"].conditions] == ["!parent_email"]
    assert tasks["W-6"].joint == (Role.SOCIAL_WORKER, Role.MANAGER)
    assert tasks["W-8"].phase is Phase.FOLLOW_UP
    assert tasks["W-1a"].repeat_when_moved
    assert tasks["W-1a"].gated_by == ("W-1r",)
    rules = {rule.clause: rule for rule in procedure.rules}
    assert rules["W-13"].kind is RuleKind.ALLOCATED
    assert rules["W-13"].roles == (Role.CHAIR, Role.MINUTE_TAKER)
    assert limit(procedure, "W-L1").timing.anchor is Anchor.STRATEGY_DISCUSSION


def test_a_local_target_dates_a_task_and_is_marked_as_local() -> None:
    task = next(t for t in load(str(WESTMERE)).procedure.tasks if t.clause == "W-1a")
    assert task.local
    assert task.reading is Reading.R1


def test_a_task_without_a_time_has_reading_r6() -> None:
    task = next(task for task in small().tasks if task.clause == "S-3")
    assert task.timing is None
    assert task.reading is Reading.R6


def test_roles_and_facts_may_be_written_with_hyphens() -> None:
    text = broken('role = "administrator"', 'role = "team-administrator"')
    text = broken('"parent_email"', '"parent-email"', text)
    procedure = from_texts(text, load("hounslow").frame_text, "small.toml").procedure
    assert Role.TEAM_ADMINISTRATOR in {task.role for task in procedure.tasks}


@pytest.mark.parametrize("written", ["17:30:00", '"17:30"', '"5.30pm"'])
def test_close_of_business_is_a_time_of_day(written: str) -> None:
    text = broken('hours = "office"', f"close_of_business = {written}")
    procedure = from_texts(text, load("hounslow").frame_text, "small.toml").procedure
    assert procedure.switches.close_of_business == dt.time(17, 30)


@pytest.mark.parametrize(
    "written", ["2026-02-12T10:00:00", "2026-02-12 10:00:00", '"12 Feb 2026 10am"']
)
def test_a_moment_may_be_written_as_toml_or_as_people_write_it(written: str) -> None:
    text = broken('"2026-02-12T10:00"', written)
    procedure = from_texts(text, load("hounslow").frame_text, "small.toml").procedure
    assert procedure.examples[0].at == dt.datetime(2026, 2, 12, 10)


def small() -> Procedure:
    return from_texts(SMALL, load("hounslow").frame_text, "small.toml").procedure


def limit(procedure: Procedure, clause: str) -> LimitClause:
    return next(found for found in procedure.limits if found.clause == clause)
