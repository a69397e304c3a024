"""Overdue is what somebody still owes: after a move, once held, and of a conference as a whole."""

import pytest

from tests.cli.running import NOON, Cpconf, Ran

MOVE = ("--no-input", "reschedule", "A-1", "--reason", "The chair is ill", "--at")


def reminded(cpconf: Cpconf, now: str) -> set[tuple[str, str]]:
    """The task, or the kind of notice, and the state that each reminder of a run is about."""
    messages = cpconf.must("remind", "--dry-run", "--json", now=now).json["messages"]
    return {
        (reminder["task"] or reminder["ref"], reminder["reason"])
        for message in messages
        for reminder in message["reminders"]
    }


def test_a_move_makes_nothing_overdue_that_only_a_done_task_needed(cpconf: Cpconf) -> None:
    # By hand: the reports are shared already, so the invitations are needed by the new start.
    cpconf.book(procedure="hounslow", at="2026-12-07T10:00")
    cpconf.add("A-1", "social-worker", "--email", "w@example.org")
    cpconf.must("done", "A-1", "send-invitations", "share-reports", now="2026-12-01T09:00")
    moved = cpconf.must(*MOVE, "2026-12-14T10:00", now="2026-12-01T09:00")
    assert "Mon 14 Dec, 10:00, open again" in moved.out
    now = "2026-12-04T09:00"
    assert cpconf.status(now=now).task("H-ICPC-P1")["needed_by"] == "2026-12-14T10:00:00+00:00"
    assert ("send-invitations", "overdue") not in reminded(cpconf, now)
    assert cpconf("status", "--exit-code", now=now).code == 0


@pytest.mark.parametrize("settling", [("done",), ("skip", "--reason", "not here")], ids="".join)
def test_what_is_marked_and_opened_again_asks_again_and_says_so(
    cpconf: Cpconf, settling: tuple[str, ...]
) -> None:
    # By hand: three working days before Thursday 12 February is Monday 9.
    cpconf.book(procedure="hounslow")
    command, *more = settling
    marked = cpconf.must(command, "A-1", "share-reports", *more)
    said = "~ send-invitations: Mon 9 Feb, 17:00 → Thu 12 Feb, 10:00"
    assert said in marked.err
    back = cpconf.must("undo", "A-1", "share-reports")
    assert "~ send-invitations: Thu 12 Feb, 10:00 → Mon 9 Feb, 17:00" in back.err
    assert cpconf.status().task("H-ICPC-P1")["late_at_booking"] is False


