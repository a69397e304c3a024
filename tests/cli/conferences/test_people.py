"""People: who takes part in a conference, and what is kept of them."""

import pytest

from tests.cli.invitations.inviting import invite, peopled
from tests.cli.running import Cpconf
from tests.cli.sharing.copies import a_pdf, protect, release

FAMILY = ["mother", "father", "parent", "carer", "young_person", "supporter"]
TEAM = [
    *("social_worker", "manager", "chair", "minute_taker", "administrator"),
    *("team_administrator", "early_help"),
]
AGENCIES = [
    *("school", "health", "police", "probation", "housing", "other_professional"),
]


IN_SUPPORT = ["advocate", "interpreter", "parent_representative"]


@pytest.mark.parametrize("role", [*FAMILY, *TEAM, *AGENCIES, *IN_SUPPORT])
def test_every_role_of_the_contract_can_be_on_record(cpconf: Cpconf, role: str) -> None:
    cpconf.book()
    cpconf.add("A-1", role)
    listed = cpconf.must("person", "list", "A-1", "--json").json["people"]
    assert [person["role"] for person in listed] == [role]


@pytest.mark.parametrize("role", ["social-worker", "Social_Worker", "social worker"])
def test_a_role_may_be_written_with_either_dash(cpconf: Cpconf, role: str) -> None:
    cpconf.book()
    cpconf.add("A-1", role)
    (person,) = cpconf.must("person", "list", "A-1", "--json").json["people"]
    assert person["role"] == "social_worker"


@pytest.mark.parametrize("role", ["professional", "plumber", "", "x" * 3000])
def test_any_other_role_is_refused_with_the_known_ones(cpconf: Cpconf, role: str) -> None:
    cpconf.book()
    before = cpconf.contents
    ran = cpconf("person", "add", "A-1", "--role", role, "--name", "Robin Example")
    assert ran.code == 2
    assert "minute_taker" in ran.err
    assert cpconf.contents == before


def test_adding_somebody_prints_their_short_id_alone(cpconf: Cpconf) -> None:
    cpconf.book()
    assert cpconf.must("person", "add", "A-1", "--role", "chair", "--name", "R").out == "p1\n"
    assert cpconf.must("person", "add", "A-1", "--role", "chair", "--name", "R").out == "p2\n"


def test_short_ids_start_anew_in_every_conference(cpconf: Cpconf) -> None:
    cpconf.book("A-1")
    cpconf.book("A-2")
    assert [cpconf.add(ref, "chair") for ref in ("A-1", "A-2", "A-1")] == ["p1", "p1", "p2"]


def test_what_was_given_is_listed(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must(
        *("person", "add", "A-1", "--role", "school", "--name", " Zoë  O’Example "),
        *("--email", "Office@example.org", "--phone", "020 7946 0000 ext. 1"),
        *("--agency", "Westmere High School"),
    )
    assert cpconf.must("person", "list", "A-1", "--json").json["people"] == [
        {
            "person": "p1",
            "role": "school",
            "name": "Zoë O’Example",
            "email": "Office@example.org",
            "phone": "020 7946 0000 ext. 1",
            "agency": "Westmere High School",
        }
    ]
    assert "Zoë O’Example" in cpconf.must("person", "list", "A-1").out


def test_an_address_can_be_copied_from_the_list(cpconf: Cpconf) -> None:
    cpconf.book()
    given = ("--email", "office@example.org", "--agency", "Westmere High School")
    cpconf.add("A-1", "school", *given, "--phone", "020 7946 0000 ext. 1")
    assert "office@example.org" in cpconf.must("person", "list", "A-1").out


@pytest.mark.parametrize(
    "email",
    [
        *("robin", "robin@", "@example.org", "robin@example", "a@b@example.org"),
        *("R <r@example.org>", "a@example.org,b@example.org", "a b@example.org"),
        *("a@exa\x00mple.org", "a@" + "x" * 300 + ".org"),
        # No message can go there: RFC 5321, sections 4.1.2 and 4.5.3.1.
        *("zo\u00eb@example.org", "a" * 65 + "@example.org", '"a b"@example.org'),
    ],
)
def test_what_is_not_one_address_is_refused_without_repeating_it(
    cpconf: Cpconf, email: str
) -> None:
    cpconf.book()
    cpconf.add("A-1", "father")
    before = cpconf.contents
    for line in (("add", "A-1", "--role", "mother", "--name", "R"), ("change", "A-1", "p1")):
        ran = cpconf("person", *line, "--email", email)
        assert ran.code == 2
        assert "address" in ran.err
        assert email not in ran.err
        assert len(ran.errors) <= 2
        assert cpconf.contents == before


def test_blanks_around_an_address_are_no_part_of_it(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", "--email", " a@example.org\n")
    (person,) = cpconf.must("person", "list", "A-1", "--json").json["people"]
    assert person["email"] == "a@example.org"


@pytest.mark.parametrize("option", ["phone", "agency", "email"])
def test_an_empty_number_agency_or_address_is_none(cpconf: Cpconf, option: str) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", f"--{option}", "")
    (person,) = cpconf.must("person", "list", "A-1", "--json").json["people"]
    assert person[option] is None


UNSHOWN = [" ", "x" * 201, "a\x1b[2Jb", "a\x00b", "a\u202eb", "a\u200bb"]


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("--name", ""),
        *((option, name) for option in ("--name", "--phone", "--agency") for name in UNSHOWN),
    ],
)
def test_what_cannot_be_shown_on_one_line_is_refused(
    cpconf: Cpconf, option: str, name: str
) -> None:
    cpconf.book()
    before = cpconf.contents
    given = {"--name": "Robin Example"} | {option: name}
    ran = cpconf(
        *("person", "add", "A-1", "--role", "mother"),
        *(part for pair in given.items() for part in pair),
    )
    assert ran.code == 2
    assert len(ran.errors) == 1
    assert cpconf.contents == before


