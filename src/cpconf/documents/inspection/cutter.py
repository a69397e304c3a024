"""Cutting a PDF in another process, with limits: every page is drawn, before and after.

A page of a thousand bytes can take hours to draw. So a process that can be ended makes and proves
the cut: see `drawer`.
"""

import dataclasses
import os
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

from cpconf.documents.findings import Findings
from cpconf.documents.hearing import told_of
from cpconf.documents.inspection.inspector import (
    TIMES_AS_LONG,
    memory_to_draw,
    room_to_draw,
    seconds_for,
)
from cpconf.documents.places.publishing import Draft
from cpconf.documents.progress import Progress
from cpconf.processes.worker import Worker


class Task(TypedDict):
    """An order to cut `pages` of a document `into` a file.

    `seconds` limits the processor time, `memory` the address space and `room` the size of the file
    written, both in bytes.
    """

    path: str
    findings: dict[str, Any]
    pages: list[int]
    into: str
    seconds: int
    memory: int
    room: int


class MadeCut(NamedTuple):
    """A cut that was written and proved: its number of pages, and remarks for the user."""

    pages: int
    remarks: tuple[str, ...]


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
    task = Task(
        path=os.path.abspath(source),  # noqa: PTH100 - resolve() would follow links
        findings=dataclasses.asdict(findings),
        pages=list(pages),
        into=_where(draft),
        seconds=TIMES_AS_LONG * seconds_for(findings.size),
        memory=memory_to_draw(findings.size),
        room=room_to_draw(findings.size),
    )
    with Worker("cpconf.documents.inspection.drawer", seconds=task["seconds"]) as child:
        said = told_of(child, task["seconds"], task, progress)
    return MadeCut(int(said["pages"]), tuple(said["remarks"]))


def _where(draft: Draft) -> str:
    """Return the path of a draft for another process; on Linux that of the open file itself."""
    itself = Path(f"/proc/{os.getpid()}/fd/{draft.file.fileno()}")
    return str(itself if itself.exists() else draft.path.absolute())
