"""Stores that cannot be used, as the command line speaks of them: exit codes 7 and 8."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.running import Cpconf
from tests.store.looking import another_alone, another_writing, spoil

COMMANDS = [
    ("status",),
    ("status", "--json"),
    ("status", "A-1"),
    ("explain", "A-1", "O-13a"),
    ("person", "list", "A-1"),
    ("history", "A-1"),
    ("working-days", "check"),
    ("done", "A-1", "O-13a"),
    ("fact", "A-1", "split"),
    ("held", "A-1"),
    (
        *("schedule", "A-2", "--procedure", "hounslow", "--type", "initial"),
        *("--at", "2026-02-12T10:00"),
    ),
]
BOOKED = COMMANDS[-1]
NOBODY = 65534


BYTES = pytest.mark.file_store("a server looks after its own files")
TEXT = pytest.mark.file_store("a server keeps no bytes that are no text")
OTHERS = pytest.mark.file_store("a server's database may have other programs' tables, too")
MODES = pytest.mark.file_store("a server's database has no mode")
UNUSABLE: dict[str, tuple[str, ...]] = {
    "no form": ("DROP TABLE alembic_version",),
    "two forms": ("INSERT INTO alembic_version VALUES ('1')",),
    "no number": ("UPDATE alembic_version SET version_num = 'x'",),
    "newer": ("UPDATE alembic_version SET version_num = '9999'",),
}
"""What makes a store unusable on both databases."""


@pytest.fixture(
    params=[
        *UNUSABLE,
        pytest.param("another", marks=OTHERS),
        *(pytest.param(how, marks=BYTES) for how in ("empty", "text", "torn", "scribbled")),
    ]
)
def unusable(request: pytest.FixtureRequest, cpconf: Cpconf) -> Cpconf:
    """Something where the store should be that is none, or no longer one."""
    cpconf.book()
    how = request.param
    if how in UNUSABLE:
        spoil(cpconf.where, *UNUSABLE[how])
        return cpconf
    raw = cpconf.store.read_bytes()
    match how:
        case "empty":
            cpconf.store.write_bytes(b"")
        case "text":
            cpconf.store.write_text("ref,procedure,type,at\n" * 100)
        case "another":
            cpconf.remove()
            spoil(cpconf.where, "CREATE TABLE other (x)")
        case "torn":
            cpconf.store.write_bytes(raw[: len(raw) // 3])
        case _:
            cpconf.store.write_bytes(raw[:4096] + b"\xa5" * (len(raw) - 4096))
    return cpconf


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_no_usable_store_gives_7_and_stays_as_it_is(
    unusable: Cpconf, command: tuple[str, ...]
) -> None:
    before = unusable.files
    ran = unusable(*command)
    assert (ran.code, ran.out) == (7, "")
    assert 1 <= len(ran.errors) <= 2
    assert "store" in ran.err
    assert unusable.files == before


def test_a_newer_store_says_to_upgrade(cpconf: Cpconf) -> None:
    cpconf.book()
    spoil(cpconf.where, *UNUSABLE["newer"])
    assert "upgrade cpconf" in cpconf("status").err


def test_a_folder_is_no_store(cpconf: Cpconf) -> None:
    for command in (("status",), BOOKED):
        ran = cpconf("--store", str(cpconf.folder), *command)
        assert ran.code == 7
        assert len(ran.errors) == 1


@BYTES
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_a_pipe_is_no_store_and_is_not_waited_for(cpconf: Cpconf) -> None:
    os.mkfifo(cpconf.store)
    assert cpconf("status").code == 7


@pytest.mark.parametrize("url", ["mysql://h/x", "sqlite:///x", "https://example.org/x", "file://x"])
def test_other_servers_are_wrong_usage(cpconf: Cpconf, url: str) -> None:
    ran = cpconf("--store", url, "status")
    assert ran.code == 2
    assert len(ran.errors) == 1


def test_a_password_in_the_name_of_a_store_is_not_repeated(cpconf: Cpconf) -> None:
    for scheme in ("postgresql", "mysql"):
        ran = cpconf("--store", f"{scheme}://cpconf:hunter2@db.example.org/cpconf", "status")
        assert ran.code == 2
        assert "hunter2" not in ran.out + ran.err


@pytest.fixture
def impatient(cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch) -> Cpconf:
    monkeypatch.setenv("CPCONF_BUSY_TIMEOUT", "0.05")
    cpconf.book()
    return cpconf


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_store_that_another_program_keeps_to_itself_gives_8(
    impatient: Cpconf, command: tuple[str, ...]
) -> None:
    before = impatient.contents
    with another_alone(impatient.where):
        ran = impatient(*command)
        assert (ran.code, ran.out) == (8, "")
        assert "busy" in ran.err
        assert len(ran.errors) == 1
    assert impatient.contents == before


def test_a_store_that_is_being_written_can_be_read_but_not_written(impatient: Cpconf) -> None:
    with another_writing(impatient.where):
        assert impatient("status").code == 0
        assert impatient("done", "A-1", "O-13a").code == 8
    assert impatient("done", "A-1", "O-13a").code == 0


@pytest.mark.parametrize("value", ["soon", "1,5", "٣x"])
def test_an_unreadable_patience_is_wrong_usage(
    cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    cpconf.book()
    monkeypatch.setenv("CPCONF_BUSY_TIMEOUT", value)
    assert cpconf("status").code == 2


GARBLED = """\
UPDATE task SET due = 'rubbish'
WHERE id = (SELECT min(id) FROM task WHERE due IS NOT NULL AND applies = 1)
"""


def test_one_unreadable_row_hides_no_other_and_is_spoken_of(cpconf: Cpconf) -> None:
    cpconf.book()
    before = len(cpconf.must("status", "--json").json["tasks"])
    spoil(cpconf.where, GARBLED)
    for command in (("status", "--json"), ("status", "A-1", "--json")):
        ran = cpconf(*command)
        assert ran.code == 7  # a list that is not whole must not look like one
        assert "is left out" in ran.errors[0]
        assert "last backup" in ran.errors[-1]
        assert len(ran.json["tasks"]) == before - 1
        assert "A-1" in ran.err
        assert "rubbish" not in ran.err


def test_an_unreadable_row_is_not_written_over(cpconf: Cpconf) -> None:
    cpconf.book()
    spoil(cpconf.where, GARBLED)
    before = cpconf.contents
    assert cpconf("done", "A-1", "O-14").code == 7
    assert cpconf.contents == before


def test_an_unreadable_conference_is_not_passed_over_in_silence(cpconf: Cpconf) -> None:
    cpconf.book("A-1")
    cpconf.book("A-2")
    spoil(cpconf.where, "UPDATE conference SET at = 'rubbish' WHERE ref = 'A-1'")
    assert cpconf("status", "A-1").code == 7
    assert cpconf("status", "A-2").code == 0
    ran = cpconf("working-days", "check")
    assert ran.code == 7  # what was not counted may have moved
    assert "warning: the store holds something unreadable: the conference A-1" in ran.err


@MODES
@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_a_store_that_others_can_open_is_warned_of(cpconf: Cpconf) -> None:
    cpconf.book()
    assert stat.S_IMODE(cpconf.store.stat().st_mode) == 0o600
    cpconf.store.chmod(0o644)
    for command in (("status",), ("done", "A-1", "O-13a")):
        ran = cpconf.must(*command)
        assert "chmod 600" in ran.err


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Without the superuser's rights, which no file mode stops; the way to the folder is opened."""
    if os.geteuid() != 0:
        yield
        return
    temporary = Path(tempfile.gettempdir())
    way = [parent for parent in folder.parents if temporary in parent.parents]
    modes = {parent: stat.S_IMODE(parent.stat().st_mode) for parent in way}
    for path in (folder, *folder.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    for parent, mode in modes.items():
        parent.chmod(mode | 0o011)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        for parent, mode in modes.items():
            parent.chmod(mode)


@MODES
@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
@pytest.mark.parametrize("command", [("done", "A-1", "O-13a"), BOOKED])
def test_a_store_that_may_not_be_written_is_said_to_be_so(
    cpconf: Cpconf, command: tuple[str, ...]
) -> None:
    cpconf.book()
    cpconf.must("undo", "A-1", "O-13a")  # loads what the command needs, while it may be read
    cpconf.store.chmod(0o400)
    cpconf.folder.chmod(0o500)
    with as_nobody(cpconf.folder):
        ran = cpconf(*command)
    cpconf.folder.chmod(0o700)
    assert ran.code == 1
    assert "permission" in ran.err


def test_a_folder_that_cannot_be_made_is_said_to_be_so(cpconf: Cpconf) -> None:
    (cpconf.folder / "file").write_text("x")
    ran = cpconf("--store", str(cpconf.folder / "file" / "store.sqlite"), *BOOKED)
    assert ran.code == 1
    assert 1 <= len(ran.errors) <= 2
    assert "fault inside" not in ran.err


def test_a_store_can_have_any_name(cpconf: Cpconf) -> None:
    store = cpconf.folder / "a b #1 %20 ?x=y é.sqlite"
    if os.name == "nt":
        store = Path(cpconf.folder / "a b #1 %20 é.sqlite")
    cpconf.must("--store", str(store), *BOOKED)
    assert cpconf.must("--store", str(store), "status", "--json").json["tasks"]
    assert store.exists()


REPLACE = "UPDATE edition SET text = replace(text, '{}', '{}')"


def test_a_flipped_bit_in_the_pinned_procedure_moves_no_date(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    before = cpconf.must("explain", "A-1", "share-reports", "--json").json
    for now, then in (
        ("3 working days before", "7 working days before"),  # 0x33 and 0x37: one bit
        ('due = "', "due = \x02"),  # 0x22 and 0x02: then it is no TOML either
        ("share-reports", "share-sepopts"),
    ):
        spoil(cpconf.where, REPLACE.format(now, then))
        kept = cpconf.contents
        for line in (
            ("explain", "A-1", "share-reports"),
            ("reschedule", "A-1", "--at", "2026-02-19T10:00", "--reason", "ill"),
            ("held", "A-1", "--ended", "2026-02-12T12:00"),
            ("chase", "A-1", "--dry-run"),
        ):
            ran = cpconf(*line, now="2026-02-12T13:00")
            assert ran.code == 7, (line, ran)
            assert len(ran.errors) == 2
            assert "last backup" in ran.err
        assert cpconf.contents == kept
        spoil(cpconf.where, REPLACE.format(then, now))
    assert cpconf.must("explain", "A-1", "share-reports", "--json").json == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rule SET name = 'share-sepopts' WHERE name = 'share-reports'",
        "UPDATE rule SET title = 'Another' WHERE clause = 'H-ICPC-P3'",
        "UPDATE rule SET role = 'chair' WHERE clause = 'H-ICPC-P3'",
        "UPDATE rule SET due_words = '7 working days before' WHERE clause = 'H-ICPC-P3'",
        "UPDATE edition SET title = 'Another'",
        "DELETE FROM rule_order; DELETE FROM task; DELETE FROM rule WHERE clause = 'H-ICPC-P3'",
    ],
)
def test_a_clause_that_is_kept_for_lists_says_what_its_procedure_says(
    cpconf: Cpconf, statement: str
) -> None:
    cpconf.book(procedure="hounslow")
    spoil(cpconf.where, *statement.split("; "))
    ran = cpconf("reschedule", "A-1", "--at", "2026-02-19T10:00", "--reason", "ill", "--dry-run")
    assert ran.code == 7
    assert "a clause of the procedure that A-1" in ran.err


@TEXT
def test_bytes_that_are_no_text_are_shown_by_a_sign_and_the_list_leaves_with_7(
    cpconf: Cpconf,
) -> None:
    cpconf.book()
    cpconf.add("A-1", "chair", name="Ann")
    spoil(cpconf.where, "UPDATE person SET name = CAST(x'416eff' AS TEXT)")
    ran = cpconf("person", "list", "A-1", "--json")
    assert ran.code == 7
    assert ran.json["people"][0]["name"] == "An\ufffd"
    assert "last backup" in ran.err
