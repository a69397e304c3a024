"""Remove or reverse the rules of a room, one at a time, and check that a test notices.

    python -m mutants [ROOM…] [--all] [--seconds N]

Without --all, a sample of each room's changes is tried, always the same. The results are kept in
.mutants: a stopped run continues, and only what has changed is tried again. A change that survived
is tried again with the tests not yet tried on it.
"""

import argparse
import ast
import hashlib
import os
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Final

from mutants.changing import TOP, Change, Defaults, changes
from mutants.keeping import (
    PACKAGE,
    ROOT,
    Measured,
    Verdict,
    Verdicts,
    as_it_is,
    keep_measured,
    measured,
    named,
)
from mutants.session import UNMADE, Job, Ran, Session, assigned, collect

ROOMS: Final = ROOT / "mutants" / "rooms.toml"
SURVIVORS: Final = ROOT / "mutants" / "survivors.toml"
SAMPLE: Final = 80
"""How many changes of a room are tried without --all."""
ENOUGH: Final = 0.95
SAME: Final = ("equivalent:", "speed:")
"""How the reason begins for a survivor whose results are those of the unchanged program."""
_QUICK: Final = 0.06  # seconds
PATIENCE: Final = 10.0
"""The default for --seconds: how many seconds of tests are tried on one change in one run."""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test notices, and why that is right."""

    module: str
    function: str
    change: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """A change in its module; `sampled` means that it counts for the share of its room."""

    room: str
    module: str
    change: Change
    sampled: bool

    @property
    def name(self) -> str:
        """The name of the change within its module, in results and lists."""
        return f"{self.change.function}: {self.change.words}"


@dataclass(slots=True)
class Found:
    """The results for the changes of one room."""

    made: int = 0
    noticed: list[Mutant] = field(default_factory=list)
    survived: list[Mutant] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Room:
    """The modules whose rules are changed, and the test files that should notice."""

    modules: tuple[str, ...]
    tests: tuple[Path, ...]


def read_rooms() -> dict[str, Room]:
    """Return every room by its name. Raises ValueError for a pattern that matches no file."""
    written = tomllib.loads(ROOMS.read_text(encoding="utf-8"))
    return {
        name: Room(
            tuple(f.relative_to(PACKAGE).as_posix() for f in named(PACKAGE, room["modules"])),
            tuple(named(ROOT / "tests", room["tests"])),
        )
        for name, room in written.items()
    }


def read_survivors() -> list[Survivor]:
    """Return the changes that may survive. Raises TypeError for an incomplete entry."""
    written = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    return [Survivor(**entry) for entry in written.get("survivor", [])]


def all_trees() -> dict[str, ast.Module]:
    """Return every module of the program, by its path."""
    return {
        file.relative_to(PACKAGE).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted(PACKAGE.rglob("*.py"))
    }


class Run:
    """One run over some rooms."""

    def __init__(self, rooms: Sequence[str], *, everything: bool, patience: float) -> None:
        """Find the changes of these rooms, and choose which to try."""
        self._patience = patience
        self._trees = all_trees()
        self._survivors = read_survivors()
        self._defaults = Defaults(self._trees.values())
        self.found = {room: Found() for room in rooms}
        self.unmade = 0
        self.broken: list[str] = []
        self._tests: list[Measured] = []
        self._noticing: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._verdicts: dict[str, Verdicts] = {}
        self._mutants: list[Mutant] = []
        listed = {(one.module, f"{one.function}: {one.change}") for one in self._survivors}
        self._rooms = {name: room for name, room in read_rooms().items() if name in rooms}
        self.files = sorted({file for room in self._rooms.values() for file in room.tests})
        for room, its in self._rooms.items():
            made = [
                Mutant(room, module, change, sampled=True)
                for module in its.modules
                for change in changes(self._trees[module], self._defaults)
            ]
            self.found[room].made = len(made)
            chosen = set(made if everything else sorted(made, key=_lot)[:SAMPLE])
            self._mutants += [
                Mutant(room, one.module, one.change, sampled=one in chosen)
                for one in made
                if one in chosen or (one.module, one.name) in listed
            ]
            self._of_rooms = {*getattr(self, "_of_rooms", ()), *(one.module for one in made)}
            self._made = {*getattr(self, "_made", ()), *((one.module, one.name) for one in made)}

    def work(self, session: Session) -> None:
        """Measure the tests that are new or changed, and try every chosen change."""
        self._measure(session)
        self._seconds = {one.test: one.seconds for one in self._tests}
        session.run(self._jobs())

    # ---- measuring

    def _measure(self, session: Session) -> None:
        files: dict[Path, list[str]] = defaultdict(list)
        for test, file in session.tests:
            files[file].append(test)
        fresh = []
        for file in files:
            kept = measured(file)
            if kept is None:
                fresh.append(file)
            else:
                self._tests += kept

        def job(file: Path, number: int) -> Job:
            def then(ran: Ran) -> None:
                say(f"measured {number} of {len(fresh)}: {file.name}")
                if ran.failed:
                    self.broken.append(f"{file.name}: {ran.failed}")
                    return
                self.broken += ran.broken
                keep_measured(file, ran.measured)
                self._tests.extend(ran.measured)

            return Job(files[file], then, self._trees)

        session.run(job(file, number) for number, file in enumerate(fresh, 1))

    # ---- trying

    def _jobs(self) -> Iterator[Job]:
        for number, mutant in enumerate(self._mutants, 1):
            if number % 20 == 0:
                say(f"{number} of {len(self._mutants)}")
            job = self._job(mutant)
            if job is not None:
                yield job

    def _job(self, mutant: Mutant) -> Job | None:
        """Return the tests to try on a change, or None where the result is known."""
        kept = self._verdicts.setdefault(mutant.module, Verdicts(mutant.module))
        known = kept.of(mutant.name) or Verdict()
        reaching = self._reaching(mutant)
        if known.noticed_by in {as_it_is(one.test, one.file) for one in reaching}:
            self._tell(mutant, is_noticed=True)
            return None
        fresh = [one for one in reaching if as_it_is(one.test, one.file) not in known.tried]
        spent = 0.0

        def within(one: Measured) -> bool:
            nonlocal spent
            spent += one.seconds
            return spent - one.seconds < self._patience

        chosen = list(takewhile(within, fresh))
        if not chosen:
            self._tell(mutant, is_noticed=False)
            return None

        def then(ran: Ran) -> None:
            if ran.failed and UNMADE in ran.failed:
                self.unmade += 1
                say(f"not made: {mutant.module} {mutant.name}")
                return
            by = next((one for one in chosen if one.test == ran.failed), None)
            if ran.failed:
                self._noticing[mutant.module, mutant.change.function].insert(0, ran.failed)
                one = by or chosen[0]
                kept.keep(mutant.name, Verdict(as_it_is(one.test, one.file)))
            else:
                tried = {as_it_is(one.test, one.file) for one in chosen}
                kept.keep(mutant.name, Verdict(tried=known.tried | tried))
            self._tell(mutant, is_noticed=bool(ran.failed))

        return Job(
            [one.test for one in chosen],
            then,
            self._trees,
            self._seconds,
            mutant.module,
            mutant.change,
        )

    def _tell(self, mutant: Mutant, *, is_noticed: bool) -> None:
        found = self.found[mutant.room]
        (found.noticed if is_noticed else found.survived).append(mutant)

    def _reaching(self, mutant: Mutant) -> list[Measured]:
        """Return the tests that run the changed line, those most likely to notice first."""
        change = mutant.change
        if change.function == TOP:
            places = self._users(mutant.module, str(change.name))
        else:
            places = {mutant.module: 1 << change.line}
        files = {str(file) for file in self._rooms[mutant.room].tests}
        reaching = [
            one
            for one in self._tests
            if one.file in files
            and any(one.reaches(module, lines) for module, lines in places.items())
        ]
        before = self._noticing[mutant.module, change.function][:5]
        nth: Counter[str] = Counter()
        rank: dict[str, int] = {}

        def breadth(one: Measured) -> int:
            return -one.lines.get(mutant.module, 0).bit_count()

        for one in sorted(reaching, key=lambda one: (breadth(one), one.seconds, one.test)):
            # All quick tests first; then one test of each file in turn, first those that run most
            # of the module: a file may check what another does not.
            is_quick = one.seconds < _QUICK
            nth[one.file] += not is_quick
            rank[one.test] = 0 if is_quick else nth[one.file]
        return sorted(
            reaching,
            key=lambda one: (one.test not in before, rank[one.test], one.seconds, one.test),
        )

    def _users(self, module: str, name: str) -> Mapping[str, int]:
        """Return the lines of any module that use a constant, or one derived from it."""
        names = {name}
        for statement in self._trees[module].body:
            loaded = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            if loaded & names:
                names |= assigned(statement)
        dotted = f"cpconf.{module.removesuffix('.py').replace('/', '.')}"
        places: dict[str, int] = {}
        for path, tree in self._trees.items():
            known = names if path == module else _imported(tree, dotted, names)
            if known and (lines := _using(tree, known)):
                places[path] = lines
        return places

    # ---- telling

    def same(self, mutant: Mutant) -> bool:
        """Tell whether the reason on the list is that no test can notice the change."""
        return any(
            (one.module, one.function, one.change)
            == (mutant.module, mutant.change.function, mutant.change.words)
            and one.why.startswith(SAME)
            for one in self._survivors
        )

    def unlisted(self) -> list[Mutant]:
        """Return the survivors without a reason on the list."""
        listed = {(one.module, one.function, one.change) for one in self._survivors}
        return [
            one
            for found in self.found.values()
            for one in found.survived
            if (one.module, one.change.function, one.change.words) not in listed
        ]

    def stale(self) -> list[Survivor]:
        """Return the entries of the list that are noticed after all, or no longer possible."""
        noticed = {(one.module, one.name) for f in self.found.values() for one in f.noticed}
        return [
            one
            for one in self._survivors
            if one.module in self._of_rooms
            and (
                (key := (one.module, f"{one.function}: {one.change}")) not in self._made
                or key in noticed
            )
        ]


def _lot(mutant: Mutant) -> str:
    """Return the sort key for a sample that stays the same when other changes come or go."""
    return hashlib.sha256(f"{mutant.module} {mutant.name}".encode()).hexdigest()


def _imported(tree: ast.Module, dotted: str, names: set[str]) -> set[str]:
    """Return how another module refers to these names of a module: alone, or after its name."""
    package, _, module = dotted.rpartition(".")
    imports = [
        (node.module, alias)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    bare = {alias.name for source, alias in imports if source == dotted} & names
    whole = {
        alias.asname or alias.name
        for source, alias in imports
        if (source, alias.name) == (package, module)
    }
    return bare | {f"{alias}.{name}" for alias in whole for name in names}


def _using(tree: ast.AST, names: set[str]) -> int:
    """Return the first lines, as bits, of the statements that use one of these names."""
    lines = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            parts = [part for part in ast.iter_child_nodes(node) if not isinstance(part, ast.stmt)]
            used = {ast.unparse(n) for part in parts for n in ast.walk(part) if _is_name(n)}
            if used & names:
                lines |= 1 << node.lineno
    return lines


def _is_name(node: ast.AST) -> bool:
    """Tell whether a node is a name, or a name within a module."""
    whole = node.value if isinstance(node, ast.Attribute) else node
    return isinstance(whole, ast.Name)


def say(line: str) -> None:
    """Print progress."""
    print(line, file=sys.__stderr__, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Run over the chosen rooms; return 1 where a change is not noticed."""
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    known = read_rooms()
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(known))
    parser.add_argument("--all", action="store_true", help="try every change, not a sample")
    patience = "how long to try tests on one change in this run"
    parser.add_argument("--seconds", type=float, default=PATIENCE, help=patience)
    asked = parser.parse_args(arguments)
    if unknown := set(asked.rooms) - set(known):
        parser.error(f"no such room: {', '.join(sorted(unknown))}")
    os.nice(5)
    run = Run(asked.rooms or list(known), everything=asked.all, patience=asked.seconds)
    collect(run.files, run.work)
    return report(run, print, everything=asked.all)


