"""What is done with PDFs by drawing their pages, in another process and within bounds.

A page of a thousand bytes can take hours to draw. So whether a document would go into a set is
tried, and a cut is made and proved, where that ends in time: see `drawer`.
"""

import dataclasses
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypedDict

from cpconf.documents.child import Child, Late
from cpconf.documents.findings import Findings
from cpconf.documents.inspector import seconds_for
from cpconf.documents.publishing import Draft
from cpconf.errors import DocumentFault

Progress = Callable[[str, float], None]

_TIMES_AS_LONG: Final = 5
"""A page is drawn several times, and compared."""
_GIBIBYTE: Final = 1 << 30
_TIMES_ITS_SIZE: Final = 8
_INSTEAD: Final = "print it or export it anew as a PDF, in parts if it is long"


class Task(TypedDict):
    """What to do with a document: try it alone in a set, or cut `pages` of it `into` a file.

    `seconds` bounds the processor time, `memory` the address space and `room` what is written,
    both in bytes.
    """

    path: str
    findings: dict[str, Any]
    pages: list[int] | None
    into: str
    seconds: int
    memory: int
    room: int


class MadeCut(NamedTuple):
    """A cut that was written and proved: how many pages it has, and what to know of it."""

    pages: int
    remarks: tuple[str, ...]


def refuse_unfit(path: Path, findings: Findings, progress: Progress | None = None) -> None:
    """Raise DocumentFault (exit 6) for a PDF that would not go into a set, or not in time."""
    _done(_task(path, findings), progress)


def cut(
    source: Path,
    findings: Findings,
    pages: tuple[int, ...],
    draft: Draft,
    progress: Progress | None = None,
) -> MadeCut:
    """Cut these pages (from 1) from a PDF into a draft, and prove the cut.

    Raises as `cutting.cut` and `cutting.save_proved`, and DocumentFault where it takes too long.
    """
    said = _done(_task(source, findings, pages, _where(draft)), progress)
    return MadeCut(int(said["pages"]), tuple(said["remarks"]))


def _where(draft: Draft) -> str:
    """A draft for another process: on Linux the very file, whatever has its name by then."""
    itself = Path(f"/proc/{os.getpid()}/fd/{draft.file.fileno()}")
    return str(itself if itself.exists() else draft.path.absolute())


def _task(
    path: Path, findings: Findings, pages: tuple[int, ...] | None = None, into: str = ""
) -> Task:
    return Task(
        path=os.path.abspath(path),  # noqa: PTH100 - resolve() would follow links
        findings=dataclasses.asdict(findings),
        pages=None if pages is None else list(pages),
        into=into,
        seconds=_TIMES_AS_LONG * seconds_for(findings.size),
        memory=2 * _GIBIBYTE + _TIMES_ITS_SIZE * findings.size,
        room=_GIBIBYTE + _TIMES_ITS_SIZE * findings.size,
    )


def _done(task: Task, progress: Progress | None) -> Mapping[str, Any]:
    """What came of a task. Raises DocumentFault with what was found wrong."""
    with Child("cpconf.documents.drawer", seconds=task["seconds"]) as child:
        child.tell(task)
        while True:
            try:
                answer = child.answer()
            except Late as error:
                msg = f"the document takes more than {task['seconds']} seconds to draw: {_INSTEAD}"
                raise DocumentFault(msg) from error
            if answer is None:
                raise DocumentFault(f"the document cannot be drawn within bounds: {_INSTEAD}")
            said: dict[str, Any] = json.loads(answer)
            if "fault" in said:
                raise DocumentFault(said["fault"])
            if "stage" not in said:
                return said
            if progress is not None:
                progress(said["stage"], said["done"])
