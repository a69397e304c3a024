"""Who is invited, in which order, and what stops it."""

import dataclasses
import datetime as dt

import pytest

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitation import Invited, InviteState, Joining, entries_of
from cpconf.core.invitations.invitees import Absence, Group, Guest, line_up
from cpconf.core.invitations.preconditions import parents_first, refuse_inviting
from cpconf.core.outbox import OutboxMessage, Outlet
from cpconf.core.procedures.procedure import Audience, Outline, Procedure
from cpconf.core.sharing.sharing import Way
from cpconf.core.sharing.stops import Stop
from cpconf.core.words import ConferenceState, ConferenceType, Each, Format, Method, Role, TaskState
from cpconf.errors import Refused
from tests.core.invitations.test_invitation import message
from tests.core.making import (
    HOUNSLOW,
    INITIAL,
    OXFORDSHIRE,
    REVIEW,
    VIDEO,
    WRITTEN,
    conference,
    filed,
    record,
)

EVERYBODY = Joining(
    person=None,
    method=Method.TEAMS,
    link="https://teams.microsoft.com/l/x",
    dial_in="0161 496 0000",
)
BY_LINK = dataclasses.replace(EVERYBODY, dial_in=None)
MADE = dt.datetime(2026, 1, 5, 12)


def person(short_id: str, role: Role, address: str | None = "") -> Person:
    """Somebody with an address of their own, unless another or None is given."""
    return Person(short_id, role, email=f"{short_id}@example.org" if address == "" else address)


MOTHER = person("m1", Role.MOTHER)
FATHER = person("f1", Role.FATHER)
PEOPLE = [
    person(f"x{number}", role) for number, role in enumerate(Role, 1) if role != "professional"
]


def at(
    people: list[Person],
    procedure: Procedure = OXFORDSHIRE,
    type_: ConferenceType = REVIEW,
    *,
    yes: tuple[str, ...] = (),
    about: dict[tuple[str, str], bool] | None = None,
    states: dict[str, TaskState] | None = None,
) -> tuple[Filed, Outline]:
    known = record(*people, yes=yes, about=about)
    booked = filed(procedure, conference(type_=type_), known, states=states)
    return booked, procedure.outline(type_, VIDEO)


def guests(
    people: list[Person],
    *named: str,
    procedure: Procedure = OXFORDSHIRE,
    joining: Joining | None = EVERYBODY,
    ways: dict[str, Way] | None = None,
    invited: dict[str, Invited] | None = None,
    entries: dict[str, tuple[OutboxMessage, ...]] | None = None,
    passed: dict[str, frozenset[str]] | None = None,
    organiser: str | None = None,
    yes: tuple[str, ...] = (),
    about: dict[tuple[str, str], bool] | None = None,
    states: dict[str, TaskState] | None = None,
) -> dict[str, Guest]:
    booked, outline = at(people, procedure, yes=yes, about=about, states=states)
    known = [
        Guest(
            person=each,
            invited=(invited or {}).get(each.id),
            entries=(entries or {}).get(each.id, ()),
            documents_by=(ways or {}).get(each.id),
            decided=(passed or {}).get(each.id, frozenset()),
        )
        for each in booked.people
    ]
    joinings: dict[str | None, Joining] = {None: joining} if joining else {}
    found = line_up(booked, outline, known, joinings=joinings, organiser=organiser, named=named)
    return {guest.person.id: guest for guest in found}


def with_task(procedure: Procedure, name: str, **changes: object) -> Procedure:
    """A procedure in which one task is another one."""
    tasks = tuple(
        dataclasses.replace(task, **changes) if task.name == name else task  # type: ignore[arg-type]
        for task in procedure.tasks
    )
    return dataclasses.replace(procedure, tasks=tasks)


