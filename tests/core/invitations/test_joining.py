"""Joining a conference: links and numbers as people paste them, Zoom in every spelling."""

import datetime as dt

import pytest

from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.invitations.invitation import Joining
from cpconf.core.invitations.invitees import by_a_link
from cpconf.core.invitations.joining import (
    LONGEST_LINK,
    JoiningDetails,
    leads_to_zoom,
    moved,
    read_dial_in,
    read_link,
    read_method,
    remarks,
    settle,
    way_in,
)
from cpconf.core.sharing.stops import Stop
from cpconf.core.words import Method, Role
from cpconf.errors import Refused, UsageFault
from tests.core.making import FATHER, HOUNSLOW, INITIAL, MOTHER, OXFORDSHIRE, VIDEO

LINK = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d"
NUMBER = "0161 496 0000, PIN 123 456#"
START = dt.datetime(2026, 2, 12, 10)
MEETING = Conference("A-1", INITIAL, VIDEO, START, ends=START.replace(hour=12))
INTERPRETER = Person("i1", Role.INTERPRETER, "Ina Example")

ZOOM = [
    "https://zoom.us/j/123",
    "https://ZOOM.US/j/123",
    "https://us02web.zoom.us/j/123?pwd=x",
    "https://zoom.com/j/1",
    "https://www.zoom.com.cn/j/1",
    "https://example.zoomgov.com/j/1",
    "https://zoom.us:443/j/1",
    "https://zoom.us./j/1",
    "https://user@zoom.us/j/1",
    "http://zoom.us/j/1",
    "zoom.us/j/1",
    "zoommtg://zoom.us/join?confno=1",
    "zoomus://x",
    "https://eur01.safelinks.protection.example.org/?url=https%3A%2F%2Fus02web.zoom.us%2Fj%2F1",
    "https://eur01.safelinks.example.org/?url=https%253A%252F%252Fzoom.us%252Fj%252F1",
    "https://www.example.org/url?q=https://zoom.us/j/1&sa=D",
    "https://\uff5a\uff4f\uff4f\uff4d.us/j/1",
    "https://zoom\u3002us/j/1",
    "https://zo\u200bom.us/j/1",
    "https://z%6fom.us/j/1",
    "https://zoom\u00ad.us/j/1",
    "https://zoom.example.org/j/1",
    "https://zoom.us.example.org/",
    "https://us02web.zoomus.cn/j/1",
    "https://example.zoom-x.de/j/1",
    "https://zoom-x.de/j/1",
    "https://zoom.eu/j/1",
    "https://meet.example.org/?u=zoom.de/j/1",
    "https://meet.example.org/?u=zoom%252525252525252Eus",
    "https://z\u043e\u043em.us/j/1",
    "https://\u0396\u03bf\u03bfm.us/j/1",
]
NO_ZOOM = [
    LINK,
    "https://my-zoom.us/",
    "https://bazoom.us/",
    "https://meet.example.org/zoomed",
    "https://meet.example.org/zoom.html",
    "https://meet.example.org/100%25",
    "https://meet.example.org/?room=zoom",
]


@pytest.mark.parametrize("link", ZOOM)
def test_a_link_that_leads_to_zoom_is_refused_however_it_is_written(link: str) -> None:
    assert leads_to_zoom(link)
    with pytest.raises(Refused, match="Zoom"):
        read_link(link)


@pytest.mark.parametrize("link", NO_ZOOM)
def test_a_link_that_only_sounds_like_it_is_taken(link: str) -> None:
    assert not leads_to_zoom(link)
    assert read_link(f" {link}\n") == link


@pytest.mark.parametrize(
    "text",
    [
        *("zoom", "Zoom", " ZOOM ", "zoom-meeting", "Zoom Meeting", "z o o m", "zoommeeting"),
        *("\uff3aoom", "zo\u200bom", "Z\u043e\u043em", "Z00M", "by zoom"),
    ],
)
def test_zoom_is_no_method(text: str) -> None:
    with pytest.raises(Refused, match="teams, skype"):
        read_method(text)


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("teams", Method.TEAMS),
        ("Conference call", Method.CONFERENCE_CALL),
        ("conference_call", Method.CONFERENCE_CALL),
        (" WhatsApp ", Method.WHATSAPP),
    ],
)
def test_a_method_is_read_as_people_write_it(text: str, method: Method) -> None:
    assert read_method(text) is method


