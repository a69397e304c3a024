"""Two commands at work on the same copy: neither takes the other's work for its own."""

import datetime as dt
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cpconf.app import App
from cpconf.core.conferences.filed import Filed
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import PasswordCare, ShareState, Sharing
from cpconf.core.sharing.stops import Decision, Halt, Stop
from cpconf.core.words import DocumentKind
from cpconf.documents.findings import Findings
from cpconf.documents.inspection.inspecting import inspect
from cpconf.errors import CpconfError, DocumentFault, Refused, StoreBusy
from cpconf.workflow.reports import abridgement, gathering, sets
from cpconf.workflow.sharing import copies, protection, recipients
from cpconf.workflow.sharing.copies import Begin
from cpconf.workflow.sharing.permission import Papers
from tests.cli.reports.papers import FULL, paper, report
from tests.cli.running import Cpconf
from tests.cli.sharing.copies import STRONG, a_pdf, release

EVIDENCE = Evidence(
    kind=DocumentKind.REPORT,
    sha256="0" * 64,
    size=1,
    pages=1,
    algorithm="AES-256, PDF revision 6",
)


@pytest.fixture
def app(cpconf: Cpconf) -> App:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    return cpconf.app()


def attempt(app: App, folder: Path) -> tuple[Filed, Sharing, Decision]:
    with app.reading_existing() as reader:
        filed = reader.conferences.filed("A-1")
    copy = Sharing(
        ref="A-1",
        person="p1",
        kind=DocumentKind.REPORT,
        evidence=EVIDENCE,
        folder=str(folder),
        address="m@example.org",
    )
    return filed, copy, Decision()


def sharings(app: App) -> list[Sharing]:
    with app.reading_existing() as reader:
        return list(reader.sharing.sharings("A-1"))


def told(app: App, kind: str) -> list[tuple[Any, str | None]]:
    """What the history says of each event of a kind: its details, and the reason."""
    with app.reading_existing() as reader:
        return [
            (each.details, each.note)
            for each in reader.conferences.history("A-1")
            if each.kind == kind
        ]


def states(app: App) -> list[ShareState]:
    with app.reading_existing() as reader:
        return [sharing.state for sharing in reader.sharing.sharings("A-1")]


class Stopped(BaseException):
    """What a power cut is to the program."""


def leave_unfinished(app: App, folder: Path) -> Path:
    """What a run leaves that was stopped after it had published a file."""
    file = folder / "left.pdf"

    def stop_half_way() -> None:
        with copies.making(app.writing_undated, *attempt(app, folder)) as published:
            file.write_bytes(b"left")
            published.add(file)
            raise Stopped

    with pytest.raises(Stopped):
        stop_half_way()
    assert states(app) == [ShareState.PREPARING]
    return file


def test_what_a_stopped_run_left_is_not_taken_back_unseen(
    cpconf: Cpconf, app: App, tmp_path: Path
) -> None:
    file = leave_unfinished(app, tmp_path)
    with app.reading_existing() as reader:
        who = Papers(reader, reader.conferences.filed("A-1")).recipient(
            "mother", DocumentKind.REPORT
        )
    assert who.unfinished is not None
    cpconf.must("agree", "A-1", "mother", "--way", "telephone")
    with pytest.raises(StoreBusy):
        copies.take_back(app.writing_undated, who.filed, who.unfinished, [file])
    assert file.exists()
    assert states(app) == [ShareState.PREPARING]


def test_what_a_stopped_run_left_is_taken_back_with_its_files(app: App, tmp_path: Path) -> None:
    file = leave_unfinished(app, tmp_path)
    with app.reading_existing() as reader:
        who = Papers(reader, reader.conferences.filed("A-1")).recipient(
            "mother", DocumentKind.REPORT
        )
    assert who.unfinished is not None
    copies.take_back(app.writing_undated, who.filed, who.unfinished, [file])
    assert not file.exists()
    assert states(app) == []