@pytest.mark.parametrize("name", ["Zoë Ó Éxample", "李 Example", "O'Brien-Example", "Robin 😀"])
def test_names_are_people_s_own(cpconf: Cpconf, name: str) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", name=name)
    (person,) = cpconf.must("person", "list", "A-1", "--json").json["people"]
    assert person["name"] == name


@pytest.mark.parametrize("name", ["\u0645\u06cc\u200c\u062e", "Robin \U0001f469\u200d\U0001f467"])
def test_scripts_that_need_a_joiner_have_names_too(cpconf: Cpconf, name: str) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", name=name)


def test_a_name_may_come_from_standard_input(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("person", "add", "A-1", "--role", "mother", "--name", "-", stdin="Ann Example\r\n")
    (person,) = cpconf.must("person", "list", "A-1", "--json").json["people"]
    assert person["name"] == "Ann Example"


def test_an_empty_standard_input_is_no_name(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    assert cpconf("person", "add", "A-1", "--role", "mother", "--name", "-").code == 2
    assert cpconf.contents == before


def test_an_agency_may_come_from_standard_input(cpconf: Cpconf) -> None:
    cpconf.book()
    given = ("--role", "school", "--name", "R", "--agency", "-")
    cpconf.must("person", "add", "A-1", *given, stdin="Westmere High School\n")
    (person,) = cpconf.must("person", "list", "A-1", "--json").json["people"]
    assert person["agency"] == "Westmere High School"


@pytest.mark.parametrize("command", [("add", "--role", "chair", "--name", "R"), ("list",)])
def test_people_of_no_conference_are_not_found(cpconf: Cpconf, command: tuple[str, ...]) -> None:
    cpconf.book()
    verb, *more = command
    assert cpconf("person", verb, "A-2", *more).code == 4


@pytest.mark.parametrize("more", [("p9", "--name", "R"), ("father", "--email", "f@example.org")])
def test_whoever_is_not_there_cannot_be_changed(cpconf: Cpconf, more: tuple[str, ...]) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    assert cpconf("person", "change", "A-1", *more).code == 4


def test_changing_nothing_is_wrong_usage(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    assert cpconf("person", "change", "A-1", "p1").code == 2


# O-12b and O-1b: the children have spoken with the practitioner before the conference, so that
# another one has to meet them, too.
@pytest.mark.parametrize("type_", ["initial", "review"])
@pytest.mark.parametrize(
    ("line", "again"),
    [
        (("add", "A-1", "--role", "early-help", "--name", "Uma Sample"), True),
        (("change", "A-1", "early-help", "--name", "Uma Sample"), True),
        (("change", "A-1", "early-help", "--name", "Robyn Example"), False),
        (("change", "A-1", "early-help", "--email", "r@example.org"), False),
        (("add", "A-1", "--role", "school", "--name", "Robin High"), False),
    ],
)
def test_meeting_the_children_is_owed_again_when_another_practitioner_takes_over(
    cpconf: Cpconf, type_: str, line: tuple[str, ...], again: bool
) -> None:
    cpconf.book("A-1", "--fact", "children_at_home", type_=type_)
    cpconf.must("person", "add", "A-1", "--role", "early-help", "--name", "Robin Example")
    cpconf.must("done", "A-1", "arrange-early-help", "meet-children")
    ran = cpconf.must("person", *line)
    states = {task["task"]: task["state"] for task in cpconf.status().json["tasks"]}
    assert states["meet-children"] == ("open" if again else "done")
    assert states["arrange-early-help"] == "done"
    assert ("meet-children is open again" in ran.err) is again
    assert ("cpconf done A-1 meet-children" in ran.err) is again
    assert (" reopened" in cpconf.must("history", "A-1", "--json").out) is again


def test_who_comes_first_or_after_the_conference_takes_nothing_over(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--fact", "children_at_home")
    cpconf.must("done", "A-1", "meet-children")
    person = ("person", "add", "A-1", "--role", "early-help", "--name")
    assert "open again" not in cpconf.must(*person, "Robin Example").err
    cpconf.must("held", "A-1", now="2026-02-12T12:00")
    assert "open again" not in cpconf.must(*person, "Uma Sample", now="2026-02-12T13:00").err


# An address that was wrong.


@pytest.fixture
def protected(ready: Cpconf) -> Cpconf:
    """A-1 with a copy of the report for its mother."""
    ready.must("done", "A-1", "authorise-report")
    protect(ready, a_pdf(ready.folder, "Analysis"))
    return ready


CORRECTED = ("person", "change", "A-1", "mother", "--email", "right@example.org")
SENT = ("sent", "A-1", "--to", "mother")


@pytest.mark.parametrize(
    ("went", "state", "said", "step"),
    [
        ((), "prepared", "is prepared for their earlier address", "do not send it: it is for"),
        (
            (SENT,),
            "sent",
            "was sent to their earlier address; its password was not",
            "it was sent to",
        ),
    ],
    ids=["made", "sent"],
)
def test_a_copy_for_an_address_that_was_corrected_is_to_be_made_again_and_not_released(
    protected: Cpconf, went: tuple[tuple[str, ...], ...], state: str, said: str, step: str
) -> None:
    for line in went:
        protected.must(*line)
    assert "cpconf release A-1" in protected.must("sharing", "A-1").out
    ran = protected.must(*CORRECTED)
    assert f"the report for p1 {said}" in ran.err
    assert "cpconf protect-report FILE A-1 --to p1 --as report --out DIR" in ran.err
    assert "@example.org" not in ran.err
    shown = " ".join(protected.must("sharing", "A-1").out.split())
    assert "stopped now (address): p1 has another email address on record now" in shown
    assert f"next: {step} another address than is on record now" in shown
    assert "cpconf protect-report FILE A-1 --to p1 --as report --out DIR" in shown
    assert "cpconf release" not in shown
    (copy,) = protected.must("sharing", "A-1", "--json").json["sharings"]
    assert (copy["state"], [stop["stop"] for stop in copy["stops"]]) == (state, ["address"])
    back = ("person", "change", "A-1", "mother", "--email", "M@example.org")
    protected.must(*back)
    assert "cpconf release A-1" in protected.must("sharing", "A-1").out


def test_what_sharing_proposes_release_would_do(protected: Cpconf) -> None:
    term = ("--kind", "school", "--term", "Westmere High School")
    protected.must("do-not-disclose", "add", "A-1", "mother", *term)
    shown = " ".join(protected.must("sharing", "A-1").out.split())
    assert "stopped now (terms): more must be kept from p1" in shown


def test_of_a_password_that_went_to_an_address_that_was_wrong_it_is_said(
    protected: Cpconf,
) -> None:
    release(protected)
    said = protected.must(*CORRECTED).err
    assert "the report for p1 and its password were sent to their earlier address" in said
    assert "disclosure" in said


@pytest.mark.parametrize(
    "change",
    [("--email", "M@EXAMPLE.org"), ("--phone", "01632 960000"), ("--name", "Robin Other")],
    ids=["the same in other letters", "number", "name"],
)
def test_of_an_address_that_stays_there_is_nothing_to_say(
    protected: Cpconf, change: tuple[str, ...]
) -> None:
    assert "earlier address" not in protected.must("person", "change", "A-1", "p1", *change).err


def test_of_an_invitation_at_an_address_that_was_wrong_it_is_said(cpconf: Cpconf) -> None:
    peopled(cpconf)
    invite(cpconf, "--to", "mother", "--out", str(cpconf.folder / "drafts"))
    said = cpconf.must(*CORRECTED).err
    assert "a draft invites p1 at their earlier address: do not send it" in said
    assert "cpconf invite A-1 --to p1" in said
    assert "earlier address" not in cpconf.must("person", "change", "A-1", "p2", *CORRECTED[4:]).err


def test_the_history_says_what_was_corrected_and_not_what_was_there(ready: Cpconf) -> None:
    ready.must(*CORRECTED, "--phone", "01632 960000")
    entry = ready.must("history", "A-1", "--json").json["entries"][-1]
    assert entry["what"] == "details of p1 corrected: email, phone"
    assert "example.org" not in str(entry)