def test_a_method_that_is_none_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageFault, match="speakerphone"):
        read_method("facetime")


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://teams.microsoft.com/l/x",
        "teams.microsoft.com/l/x",
        "https://user:secret@meet.example.org/x",
        "https://user@meet.example.org/x",
        "https://meet.example.org/a b",
        "https://meet.example.org/a\nb",
        "https://meet.example.org/a\x1b[2J",
        "https://meet.example.org/caf\u00e9",
        "https://localhost/x",
        "https:///x",
        "https://meet.example.org\\@evil.example.net/",
        'https://meet.example.org/">x',
        "javascript:alert(1)",
        f"https://meet.example.org/{'x' * LONGEST_LINK}",
    ],
)
def test_what_is_no_plain_link_is_refused_and_not_repeated(link: str) -> None:
    with pytest.raises(UsageFault) as told:
        read_link(link)
    assert not link or link not in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        "Zoom 0161 496 0000",
        "https://zoom.us/j/123 then 4",
        "ZoomMeeting ID 123 456 789",
        "zoommeeting 0161 496 0000",
        "zoomgov 0161 496 0000",
        "0161 496 0000 (Zoom)",
        "\uff3a\uff4f\uff4f\uff4d 0161 496 0000",
        "Z o o m 0161 496 0000",
        "Z-o-o-m 0161 496 0000",
        "Z00M 0161 496 0000",
        "Z\u043e\u043em 0161 496 0000",
        "\u0396\u03bf\u03bf\u039c 0161 496 0000",
        "Zo\u200dom 0161 496 0000",
        "Z\u00f6\u00f6m 0161 496 0000",
    ],
)
def test_a_number_of_zoom_is_refused_too(text: str) -> None:
    with pytest.raises(Refused, match="Zoom"):
        read_dial_in(text)


@pytest.mark.parametrize("text", ["0161 496 0000, ask for Izzoomi", "0161 496 0000, bazooms 12"])
def test_a_number_beside_which_the_name_is_only_within_a_word_is_taken(text: str) -> None:
    assert read_dial_in(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "ring us", "0161 496\x00 0000", "x" * 201),
        *(
            "https://meet.example.org/123",
            "www.example.org/123",
            "0161 496 0000 or WWW.example.org",
        ),
    ],
)
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(UsageFault):
        read_dial_in(text)


def test_a_link_may_be_as_long_as_is_said_and_no_longer() -> None:
    longest = f"https://example.org/{'x' * LONGEST_LINK}"[:LONGEST_LINK]
    assert read_link(longest) == longest
    with pytest.raises(UsageFault, match=str(LONGEST_LINK)):
        read_link(f"{longest}x")


@pytest.mark.parametrize("method", [m for m in Method if m not in {Method.TEAMS, Method.SKYPE}])
def test_people_open_a_link_by_the_methods_that_have_one_and_ring_by_the_others(
    method: Method,
) -> None:
    # WhatsApp has a link to a group call; telephone, speakerphone and conference call have none.
    everybody = Joining(person=None, method=method, link=LINK, dial_in=NUMBER)
    joinings: dict[str | None, Joining] = {None: everybody}
    for whom in (MOTHER, INTERPRETER):
        way = way_in(whom, joinings, MEETING)
        assert way is not None
        opens = method is Method.WHATSAPP and whom is MOTHER
        assert (way.link, way.dial_in) == (LINK if opens else None, NUMBER)


def test_an_interpreter_is_rung_and_in_no_conference_call() -> None:
    # O-PART-4: over a telephone or a speakerphone, and no other way.
    for method in Method:
        way = way_in(INTERPRETER, {None: Joining(person=None, method=method)}, MEETING)
        assert way is not None
        own = {Method.TELEPHONE, Method.SPEAKERPHONE}
        assert way.method is (method if method in own else Method.TELEPHONE)


def test_a_link_that_is_on_record_stays_for_who_rings_from_now_on() -> None:
    before: dict[str | None, Joining] = {None: Joining(person=None, method=Method.TEAMS, link=LINK)}
    after = settle(before, JoiningDetails(method="telephone", dial_in=NUMBER))
    assert (after.method, after.link, after.dial_in) == (Method.TELEPHONE, LINK, NUMBER)


def joined(**details: str | None) -> Joining:
    return settle({}, JoiningDetails(**details))


