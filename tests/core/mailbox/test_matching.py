"""Which conference and whom a message belongs to: references as whole words, senders by address."""

import dataclasses
import string
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cpconf.core.conferences.conference import Person
from cpconf.core.mailbox import (
    AttachmentKind,
    Clues,
    FileHolder,
    MatchKind,
    Meetings,
    Place,
    holder_of,
    match,
)
from cpconf.core.mailbox import references_in as found_in
from cpconf.core.words import Role

PDF, WORD = AttachmentKind.PDF, AttachmentKind.WORD
SIGNS = string.ascii_letters + string.digits
REFS = st.from_regex(r"[A-Za-z][A-Za-z0-9]{1,5}(?:-[0-9]{1,3})?", fullmatch=True)
WORDS = st.text(alphabet=SIGNS, min_size=1, max_size=8)
LINE = st.text(max_size=200)


def named(text: str, *refs: str, names: tuple[str, ...] = ()) -> set[str]:
    """The references among those given that a text or a file's name has."""
    return found_in(text, names, {ref.lower() for ref in refs})


@pytest.mark.parametrize(
    "text",
    [
        "Report X1",
        "x1",
        "Re: Report (ref X1)",
        "Our ref: X1.",
        "X1, as you asked",
        "[X1]",
        "#X1:",
        "X1's report",
        "“X1”",
        "a report\u00a0X1\u200b",
        "X1/Y2",
        "see X1: https://example.org/Y2",
    ],
)
def test_a_reference_is_found_as_a_whole_word(text: str) -> None:
    assert named(text, "X1") == {"x1"}


@pytest.mark.parametrize(
    "text",
    [
        "X12",
        "AX1",
        "X1-2",
        "X1_2",
        "X1@example.org",
        "school+X1@example.org",
        "<X1@example.org>",
        "mailto:me@X1.example.org",
        "https://example.org/X1",
        "https://example.org/a,X1",
        "(https://example.org/?ref=X1)",
        "www.example.org/X1",
        "example.org/X1",
        "WWW.EXAMPLE.ORG/X1",
        "Example.ORG/X1",
        "www.council1/X1",
        "x1://example.org",
        "svn+x1://example.org",
        "x1.svn://example.org",
        "",
    ],
)
def test_a_reference_is_not_found_in_another_word_an_address_or_a_link(text: str) -> None:
    assert not named(text, "X1")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("X1.pdf", {"x1"}),
        ("X1-report.pdf", {"x1"}),
        ("School report X1 final.pdf", {"x1"}),
        ("report_X1_v2.pdf", {"x1"}),
        ("X1-2.pdf", {"x1-2"}),
        ("report.X1-2.signed.pdf", {"x1-2"}),
        ("X12.pdf", set()),
        ("../../X1.pdf", {"x1"}),
        ("report-7.pdf", set()),
        ("ref 7.pdf", {"7"}),
        ("", set()),
    ],
)
def test_a_files_name_may_hold_more_than_the_reference(name: str, expected: set[str]) -> None:
    assert named("", "X1", "X1-2", "7", names=(name,)) == expected


LITTLE = ("A", "x", "7", "17", "017", "120")
ENOUGH = ("1204", "2026", "A1", "a-1", "12b", "1-2")


@pytest.mark.parametrize(
    ("text", "little", "enough"),
    [
        # A page, a room, a house, a school year: words that any letter has, of which no source
        # says that they are references. Of longer ones any text may speak all the same.
        ("A report of 7 pages, item A, room 120, x", set(), set()),
        ("Room 120 at 17 Example Road, class 7, 120 pupils; 017", set(), set()),
        ("a 7-page report; page 17/120; 120.", set(), set()),
        ("prefer 7, and a reform 17", set(), set()),
        ("report 2026, room 1204, form 12b", set(), {"2026", "1204", "12b"}),
        ("our ref 7", {"7"}, set()),
        ("Reference: 017.", {"017"}, set()),
        ("Ref. no. 17", {"17"}, set()),
        ("ref 120, room 17", {"120"}, set()),
        ("Report (ref A)", {"a"}, set()),
        ("REF:120", {"120"}, set()),
        ("ref A1", set(), {"a1"}),
        ("A1 and a-1 and 1-2", set(), {"a1", "a-1", "1-2"}),
    ],
)
def test_a_reference_that_any_text_may_have_counts_behind_the_word_only(
    text: str, little: set[str], enough: set[str]
) -> None:
    assert named(text, *LITTLE, *ENOUGH) == little | enough