def test_a_task_that_is_opened_again_after_a_move_says_its_new_date(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.must("done", "A-1", "submit-reports")
    cpconf.must(*MOVE, "2026-02-19T10:00")
    told = cpconf.must("undo", "A-1", "submit-reports").err
    assert "~ submit-reports: Wed 11 Feb, close of business → Wed 18 Feb, close of business" in told


@pytest.mark.parametrize("way", ["done", "skip"])
def test_a_kept_date_is_explained_from_the_conference_as_it_was(cpconf: Cpconf, way: str) -> None:
    # By hand: three working days before Thursday 12 February are the 11th, the 10th and the 9th.
    cpconf.book(procedure="hounslow")
    more = ("--reason", "x") if way == "skip" else ()
    cpconf.must(way, "A-1", "share-reports", *more, now="2026-01-06T09:00")
    cpconf.must(*MOVE, "2026-03-05T10:00", now="2026-01-07T09:00")
    cpconf.must(*MOVE, "2026-03-12T10:00", now="2026-01-08T09:00")
    told = cpconf.must("explain", "A-1", "share-reports", "--json").json
    assert (told["due"], told["anchored"]) == (
        "2026-02-09T17:00:00+00:00",
        "2026-02-12T10:00:00+00:00",
    )
    counted = [day["date"] for day in told["counted"] if day["counts"]]
    assert counted == ["2026-02-11", "2026-02-10", "2026-02-09"]
    assert told["as_of"] == "2026-01-06T09:00:00+00:00"
    shown = cpconf.must("explain", "A-1", "share-reports").out
    assert "as the record stood when it was marked, Tue 6 Jan 2026, 09:00" in " ".join(
        shown.split()
    )


def test_what_was_marked_between_two_moves_is_explained_from_the_first(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.must(*MOVE, "2026-03-05T10:00")
    cpconf.must("done", "A-1", "share-reports")
    cpconf.must(*MOVE, "2026-03-12T10:00")
    told = cpconf.must("explain", "A-1", "share-reports", "--json").json
    assert told["anchored"] == "2026-03-05T10:00:00+00:00"


def test_a_kept_need_is_explained_by_what_asked_for_it_then(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.must("done", "A-1", "send-invitations")
    cpconf.must("done", "A-1", "share-reports")
    told = cpconf.must("explain", "A-1", "send-invitations", "--json").json
    assert told["needed_by"] == "2026-02-09T17:00:00+00:00"
    assert {"task": "share-reports", "wanted": "2026-02-09T17:00:00+00:00"} in told["follows"]


def test_an_open_task_has_no_moment_of_its_own(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    assert cpconf.must("explain", "A-1", "share-reports", "--json").json["as_of"] is None
    assert "the conference's start" in cpconf.must("explain", "A-1", "plan-with-chair").out


@pytest.fixture
def over(cpconf: Cpconf) -> Cpconf:
    """A conference that was held with one task of its preparation done."""
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "minute-taker", "--email", "m@example.org")
    cpconf.must("done", "A-1", "send-invitations", now="2026-02-02T09:00")
    cpconf.must("held", "A-1", now="2026-02-12T12:00")
    return cpconf


def test_what_prepared_a_conference_that_was_held_is_missed(over: Cpconf) -> None:
    ran = over.status(now="2026-02-20T09:00")
    preparing = [t for t in ran.json["tasks"] if t["phase"] == "preparation"]
    assert {t["urgency"] for t in preparing if t["state"] == "open"} == {"missed"}
    listed = over.must("status", "--json", now="2026-02-20T09:00").json["tasks"]
    assert {t["phase"] for t in listed} == {"follow-up"}
    states = {reason for _, reason in reminded(over, "2026-02-20T09:00")}
    assert states == {"overdue", "escalated"}
    names = {name for name, _ in reminded(over, "2026-02-20T09:00")}
    assert names == {"record-decision"}
    assert "missed" in over.must("history", "A-1").out
    held = over.must("history", "A-1", "--json").json["entries"][-1]
    assert "submit-reports" in str(held)


def test_what_was_missed_can_be_marked_and_comes_back_with_the_conference(over: Cpconf) -> None:
    over.must("skip", "A-1", "chase-social-worker", "call-parents", "--reason", "too late")
    over.must("done", "A-1", "submit-reports", "--at", "2026-02-11T09:00", now="2026-02-12T13:00")
    back = over.must("held", "A-1", "--undo", now="2026-02-12T13:00")
    assert "scheduled again" in back.err
    open_ = [t["task"] for t in over.must("status", "--json").json["tasks"]]
    assert "forward-reports" in open_
    assert {"submit-reports", "call-parents"}.isdisjoint(open_)


def test_nothing_of_a_missed_task_is_chased_exported_or_asked(over: Cpconf) -> None:
    over.add("A-1", "school", "--email", "s@example.org")
    ran = over.must("chase", "A-1", "--dry-run", "--json", now="2026-02-20T09:00")
    assert [row["owed"] for row in ran.json["reports"]] == [False]
    over.must("diary", "export", "all.ics", now="2026-02-13T09:00")
    calendar = (over.folder / "all.ics").read_text(encoding="utf-8").replace("\r\n ", "")
    assert "submit-reports" not in calendar
    assert "H-ICPC-P4" not in calendar


def notices(ran: Ran) -> list[tuple[str, str, str | None]]:
    return [(n["kind"], n["ref"], n["due"]) for n in ran.json["notices"]]


def everywhere(cpconf: Cpconf, now: str = NOON) -> list[tuple[str, str, str | None]]:
    return notices(cpconf.must("status", "--json", now=now))


# By hand: from 20 October 2025 six months are Monday 20 April 2026; from 22 January 2026 fifteen
# working days are Thursday 12 February.
def test_a_conference_booked_after_its_limit_stands_until_it_is_moved(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-21", at="2026-02-12T10:00")
    stands = ("limit_passed", "A-1", "2026-02-11T17:00:00+00:00")
    assert everywhere(cpconf) == notices(cpconf.status()) == [stands]
    assert "after its limit, Wed 11 Feb" in cpconf.must("status").out
    assert ("A-1", "limit_passed") in reminded(cpconf, NOON)
    cpconf.must(*MOVE, "2026-02-11T10:00")
    assert everywhere(cpconf) == []


def test_a_past_conference_stands_until_it_is_recorded_as_held(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "12:00", procedure="hounslow")
    for now, stands in (
        ("2026-02-12T12:00", []),
        ("2026-02-12T12:01", [("not_recorded_as_held", "A-1", "2026-02-12T12:00:00+00:00")]),
    ):
        assert everywhere(cpconf, now) == stands
    assert notices(cpconf.status(now="2026-02-13T09:00")) == []  # the clock stays out of that one
    assert "cpconf held A-1" in cpconf.must("status", now="2026-02-13T09:00").out
    assert ("A-1", "not_recorded_as_held") in reminded(cpconf, "2026-02-13T09:00")
    cpconf.must("held", "A-1", now="2026-02-13T09:00")
    assert everywhere(cpconf, "2026-02-13T09:00") == []


def test_one_without_an_end_on_record_is_taken_to_last_two_hours(cpconf: Cpconf) -> None:
    cpconf.book()
    assert everywhere(cpconf, "2026-02-12T12:00") == []
    assert len(everywhere(cpconf, "2026-02-12T12:01")) == 1


def test_a_past_conference_with_nothing_left_to_do_is_let_be(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    left = [t["handle"] for t in cpconf.status().json["tasks"]]
    cpconf.must("skip", "A-1", *left, "--reason", "it was moved to another authority")
    assert everywhere(cpconf, "2026-03-01T09:00") == []


@pytest.mark.parametrize("settled", ["followed", "not followed"])
def test_a_cancelled_conference_stands_until_another_follows_or_none_has_to(
    cpconf: Cpconf, settled: str
) -> None:
    cpconf.book("A-1", "--previous-review", "2025-10-20", type_="review")
    said = cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "Jo Example").err
    assert "another has to be held by Mon 20 Apr" in said
    assert "cpconf schedule NEW --follows A-1" in said
    stands = ("book_again", "A-1", "2026-04-20T17:00:00+01:00")
    assert everywhere(cpconf) == notices(cpconf.status()) == [stands]
    assert ("A-1", "book_again") in reminded(cpconf, NOON)
    if settled == "followed":
        cpconf.must(
            *("schedule", "A-2", "--procedure", "oxfordshire", "--follows", "A-1"),
            *("--at", "2026-03-05T10:00"),
        )
        assert cpconf.status("A-2").limit("E-RCPC-6M")["due"] == "2026-04-20T17:00:00+01:00"
        assert "follows A-1" in cpconf.must("history", "A-2").out
        assert "followed by A-2" in cpconf.must("history", "A-1").out
    else:
        cpconf.must("cancel", "A-1", "--nothing-follows", "the plan was ended")
        assert "the plan was ended" in cpconf.must("history", "A-1").out
    assert everywhere(cpconf) == []
    assert ("A-1", "book_again") not in reminded(cpconf, NOON)


def test_without_a_known_limit_it_stands_without_a_day(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "Jo Example")
    assert everywhere(cpconf) == [("book_again", "A-1", None)]
    said = " ".join(cpconf.must("status").out.split())
    assert "the date by which one must be held is not on record" in said


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("cancel", "A-1", "--nothing-follows", "x"), 5),
        (("cancel", "A-1", "--reason", "x", "--nothing-follows", "x"), 2),
        (("cancel", "A-1", "--nothing-follows", ""), 2),
        (
            (
                "schedule",
                "A-2",
                "--procedure",
                "hounslow",
                "--follows",
                "A-9",
                "--at",
                "1/4/26 9am",
            ),
            4,
        ),
        (
            (
                *("schedule", "A-2", "--procedure", "hounslow", "--type", "initial"),
                *("--follows", "A-1", "--at", "2026-04-01T09:00"),
            ),
            2,
        ),
        (
            (
                *("schedule", "A-2", "--procedure", "hounslow", "--initial-conference"),
                *("2026-01-01", "--follows", "A-1", "--at", "2026-04-01T09:00"),
            ),
            2,
        ),
    ],
)
def test_what_does_not_follow_changes_nothing(
    cpconf: Cpconf, command: tuple[str, ...], code: int
) -> None:
    cpconf.book()
    before = cpconf.contents
    assert cpconf(*command).code == code
    assert cpconf.contents == before


def test_after_an_initial_conference_comes_the_first_review(cpconf: Cpconf) -> None:
    cpconf.book()
    command = ("schedule", "A-2", "--procedure", "hounslow", "--follows", "A-1", "--json")
    ran = cpconf.must(*command, "--at", "2026-05-20T10:00")
    assert (ran.json["conference"]["type"], ran.json["conference"]["initial_conference"]) == (
        "review",
        "2026-02-12",
    )
    # By hand: three months from Thursday 12 February 2026 are Tuesday 12 May.
    assert ran.json["notices"] == [
        {"ref": "A-2", "kind": "limit_passed", "due": "2026-05-12T17:00:00+01:00"}
    ]
    following = cpconf.must(
        *("schedule", "A-3", "--procedure", "hounslow", "--follows", "A-2", "--json"),
        *("--at", "2026-10-20T10:00"),
    )
    assert following.json["conference"]["previous_review"] == "2026-05-20"


def review(cpconf: Cpconf, ref: str, *more: str, at: str = "2026-03-05T10:00") -> Ran:
    book = ("schedule", ref, "--procedure", "hounslow", "--at", at)
    return cpconf.must(*book, *(more or ("--type", "review", "--previous-review", "2025-10-20")))


CANCEL = ("--reason", "ill", "--authorised-by", "Jo Example")


def test_what_followed_before_it_was_cancelled_does_not_take_its_place(cpconf: Cpconf) -> None:
    review(cpconf, "A-1")
    review(cpconf, "A-2", "--follows", "A-1", at="2026-08-20T10:00")
    said = cpconf.must("cancel", "A-1", *CANCEL).err
    assert "another has to be held by Mon 20 Apr" in said
    assert ("book_again", "A-1", "2026-04-20T17:00:00+01:00") in everywhere(cpconf)
    review(cpconf, "A-3", "--follows", "A-1")
    assert everywhere(cpconf) == []


def test_one_that_is_booked_already_can_take_its_place(cpconf: Cpconf) -> None:
    for ref in ("A-1", "A-2"):
        review(cpconf, ref)
    cpconf.must("cancel", "A-1", *CANCEL)
    cpconf.must("cancel", "A-1", "--followed-by", "a-2")
    assert everywhere(cpconf) == []
    assert "followed by A-2" in cpconf.must("history", "A-1").out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("cancel", "A-2", "--followed-by", "A-1"), 5),  # it is not cancelled
        (("cancel", "A-1", "--followed-by", "A-1"), 2),
        (("cancel", "A-1", "--followed-by", "I-1"), 2),  # of another type
        (("cancel", "A-1", "--followed-by", "A-2", "--nothing-follows", "x"), 2),
        (("cancel", "A-1", "--followed-by", "A-9"), 4),
    ],
)
def test_what_cannot_take_its_place_is_refused(
    cpconf: Cpconf, line: tuple[str, ...], code: int
) -> None:
    for ref in ("A-1", "A-2"):
        review(cpconf, ref)
    cpconf.book("I-1")
    cpconf.must("cancel", "A-1", *CANCEL)
    assert cpconf(*line).code == code
    assert len(everywhere(cpconf)) == 1


