"""The guided booking and the confirmation of a move, on a real terminal."""

import os
import select
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from cpconf.errors import ExitCode
from tests.cli.running import NOON, Cpconf

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals in its standard library", allow_module_level=True)

import pty

pytestmark = pytest.mark.slow

PATIENCE = 20.0
CTRL_C, CTRL_D = "\x03", "\x04"
Script = Sequence[tuple[str, str | Callable[[], str]]]
"""Prompts with what is typed after each, or with what happens then and gives what is typed."""


class Talk(NamedTuple):
    """How a conversation went: the exit code, and all that stood on the terminal."""

    code: int
    screen: str


@pytest.fixture
def terminal(cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Talk]:
    """Run the program on a terminal: wait for each prompt of the script and type its answer."""
    monkeypatch.setenv("CPCONF_NOW", NOON)
    monkeypatch.setenv("TERM", "xterm-256color")
    cpconf.have_database()

    def talk(*arguments: str, script: Script = ()) -> Talk:
        cpconf.have_database()
        child, screen = pty.fork()
        if child == 0:
            os.execv(sys.executable, [sys.executable, "-m", "cpconf", *arguments])  # noqa: S606
        shown, read_to = "", 0
        try:
            for prompt, answer in script:
                deadline = time.monotonic() + PATIENCE
                while prompt not in shown[read_to:]:
                    assert time.monotonic() < deadline, f"{prompt!r} did not come:\n{shown}"
                    more = _read(screen)
                    assert more is not None, f"it ended before {prompt!r}:\n{shown}"
                    shown += more
                read_to = shown.index(prompt, read_to) + len(prompt)
                typed = answer if isinstance(answer, str) else answer()
                if typed == CTRL_C:
                    time.sleep(0.5)  # Python misses an interruption just as it begins to read
                os.write(screen, typed.encode())
            deadline = time.monotonic() + PATIENCE
            while (more := _read(screen)) is not None:
                assert time.monotonic() < deadline, f"it did not end:\n{shown}"
                shown += more
        except BaseException:
            os.kill(child, 9)
            os.waitpid(child, 0)
            raise
        finally:
            os.close(screen)
        _, status = os.waitpid(child, 0)
        return Talk(os.waitstatus_to_exitcode(status), shown.replace("\r\n", "\n"))

    return talk


def _read(screen: int) -> str | None:
    """What came within a moment; None once the other side has gone."""
    ready, _, _ = select.select([screen], [], [], 0.2)
    if not ready:
        return ""
    try:
        raw = os.read(screen, 65536)
    except OSError:  # Linux says so when the last process on the terminal has gone
        return None
    return raw.decode("utf-8", "replace") if raw else None