def test_a_copy_that_was_replaced_while_it_was_made_takes_its_files_back(
    cpconf: Cpconf, app: App, tmp_path: Path
) -> None:
    file = tmp_path / "copy.pdf"
    known = ("--how", "visit", "--confirmed-by", "Kim Example")

    def make() -> None:
        with copies.making(app.writing_undated, *attempt(app, tmp_path)) as published:
            file.write_bytes(b"copy")
            published.add(file)
            cpconf.must("shared", "A-1", "--to", "mother", *known)

    with pytest.raises(StoreBusy):
        make()
    assert not file.exists()
    assert ShareState.SHARED in states(app)
    assert ShareState.PREPARED not in states(app)


def test_nothing_is_begun_for_a_conference_that_changed_meanwhile(
    cpconf: Cpconf, app: App, tmp_path: Path
) -> None:
    begun = attempt(app, tmp_path)
    cpconf.must("agree", "A-1", "mother", "--way", "telephone")
    with pytest.raises(StoreBusy), copies.making(app.writing_undated, *begun):
        raise AssertionError
    assert states(app) == []


@pytest.mark.parametrize("error", [CpconfError("no"), OSError(5, "no")], ids=["ours", "the system"])
def test_a_copy_that_fails_half_way_is_neither_on_record_nor_on_the_disk(
    error: Exception, app: App, tmp_path: Path
) -> None:
    file = tmp_path / "copy.pdf"

    def make() -> None:
        with copies.making(app.writing_undated, *attempt(app, tmp_path)) as published:
            file.write_bytes(b"copy")
            published.add(file)
            assert states(app) == [ShareState.PREPARING]
            raise error

    with pytest.raises(type(error)):
        make()
    assert states(app) == []
    assert not file.exists()
    assert told(app, "protected") == []


def test_only_its_own_files_are_taken_back_and_not_those_of_another_run(
    app: App, tmp_path: Path
) -> None:
    file, theirs = tmp_path / "copy.pdf", tmp_path / "theirs.pdf"

    def make() -> None:
        with copies.making(app.writing_undated, *attempt(app, tmp_path)) as published:
            file.write_bytes(b"copy")
            published.add(file)
            theirs.write_bytes(b"theirs")
            theirs.replace(file)
            raise CpconfError("no")

    with pytest.raises(CpconfError):
        make()
    assert file.read_bytes() == b"theirs"


def test_the_files_of_a_copy_that_is_on_record_as_made_stay(app: App, tmp_path: Path) -> None:
    """The result was kept, and only then did something go wrong: the record is right."""
    file = tmp_path / "copy.pdf"
    begun = 0

    @contextmanager
    def failing_late() -> Iterator[Any]:
        nonlocal begun
        begun += 1
        with app.writing_undated() as store:
            yield store
        if begun == 2:
            raise OSError(5, "the disk went away")

    def make() -> None:
        with copies.making(failing_late, *attempt(app, tmp_path)) as published:
            file.write_bytes(b"copy")
            published.add(file)

    with pytest.raises(OSError, match="went away"):
        make()
    assert states(app) == [ShareState.PREPARED]
    assert file.exists()


def test_a_copy_that_another_run_took_back_meanwhile_leaves_no_file(
    app: App, tmp_path: Path
) -> None:
    file = tmp_path / "copy.pdf"

    def make() -> None:
        with copies.making(app.writing_undated, *attempt(app, tmp_path)) as published:
            file.write_bytes(b"copy")
            published.add(file)
            with app.reading_existing() as reader:
                who = Papers(reader, reader.conferences.filed("A-1")).recipient(
                    "mother", DocumentKind.REPORT
                )
            assert who.unfinished is not None
            copies.take_back(app.writing_undated, who.filed, who.unfinished, [])

    with pytest.raises(StoreBusy, match="another command worked on the same report"):
        make()
    assert states(app) == []
    assert not file.exists()


