"""Every way in which a document can leave, times everything that can change after it was made.

Whether it may leave is asked at each: a report reaches nobody that it must not reach since. The
source of each row is the clause named, or what the contract says of recipients.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cpconf.core.sharing import clearance
from tests.cli.invitations.inviting import nobody_listens
from tests.cli.reports.papers import paper
from tests.cli.running import Cpconf, Kept, Ran
from tests.store.looking import look

FOR_PARENTS = [("Analysis and recommendation", 1, "analysisword"), ("Signatures", 1, "signedword")]
CONFIRMED = ("--how", "phone", "--confirmed-by", "Kim Example")
BY_THE_SERVER = {"made and sent", "sent"}

Commands = tuple[tuple[str, ...], ...]


def release(to: str) -> tuple[str, ...]:
    return ("release", "A-1", "--to", to, *CONFIRMED)


def protect(to: str, *more: str) -> tuple[str, ...]:
    return ("protect-report", "report.pdf", "A-1", "--to", to, "--out", "again", *more)


def shared(to: str) -> tuple[str, ...]:
    given = ("--how", "visit", "--confirmed-by", "Kim Example", "--file", "report.pdf")
    return ("shared", "A-1", "--to", to, *given)


MOTHER: dict[str, tuple[str, ...]] = {
    "made": protect("mother"),
    "made and sent": protect("mother", "--send"),
    "sent": ("send", "A-1", "--to", "mother"),
    "released": release("mother"),
    "handed over": shared("mother"),
}
SCHOOL: dict[str, tuple[str, ...]] = {
    "made": protect("school"),
    "sent": ("send", "A-1", "--to", "school"),
    "released": release("school"),
    "handed over": shared("school"),
    "set made": ("bundle", "A-1", "--out", "again"),
    "set released": release("professionals"),
}
BY_EMAIL = ("made", "made and sent", "sent", "released")
ONCE_MADE = ("sent", "released")

PERSON = ("person", "change", "A-1")
FATHER = ("person", "add", "A-1", "--role", "father", "--name", "Dorian Example")
SUBMIT = ("report", "add", "A-1", "report.pdf", "--from")


class Change(NamedTuple):
    """What changes after everything was in order, the stop that it must cause, and where."""

    commands: Commands
    stop: str
    mother: tuple[str, ...] = ()
    school: tuple[str, ...] = ()


ALL_SCHOOL = tuple(SCHOOL)
CHANGES = {
    # O-14m, O-READY: the manager's authorisation is taken back.
    "not authorised": Change(
        (("undo", "A-1", "authorise-report"),), "authorisation", tuple(MOTHER), ALL_SCHOOL
    ),
    # O-SHARE: another parent is on record, who has nothing yet.
    "another parent": Change(
        ((*FATHER, "--email", "f@example.org"),), "parents-first", (), ALL_SCHOOL
    ),
    # O-SHARE: what had shared the report is open again.
    "opened again": Change((("undo", "A-1", "email-report@p1"),), "parents-first", (), ALL_SCHOOL),
    # O-SHARE by content: the other parent's task is waived, and nobody knows which report he had.
    "unknown to a parent": Change(
        (FATHER, ("skip", "A-1", "share-report-by-phone@p5", "--reason", "not found")),
        "another-report",
        (),
        ALL_SCHOOL,
    ),
    # O-20: the parent is kept away.
    "excluded": Change((("fact", "A-1", "parent_excluded@p1=yes"),), "excluded", tuple(MOTHER)),
    # O-16: another way was agreed with her.
    "another way": Change((("agree", "A-1", "mother", "--way", "letterbox"),), "way", BY_EMAIL),
    # The copy went, or would go, to an address that is not hers any more.
    "her address": Change(((*PERSON, "mother", "--email", "n@example.org"),), "address", ONCE_MADE),
    "their address": Change(
        ((*PERSON, "school", "--email", "n@example.org"),), "address", (), ONCE_MADE
    ),
    # A mailbox that family and professionals share.
    "chair's mailbox": Change(
        ((*PERSON, "chair", "--email", "M@example.org"),), "same-address", BY_EMAIL
    ),
    "mother's mailbox": Change(
        ((*PERSON, "school", "--email", "m@example.org"),),
        "same-address",
        BY_EMAIL,
        ("made", "sent", "released", "set made", "set released"),
    ),
    # Parents who attend apart do not read each other's mail.
    "split": Change(
        ((*FATHER, "--email", "m@example.org"), ("fact", "A-1", "split")), "same-address", BY_EMAIL
    ),
    # More is kept from her than the copy was searched for.
    "more withheld": Change(
        (
            (
                *("do-not-disclose", "add", "A-1", "mother", "--kind", "address"),
                *("--term", "27 Orchard Street, Westmere WM4 7QP"),
            ),
        ),
        "terms",
        ONCE_MADE,
    ),
    # The very file belongs to another conference.
    "another conference's": Change(
        (("report", "add", "B-1", "report.pdf", "--from", "school", "--override", "others=why"),),
        "others",
        tuple(MOTHER),
        ALL_SCHOOL,
    ),
    # The report is withheld from the professionals now; a set that is made anew does without it.
    "withheld": Change(
        (
            ("report", "remove", "A-1", "1", "--reason", "wrong"),
            (*SUBMIT, "social-worker", "--withhold", "for the chair alone"),
        ),
        "withheld",
        (),
        ("made", "sent", "released", "handed over", "set released"),
    ),
    # The report was taken back; a set that is made anew does without it.
    "taken back": Change(
        (("report", "remove", "A-1", "1", "--reason", "wrong"),),
        "withheld",
        (),
        ("made", "sent", "released", "handed over", "set released"),
    ),
}
APART = {"mother": {"opened again", "withheld", "taken back"}, "school": {"split"}}
"""Changes that mean nothing for a recipient, or something else that has a row of its own."""
CELLS = [
    pytest.param(recipient, way, change, id=f"{recipient}-{way}-{change}")
    for recipient, ways in (("mother", MOTHER), ("school", SCHOOL))
    for way in ways
    for change in CHANGES
    if change not in APART[recipient]
]

_PREPARED: dict[Path, tuple[str, Kept]] = {}


def prepare(cpconf: Cpconf, recipient: str) -> None:
    """Everything is in order: the mother's copy is made; for the school she has it, too."""
    person = ("person", "add", "A-1", "--name", "Robin Example", "--role")
    paper(cpconf.folder / "report.pdf", FOR_PARENTS)
    paper(cpconf.folder / "school.pdf", [("Attendance", 1, "attendanceword")])
    cpconf.book(authorised=True)
    cpconf.must(*person, "mother", "--email", "m@example.org")
    cpconf.must(*person, "school", "--email", "s@example.org")
    cpconf.must(*person, "social-worker", "--email", "w@example.org")
    cpconf.must(*person, "chair", "--email", "c@example.org")
    cpconf.book("B-1")
    cpconf.must("person", "add", "B-1", "--role", "school", "--name", "Robin Example")
    cpconf.must(*protect("mother"), "--out", "mother")
    if recipient == "school":
        cpconf.must(*release("mother"))
        cpconf.must(*SUBMIT, "social-worker")
        cpconf.must("report", "add", "A-1", "school.pdf", "--from", "school")
        cpconf.must(*protect("school"), "--out", "school")
        cpconf.must("bundle", "A-1", "--out", "set")