def invitation(
    whom: str,
    state: InviteState = InviteState.SENT,
    outlet: Outlet = Outlet.SMTP,
    address: str | None = None,
) -> dict[str, Invited]:
    return {
        whom: Invited(
            ref="C-1",
            person=whom,
            outlet=outlet,
            state=state,
            sequence=0,
            made_at=MADE,
            address=address or f"{whom}@example.org",
        )
    }


# ---- who


INVITED_UNASKED = {
    *("mother", "father", "parent", "carer"),
    *("social_worker", "chair", "minute_taker", "early_help"),
    *("school", "health", "police", "probation", "housing", "other_professional"),
    *("advocate", "interpreter", "parent_representative"),
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROFESSIONAL])
def test_a_role_is_invited_unasked_or_by_name_only(role: Role) -> None:
    # O-PART-1: chair and social worker decide case by case about the others of the family.
    someone = person("x1", role)
    unasked = guests([someone])["x1"].absence
    assert unasked == (None if role in INVITED_UNASKED else Absence.NOT_NAMED)
    assert guests([someone], "x1")["x1"].absence is None


def test_parents_come_first_then_the_family_then_the_professionals() -> None:
    found = list(guests(list(reversed(PEOPLE))).values())
    groups = [guest.group for guest in found]
    assert groups == sorted(groups, key=list(Group).index)
    roles = [guest.person.role for guest in found]
    assert {*roles[:4]} == {Role.MOTHER, Role.FATHER, Role.PARENT, Role.CARER}
    assert {*roles[4:6]} == {Role.YOUNG_PERSON, Role.SUPPORTER}


@pytest.mark.parametrize(
    ("fact", "absence", "named"),
    [
        ("parent_excluded", Absence.KEPT_AWAY, Absence.KEPT_AWAY),
        ("parent_cannot_join", Absence.CANNOT_JOIN, None),
    ],
)
def test_a_fact_about_one_parent_keeps_that_parent_out_and_no_other(
    fact: str, absence: Absence, named: Absence | None
) -> None:
    about = {(fact, "f1"): True}
    found = guests([MOTHER, FATHER], about=about)
    assert (found["m1"].absence, found["f1"].absence) == (None, absence)
    assert guests([MOTHER, FATHER], "f1", about=about)["f1"].absence is named


def test_a_family_that_takes_part_in_another_way_is_not_invited() -> None:
    # O-9b: the professionals alone are.
    found = guests([MOTHER, person("w1", Role.SOCIAL_WORKER)], yes=("joins_another_way",))
    assert found["m1"].absence is Absence.ANOTHER_WAY
    assert found["w1"].is_due


def test_whoever_was_invited_by_name_stays_invited() -> None:
    friend = person("s1", Role.SUPPORTER)
    named = guests([friend], "s1")["s1"]
    assert named.passed == {"not-named"}
    found = guests([friend], invited=invitation("s1"), passed={"s1": named.passed})["s1"]
    assert (found.absence, found.is_live, found.is_due) == (None, True, False)


def test_what_somebody_went_past_once_does_not_stop_again_and_anything_else_does() -> None:
    both = [MOTHER, person("u1", Role.SUPPORTER, MOTHER.email or "")]
    (halt,) = guests(both)["m1"].halts
    passed = {"m1": frozenset(halt.decided_on)}
    assert guests(both, passed=passed)["m1"].may_be_asked
    three = [*both, person("y1", Role.YOUNG_PERSON, MOTHER.email or "")]
    other = guests(three, passed=passed)["m1"]
    assert [each.stop for each in other.halts] == [Stop.SAME_ADDRESS]
    assert "y1" in other.why_not


def test_a_shared_mailbox_that_was_gone_past_stops_again_at_another_address() -> None:
    both = [person("m1", Role.MOTHER, "ours@example.org"), person("f1", Role.FATHER)]
    both[1] = dataclasses.replace(both[1], email="ours@example.org")
    passed = {"m1": frozenset({"m1 has the same email address as f1"})}
    same = invitation("m1", address="OURS@example.org")
    assert guests(both, invited=same, passed=passed)["m1"].may_be_asked
    moved = invitation("m1", address="m1@example.org")
    (halt,) = guests(both, invited=moved, passed=passed)["m1"].halts
    assert halt.stop is Stop.SAME_ADDRESS


