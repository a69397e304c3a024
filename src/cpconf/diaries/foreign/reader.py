"""The process with limits that reads one calendar from outside and answers in lines of JSON.

`busy` and `replies` start it; the calendar comes over standard input.
"""

import datetime as dt
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cpconf.diaries.foreign.answer_entry import answer_in
from cpconf.diaries.foreign.series import answers
from cpconf.diaries.orders import received
from cpconf.errors import CpconfError
from cpconf.processes.bounds import answering, bound


def busy() -> None:
    """Answer with the busy times, a line for each series of entries."""
    _answer(
        lambda order: answers(
            received(order),
            (dt.date.fromisoformat(order["first"]), dt.date.fromisoformat(order["last"])),
            order["whose"],
            passed=order["passed"],
        )
    )


def reply() -> None:
    """Answer with the reply to an invitation."""
    _answer(lambda order: [answer_in(received(order)).said()])


def _answer(read: Callable[[Any], Iterable[Mapping[str, object]]]) -> None:
    line = sys.stdin.buffer.readline()
    if not line:
        return  # the parent has ended
    order = json.loads(line)
    threading.Thread(target=_end_with_asker, daemon=True).start()
    with answering() as say:
        bound(order["seconds"], order["memory"])
        try:
            for said in read(order):
                say(said)
        except CpconfError as fault:
            say({"fault": str(fault)})


def _end_with_asker() -> None:
    """End this process when its parent has ended, on Windows too."""
    sys.stdin.buffer.read()
    os._exit(1)
