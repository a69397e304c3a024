"""What stops a document that is about to leave: each rule by itself, by its clause."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.procedures.procedure import Procedure
from cpconf.core.sharing.clearance import Content, OnRecord, Parcel, halts
from cpconf.core.sharing.sharing import Way
from cpconf.core.sharing.stops import Halt, Stop
from cpconf.core.words import ConferenceType, DocumentKind, Each, Role, TaskState
from tests.core.making import (
    CHAIR,
    FATHER,
    HEALTH,
    HOUNSLOW,
    INITIAL,
    MOTHER,
    OXFORDSHIRE,
    REVIEW,
    SCHOOL,
    SOCIAL_WORKER,
    conference,
    filed,
    procedure,
    record,
    task,
)

DONE, SKIPPED, OPEN = TaskState.DONE, TaskState.SKIPPED, TaskState.OPEN
FULL, ABRIDGED, OTHER = "f" * 64, "a" * 64, "0" * 64
REPORT, SET, PLAN, MINUTES = (
    DocumentKind.REPORT,
    DocumentKind.SET,
    DocumentKind.PLAN,
    DocumentKind.MINUTES,
)
MUM = dataclasses.replace(MOTHER, email="m@example.org")
DAD = dataclasses.replace(FATHER, email="f@example.org")
TEACHER = dataclasses.replace(SCHOOL, email="s@example.org")
EVERYBODY = (MUM, DAD, TEACHER, HEALTH, SOCIAL_WORKER, CHAIR)


def booked(
    rules: Procedure = OXFORDSHIRE,
    *,
    people: Iterable[Person] = EVERYBODY,
    type_: ConferenceType = INITIAL,
    yes: Iterable[str] = (),
    about: dict[tuple[str, str], bool] | None = None,
    but: Mapping[str, TaskState] | None = None,
) -> Filed:
    """A conference with everything done, but for these tasks."""
    meeting = conference(type_=type_)
    known = record(*people, yes=yes, about=about)
    found = filed(rules, meeting, known)
    states = {task.handle: DONE for task in found.tasks} | dict(but or {})
    return filed(rules, meeting, known, states=states)


def asked(
    meeting: Filed,
    parcel: Parcel,
    rules: Procedure = OXFORDSHIRE,
    **more: Any,  # noqa: ANN401 - as the fields of what is known
) -> list[str]:
    outline = rules.outline(meeting.conference.type, meeting.conference.format)
    known = OnRecord(filed=meeting, outline=outline, **more)
    return [halt.stop.value for halt in halts(parcel, known)]


HAD_FULL = {person.id: frozenset({FULL}) for person in (MUM, DAD)}
HAD_ABRIDGED = {person.id: frozenset({ABRIDGED}) for person in (MUM, DAD)}
CUT = {ABRIDGED: frozenset({FULL})}
NOTHING: Mapping[str, frozenset[str]] = {}
BOTH = frozenset({FULL, ABRIDGED})

CONTENTS = [
    # what each parent had, full_report_shared, what the professionals would get, whether it stops
    ("O-SHARE: what every parent had", HAD_FULL, False, FULL, False),
    ("O-6: the abridged report that they had", HAD_ABRIDGED, False, ABRIDGED, False),
    ("O-6: the full one behind the abridged", HAD_ABRIDGED, False, FULL, True),
    ("O-6d: the full one, which the family had, too", HAD_ABRIDGED, True, FULL, False),
    ("O-SHARE: another report altogether", HAD_FULL, False, OTHER, True),
    ("O-SHARE: another one, and a yes is no passport", HAD_FULL, True, OTHER, True),
    (
        "O-SHARE: one parent had it, the other the abridged",
        {MUM.id: frozenset({FULL}), DAD.id: frozenset({ABRIDGED})},
        False,
        FULL,
        True,
    ),
    (
        "O-SHARE: an earlier copy is had, too",
        {MUM.id: BOTH, DAD.id: BOTH},
        False,
        FULL,
        False,
    ),
    ("O-SHARE: nobody knows what they had", NOTHING, False, FULL, True),
    ("O-6d: told that the family had the full report", NOTHING, True, FULL, False),
    ("O-6c: an abridged report, gone through by telephone", NOTHING, False, ABRIDGED, False),
    (
        "O-SHARE: known of one parent alone",
        {MUM.id: frozenset({FULL})},
        False,
        FULL,
        True,
    ),
]


@pytest.mark.parametrize("kind", [REPORT, SET])
@pytest.mark.parametrize(
    ("had", "full", "given", "stops"), [case[1:] for case in CONTENTS], ids=[c[0] for c in CONTENTS]
)
def test_professionals_get_the_report_that_the_parents_had(
    kind: DocumentKind,
    had: Mapping[str, frozenset[str]],
    full: bool,
    given: str,
    stops: bool,
) -> None:
    meeting = booked(yes=["full_report_shared"] if full else ())
    to = TEACHER if kind is REPORT else None
    parcel = Parcel(to=to, kind=kind, contents=(Content(given),))
    found = asked(meeting, parcel, had=had, cut_from=CUT)
    assert found == (["another-report"] if stops else [])


@pytest.mark.parametrize(
    ("author", "stops"),
    [
        (None, True),
        (SOCIAL_WORKER, True),
        (Person("a1", Role.TEAM_ADMINISTRATOR), True),
        (TEACHER, False),
        (HEALTH, False),
        (Person("e1", Role.EARLY_HELP), False),
    ],
    ids=lambda value: value.role.value if isinstance(value, Person) else str(value),
)
def test_only_the_social_workers_report_is_compared_and_authorised(
    author: Person | None,
    stops: bool,
) -> None:
    meeting = booked(but={"authorise-report": OPEN})
    parcel = Parcel(to=None, kind=SET, contents=(Content(OTHER, author, 1),))
    found = asked(meeting, parcel, had=HAD_FULL)
    assert found == (["authorisation", "another-report"] if stops else [])


# O-SHARE: a report by whatever shares it, a plan and minutes by what sends them (O-22, O-24).
FIRST = [
    (INITIAL, REPORT, "email-report@m1", True),
    (INITIAL, SET, "email-report@f1", True),
    (INITIAL, PLAN, "send-plan-to-parents@m1", True),
    (INITIAL, MINUTES, "send-minutes-to-parents@f1", True),
    (INITIAL, PLAN, "email-report@m1", False),
    (INITIAL, REPORT, "send-plan-to-parents@m1", False),
    (INITIAL, MINUTES, "send-plan-to-parents@m1", False),
    (REVIEW, REPORT, "discuss-report@m1", True),
    (REVIEW, REPORT, "email-abridged-report@f1", True),
    (REVIEW, PLAN, "discuss-report@m1", False),
]


@pytest.mark.parametrize(("type_", "kind", "handle", "stops"), FIRST)
def test_the_parents_come_first_with_each_kind_of_document(
    type_: ConferenceType,
    kind: DocumentKind,
    handle: str,
    stops: bool,
) -> None:
    facts = ["plan_made"]
    to = None if kind is SET else TEACHER
    for state, shut in ((OPEN, stops), (SKIPPED, False), (DONE, False)):
        meeting = booked(type_=type_, yes=facts, but={handle: state})
        assert any(task.handle == handle for task in meeting.tasks), handle
        found = asked(meeting, Parcel(to=to, kind=kind))
        assert ("parents-first" in found) == shut, (state, found)
        assert "parents-first" not in asked(meeting, Parcel(to=MUM, kind=kind))


def test_where_no_clause_puts_the_parents_first_nothing_waits_for_them() -> None:
    # Hounslow's parents have each report from its author (H-ICPC-P6).
    meeting = booked(HOUNSLOW)
    parcel = Parcel(to=None, kind=SET, contents=(Content(OTHER),))
    assert asked(meeting, parcel, HOUNSLOW, had=HAD_FULL) == []
    rules = procedure(task("report", each=Each.PARENT, shares_with_parent=True))
    assert asked(booked(rules, but={"report@m1": OPEN, "report@f1": OPEN}), parcel, rules) == []


def test_whichever_task_authorises_the_report_whatever_its_name_is_asked() -> None:
    leave = dataclasses.replace(task("let-it-go", role=Role.MANAGER), authorises=REPORT)
    rules = procedure(task("authorise-report"), leave)
    parcel = Parcel(to=MUM, kind=REPORT, contents=(Content(FULL),))
    assert asked(booked(rules, but={"authorise-report": OPEN}), parcel, rules) == []
    assert asked(booked(rules, but={"let-it-go": OPEN}), parcel, rules) == ["authorisation"]


@pytest.mark.parametrize("type_", [INITIAL, REVIEW])
@pytest.mark.parametrize("to", [MUM, TEACHER, None], ids=["mother", "school", "professionals"])
def test_no_report_leaves_before_a_manager_has_authorised_it(
    type_: ConferenceType, to: Person | None
) -> None:
    # O-14m, O-2m; a plan and minutes need nobody's leave.
    for state, stops in ((OPEN, True), (DONE, False), (SKIPPED, False)):
        meeting = booked(type_=type_, but={"authorise-report": state})
        parcel = Parcel(to=to, kind=REPORT if to else SET, contents=(Content(FULL),))
        more: dict[str, Any] = {"had": HAD_FULL}
        assert ("authorisation" in asked(meeting, parcel, **more)) == stops
        assert "authorisation" not in asked(meeting, dataclasses.replace(parcel, kind=PLAN), **more)


def test_an_edition_from_before_that_key_says_it_by_the_name_of_the_task() -> None:
    tasks = tuple(dataclasses.replace(task, authorises=None) for task in OXFORDSHIRE.tasks)
    before = dataclasses.replace(OXFORDSHIRE, tasks=tasks)
    parcel = Parcel(to=MUM, kind=REPORT, contents=(Content(FULL),))
    for state, stops in ((OPEN, ["authorisation"]), (DONE, []), (SKIPPED, [])):
        meeting = booked(before, but={"authorise-report": state, "confirm-participation": OPEN})
        assert asked(meeting, parcel, before) == stops


SECTIONS = [
    # O-13b: parents of an initial conference get selected sections.
    ("initial, with others", INITIAL, MUM, REPORT, True, FULL, True),
    ("initial, no others", INITIAL, MUM, REPORT, False, FULL, False),
    ("initial, nobody can tell", INITIAL, MUM, REPORT, None, FULL, False),
    ("initial, cut here", INITIAL, MUM, REPORT, True, ABRIDGED, False),
    ("initial, for the school", INITIAL, TEACHER, REPORT, True, FULL, False),
    ("initial, the plan", INITIAL, MUM, PLAN, True, FULL, False),
    ("review", REVIEW, MUM, REPORT, True, FULL, False),
]


@pytest.mark.parametrize(
    ("type_", "to", "kind", "more", "given", "stops"),
    [case[1:] for case in SECTIONS],
    ids=[case[0] for case in SECTIONS],
)
def test_a_parent_of_an_initial_conference_gets_the_sections_for_parents(
    type_: ConferenceType,
    to: Person,
    kind: DocumentKind,
    more: bool | None,
    given: str,
    stops: bool,
) -> None:
    had = dict.fromkeys((MUM.id, DAD.id), frozenset({given}))
    parcel = Parcel(to=to, kind=kind, contents=(Content(given),), holds_more=more)
    found = asked(booked(type_=type_), parcel, had=had, cut_from=CUT)
    assert found == (["sections"] if stops else [])


VERSIONS = [
    # what the parents had as the plan, what the professionals would get, and whether it stops
    ("O-SHARE: the same plan", HAD_FULL, FULL, False),
    ("O-SHARE: another plan", HAD_FULL, OTHER, True),
    ("nothing is known of what they had", NOTHING, OTHER, False),
    ("one of two had it", {MUM.id: frozenset({FULL})}, FULL, False),
    ("of one no file is on record", {MUM.id: frozenset()}, FULL, False),
    (
        "one of two had another",
        {MUM.id: frozenset({FULL}), DAD.id: frozenset({OTHER})},
        FULL,
        True,
    ),
]


@pytest.mark.parametrize("kind", [PLAN, MINUTES])
@pytest.mark.parametrize(
    ("had", "given", "stops"), [case[1:] for case in VERSIONS], ids=[case[0] for case in VERSIONS]
)
def test_professionals_get_the_version_of_a_plan_that_the_parents_had(
    kind: DocumentKind,
    had: Mapping[str, frozenset[str]],
    given: str,
    stops: bool,
) -> None:
    parcel = Parcel(to=TEACHER, kind=kind, contents=(Content(given),))
    assert asked(booked(), parcel, had=had) == (["another-report"] if stops else [])


@pytest.mark.parametrize("kind", [PLAN, MINUTES])
def test_a_plan_of_which_no_file_is_known_is_compared_with_none(kind: DocumentKind) -> None:
    assert asked(booked(), Parcel(to=TEACHER, kind=kind), had=HAD_FULL) == []


def test_a_report_on_record_is_one_whatever_it_is_called() -> None:
    meeting = booked(but={"authorise-report": OPEN})
    parcel = Parcel(to=MUM, kind=MINUTES, contents=(Content(FULL),), holds_more=True)
    assert asked(meeting, parcel) == []
    known: dict[str, Any] = {"reports": frozenset({FULL})}
    assert asked(meeting, parcel, **known) == ["authorisation", "sections"]
    school = dataclasses.replace(parcel, to=TEACHER)
    assert asked(meeting, school, **known, had=HAD_ABRIDGED) == ["authorisation", "another-report"]


@pytest.mark.parametrize("number", [None, 2])
def test_a_report_that_was_taken_back_goes_no_further(number: int | None) -> None:
    parcel = Parcel(to=TEACHER, kind=REPORT, contents=(Content(FULL, HEALTH, number),))
    assert asked(booked(), parcel) == []
    assert asked(booked(), parcel, taken_back=frozenset({FULL})) == ["withheld"]


def told(parcel: Parcel, meeting: Filed | None = None, **more: Any) -> list[str]:  # noqa: ANN401
    meeting = meeting or booked()
    outline = OXFORDSHIRE.outline(meeting.conference.type, meeting.conference.format)
    known = OnRecord(filed=meeting, outline=outline, **more)
    return [line for halt in halts(parcel, known) for line in halt.lines]


@pytest.mark.parametrize(
    ("author", "number", "what"),
    [(None, None, ("it", "the report", "")), (HEALTH, 2, ("report 2", "report 2", " (report 2)"))],
)
def test_what_stops_a_file_is_said_with_the_number_of_its_report(
    author: Person | None, number: int | None, what: tuple[str, str, str]
) -> None:
    this, report, numbered = what
    parcel = Parcel(to=MUM, kind=PLAN, contents=(Content(FULL, author, number),))
    files = frozenset({FULL})
    (withheld,) = told(parcel, withheld=files)
    assert withheld.startswith(f"{this} is ")
    assert withheld.endswith("withheld at this conference")
    (back,) = told(parcel, taken_back=files)
    assert back.startswith(f"{report} was taken back")
    (elsewhere,) = told(parcel, elsewhere={FULL: ("B-2", "C-3")})
    assert elsewhere == f"the same file{numbered} was submitted for B-2, C-3"


def test_an_address_that_changed_or_went_is_told_apart() -> None:
    gone = dataclasses.replace(MUM, email=None)
    for person, has in ((MUM, "another email address"), (gone, "no email address any more")):
        meeting = booked(people=[person, *EVERYBODY[1:]])
        parcel = Parcel(to=person, kind=PLAN, address="old@example.org")
        assert told(parcel, meeting) == [f"{person.id} has {has} on record now"]
    assert told(Parcel(to=MUM, kind=PLAN, address="M@Example.org")) == []


def test_going_past_one_address_is_not_going_past_the_next() -> None:
    def grounds(address: str) -> tuple[str, ...]:
        person = dataclasses.replace(MUM, email=address)
        meeting = booked(people=[person, *EVERYBODY[1:]])
        outline = OXFORDSHIRE.outline(meeting.conference.type, meeting.conference.format)
        parcel = Parcel(to=person, kind=PLAN, address="old@example.org")
        (found,) = halts(parcel, OnRecord(filed=meeting, outline=outline))
        assert address not in str(found)
        return found.decided_on

    assert grounds("new@example.org") == grounds("NEW@example.org")
    assert grounds("new@example.org") != grounds("third@example.org")


MAILBOXES = [
    # who has the address of whom, for whom it is, split, kept from, and whether it stops
    ("parents who live together", DAD, MUM, MUM, False, (), False),
    ("parents, one kept from something", DAD, MUM, MUM, False, (DAD.id,), True),
    ("parents who attend apart", DAD, MUM, MUM, True, (), True),
    ("a parent and the chair", CHAIR, MUM, MUM, False, (), True),
    ("a school and a parent", TEACHER, MUM, TEACHER, False, (), True),
    ("two professionals", HEALTH, TEACHER, TEACHER, True, (MUM.id,), False),
]


@pytest.mark.parametrize(
    ("who", "whose", "to", "split", "kept", "stops"),
    [case[1:] for case in MAILBOXES],
    ids=[case[0] for case in MAILBOXES],
)
def test_a_mailbox_that_two_read_stops_where_the_two_must_not_read_the_same(
    who: Person,
    whose: Person,
    to: Person,
    split: bool,
    kept: tuple[str, ...],
    stops: bool,
) -> None:
    same = dataclasses.replace(who, email=(whose.email or "").upper())
    people = [same if person.id == who.id else person for person in EVERYBODY]
    meeting = booked(people=people, yes=["split"] if split else ())
    to = same if to.id == who.id else to
    parcel = Parcel(to=to, kind=PLAN)
    assert asked(meeting, parcel, kept_from=kept) == (["same-address"] if stops else [])
    # On paper it reaches who it is handed to.
    assert asked(meeting, dataclasses.replace(parcel, by_email=False), kept_from=kept) == []


def test_who_is_kept_away_does_not_read_the_others_mail() -> None:
    same = dataclasses.replace(DAD, email=MUM.email)
    people = [same if person.id == DAD.id else person for person in EVERYBODY]
    for away in (False, True):
        meeting = booked(people=people, about={("parent_excluded", DAD.id): away})
        found = asked(meeting, Parcel(to=MUM, kind=PLAN))
        assert found == (["same-address"] if away else [])


def test_a_copy_on_paper_asks_for_no_way_by_email_and_no_address() -> None:
    meeting = booked(about={("parent_excluded", MUM.id): True})
    parcel = Parcel(to=MUM, kind=PLAN, address="old@example.org")
    ways = {MUM.id: Way.LETTERBOX}
    assert asked(meeting, parcel, ways=ways) == ["excluded", "address", "way"]
    paper = dataclasses.replace(parcel, by_email=False)
    assert asked(meeting, paper, ways=ways) == ["excluded"]


def test_what_was_decided_on_is_passed_over_and_anything_new_is_not() -> None:
    parcel = Parcel(to=None, kind=SET)
    one = booked(but={"email-report@m1": OPEN})
    two = booked(but={"email-report@m1": OPEN, "email-report@f1": OPEN})

    def known(meeting: Filed) -> OnRecord:
        outline = OXFORDSHIRE.outline(meeting.conference.type, meeting.conference.format)
        return OnRecord(filed=meeting, outline=outline)

    (first,) = halts(parcel, known(one))
    (both,) = halts(parcel, known(two))
    assert halts(parcel, known(one), passed=both.decided_on) == ()
    assert halts(parcel, known(two), passed=first.decided_on) == (both,)


@pytest.mark.parametrize(
    ("passed", "past"), [((), False), (("x",), False), (("x", "y"), True), (("y", "x", "z"), True)]
)
def test_a_stop_is_past_when_all_that_it_rests_on_was_decided_on(
    passed: tuple[str, ...],
    past: bool,
) -> None:
    assert Halt(Stop.TERMS, ("a line",), ("x", "y")).is_past(passed) is past
    assert Halt(Stop.TERMS, ("x", "y")).is_past(passed) is past