def test_a_parent_who_cannot_join_since_is_not_asked_although_invited() -> None:
    found = guests([MOTHER], invited=invitation("m1"), about={("parent_cannot_join", "m1"): True})
    assert found["m1"].absence is Absence.CANNOT_JOIN


def test_a_school_that_has_an_invitation_hears_of_changes_unarranged() -> None:
    # O-PART-5 asks for the arrangement before the school is invited.
    school = person("s1", Role.SCHOOL)
    assert not guests([school])["s1"].may_be_asked
    assert guests([school], entries=entries_of([message(1, "s1")]))["s1"].may_be_asked


def test_without_an_address_nobody_is_invited_even_by_name() -> None:
    father = person("f1", Role.FATHER, None)
    assert guests([father], "f1")["f1"].absence is Absence.NO_ADDRESS


def test_the_organiser_has_it_already() -> None:
    chair = person("h1", Role.CHAIR, "Team@example.org")
    found = guests([chair], "h1", organiser="team@example.org")
    assert found["h1"].absence is Absence.ORGANISER


def test_of_two_professionals_with_one_mailbox_one_is_invited() -> None:
    both = [
        person("w1", Role.SOCIAL_WORKER, "Team@example.org"),
        person("n1", Role.HEALTH, "team@example.org"),
    ]
    found = guests(both)
    assert (found["w1"].is_due, found["n1"].absence) == (True, Absence.SAME_MAILBOX)
    assert guests(both, "n1")["n1"].is_due


@pytest.mark.parametrize(
    ("other", "absence"),
    [
        (person("o1", Role.MANAGER, "team@example.org"), Absence.NOT_NAMED),
        (person("o1", Role.MOTHER, "team@example.org"), Absence.KEPT_AWAY),
        (person("o1", Role.MOTHER, "team@example.org"), None),
    ],
)
def test_a_mailbox_shared_with_somebody_who_has_no_professionals_invitation_is_no_hindrance(
    other: Person, absence: Absence | None
) -> None:
    away = {("parent_excluded", "o1"): True} if absence is Absence.KEPT_AWAY else None
    found = guests([other, person("n1", Role.HEALTH, "Team@example.org")], about=away)
    assert found["o1"].absence is absence
    assert found["n1"].absence is None


def test_of_two_parents_with_one_mailbox_neither_is_left_out_unasked() -> None:
    both = [person(who, Role.PARENT, "home@example.org") for who in ("m1", "f1")]
    for guest in guests(both).values():
        assert guest.absence is None
        assert [halt.stop for halt in guest.halts] == [Stop.SAME_ADDRESS]


def test_an_interpreter_without_a_number_to_ring_waits_for_one() -> None:
    interpreter = person("i1", Role.INTERPRETER)
    assert guests([interpreter], joining=BY_LINK)["i1"].absence is Absence.NO_WAY_IN
    assert guests([interpreter])["i1"].is_due


# ---- when again


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (InviteState.PREPARED, False),
        (InviteState.OWED, False),
        (InviteState.SENT, False),
        (InviteState.UNKNOWN, False),
        (InviteState.FAILED, True),
        (InviteState.CANCELLED, True),
    ],
)
def test_an_invitation_is_made_again_only_where_it_certainly_did_not_go(
    state: InviteState, due: bool
) -> None:
    assert guests([MOTHER], invited=invitation("m1", state))["m1"].is_due is due


def test_another_address_means_another_invitation() -> None:
    known = invitation("m1", address="old@example.org")
    assert guests([MOTHER], invited=known)["m1"].is_due
    same = invitation("m1", address="M1@Example.org")
    assert not guests([MOTHER], invited=same)["m1"].is_due


