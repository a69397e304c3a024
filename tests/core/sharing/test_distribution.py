"""To whom one copy for the professionals goes."""

from cpconf.core.conferences.conference import Person
from cpconf.core.sharing.distribution import distribution, gone, reached
from cpconf.core.words import Role

SCHOOL = Person("p1", Role.SCHOOL, email="school@example.org")
POLICE = Person("p2", Role.POLICE, email="police@example.org")
HOUSING = Person("p3", Role.HOUSING)
WORKER = Person("p4", Role.SOCIAL_WORKER, email="sw@example.org")
CHAIR = Person("p5", Role.CHAIR, email="chair@example.org")
OTHERS = (
    Person("p6", Role.MOTHER, email="m@example.org"),
    Person("p7", Role.INTERPRETER, email="i@example.org"),
    Person("p8", Role.MINUTE_TAKER, email="t@example.org"),
)
PEOPLE = (*OTHERS, SCHOOL, POLICE, HOUSING, WORKER, CHAIR)


def test_it_goes_to_the_agencies_and_social_worker_and_chair_are_copied_in() -> None:
    found = distribution(PEOPLE)
    assert (found.to, found.copied, found.missing) == (
        (SCHOOL, POLICE),
        (WORKER, CHAIR),
        (HOUSING,),
    )
    assert (
        found.address == "school@example.org, police@example.org, sw@example.org, chair@example.org"
    )


def test_who_is_left_out_gets_nothing_and_is_not_missing_either() -> None:
    found = distribution(PEOPLE, {"p2", "p3", "p5"})
    assert (found.to, found.copied, found.missing) == ((SCHOOL,), (WORKER,), ())


def test_who_is_copied_in_needs_an_address_too() -> None:
    without = Person("p9", Role.CHAIR)
    found = distribution((SCHOOL, WORKER, without))
    assert (found.copied, found.missing) == ((WORKER,), (without,))
    assert found.address == "school@example.org, sw@example.org"


def test_an_address_that_two_agencies_share_stands_there_once() -> None:
    both = Person("p9", Role.HEALTH, email="school@example.org")
    assert distribution((SCHOOL, both)).address == "school@example.org"


def test_an_address_that_nobody_on_the_list_has_any_more_is_counted() -> None:
    address = distribution(PEOPLE).address
    assert gone(address, PEOPLE) == 0
    assert gone(address.upper(), PEOPLE) == 0
    assert gone(address, (SCHOOL, WORKER)) == 2
    # Somebody who came later is no reason to stop what was made.
    late = Person("p9", Role.HEALTH, email="h@example.org")
    assert gone(address, (*PEOPLE, late)) == 0
    assert gone("m@example.org", PEOPLE) == 1


def test_those_whom_a_list_reaches_are_the_professionals_with_its_addresses() -> None:
    address = f"{SCHOOL.email}, {str(CHAIR.email).upper()}, m@example.org"
    assert reached(address, PEOPLE) == (SCHOOL, CHAIR)
