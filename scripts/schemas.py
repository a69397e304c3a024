"""The reference of the JSON documents, and their schemas, from the reports that the program makes.

    python -m scripts.schemas -r         write docs/reference/schemas anew
    python -m scripts.schemas --check    leave with 1 where that would change something

Which command prints which reports stands in REPORTS; a command with `--json` that is missing there
is an error.
"""

import datetime as dt
import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from cpconf.render import diaries
from cpconf.render.conferences import (
    booking_reports,
    change_reports,
    explanation_report,
    record_reports,
)
from cpconf.render.conferences import reports as conferences
from cpconf.render.drawing.json_text import FORM, Report, keys_of
from cpconf.render.mailbox import reports as mailbox
from cpconf.render.procedures import reports as procedures
from cpconf.render.reminders import reports as reminders
from cpconf.render.reports import reports
from scripts.reference import every_command, same, table_of

FOLDER: Final = Path(__file__).parents[1] / "docs/reference/schemas"
REPORTS: Final[Mapping[str, tuple[type[Report], ...]]] = {
    "abridge": (
        reports.AbridgedReport,
        reports.AbridgementPlanReport,
        reports.SectionsReport,
        reports.FormReport,
        reports.HeadingsReport,
    ),
    "anchor": (booking_reports.NoticesReport,),
    "bundle": (reports.SetReport,),
    "cancel": (change_reports.CancellationReport,),
    "chase": (mailbox.ChaseReport,),
    "check": (booking_reports.NoticesReport,),
    "diary export": (diaries.ExportedReport,),
    "diary forget": (diaries.ForgottenReport,),
    "diary import": (diaries.ImportedReport,),
    "diary list": (diaries.DiariesReport,),
    "done": (change_reports.MarksReport,),
    "explain": (explanation_report.ExplanationReport,),
    "fact": (record_reports.FactsReport,),
    "held": (change_reports.ChangesReport,),
    "history": (record_reports.HistoryReport, record_reports.WholeRecordReport),
    "inbox": (mailbox.InboxReport,),
    "outbox": (reminders.OutboxReport,),
    "outbox drop": (reminders.OutboxReport,),
    "outbox retry": (reminders.OutboxReport,),
    "outbox sent": (reminders.OutboxReport,),
    "person add": (change_reports.OnRecordReport,),
    "person change": (change_reports.OnRecordReport,),
    "person list": (record_reports.PeopleReport,),
    "procedure check": (procedures.FaultsReport,),
    "procedure cover": (procedures.CoverageReport,),
    "procedure list": (procedures.ProceduresReport,),
    "procedure show": (procedures.ProcedureReport,),
    "remind": (reminders.RemindersReport,),
    "report add": (reports.SubmittedReport,),
    "report list": (reports.SubmittedReports,),
    "report remove": (reports.TakenBackReport,),
    "reschedule": (change_reports.MoveReport,),
    "schedule": (conferences.StatusReport, booking_reports.BookedFileReport),
    "skip": (change_reports.MarksReport,),
    "status": (conferences.StatusReport, conferences.OutstandingReport),
    "suggest": (booking_reports.SlotsReport,),
    "undo": (change_reports.MarksReport,),
    "verify": (reports.KnownReport,),
    "working-days apply": (change_reports.ChangesReport,),
    "working-days check": (change_reports.ChangesReport,),
}
"""What each command prints with `--json`: one of these."""
BY_HAND: Final = {
    *("do-not-disclose list", "invite", "invited", "protect", "protect-report", "release"),
    *("reply", "sharing"),
}
"""The commands whose documents are still made by hand: `scripts.json_words` describes them."""
_SIMPLE: Final[Mapping[object, dict[str, Any]]] = {
    Any: {},
    NoneType: {"type": "null"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    Path: {"type": "string"},
    dt.datetime: {"type": "string", "format": "date-time"},
    dt.date: {"type": "string", "format": "date"},
    dt.time: {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
}
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def keys(report: type[Report], *, parts: bool = True) -> str:
    """The keys of a report with their meanings, and below them those of its parts."""
    fields = _fields(report)
    rows = ((f"`{key}`", meaning) for key, (_, meaning) in fields.items())
    tables = [table_of(("Key", "Is"), rows)]
    for key, (type_, _) in fields.items():
        for part, several in _parts(type_) if parts else ():
            told = f"Each of `{key}`" if several else f"`{key}`"
            tables.append(f"{told}. {_said(part)}\n\n{keys(part)}")
    return "\n".join(tables)


def files() -> str:
    """The schema of each command, as a list of links."""
    shown = ((command, file_of(command).relative_to(FOLDER.parent)) for command in REPORTS)
    return "".join(f"- [`cpconf {command}`]({path.as_posix()})\n" for command, path in shown)


def schema(command: str) -> dict[str, Any]:
    """The schema of what a command prints with `--json` (JSON Schema, draft 2020-12).

    Keys are only ever added, so that others than these are allowed everywhere.
    """
    parts: dict[str, Any] = {}
    wholes = [_object(report, parts, whole=True) for report in REPORTS[command]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cpconf {command} --json",
        **(wholes[0] if len(wholes) == 1 else {"anyOf": wholes}),
        **({"$defs": dict(sorted(parts.items()))} if parts else {}),
    }


def schemas() -> Iterator[tuple[Path, str]]:
    """The file of each schema, and what is to stand in it."""
    described = {*REPORTS, *BY_HAND}
    options = {path.removeprefix("cpconf "): given for path, given in every_command()}
    same("the documents", described, {path for path, given in options.items() if "--json" in given})
    for command in REPORTS:
        text = json.dumps(schema(command), indent=2, ensure_ascii=False) + "\n"
        yield file_of(command), text


def file_of(command: str) -> Path:
    """Where the schema of a command is."""
    return FOLDER / f"{command.replace(' ', '-')}.json"


def _object(report: type[Report], parts: dict[str, Any], *, whole: bool = False) -> dict[str, Any]:
    described = {
        key: _of_type(type_, parts) | {"description": _LINK.sub(r"\1", meaning)}
        for key, (type_, meaning) in _fields(report).items()
    }
    envelope = {"cpconf": {"const": FORM, "description": "the form of the document"}}
    members = envelope | described if whole else described
    about = {"description": _LINK.sub(r"\1", _said(report)), "type": "object"}
    return {**about, "properties": members, "required": list(members)}


def _of_type(type_: Any, parts: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - an annotation
    if type_ in _SIMPLE:
        return dict(_SIMPLE[type_])
    given = get_args(type_)
    match get_origin(type_):
        case None if issubclass(type_, Report):
            name = type_.__name__.removesuffix("Part")
            if name not in parts:
                parts[name] = {}
                parts[name] = _object(type_, parts)
            return {"$ref": f"#/$defs/{name}"}
        case None if issubclass(type_, StrEnum):
            return {"enum": [word.value for word in type_]}
        case origin if origin is tuple:
            return {"type": "array", "items": _of_type(given[0], parts)}
        case origin if origin is UnionType or origin is Union:
            return {"anyOf": [_of_type(each, parts) for each in given]}
        case _:
            return {"type": "object", "additionalProperties": _of_type(given[1], parts)}


def _fields(report: type[Report]) -> dict[str, tuple[Any, str]]:
    """The type and the meaning of each key. Raises ValueError for one that has no meaning."""
    hints = get_type_hints(report, include_extras=True)
    found = {}
    for name, key in keys_of(report).items():
        if get_origin(hints[name]) is not Annotated:
            raise ValueError(f"{report.__name__}.{name} does not say what it means")
        type_, meaning = get_args(hints[name])
        found[key] = type_, meaning
    return found


def _parts(type_: Any) -> Iterator[tuple[type[Report], bool]]:  # noqa: ANN401 - an annotation
    """The parts that a key has, and whether it has several of them."""
    if isinstance(type_, type) and issubclass(type_, Report):
        yield type_, False
    for given in get_args(type_):
        for part, several in _parts(given):
            yield part, several or get_origin(type_) is tuple


def _said(report: type[Report]) -> str:
    """The first sentence about a report."""
    return inspect.getdoc(report).partition("\n\n")[0].replace("\n", " ")  # type: ignore[union-attr]


def main() -> int:
    """Write the schemas, or look whether they are current."""
    wanted = dict(schemas())
    there = {file: file.read_text("utf-8") for file in FOLDER.glob("*.json")}
    if sys.argv[1:] == ["--check"]:
        for file in sorted({*wanted, *there}):
            if wanted.get(file) != there.get(file):
                print(f"{file}: not what the program prints: make docs", file=sys.stderr)
        return int(wanted != there)
    FOLDER.mkdir(exist_ok=True)
    for file in there.keys() - wanted.keys():
        file.unlink()
    for file, text in wanted.items():
        file.write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