# ---- what stops it


@pytest.mark.parametrize("way", Way)
def test_a_way_that_was_agreed_for_documents_stops_no_invitation(way: Way) -> None:
    """O-16: what is agreed is how the report reaches them."""
    guest = guests([MOTHER], ways={"m1": way})["m1"]
    assert (guest.halts, guest.documents_by, guest.is_due) == ((), way, True)


@pytest.mark.parametrize("other", [Role.FATHER, Role.SUPPORTER, Role.SOCIAL_WORKER])
def test_a_mailbox_that_somebody_of_the_family_shares_stops_both(other: Role) -> None:
    found = guests([MOTHER, person("o1", other, "M1@example.org")], "o1")
    for guest in found.values():
        assert [halt.stop for halt in guest.halts] == [Stop.SAME_ADDRESS]
        assert "example.org" not in guest.halts[0].lines[0]


def test_a_school_is_invited_once_its_invitation_is_arranged() -> None:
    # O-PART-5: school by school.
    schools = [person("s1", Role.SCHOOL), person("s2", Role.SCHOOL)]
    done = {"arrange-school-invitation@s1": TaskState.DONE}
    found = guests(schools, states=done)
    assert found["s1"].is_due
    assert [halt.stop for halt in found["s2"].halts] == [Stop.SCHOOL]
    assert "O-PART-5" in found["s2"].halts[0].lines[0]


def test_what_a_school_is_invited_by_is_nothing_to_arrange_with_it_before() -> None:
    own = with_task(OXFORDSHIRE, "arrange-school-invitation", invites=Audience.PROFESSIONALS)
    assert guests([person("s1", Role.SCHOOL)], procedure=own)["s1"].is_due


def test_whoever_is_not_invited_is_stopped_by_nothing_else() -> None:
    away = {("parent_excluded", "f1"): True}
    father = guests([FATHER], about=away)["f1"]
    assert (father.absence, father.halts) == (Absence.KEPT_AWAY, ())


def test_an_edition_from_before_it_was_said_who_invites_stops_a_school_too() -> None:
    old = dataclasses.replace(
        OXFORDSHIRE,
        tasks=tuple(dataclasses.replace(task, invites=None) for task in OXFORDSHIRE.tasks),
    )
    school = person("s1", Role.SCHOOL)
    (halt,) = guests([school], procedure=old)["s1"].halts
    assert halt.stop is Stop.SCHOOL
    assert "O-PART-5" in halt.lines[0]


def test_a_procedure_that_does_not_ask_for_it_does_not_stop_a_school() -> None:
    assert guests([person("s1", Role.SCHOOL)], procedure=HOUNSLOW)["s1"].is_due


# ---- parents first


def first(
    people: list[Person],
    *going: str,
    by_mail: bool = True,
    procedure: Procedure = OXFORDSHIRE,
    states: dict[str, TaskState] | None = None,
    invited: dict[str, Invited] | None = None,
    about: dict[tuple[str, str], bool] | None = None,
    yes: tuple[str, ...] = (),
    joinings: dict[str | None, Joining] | None = None,
    type_: ConferenceType = REVIEW,
) -> tuple[str, ...]:
    """What keeps the professionals back."""
    booked, outline = at(people, procedure, type_, states=states, about=about, yes=yes)
    known = [Guest(person=each, invited=(invited or {}).get(each.id)) for each in booked.people]
    found = line_up(booked, outline, known, joinings=joinings or {None: EVERYBODY})
    halt = parents_first(booked, outline, found, by_mail=by_mail, going=going)
    return halt.lines if halt else ()


WORKER = person("w1", Role.SOCIAL_WORKER)
BOTH = [MOTHER, FATHER, WORKER]