@pytest.mark.parametrize("ref", LITTLE)
def test_a_short_reference_names_no_family_by_chance_in_a_text_or_a_file(ref: str) -> None:
    others = {"B-2": "other family"}
    for words in (f"room {ref}", ref, f"page {ref} of {ref}", f"Our report, {ref} pages"):
        assert not named(words, ref, *others)
        assert not named("", ref, *others, names=(f"{words}.pdf",))
        assert named(f"{words}, B-2", ref, *others) == {"b-2"}
        assert named(f"{words} (our ref {ref})", ref, *others) == {ref.lower()}
        assert named("", ref, *others, names=(f"report ref {ref}.pdf",)) == {ref.lower()}


def test_the_longest_reference_there_can_be_is_found_in_a_files_name() -> None:
    longest = "A-" + "1" * 30
    assert len(longest) == 32
    assert named("", longest, names=(f"report_{longest}_v2.pdf",)) == {longest.lower()}


@given(ref=REFS, before=LINE, after=LINE)
@example(ref="A0", before="", after="-")
def test_whatever_stands_around_it_a_reference_between_spaces_is_found(
    ref: str, before: str, after: str
) -> None:
    assert ref.lower() in named(f"{before}\n {ref} \n{after}", ref)


@given(ref=REFS, other=WORDS, behind=st.booleans())
def test_a_longer_word_that_holds_a_reference_does_not_count(
    ref: str, other: str, behind: bool
) -> None:
    assert not named(f"report {ref}{other}" if behind else f"report {other}{ref}", ref)


@given(ref=REFS, host=WORDS, path=st.text(alphabet=SIGNS + "/.,-_?=&;", max_size=20))
def test_a_link_or_an_address_names_no_conference(ref: str, host: str, path: str) -> None:
    assert not named(f"see https://{host}.example.org/{path}/{ref} or {ref}@{host}.org", ref)


@given(refs=st.lists(REFS, min_size=1, max_size=5), text=LINE, names=st.lists(LINE, max_size=3))
def test_nothing_but_references_that_were_asked_for_is_found(
    refs: list[str], text: str, names: list[str]
) -> None:
    assert named(text, *refs, names=tuple(names)) <= {ref.lower() for ref in refs}


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "a." * 500_000,
        "://" * 300_000,
        "a@" * 500_000,
        "-\n" * 300_000,
        "ref " * 250_000,
        "x1-" * 300_000,
        "/a" * 500_000,
    ],
    ids=lambda text: repr(text[:4]),
)
def test_a_text_built_to_take_long_does_not(text: str) -> None:
    start = time.process_time()
    named(text, "X1", "7", names=(text,) * 50)
    assert time.process_time() - start < 10


def person(short_id: str, role: Role, email: str | None) -> Person:
    return Person(short_id, role, "Robin Example", email)


PEOPLE = (
    ("A-1", person("p1", Role.MOTHER, "mother@example.org")),
    ("A-1", person("p2", Role.SCHOOL, "School@Example.org")),
    ("A-1", person("p3", Role.HEALTH, "health@example.org")),
    ("A-1", person("p4", Role.CHAIR, "chair@example.org")),
    ("A-1", person("p5", Role.POLICE, "shared@example.org")),
    ("A-1", person("p6", Role.HOUSING, "shared@example.org")),
    ("A-1", person("p7", Role.PROBATION, None)),
    ("B-2", person("p1", Role.SCHOOL, "school@example.org")),
    ("B-2", person("p2", Role.SOCIAL_WORKER, "sw@example.org")),
    ("c-3", person("p1", Role.SCHOOL, "other@example.org")),
    ("C-3", person("p1", Role.SCHOOL, "other@example.org")),
)
MEETINGS = Meetings(
    (Place(ref, each, expected=(ref, each.id) != ("B-2", "p1")) for ref, each in PEOPLE),
    open_={ref for ref, _ in PEOPLE},
    closed={"Z-9"},
)
CLUES = Clues(sender="school@example.org", text="A-1", names=("r.pdf",), own=(PDF,))


def taken_for(**changes: object) -> tuple[MatchKind, str | None, str | None]:
    """What a report of the school for A-1 is taken for, but for the changes."""
    found = match(dataclasses.replace(CLUES, **changes), MEETINGS)  # type: ignore[arg-type]
    return found.outcome, found.ref, found.person.id if found.person else None


def test_reference_and_sender_together_match() -> None:
    assert taken_for() == (MatchKind.MATCHED, "A-1", "p2")
    assert taken_for(sender="SCHOOL@example.ORG") == (MatchKind.MATCHED, "A-1", "p2")
    assert taken_for(text="B-2") == (MatchKind.MATCHED, "B-2", "p1")