def test_what_was_taken_back_is_told_and_the_conference_is_as_it_now_stands(
    app: App, tmp_path: Path
) -> None:
    leave_unfinished(app, tmp_path)
    with app.reading_existing() as reader:
        who = Papers(reader, reader.conferences.filed("A-1")).recipient(
            "mother", DocumentKind.REPORT
        )
    assert who.unfinished is not None

    filed = copies.take_back(app.writing_undated, who.filed, who.unfinished, [])

    assert told(app, "taken back") == [({"person": "p1", "kind": "report"}, None)]
    with app.reading_existing() as reader:
        assert filed == reader.conferences.filed("A-1")
    assert filed.version > who.filed.version


def test_what_was_said_of_a_copy_is_on_record_with_it(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    halts = (Halt(Stop.PARENTS_FIRST, ("they have not had it",)),)
    filed, copy, _ = attempt(app, Path("out"))
    copy = replace(copy, address_confirmed_by="Ann Example")
    decision = Decision(
        halts=halts, reasons={Stop.PARENTS_FIRST: "read out on a visit"}, by="Kim Example"
    )

    with copies.making(app.writing_undated, filed, copy, decision, reports=[1, 2]) as published:
        (begun,) = sharings(app)
        assert begun.state is ShareState.PREPARING
        assert begun == published.sharing
        assert told(app, "protected") == []

    (made,) = sharings(app)
    assert made == published.sharing
    assert made.state is ShareState.PREPARED
    assert (made.address, made.address_confirmed_by) == ("m@example.org", "Ann Example")
    assert made.folder == str(tmp_path / "out")  # where it is, wherever the next command is typed
    assert made.evidence == EVIDENCE
    ((said, why),) = told(app, "protected")
    assert said == {
        "person": "p1",
        "kind": "report",
        "sha256": EVIDENCE.sha256,
        "overridden": ["parents-first"],
        "passed": ["they have not had it"],
        "reports": [1, 2],
    }
    assert why is not None
    assert "read out on a visit" in why
    assert "Kim Example" in why


# Every file of a copy is known to the run that made it


def breaking(app: App, at: int) -> Begin:
    """The store's transactions, of which one is lost at its very end, as on a full disk."""
    begun = 0

    @contextmanager
    def begin() -> Iterator[Any]:
        nonlocal begun
        begun += 1
        with app.writing_undated() as store:
            yield store
            if begun == at:
                raise OSError(28, "No space left on device")

    return begin


def left_in(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())


def order_for(
    app: App, source: Path, out: Path
) -> tuple[recipients.Recipient, protection.CopyOrder]:
    with app.reading_existing() as reader:
        who = Papers(reader, reader.conferences.filed("A-1")).recipient(
            "mother", DocumentKind.REPORT
        )
    findings = inspect(source)
    return who, protection.CopyOrder(source=source, findings=findings, copy=who.copy, folder=out)


def test_a_copy_whose_result_cannot_be_kept_leaves_none_of_its_files(
    app: App, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    who, order = order_for(app, a_pdf(tmp_path), out)

    with pytest.raises(CpconfError, match="the disk is full"):
        protection.make(breaking(app, 2), who, order, STRONG, now=0.0)

    assert left_in(out) == []
    assert states(app) == []
    who, order = order_for(app, order.source, out)
    protection.make(app.writing_undated, who, order, STRONG, now=0.0)
    assert len(left_in(out)) == 3


def test_a_copy_that_opens_with_an_agreed_passphrase_has_no_second_message(
    cpconf: Cpconf, app: App, tmp_path: Path
) -> None:
    who, order = order_for(app, a_pdf(tmp_path), tmp_path / "out")
    order = replace(order, copy=replace(who.copy, password=PasswordCare.AGREED))
    protection.make(app.writing_undated, who, order, STRONG, now=0.0)
    assert left_in(tmp_path / "out") == ["A-1-p1-report-1-report.eml", "A-1-p1-report.pdf"]
    assert "opens with the agreed passphrase" in release(cpconf).out
    assert states(app) == [ShareState.RELEASED]


@pytest.mark.parametrize(
    ("error", "why", "kind"),
    [
        (OSError(28, "No space left on device"), "no space left on device", CpconfError),
        (
            StoreBusy("the store a.sqlite is busy: another command is writing to it; try again"),
            "the store a.sqlite is busy",
            StoreBusy,
        ),
        (
            CpconfError("the disk is full, and nothing was changed in a.sqlite: free some space"),
            "the disk is full",
            CpconfError,
        ),
    ],
    ids=["the system", "busy", "full"],
)
def test_a_record_that_cannot_be_taken_back_is_said_to_stand_and_the_next_run_clears_it_away(
    error: Exception, why: str, kind: type[CpconfError], app: App, tmp_path: Path
) -> None:
    """The same fails when the copy is to be put on record, and when it is to be taken back."""
    out = tmp_path / "out"
    who, order = order_for(app, a_pdf(tmp_path), out)
    begun = 0

    @contextmanager
    def full_from_then_on() -> Iterator[Any]:
        nonlocal begun
        begun += 1
        with app.writing_undated() as store:
            yield store
            if begun > 1:
                raise error

    with pytest.raises(CpconfError) as told:
        protection.make(full_from_then_on, who, order, STRONG, now=0.0)

    said = str(told.value)
    assert type(told.value) is kind
    assert f"stays on record as being prepared: {why}\n" in said
    assert "run the same command again: it removes what is left" in said
    assert "nothing was changed" not in said
    assert states(app) == [ShareState.PREPARING]
    assert len(left_in(out)) == 3
    who, order = order_for(app, order.source, out)
    who = protection.take_back(app.writing_undated, who)
    assert left_in(out) == []
    protection.make(app.writing_undated, who, order, STRONG, now=0.0)
    assert states(app) == [ShareState.PREPARED]


def test_a_copy_of_which_one_file_cannot_get_its_name_leaves_none_of_them(
    app: App, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    who, order = order_for(app, a_pdf(tmp_path), out)

    def meanwhile(_stage: str, _done: float) -> None:
        (out / "A-1-p1-report-1-report.eml").write_bytes(b"somebody's own")

    with pytest.raises(Refused, match="exists already"):
        protection.make(app.writing_undated, who, order, STRONG, now=0.0, progress=meanwhile)

    assert left_in(out) == ["A-1-p1-report-1-report.eml"]
    assert (out / "A-1-p1-report-1-report.eml").read_bytes() == b"somebody's own"
    assert states(app) == []


def test_a_set_whose_result_cannot_be_kept_leaves_none_of_its_files(
    cpconf: Cpconf, app: App, tmp_path: Path
) -> None:
    cpconf.add("A-1", "school")
    cpconf.must("report", "add", "A-1", report(tmp_path, "school.pdf"), "--from", "school")
    with app.reading_existing() as reader:
        gathered = gathering.gather(reader, "A-1")
    order = sets.SetOrder(folder=tmp_path / "out", decision=Decision())

    with pytest.raises(CpconfError, match="the disk is full"):
        sets.make(
            breaking(app, 2),
            gathered,
            STRONG,
            order,
            now=dt.datetime(2026, 1, 5, 12),
            machine_now=0.0,
        )

    assert not (tmp_path / "out").exists()
    assert states(app) == []
    with app.reading_existing() as reader:
        gathered = gathering.gather(reader, "A-1")
    stale = tmp_path / "out" / "egress" / ".cpconf-stale.part"
    stale.parent.mkdir(mode=0o700, parents=True)
    stale.write_bytes(b"left by a run that was stopped")
    os.utime(stale, (0, 0))
    sets.make(
        app.writing_undated,
        gathered,
        STRONG,
        order,
        now=dt.datetime(2026, 1, 5, 12),
        machine_now=2 * 24 * 60 * 60.0,
    )
    assert len(left_in(tmp_path / "out")) == 4
    ((said, _),) = told(app, "protected")
    assert (said["kind"], said["person"], said["reports"]) == ("set", None, [1])


def test_a_report_that_changes_while_the_set_is_made_is_in_none(
    cpconf: Cpconf, app: App, tmp_path: Path
) -> None:
    cpconf.add("A-1", "school")
    cpconf.must("report", "add", "A-1", report(tmp_path, "school.pdf"), "--from", "school")
    with app.reading_existing() as reader:
        gathered = gathering.gather(reader, "A-1")
    report(tmp_path, "school.pdf", "anotherword")

    with pytest.raises(DocumentFault, match=r"report 1 \(p2 school\) has changed"):
        sets.make(
            app.writing_undated,
            gathered,
            STRONG,
            sets.SetOrder(folder=tmp_path / "out", decision=Decision()),
            now=dt.datetime(2026, 1, 5, 12),
            machine_now=0.0,
        )

    assert left_in(tmp_path / "out") == []
    assert states(app) == []


def plan_for(app: App, tmp_path: Path) -> tuple[abridgement.AbridgementPlan, Path, Findings]:
    source = paper(tmp_path / "full.pdf", FULL)
    findings = inspect(source, headings=True)
    with app.reading_existing() as reader:
        filed = reader.conferences.filed("A-1")
        said = abridgement.said_of(reader.conferences, filed)
    return abridgement.plan(filed, findings, said), source, findings


def test_an_abridged_report_whose_record_cannot_be_kept_is_not_left(
    app: App, tmp_path: Path
) -> None:
    plan, source, findings = plan_for(app, tmp_path)
    path = tmp_path / "out" / "abridged.pdf"

    with pytest.raises(CpconfError, match="the disk is full"):
        abridgement.make(breaking(app, 1), plan, source, findings, path, now=0.0)

    assert left_in(path.parent) == []
    assert told(app, "abridged") == []


def test_an_abridged_report_that_cannot_get_its_name_is_not_on_record(
    app: App, tmp_path: Path
) -> None:
    plan, source, findings = plan_for(app, tmp_path)
    path = tmp_path / "out" / "abridged.pdf"

    @contextmanager
    def meanwhile() -> Iterator[Any]:
        path.write_bytes(b"somebody's own")
        with app.writing_undated() as store:
            yield store

    with pytest.raises(Refused, match="exists already"):
        abridgement.make(meanwhile, plan, source, findings, path, now=0.0)

    assert path.read_bytes() == b"somebody's own"
    assert left_in(path.parent) == ["abridged.pdf"]
    assert told(app, "abridged") == []


def test_an_abridged_report_is_on_record_with_what_it_was_cut_from(
    app: App, tmp_path: Path
) -> None:
    plan, source, findings = plan_for(app, tmp_path)
    stale = tmp_path / "out" / ".cpconf-stale.part"
    stale.parent.mkdir()
    stale.write_bytes(b"left by a run that was stopped")
    os.utime(stale, (0, 0))

    made = abridgement.make(
        app.writing_undated,
        plan,
        source,
        findings,
        tmp_path / "out" / "abridged.pdf",
        now=2 * 24 * 60 * 60.0,
    )

    digest = hashlib.sha256(made.path.read_bytes()).hexdigest()
    assert made.evidence.sha256 == digest
    assert made.evidence.size == made.path.stat().st_size
    assert made.evidence.algorithm == ""  # nobody may take it for a protected one
    assert made.evidence.source_sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert told(app, "abridged") == [
        ({"pages": 4, "kept": "pages 3-5, 9", "of": 9, "sha256": digest}, None)
    ]
    assert left_in(tmp_path / "out") == ["abridged.pdf"]
    with app.reading_existing() as reader:
        matched = {
            each.matched
            for sha256 in (digest, findings.sha256)
            for each in reader.sharing.documents_by_hash(sha256)
        }
    assert matched == {"copy", "source"}
