"""`store`: where it is, what it is, and what was copied."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.dates.phrases import say_count
from cpconf.render.drawing.json_text import Report
from cpconf.render.drawing.page import Page

if TYPE_CHECKING:
    from cpconf.store.database.database import Glance, Location

Name = Annotated[str, "path or address of the store; it never has a password in it"]
KindName = Annotated[str, "`sqlite` or `postgresql`"]


class StoreReport(Report, commands=("store make", "store upgrade", "store where")):
    """`store`: where it is, and how much is in it."""

    store: Name
    kind: KindName
    form: Annotated[int | None, "form of its tables; `null` where there is no store yet"]
    config: Annotated[str, "path of the configuration, whether or not there is one"]
    conferences: Annotated[int, "how many conferences are on record"]
    open_tasks: Annotated[int, "how many tasks somebody still has to do"]

    @classmethod
    def of(cls, place: "Location", glance: "Glance | None", config: str) -> Self:
        """Return what a glance at a place came to."""
        form, conferences, open_tasks = glance or (None, 0, 0)
        return cls(
            store=place.name,
            kind=place.kind,
            form=form,
            config=config,
            conferences=conferences,
            open_tasks=open_tasks,
        )


class TablePart(Report):
    """A table of the store, and its rows."""

    table: Annotated[str, "name of the table"]
    rows: Annotated[int, "how many rows it has"]


class CopiedReport(Report, commands=("store copy",)):
    """`store copy`: what was copied, each row compared with its original."""

    from_: Name
    to: Name
    tables: Annotated[tuple[TablePart, ...], "every table"]

    @classmethod
    def of(cls, source: str, target: str, counts: Mapping[str, int]) -> Self:
        """Return what was copied."""
        parts = tuple(TablePart(table=name, rows=rows) for name, rows in counts.items())
        return cls(from_=source, to=target, tables=parts)


class GrantedReport(Report, commands=("store grant",)):
    """`store grant`: what a role may do from now on."""

    role: Annotated[str, "role of the server"]
    rights: Annotated[str, "`writer`, `reader` or `none`"]


_KINDS = {"sqlite": "a SQLite file", "postgresql": "a PostgreSQL server"}


def write_store(page: Page, report: StoreReport) -> None:
    """Write where the store and the configuration are."""
    page.say(f"Store: {report.store} ({_KINDS[report.kind]})")
    if report.form is None:
        page.say("There is nothing there yet: the first command that records something makes it.")
    else:
        conferences = say_count(report.conferences, "conference")
        page.say(f"{conferences}, {say_count(report.open_tasks, 'open task')}, form {report.form}")
    page.say(f"Configuration: {report.config}")