def in_order(cpconf: Cpconf, recipient: str, base: Path) -> None:
    """Make it so, or copy what was made so before."""
    port = nobody_listens()
    cpconf.configure(
        f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "d@example.org"\n'
    )
    kept = base / f"in order for {recipient}, {cpconf.kind}"
    if kept not in _PREPARED:
        prepare(cpconf, recipient)
        shutil.copytree(cpconf.folder, kept, ignore=shutil.ignore_patterns("home", "config.toml"))
        _PREPARED[kept] = str(cpconf.folder), cpconf.keep()
        return
    before, store = _PREPARED[kept]
    shutil.copytree(kept, cpconf.folder, dirs_exist_ok=True)
    cpconf.restore(store)
    for table, column in (("sharing", "folder"), ("submitted", "path")):
        # The names of tables and columns are this test's own.
        look(
            cpconf.where,
            f"UPDATE {table} SET {column} = replace({column}, ?, ?)",  # noqa: S608
            [before, str(cpconf.folder)],
        )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("ways out")
    _PREPARED.clear()


def leave(cpconf: Cpconf, recipient: str, way: str, *more: str) -> Ran:
    return cpconf(*{"mother": MOTHER, "school": SCHOOL}[recipient][way], *more)


def left(way: str) -> int:
    """With what a command ends that may let it go: no mail server is there, so that it waits."""
    return 75 if way in BY_THE_SERVER else 0


