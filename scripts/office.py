"""LibreOffice without a window, for opening documents as a person would."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Self, cast

PYTHON: Final = "/usr/bin/python3"
"""The Python that Debian's UNO bindings are for."""

_BINDINGS: Final = "/usr/lib/python3/dist-packages/uno.py"
_SCRIPT: Final = Path(__file__).with_name("office_script.py")


def is_installed() -> bool:
    """Tell whether LibreOffice and its bindings are installed."""
    return shutil.which("soffice") is not None and all(map(os.path.exists, (PYTHON, _BINDINGS)))


class Office:
    """LibreOffice with a profile of its own."""

    def __init__(self, asking: "subprocess.Popen[str]") -> None:
        self._asking = asking

    @classmethod
    @contextlib.contextmanager
    def started(cls, folder: Path) -> Iterator[Self]:
        """Start LibreOffice with all its files in this folder; end it with the context."""
        pipe = f"cpconf-{secrets.token_hex(8)}"
        environ = os.environ | {"HOME": str(folder), "TMPDIR": str(folder)}
        office = subprocess.Popen(
            [
                *("soffice", "--headless", "--norestore", "--nologo", "--nodefault"),
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                f"--accept=pipe,name={pipe};urp",
            ],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            with subprocess.Popen(
                [PYTHON, _SCRIPT, pipe],
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            ) as asking:
                yield cls(asking)
            with contextlib.suppress(subprocess.TimeoutExpired):
                office.wait(timeout=20)
        finally:
            # The program starts another: both are in the new session.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(office.pid, signal.SIGKILL)
            office.wait()

    @classmethod
    @contextlib.contextmanager
    def started_anywhere(cls) -> Iterator[Self]:
        """Start LibreOffice in a folder that is removed afterwards."""
        with (
            tempfile.TemporaryDirectory(prefix="office-") as folder,
            cls.started(Path(folder)) as it,
        ):
            yield it

    def end(self) -> None:
        """End the open request; whoever waits for it gets EOFError."""
        self._asking.kill()

    @property
    def has_ended(self) -> bool:
        """Whether no more requests are possible; only the process that started it can tell."""
        return self._asking.poll() is not None

    def text_of(self, path: Path, password: str | None = None) -> str | None:
        """Return the text of a document as LibreOffice shows it; None if it does not open it.

        Raises EOFError where LibreOffice ended while opening it.
        """
        asked = {"path": str(path), "password": password}
        into, out = cast("IO[str]", self._asking.stdin), cast("IO[str]", self._asking.stdout)
        try:
            into.write(json.dumps(asked) + "\n")
            into.flush()
        except BrokenPipeError:
            raise EOFError from None
        # Answers to earlier requests that nobody waited for may come first.
        while line := out.readline():
            answer = json.loads(line)
            if asked.items() <= answer.items():
                text: str | None = answer["text"]
                return text
        raise EOFError