@pytest.mark.parametrize("procedure", [OXFORDSHIRE, HOUNSLOW], ids=lambda p: p.name)
def test_the_professionals_wait_until_every_parents_message_has_gone(procedure: Procedure) -> None:
    sent = {**invitation("m1"), **invitation("f1")}
    assert first(BOTH, procedure=procedure)
    assert first(BOTH, "m1", "f1", procedure=procedure)
    assert first(BOTH, procedure=procedure, invited=invitation("m1"))
    assert not first(BOTH, procedure=procedure, invited=sent)


@pytest.mark.parametrize("state", [s for s in InviteState if s is not InviteState.SENT])
def test_a_message_that_has_not_certainly_gone_keeps_them_waiting(state: InviteState) -> None:
    (why,) = first([MOTHER, WORKER], invited=invitation("m1", state))
    is_one_clause = state in {InviteState.OWED, InviteState.PREPARED}
    assert why.startswith("the parents come first; m1: ")
    assert ("m1: the invitation is" in why) is is_one_clause


def test_drafts_are_sent_in_their_order_and_keep_nobody_waiting() -> None:
    assert not first(BOTH, "m1", "f1", by_mail=False)
    assert first(BOTH, "m1", by_mail=False)


def test_a_parents_draft_counts_once_its_task_is_marked() -> None:
    draft = invitation("m1", InviteState.PREPARED, Outlet.DRAFT)
    assert first([MOTHER, WORKER], invited=draft)
    done = {"invite-parents": TaskState.DONE}
    assert not first([MOTHER, WORKER], invited=draft, states=done)


def test_a_skipped_task_is_a_waiver() -> None:
    assert not first([MOTHER, WORKER], states={"invite-parents": TaskState.SKIPPED})
    # Of an initial conference one task invites everybody (O-11i).
    everyone = {"send-invitations": TaskState.SKIPPED}
    assert not first([MOTHER, WORKER], type_=INITIAL, states=everyone)
    assert first([MOTHER, WORKER], type_=INITIAL)


def test_a_waiver_for_one_parent_is_none_for_the_other() -> None:
    each = with_task(OXFORDSHIRE, "invite-parents", each=Each.PARENT)
    skipped = {"invite-parents@f1": TaskState.SKIPPED}
    assert first(BOTH, procedure=each, states=skipped)
    assert first(BOTH, procedure=each, states=skipped, invited=invitation("f1"))
    assert not first(BOTH, procedure=each, states=skipped, invited=invitation("m1"))


def test_an_invitation_at_an_earlier_address_does_not_count() -> None:
    elsewhere = invitation("m1", address="before@example.org")
    assert first([MOTHER, WORKER], invited=elsewhere)


def test_a_parent_who_is_stopped_keeps_them_waiting() -> None:
    reader = person("u1", Role.SUPPORTER, FATHER.email or "")
    (why,) = first([*BOTH, reader], "m1", by_mail=False)
    assert "f1 has the same email address as u1" in why
    assert "m1" not in why


def test_a_parent_with_nothing_to_join_by_keeps_them_waiting() -> None:
    by_ear = Joining(person="f1", method=Method.TELEPHONE)
    ways: dict[str | None, Joining] = {None: BY_LINK, "f1": by_ear}
    for by_mail in (True, False):
        (why,) = first(BOTH, "m1", by_mail=by_mail, joinings=ways, invited=invitation("m1"))
        assert "f1: nothing to join by" in why


def test_a_parent_who_is_not_to_be_invited_keeps_nobody_waiting() -> None:
    sent = invitation("m1")
    away = {("parent_excluded", "f1"): True}
    cannot = {("parent_cannot_join", "f1"): True}
    assert not first(BOTH, invited=sent, about=away)
    assert not first(BOTH, invited=sent, about=cannot)
    assert not first(BOTH, yes=("joins_another_way",))
    assert not first([MOTHER, person("f1", Role.FATHER, None), WORKER], invited=sent)


# ---- what must be settled before


