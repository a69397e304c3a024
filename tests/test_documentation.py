"""How the documentation is made: it shows what happened, and tells what fails with its line."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cogapp.cogapp import CogError  # type: ignore[import-untyped]

from scripts.check_docs import Page, shared_names, untrue_commands
from scripts.documentation import settle
from scripts.powershell import ShellOnly, in_powershell, unlike
from scripts.session import ROOT, Session

MISSING = "cpconf status NO-1"
"""Leaves with 4, where there is a store without that conference."""


@pytest.fixture
def desk() -> Iterator[Session]:
    session = Session("2026-11-23T09:00")
    session.quietly(
        "cpconf schedule EX-1 --procedure hounslow --type initial --at '7 Dec 2026 10am'"
    )
    yield session
    session.close()


@pytest.mark.parametrize(
    ("commands", "code", "said"),
    [
        (MISSING, 4, 0),
        (f"{MISSING}  # leaves with 5", 4, 5),
        ("cpconf status  # leaves with 3", 0, 3),
        (f"{MISSING}\ncpconf status", 4, 0),
        (f"cpconf status\n{MISSING}", 4, 0),
        ("python -c 'raise SystemExit(2)'", 2, 0),
    ],
)
def test_a_command_that_leaves_otherwise_than_is_said_fails_the_check_in_a_sentence(
    desk: Session, commands: str, code: int, said: int
) -> None:
    with pytest.raises(CogError) as fault:
        desk(commands)
    assert f"leaves with {code}, but the page says {said}." in str(fault.value)
    assert "Traceback" not in str(fault.value)


@pytest.mark.parametrize("ask", ["quietly", "json"])
def test_what_is_not_shown_may_not_fail_either(desk: Session, ask: str) -> None:
    with pytest.raises(CogError, match="leaves with 4, but the page says 0"):
        getattr(desk, ask)(MISSING)


@pytest.mark.parametrize(
    "commands", [f"{MISSING}  # leaves with 4", f"{MISSING}\necho $?", "cpconf status"]
)
def test_what_is_said_is_shown(desk: Session, commands: str) -> None:
    shown = desk(commands)
    for command in commands.splitlines():
        assert f"$ {command}\n" in shown


BEGINS = """\
```sh
export CPCONF_STORE=here.sqlite
export CPCONF_NOW=2026-11-23T09:00
```

In [PowerShell](docs/reference/commands-in-powershell.md):

```powershell
$env:CPCONF_STORE = "here.sqlite"
$env:CPCONF_NOW = "2026-11-23T09:00"
```

