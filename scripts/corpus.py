"""Run cpconf over a folder of files that other programs made: `make corpus FOLDER=…`.

Each file goes through `WAYS`, in a separate process with limits on time and memory, so that a file
that breaks a library ends only that process. The result is tables: how many files of each maker
were accepted, with processor time, and memory without that of the libraries; the reasons for the
rest; and what other readers find in the results.

`--json` saves the results: a later run continues there, and `--before` compares with an earlier
run. Needs Linux or macOS, qpdf and poppler.

To add a way, write `scripts/corpus_NAME.py` with a `WAY`, and add a line to `WAYS`.
"""

import argparse
import json
import os
import platform
import random
import resource
import select
import shutil
import signal
import statistics
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from cpconf.core.dates.phrases import say_count
from cpconf.errors import CpconfError
from scripts import corpus_protect, corpus_sets, corpus_word
from scripts.corpus_kinds import Outcome, Sound, Way, worst

WAYS: Final[dict[str, Way]] = {
    "protect-report": corpus_protect.WAY,
    "bundle": corpus_sets.SETS,
    "abridge": corpus_sets.CUTS,
    "word": corpus_word.WAY,
}
"""The ways through the program, each in a file of its own."""

LATE: Final = b"late"
_MEBIBYTE: Final = 1 << 20
_MEMORY: Final = 6 << 30
_UNIT: Final = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
_LIBRARIES: Final = ("pikepdf", "pypdf", "pypdfium2")

Kept = dict[str, Any]
"""The saved result of one file or one set, as in the JSON."""


