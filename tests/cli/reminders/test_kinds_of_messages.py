"""A kind of message that there is not is added: one file beside its declaration has to know."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.reminders.reminded import WEDNESDAY, to_maildir
from tests.cli.running import Cpconf
from tests.store.looking import spoil

ROOT = Path(__file__).parents[3]
DECLARED, HANDLED = "cpconf/core/outbox.py", "cpconf/workflow/reminders/handlers.py"
SUBJECT = "A pretended message"
HANDLER = f'''

class Pretended:
    """Writes the same to everybody."""

    def compose(self, _: Store, message: OutboxMessage) -> bytes | None:
        lines = "From: o@example.org", f"To: {{message.address}}", "Subject: {SUBJECT}", "", "."
        return "\\r\\n".join(lines).encode()

    def after(self, _: object) -> None:
        return
'''


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), "utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The program's source, in which a further kind is declared and nothing else is changed."""
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
    line = '    CANCELLATION = "cancellation"\n'
    change(source / DECLARED, line, f'{line}    PRETENDED = "pretended"\n')
    case = "            case OutboxKind.UPDATE:\n"
    nature = "            case OutboxKind.PRETENDED:\n                return Nature()\n"
    change(source / DECLARED, case, nature + case)
    return source


def handle(source: Path) -> None:
    """Say who writes it, in the one file."""
    file = source / HANDLED
    change(file, "            case _:\n", "            case OutboxKind.PRETENDED:\n"
           "                return Pretended()\n            case _:\n")  # fmt: skip
    file.write_text(file.read_text("utf-8") + HANDLER, "utf-8")


def judged(source: Path) -> list[str]:
    """What mypy has to say of that source: the files, one for each fault."""
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", "."],
        cwd=source,
        env=os.environ | {"MYPYPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )
    faults = re.findall(r"^(?:\./)?(\S+?):\d+: error", ran.stdout, re.MULTILINE)
    assert ran.returncode == (1 if faults else 0), ran.stdout + ran.stderr
    return faults


@pytest.mark.thorough
def test_the_type_checker_asks_for_a_further_kind_in_one_file(source: Path) -> None:
    assert judged(source) == [HANDLED]
    handle(source)
    assert judged(source) == []


def test_a_message_of_a_further_kind_leaves_is_listed_and_is_on_record(
    cpconf: Cpconf, source: Path
) -> None:
    handle(source)
    cpconf.book()
    cpconf.must("person", "add", "A-1", "--role", "police", "--name", "Kim Example",
                "--email", "kim@example.org")  # fmt: skip
    maildir = to_maildir(cpconf)
    spoil(  # the store's list of kinds is a rule
        cpconf.where,
        "INSERT INTO outbox (kind, conference_id, person_id, recipient, address, care, outlet, "
        "state, message_id, dated_at, made_at, tries, machine_at) SELECT 'pretended', "
        "conference_id, id, 'kim@example.org', 'kim@example.org', 'staff', 'maildir', "
        "'pending', '<1@example.org>', added_at, added_at, 0, added_at FROM person",
    )
    environ = os.environ | {"CPCONF_NOW": WEDNESDAY, "PYTHONPATH": str(source)}

    def ran(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "cpconf", *arguments],
            cwd=cpconf.folder, env=environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "pretended A-1" in ran("remind", "--dry-run")
    ran("remind")
    assert SUBJECT in "".join(file.read_text() for file in (maildir / "new").iterdir())
    assert "pretended A-1  to p1" in ran("outbox", "--all")
    assert "message: pretended to p1, by maildir: sent" in ran("history", "A-1")