def test_a_guided_booking_keeps_what_was_answered(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    talk = terminal(
        "schedule",
        script=[
            ("Reference", "A-1\n"),
            ("Procedure", "hounslow\n"),
            ("Type", "initial\n"),
            ("When", "12 Feb 2026 10am\n"),
            ("Planned end", "12:00\n"),
            ("Strategy discussion", "22/1/2026\n"),
            ("split", "y\n"),
            ("cannot or will not join", "\n"),
        ],
    )
    assert talk.code == 0
    document = cpconf.status().json
    conference = document["conference"]
    assert conference["at"] == "2026-02-12T10:00:00+00:00"
    assert conference["ends"] == "2026-02-12T12:00:00+00:00"
    assert (conference["procedure"], conference["type"]) == ("hounslow", "initial")
    assert conference["facts"]["split"] is True
    # By hand: fifteen working days after Thursday 22 January 2026 is Thursday 12 February.
    assert document["limits"][0]["due"] == "2026-02-12T17:00:00+00:00"


def test_a_guided_review_may_be_written(cpconf: Cpconf, terminal: Callable[..., Talk]) -> None:
    talk = terminal(
        *("schedule", "A-1", "--procedure", "hounslow", "--type", "review"),
        script=[
            ("Format", "written\n"),
            ("When", "12 Feb 2026 10am\n"),
            ("Planned end", "\n"),
            ("First review?", "\n"),
            ("review before", "12 Sep 2025\n"),
            ("clarifying", "y\n"),
        ],
    )
    assert talk.code == 0
    ran = cpconf.status()
    assert ran.json["conference"]["format"] == "written"
    assert ran.limit("E-RCPC-6M")["due"] == "2026-03-12T17:00:00+00:00"
    assert ran.tasks("H-RCPC-W3")


def test_a_reference_that_looks_like_a_name_is_asked_about_and_a_name_is_asked_for_again(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    cpconf.book("B-1")
    cpconf.add("B-1", "mother", name="Jo Grey")
    talk = terminal(
        *("schedule", "--procedure", "oxfordshire", "--type", "initial"),
        script=[
            ("Reference", "grey-1\n"),
            ("name of a family member", ""),
            ("Reference", "Smith-2026\n"),
            ("Keep it?", "n\n"),
            ("Reference", "A-1\n"),
            ("When", "12 Feb 2026 10am\n"),
            ("Planned end", CTRL_C),
        ],
    )
    assert talk.code == 130
    assert "looks like a name" in talk.screen


def test_an_answer_that_cannot_be_read_is_asked_for_again(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    talk = terminal(
        "schedule",
        script=[
            ("Reference", "Jane Example\n"),
            ("never a name", ""),
            ("Reference", "A-1\n"),
            ("Procedure", "camden\n"),
            ("Procedure", "oxfordshire\n"),
            ("Type", "both\n"),
            ("Type", "review\n"),
            ("When", "soon\n"),
            ("When", "2026-02-12\n"),
            ("When", "2026-02-12 10:00\n"),
            ("Planned end", "late\n"),
            ("Planned end", "12:00\n"),
            ("First review?", "x\n"),
            ("First review?", "2025-12-01\n"),
            *[("[y/n", "n\n")] * 8,
        ],
    )
    assert talk.code == 0
    assert "Traceback" not in talk.screen
    assert cpconf.status().json["conference"]["type"] == "review"


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("steps", [0, 2])
def test_leaving_a_guided_booking_keeps_nothing(
    cpconf: Cpconf, terminal: Callable[..., Talk], key: str, steps: int
) -> None:
    script = [("Reference", "A-1\n"), ("Procedure", "hounslow\n"), ("Type", "")]
    prompt = script[steps][0]
    talk = terminal("schedule", script=[*script[:steps], (prompt, key)])
    assert talk.code == 130
    assert "Traceback" not in talk.screen
    assert not cpconf.has_store


def test_no_input_forbids_asking(cpconf: Cpconf, terminal: Callable[..., Talk]) -> None:
    talk = terminal("--no-input", "schedule")
    assert talk.code == 2
    assert "Reference (" not in talk.screen
    assert not cpconf.has_store


def test_with_all_options_nothing_is_asked(cpconf: Cpconf, terminal: Callable[..., Talk]) -> None:
    talk = terminal(
        *("schedule", "A-1", "--procedure", "hounslow", "--type", "initial"),
        *("--at", "2026-02-12T10:00"),
    )
    assert talk.code == 0
    assert cpconf.status().json["conference"]["ref"] == "A-1"


def test_a_missing_procedure_is_asked_for(cpconf: Cpconf, terminal: Callable[..., Talk]) -> None:
    wanted = ("schedule", "A-1", "--type", "initial", "--at", "2026-02-12T10:00")
    script = [("Procedure", "hounslow\n"), ("Planned end", "\n"), ("Strategy", CTRL_C)]
    talk = terminal(*wanted, script=script)
    assert talk.code == 130
    assert "Nothing was recorded" in talk.screen


def test_a_store_that_cannot_be_used_is_told_before_anything_is_asked(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    nobody = "postgresql://ada@127.0.0.1:1/conferences"
    (cpconf.folder / "text").write_text("no store")
    for store, code, told in (
        (nobody, ExitCode.TRY_AGAIN, "cannot be reached"),
        ("text", ExitCode.STORE, "not a cpconf store"),
    ):
        talk = terminal("--store", store, "schedule")
        assert talk.code == code
        assert told in " ".join(talk.screen.split())
        assert "Reference" not in talk.screen


def test_a_store_that_is_lost_between_two_questions_ends_them(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    def lose() -> str:
        (cpconf.folder / "store").write_text("no store any more")
        return "A-1\n"

    talk = terminal("--store", "store", "schedule", script=[("Reference", lose)])
    assert talk.code == ExitCode.STORE
    assert talk.screen.count("Reference") == 1


def test_an_end_before_the_start_is_asked_for_again(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    wanted = ("schedule", "--procedure", "hounslow", "--type", "initial")
    start = [("Reference", "A-1\n"), ("When", "12 Feb 2026 10am\n")]
    ends = [("Planned end", "09:00\n"), ("Planned end", CTRL_C)]
    terminal(*wanted, script=[*start, *ends])


@pytest.mark.parametrize(
    ("ref", "said"), [("A-1", "on record already"), ("Jane Example", "never a name")]
)
def test_a_reference_that_will_not_do_is_said_at_once_and_asked_for(
    cpconf: Cpconf, terminal: Callable[..., Talk], ref: str, said: str
) -> None:
    cpconf.book()
    talk = terminal("schedule", ref, script=[(said, ""), ("Reference (", CTRL_C)])
    assert talk.code == 130
    assert "Procedure (" not in talk.screen


MOVE = ("reschedule", "A-1", "--at", "2026-03-05T10:00", "--reason", "the chair is ill")


@pytest.mark.parametrize(
    ("answer", "at"),
    [
        ("y\n", "2026-03-05T10:00:00+00:00"),
        ("\n", "2026-03-05T10:00:00+00:00"),
        ("n\n", "2026-02-12T10:00:00+00:00"),
        (CTRL_C, "2026-02-12T10:00:00+00:00"),
        (CTRL_D, "2026-02-12T10:00:00+00:00"),
    ],
    ids=["yes", "Enter", "no", "Ctrl-C", "Ctrl-D"],
)
def test_a_move_is_shown_and_confirmed(
    cpconf: Cpconf, terminal: Callable[..., Talk], answer: str, at: str
) -> None:
    cpconf.book()
    before = cpconf.contents
    talk = terminal(*MOVE, script=[("[Y/n]", answer)])
    shown, _, _ = talk.screen.partition("[Y/n]")
    assert "write-report" in shown
    assert cpconf.status().json["conference"]["at"] == at
    if answer in {CTRL_C, CTRL_D}:
        assert talk.code == 130
    if answer not in {"y\n", "\n"}:
        assert cpconf.contents == before


def test_what_was_confirmed_is_kept_as_it_was_shown_or_not_at_all(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    def meanwhile() -> str:
        cpconf.must("done", "A-1", "O-PART-2")
        return "y\n"

    cpconf.book()
    talk = terminal(*MOVE, script=[("[Y/n]", meanwhile)])
    assert talk.code == 8
    assert "meanwhile" in talk.screen
    ran = cpconf.status()
    assert ran.json["conference"]["at"] == "2026-02-12T10:00:00+00:00"
    assert ran.task("O-PART-2")["state"] == "done"


def test_no_input_moves_without_asking(cpconf: Cpconf, terminal: Callable[..., Talk]) -> None:
    cpconf.book()
    talk = terminal("--no-input", *MOVE)
    assert talk.code == 0
    assert "[Y/n]" not in talk.screen
    assert cpconf.status().json["conference"]["at"] == "2026-03-05T10:00:00+00:00"


def test_a_dry_run_asks_nothing(cpconf: Cpconf, terminal: Callable[..., Talk]) -> None:
    cpconf.book()
    talk = terminal(*MOVE, "--dry-run")
    assert talk.code == 0
    assert "[Y/n]" not in talk.screen


def test_a_terminal_has_colours_unless_the_environment_says_no(
    cpconf: Cpconf, terminal: Callable[..., Talk], monkeypatch: pytest.MonkeyPatch
) -> None:
    cpconf.book(at="2025-12-01T10:00")
    coloured = terminal("status", "A-1").screen
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    plain = terminal("status", "A-1").screen
    assert "\x1b[3" not in plain
    assert "\x1b[9" not in plain


def test_json_on_a_terminal_is_json_alone(cpconf: Cpconf, terminal: Callable[..., Talk]) -> None:
    cpconf.book()
    talk = terminal("status", "--json")
    assert talk.screen.startswith("{")
    assert talk.screen.rstrip().endswith("}")
    assert "\x1b" not in talk.screen


def test_the_outcome_is_asked_for_item_by_item(
    cpconf: Cpconf, terminal: Callable[..., Talk], monkeypatch: pytest.MonkeyPatch
) -> None:
    cpconf.book("A-1", procedure="hounslow", at="2026-02-13T14:00")
    cpconf.add("A-1", "mother")
    monkeypatch.setenv("CPCONF_NOW", "2026-02-13T17:00")
    talk = terminal(
        *("outcome", "A-1"),
        script=(
            ("Was it held, adjourned, inquorate?", "\n"),
            ("When did it end", "18.00\n"),
            ("When did it end", "15:45\n"),
            ("A child, by your own reference", "Jo Example\n"),
            ("A child, by your own reference", "C1\n"),
            ("C1: plan", "ends\n"),
            ("C1: plan", "plan:neglect\n"),
            ("A child, by your own reference", "\n"),
            ("Did mother (p1) attend?", "y\n"),
            ("The next conference", "\n"),
            ("The file with the chair's summary", "nowhere.docx\n"),
            ("The file with the chair's summary", "\n"),
            ("The file with the plan", "\n"),
        ),
    )
    assert talk.code == 0, talk.screen
    document = cpconf.must("outcome", "A-1", "--json").json
    assert document["ended"] == "2026-02-13T15:45:00+00:00"
    assert document["children"][0]["decision"] == "plan"
    assert document["attended"] == ["p1"]


def test_an_outcome_that_was_left_halfway_keeps_nothing(
    cpconf: Cpconf, terminal: Callable[..., Talk], monkeypatch: pytest.MonkeyPatch
) -> None:
    cpconf.book("A-1", procedure="hounslow", at="2026-02-13T14:00")
    monkeypatch.setenv("CPCONF_NOW", "2026-02-13T17:00")
    before = cpconf.contents
    talk = terminal(
        *("outcome", "A-1"),
        script=(("Was it held", "adjourned\n"), ("Why?", "\n"), ("Why?", CTRL_C)),
    )
    assert talk.code == ExitCode.INTERRUPTED
    assert cpconf.contents == before


def test_a_talk_is_gone_through_point_by_point_and_can_be_broken_off(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    cpconf.book("A-1", procedure="oxfordshire", type_="review")
    cpconf.add("A-1", "mother")
    talk = terminal(
        *("call", "A-1", "--kind", "parents"),
        script=(
            ("Go through the report", "went through it\n"),
            ("What do they say to it", "\n"),
            ("Have they an email address", "\n"),
            ("How will they join", "Teams\n"),
            ("Have they wifi", "perhaps\n"),
            ("Have they wifi", "no, the phone\n"),
            ("If they need an interpreter", CTRL_C),
        ),
    )
    assert talk.code == ExitCode.INTERRUPTED, talk.screen
    points = cpconf.must("call", "A-1", "--kind", "parents", "--json").json["points"]
    assert {p["point"]: p["note"] for p in points if p["at"]} == {
        "report": "went through it",
        "joining": "Teams",
        "wifi": "the phone",
    }
    talk = terminal(
        *("call", "A-1", "--kind", "parents"),
        script=(
            ("report: went through it", ""),
            ("What do they say to it", "they agree\n"),
            ("Have they an email address", "\n"),
            ("If they need", "stop\n"),
        ),
    )
    assert talk.code == 0, talk.screen
    assert "still open: email, interpreter" in talk.screen


def test_a_talk_that_two_people_go_through_at_once_ends_with_the_last_answer(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    cpconf.book("A-1", procedure="oxfordshire")

    def meanwhile() -> str:
        cpconf.must("call", "A-1", "--kind", "planning", "--answer", "support=headphones")
        return "none\n"

    talk = terminal(
        *("call", "A-1", "--kind", "planning"),
        script=(
            ("What is the best way", "by video\n"),
            ("Is there clear evidence", meanwhile),
        ),
    )
    assert talk.code == 0, talk.screen
    assert "What help does each parent need" not in talk.screen.partition("none\n")[0]
    assert cpconf.status().task("O-19")["state"] == "done"


def test_a_talk_at_a_cancelled_conference_asks_nothing(
    cpconf: Cpconf, terminal: Callable[..., Talk]
) -> None:
    cpconf.book("A-1", procedure="oxfordshire")
    cpconf.must("cancel", "A-1", "--reason", "moved away", "--authorised-by", "Sam Example")
    talk = terminal("call", "A-1", "--kind", "planning")
    assert (talk.code, "Each answer is kept" in talk.screen) == (0, False)