def test_two_cannot_follow_one(cpconf: Cpconf) -> None:
    review(cpconf, "A-1")
    cpconf.must("cancel", "A-1", *CANCEL)
    review(cpconf, "A-2", "--follows", "A-1")
    again = ("schedule", "A-3", "--procedure", "hounslow", "--follows", "A-1")
    refused = cpconf(*again, "--at", "2026-03-06T10:00")
    assert refused.code == 5
    assert "A-2 follows A-1 already" in refused.err
    assert cpconf("cancel", "A-1", "--nothing-follows", "x").code == 5
    assert cpconf("status", "A-3").code == 4


def test_the_limit_of_a_cancelled_one_can_be_put_on_record(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("cancel", "A-1", *CANCEL)
    cpconf.must("anchor", "A-1", "--strategy-discussion", "2026-01-22")
    assert everywhere(cpconf) == [("book_again", "A-1", "2026-02-12T17:00:00+00:00")]


def test_a_move_names_what_follows_and_counts_from_its_day(cpconf: Cpconf) -> None:
    cpconf.book()
    review(cpconf, "A-2", "--follows", "A-1", at="2026-05-05T10:00")
    said = cpconf.must(*MOVE, "2026-02-13T10:00").err
    assert "cpconf anchor A-2 --initial-conference 2026-02-13" in said
    assert "A-2" not in cpconf.must(*MOVE, "2026-02-13T11:00").err


def test_the_limit_of_a_cancelled_one_is_told_again_as_it_comes_near(cpconf: Cpconf) -> None:
    # By hand: the limit is Monday 20 April 2026; the Thursday before is two working days away.
    review(cpconf, "A-1")
    cpconf.add("A-1", "administrator", "--email", "a@example.org")
    cpconf.must("cancel", "A-1", *CANCEL)
    told = {}
    for day in ("2026-03-02", "2026-03-03", "2026-04-16", "2026-04-17", "2026-04-20", "2026-04-21"):
        told[day] = cpconf.must("remind", now=f"{day}T09:00").out
    assert [day for day, out in told.items() if out] == [
        *("2026-03-02", "2026-04-16", "2026-04-20", "2026-04-21"),
    ]
    assert "another has to be held by Mon 20 Apr" in told["2026-04-20"]
    assert "another should have been held by Mon 20 Apr" in told["2026-04-21"]


def test_a_limit_that_is_passed_a_second_time_is_told_a_second_time(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-21")
    cpconf.add("A-1", "administrator", "--email", "a@example.org")
    assert "limit passed" in cpconf.must("remind").out
    cpconf.must(*MOVE, "2026-02-11T10:00")
    assert "limit passed" not in cpconf.must("remind").out
    cpconf.must(*MOVE, "2026-02-19T10:00")
    assert "limit passed" in cpconf.must("remind").out


def test_where_no_task_is_left_the_notice_goes_to_whoever_is_on_record(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-21")
    for role in ("administrator", "manager"):
        cpconf.add("A-1", role, "--email", f"{role}@example.org")
    left = [t["handle"] for t in cpconf.status().json["tasks"]]
    cpconf.must("skip", "A-1", *left, "--reason", "x")
    messages = cpconf.must("remind", "--dry-run", "--json").json["messages"]
    assert {m["to"] for m in messages} == {"administrator@example.org", "manager@example.org"}


def test_a_task_that_leaves_for_one_parent_is_said_to(cpconf: Cpconf) -> None:
    cpconf.book()
    for role in ("mother", "father"):
        cpconf.add("A-1", role)
    said = cpconf.must("fact", "A-1", "parent_email@p1=yes").err
    assert "- share-report-by-phone@p1: " in said
    assert "- share-report-by-phone@p2" not in said


def test_what_follows_may_stand_in_a_list(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-22")
    cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "Jo Example")
    (cpconf.folder / "rows.csv").write_text(
        "ref,procedure,type,at,follows\nA-2,hounslow,initial,2026-02-11 10:00,a-1\n"
    )
    cpconf.must("schedule", "--from", "rows.csv")
    assert cpconf.status("A-2").limit("E-ICPC-15")["met"] is True
    assert everywhere(cpconf) == []
    (cpconf.folder / "rows.csv").write_text(
        "ref,procedure,type,at,follows\nA-3,hounslow,review,2026-02-11 10:00,A-1\n"
    )
    refused = cpconf("schedule", "--from", "rows.csv")
    assert refused.code == 2
    assert "rows.csv:2: after A-1 comes a conference of type initial" in refused.err


def test_what_stands_is_told_once_and_not_once_it_is_settled(cpconf: Cpconf) -> None:
    cpconf.configure('[remind]\ndeliver = "stdout"\n')
    cpconf.book("A-1", "--strategy-discussion", "2026-01-21")
    cpconf.add("A-1", "administrator", "--email", "a@example.org")
    first = cpconf.must("remind")
    assert first.out.splitlines()[:2] == ["to a@example.org", "limit passed"]
    assert cpconf.must("remind").out == ""
    cpconf.must(*MOVE, "2026-02-13T10:00")
    cpconf.must(*MOVE, "2026-02-11T10:00")
    assert "limit passed" not in cpconf.must("remind").out
    assert cpconf.must("outbox").out.strip() == "No message is waiting."


def test_a_further_note_or_time_is_kept_beside_the_first(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", "--note", "first", "--at", "2026-01-04T10:00")
    again = cpconf.must("done", "A-1", "O-13a", "--note", "second")
    assert "details added" in again.out
    assert cpconf.status().task("O-13a")["marked_at"] == "2026-01-04T10:00:00+00:00"
    cpconf.must("done", "A-1", "O-13a", "--at", "2026-01-03T10:00")
    assert cpconf.status().task("O-13a")["marked_at"] == "2026-01-03T10:00:00+00:00"
    told = cpconf.must("history", "A-1").out
    assert "first" in told
    assert "second" in told
    for nothing_new in ((), ("--at", "2026-01-03T10:00")):
        assert "already" in cpconf.must("done", "A-1", "O-13a", *nothing_new).err
    assert cpconf.must("history", "A-1").out == told


def test_another_reason_for_what_is_left_out_is_kept(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("skip", "A-1", "O-13a", "O-13c", "--reason", "first")
    cpconf.must("skip", "A-1", "O-13a", "--reason", "second")
    assert "second" in cpconf.must("history", "A-1").out
    before = cpconf.must("history", "A-1").out
    assert "already" in cpconf.must("skip", "A-1", "O-13a", "--reason", "second").err
    assert cpconf.must("history", "A-1").out == before
    cpconf.must("done", "A-1", "O-14")
    refused = cpconf("skip", "A-1", "O-14", "O-15", "--reason", "x")
    assert refused.code == 5
    assert cpconf.status().task("O-15")["state"] == "open"