@pytest.mark.parametrize(
    ("details", "method"),
    [
        ({"link": LINK}, Method.TEAMS),
        ({"link": LINK, "dial_in": NUMBER}, Method.TEAMS),
        ({"dial_in": NUMBER}, Method.CONFERENCE_CALL),
        ({"dial_in": NUMBER, "method": "speakerphone"}, Method.SPEAKERPHONE),
        ({"link": LINK, "method": "skype"}, Method.SKYPE),
        ({"link": LINK, "method": "whatsapp"}, Method.WHATSAPP),
    ],
)
def test_without_a_method_the_link_or_the_number_tells(
    details: dict[str, str], method: Method
) -> None:
    assert joined(**details).method is method


def test_what_is_not_given_again_is_kept_and_none_takes_away() -> None:
    first = joined(link=LINK, dial_in=NUMBER, dial_at="9:50")
    later = settle({None: first}, JoiningDetails(link="none"))
    assert (later.link, later.dial_in, later.dial_at) == (None, NUMBER, dt.time(9, 50))


def test_whoever_has_no_method_of_their_own_joins_as_all_do() -> None:
    everybody = joined(method="telephone", dial_in=NUMBER)
    own = settle({None: everybody}, JoiningDetails(person=FATHER.id, dial_in="020 7946 0001"))
    assert (own.person, own.method) == (FATHER.id, Method.TELEPHONE)
    later = settle({FATHER.id: own}, JoiningDetails(person=FATHER.id, dial_in="020 7946 0002"))
    assert later.method is Method.TELEPHONE


@pytest.mark.parametrize(("number", "taken"), [("101", True), ("11", False)])
def test_the_shortest_number_has_three_digits(number: str, taken: bool) -> None:
    if taken:
        assert joined(dial_in=number).dial_in == number
        return
    with pytest.raises(UsageFault):
        joined(dial_in=number)


def test_a_method_without_a_link_does_not_take_one() -> None:
    with pytest.raises(UsageFault, match="--dial-in"):
        joined(method="telephone", link=LINK)


@pytest.mark.parametrize("text", ["soon", "25:00", "9"])
def test_a_time_to_ring_is_a_time_of_day(text: str) -> None:
    with pytest.raises(UsageFault, match="--dial-at"):
        joined(dial_in=NUMBER, dial_at=text)


def test_everybody_joins_as_all_do_unless_settled_otherwise_thing_by_thing() -> None:
    everybody = joined(link=LINK, dial_in=NUMBER, dial_at="9:50")
    father = Joining(person=FATHER.id, method=Method.CONFERENCE_CALL)
    ways = {None: everybody, FATHER.id: father}
    mine = way_in(MOTHER, ways, MEETING)
    his = way_in(FATHER, ways, MEETING)
    assert mine is not None
    assert (mine.link, mine.dial_in) == (LINK, NUMBER)
    assert his is not None
    assert (his.link, his.dial_in) == (None, NUMBER)
    assert his.dial_at == dt.datetime(2026, 2, 12, 9, 50)


def test_without_a_time_of_their_own_people_ring_at_the_start() -> None:
    way = way_in(MOTHER, {None: joined(dial_in=NUMBER)}, MEETING)
    assert way is not None
    assert way.dial_at == START


# O-PART-4: by telephone or speakerphone only.
def test_an_interpreter_is_not_given_the_link_that_the_others_have() -> None:
    way = way_in(INTERPRETER, {None: joined(link=LINK, dial_in=NUMBER)}, MEETING)
    assert way is not None
    assert (way.link, way.dial_in, way.method) == (None, NUMBER, Method.TELEPHONE)
    assert not by_a_link(INTERPRETER, way)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("person", [INTERPRETER, MOTHER], ids=["interpreter", "mother"])
def test_an_interpreter_for_whom_another_way_was_settled_is_stopped(
    person: Person, method: Method
) -> None:
    own = Joining(person=person.id, method=method, link=LINK, dial_in=NUMBER)
    way = way_in(person, {None: joined(link=LINK, dial_in=NUMBER), person.id: own}, MEETING)
    stops = [halt.stop for halt in by_a_link(person, way)]
    by_ear = method in {Method.TELEPHONE, Method.SPEAKERPHONE}
    assert stops == ([] if by_ear or person is MOTHER else [Stop.INTERPRETER])


HOURS = [
    # starts, ends, and what holds: the conference is from 10:00 to 12:00
    (None, None, "10:00", "12:00", "10:00"),
    ("11:15", None, "11:15", "12:00", "11:15"),
    (None, "10:45", "10:00", "10:45", "10:00"),
    ("10:15", "10:45", "10:15", "10:45", "10:15"),
]


