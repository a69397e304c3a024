"""The process that cuts one document, drawing its pages, with limits on memory and time.

`cutter` starts it and gives it a `Task` on standard input. It writes only to the file it is given.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from cpconf.documents import findings
from cpconf.documents.cut import cutting
from cpconf.documents.inspection.cutter import Task
from cpconf.errors import CpconfError
from cpconf.processes.bounds import answering, bound
from cpconf.processes.memory import give_back_at_once
from cpconf.processes.worker import end_with_parent


def main() -> None:
    """Do the task on standard input; write progress and the result as lines of JSON."""
    end_with_parent()
    task: Task = json.loads(sys.stdin.buffer.readline())
    with answering() as say:
        bound(task["seconds"], task["memory"], room=task["room"])
        give_back_at_once()
        try:
            say(_done(task, lambda stage, done: say({"stage": stage, "done": done})))
        except CpconfError as fault:
            say({"fault": str(fault)})


def _done(task: Task, progress: Callable[[str, float], None]) -> Mapping[str, object]:
    found = findings.read(task["findings"])
    with (
        open(task["into"], "r+b") as file,  # noqa: PTH123 - given as text
        cutting.cut(Path(task["path"]), found, task["pages"], progress) as cut,
    ):
        cutting.save_proved(cut, file, progress)
        return {"pages": cut.pages, "remarks": cut.remarks}