def passwords_out(cpconf: Cpconf) -> list[Path]:
    return sorted(cpconf.folder.glob("*/password/*"))


@pytest.mark.parametrize(("recipient", "way", "change"), CELLS)
def test_what_changed_since_stops_it_where_it_must(
    cpconf: Cpconf, base: Path, recipient: str, way: str, change: str
) -> None:
    in_order(cpconf, recipient, base)
    of = CHANGES[change]
    for line in of.commands:
        cpconf.must(*line)
    before, out = cpconf.must("sharing", "A-1", "--json").json, passwords_out(cpconf)
    ran = leave(cpconf, recipient, way)
    if way in (of.mother if recipient == "mother" else of.school):
        assert ran.code == 5, ran
        assert f"--override {of.stop}=REASON" in ran.err
        assert cpconf.must("sharing", "A-1", "--json").json == before
        assert passwords_out(cpconf) == out
        assert not (cpconf.folder / "again").exists()
    else:
        assert ran.code == left(way), ran


@pytest.mark.parametrize("recipient", ["mother", "school"])
def test_where_nothing_changed_everything_leaves(
    cpconf: Cpconf, base: Path, recipient: str
) -> None:
    ways = {"mother": MOTHER, "school": SCHOOL}[recipient]
    assert ways
    for way in ways:
        shutil.rmtree(cpconf.folder / "again", ignore_errors=True)
        in_order(cpconf, recipient, base)
        assert leave(cpconf, recipient, way).code == left(way), way


OVERRIDDEN = [
    (recipient, ways[-1], change)
    for change, of in CHANGES.items()
    for recipient, ways in (("mother", of.mother), ("school", of.school))
    if ways
]


@pytest.mark.parametrize(("recipient", "way", "change"), OVERRIDDEN)
def test_each_stop_is_gone_past_by_its_name_with_a_reason_and_who_decided(
    cpconf: Cpconf, base: Path, recipient: str, way: str, change: str
) -> None:
    in_order(cpconf, recipient, base)
    of = CHANGES[change]
    for line in of.commands:
        cpconf.must(*line)
    stops = [word for word in leave(cpconf, recipient, way).err.split() if "=REASON" in word]
    past = [
        word
        for stop in stops
        for word in ("--override", stop.replace("REASON", "it was decided on Monday"))
    ]
    ran = leave(cpconf, recipient, way, *past, "--authorised-by", "Kim Example")
    assert ran.code == left(way), ran
    assert f"overridden ({of.stop})" in ran.err
    screen = " ".join(cpconf.must("history", "A-1").out.split())
    assert f"{of.stop}: it was decided on Monday" in screen
    assert "(authorised by Kim Example)" in screen


def test_what_was_gone_past_when_it_was_made_is_not_asked_again_but_anything_new_is(
    cpconf: Cpconf, base: Path
) -> None:
    in_order(cpconf, "school", base)
    cpconf.must(*FATHER, "--email", "f@example.org")
    past = ("--override", "parents-first=he is abroad", "--override", "another-report=he is abroad")
    cpconf.must("bundle", "A-1", "--out", "again", *past)
    # The same father, and the same set: somebody decided on that. A carer is another matter.
    carer = ("person", "add", "A-1", "--role", "carer", "--name", "Kit Example")
    cpconf.must(*carer, "--email", "k@example.org")
    ran = cpconf(*release("professionals"))
    assert ran.code == 5
    assert "--override parents-first=REASON" in ran.err
    cpconf.must("skip", "A-1", "email-report@p6", "--reason", "no longer cares for them")
    ran = cpconf(*release("professionals"))
    assert ran.code == 5
    assert "p6" in ran.err
    assert "--override parents-first" not in ran.err
    cpconf.must(*release("professionals"), "--override", "another-report=the carer is gone")