@pytest.mark.parametrize(("starts", "ends", "at", "until", "rings"), HOURS)
def test_who_has_hours_of_their_own_joins_and_rings_then(
    starts: str | None, ends: str | None, at: str, until: str, rings: str
) -> None:
    own = settle({}, JoiningDetails(person=FATHER.id, dial_in=NUMBER, starts=starts, ends=ends))
    way = way_in(FATHER, {None: joined(dial_in=NUMBER), FATHER.id: own}, MEETING)
    assert way is not None
    assert way.ends is not None
    assert [f"{each:%H:%M}" for each in (way.at, way.ends, way.dial_at)] == [at, until, rings]


@pytest.mark.parametrize("option", ["starts", "ends"])
@pytest.mark.parametrize(("whom", "time"), [(None, "11:15"), ("p2", "soon")])
def test_hours_are_for_one_person_and_times_of_day(
    option: str, whom: str | None, time: str
) -> None:
    with pytest.raises(UsageFault, match=f"--{option}"):
        settle({}, JoiningDetails(person=whom, dial_in=NUMBER, **{option: time}))


def test_hours_of_ones_own_move_with_the_start() -> None:
    own = settle({}, JoiningDetails(person=FATHER.id, dial_in=NUMBER, starts="11:15", ends="11:45"))
    (found,) = moved({FATHER.id: own}, START, START.replace(hour=14))
    assert (found.starts, found.ends) == (dt.time(15, 15), dt.time(15, 45))


def test_an_interpreter_without_a_number_has_no_way_in() -> None:
    way = way_in(INTERPRETER, {None: joined(link=LINK)}, MEETING)
    assert way is not None
    assert not way.is_open


def test_while_nothing_is_on_record_nobody_knows_how_to_join() -> None:
    assert way_in(MOTHER, {}, MEETING) is None


@pytest.mark.parametrize(
    ("was", "dial_at", "becomes", "then"),
    [
        ("2026-02-12T10:00", "10:00", "2026-02-13T14:00", "14:00"),
        ("2026-02-12T10:00", "09:50", "2026-02-13T14:30", "14:20"),
        ("2026-02-12T10:00", "11:15", "2026-02-13T09:00", "10:15"),
        ("2026-02-12T10:00", "09:50", "2026-02-13T10:00", None),
    ],
)
def test_the_time_to_ring_moves_with_the_start(
    was: str, dial_at: str, becomes: str, then: str | None
) -> None:
    ways = {None: joined(dial_in=NUMBER, dial_at=dial_at), FATHER.id: joined(dial_in=NUMBER)}
    found = moved(ways, dt.datetime.fromisoformat(was), dt.datetime.fromisoformat(becomes))
    times = [f"{joining.dial_at:%H:%M}" for joining in found]
    assert times == ([then] if then else [])


METHODS = [
    ("hounslow", ["teams"], None),
    ("hounslow", ["skype"], "H-ICPC-C1"),
    ("hounslow", ["conference-call"], "H-ICPC-C1"),
    ("oxfordshire", ["teams"], None),
    ("oxfordshire", ["whatsapp"], None),
    ("oxfordshire", ["telephone"], "O-PART-3"),
    ("oxfordshire", ["teams", "skype"], "several ways"),
]


@pytest.mark.parametrize(("name", "methods", "told"), METHODS)
def test_another_method_or_more_than_one_draws_a_warning(
    name: str, methods: list[str], told: str | None
) -> None:
    rules = {"hounslow": HOUNSLOW, "oxfordshire": OXFORDSHIRE}[name].outline(INITIAL, VIDEO).rules
    people = [MOTHER, FATHER]
    ways: dict[str | None, Joining] = {
        whom: Joining(person=whom, method=Method(method))
        for whom, method in zip([None, FATHER.id], methods, strict=False)
    }
    found = remarks(rules, ways, people)
    assert len(found) == (1 if told else 0)
    assert all(told in line for line in found if told)


def test_the_interpreters_telephone_is_no_second_method() -> None:
    rules = OXFORDSHIRE.outline(INITIAL, VIDEO).rules
    ways = {
        None: Joining(person=None, method=Method.TEAMS),
        INTERPRETER.id: Joining(person=INTERPRETER.id, method=Method.TELEPHONE),
    }
    assert remarks(rules, ways, [INTERPRETER]) == ()


def test_a_link_and_a_number_stay_out_of_what_a_traceback_shows() -> None:
    way = way_in(MOTHER, {None: joined(link=LINK, dial_in=NUMBER)}, MEETING)
    shown = f"{way!r}{JoiningDetails(link=LINK, dial_in=NUMBER)!r}"
    assert LINK not in shown
    assert NUMBER not in shown
