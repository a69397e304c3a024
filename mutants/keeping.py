"""What is kept between runs, in .mutants: which test goes through which line, and what came out.

Everything is kept under the SHA-256 of what it was measured on, so that a run that was stopped
goes on where it was, and a changed module or test file is tried anew.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "src" / "cpconf"
KEPT: Final = ROOT / ".mutants"


@cache
def digest_of(*files: Path) -> str:
    """The SHA-256 of some files together, shortened."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Measured:
    """One test: how long it takes, and the lines of the program that it goes through.

    The lines are the bits of a number, for each module.
    """

    test: str
    file: str
    seconds: float
    lines: Mapping[str, int] = field(repr=False)

    def reaches(self, module: str, lines: int) -> bool:
        """Whether it goes through one of these lines."""
        return bool(self.lines.get(module, 0) & lines)


def measured(file: Path) -> list[Measured] | None:
    """What was measured of a test file, if it and what it goes through are as they were."""
    kept = _read(_of_tests(file))
    modules: dict[str, str] = kept.get("modules", {})
    if kept.get("file") != digest_of(file) or any(
        not (PACKAGE / module).exists() or digest_of(PACKAGE / module) != digest
        for module, digest in modules.items()
    ):
        return None
    return [
        Measured(
            test, str(file), seconds, {module: int(bits, 16) for module, bits in lines.items()}
        )
        for test, seconds, lines in kept["tests"]
    ]


def keep_measured(file: Path, tests: Sequence[Measured]) -> None:
    """Keep what was measured of a test file."""
    modules = {module: digest_of(PACKAGE / module) for one in tests for module in one.lines}
    rows = [
        (one.test, one.seconds, {module: f"{bits:x}" for module, bits in one.lines.items()})
        for one in tests
    ]
    _write(_of_tests(file), {"file": digest_of(file), "modules": modules, "tests": rows})


def _of_tests(file: Path) -> Path:
    return KEPT / "tests" / f"{'-'.join(file.relative_to(ROOT).with_suffix('').parts)}.json"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one change: the test that noticed it, or those that did not.

    Tests are named with the digest of their file (`as_it_is`), so that a changed one is tried anew.
    """

    noticed_by: str | None = None
    tried: frozenset[str] = frozenset()


def as_it_is(test: str, file: str) -> str:
    """A test as it stands now."""
    return f"{digest_of(Path(file))[:8]} {test}"


class Verdicts:
    """The verdicts on the changes of one module, as it stands."""

    def __init__(self, module: str) -> None:
        """Read what is kept of it."""
        self._file = KEPT / "changes" / f"{module.replace('/', '-')}.json"
        self._key = digest_of(PACKAGE / module)
        kept = _read(self._file)
        self._known: dict[str, Verdict] = {}
        if kept.get("key") == self._key:
            for name, one in kept["verdicts"].items():
                self._known[name] = Verdict(one["noticed_by"], frozenset(one["tried"]))

    def of(self, name: str) -> Verdict | None:
        """What was found of one change."""
        return self._known.get(name)

    def keep(self, name: str, verdict: Verdict) -> None:
        """Keep what was found of one change, at once."""
        self._known[name] = verdict
        rows = {
            name: {"noticed_by": one.noticed_by, "tried": sorted(one.tried)}
            for name, one in self._known.items()
        }
        _write(self._file, {"key": self._key, "verdicts": rows})


def named(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """The files that some patterns name. Raises ValueError for one without any."""
    files: list[Path] = []
    for pattern in patterns:
        found = sorted(folder.glob(pattern))
        if not found:
            raise ValueError(f"{pattern} names no file in {folder.name}")
        files += found
    return files


def _read(file: Path) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept


def _write(file: Path, what: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(what), encoding="utf-8")
    fresh.replace(file)
