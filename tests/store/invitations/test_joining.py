"""How people join: everybody in one way, but for those who have their own."""

import datetime as dt

import pytest

from cpconf.core.invitations.invitation import Joining
from cpconf.core.words import Method
from cpconf.errors import StoreFault
from cpconf.store.reading import Reader, reading
from tests.store.examples import schedule, written
from tests.store.looking import Where, spoil

LINK = "https://meet.example.org/1"


def read(store: Where) -> Reader:
    reader = reading(store)
    assert reader
    return reader


def test_everybody_joins_in_one_way_but_for_those_who_have_their_own(family: Where) -> None:
    everybody = Joining(person=None, method=Method.TEAMS, link=LINK)
    mother = Joining(
        person="p1", method=Method.TELEPHONE, dial_in="020 7946 0101", dial_at=dt.time(9, 55)
    )
    with written(family) as writer:
        schedule(writer, "C-2")
        filed = writer.conferences.filed("C-1")
        writer.invitations.set_joining(filed, mother)
        writer.invitations.set_joining(filed, everybody)
        writer.invitations.set_joining(
            writer.conferences.filed("C-2"), Joining(person=None, method=Method.CONFERENCE_CALL)
        )
    with read(family) as reader:
        assert reader.invitations.joinings("C-1") == {None: everybody, "p1": mother}
        assert list(reader.invitations.joinings("C-1")) == [None, "p1"]


@pytest.mark.parametrize("person", [None, "p2"])
def test_a_new_way_to_join_takes_the_place_of_the_old_one(
    family: Where, person: str | None
) -> None:
    first = Joining(person=person, method=Method.SKYPE, link=LINK, dial_at=dt.time(9))
    second = Joining(person=person, method=Method.WHATSAPP, dial_in="020 7946 0102")
    with written(family) as writer:
        writer.invitations.set_joining(writer.conferences.filed("C-1"), first)
        writer.invitations.set_joining(writer.conferences.filed("C-1"), second)
    with read(family) as reader:
        assert reader.invitations.joinings("C-1") == {person: second}


def test_a_way_to_join_that_cannot_be_read_is_not_left_out(family: Where) -> None:
    with written(family) as writer:
        writer.invitations.set_joining(
            writer.conferences.filed("C-1"), Joining(person="p1", method=Method.TELEPHONE)
        )
    spoil(family, "UPDATE joining SET method = 'pigeon'")
    with read(family) as reader, pytest.raises(StoreFault, match="how p1 joins C-1"):
        reader.invitations.joinings("C-1")
