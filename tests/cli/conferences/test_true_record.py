"""After any sequence of commands the record is true, and only what somebody owes is overdue.

Random commands are given to the program, and the same things done to a few plain sets and dates
beside it. What must then be shown comes from the registers and `tests/oracle.py`, which count by
themselves: the dates of everything open, the dates that marked tasks keep, what is overdue, what is
reminded of, the limits, and the moment that each date is explained by.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cpconf.core.conferences.conference import Person
from cpconf.core.dates.london import LONDON
from cpconf.core.words import Role
from tests import oracle
from tests.cli.running import Cpconf
from tests.core.by_register import (
    KINDS,
    Date,
    Expected,
    Key,
    Kind,
    by_the_register,
    facts_of,
    tasks_of,
)

# Days and hours over which a conference is moved about: plain ones, Mondays, the week of Easter.
STARTS = [
    dt.datetime.fromisoformat(text)
    for text in (
        "2026-03-12T10:00",
        "2026-03-16T09:30",
        "2026-03-26T14:00",
        "2026-04-07T10:00",
        "2026-04-13T11:15",
        "2026-04-30T16:00",
    )
]
ANCHORS = {
    "initial": ("strategy-discussion", dt.date(2026, 2, 23)),
    "review": ("previous-review", dt.date(2025, 10, 20)),
}
LIMITS: dict[str, dict[str, dt.date | None]] = {
    "initial": {"E-ICPC-15": dt.date(2026, 2, 23)},
    "review": {"E-RCPC-3M": None, "E-RCPC-6M": dt.date(2025, 10, 20)},
}
ROLES = ("mother", "father", "school", "health", "social_worker", "chair", "minute_taker")
DERIVED = ("parent_email", "report_emailed")
NEVER = dt.datetime(9999, 1, 1)
COMPARED: Counter[str] = Counter()

Step = tuple[str, int]
MOVING = ("move", "held", "unheld", "cancel")
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*("done", "done", "done", "undo", "skip", "fact", "person"), *MOVING]),
        st.integers(0, 10_000),
    ),
    min_size=2,
    max_size=9,
)


@dataclass
class Marked:
    """What a task keeps from when it was marked: its dates, and when the conference was then."""

    state: str
    dates: Expected
    date: Date


@dataclass
class Model:
    """What the commands did, in sets and dates. `asked_by_done` is the rule of a control."""

    cpconf: Cpconf
    kind: Kind
    now: dt.datetime = dt.datetime(2026, 3, 2, 9)
    date: Date = field(default_factory=lambda: Date(STARTS[0]))
    state: str = "scheduled"
    people: tuple[Person, ...] = ()
    answers: dict[str, bool] = field(default_factory=dict)
    marked: dict[Key, Marked] = field(default_factory=dict)
    asked_by_done: bool = False

    @property
    def expected(self) -> dict[Key, Expected]:
        """The checklist by the register; what is marked keeps what it had."""
        settled = {key for key, mark in self.marked.items() if mark.state != "open"}
        found = by_the_register(
            self.kind,
            self.people,
            frozenset(fact for fact, yes in self.answers.items() if yes),
            self.date,
            settled=frozenset() if self.asked_by_done else settled,
            is_over=self.state == "held",
        )
        for key in settled & set(found):
            found[key] = self.marked[key].dates._replace(applies=found[key].applies)
        return found

    def run(self, *arguments: str) -> None:
        """One command, at the model's clock."""
        self.cpconf.must(*arguments, now=self.now.isoformat())
        COMPARED["commands"] += 1

    def handle(self, key: Key) -> str:
        whose = key.about or key.professional
        return f"{key.clause}@{whose}" if whose else key.clause

    def take(self, step: Step) -> None:
        """Do what a step says, where it can be done."""
        what, number = step
        self.now += dt.timedelta(hours=number % 67)
        match what:
            case "done" | "skip" | "undo":
                self.mark(what, number)
            case "fact" if self.state != "cancelled":
                facts = [
                    f for f in facts_of(self.kind) if f not in {"parent_email", "report_emailed"}
                ]
                if facts:
                    fact, yes = facts[number % len(facts)], bool(number & 1)
                    self.run("fact", "A-1", f"{fact}={'yes' if yes else 'no'}")
                    self.answers[fact] = yes
            case "person" if len(self.people) < 4:
                self.add(ROLES[number % len(ROLES)], email=bool(number & 1))
            case "move" if self.state == "scheduled":
                self.move(STARTS[number % len(STARTS)])
            case "held" if self.state == "scheduled":
                ended = self.date.at + dt.timedelta(minutes=30 + number % 600)
                self.now = max(self.now, ended)
                self.run("held", "A-1", "--ended", ended.isoformat())
                self.state, self.date = "held", self.date._replace(ended=ended)
            case "unheld" if self.state == "held":
                self.run("held", "A-1", "--undo")
                self.state, self.date = "scheduled", self.date._replace(ended=None)
            case "cancel" if self.state == "scheduled" and number % 3 == 0:
                self.run("cancel", "A-1", "--reason", "x", "--authorised-by", "J")
                self.state = "cancelled"
            case _:
                pass

    def mark(self, what: str, number: int) -> None:
        expected = self.expected
        wanted = {"undo": {"done", "skipped"}}.get(what, {"open"})
        keys = sorted(
            (
                key
                for key, task in expected.items()
                if (task.applies or what == "undo") and self.state_of(key) in wanted
            ),
            key=str,
        )
        if not keys or self.state == "cancelled":
            return
        key = keys[number % len(keys)]
        if what == "done":
            self.run("done", "A-1", self.handle(key), "--override", "x")
        elif what == "skip":
            self.run("skip", "A-1", self.handle(key), "--reason", "x")
        else:
            self.run("undo", "A-1", self.handle(key))
            del self.marked[key]
            return
        state = {"done": "done", "skip": "skipped"}[what]
        self.marked[key] = Marked(state, expected[key], self.date)

    def state_of(self, key: Key) -> str:
        return self.marked[key].state if key in self.marked else "open"

    def add(self, role: str, *, email: bool) -> None:
        more = ("--email", f"{role}{len(self.people)}@example.org") if email else ()
        self.run("person", "add", "A-1", "--role", role, "--name", "Robin Example", *more)
        person = Person(f"p{len(self.people) + 1}", Role(role), email=more[1] if more else None)
        self.people = (*self.people, person)

    def move(self, at: dt.datetime) -> None:
        if at == self.date.at:
            return
        self.run("--no-input", "reschedule", "A-1", "--at", at.isoformat(), "--reason", "x")
        self.date = Date(at)
        for clause in REPEATED:
            for key in [key for key in self.marked if key.clause == clause]:
                if self.marked[key].state == "done" and self.expected[key].applies:
                    del self.marked[key]


