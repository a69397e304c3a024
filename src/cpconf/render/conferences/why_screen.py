"""The screen of `explain` for a task or limit, from the clause's words to the last day counted."""

import datetime as dt
from typing import TYPE_CHECKING

from cpconf.core.dates.calendar import CountedDay
from cpconf.core.dates.phrases import say_day, say_moment
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run
from cpconf.render.drawing.task_words import only_if

if TYPE_CHECKING:
    from cpconf.core.conferences.explanation import Explanation


_DAY = 17
_MOST_DAYS = 60
_SHOWN_AT_EACH_END = 25


def write_explanation(page: Page, explanation: "Explanation", close: dt.time) -> None:
    """Write the dates of one task or limit, the reading, the count and the source."""
    e = explanation
    handle: Run = (e.handle, Ink.STRONG)
    page.flow([(e.ref, Ink.STRONG), handle, (e.clause.clause, None)])
    page.write(e.clause.title)
    if e.clause.detail:
        page.write(e.clause.detail, Ink.FAINT)
    page.blank()
    for label, moment, ink in (
        ("due", e.due, Ink.STRONG),
        ("needed by", e.needed_by, Ink.STRONG),
        ("≠ literally", e.literal, Ink.WARNING),
    ):
        if moment:
            said: list[Run] = [(say_moment(moment, close), ink)]
            if e.provisional and label != "≠ literally":
                said.append(("provisional", Ink.WARNING))
            page.labelled(label, said)
    if not (e.due or e.needed_by):
        page.labelled("due", [("no date", Ink.STRONG)])
    if e.as_of:
        kept = f"as the record stood when it was marked, {say_moment(e.as_of, close)}"
        page.labelled("kept", [(kept, None)])
    if e.owed_by:
        page.labelled("owed by", [(e.owed_by, None)])
    if e.words:
        page.labelled("words", [(f"“{e.words}”", None)])
    page.labelled("reading", [(f"{e.reading}, {e.reading_words}", None)])
    if e.condition:
        page.labelled("only if", [(only_if(e.condition).removeprefix("only if "), None)])
    _write_count(page, e, close)
    _write_followers(page, e, close)
    page.blank()
    page.labelled("source", [(e.source, None)])
    page.labelled("calendar", [(_horizon(e), None)])


def _write_count(page: Page, e: "Explanation", close: dt.time) -> None:
    if e.anchor_name:
        page.blank()
        name = e.anchor_name.replace("-", " ") + (" as it was then" if e.as_of else "")
        if e.anchor is None:
            said = f"the {name}, which is not on record"
        elif isinstance(e.anchor, dt.datetime):
            said = f"the {name}, {say_moment(e.anchor, close)}"
        else:
            said = f"the {name}, {say_day(e.anchor)}"
        page.labelled("counted from", [(said, None)])
    days = e.counted
    skipped = 0
    if len(days) > _MOST_DAYS:
        skipped = len(days) - 2 * _SHOWN_AT_EACH_END
        _write_days(page, days[:_SHOWN_AT_EACH_END])
        page.write(f"… {skipped} more days", Ink.FAINT, indent=4)
        days = days[-_SHOWN_AT_EACH_END:]
    _write_days(page, days)


def _write_days(page: Page, days: tuple[CountedDay, ...]) -> None:
    for day in days:
        ink = None if day.counts or day.date.weekday() < 5 else Ink.FAINT
        cells: list[Run] = [(say_day(day.date), ink), (day.why, ink)]
        page.columns(cells, [_DAY, max(10, page.width - _DAY - 6)], indent=4)


def _write_followers(page: Page, e: "Explanation", close: dt.time) -> None:
    setting = [*e.follows, *([("the conference's start", e.start)] if e.start else [])]
    if not setting:
        return
    page.blank()
    acts = set(e.together)
    if e.follows and all(name in acts for name, _ in e.follows):
        page.write("Is done in one act with others, and needed by the earliest of:")
    else:
        page.write("Comes before, and is needed by the earliest of:")
    first = min(moment for _, moment in setting)
    for name, moment in sorted(setting, key=lambda follower: follower[1]):
        ink = Ink.STRONG if moment == first else Ink.FAINT
        said: list[Run] = [(say_moment(moment, close), ink), (name, ink)]
        if name in acts:
            said.append(("in the same act", Ink.FAINT))
        page.flow(said, indent=4)


def _horizon(e: "Explanation") -> str:
    read_on = f", read on {say_day(e.read_on)}" if e.read_on else ""
    return f"{e.calendar}{read_on}; bank holidays are published until {say_day(e.known_until)}"
