"""Taking passwords from standard input, files, commands and terminals."""

import io
import os
import pty
import shlex
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cpconf.errors import CpconfError, ExitCode, NotFound, Refused, UsageFault
from cpconf.passphrases import sources
from cpconf.passphrases.sources import (
    LARGEST,
    ask,
    from_command,
    from_file,
    from_stdin,
    prompt_hidden,
)

SECRET = "tram-otter-harbour-kite"  # noqa: S105 - of no account

ONE_LINE = [
    (f"{SECRET}\n".encode(), SECRET),
    (SECRET.encode(), SECRET),
    (f"{SECRET}\r\n".encode(), SECRET),
    (f"\ufeff{SECRET}\r\n".encode(), SECRET),
    (f" {SECRET} \n".encode(), f" {SECRET} "),
    ("crème\n".encode(), "crème"),
]
UNREADABLE = [
    (b"", "no password"),
    (b"\n", "no password"),
    (f"{SECRET}\n\n".encode(), "more than one line"),
    (f"{SECRET}\nsecond\n".encode(), "more than one line"),
    (f"{SECRET}\rsecond".encode(), "more than one line"),
    (SECRET.encode() + b"\xff\n", "no readable text"),
    (SECRET.encode("utf-16"), "no readable text"),
    (SECRET.encode() * 1000, "far more than a password"),
]


def everything_said(error: BaseException) -> str:
    """The error as a traceback prints it, and all that hangs on it."""
    said = "".join(traceback.format_exception(error)) + repr(vars(error))
    for behind in (error.__cause__, error.__context__):
        if behind is not None:
            said += everything_said(behind)
    return said


def safe_file(folder: Path, content: bytes) -> Path:
    file = folder / "word"
    file.write_bytes(content)
    file.chmod(0o600)
    return file


def printing(content: bytes, after: str = "") -> str:
    return shlex.join(
        [sys.executable, "-c", f"import sys;sys.stdout.buffer.write({content!r});{after}"]
    )


@pytest.mark.parametrize(("content", "password"), ONE_LINE)
def test_standard_input_a_file_and_a_command_give_their_one_line(
    tmp_path: Path, content: bytes, password: str
) -> None:
    assert from_stdin(io.BytesIO(content)) == password
    assert from_stdin(io.TextIOWrapper(io.BytesIO(content), "ascii")) == password
    assert from_file(safe_file(tmp_path, content)) == password
    assert from_command(printing(content)) == password


@pytest.mark.parametrize(("content", "why"), UNREADABLE)
def test_anything_but_one_line_is_a_usage_fault_that_does_not_repeat_it(
    tmp_path: Path, content: bytes, why: str
) -> None:
    file = safe_file(tmp_path, content)
    takers: list[Callable[[], str]] = [
        lambda: from_stdin(io.BytesIO(content)),
        lambda: from_file(file),
        lambda: from_command(f"cat {file}"),
    ]
    for take in takers:
        with pytest.raises(UsageFault, match=why) as fault:
            take()
        assert "otter-harbour" not in everything_said(fault.value)


def test_of_what_can_be_no_password_no_more_is_read_than_shows_that(tmp_path: Path) -> None:
    longest, longer = b"a" * LARGEST, b"a" * (LARGEST + 1)
    asked: list[int | None] = []

    class Counting(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            asked.append(size)
            return super().read(size)

    assert from_stdin(Counting(longest)) == longest.decode()
    assert from_file(safe_file(tmp_path, longest)) == longest.decode()
    assert from_command(printing(longest)) == longest.decode()
    file = safe_file(tmp_path, longer)
    takers: list[Callable[[], str]] = [
        lambda: from_stdin(Counting(longer * 1000)),
        lambda: from_file(file),
        lambda: from_command(f"cat {file}"),
    ]
    for take in takers:
        with pytest.raises(UsageFault, match="far more than a password"):
            take()
    assert asked == [LARGEST + 1] * 2


def test_without_standard_input_there_is_no_password() -> None:
    with pytest.raises(UsageFault, match="no standard input"):
        from_stdin(None)


@pytest.fixture
def terminal() -> Iterator[int]:
    ours, theirs = pty.openpty()
    yield theirs
    os.close(ours)
    os.close(theirs)


def test_a_terminal_as_standard_input_is_refused_since_it_shows_what_is_typed(
    terminal: int,
) -> None:
    with open(terminal, "rb", buffering=0, closefd=False) as stream, pytest.raises(UsageFault):
        from_stdin(io.BufferedReader(stream))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620, 0o610, 0o777])
def test_a_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    file = safe_file(tmp_path, SECRET.encode())
    file.chmod(mode)
    with pytest.raises(Refused, match="chmod 600") as refused:
        from_file(file)
    assert str(file) not in str(refused.value)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_of_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    file = safe_file(tmp_path, SECRET.encode())
    file.chmod(mode)
    assert from_file(file) == SECRET


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as missing:
        from_file(tmp_path / "Robin Example")
    assert missing.value.exit_code is ExitCode.NOT_FOUND
    assert "Robin" not in "".join(traceback.format_exception_only(missing.value))


def test_a_folder_a_pipe_and_a_device_are_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    for path in (tmp_path, pipe, Path("/dev/null")):
        with pytest.raises(Refused):
            from_file(path)


