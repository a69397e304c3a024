"""The recipes that let reminders run by themselves, and the other examples."""

import configparser
import datetime as dt
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from cpconf.cli.program import program
from cpconf.store.database.views import VIEWS
from cpconf.store.writing import writing

RECIPES = Path(__file__).parents[1] / "examples" / "scheduling"
COMMAND = re.compile(r"(?:/home/conferences|%h)/\.local/bin/cpconf --no-input remind$")
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(
        interpolation=None, strict=False, delimiters=("=",), comment_prefixes=("#",)
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(RECIPES / name, encoding="utf-8")
    return parser


def test_the_program_has_the_command_that_the_recipes_run() -> None:
    assert any(c.callback and c.callback.__name__ == "remind" for c in program.registered_commands)


def test_every_line_of_the_crontab_is_a_variable_or_five_fields_and_the_command() -> None:
    lines = (RECIPES / "crontab").read_text("utf-8").splitlines()
    jobs = [line for line in lines if line and not line.startswith("#") and "=" not in line]
    assert len(jobs) == 2
    for job in jobs:
        *fields, command = job.split(None, 5)
        assert len(fields) == 5
        assert all(re.fullmatch(r"[0-9*/,-]+", field) for field in fields)
        assert COMMAND.fullmatch(command)


def test_the_service_runs_once_and_takes_try_again_for_success() -> None:
    service = unit("cpconf-remind.service")["Service"]
    assert service["Type"] == "oneshot"
    assert COMMAND.fullmatch(service["ExecStart"])
    assert service["SuccessExitStatus"] == "75"


def test_the_timer_makes_up_for_a_run_that_was_missed() -> None:
    assert unit("cpconf-remind.timer")["Timer"]["Persistent"] == "true"


@pytest.mark.system
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_understands_when_the_timer_runs() -> None:
    text = (RECIPES / "cpconf-remind.timer").read_text("utf-8")
    times = re.findall(r"^OnCalendar=(.*)$", text, re.MULTILINE)
    assert times
    for when in times:
        subprocess.run(["systemd-analyze", "calendar", when], check=True, capture_output=True)


def test_the_task_of_windows_runs_the_command_and_never_twice_at_once() -> None:
    task = ET.parse(RECIPES / "cpconf-remind.xml").getroot()  # noqa: S314 - our own file
    run = task.find(f"{TASK}Actions/{TASK}Exec")
    assert run is not None
    assert run.findtext(f"{TASK}Arguments") == "--no-input remind"
    assert (run.findtext(f"{TASK}Command") or "").endswith("cpconf.exe")
    settings = task.find(f"{TASK}Settings")
    assert settings is not None
    assert settings.findtext(f"{TASK}MultipleInstancesPolicy") == "IgnoreNew"
    assert settings.findtext(f"{TASK}StartWhenAvailable") == "true"


EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize("view", [view.name for view in VIEWS])
def test_every_view_can_be_exported(view: str, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    machine_now = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
    with writing(
        str(store),
        now=machine_now.replace(tzinfo=None),
        machine_now=machine_now,
        by="x",
        create=True,
    ):
        pass
    line = [sys.executable, str(EXAMPLES / "export_view.py"), str(store), view, str(tmp_path / "v")]
    subprocess.run(line, check=True, capture_output=True)
    (header,) = (tmp_path / "v").read_text("utf-8-sig").splitlines()
    assert header.split(",") == [name for each in VIEWS if each.name == view for name in each.names]


def test_the_decision_on_views_names_them_all() -> None:
    page = EXAMPLES.parent / "docs" / "adr" / "0005-reading-through-views.md"
    for view in VIEWS:
        assert f"`{view.name}`" in page.read_text("utf-8")
