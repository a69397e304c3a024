"""`outbox`: what is owed, in which state, and what a person decides about it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count

import pytest

from cpconf.core.outbox import Care, OutboxState
from cpconf.mail.settings import Security, Settings
from cpconf.store.writing import Writer, writing
from cpconf.workflow.outbox import Post, deliver
from tests.cli.reminders.reminded import (
    WEDNESDAY,
    book,
    by_smtp,
    furnish,
    letters,
    outbox,
    person,
    states,
    taking_mail,
)
from tests.cli.running import Cpconf
from tests.cli.sharing import family_post
from tests.mail.moody import TAKEN_AND_GONE, moody_server, nobody_listens
from tests.mail.servers import HOST

CHAIR, OTHER = "chair@example.org", "open@example.org"
MOTHER, SECOND = "p3", "p4"
"""The short ids of mothers who are invited, after the two of the office."""
ADDRESS = "mother0@example.org"


@pytest.fixture
def office(cpconf: Cpconf) -> Cpconf:
    """A-1 with two people who have something to be told on the Wednesday."""
    furnish(cpconf, "ring", "open", people={"chair": CHAIR, "administrator": OTHER})
    return cpconf


def test_where_there_is_no_store_the_outbox_says_so(cpconf: Cpconf) -> None:
    assert "nothing yet" in cpconf.must("outbox").out
    assert cpconf.must("outbox", "--json").json == {"cpconf": 1, "messages": []}
    assert not cpconf.has_store
    for verb in (("retry",), ("sent", "1"), ("drop", "1")):
        ran = cpconf("outbox", *verb)
        assert (ran.code, ran.out) == (4, "")
    assert not cpconf.has_store


def test_nothing_is_owed_until_somebody_is_to_be_told(office: Cpconf) -> None:
    assert office.must("outbox").out == "No message is waiting.\n"
    assert office.must("outbox", "--all").out == "The outbox is empty.\n"
    office.must("remind", now=WEDNESDAY)
    assert office.must("outbox").out == "No message is waiting.\n"
    assert office.must("outbox", "--json").json["messages"] == []
    assert [entry["state"] for entry in outbox(office)] == ["sent", "sent"]


def test_every_message_is_listed_with_all_that_is_known_of_it(office: Cpconf) -> None:
    by_smtp(office, nobody_listens())
    assert office("remind", now=WEDNESDAY).code == 75
    first, second = office.must("outbox", "--json").json["messages"]
    assert (
        first
        | {
            "message": 1,
            "kind": "reminders",
            "to": CHAIR,
            "recipient": CHAIR,
            "ref": None,
            "person": None,
            "care": "staff",
            "outlet": "smtp",
            "state": "pending",
            "reminders": 1,
            "sequence": None,
            "tries": 1,
            "reason": "the mail server cannot be reached",
            "message_id": first["message_id"],
            "dated_at": "2026-02-11T07:30:00+00:00",
            "made_at": "2026-02-11T07:30:00+00:00",
            "not_before": None,
            "finished_at": None,
        }
        == first
    )
    assert first["message_id"].endswith("@example.org>")
    assert (second["message"], second["tries"], second["state"]) == (2, 0, "pending")
    lines = office.must("outbox").out
    assert "not sent, will be tried again" in lines
    assert "the mail server cannot be reached" in lines


def test_a_message_that_was_turned_down_can_be_tried_again_or_dropped(office: Cpconf) -> None:
    with moody_server({"RCPT": "550 no"}) as moods:
        by_smtp(office, moods.port)
        assert office("remind", now=WEDNESDAY).code == 1
    listed = office.must("outbox").out
    assert "turned down" in listed
    assert "cpconf outbox retry 1, or outbox drop 1" in " ".join(listed.split())
    assert "tries" not in office.must("outbox", "retry", "1").out
    office.must("outbox", "drop", "2")
    assert states(office) == {CHAIR: "pending", OTHER: "withdrawn"}
    with taking_mail(office) as inbox:
        office.must("remind", now=WEDNESDAY)
        office.must("remind", now=WEDNESDAY)
    assert inbox.recipients == [[CHAIR]]


def test_what_was_dropped_is_not_told_again_in_the_same_state(office: Cpconf) -> None:
    by_smtp(office, nobody_listens())
    assert office("remind", now=WEDNESDAY).code == 75
    office.must("outbox", "drop", "1")
    with taking_mail(office) as inbox:
        office.must("remind", now=WEDNESDAY)
        assert inbox.recipients == [[OTHER]]
        office.must("remind", now="2026-02-12T07:30")
    assert inbox.recipients == [[OTHER], [CHAIR]]  # overdue by then


def test_a_message_that_waits_for_an_address_can_be_dropped(cpconf: Cpconf) -> None:
    book(cpconf, "ring")
    with taking_mail(cpconf) as inbox:
        cpconf.must("remind", now=WEDNESDAY)
        cpconf.must("outbox", "drop", "1")
        assert states(cpconf) == {"chair": "withdrawn"}
        person(cpconf, "chair", CHAIR)
        cpconf.must("remind", now=WEDNESDAY)
    assert inbox.recipients == [[CHAIR]]


@pytest.fixture
def doubtful(office: Cpconf) -> Cpconf:
    """An invitation of a mother, of which nobody knows whether it went."""
    family_post.owe(str(office.where), "A-1", 1)
    with moody_server({".": TAKEN_AND_GONE}) as moods:
        assert family_post.main([str(office.where), str(moods.port)]) == 1
    assert len(moods.messages) == 1
    return office


def test_what_is_not_known_of_a_familys_message_stays_so_until_a_person_says(
    doubtful: Cpconf,
) -> None:
    (entry,) = outbox(doubtful)
    assert (entry["state"], entry["care"], entry["ref"]) == ("unknown", "family", "A-1")
    listed = doubtful.must("outbox").out
    assert "unknown whether it was sent" in listed
    assert "cpconf outbox sent 1, or with --not" in " ".join(listed.split())
    assert ADDRESS not in listed
    with taking_mail(doubtful) as inbox:
        doubtful.must("remind", now=WEDNESDAY)
        assert family_post.main([str(doubtful.where), str(inbox.port)]) == 0
    assert [ADDRESS] not in inbox.recipients
    for verb in ("retry", "drop"):
        ran = doubtful("outbox", verb, "1")
        assert (ran.code, ran.out) == (5, "")
    assert states(doubtful)[MOTHER] == "unknown"


def test_a_familys_message_that_went_is_settled_so(doubtful: Cpconf) -> None:
    doubtful.must("outbox", "sent", "1")
    assert states(doubtful) == {MOTHER: "sent"}
    assert doubtful("outbox", "sent", "1").code == 5
    with moody_server() as moods:
        assert family_post.main([str(doubtful.where), str(moods.port)]) == 0
    assert moods.messages == []


def test_a_familys_message_that_did_not_go_goes_as_the_same_one(doubtful: Cpconf) -> None:
    (before,) = outbox(doubtful)
    doubtful.must("outbox", "sent", "1", "--not")
    assert states(doubtful) == {MOTHER: "pending"}
    with moody_server() as moods:
        assert family_post.main([str(doubtful.where), str(moods.port)]) == 0
        assert family_post.main([str(doubtful.where), str(moods.port)]) == 0
    (letter,) = letters(moods.messages)
    assert letter["Message-ID"] == before["message_id"]
    assert states(doubtful) == {MOTHER: "sent"}


# How a server fails, and what becomes of a family's message: at most once, whatever happens.
FAMILY = {
    "taken, and gone": ({".": TAKEN_AND_GONE}, 1, "unknown"),
    "turned down": ({"RCPT": "550 no"}, 1, "failed"),
    "asked for time": ({".": "451 later"}, 75, "pending"),
    "not spoken to": ({"greeting": "554 no"}, 75, "pending"),
    "a verdict that makes no sense": ({".": "999 what"}, 1, "unknown"),
}


@pytest.mark.parametrize("how", sorted(FAMILY))
def test_a_familys_message_is_sent_at_most_once(office: Cpconf, how: str) -> None:
    replies, code, became = FAMILY[how]
    family_post.owe(str(office.where), "A-1", 1)
    with moody_server(replies) as moods:
        assert family_post.main([str(office.where), str(moods.port)]) == code
        assert states(office) == {MOTHER: became}
    with moody_server() as later:
        family_post.main([str(office.where), str(later.port)])
    # One that asked for time is left alone for now.
    assert len(later.messages) == (1 if how == "not spoken to" else 0)
    assert len(moods.messages) == (1 if how == "taken, and gone" else 0)


@pytest.mark.parametrize("verb", ["retry", "sent", "drop"])
def test_a_number_that_is_not_there_is_told(office: Cpconf, verb: str) -> None:
    ran = office("outbox", verb, "99")
    assert (ran.code, ran.out) == (4, "")
    assert "99" in ran.err
    assert len(ran.errors) <= 2


def test_of_several_numbers_all_are_tried_again_or_none(office: Cpconf) -> None:
    with moody_server({"RCPT": "550 no"}) as moods:
        by_smtp(office, moods.port)
        assert office("remind", now=WEDNESDAY).code == 1
    assert office("outbox", "retry", "1", "99").code == 4
    assert set(states(office).values()) == {"failed"}
    ran = office.must("outbox", "retry")
    assert set(states(office).values()) == {"pending"}
    assert "2 messages" in ran.err + ran.out


def test_one_that_cannot_be_composed_keeps_no_other_back(office: Cpconf) -> None:
    """An invitation that is configured wrongly waits; reminders go out as ever."""
    family_post.owe(str(office.where), "A-1", 1)
    with moody_server() as moods:
        code = family_post.main([str(office.where), str(moods.port), "unreadable"])
        assert code == 75
        (entry,) = outbox(office)
        assert (entry["state"], entry["reason"]) == ("pending", "the guide cannot be read")
        assert family_post.main([str(office.where), str(moods.port)]) == 0
    assert len(moods.messages) == 1


def test_a_run_that_was_overtaken_takes_back_nothing_that_the_other_has_sent(
    office: Cpconf,
) -> None:
    store = str(office.where)
    family_post.owe(store, "A-1", 2, Care.STAFF)
    start = dt.datetime(2026, 2, 11, 7, 30, tzinfo=dt.UTC)
    later = start + dt.timedelta(minutes=40)

    @contextmanager
    def begin(machine_now: dt.datetime = start) -> Iterator[Writer]:
        with writing(
            store, now=family_post.NOW, machine_now=machine_now, by="somebody", create=False
        ) as box:
            yield box

    def overtake() -> None:
        """Another run finds the lease of the first run over, and sends what is left."""
        with begin(later) as box:
            box.outbox.recover(lambda _: True)
            for message in box.outbox.claim("2" * 16, (), ()):
                assert box.outbox.begin(message.id, "2" * 16)
                box.outbox.finish(message.id, OutboxState.SENT, None)

    times = count()

    def begin_first() -> AbstractContextManager[Writer]:
        if next(times) == 1:  # the first message has been tried, and nothing written down yet
            overtake()
        return begin()

    with begin() as box:
        claimed = box.outbox.claim("1" * 16, (), ())
    away = Settings(
        host=HOST, port=nobody_listens(), security=Security.NONE, sender="o@example.org"
    )
    deliver(begin_first, "1" * 16, claimed, family_post.compose, Post(away))
    assert states(office) == {MOTHER: "sent", SECOND: "sent"}


def test_what_a_run_has_sent_counts_as_sent_although_it_was_overtaken(office: Cpconf) -> None:
    store = str(office.where)
    family_post.owe(store, "A-1", 1, Care.STAFF)
    start = dt.datetime(2026, 2, 11, 7, 30, tzinfo=dt.UTC)

    @contextmanager
    def begin(machine_now: dt.datetime = start) -> Iterator[Writer]:
        with writing(
            store, now=family_post.NOW, machine_now=machine_now, by="somebody", create=False
        ) as box:
            yield box

    times = count()

    def begin_first() -> AbstractContextManager[Writer]:
        if next(times) == 1:  # it has left, and that is not written down yet
            with begin(start + dt.timedelta(minutes=40)) as box:
                box.outbox.recover(lambda _: True)
                (message,) = box.outbox.claim("2" * 16, (), ())
                assert box.outbox.begin(message.id, "2" * 16)
        return begin()

    with begin() as box:
        claimed = box.outbox.claim("1" * 16, (), ())
    with moody_server() as moods:
        good = Settings(host=HOST, port=moods.port, security=Security.NONE, sender="o@example.org")
        deliver(begin_first, "1" * 16, claimed, family_post.compose, Post(good))
    assert len(moods.messages) == 1
    assert states(office) == {MOTHER: "sent"}
