"""The way of `protect-report` over a folder of Word files, with each copy opened by other programs.

Each file is inspected and protected as in the command. Stops that can be overridden, such as
comments in a document, are noted and passed. `python -m scripts.corpus_word FILE` prints tables
from the results of `scripts.corpus --json FILE`, with how many files met no stop.
"""

import atexit
import contextlib
import io
import json
import os
import re
import sys
import threading
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import olefile
from msoffcrypto import exceptions
from msoffcrypto.format.ooxml import OOXMLFile

from cpconf.core.dates.phrases import say_count
from cpconf.documents.inspection.inspecting import inspect
from cpconf.documents.places.publishing import draft
from cpconf.documents.protecting import protect
from cpconf.workflow.sharing.recipients import left_in_word
from scripts.corpus_kinds import NOBODY, Kind, Outcome, Sound, Way
from scripts.office import Office

PASSWORD: Final = "marble-tundra-lantern-47-quiver"  # noqa: S105 - the copies are not kept
STAR: Final = r"\*"
_SECONDS: Final = 60

_ENDINGS: Final = {
    ".doc": "old documents (.doc)",
    ".dot": "old documents (.doc)",
    ".dotx": "templates (.dotx)",
    ".docm": "with macros (.docm, .dotm)",
    ".dotm": "with macros (.docm, .dotm)",
}
_YEARS: Final = {"12": "2007", "14": "2010", "15": "2013"}
_GROUPS: Final = tuple(
    (group, re.compile(pattern, re.IGNORECASE))
    for group, pattern in (
        ("Word for Mac", "macintosh word|word for mac"),
        ("LibreOffice, OpenOffice", "libreoffice|openoffice|staroffice|neooffice"),
        ("WPS Office", r"\bwps\b|kingsoft"),
        ("Google Docs", "google"),
        ("Pages", r"\bpages\b"),
    )
)


def run(files: tuple[Path, ...], folder: Path) -> Outcome:
    """Protect one Word document, passing every stop that can be overridden."""
    (source,) = files
    findings = inspect(source, allow_signed=True)
    stops = list(left_in_word(findings))
    if findings.signed:
        stops.append("the document is signed")
    with draft(folder) as started:
        protect(source, findings, PASSWORD, started)
        started.publish(source.name)
    return Outcome(why=" / ".join(stops))


def check(files: tuple[Path, ...], folder: Path, outcome: Outcome) -> None:
    """Open the copy with three programs: each must with its password, and none without."""
    (source,) = files
    copy = folder / source.name
    outcome.readers = {name: read(source, copy) for name, read in READERS.items()}


def _by_msoffcrypto(source: Path, copy: Path) -> str:
    with copy.open("rb") as file:
        if not OOXMLFile(file).is_encrypted():
            return "opens without a password"
        container = OOXMLFile(file)
        with contextlib.suppress(exceptions.InvalidKeyError):
            container.load_key(password=PASSWORD[:-1], verify_password=True)
            return "opens with another password"
        container.load_key(password=PASSWORD, verify_password=True)
        plain = io.BytesIO()
        container.decrypt(plain, verify_integrity=True)
    return "opens" if plain.getvalue() == source.read_bytes() else "finds another document"


def _by_olefile(_: Path, copy: Path) -> str:
    with olefile.OleFileIO(copy, raise_defects=olefile.DEFECT_UNSURE) as container:
        names = {path[-1] for path in container.listdir()}
        return "opens" if {"EncryptionInfo", "EncryptedPackage"} <= names else "finds other parts"


def _by_libreoffice(source: Path, copy: Path) -> str:
    if text_of(copy) is not None:
        return "opens without a password"
    if (text := text_of(copy, PASSWORD)) is None:
        # A document that it cannot open anyway is no fault of the copy.
        return "opens" if letters_in(source) is None else "does not open it"
    return "opens" if len(text) == letters_in(source) else "shows another text"


READERS: Final[dict[str, Callable[[Path, Path], str]]] = {
    "msoffcrypto-tool": _by_msoffcrypto,
    "olefile, strictly": _by_olefile,
    "LibreOffice": _by_libreoffice,
}


class _Kept:
    """LibreOffice, which the main process starts again after a document that ended it.

    The processes of single files have too little memory to start it, and use the running one.
    """

    def __init__(self) -> None:
        self._around = contextlib.ExitStack()
        self._office: Office | None = None
        self._begun_by = os.getpid()

    def ready(self) -> None:
        """Start LibreOffice if it is not running and this is the main process."""
        if self._begun_by != os.getpid():
            return
        if self._office is not None and self._office.has_ended:
            with contextlib.suppress(BrokenPipeError):
                self._around.close()
            self._office = None
        if self._office is None:
            self._office = self._around.enter_context(Office.started_anywhere())
            atexit.register(self._around.close)

    def text_of(self, path: Path, password: str | None) -> str | None:
        self.ready()
        if self._office is None:
            return None
        late = threading.Timer(_SECONDS, self._office.end)
        late.start()
        try:
            return self._office.text_of(path, password)
        except EOFError:
            return None
        finally:
            late.cancel()


