"""Holiday data that is plainly not England's: the program says so and writes nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# The real library, spoilt: a package of the same name that stands before it on the path.
PRELUDE = """\
import importlib, sys
here, me = sys.path.pop(0), sys.modules.pop(__name__)
real = importlib.import_module("holidays")
sys.path.insert(0, here)
sys.modules[__name__] = me
def __getattr__(name):
    return getattr(real, name)
"""
SABOTAGED = {
    "without the subdivision": PRELUDE
    + """
def country_holidays(country, subdiv=None, **options):
    return real.country_holidays(country, **options)
""",
    "of Scotland": PRELUDE
    + """
def country_holidays(country, subdiv=None, **options):
    return real.country_holidays(country, subdiv="SCT", **options)
""",
    "without Easter Monday in one year": PRELUDE
    + """
def country_holidays(country, **options):
    found = dict(real.country_holidays(country, **options).items())
    for day, name in list(found.items()):
        if name == "Easter Monday" and day.year == 2027:
            del found[day]
    return found
""",
    "empty": PRELUDE
    + """
def country_holidays(country, **options):
    return {}
""",
}


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cpconf", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "spoilt"), "CPCONF_NOW": "2026-01-05T09:00"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spoilt").mkdir()
    return tmp_path


BOOKING = ("--procedure", "hounslow", "--type", "initial", "--at", "2026-02-12T10:00")


@pytest.mark.slow
@pytest.mark.parametrize("kind", SABOTAGED)
def test_a_booking_on_the_wrong_holidays_is_given_up_before_anything_is_written(
    folder: Path, kind: str
) -> None:
    (folder / "spoilt" / "holidays.py").write_text(SABOTAGED[kind], "utf-8")
    ran = run(folder, "--store", "conferences.sqlite", "schedule", "C-1", *BOOKING)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "lack Easter Monday" in ran.stderr
    assert "pip install" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) <= 2
    assert sorted(path.name for path in folder.iterdir()) == ["home", "spoilt"]


@pytest.mark.slow
def test_a_holiday_package_that_is_not_spoilt_is_used(folder: Path) -> None:
    unspoilt = PRELUDE + "country_holidays = real.country_holidays\n"
    (folder / "spoilt" / "holidays.py").write_text(unspoilt, "utf-8")
    ran = run(folder, "--store", "conferences.sqlite", "schedule", "C-1", *BOOKING)
    assert ran.returncode == 0, ran.stderr
    assert (folder / "conferences.sqlite").exists()


@pytest.mark.slow
def test_the_conferences_on_record_are_read_without_any_holiday_package(folder: Path) -> None:
    store = ("--store", "conferences.sqlite")
    assert run(folder, *store, "schedule", "C-1", *BOOKING).returncode == 0
    (folder / "spoilt" / "holidays.py").write_text("raise ImportError('gone')\n", "utf-8")
    ran = run(folder, *store, "status", "C-1", "--json")
    assert ran.returncode == 0, ran.stderr
    assert '"due": "2026-02-09T17:00:00+00:00"' in ran.stdout