KEEP = ("do-not-disclose", "add", "A-1")
STREET = ("--kind", "address", "--term", "27 Orchard Street, Westmere WM4 7QP")
NAME = ("--kind", "name", "--term", "Gwendolen Featherstone")
NOT_ANY_MORE = ("do-not-disclose", "remove", "A-1", "mother", "1", "--reason", "she knows it")
SINCE: dict[str, tuple[Commands, str | None]] = {
    "more is kept from her": (((*KEEP, "mother", *STREET),), "number 1"),
    "and is not any more": (((*KEEP, "mother", *STREET), NOT_ANY_MORE), None),
    "one of two is not any more": (
        ((*KEEP, "mother", *STREET), (*KEEP, "mother", *NAME), NOT_ANY_MORE),
        "number 2",
    ),
    "it is kept from the father": (
        ((*FATHER, "--email", "f@example.org"), (*KEEP, "father", *STREET)),
        None,
    ),
    "another copy was searched for it": (((*KEEP, "mother", *STREET), protect("mother")), None),
    "of which it is kept no more": (
        ((*KEEP, "mother", *STREET), protect("mother"), NOT_ANY_MORE),
        None,
    ),
    "of which it is not, but of another by its number": (
        ((*KEEP, "mother", *STREET), protect("mother"), NOT_ANY_MORE, (*KEEP, "mother", *NAME)),
        "number 1",
    ),
    "another copy, and more since": (
        ((*KEEP, "mother", *STREET), protect("mother"), (*KEEP, "mother", *NAME)),
        "number 2",
    ),
}
"""What was done since the mother's copy was made, and the term for which it was not searched."""


@pytest.mark.parametrize("since", SINCE)
def test_a_copy_stops_for_what_it_was_not_searched_for_and_for_nothing_else(
    cpconf: Cpconf, base: Path, since: str
) -> None:
    in_order(cpconf, "mother", base)
    lines, term = SINCE[since]
    for line in lines:
        cpconf.must(*line)
    ran = cpconf(*release("mother"))
    if term is None:
        assert ran.code == 0, ran
    else:
        assert ran.code == 5
        assert f"since the report was searched: {term} of cpconf" in ran.err


def test_what_went_all_the_same_is_on_record_and_said(cpconf: Cpconf, base: Path) -> None:
    in_order(cpconf, "mother", base)
    cpconf.must("undo", "A-1", "authorise-report")
    ran = cpconf.must("sent", "A-1", "--to", "mother")
    assert "it would be stopped now (authorisation)" in ran.err
    (copy,) = cpconf.must("sharing", "A-1", "--json").json["sharings"]
    assert copy["state"] == "sent"
    in_order(cpconf, "mother", base)
    assert "would be stopped" not in cpconf.must("sent", "A-1", "--to", "mother").err


TAKEN_AWAY = {
    "_excluded": ("mother", "released", "excluded"),
    "_address": ("mother", "released", "her address"),
    "_way": ("mother", "released", "another way"),
    "_same_address": ("mother", "released", "chair's mailbox"),
    "_authorisation": ("mother", "released", "not authorised"),
    "_parents_first": ("school", "set released", "opened again"),
    "_another_report": ("school", "set released", "unknown to a parent"),
    "_new_terms": ("mother", "released", "more withheld"),
    "_of_another_conference": ("mother", "released", "another conference's"),
    "_withheld": ("school", "set released", "taken back"),
}


@pytest.mark.parametrize("rule", TAKEN_AWAY)
def test_without_its_rule_the_walk_would_find_it_gone(
    cpconf: Cpconf, base: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    recipient, way, change = TAKEN_AWAY[rule]
    in_order(cpconf, recipient, base)
    for line in CHANGES[change].commands:
        cpconf.must(*line)
    rest = tuple(check for check in clearance.CHECKS if check.__name__ != rule)
    assert len(rest) == len(clearance.CHECKS) - 1
    monkeypatch.setattr(clearance, "CHECKS", rest)
    assert leave(cpconf, recipient, way).code == left(way)


def test_the_walk_goes_every_way_with_every_change(capsys: pytest.CaptureFixture[str]) -> None:
    stopped = sum(len(of.mother) + len(of.school) for of in CHANGES.values())
    with capsys.disabled():
        print(f"\n{len(CELLS)} ways out times changes, {stopped} of them stopped")
    assert len(CELLS) >= 140
    assert stopped >= 75
    rules = {check.__name__ for check in clearance.CHECKS}
    # What a document for a parent may hold is asked when it is made, and tested with that.
    assert rules - {*TAKEN_AWAY} == {"_sections"}