"""
"""What a page that can be followed begins with: its first twelve lines."""


def page(folder: Path, text: str) -> Path:
    file = folder / "page.md"
    file.write_text(text, "utf-8")
    return file


def console(*lines: str) -> str:
    return "\n".join(["```console", *lines, "```", ""])


def test_a_page_that_is_made_shows_as_much_of_a_screen_as_before(tmp_path: Path) -> None:
    shown = ("$ cpconf procedure list", "1", "2", "…", "3", "$ cpconf status")
    file = page(tmp_path, BEGINS + console(*shown))
    assert settle(file, check=False) == []
    assert file.read_text("utf-8") == BEGINS + console(
        "$ cpconf procedure list",
        "hounslow · London Borough of Hounslow, edition 2020",
        "London Borough of Hounslow: Virtual Child Protection Conferencing",
        "…",
        "initial: video · review: video",
        "$ cpconf status",
        "There is nothing yet: no store at here.sqlite.",
    )
    assert settle(file, check=True) == []


def test_a_screen_that_is_no_longer_true_is_told_with_its_line(tmp_path: Path) -> None:
    file = page(tmp_path, BEGINS + console("$ cpconf status", "There is something."))
    before = file.read_text("utf-8")
    (fault,) = settle(file, check=True)
    assert fault.startswith("page.md:15: the page says 'There is something.', and should say ")
    assert fault.endswith("'There is nothing yet: no store at here.sqlite.'")
    assert file.read_text("utf-8") == before


COG = "<!-- [[[cog\n{}\n]]] -->\n<!-- [[[end]]] -->\n"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (BEGINS + console("$ cpconf status", "$ cpconf held"), 15, "leaves with 2, but the page"),
        (BEGINS + console("What is this?"), 14, "begins with a command"),
        (BEGINS + "```sh\nsed s/a/b/ x\n```\n", 14, "leaves with 2"),
        (BEGINS + "```sh\ntouch x\n```\n", 13, "and the command there"),
        (BEGINS + "```sql\nSELECT\n```\n\n```text\n```\n", 13, "OperationalError"),
        (BEGINS + "```sql\nSELECT 1\n```\n", 13, "with the answer must follow"),
        (BEGINS + "An example:\n\n```toml\na = 1\n```\n", 15, "must end in 'Write `NAME`:'"),
        (BEGINS + "```text\nanything\n```\n", 13, "a text block is not checked"),
        (BEGINS + "Save [`x`](examples/x).\n", 13, "FileNotFoundError"),
        (COG.format("pass") + COG.format("pass\nraise ValueError('no')"), 7, "ValueError: no"),
        (
            COG.format("from cogapp.cogapp import CogError\nraise CogError('it leaves with 2')"),
            3,
            "it leaves with 2",
        ),
    ],
)
def test_what_is_wrong_with_a_page_is_one_sentence_with_its_line(
    tmp_path: Path, text: str, line: int, told: str
) -> None:
    (fault,) = settle(page(tmp_path, text), check=False)
    assert fault.startswith(f"page.md:{line}: ")
    assert told in fault
    assert "Traceback" not in fault


def test_what_stands_in_the_way_of_a_run_is_said_and_not_run(tmp_path: Path) -> None:
    text = f"{BEGINS}<!-- not run: it would -->\n{console('$ cpconf held')}"
    assert settle(page(tmp_path, text), check=True) == []


@pytest.mark.parametrize(
    ("commands", "translated"),
    [
        (["cpconf status"], []),
        (["cpconf done A b@p1  # leaves with 5"], []),
        (["cpconf check x \\\n    --ends 12:00"], ["cpconf check x `", "    --ends 12:00"]),
        (["export A=b C=d"], ['$env:A = "b"', '$env:C = "d"']),
        (["cpconf held", "echo $?"], ["cpconf held", "echo $LASTEXITCODE"]),
    ],
)
def test_commands_are_written_for_powershell_where_they_differ(
    commands: list[str], translated: list[str]
) -> None:
    assert in_powershell(commands) == translated


@pytest.mark.parametrize(
    "command",
    [
        "cpconf abridge A x.pdf --pages 4,8-",
        "cpconf status; cpconf held",
        "cpconf person change A mother --email ''",
        "cpconf done A b --note 'the \"plan\"'",
        'cpconf done A b --note "$x"',
        "cpconf status > x",
        "cpconf bundle A --override others='It is right'",
        "grep x y",
    ],
)
def test_what_powershell_reads_otherwise_is_written_by_hand(command: str) -> None:
    with pytest.raises(ShellOnly):
        in_powershell([command])


@pytest.mark.parametrize(
    ("block", "faults"),
    [
        ("cpconf check x `\n    --ends 12:00\n", 0),
        ("cpconf abridge A x.pdf --pages '4,8-'\n", 0),
        ("$env:CPCONF_NOW = '2026-11-23'\n", 0),
        ("cpconf check x \\\n    --ends 12:00\n", 1),
        ("cpconf check x ` \n    --ends 12:00\n", 1),
        ("cpconf check x `\n", 1),
        ("cpconf abridge A x.pdf --pages 4,8-\n", 1),
        ("export A=b\n", 1),
        ("CPCONF_NOW=2026-11-23 cpconf status\n", 1),
        ("echo $?\n", 1),
    ],
)
def test_the_ways_of_other_shells_are_found_in_blocks_for_powershell(
    block: str, faults: int
) -> None:
    assert len(list(unlike(block))) == faults


def test_the_example_documents_and_messages_are_what_their_script_makes() -> None:
    script = ROOT / "scripts" / "example_documents.py"
    ran = subprocess.run([sys.executable, script, "--check"], capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, b"")


def test_a_link_whose_words_go_on_in_the_next_line_is_looked_up(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# There\n")
    text = "See [what\nis there](there.md), `[code\n](no.md)` and [what\nis not](not.md).\n"
    known = Page(page(tmp_path, text))
    assert known.links == [(2, "there.md"), (4, "not.md")]


@pytest.mark.parametrize(
    ("blocks", "shared"),
    [
        (("import re", "cog.out(re.escape('.'))"), []),
        (("import re", "x = 1", "cog.out(str(x))"), [11]),
        (("import re", "x = 1\ncog.out(str(x))"), []),
    ],
)
def test_a_block_leans_on_no_block_but_the_first(
    tmp_path: Path, blocks: tuple[str, ...], shared: list[int]
) -> None:
    known = Page(page(tmp_path, "\n".join(map(COG.format, blocks))))
    known.path = ROOT / "page.md"
    found = list(shared_names({known.path: known}))
    assert [int(fault.split(":")[1]) for fault in found] == shared


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("`cpconf status --all` and `cpconf --store x.sqlite person list A`", 0),
        ("`cpconf` alone, and cpconf keeps words", 0),
        ("`cpconf statuses`", 1),
        ("`cpconf status --everything`", 1),
        ("```sh\ncpconf outbox sent 4 \\\n    --never\n```\n", 1),
        ("```console\n$ cpconf status --none\ncpconf status has no --none\n```\n", 1),
    ],
)
def test_a_command_that_a_page_names_is_there_with_its_options(
    tmp_path: Path, text: str, faults: int
) -> None:
    known = Page(page(tmp_path, text))
    known.path = ROOT / "page.md"
    assert len(list(untrue_commands({known.path: known}))) == faults