@dataclass(frozen=True, slots=True)
class Job:
    """One or more files that go through a way together."""

    name: str
    files: tuple[Path, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, run the files without a result, and print the tables."""
    asked = _asked(arguments)
    known = _load(asked.json)
    names = asked.way or list(WAYS)
    if not asked.folder.is_dir():
        sys.exit(f"corpus: there is no folder {asked.folder}")
    for name in names:
        way = replace(WAYS[name], check=None) if asked.no_readers else WAYS[name]
        files = _files(asked.folder, way, asked.only, asked.sample)
        kept = known["ways"].setdefault(name, {})
        if not asked.print:
            _describe(asked.folder, files, way, known, asked.json)
        for job in (
            () if asked.print else _waiting(_jobs(asked.folder, files, way), kept, asked.again)
        ):
            way.kind.ready()
            kept[job.name] = _apart(way, job, asked.seconds)
            _save(known, asked.json, every=30)
        _save(known, asked.json)
        inside = {str(file.relative_to(asked.folder)) for file in files}
        before = _load(asked.before)["ways"].get(name, {})
        libraries = ", ".join(f"{each} {version(each)}" for each in _LIBRARIES)
        print(f"\n{name}, on {platform.system()} with {libraries}\n")
        tables = Tables(
            way.kind.judge, known["files"], _sorted(known["files"], kept, inside), before
        )
        for line in tables.lines(asked.examples):
            print(line)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="corpus", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the files, at any depth; they are only read")
    parser.add_argument("--way", action="append", choices=list(WAYS), help="only these ways")
    parser.add_argument("--only", default="", help="only files whose path has this in it")
    parser.add_argument("--sample", type=int, help="only this many files, the same in every run")
    parser.add_argument("--json", type=Path, help="save results here, and continue from them")
    parser.add_argument("--before", type=Path, help="compare with an earlier run's results")
    parser.add_argument("--print", action="store_true", help="run nothing, print saved results")
    again = "run again what was refused, or everything"
    parser.add_argument("--again", choices=["refused", "all"], help=again)
    parser.add_argument("--no-readers", action="store_true", help="open no copy with other readers")
    most = "the most processor seconds for one file (60); ten times as much by the clock"
    parser.add_argument("--seconds", type=int, default=60, help=most)
    parser.add_argument("--examples", type=int, default=0, help="how many files to name per reason")
    return parser.parse_args(arguments)


def _load(path: Path | None) -> dict[str, Any]:
    if path is None or not path.exists():
        return {"files": {}, "ways": {}}
    known: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return known


_saved = time.monotonic()


def _save(known: dict[str, Any], path: Path | None, *, every: float = 0) -> None:
    """Save the results; with `every`, only if that many seconds have passed since the last time."""
    global _saved  # noqa: PLW0603 - when this script last saved
    if path is None or time.monotonic() - _saved < every:
        return
    part = path.with_suffix(".part")
    part.write_text(json.dumps(known, indent=0, sort_keys=True), "utf-8")
    part.replace(path)
    _saved = time.monotonic()


def _files(folder: Path, way: Way, only: str, sample: int | None) -> list[Path]:
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in way.kind.suffixes and path.is_file() and only in str(path)
    )
    if sample is None or sample >= len(found):
        return found
    return sorted(random.Random(sample).sample(found, sample))  # noqa: S311 - nothing secret


def _describe(
    folder: Path, files: list[Path], way: Way, known: dict[str, Any], where: Path | None
) -> None:
    """Note for each file which program made it, and whether it is sound."""
    for file in files:
        name = str(file.relative_to(folder))
        if name not in known["files"]:
            known["files"][name] = {
                "producer": way.kind.producer(file),
                "sound": way.kind.sound(file),
            }
            _save(known, where, every=30)


def _jobs(folder: Path, files: list[Path], way: Way) -> Iterator[Job]:
    for start in range(0, len(files), way.at_once):
        together = tuple(files[start : start + way.at_once])
        yield Job(" + ".join(str(file.relative_to(folder)) for file in together), together)


def _waiting(jobs: Iterable[Job], kept: dict[str, Kept], again: str | None) -> Iterator[Job]:
    for job in jobs:
        was = kept.get(job.name)
        if was is None or again == "all" or (again == "refused" and not _is_good(was)):
            yield job


def _is_good(kept: Kept) -> bool:
    return bool(kept["accepted"]) and not worst(kept["readers"]) and not kept["said"]


def _apart(way: Way, job: Job, seconds: int) -> Kept:
    """Run one job in a separate process; return its result, output, time and memory."""
    folder = Path(tempfile.mkdtemp(prefix="corpus-"))
    reading, writing = os.pipe()
    sys.stdout.flush()
    started = time.monotonic()
    process = os.fork()
    if process == 0:
        _within(way, job, seconds, folder, writing)
    os.close(writing)
    try:
        answer = _listen(reading, started + 10 * seconds)
    finally:
        os.close(reading)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    said = (folder / "said").read_text("utf-8", "replace")[:500].replace(str(folder), "FOLDER")
    shutil.rmtree(folder)
    if answer.endswith(b"\n"):
        kept: Kept = json.loads(answer)
    else:
        why = "it took too long" if answer == LATE else "its process came to an end"
        kept = asdict(Outcome(accepted=False, why=f"fault: {why}"))
        kept |= {"seconds": time.monotonic() - started, "memory": 0}
    return kept | {"said": said}


def _listen(reading: int, until: float) -> bytes:
    answer = b""
    while not answer.endswith(b"\n"):
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return LATE
        more = os.read(reading, 1 << 16)
        if not more:
            break
        answer += more
    return answer


def _within(way: Way, job: Job, seconds: int, folder: Path, writing: int) -> None:
    """Do the job in this separate process, and end the process."""
    said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT)
    os.dup2(said, 1)
    os.dup2(said, 2)
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    place = folder / "work"
    place.mkdir()
    started, before = time.process_time(), _most_memory()
    try:
        outcome = way.run(job.files, place)
    except CpconfError as refusal:
        outcome = Outcome(accepted=False, why=str(refusal).replace("\n", " / "))
    except BaseException as fault:  # noqa: BLE001 - every fault is reported, none may get out
        outcome = Outcome(accepted=False, why=f"fault: {_place_of(fault)}")
    needed = time.process_time() - started
    memory = _most_memory() - before
    sys.stdout.flush()
    sys.stderr.flush()
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    if outcome.accepted and way.check is not None:
        try:
            way.check(job.files, place, outcome)
        except BaseException as fault:  # noqa: BLE001 - as above
            outcome.readers["all"] = _place_of(fault)
    kept = {**asdict(outcome), "seconds": needed, "memory": memory}
    os.write(writing, json.dumps(kept).encode() + b"\n")
    os._exit(0)


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def _place_of(fault: BaseException) -> str:
    *_, last = traceback.extract_tb(fault.__traceback__)
    return f"{type(fault).__name__} at {Path(last.filename).name}:{last.lineno}: {fault}"[:200]


Rows = list[tuple[str, Kept]]
"""Names of files, each with its result."""


def _sorted(files: dict[str, Kept], kept: dict[str, Kept], inside: set[str]) -> dict[str, Rows]:
    """Return the results of the files `inside`, by maker; those of unsound files are under ""."""
    rows: dict[str, Rows] = defaultdict(list)
    for name, found in kept.items():
        about = [files[part] for part in name.split(" + ") if part in inside]
        if len(about) < name.count(" + ") + 1:
            continue
        makers = {each["producer"] for each in about}
        sound = {each["sound"] for each in about}
        maker = makers.pop() if len(makers) == 1 else "several"
        judged = Sound.REMARKS if Sound.REMARKS in sound else Sound.YES
        rows["" if Sound.NO in sound else maker].append((name, found | {"sound": judged}))
    return rows


class Tables:
    """The tables of one way, in Markdown."""

    def __init__(
        self, judge: str, files: dict[str, Kept], rows: dict[str, Rows], before: dict[str, Kept]
    ) -> None:
        self._judge, self._files, self._before = judge, files, before
        self._unsound = rows.pop("", [])
        self._rows = sorted(rows.items(), key=lambda row: (-len(row[1]), row[0]))
        self._sound = [each for _, row in self._rows for each in row]

    def lines(self, examples: int) -> Iterator[str]:
        """Yield the lines of all tables; `examples` is how many files to name per reason."""
        yield from self._by_producer()
        yield ""
        yield from _reasons("Why, of the sound", self._sound, examples)
        yield ""
        yield from _reasons(f"Why, of those that {self._judge} fails", self._unsound, examples)
        yield ""
        yield from self._left_out(examples)
        yield from self._by_reader()
        every = self._sound + self._unsound
        noisy = [(name, found["said"]) for name, found in every if found["said"]]
        if noisy:
            yield f"\nOf {len(noisy)} something was said on standard error."
        yield from (f"    {name}: {said[:200]!r}" for name, said in noisy[:examples])
        for name, found in every:
            if found["accepted"] and worst(found["readers"]):
                yield f"    {name}: {worst(found['readers'])}"

    def _by_producer(self) -> Iterator[str]:
        was = ("before | ", "---: | ") if self._before else ("", "")
        yield (
            f"| made by | sound ({self._judge}) | {was[0]}accepted | refused | in hundred "
            "| seconds, median | at most | MB more, at most |"
        )
        yield f"| --- | ---: | {was[1]}---: | ---: | ---: | ---: | ---: | ---: |"
        ends = [
            (f"*{words}*", [each for each in self._sound if each[1]["sound"] == sound])
            for sound, words in ((Sound.YES, "no remark"), (Sound.REMARKS, "with remarks"))
        ]
        for who, found in [*self._rows, *ends, ("**all**", self._sound)]:
            if found:
                yield f"| {who} | {' | '.join(self._cells(found))} |"

    def _cells(self, found: Rows) -> Iterator[str]:
        good = sum(each["accepted"] for _, each in found)
        seconds = [each["seconds"] for _, each in found]
        yield str(len(found))
        if self._before:
            yield str(sum(self._before.get(name, {}).get("accepted", False) for name, _ in found))
        yield str(good)
        yield str(len(found) - good)
        yield f"{100 * good / len(found):.1f}"
        yield f"{statistics.median(seconds):.2f}"
        yield f"{max(seconds):.2f}"
        yield f"{max(each['memory'] for _, each in found) / _MEBIBYTE:.0f}"

    def _left_out(self, examples: int) -> Iterator[str]:
        """Yield the table of sound files left out of sets, by reason; nothing for single files."""
        together = [
            (name, found.get("left_out", {}).get(str(place), ""))
            for names, found in self._sound + self._unsound
            if " + " in names
            for place, name in enumerate(names.split(" + "))
            if self._files[name]["sound"] != Sound.NO
        ]
        if together:
            rows = [(name, {"why": why, "accepted": not why}) for name, why in together]
            taken = sum(not why for _, why in together)
            share = 100 * taken / len(together)
            yield f"Of {len(together)} sound files {taken} are in sets ({share:.1f} %)."
            yield ""
            yield from _reasons("Why a sound file is in no set", rows, examples)
            yield ""

    def _by_reader(self) -> Iterator[str]:
        """Yield the table of how many copies each reader opens with the password only.

        Yields nothing if no reader was asked.
        """
        made = [found["readers"] for _, found in self._sound + self._unsound if found["accepted"]]
        if not any(made):
            return
        copies = say_count(len(made), "copy", "copies")
        yield f"| {copies}, opened by | with the password alone | otherwise |"
        yield "| --- | ---: | ---: |"
        for reader in dict.fromkeys(name for readers in made for name in readers):
            opens = sum(readers.get(reader) == "opens" for readers in made)
            yield f"| {reader} | {opens} | {len(made) - opens} |"


def _reasons(title: str, rows: Rows, examples: int) -> Iterator[str]:
    refused = [(found["why"], name) for name, found in rows if not found["accepted"]]
    yield f"| {title} | files |"
    yield "| --- | ---: |"
    for why, number in Counter(why for why, _ in refused).most_common():
        yield f"| {why} | {number} |"
        for name in [name for reason, name in refused if reason == why][:examples]:
            yield f"|     {name} | |"


if __name__ == "__main__":
    if shutil.which("qpdf") is None:
        sys.exit("qpdf is not installed: run scripts/install-system-packages")
    main()