def test_a_file_below_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CpconfError, match="cannot be read"):
        from_file(safe_file(tmp_path, b"") / "word")


def test_no_shell_sees_the_command(tmp_path: Path) -> None:
    assert from_command("echo $HOME; touch x | 'a  b'") == "$HOME; touch x | a  b"


def test_a_command_has_no_standard_input_and_keeps_its_standard_error(
    capfd: pytest.CaptureFixture[str],
) -> None:
    reading = "import sys;print('asked', file=sys.stderr);print(repr(sys.stdin.read()))"
    ours, theirs = os.pipe()
    os.write(theirs, b"meant for somebody else\n")
    os.close(theirs)
    before = os.dup(0)
    os.dup2(ours, 0)
    try:
        assert from_command(shlex.join([sys.executable, "-c", reading])) == "''"
    finally:
        os.dup2(before, 0)
        os.close(before)
        os.close(ours)
    assert capfd.readouterr().err == "asked\n"


def test_a_failing_command_is_an_error_without_its_output() -> None:
    with pytest.raises(CpconfError, match="exit code 3") as failed:
        from_command(printing(SECRET.encode(), "sys.exit(3)"))
    assert failed.value.exit_code is ExitCode.FAILED
    assert SECRET not in everything_said(failed.value).replace(printing(SECRET.encode()), "")


def test_a_command_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PATIENCE", 0.5)
    slow = printing(SECRET.encode(), "sys.stdout.flush();import time;time.sleep(60)")
    with pytest.raises(CpconfError, match="longer than") as stopped:
        from_command(slow)
    assert stopped.value.__context__ is None
    assert stopped.value.__cause__ is None


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("", UsageFault),
        ("   ", UsageFault),
        ("echo 'open", UsageFault),
        ("echo \\", UsageFault),
        ("no-such-program-at-all", CpconfError),
        ("/", CpconfError),
    ],
)
def test_a_command_that_cannot_be_run_is_explained(command: str, kind: type[CpconfError]) -> None:
    with pytest.raises(kind, match="password command"):
        from_command(command)


def answering(*answers: str) -> tuple[Callable[[str], str], list[str]]:
    """Somebody who types these, and the questions that they were asked."""
    asked: list[str] = []
    left = iter(answers)

    def prompt(text: str) -> str:
        asked.append(text)
        return next(left)

    return prompt, asked


def test_a_password_typed_twice_alike_is_taken() -> None:
    prompt, asked = answering(SECRET, SECRET)
    assert ask(prompt) == SECRET
    assert asked == ["Password: ", "Again: "]


def test_after_two_that_differ_it_asks_again() -> None:
    prompt, asked = answering("a", "b", "c", "d", SECRET, SECRET)
    assert ask(prompt) == SECRET
    assert asked[2].startswith("They differ")


def test_after_three_that_differ_it_gives_up() -> None:
    prompt, asked = answering("first-one", "b", "c", "d", "e", "f", "g")
    with pytest.raises(UsageFault, match="3 times") as fault:
        ask(prompt)
    assert len(asked) == 6
    assert "first-one" not in everything_said(fault.value).replace('answering("first-one"', "")


def test_without_a_terminal_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for stdin in (None, io.StringIO(f"{SECRET}\n")):
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(UsageFault, match="no terminal"):
            ask()
        with pytest.raises(UsageFault, match="no terminal"):
            prompt_hidden("Password: ")


ASKING = "from cpconf.passphrases.sources import ask; print(len(ask()))"


def on_a_terminal(program: str, typed: bytes) -> str:
    """All that the terminal shows while the program runs on it and this is typed."""
    process, screen = pty.fork()
    if not process:
        os.execv(sys.executable, [sys.executable, "-c", program])  # noqa: S606
    shown = b""
    try:
        for line in typed.splitlines(keepends=True):
            while not shown.endswith(b": "):
                shown += os.read(screen, 1024)
            os.write(screen, line)
            shown += b"|"
        while True:
            shown += os.read(screen, 1024)
    except OSError:  # the terminal closes with the program
        pass
    finally:
        os.close(screen)
        os.waitpid(process, 0)
    return shown.decode()


def test_what_is_typed_on_a_terminal_is_not_shown() -> None:
    shown = on_a_terminal(ASKING, f"{SECRET}\n{SECRET}\n".encode())
    assert SECRET not in shown
    assert shown.split() == ["Password:", "|", "Again:", "|", str(len(SECRET))]


def test_a_terminal_that_ends_the_answer_gives_no_password() -> None:
    assert "no password was typed" in on_a_terminal(ASKING, b"\x04")


def test_where_nothing_can_be_hidden_nothing_is_read() -> None:
    program = (
        "import getpass, sys, warnings\n"
        "from cpconf.errors import CpconfError\n"
        "from cpconf.passphrases import sources\n"
        "class Screen:\n"
        "    def isatty(self): return True\n"
        "    def fileno(self): raise ValueError\n"
        "    def readline(self): print('read'); return 'secret'\n"
        "sys.stdin = Screen()\n"
        "try: sources.prompt_hidden('Password: ')\n"
        "except CpconfError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,  # without a terminal to open
    )
    assert done.stdout.startswith("this terminal shows what is typed")
    assert "read" not in done.stdout.split("\n")