def report(run: Run, put: Callable[[str], object], *, everything: bool) -> int:
    """Print the table and what is wrong; return 1 where something is."""
    is_wrong = False
    head = f"{'tried':>6} {'noticed':>8} {'survived':>9} {'same':>5} {'share':>7}"
    put(f"{'room':<12} {'made':>6} {head}")
    for room, found in run.found.items():
        noticed = sum(one.sampled for one in found.noticed)
        survived = sum(one.sampled for one in found.survived)
        same = sum(one.sampled and run.same(one) for one in found.survived)
        tried = noticed + survived
        share = noticed / (tried - same) if tried > same else 0.0
        is_wrong |= share < ENOUGH
        low = "  too few" if share < ENOUGH else ""
        counts = f"{tried:>6} {noticed:>8} {survived:>9} {same:>5} {share:>7.1%}"
        put(f"{room:<12} {found.made:>6} {counts}{low}")
    put("same: no test can tell the change from the program as it is; not counted in the share.")
    if not everything:
        put(f"A sample of {SAMPLE} changes a room, always the same; --all (ALL=1) tries every one.")
    if run.unmade:
        put(f"{run.unmade} could not be made, and are not counted.")
    for test in run.broken:
        put(f"left out, as it fails without any change: {test}")
    unlisted = run.unlisted()
    if unlisted:
        put(f"\nNo test notices, and no reason is given in {SURVIVORS.relative_to(ROOT)}:")
    for mutant in unlisted:
        change = mutant.change
        put(f"  {mutant.module}:{change.line} {change.function}: {change.words}")
    stale = run.stale()
    if stale:
        put(f"\nNo longer true in {SURVIVORS.relative_to(ROOT)}: noticed, or not made any more:")
    for entry in stale:
        put(f"  {entry.module} {entry.function}: {entry.change}")
    return int(is_wrong or bool(unlisted or stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
