"""A session of pytest that collects every test once, and runs chosen ones in forked processes.

A change is made only in the forked process: the code of the changed function is replaced in place,
so that every module that imported it sees the change, and nothing is imported again. For a change
to a constant, it and the constants derived from it are computed again.
"""

import ast
import builtins
import contextlib
import gc
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import pytest

from mutants.changing import NOTED, TOP, Change, counting
from mutants.keeping import PACKAGE, ROOT, Measured

AT_ONCE: Final = 2
UNMADE: Final = "no function has this code"
_PROGRAM: Final = "cpconf.cli.program"
_LINES: Final = 10_000  # more than any module has
_AT_LEAST: Final = 10  # processor seconds
_LONGEST: Final = 600  # seconds by the clock, for all tests of one change


@dataclass(frozen=True, slots=True)
class Ran:
    """The result of a forked process: the first test that failed, or how else it ended."""

    failed: str | None = None
    measured: tuple[Measured, ...] = ()
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Tests to run in a separate process, with a change, or without one to measure them."""

    tests: Sequence[str]
    then: Callable[[Ran], None]
    trees: Mapping[str, ast.Module]
    seconds: Mapping[str, float] = field(default_factory=dict)
    module: str = ""
    change: Change | None = None


@dataclass(slots=True)
class _Child:
    job: Job
    pid: int
    reads: int
    folder: Path
    ends: float
    heard: bytes = b""


class Session:
    """A plugin that replaces pytest's own loop over the tests."""

    def __init__(self, work: Callable[["Session"], None]) -> None:
        """Take the function to call once all tests are collected."""
        self._work = work
        self._items: dict[str, pytest.Item] = {}
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = {}
        self._counting: list[tuple[FunctionType, CodeType]] = []
        self._caches: list[Callable[[], None]] = []
        self._failed: str | None = None
        self._config: pytest.Config | None = None

    # ---- what pytest calls

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Make Hypothesis try the same examples every time, without shrinking."""
        from hypothesis import Phase, settings  # noqa: PLC0415 - its plugin must be imported first

        phases = (Phase.explicit, Phase.generate)
        ours = settings(deadline=None, database=None, derandomize=True, phases=phases)
        settings.register_profile("mutants", ours)
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do the work instead of running every test."""
        self._items = {item.nodeid: item for item in session.items}
        self._config = session.config
        self._load()
        gc.unfreeze()  # the tests freeze objects, which get_objects would then leave out
        for one in gc.get_objects():
            if isinstance(one, FunctionType):
                # Not the file name in its code: bytecode may have been compiled under another.
                file = one.__globals__.get("__file__") or ""
                if file.startswith(str(PACKAGE)):
                    self._functions.setdefault(_place(one.__code__, file), []).append(one)
            elif _is_cache(one):
                self._caches.append(one.cache_clear)
        gc.collect()
        gc.freeze()
        self._work(self)
        return True

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that failed."""
        if report.failed:
            self._failed = report.nodeid

    # ---- what the work asks for

    @property
    def tests(self) -> list[tuple[str, Path]]:
        """Every collected test, with its file."""
        return [(name, item.path) for name, item in self._items.items()]

    def run(self, jobs: Iterator[Job]) -> None:
        """Run all jobs, `AT_ONCE` in parallel."""
        running: list[_Child] = []
        more = True
        while more or running:
            while more and len(running) < AT_ONCE:
                job = next(jobs, None)
                if job is None:
                    more = False
                else:
                    running.append(self._start(job))
            for child in self._heard(running):
                running.remove(child)

    def _load(self) -> None:
        """Import the whole program: commands import late, and each test would do so again."""
        for file in sorted(PACKAGE.rglob("*.py")):
            path = file.relative_to(PACKAGE.parent).with_suffix("")
            if "migrations" not in path.parts and path.name not in {"__init__", "__main__"}:
                import_module(".".join(path.parts))
        program = import_module(_PROGRAM)
        program._command(None)  # noqa: SLF001 - building the commands takes longer than a test

    # ---- forked processes

    def _start(self, job: Job) -> _Child:
        if job.change is None and not self._counting:
            # Once, in this process: a forked one would do it for itself only.
            for number, (path, tree) in enumerate(job.trees.items()):
                counted = counting(tree, number * _LINES)
                self._counting += self._compiled(counted, PACKAGE / path)
        reads, writes = os.pipe()
        folder = Path(tempfile.mkdtemp(prefix="cpconf-mutants-"))
        pid = os.fork()
        if pid == 0:
            try:
                os.setpgid(0, 0)
                os.close(reads)
                said = self._be_child(job, folder)
            except BaseException as error:  # noqa: BLE001 - else the child runs on as the parent
                said = {"failed": f"{type(error).__name__}: {error}"}
            try:
                with os.fdopen(writes, "wb") as pipe:
                    pipe.write(f"{json.dumps(said)}\n".encode())
            finally:
                os._exit(0)
        os.close(writes)
        longest = _LONGEST if job.change else 10 * _LONGEST
        return _Child(job, pid, reads, folder, time.monotonic() + longest)

    def _heard(self, running: Collection[_Child]) -> Iterator[_Child]:
        """Yield the processes that have ended, after reporting each result."""
        ready, _, _ = select.select([child.reads for child in running], [], [], 1.0)
        for child in list(running):
            if child.reads in ready:
                piece = os.read(child.reads, 1 << 20)
                child.heard += piece
                has_ended = not piece or piece.endswith(b"\n")
            else:
                has_ended = time.monotonic() > child.ends
            if has_ended:
                self._end(child)
                yield child

    def _end(self, child: _Child) -> None:
        """Clean up after a process, and report its result."""
        os.close(child.reads)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)
        shutil.rmtree(child.folder, ignore_errors=True)
        try:
            said = json.loads(child.heard)
        except ValueError:
            said = {"failed": "the time limit"}
        measured = [
            Measured(test, file, seconds, {module: int(bits, 16) for module, bits in lines.items()})
            for test, file, seconds, lines in said.get("measured", [])
        ]
        child.job.then(Ran(said.get("failed"), tuple(measured), tuple(said.get("broken", []))))

    def _be_child(self, job: Job, folder: Path) -> dict[str, Any]:
        """Run the tests of a job in this forked process, and return the result."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        vars(vars(self._config)["_tmp_path_factory"])["_basetemp"] = folder
        items = [self._items[test] for test in job.tests]
        if job.change is None:
            return self._measure(items, job.trees)
        self._make(PACKAGE / job.module, job.trees[job.module], job.change)
        self._forget()
        for item, following in _in_turn(items):
            limit = _AT_LEAST + 10 * job.seconds.get(item.nodeid, 0)
            # The signal then ends the process. Processor time, since other processes may be busy.
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, limit)
            if self._fails(item, following):
                return {"failed": item.nodeid}
        return {}

    def _fails(self, item: pytest.Item, following: pytest.Item | None) -> bool:
        """Run a test; return whether it failed, which `pytest_runtest_logreport` notes."""
        self._failed = None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return self._failed is not None

    def _forget(self) -> None:
        """Empty the functions' caches: otherwise only the first test to call one would run it."""
        for clear in self._caches:
            clear()

    def _measure(
        self, items: Sequence[pytest.Item], trees: Mapping[str, ast.Module]
    ) -> dict[str, Any]:
        noted: set[int] = set()
        setattr(builtins, NOTED, noted.add)
        paths = list(trees)
        for function, code in self._counting:
            function.__code__ = code
        rows, broken = [], []
        for item, following in _in_turn(items):
            self._forget()
            noted.clear()
            began = time.process_time()
            if self._fails(item, following):
                broken.append(item.nodeid)
                continue
            lines: dict[str, int] = {}
            for one in noted:
                path = paths[one // _LINES]
                lines[path] = lines.get(path, 0) | 1 << one % _LINES
            seconds = round(time.process_time() - began, 3)
            shown = {path: f"{bits:x}" for path, bits in lines.items()}
            rows.append((item.nodeid, str(item.path), seconds, shown))
        return {"measured": rows, "broken": broken}

    # ---- making a change

    def _make(self, module: Path, tree: ast.Module, change: Change) -> None:
        """Make a change in this process; `tree` is that of its module."""
        change.make()
        if change.function == TOP:
            _reckon_anew(ast.fix_missing_locations(tree), module, str(change.name))
        elif not self._exchange(tree, module):
            raise RuntimeError(UNMADE)

    def _exchange(self, tree: ast.Module, file: Path) -> int:
        """Give a module's functions their code from this tree; return how many there are."""
        exchanged = list(self._compiled(ast.fix_missing_locations(tree), file))
        for function, code in exchanged:
            function.__code__ = code
        return len(exchanged)

    def _compiled(self, tree: ast.Module, file: Path) -> Iterator[tuple[FunctionType, CodeType]]:
        for code in _codes(compile(tree, str(file), "exec", dont_inherit=True)):
            for function in self._functions.get(_place(code, str(file)), ()):
                yield function, code


def _in_turn(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    yield from zip(items, [*items[1:], None], strict=True)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of every function of a module and its classes, without nested functions."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            if "<locals>" not in inner.co_qualname:
                yield from _codes(inner)


def _reckon_anew(tree: ast.Module, file: Path, name: str) -> None:
    """Assign a constant again, and those derived from it, in every module that imported them."""
    module = next(one for one in _ours() if one.__file__ == str(file))
    known = dict(vars(module))
    changed: set[str] = set()
    for statement in tree.body:
        names = assigned(statement)
        if not names or not (name in names or changed & _loaded(statement)):
            continue
        exec(compile(ast.Module([statement], []), str(file), "exec"), known)  # noqa: S102
        changed |= names
    for one in changed:
        old = vars(module)[one]
        for other in _ours():
            if vars(other).get(one) is old:
                setattr(other, one, known[one])


def _ours() -> list[ModuleType]:
    return [
        module
        for module in list(sys.modules.values())
        if (getattr(module, "__file__", None) or "").startswith(str(PACKAGE))
    ]


def assigned(statement: ast.stmt) -> set[str]:
    """Return the names that a statement of a module assigns."""
    targets: Iterable[ast.expr] = ()
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value:
        targets = [statement.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _loaded(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def collect(files: Iterable[Path], work: Callable[[Session], None]) -> int:
    """Collect the quick tests of some files, and do the work; return pytest's exit code."""
    arguments = [
        *("-m", "not system and not thorough and not slow"),
        *("-p", "no:xdist", "-p", "no:cacheprovider", "--capture=sys", "-q", "--no-header"),
        *map(str, files),
    ]
    os.chdir(ROOT)
    return int(pytest.main(arguments, plugins=[Session(work)]))


def _is_cache(one: object) -> bool:
    """Tell whether an object is a cached function of the program (functools.cache, lru_cache)."""
    if not isinstance(one, _lru_cache_wrapper):
        return False
    module: str = one.__module__ or ""
    return module.startswith("cpconf.") and module != _PROGRAM


def _place(code: CodeType, file: str) -> tuple[str, str, int]:
    return file, code.co_qualname, code.co_firstlineno