# What a new day makes necessary again: who was told, invited or engaged for the old one.
REPEATED = {
    *("H-ICPC-P1", "H-ICPC-C2", "O-PART-2", "O-PART-5", "O-11i", "O-12", "O-21"),
    *("O-1", "O-9a", "O-9c"),
}


def stamped(moment: dt.datetime | None) -> str | None:
    return moment.replace(tzinfo=LONDON).isoformat() if moment else None


def check(model: Model) -> None:
    """Compare all that the program shows with what the model says."""
    shown = model.cpconf.status("A-1", "--all", now=model.now.isoformat()).json
    expected = model.expected
    tasks = {key_of(task): task for task in shown["tasks"]}
    current = {key: task for key, task in tasks.items() if key in expected}
    assert set(current) == set(expected)
    for key, task in current.items():
        wanted = expected[key]
        said = (task["applies"], task["due"], task["literal"], task["state"])
        state = model.state_of(key)
        assert said == (wanted.applies, *map(stamped, wanted[1:3]), state), key
        if wanted.applies or state != "open":
            assert task["needed_by"] == stamped(wanted.needed_by), key
        assert task["urgency"] in urgencies(model, key, wanted), (key, task["urgency"])
        COMPARED["dates"] += 1
    check_limits(model, shown)
    check_everywhere(model, tasks)


def urgencies(model: Model, key: Key, wanted: Expected) -> set[str | None]:
    """The urgencies that a task may be shown with."""
    if not wanted.applies or model.state_of(key) != "open" or model.state == "cancelled":
        return {None}
    after = tasks_of(model.kind)[key.clause].get("phase") == "after"
    if model.state == "held" and not after:
        return {"missed"}
    moment = wanted.due or wanted.needed_by
    if moment is None:
        return {"undated"}
    if moment < model.now:
        return {"overdue"}
    return {"today", "soon", "later"}


def check_limits(model: Model, shown: dict[str, Any]) -> None:
    """No limit disappears, and each is counted from what it counts from."""
    limits = {limit["clause"]: limit for limit in shown["limits"]}
    assert set(limits) == set(LIMITS[model.kind[1]])
    for clause, anchor in LIMITS[model.kind[1]].items():
        entry = {"id": clause, "kind": "limit", "reading": limits[clause]["reading"]}
        due, literal = oracle.answer(entry, model.date.at, anchor=anchor)
        assert (limits[clause]["due"], limits[clause]["literal"]) == (
            *map(stamped, (due, literal)),
        )
        bound = max((due or NEVER, literal or due or NEVER)).date()
        met = None if due is None else model.date.at.date() <= bound
        assert limits[clause]["met"] is met
    kinds = {notice["kind"] for notice in shown["notices"]}
    assert ("book_again" in kinds) is (model.state == "cancelled")
    passed = any(limit["met"] is False for limit in limits.values())
    assert ("limit_passed" in kinds) is (passed and model.state == "scheduled")