_KEPT: Final = _Kept()


def text_of(path: Path, password: str | None = None) -> str | None:
    """Return a document's text by LibreOffice; None if it does not open it within a minute."""
    return _KEPT.text_of(path, password)


@cache
def letters_in(source: Path) -> int | None:
    """Return how many letters LibreOffice shows of a document; None if it does not open it.

    Only their number is compared: some documents show the time.
    """
    text = text_of(source)
    return None if text is None else len(text)


def producer_of(path: Path) -> str:
    """Return the program that wrote a Word document, by its properties; other files by suffix."""
    if path.suffix.lower() in _ENDINGS:
        return _ENDINGS[path.suffix.lower()]
    try:
        with zipfile.ZipFile(path) as package:
            names = {name.casefold(): name for name in package.namelist()}
            about = package.read(names["docprops/app.xml"]).decode("utf-8", "replace")
    except (KeyError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error):
        return NOBODY
    return group_of(*(_said(about, element) for element in ("Application", "AppVersion")))


def _said(about: str, element: str) -> str:
    found = re.search(rf"<(?:\w+:)?{element}>([^<]*)<", about)
    return found.group(1).strip() if found else ""


def group_of(application: str, version: str) -> str:
    """Return the group of a program, by its name and version.

    >>> group_of("Microsoft Office Word", "12.0000"), group_of("Microsoft Office Word", "16.0000")
    ('Word 2007', 'Word 2016 and later')
    >>> group_of("LibreOffice/7.4.7.2$Linux", "15.0000"), group_of("", "")
    ('LibreOffice, OpenOffice', 'none is named')
    """
    for group, pattern in _GROUPS:
        if pattern.search(application):
            return group
    if "word" in application.lower() and "microsoft" in application.lower():
        return f"Word {_YEARS.get(version.partition('.')[0], '2016 and later')}"
    return "others" if application else NOBODY


def _sound(path: Path) -> Sound:
    return Sound.NO if letters_in(path) is None else Sound.YES


WORD: Final = Kind(frozenset({".docx", *_ENDINGS}), producer_of, _sound, "LibreOffice", _KEPT.ready)
WAY: Final = Way(WORD, run, check)


def tables(kept: dict[str, Any]) -> Iterator[str]:
    """Yield tables of the files that LibreOffice opens: results by maker, and reasons.

    `kept` is the content of a file of `scripts.corpus --json`.
    """
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, found in kept["ways"]["word"].items():
        if kept["files"][name]["sound"] != Sound.NO:
            rows[kept["files"][name]["producer"]].append(found)
    others = set(_ENDINGS.values())
    ordered = sorted(rows.items(), key=lambda row: (row[0] in others, -len(row[1]), row[0]))
    documents = [found for who, row in ordered if who not in others for found in row]
    yield "| written by | files | as they are | past a stop | refused | in hundred | seconds |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for who, row in ordered:
        if who not in others:
            yield _row(who, row)
    yield _row("**all `.docx`**", documents)
    for who, row in ordered:
        if who in others:
            yield _row(who, row)
    every = [found for _, row in ordered for found in row]
    yield ""
    yield from _reasons("What stops one, unless somebody decides otherwise", every, accepted=True)
    yield ""
    yield from _reasons("Why one is refused", every, accepted=False)
    yield ""
    made = [found["readers"] for found in every if found["accepted"]]
    if not any(made):
        return
    copies = say_count(len(made), "copy", "copies")
    yield f"| {copies}, opened by | with the password alone | otherwise |"
    yield "| --- | ---: | ---: |"
    for reader in READERS:
        good = sum(readers.get(reader) == "opens" for readers in made)
        yield f"| {reader} | {good} | {len(made) - good} |"


def _row(who: str, row: Sequence[dict[str, Any]]) -> str:
    plain = sum(found["accepted"] and not found["why"] for found in row)
    stopped = sum(found["accepted"] and bool(found["why"]) for found in row)
    good = plain + stopped
    seconds = sorted(found["seconds"] for found in row)[len(row) // 2]
    cells = (len(row), plain, stopped, len(row) - good, f"{100 * good / len(row):.1f}")
    return f"| {who} | {' | '.join(map(str, cells))} | {seconds:.2f} |"


def _reasons(title: str, rows: Sequence[dict[str, Any]], *, accepted: bool) -> Iterator[str]:
    yield f"| {title} | files |"
    yield "| --- | ---: |"
    told = Counter(
        why
        for found in rows
        if found["accepted"] is accepted and found["why"]
        for why in found["why"].split(" / ")
    )
    for why, number in told.most_common():
        yield f"| {why.replace('*', STAR)} | {number} |"


if __name__ == "__main__":
    print(*tables(json.loads(Path(sys.argv[1]).read_text("utf-8"))), sep="\n")