def refused(booked: Filed, outline: Outline) -> str:
    with pytest.raises(Refused) as told:
        refuse_inviting(booked, outline, now=MADE)
    return str(told.value)


@pytest.mark.parametrize("state", [ConferenceState.HELD, ConferenceState.CANCELLED])
def test_to_a_conference_that_is_over_nobody_is_invited(state: ConferenceState) -> None:
    booked, outline = at([MOTHER])
    over = dataclasses.replace(
        booked, conference=dataclasses.replace(booked.conference, state=state)
    )
    assert state in refused(over, outline)


@pytest.mark.parametrize(("minutes", "over"), [(-1, False), (0, True), (1, True)])
def test_once_the_start_has_passed_nobody_is_invited(minutes: int, over: bool) -> None:
    booked, outline = at([MOTHER])
    now = booked.conference.at + dt.timedelta(minutes=minutes)
    if not over:
        refuse_inviting(booked, outline, now=now)
        return
    with pytest.raises(Refused, match="cpconf reschedule C-1"):
        refuse_inviting(booked, outline, now=now)


def test_to_a_review_in_writing_nobody_is_invited() -> None:
    booked = filed(HOUNSLOW, conference(type_=REVIEW, format_=WRITTEN), record(MOTHER))
    assert "in writing" in refused(booked, HOUNSLOW.outline(REVIEW, Format.WRITTEN))


ADDRESSLESS = person("m1", Role.MOTHER, None)


@pytest.mark.parametrize(("type_", "clause"), [(INITIAL, "O-11r"), (REVIEW, "O-9r")])
def test_without_any_parents_address_nobody_is_invited(type_: ConferenceType, clause: str) -> None:
    told = refused(*at([ADDRESSLESS, WORKER], type_=type_))
    assert clause in told
    assert "cpconf person change C-1 m1 --email" in told
    assert ("joins_another_way=yes" in told) is (type_ is REVIEW)


def test_the_gate_opens_with_one_address_another_way_or_a_waiver() -> None:
    assert "O-9r" in refused(*at([ADDRESSLESS]))
    refuse_inviting(*at([ADDRESSLESS, FATHER]), now=MADE)
    refuse_inviting(*at([ADDRESSLESS], yes=("joins_another_way",)), now=MADE)
    refuse_inviting(*at([ADDRESSLESS], states={"invite-parents": TaskState.SKIPPED}), now=MADE)
    refuse_inviting(*at([ADDRESSLESS], HOUNSLOW, INITIAL), now=MADE)


def test_a_task_that_the_procedure_does_not_know_shuts_no_gate() -> None:
    booked, outline = at([ADDRESSLESS])
    assert "address" in refused(booked, outline)
    refuse_inviting(booked, HOUNSLOW.outline(REVIEW, Format.VIDEO), now=MADE)


@pytest.mark.parametrize("fact", ["parent_excluded", "parent_cannot_join"])
def test_a_fact_that_is_not_said_of_whom_is_asked_first(fact: str) -> None:
    # Whoever must be kept away would be invited by mistake, or the other one not at all.
    told = refused(*at([MOTHER, FATHER], yes=(fact,)))
    assert f"{fact}@m1=yes|no {fact}@f1=yes|no" in told
    refuse_inviting(*at([MOTHER], yes=(fact,)), now=MADE)
    said = {(fact, "m1"): True, (fact, "f1"): False}
    refuse_inviting(*at([MOTHER, FATHER], yes=(fact,), about=said), now=MADE)
    # What was said of another fact is no answer to this one.
    other = {"parent_excluded": "parent_cannot_join", "parent_cannot_join": "parent_excluded"}[fact]
    elsewhere = {(other, "m1"): False, (other, "f1"): False}
    assert f"{fact}@m1=yes|no {fact}@f1=yes|no" in refused(
        *at([MOTHER, FATHER], yes=(fact,), about=elsewhere)
    )