@pytest.mark.parametrize(
    ("changes", "outcome", "ref", "who"),
    [
        ({"sender": "stranger@example.org"}, MatchKind.UNKNOWN_SENDER, "A-1", None),
        ({"sender": None}, MatchKind.UNKNOWN_SENDER, "A-1", None),
        ({"sender": None, "own": ()}, MatchKind.UNKNOWN_SENDER, "A-1", None),
        ({"sender": "health@example.org", "text": "B-2"}, MatchKind.UNKNOWN_SENDER, "B-2", None),
        ({"sender": "shared@example.org"}, MatchKind.SEVERAL_PEOPLE, "A-1", None),
        ({"sender": "mother@example.org"}, MatchKind.NO_AUTHOR, "A-1", None),
        ({"sender": "chair@example.org"}, MatchKind.NO_AUTHOR, "A-1", None),
        ({"doubted": True}, MatchKind.UNVERIFIED, "A-1", "p2"),
        ({"text": "A-1 and B-2"}, MatchKind.SEVERAL_REFERENCES, None, None),
        ({"text": "A-1 and Z-9"}, MatchKind.SEVERAL_REFERENCES, None, None),
        ({"text": "c-3"}, MatchKind.SEVERAL_REFERENCES, None, None),
        ({"text": "Z-9"}, MatchKind.CLOSED, "Z-9", None),
        ({"own": ()}, MatchKind.NO_REPORT, "A-1", "p2"),
        ({"own": (AttachmentKind.PICTURE,)}, MatchKind.NOT_PDF, "A-1", "p2"),
        ({"own": (AttachmentKind.OTHER,)}, MatchKind.NOT_PDF, "A-1", "p2"),
        ({"own": (AttachmentKind.MESSAGE,)}, MatchKind.SEALED, "A-1", "p2"),
        ({"own": (AttachmentKind.LINK,)}, MatchKind.SEALED, "A-1", "p2"),
        ({"automatic": True}, MatchKind.AUTOMATIC, "A-1", None),
        ({"automatic": True, "own": ()}, MatchKind.AUTOMATIC, "A-1", None),
        ({"automatic": True, "sender": None}, MatchKind.AUTOMATIC, "A-1", None),
        ({"automatic": True, "text": "A-1 and B-2"}, MatchKind.AUTOMATIC, None, None),
        ({"automatic": True, "text": "Z-9"}, MatchKind.CLOSED, "Z-9", None),
        ({"automatic": True, "text": ""}, MatchKind.AUTOMATIC, None, None),
        ({"automatic": True, "text": "", "own": ()}, MatchKind.UNRELATED, None, None),
        ({"text": "", "own": (AttachmentKind.PICTURE,)}, MatchKind.NO_REFERENCE, None, None),
        (
            {"automatic": True, "text": "", "own": (AttachmentKind.PICTURE,)},
            MatchKind.UNRELATED,
            None,
            None,
        ),
        ({"answers": True}, MatchKind.REPLY, "A-1", "p2"),
        ({"own": (WORD,)}, MatchKind.NOT_PDF, "A-1", "p2"),
        ({"own": (AttachmentKind.ARCHIVE,)}, MatchKind.NOT_PDF, "A-1", "p2"),
        ({"own": (AttachmentKind.ENCRYPTED,)}, MatchKind.SEALED, "A-1", "p2"),
        ({"own": (AttachmentKind.WINMAIL,)}, MatchKind.SEALED, "A-1", "p2"),
        ({"own": (), "enclosed": (PDF,)}, MatchKind.FORWARDED, "A-1", "p2"),
        ({"own": (AttachmentKind.CALENDAR,)}, MatchKind.REPLY, "A-1", "p2"),
        ({"own": (PDF, AttachmentKind.CALENDAR)}, MatchKind.MATCHED, "A-1", "p2"),
        ({"text": "", "sender": "health@example.org"}, MatchKind.LIKELY, "A-1", "p3"),
        ({"text": ""}, MatchKind.LIKELY, "A-1", "p2"),
        ({"text": "", "doubted": True}, MatchKind.NO_REFERENCE, None, None),
        ({"text": "", "sender": "other@example.org"}, MatchKind.NO_REFERENCE, None, None),
        ({"text": "", "sender": "shared@example.org"}, MatchKind.NO_REFERENCE, None, None),
        ({"text": "", "sender": "chair@example.org"}, MatchKind.NO_REFERENCE, None, None),
        ({"text": "", "own": (WORD,)}, MatchKind.NO_REFERENCE, None, None),
        ({"text": "", "own": ()}, MatchKind.UNRELATED, None, None),
        ({"text": "", "sender": "stranger@example.org"}, MatchKind.UNRELATED, None, None),
    ],
)
def test_everything_else_is_for_somebody_to_look_at(
    changes: dict[str, object], outcome: MatchKind, ref: str | None, who: str | None
) -> None:
    assert taken_for(**changes) == (outcome, ref, who)
    found = match(dataclasses.replace(CLUES, **changes), MEETINGS)  # type: ignore[arg-type]
    assert {ref} - {None} <= set(found.refs)


