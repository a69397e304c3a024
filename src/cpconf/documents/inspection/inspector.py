"""The process that inspects one document, with limits on memory and time, and answers in JSON.

`inspecting` starts it and gives its order on standard input: a path must not be in the arguments,
which everybody on the machine can read. It writes no file, not even a core dump.
"""

import dataclasses
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, cast

from cpconf.core.words import FileType
from cpconf.documents.findings import Findings
from cpconf.errors import CpconfError
from cpconf.processes import in_two
from cpconf.processes.bounds import answering, bound
from cpconf.processes.memory import give_back_at_once
from cpconf.processes.worker import end_with_parent

if TYPE_CHECKING:
    from types import ModuleType

_SECONDS: Final = 60
_USUAL_SIZE: Final = 20_000_000
TIMES_AS_LONG: Final = 5
"""How much longer drawing a page several times and comparing it may take than reading it."""
_GIBIBYTE: Final = 1 << 30
_FOR_DRAWING: Final = ("PIL", "fontTools")
"""Packages that pypdf imports for pictures and fonts, if installed. The second opinion needs
neither, they are slow to import, and they would parse an untrusted file."""


class LookOrder(TypedDict):
    """An order to inspect a document, and with `trying` to try afterwards if it fits into a set.

    `seconds` limits the processor time, `memory` the address space and `room` the size of a file
    written, both in bytes.
    """

    path: str
    type: str
    headings: bool
    trying: bool
    seconds: int
    memory: int
    room: int


class Question(TypedDict):
    """A request for a second opinion on the protected copy of the inspected PDF."""

    path: str
    password: str
    contents: list[str]


def main() -> None:
    """Inspect the document that standard input names, then its protected copy, if asked to.

    Each answer is one line of JSON on standard output.
    """
    end_with_parent()
    said = sys.stdin.buffer.readline()
    if not said:
        return  # the parent ended before it gave an order
    order: LookOrder = json.loads(said)
    with answering() as say:
        times = 1 + TIMES_AS_LONG if order["trying"] else 1
        bound(times * order["seconds"], order["memory"], room=order["room"])
        give_back_at_once()
        in_two.allow()
        try:
            findings = _look(order)
        except CpconfError as fault:
            say({"fault": str(fault)})
            return
        say({"findings": dataclasses.asdict(findings)})
        if findings.type is not FileType.PDF:
            return
        if order["trying"]:
            _try(order, findings, say)
            return
        for package in _FOR_DRAWING:
            # Python's import treats None as a package that is not installed.
            sys.modules.setdefault(package, cast("ModuleType", None))
        # Imported here, while the parent works with the findings.
        from cpconf.documents.pdf.second_opinion import KnownContent, opinion  # noqa: PLC0415 - see above

        for line in sys.stdin.buffer:
            question: Question = json.loads(line)
            try:
                known = KnownContent(
                    tuple(question["contents"]),
                    findings.texts,
                    findings.silent_pages,
                    Path(order["path"]),
                )
                found = opinion(Path(question["path"]), question["password"], known)
            except (AssertionError, AttributeError, NameError, TypeError) as mistake:
                # A bug of ours, not a fault of the document. Its text may quote the document.
                say({"mistake": type(mistake).__name__})
                return
            say({"objection": found.defect, "unread": found.unread})


def _try(order: LookOrder, findings: Findings, say: Callable[[Mapping[str, object]], None]) -> None:
    """Try what `bundle` does with the document, when asked to."""
    # Imported here, while the parent reads the findings.
    from cpconf.documents.bundle.assembly import refuse_unfit  # noqa: PLC0415 - see above

    for _ in sys.stdin.buffer:
        try:
            refuse_unfit(
                Path(order["path"]),
                findings,
                lambda stage, done: say({"stage": stage, "done": done}),
            )
        except CpconfError as fault:
            say({"fault": str(fault)})
        else:
            say({})


def main_of_pdf() -> None:
    """Import what a PDF needs, then do as `main`."""
    from cpconf.documents.pdf import look as pdf_look  # noqa: F401, PLC0415 - imported ahead of its use

    main()


def seconds_for(size: int) -> int:
    """Return the processor time, in seconds, for inspecting a file of `size` bytes."""
    return round(_SECONDS * max(1.0, size / _USUAL_SIZE))


def memory_to_draw(size: int) -> int:
    """Return the address space, in bytes, for drawing the pages of a file of `size` bytes."""
    return 2 * _GIBIBYTE + 8 * size


def room_to_draw(size: int) -> int:
    """Return how large a file made from one of `size` bytes may be, in bytes."""
    return _GIBIBYTE + 8 * size


def memory_for(size: int) -> int:
    """Return the address space, in bytes, for inspecting a file of `size` bytes."""
    return max(_GIBIBYTE, 3 * size + _GIBIBYTE // 2)


def _look(order: LookOrder) -> Findings:
    # Parsers are slow to import: only the one that is needed.
    path = Path(order["path"])
    if order["type"] == FileType.PDF:
        from cpconf.documents.pdf import look as pdf_look  # noqa: PLC0415 - brings two parsers

        return pdf_look.look(path, headings=order["headings"])
    from cpconf.documents.word import look as word_look  # noqa: PLC0415 - brings another

    return word_look.look(path)
