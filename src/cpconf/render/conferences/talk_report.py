"""The report, the screen and the printed form of `call`."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.dates.phrases import say_clock
from cpconf.core.words import TalkKind
from cpconf.render.conferences import common_keys as keys
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.json_text import Report
from cpconf.render.drawing.page import Page

if TYPE_CHECKING:
    from cpconf.workflow.conferences.talks import PointAnswer, TalkInHand


class PointPart(Report):
    """A point of a talk."""

    point: Annotated[str, "its name"]
    question: Annotated[str, "what is asked"]
    answer: Annotated[bool | None, "yes or no; `null` where it has no answer, or is not asked so"]
    note: Annotated[str | None, "what was answered, in words"]
    at: Annotated[dt.datetime | None, "when; `null`: not answered yet"]


class TalkReport(Report, commands=("call",)):
    """`call`: the points of a talk, and the answers so far."""

    ref: keys.Ref
    kind: Annotated[TalkKind | None, "`parents`, `chair`, `planning` or `receipt`"] = None
    clause: Annotated[str | None, "clause that asks for it"] = None
    with_: Annotated[str | None, "short id of the parent; `null`: with nobody of the family"] = None
    points: Annotated[tuple[PointPart, ...], "the points, in order"] = ()
    done: Annotated[bool, "whether every point has an answer"] = False

    @classmethod
    def of(cls, talk: "TalkInHand") -> Self:
        """Make one from a talk in hand."""
        return cls(
            ref=talk.filed.conference.ref,
            kind=talk.talk.kind,
            clause=talk.talk.clause,
            with_=talk.person.id if talk.person else None,
            points=tuple(
                PointPart(
                    point.name,
                    point.question,
                    found.yes if found else None,
                    found.text if found else None,
                    found.at if found else None,
                )
                for point in talk.talk.points
                for found in [talk.answers.get(point.name)]
            ),
            done=not talk.open_points,
        )


def write_talk(page: Page, talk: "TalkInHand") -> None:
    """Write the points of a talk with their answers."""
    page.flow([(talk.filed.conference.ref, Ink.STRONG), (title(talk), Ink.STRONG)])
    page.flow([(f"{talk.talk.clause}: {talk.talk.section}", Ink.FAINT)])
    for point in talk.talk.points:
        page.blank()
        page.write(point.question, hang=2)
        found = talk.answers.get(point.name)
        if found is None:
            page.flow([("not answered", Ink.WARNING), (point.name, Ink.FAINT)], indent=4)
            continue
        page.write(say_answer(found), indent=4, hang=2)
        page.flow([(point.name, Ink.FAINT), (say_clock(found.at), Ink.FAINT)], indent=4)


def form_below(talk: "TalkInHand") -> str:
    """Return the line below the title of the printed form."""
    return f"Conference on {say_clock(talk.filed.conference.at)}"


def form_items(talk: "TalkInHand") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each point of the printed form, with its answer; none leaves room to write one."""
    for point in talk.talk.points:
        found = talk.answers.get(point.name)
        yield point.question, (say_answer(found),) if found else ()


def title(talk: "TalkInHand") -> str:
    """Return the title of a talk, with whom it is held; never a name."""
    whom = f", {talk.person.role.words} ({talk.person.id})" if talk.person else ""
    return f"{talk.talk.kind.words}{whom}"


def say_answer(answer: "PointAnswer") -> str:
    """Return an answer in words."""
    short = {True: "yes", False: "no", None: ""}[answer.yes]
    return ": ".join(filter(None, (short, answer.text))) or "noted"