@pytest.mark.parametrize(
    ("changes", "holders", "whose"),
    [
        # A file on record from somebody else is nobody else's report.
        ({}, [], None),
        ({}, [FileHolder("A-1", "p2", 1)], None),
        ({}, [FileHolder("A-1", "p3", 1)], ("A-1", "p3")),
        ({}, [FileHolder("A-1", "p2", 2), FileHolder("A-1", "p3", 1)], ("A-1", "p3")),
        ({}, [FileHolder("B-2", "p1", 1)], ("B-2", "p1")),
        ({}, [FileHolder("B-2", "p1", 1), FileHolder("A-1", "p3", 1)], ("A-1", "p3")),
        ({}, [FileHolder("A-1", "p3", 1, standing=False)], ("A-1", "p3")),
        ({}, [FileHolder("A-1", "p2", 1, standing=False)], ("A-1", "p2")),
        ({}, [FileHolder("A-1", "p2", 2), FileHolder("A-1", "p3", 1, standing=False)], None),
        ({"doubted": True}, [FileHolder("A-1", "p3", 1)], ("A-1", "p3")),
        ({"sender": "shared@example.org"}, [FileHolder("A-1", "p5", 1)], ("A-1", "p5")),
        ({"sender": "chair@example.org"}, [FileHolder("A-1", "p2", 1)], ("A-1", "p2")),
        ({"sender": "x@example.org"}, [FileHolder("A-1", "p2", 1)], ("A-1", "p2")),
        ({"own": (), "enclosed": (PDF,)}, [FileHolder("A-1", "p3", 1)], ("A-1", "p3")),
        ({"text": ""}, [FileHolder("A-1", "p3", 1)], ("A-1", "p3")),
        ({"text": "A-1 B-2"}, [FileHolder("A-1", "p2", 1)], ("A-1", "p2")),
        # What is no matter of files stays what it is.
        ({"text": "Z-9"}, [FileHolder("A-1", "p3", 1)], None),
        ({"automatic": True}, [FileHolder("A-1", "p3", 1)], None),
        ({"answers": True}, [FileHolder("A-1", "p3", 1)], None),
    ],
)
def test_a_file_has_one_author(
    changes: dict[str, object], holders: list[FileHolder], whose: tuple[str, str] | None
) -> None:
    found = match(dataclasses.replace(CLUES, **changes), MEETINGS)  # type: ignore[arg-type]
    holder = holder_of(found, ["other", "this"], {"this": holders})
    assert (holder and (holder.ref, holder.person)) == whose
    assert holder_of(found, ["other"], {"this": holders}) is None


def test_who_may_be_meant_is_named() -> None:
    several = match(dataclasses.replace(CLUES, sender="shared@example.org"), MEETINGS)
    assert several.people == ("p5", "p6")
    nowhere = match(dataclasses.replace(CLUES, text=""), MEETINGS)
    assert nowhere.refs == ("A-1", "B-2")


@given(
    sender=st.sampled_from(["school@example.org", *(each.email for _, each in PEOPLE), None]),
    text=st.lists(st.sampled_from(["A-1", "B-2", "Z-9", "X", "A-12"]), max_size=3).map(" ".join),
    own=st.lists(st.sampled_from([PDF, *AttachmentKind]), max_size=3).map(tuple),
    doubted=st.booleans(),
)
@example(sender="School@Example.org", text="X A-1 A-12", own=(PDF, WORD), doubted=False)
def test_what_matches_has_one_reference_one_author_with_that_address_and_a_pdf(
    sender: str | None, text: str, own: tuple[AttachmentKind, ...], doubted: bool
) -> None:
    clues = Clues(sender=sender, text=text, names=(), own=own, doubted=doubted)
    found = match(clues, MEETINGS)
    if found.outcome is not MatchKind.MATCHED:
        return
    assert found.refs == (found.ref,)
    assert set(text.split()) & {"A-1", "B-2", "Z-9"} == {found.ref}
    assert found.person is not None
    assert (found.person.email or "").casefold() == (sender or "").casefold()
    assert PDF in own
    assert not doubted


def test_clues_show_no_words_of_the_message() -> None:
    shown = repr(dataclasses.replace(CLUES, text="canary", names=("canary.pdf",)))
    assert "canary" not in shown
    assert "school@" not in shown
