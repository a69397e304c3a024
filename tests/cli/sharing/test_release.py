"""From the first message to a parent who can read it: sent, received, released, ticked off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from cpconf import procedures
from cpconf.core.sharing.sharing import Confirmed, ReleasedBy
from cpconf.core.sharing.stops import Overrides
from cpconf.store.writing import Writer
from cpconf.workflow.sharing import two_messages
from tests.cli.running import Cpconf
from tests.cli.sharing.copies import STRONG, a_docx, a_pdf, password_in, protect, release

DATA = Path(procedures.__file__).with_name("data")


@pytest.fixture
def protected(cpconf: Cpconf) -> Cpconf:
    """A-1 with a mother whose report is protected, and not yet released."""
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    protect(cpconf, a_pdf(cpconf.folder))
    return cpconf


def state(cpconf: Cpconf, person: str = "p1", kind: str = "report") -> str:
    (found,) = [
        s["state"]
        for s in cpconf.must("sharing", "A-1", "--json").json["sharings"]
        if (s["person"], s["kind"]) == (person, kind) and s["state"] != "replaced"
    ]
    return str(found)


def test_releasing_moves_the_held_message_to_where_it_is_sent_from(protected: Cpconf) -> None:
    out = protected.folder / "out"
    password = password_in(out / "held" / "A-1-p1-report-2-password.eml")
    ran = release(protected, "--json")
    moved = out / "password" / "A-1-p1-report-2-password.eml"
    assert ran.json["message"] == str(moved)
    assert password_in(moved) == password
    assert not list((out / "held").iterdir())
    assert password not in ran.out + ran.err
    assert state(protected) == "released"


# O-16a: the email with the report and the email with the password are one task.
def test_the_task_is_ticked_off_by_the_release_and_the_call_comes_to_the_checklist(
    protected: Cpconf,
) -> None:
    assert not protected.status().tasks("O-17")
    ran = release(protected)
    assert "email-report@p1: done" in ran.out
    assert protected.status().task("O-16a")["state"] == "done"
    assert protected.status().task("O-17")["state"] == "open"


# O-7, O-22 and O-24, each for its own document.
@pytest.mark.parametrize(
    ("type_", "kind", "clause"),
    [("review", "report", "O-7"), ("initial", "plan", "O-22"), ("review", "plan", "O-22")],
)
def test_each_document_ticks_off_its_own_task_and_no_other(
    cpconf: Cpconf, type_: str, kind: str, clause: str
) -> None:
    cpconf.book(type_=type_, authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    before = {t["clause"] for t in cpconf.status().json["tasks"] if t["state"] == "done"}
    protect(cpconf, a_pdf(cpconf.folder), "--as", kind)
    release(cpconf, "--as", kind)
    after = {t["clause"] for t in cpconf.status().json["tasks"] if t["state"] == "done"}
    assert after - before == {clause}


GIVEN = [
    # procedure, kind, how it reached the mother; what is ticked off, and what is named
    # O-22: two messages by email, for each parent
    ("oxfordshire", "plan", "email", "send-plan-to-parents@p1", None),
    ("oxfordshire", "plan", "letterbox", None, "done A-1 send-plan-to-parents@p1 --note TEXT"),
    ("oxfordshire", "plan", "visit", None, "done A-1 send-plan-to-parents@p1 --note TEXT"),
    # O-24: likewise, as a Word document
    ("oxfordshire", "minutes", "visit", None, "done A-1 send-minutes-to-parents@p1 --note TEXT"),
    # H-ICPC-P3: the author shares it with everybody of the family, and writes their views into it
    ("hounslow", "report", "email", None, "done A-1 share-reports@p3"),
    ("hounslow", "report", "telephone", None, "done A-1 share-reports@p3"),
    # H-ICPC-A2: to everybody
    ("hounslow", "minutes", "email", None, "done A-1 send-minutes"),
    ("hounslow", "minutes", "visit", None, "done A-1 send-minutes"),
]


@pytest.mark.parametrize(("procedure", "kind", "how", "ticked", "named"), GIVEN)
def test_what_somebody_has_now_ticks_off_what_asks_for_just_that_and_names_the_rest(
    cpconf: Cpconf, procedure: str, kind: str, how: str, ticked: str | None, named: str | None
) -> None:
    cpconf.book(procedure=procedure, authorised=procedure == "oxfordshire")
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.add("A-1", "father", "--email", "f@example.org")
    cpconf.add("A-1", "social-worker", "--email", "w@example.org")
    cpconf.add("A-1", "school", "--email", "s@example.org")
    before = done(cpconf)
    if how == "email":
        protect(cpconf, a_pdf(cpconf.folder), "--as", kind)
        ran = release(cpconf, "--as", kind)
    else:
        known = ("--how", how, "--confirmed-by", "Kim")
        ran = cpconf.must("shared", "A-1", "--to", "mother", "--as", kind, *known)
    assert done(cpconf) - before == ({ticked} if ticked else set())
    assert ticked is None or f"A-1 {ticked}: done" in ran.out
    if named is None:
        assert "cpconf done" not in ran.err
    else:
        assert f"cpconf {named}" in ran.err
        assert ran.err.count("cpconf done") == 1
        assert "@p4" not in ran.err


# H-ICPC-A1c and H-RCPC-A1c: the plan goes to each parent or carer; no way is named.
@pytest.mark.parametrize("type_", ["initial", "review"])
@pytest.mark.parametrize("how", ["email", "letterbox", "visit", "telephone"])
def test_a_plan_that_a_parent_has_is_that_parents_task_whatever_the_way(
    cpconf: Cpconf, type_: str, how: str
) -> None:
    cpconf.book(procedure="hounslow", type_=type_)
    for role in ("mother", "father"):
        cpconf.add("A-1", role, "--email", f"{role}@example.org")
    if how == "email":
        protect(cpconf, a_pdf(cpconf.folder), "--as", "plan")
        release(cpconf, "--as", "plan")
    else:
        known = ("--how", how, "--confirmed-by", "Kim")
        cpconf.must("shared", "A-1", "--to", "mother", "--as", "plan", *known)
    assert done(cpconf) == {"send-plan-to-parents@p1"}
    cpconf.must("undo", "A-1", "send-plan-to-parents@p1")
    assert done(cpconf) == set()


def test_the_released_set_names_the_task_that_it_may_settle(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "school", "--email", "s@example.org")
    cpconf.must("report", "add", "A-1", str(a_pdf(cpconf.folder)), "--from", "school")
    cpconf.must("bundle", "A-1", "--out", "set")
    assert "cpconf done A-1 send-report-set" in release(cpconf, to="professionals").err
    assert done(cpconf) == set()


def done(cpconf: Cpconf) -> set[str]:
    """The handles of the tasks that are done."""
    return {task["handle"] for task in cpconf.status().json["tasks"] if task["state"] == "done"}


# O-16c: "discussions (agreement recorded) should take place with the parents".
def test_what_is_agreed_with_a_parent_ticks_off_that_parents_task_and_no_other(
    cpconf: Cpconf,
) -> None:
    cpconf.book()
    for role in ("mother", "father"):
        cpconf.add("A-1", role, "--email", f"{role}@example.org")
    cpconf.add("A-1", "supporter")
    ran = cpconf.must("agree", "A-1", "father", "--way", "letterbox", "--at", "2026-01-05T09:30")
    assert "A-1 agree-delivery@p2: done" in ran.out
    task = cpconf.status().task("O-16c", "p2")
    assert (task["state"], task["marked_at"]) == ("done", "2026-01-05T09:30:00+00:00")
    assert cpconf.status().task("O-16c", "p1")["state"] == "open"
    assert "agree-delivery" not in cpconf.must("agree", "A-1", "supporter", "--way", "visit").out
    again = cpconf.must("agree", "A-1", "father", "--way", "email")
    assert "A-1 agree-delivery@p2: done already" in again.err
    taken = cpconf.must("agree", "A-1", "father", "--way", "none")
    assert "cpconf undo A-1 agree-delivery@p2" in taken.err
    assert done(cpconf) == {"agree-delivery@p2"}
    assert cpconf("agree", "A-1", "father", "--way", "none").code == 4
    assert cpconf("agree", "A-1", "mother", "--way", "none", "--note", "x").code == 2
    cpconf.must("undo", "A-1", "agree-delivery@p2")
    protect(cpconf, a_pdf(cpconf.folder), "--override", "authorisation=x", to="father")


# H-ICPC-P3: each professional shares their own report with the family.
def test_a_report_that_a_parent_has_names_the_task_of_whoever_wrote_it(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.add("A-1", "school")
    cpconf.add("A-1", "social-worker")
    file = a_pdf(cpconf.folder)
    cpconf.must("report", "add", "A-1", str(file), "--from", "school")
    protect(cpconf, file)
    ran = release(cpconf)
    assert "share-reports@p2 covers more than this one copy (H-ICPC-P3)" in ran.err
    assert "share-reports@p3" not in ran.err


@pytest.mark.parametrize(
    ("procedure", "type_"), [("oxfordshire", "review"), ("hounslow", "initial")]
)
def test_where_no_clause_asks_for_an_agreement_none_is_ticked_off(
    cpconf: Cpconf, procedure: str, type_: str
) -> None:
    cpconf.book(procedure=procedure, type_=type_)
    cpconf.add("A-1", "father", "--email", "f@example.org")
    assert cpconf.must("agree", "A-1", "father", "--way", "email").out == ""
    assert done(cpconf) == set()


def test_an_agreement_leaves_a_task_alone_that_was_left_out_or_whose_conference_is_cancelled(
    cpconf: Cpconf,
) -> None:
    cpconf.book()
    for role in ("mother", "father"):
        cpconf.add("A-1", role)
    cpconf.must("skip", "A-1", "agree-delivery@p1", "--reason", "she was asked before")
    cpconf.must("agree", "A-1", "mother", "--way", "visit")
    assert cpconf.status().task("O-16c", "p1")["state"] == "skipped"
    cpconf.must("cancel", "A-1", "--reason", "x", "--authorised-by", "Kim")
    ran = cpconf.must("agree", "A-1", "father", "--way", "visit")
    assert "cancelled" not in ran.err
    assert cpconf.status().task("O-16c", "p2")["state"] == "open"


def test_a_copy_that_is_stopped_for_an_agreed_way_shows_that_way(cpconf: Cpconf) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.must("agree", "A-1", "mother", "--way", "letterbox")
    told = protect(cpconf, a_pdf(cpconf.folder), code=5).err
    assert "cpconf shared A-1 --to p1 --as report --how letterbox --confirmed-by NAME" in told


# O-24 names the format: Word.
def test_minutes_tick_off_only_as_a_word_document(cpconf: Cpconf) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    ran = protect(cpconf, a_pdf(cpconf.folder), "--as", "minutes")
    assert "O-24 asks for a .docx file" in ran.err
    ran = release(cpconf, "--as", "minutes")
    assert "O-24 asks for a .docx file" in ran.err
    assert cpconf.status().task("O-24")["state"] == "open"
    again = ("--as", "minutes", "--out", str(cpconf.folder / "again"))
    protect(cpconf, a_docx(cpconf.folder), *again)
    release(cpconf, "--as", "minutes")
    assert cpconf.status().task("O-24")["state"] == "done"


def test_a_task_that_was_left_out_on_purpose_stays_so(protected: Cpconf) -> None:
    protected.must("skip", "A-1", "O-16a", "--reason", "read out on a visit")
    release(protected)
    assert protected.status().task("O-16a")["state"] == "skipped"


def test_of_a_cancelled_conference_nothing_is_ticked_off_and_nothing_said_of_it(
    protected: Cpconf,
) -> None:
    protected.must("cancel", "A-1", "--reason", "x", "--authorised-by", "Kim")
    ran = release(protected)
    assert "cancelled" not in ran.err
    assert "done" not in ran.out
    assert protected.status().task("O-16a")["state"] == "open"


def test_a_word_document_is_what_the_clause_for_minutes_asks_for(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    assert "stay open" not in protect(cpconf, a_docx(cpconf.folder), "--as", "minutes").err
    told = protect(cpconf, a_pdf(cpconf.folder), "--as", "minutes", "--out", "pdf").err
    assert "O-24 asks for a .docx file" in told


def test_one_parents_release_says_nothing_of_the_other(protected: Cpconf) -> None:
    protected.add("A-1", "father", "--email", "f@example.org")
    release(protected)
    assert protected.status().task("O-16a", "p1")["state"] == "done"
    assert protected.status().task("O-16a", "p2")["state"] == "open"


def test_a_password_is_released_once(protected: Cpconf) -> None:
    release(protected)
    ran = release(protected, code=5)
    assert "Mon 5 Jan 2026, 12:00" in ran.err


def test_nothing_is_released_that_was_never_protected(protected: Cpconf) -> None:
    release(protected, "--as", "plan", code=4)
    protected.add("A-1", "father", "--email", "f@example.org")
    release(protected, to="father", code=4)


def test_a_lost_message_means_protecting_again_and_nothing_goes_on_record(
    protected: Cpconf,
) -> None:
    (protected.folder / "out" / "held" / "A-1-p1-report-2-password.eml").unlink()
    ran = release(protected, code=4)
    assert "protect-report" in ran.err
    assert state(protected) == "prepared"


def test_a_message_that_somebody_moved_on_already_is_not_held(protected: Cpconf) -> None:
    held = protected.folder / "out" / "held" / "A-1-p1-report-2-password.eml"
    moved = protected.folder / "out" / "password" / held.name
    moved.parent.mkdir()
    held.rename(moved)
    before = protected.contents
    ran = release(protected, code=4)
    assert "held/A-1-p1-report-2-password.eml" in ran.err
    assert moved.exists()
    assert protected.contents == before


def test_a_release_that_was_stopped_after_the_move_is_finished_by_the_next(
    protected: Cpconf,
) -> None:
    class Stopped(BaseException):
        """What a power cut is to the program."""

    app = protected.app()
    moved = protected.folder / "out" / "password" / "A-1-p1-report-2-password.eml"

    @contextmanager
    def stopping_after_the_move() -> Iterator[Writer]:
        if moved.exists():
            raise Stopped
        with app.writing() as store:
            yield store

    def asked_for_nothing() -> NoReturn:
        raise AssertionError

    with app.reading_existing() as reader:
        filed, (sharing,) = reader.conferences.filed("A-1"), reader.sharing.sharings("A-1")
    received = replace(
        sharing, received_at=app.now, received_how=Confirmed.PHONE, confirmed_by="Sam Example"
    )
    with pytest.raises(Stopped):
        two_messages.release(
            *(stopping_after_the_move, filed, received, ReleasedBy.MESSAGE),
            now=app.now,
            overrides=Overrides(),
            server=asked_for_nothing,
            terminal=asked_for_nothing,
        )
    assert moved.exists()
    assert state(protected) == "releasing"
    assert "password/A-1-p1-report-2-password.eml" in release(protected).out
    assert state(protected) == "released"


def test_reading_it_out_needs_a_terminal_and_changes_nothing_without_one(
    protected: Cpconf,
) -> None:
    ran = release(protected, "--by", "phone", code=5)
    assert "terminal" in ran.err
    assert state(protected) == "prepared"
    assert (protected.folder / "out" / "held" / "A-1-p1-report-2-password.eml").exists()


@pytest.mark.parametrize(
    "more",
    [("--how", "pigeon"), ("--by", "pigeon"), ("--at", "2026-01-06T12:00"), ("--spell",)],
)
def test_what_cannot_be_read_is_said_and_changes_nothing(
    protected: Cpconf, more: tuple[str, ...]
) -> None:
    release(protected, *more, code=2)
    assert state(protected) == "prepared"


def test_a_receipt_is_not_older_than_the_copy(protected: Cpconf) -> None:
    release(protected, "--at", "2026-01-04T12:00", code=2)


def test_what_was_sent_by_hand_can_be_put_on_record(protected: Cpconf) -> None:
    protected.must("sent", "A-1", "--to", "mother")
    assert state(protected) == "sent"
    protected.must("sent", "A-1", "--to", "mother", "--not")
    assert state(protected) == "prepared"
    release(protected)
    assert protected("sent", "A-1", "--to", "mother").code == 5


# O-16b: for parents with no address, the report is gone through by telephone.
def test_a_parent_without_an_address_has_it_in_another_way(cpconf: Cpconf) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "father")
    cpconf.must("agree", "A-1", "father", "--way", "telephone")
    known = ("--how", "telephone", "--confirmed-by", "Kim Example")
    ran = cpconf.must("shared", "A-1", "--to", "father", *known)
    assert "cpconf done A-1 share-report-by-phone@p1" in ran.err
    assert state(cpconf) == "shared"
    assert cpconf.status().task("O-16b")["state"] == "open"
    assert (
        "shared without email, so there is no password" in release(cpconf, to="father", code=5).err
    )


@pytest.mark.parametrize(
    ("way", "how"), [("telephone", "phone"), ("letterbox", "visit"), ("visit", "visit")]
)
def test_it_is_on_record_how_it_is_known_that_a_document_came(
    cpconf: Cpconf, way: str, how: str
) -> None:
    cpconf.book(authorised=True)
    for role in ("mother", "father", "carer"):
        cpconf.add("A-1", role, *(("--email", "c@example.org") if role == "carer" else ()))
    told = cpconf.must("agree", "A-1", "father", "--way", way).err
    assert "email" not in told
    ran = cpconf.must("shared", "A-1", "--to", "father", "--how", way, "--confirmed-by", "Kim")
    (sharing,) = cpconf.must("sharing", "A-1", "--json").json["sharings"]
    assert sharing["received_how"] == how
    assert "share-report-by-phone@p2" in ran.err
    assert "@p1" not in ran.err
    # Their task is done by email alone, and so not by this.
    known = ("--how", way, "--confirmed-by", "Kim", "--override", "way=x")
    assert "email-report" not in cpconf.must("shared", "A-1", "--to", "carer", *known).err


def test_what_is_agreed_with_somebody_says_what_it_leaves_on_the_checklist(
    cpconf: Cpconf,
) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.add("A-1", "father")
    cpconf.add("A-1", "supporter", "--email", "s@example.org")
    said = {
        (who, way): cpconf.must("agree", "A-1", who, "--way", way).err
        for who in ("mother", "father", "supporter")
        for way in ("visit", "email")
    }
    assert [key for key, told in said.items() if "tasks for email" in told] == [("mother", "visit")]
    assert [key for key, told in said.items() if "no email address" in told] == [
        ("father", "email")
    ]


def test_what_is_put_through_a_letterbox_is_searched_and_known_again(cpconf: Cpconf) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "father")
    term = ("--kind", "school", "--term", "Canary Primary School")
    cpconf.must("do-not-disclose", "add", "A-1", "father", *term)
    file = a_pdf(cpconf.folder, "The child goes to Canary Primary School.")
    line = ("shared", "A-1", "--to", "father", "--how", "letterbox", "--confirmed-by", "Kim")
    assert cpconf(*line, "--file", str(file)).code == 5
    cpconf.must(*line, "--file", str(file), "--override", "terms=he chose it")
    assert cpconf.must("sharing", "A-1", "--json").json["sharings"][0]["sha256"] is not None


def test_email_is_no_way_to_share_without_email(cpconf: Cpconf) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "father")
    line = ("shared", "A-1", "--to", "father", "--how", "email", "--confirmed-by", "Kim")
    assert cpconf(*line).code == 5


def test_a_given_password_goes_out_as_it_was_given(cpconf: Cpconf) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    out = cpconf.folder / "out"
    line = ("protect-report", str(a_pdf(cpconf.folder)), "A-1", "--to", "p1", "--out", str(out))
    cpconf.must(*line, "--password-stdin", stdin=f"{STRONG}\n")
    release(cpconf)
    assert password_in(out / "password" / "A-1-p1-report-2-password.eml") == STRONG


def test_the_history_tells_the_whole_path_without_a_name(protected: Cpconf) -> None:
    release(protected)
    told = [e["what"] for e in protected.must("history", "A-1", "--json").json["entries"]]
    assert told[-4:] == [
        "protected: report, p1",
        "receipt confirmed: report, p1, phone",
        "password released: report, p1, message",
        "email-report@p1 done",
    ]
    assert "Sam Example" not in str(told)


def test_a_folder_that_was_moved_is_found_only_where_it_was_put(protected: Cpconf) -> None:
    out = protected.folder / "out"
    out.rename(protected.folder / "elsewhere")
    release(protected, code=4)
    Path(protected.folder / "elsewhere").rename(out)
    release(protected)


def test_a_message_that_lost_its_password_is_not_released(protected: Cpconf) -> None:
    held = protected.folder / "out" / "held" / "A-1-p1-report-2-password.eml"
    password = password_in(held)
    held.write_bytes(held.read_bytes().replace(password.encode(), b""))
    release(protected, code=1)
    assert state(protected) == "prepared"
    assert held.exists()


def test_a_copy_for_an_address_that_was_wrong_is_not_released_by_message(
    protected: Cpconf,
) -> None:
    protected.must("person", "change", "A-1", "mother", "--email", "right@example.org")
    ran = release(protected, code=5)
    assert "another email address" in ran.err
    assert state(protected) == "prepared"


def test_a_copy_made_before_something_was_withheld_is_not_released(protected: Cpconf) -> None:
    term = ("--kind", "school", "--term", "Westmere High School")
    protected.must("do-not-disclose", "add", "A-1", "mother", *term)
    ran = release(protected, code=5)
    assert "more must be kept from p1" in ran.err
    assert "Make a new copy instead: cpconf protect-report FILE A-1 --to p1" in ran.err
    again = ("--out", str(protected.folder / "again"))
    protect(protected, a_pdf(protected.folder), *again)
    release(protected)


def test_where_the_message_cannot_be_moved_on_the_receipt_stays_and_it_is_said(
    protected: Cpconf,
) -> None:
    (protected.folder / "out" / "password").write_text("in the way")
    ran = release(protected, code=5)
    assert ran.errors == [
        "cpconf: a file has the name of the output folder: choose another folder",
        "The receipt is on record; the password is not released: release it again",
    ]
    assert state(protected) == "received"


def test_a_stop_that_somebody_went_past_at_the_release_stands_with_the_receipt(
    protected: Cpconf,
) -> None:
    term = ("--kind", "school", "--term", "Westmere High School")
    protected.must("do-not-disclose", "add", "A-1", "mother", *term)
    release(protected, "--override", "terms=she chose the school")
    entries = protected.must("history", "A-1", "--json").json["entries"]
    (receipt,) = [entry for entry in entries if entry["kind"] == "receipt confirmed"]
    assert receipt["details"]["overridden"] == ["terms"]


def test_a_copy_for_somebody_who_now_wants_another_way_is_not_released(
    protected: Cpconf,
) -> None:
    protected.must("agree", "A-1", "mother", "--way", "visit")
    assert "by visit, as agreed" in release(protected, code=5).err


def test_a_cleared_folder_still_shows_what_was_released_from_it(protected: Cpconf) -> None:
    release(protected)
    out = protected.folder / "out"
    for name in ("A-1-p1-report.pdf", "A-1-p1-report-1-report.eml"):
        (out / name).unlink()
    protect(protected, a_pdf(protected.folder), code=5)


def test_a_message_was_not_sent_before_it_was_made(protected: Cpconf) -> None:
    line = ("sent", "A-1", "--to", "mother", "--at", "2026-01-04T12:00")
    assert protected(*line).code == 2


def test_a_visit_needs_no_mailbox_of_ones_own(cpconf: Cpconf) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "both@example.org")
    cpconf.add("A-1", "father", "--email", "both@example.org")
    term = ("--kind", "school", "--term", "Westmere High School")
    cpconf.must("do-not-disclose", "add", "A-1", "father", *term)
    line = ("shared", "A-1", "--to", "mother", "--how", "visit", "--confirmed-by", "Kim")
    cpconf.must(*line)
