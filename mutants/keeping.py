"""Results kept between runs, in .mutants: which test runs which lines, and the verdicts.

Everything is kept with the SHA-256 of the files it was measured on. So a stopped run continues
where it was, and a changed module or test file is tried again.
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
    """Return the SHA-256 of some files together, shortened."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Measured:
    """One test: its time in processor seconds, and the lines of the program that it runs.

    The lines are the bits of a number, one number a module.
    """

    test: str
    file: str
    seconds: float
    lines: Mapping[str, int] = field(repr=False)

    def reaches(self, module: str, lines: int) -> bool:
        """Tell whether the test runs one of these lines."""
        return bool(self.lines.get(module, 0) & lines)


def measured(file: Path) -> list[Measured] | None:
    """Return the measurements of a test file; None if it, or a module it runs, has changed."""
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
    """Keep the measurements of a test file."""
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
    """The result of one change: the test that noticed it, or those that did not.

    A test's name includes the digest of its file (`as_it_is`), so a changed test is tried again.
    """

    noticed_by: str | None = None
    tried: frozenset[str] = frozenset()


def as_it_is(test: str, file: str) -> str:
    """Return the name of a test in its present form, with the digest of its file."""
    return f"{digest_of(Path(file))[:8]} {test}"


class Verdicts:
    """The verdicts on the changes of one module, in its present form."""

    def __init__(self, module: str) -> None:
        """Read the verdicts that are kept."""
        self._file = KEPT / "changes" / f"{module.replace('/', '-')}.json"
        self._key = digest_of(PACKAGE / module)
        kept = _read(self._file)
        self._known: dict[str, Verdict] = {}
        if kept.get("key") == self._key:
            for name, one in kept["verdicts"].items():
                self._known[name] = Verdict(one["noticed_by"], frozenset(one["tried"]))

    def of(self, name: str) -> Verdict | None:
        """Return the verdict on one change."""
        return self._known.get(name)

    def keep(self, name: str, verdict: Verdict) -> None:
        """Keep the verdict on one change, and write it at once."""
        self._known[name] = verdict
        rows = {
            name: {"noticed_by": one.noticed_by, "tried": sorted(one.tried)}
            for name, one in self._known.items()
        }
        _write(self._file, {"key": self._key, "verdicts": rows})


def named(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """Return the files that some patterns match. Raises ValueError if one matches none."""
    files: list[Path] = []
    for pattern in patterns:
        found = sorted(folder.glob(pattern))
        if not found:
            raise ValueError(f"{pattern} matches no file in {folder.name}")
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
