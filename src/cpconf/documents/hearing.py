"""Hearing from a process that draws a document: how far it is, and what came of it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from cpconf.core.reports import menus
from cpconf.documents.progress import Progress
from cpconf.errors import DocumentFault
from cpconf.processes.worker import Late, Worker

_INSTEAD: Final = f"{menus.ANEW}; in parts if it is long"


def told_of(
    child: Worker, seconds: int, task: Mapping[str, object], progress: Progress | None
) -> Mapping[str, Any]:
    """What came of a task, which may take so many seconds.

    Raises DocumentFault (exit 6) with what was found wrong, and where it does not end in time.
    """
    child.tell(task, seconds=seconds)
    while True:
        try:
            answer = child.answer()
        except Late as error:
            raise DocumentFault(
                f"the document takes more than {seconds} seconds to draw: {_INSTEAD}"
            ) from error
        if answer is None:
            raise DocumentFault(f"the document cannot be drawn within bounds: {_INSTEAD}")
        said: dict[str, Any] = json.loads(answer)
        if "fault" in said:
            raise DocumentFault(said["fault"])
        if "stage" not in said:
            return said
        if progress is not None:
            progress(said["stage"], said["done"])
