"""The process that looks at one document, within bounds of memory and time, and answers in JSON.

Started by `inspecting`: what to do comes over standard input, so that a path is never among the
arguments, which everybody on the machine can read. It writes no file, not even a core dump.
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
from cpconf.processes.child import end_with_parent
from cpconf.processes.memory import give_back_at_once

if TYPE_CHECKING:
    from types import ModuleType

_SECONDS: Final = 60
_USUAL_SIZE: Final = 20_000_000
TIMES_AS_LONG: Final = 5
"""How much longer it may take to draw a page, several times, and to compare it, than to read it."""
_GIBIBYTE: Final = 1 << 30
_FOR_DRAWING: Final = ("PIL", "fontTools")
"""What pypdf loads for pictures and fonts, where it is there: of neither does it give an opinion,
and they are parsers more for a stranger's file, which take long to load."""


class LookOrder(TypedDict):
    """What to look at, and whether it may be tried for a set afterwards.

    `seconds` bounds the processor time, `memory` the address space and `room` what is written, both
    in bytes.
    """

    path: str
    type: str
    headings: bool
    trying: bool
    seconds: int
    memory: int
    room: int


class Question(TypedDict):
    """What to give an opinion of: a protected copy of the PDF that was looked at before."""

    path: str
    password: str
    contents: list[str]


def main() -> None:
    """Look at the document that standard input names, then at its protected copy, if asked to.

    Each answer is one line of JSON on standard output.
    """
    end_with_parent()
    said = sys.stdin.buffer.readline()
    if not said:
        return  # whoever started it has come to its end before there was anything to look at
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
            # For Python's import this is a package that is not there.
            sys.modules.setdefault(package, cast("ModuleType", None))
        # Loaded while the other process is at work with what it was told.
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
                # The program's own, which must not pass for the document's; its text may quote it.
                say({"mistake": type(mistake).__name__})
                return
            say({"objection": found.defect, "unread": found.unread})


def _try(order: LookOrder, findings: Findings, say: Callable[[Mapping[str, object]], None]) -> None:
    """Put the document through what `bundle` does with it, once that is asked for."""
    # Loaded while the other process reads what was found.
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
    """The same, once everything is loaded that it takes for a PDF."""
    from cpconf.documents.pdf import look as pdf_look  # noqa: F401, PLC0415 - loaded is all that it has to be

    main()


def seconds_for(size: int) -> int:
    """The processor time, in seconds, that looking at a file of `size` bytes may take."""
    return round(_SECONDS * max(1.0, size / _USUAL_SIZE))


def memory_to_draw(size: int) -> int:
    """The address space, in bytes, that drawing the pages of a file of `size` bytes may take."""
    return 2 * _GIBIBYTE + 8 * size


def room_to_draw(size: int) -> int:
    """How large a file may be, in bytes, that is made of one of `size` bytes."""
    return _GIBIBYTE + 8 * size


def memory_for(size: int) -> int:
    """The address space, in bytes, that looking at a file of `size` bytes may take."""
    return max(_GIBIBYTE, 3 * size + _GIBIBYTE // 2)


def _look(order: LookOrder) -> Findings:
    # Each parser takes its time to import: only the one that is needed.
    path = Path(order["path"])
    if order["type"] == FileType.PDF:
        from cpconf.documents.pdf import look as pdf_look  # noqa: PLC0415 - brings two parsers

        return pdf_look.look(path, headings=order["headings"])
    from cpconf.documents.word import look as word_look  # noqa: PLC0415 - brings another

    return word_look.look(path)