def check_everywhere(model: Model, tasks: dict[Key, dict[str, Any]]) -> None:
    """What all lists and reminders have is what somebody owes."""
    now = model.now.isoformat()
    owed = {
        task["handle"]: task["urgency"]
        for task in tasks.values()
        if task["urgency"] not in {None, "missed"}
    }
    everywhere = model.cpconf.must("status", "--json", now=now).json
    assert {task["handle"]: task["urgency"] for task in everywhere["tasks"]} == owed
    reminded = model.cpconf.must("remind", "--dry-run", "--json", now=now).json
    late = {
        reminder["handle"]
        for message in reminded["messages"]
        for reminder in message["reminders"]
        if reminder["reason"] in {"overdue", "escalated"}
    }
    assert late <= {handle for handle, urgency in owed.items() if urgency == "overdue"}
    COMPARED["reminders"] += len(late)


def check_explanations(model: Model) -> None:
    """Each date is explained from the moment that gave it, as it was then."""
    for key, wanted in model.expected.items():
        if not wanted.applies:
            continue
        ran = model.cpconf.must(
            "explain", "A-1", model.handle(key), "--json", now=model.now.isoformat()
        )
        told = ran.json
        date = model.marked[key].date if key in model.marked else model.date
        clause = tasks_of(model.kind)[key.clause]
        assert told["due"] == stamped(wanted.due)
        if wanted.due:
            counting_back = clause.get("phase") != "after" or clause["reading"] == "R5"
            assert told["anchored"] == stamped(date.at if counting_back else date.over), key
            counted = [day["date"] for day in told["counted"] if day["counts"]]
            if counted:
                assert wanted.due.date().isoformat() in counted, key
        elif wanted.needed_by:
            moments = [follower["wanted"] for follower in told["follows"]]
            preparing = clause.get("phase") != "after"
            moments += [stamped(date.at)] if preparing else []
            assert min(filter(None, moments)) == told["needed_by"], key
        COMPARED["explanations"] += 1


def key_of(task: dict[str, Any]) -> Key:
    professional = task["person"] if task["role"] == "professional" else None
    return Key(task["clause"], professional, task["about"])


def played(cpconf: Cpconf, kind: Kind, steps: list[Step], *, asked_by_done: bool = False) -> None:
    """Book a conference, take the steps, and compare after each of them."""
    cpconf.remove()
    model = Model(cpconf, kind, asked_by_done=asked_by_done)
    anchor, day = ANCHORS[kind[1]]
    model.run(
        *("schedule", "A-1", "--procedure", kind[0], "--type", kind[1], "--format", kind[2]),
        *("--at", model.date.at.isoformat(), f"--{anchor}", day.isoformat()),
    )
    for step in steps:
        model.take(step)
        check(model)
    check_explanations(model)
    COMPARED["sequences"] += 1


USUAL = settings(
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)


@pytest.mark.parametrize("kind", KINDS, ids=" ".join)
def test_after_any_commands_only_what_somebody_owes_is_overdue(cpconf: Cpconf, kind: Kind) -> None:
    @settings(USUAL, max_examples=6)
    @given(STEPS)
    def play(steps: list[Step]) -> None:
        played(cpconf, kind, steps)

    play()


@pytest.mark.thorough
@pytest.mark.parametrize("kind", KINDS, ids=" ".join)
def test_after_very_many_commands_too(
    cpconf: Cpconf,
    kind: Kind,
    record_property: Any,  # noqa: ANN401 - of pytest's own kind
) -> None:
    COMPARED.clear()

    @settings(USUAL, max_examples=40)
    @given(STEPS)
    def play(steps: list[Step]) -> None:
        played(cpconf, kind, steps)

    play()
    print(f"\n{' '.join(kind)}: {dict(COMPARED)}")
    for what, count in COMPARED.items():
        record_property(what, count)
        assert count


def test_that_what_is_done_still_asks_is_found_out_at_once(cpconf: Cpconf) -> None:
    """A control: the rule that made false alarms, found by the same random commands."""

    @settings(USUAL, max_examples=60)
    @given(STEPS)
    def play(steps: list[Step]) -> None:
        played(cpconf, KINDS[0], steps, asked_by_done=True)

    with pytest.raises(AssertionError):
        play()
