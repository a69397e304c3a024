"""What holds of invitations in the rarer turns: each rule with the one case that shows it."""

import pytest

from tests.cli.invitations.inviting import (
    CONFIGURED,
    LINK,
    NUMBER,
    by_recipient,
    drafts,
    invite,
    message,
    nobody_listens,
    people_of,
    states,
    taken,
    use,
)
from tests.cli.running import Cpconf, Ran
from tests.mail.moody import moody_server
from tests.mail.servers import mail_server
from tests.store.looking import look

MOTHER, FATHER, NEW = "mother@example.org", "father@example.org", "new@example.org"
WORKER = "worker@example.org"
CANCEL = ("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")


def move(ready: Cpconf, day: int = 1) -> Ran:
    line = ("--at", f"2026-07-{day:02}T14:00", "--reason", "the chair is ill")
    return ready("reschedule", "A-1", *line)


def change(ready: Cpconf, person: str, address: str) -> None:
    ready.must("person", "change", "A-1", person, "--email", address)


def outbox(ready: Cpconf, kind: str, person: str = "p1") -> list[str]:
    """Where the messages of one kind to somebody stand, oldest first."""
    found = ready.must("outbox", "--all", "--json").json["messages"]
    return [m["state"] for m in found if (m["kind"], m["person"]) == (kind, person)]


def known(ready: Cpconf, person: str = "p1") -> dict[str, object]:
    return people_of(ready.must("invited", "A-1", "--json"))[person]


# ---- what leaves is true at the moment when it leaves


def test_an_invitation_that_is_owed_does_not_go_to_an_address_that_was_corrected(
    ready: Cpconf,
) -> None:
    use(ready, nobody_listens())
    invite(ready, "--to", "mother", "--send", code=75)
    change(ready, "mother", NEW)
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready.must("remind")
    assert inbox.messages == []
    assert outbox(ready, "invitation") == ["withdrawn"]


@pytest.mark.parametrize("kind", ["invitation", "cancellation"])
def test_what_is_owed_does_not_go_to_who_organises_it_by_now(ready: Cpconf, kind: str) -> None:
    line = ("--to", "social-worker", "--override", "parents-first=x", "--send")
    with mail_server() as inbox:
        use(ready, inbox.port if kind == "cancellation" else nobody_listens())
        invite(ready, *line, code=0 if kind == "cancellation" else 75)
        ready.configure(
            f'[invite]\norganiser = "Worker@Example.org"\n[smtp]\nhost = "127.0.0.1"\n'
            f'port = {inbox.port}\nsecurity = "none"\nfrom = "desk@example.org"\n'
        )
        before = len(inbox.messages)
        ready(*(CANCEL if kind == "cancellation" else ("remind",)))
        assert len(inbox.messages) == before
    assert outbox(ready, kind, "p4") == ["withdrawn"]  # and not tried for ever


def test_an_invitation_in_doubt_is_not_sent_again_once_the_date_has_moved(ready: Cpconf) -> None:
    with moody_server({f". {WORKER}": "taken and gone"}) as server:
        use(ready, server.port)
        ready.must("skip", "A-1", "invite-parents", "--reason", "the chair rings them")
        invite(ready, "--to", "social-worker", "--send", code=75)
        server.replies = {"greeting": "421 busy"}
        move(ready)
        server.replies = {}
        taken(server)
        ready("remind", now="2026-01-05T13:00")
    sent = by_recipient(taken(server))[WORKER]
    assert (sent.sequence, sent.event.dtstart.value.month) == (1, 7)


def test_an_earlier_address_that_is_theirs_again_is_not_called_off(ready: Cpconf) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--to", "mother", "--send")
        change(ready, "mother", NEW)
        server.replies = {f"RCPT {MOTHER}": "450 later"}
        assert move(ready).code == 75
        change(ready, "mother", MOTHER)
        server.replies = {}
        taken(server)
        ready("remind", now="2026-01-05T13:00")
    assert taken(server) == []
    assert outbox(ready, "cancellation") == ["withdrawn"]


def test_a_cancellation_speaks_of_the_date_that_they_heard_of_last(ready: Cpconf) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--to", "mother", "--send")
        move(ready, 1)
        server.replies = {f"RCPT {MOTHER}": "550 no"}
        move(ready, 2)
        server.replies = {}
        taken(server)
        ready.must(*CANCEL)
    found = by_recipient(taken(server))[MOTHER]
    assert "Wednesday 1 July 2026 at 2:00 in the afternoon" in found.text


def test_a_draft_is_made_although_the_mail_server_is_away(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--to", "mother", "--send", code=75)
    invite(ready, "nothing", "--to", "father", "--out", "mine")
    (draft,) = (ready.folder / "mine").rglob("*.eml")
    draft.unlink()
    # As a run leaves it that was stopped.
    look(ready.where, "UPDATE outbox SET state = 'pending' WHERE outlet = 'draft'")
    assert ready("remind").code == 75
    assert draft.exists()


def test_without_a_mail_server_drafts_are_made_and_what_is_owed_by_mail_waits(
    ready: Cpconf,
) -> None:
    use(ready, nobody_listens())
    invite(ready, "--to", "mother", "--send", code=75)
    ready.configure(CONFIGURED)
    invite(ready, "nothing", "--to", "father", "--out", "mine")
    assert list(drafts(ready.folder / "mine")) == ["A-1-p2-invitation-0.eml"]
    assert outbox(ready, "invitation") == ["pending"]


def test_a_draft_that_is_there_already_word_for_word_is_as_good_as_made(ready: Cpconf) -> None:
    invite(ready, "--to", "mother")
    look(ready.where, "UPDATE outbox SET state = 'pending'")  # as a run leaves it that was stopped
    before = drafts(ready.folder / "A-1")["A-1-p1-invitation-0.eml"].content
    ready.must("remind")
    assert outbox(ready, "invitation") == ["sent"]
    assert drafts(ready.folder / "A-1")["A-1-p1-invitation-0.eml"].content == before


@pytest.mark.parametrize(
    ("until", "goes"),
    [("2026-01-05T12:05:00+00:00", False), ("2027-01-05T12:00:00+00:00", True)],
    ids=["a server asked for time", "a clock was wrong"],
)
def test_what_a_server_asked_to_wait_for_is_left_alone_unless_a_clock_was_wrong(
    ready: Cpconf, until: str, goes: bool
) -> None:
    use(ready, nobody_listens())
    invite(ready, "--to", "mother", "--send", code=75)
    look(ready.where, "UPDATE outbox SET not_before = ?", [until])
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("invite", "A-1", "--to", "father", "--send")
    assert ([MOTHER] in inbox.recipients) is goes
    assert [FATHER] in inbox.recipients


def test_what_a_run_had_claimed_that_is_no_more_goes_with_the_next(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--to", "mother", "--send", code=75)
    look(
        ready.where,
        "UPDATE outbox SET state = 'claimed', claimed_by = ?, "
        "lease_until = '2100-01-01T00:00:00.000000+00:00'",
        ["f" * 16],
    )
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "nothing", "--to", "father", "--send")
    assert inbox.recipients == [[MOTHER], [FATHER]]


def test_to_invite_to_one_conference_sends_nothing_of_another(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--to", "mother", "--send", code=75)
    ready.must(
        *("schedule", "A-2", "--procedure", "oxfordshire", "--type", "review"),
        *("--at", "2026-02-19T10:00"),
    )
    ready.add("A-2", "mother", "--email", "second@example.org")
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready.must("invite", "A-2", "--link", LINK, "--send")
    assert inbox.recipients == [["second@example.org"]]


def test_a_message_is_tried_once_a_run(ready: Cpconf) -> None:
    replies = {f"RCPT {MOTHER}": "550 no", f"RCPT {FATHER}": "399 what"}
    with moody_server(replies) as server:
        use(ready, server.port)
        invite(ready, "--send", code=75)
        assert sorted(server.offered) == sorted({MOTHER, FATHER})


# ---- who hears of a change, and what stays on record of them


def test_whoever_is_left_out_keeps_no_answer_and_no_message(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--to", "father", "--send", code=75)
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "nothing", "--to", "mother", "--send")
    ready.must("reply", "A-1", "mother", "accepted")
    use(ready, nobody_listens())
    for person in ("mother", "father"):
        ready.must("fact", "A-1", f"parent_excluded@{person}=yes")
    move(ready)
    for person in ("p1", "p2"):
        found = known(ready, person)
        assert (found["state"], found["answer"], found["answered_at"]) == ("failed", None, None)
    assert "pending" not in {*outbox(ready, "invitation"), *outbox(ready, "invitation", "p2")}


def test_an_answer_of_somebody_who_was_left_out_is_not_taken(ready: Cpconf) -> None:
    invite(ready, "--to", "mother")
    ready.must("fact", "A-1", "parent_excluded@mother=yes")
    move(ready)
    before = ready.contents
    ran = ready("reply", "A-1", "mother", "accepted")
    assert ran.code == 4
    assert "p1 is not invited to A-1" in ran.err
    assert ready.contents == before


def test_what_never_went_is_withdrawn_with_the_conference_at_once(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--to", "mother", "--send", code=75)
    ready.must(*CANCEL)
    assert outbox(ready, "invitation") == ["withdrawn"]


def test_an_invitation_that_failed_is_not_called_cancelled(ready: Cpconf) -> None:
    with moody_server({f"RCPT {MOTHER}": "550 no"}) as server:
        use(ready, server.port)
        invite(ready, "--to", "mother", "--send", code=1)
        ready.must(*CANCEL)
    assert known(ready)["state"] == "failed"


def test_a_new_link_is_owed_and_not_sent_until_it_went_and_the_answer_holds(
    ready: Cpconf,
) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--to", "mother", "--send")
    ready.must("reply", "A-1", "mother", "accepted")
    # As earlier versions kept it.
    look(ready.where, "UPDATE invited SET state = 'sent', sent_at = made_at")
    use(ready, nobody_listens())
    invite(ready, "--link", f"{LINK}2", "--to", "mother", "--send", code=75)
    found = known(ready)
    assert (found["state"], found["sent_at"], found["answer"]) == ("owed", None, "accepted")


def test_a_new_link_that_nobody_may_be_told_is_on_record_as_that(ready: Cpconf) -> None:
    invite(ready)
    ready.must("fact", "A-1", "parent_excluded@mother=yes")
    invite(ready, "--for", "mother", "--link", f"{LINK}2")
    assert known(ready)["state"] == "failed"
    assert outbox(ready, "update") == []
    assert states(ready)["p2"] == "prepared"


def test_who_has_an_earlier_address_of_somebodys_by_now_gets_one_cancellation(
    ready: Cpconf,
) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--to", "mother", "--to", "father", "--send")
        change(ready, "mother", NEW)
        server.replies = {f"RCPT {MOTHER}": "450 later"}
        assert move(ready, 1).code == 75  # she is told at the new one, and the old one is not
        change(ready, "father", MOTHER)
        server.replies = {}
        move(ready, 2)
        taken(server)
        ready.must(*CANCEL)
    to = [message(content).to for content in taken(server)]
    assert sorted(to) == sorted([NEW, MOTHER])


@pytest.mark.parametrize("role", ["supporter", "young-person", "carer", "parent"])
def test_of_anybody_of_a_family_a_person_decides_where_it_is_not_known_whether_it_went(
    ready: Cpconf, role: str
) -> None:
    who = ready.add("A-1", role, "--email", NEW)
    with moody_server({f". {NEW}": "taken and gone"}) as server:
        use(ready, server.port)
        invite(ready, "--to", who, "--send", code=1)
    assert outbox(ready, "invitation", who) == ["unknown"]


# ---- how people join


def test_the_number_to_ring_may_name_who_is_not_of_the_family(ready: Cpconf) -> None:
    invite(ready, "--dial-in", f"{NUMBER}, ask for Canarychair")
    change_name = ("person", "change", "A-1", "mother", "--name", "Jo Li")
    ready.must(*change_name)
    invite(ready, "--dial-in", f"{NUMBER}, jo or li at reception")


def test_nobody_who_is_invited_is_left_with_nothing_to_join_by(ready: Cpconf) -> None:
    invite(ready, "--to", "interpreter", "--override", "parents-first=x")
    before = ready.contents
    ran = ready("invite", "A-1", "--dial-in", "none")
    assert ran.code == 2
    assert "p7 would have no way left to join" in ran.err
    assert ready.contents == before


def test_where_only_one_person_has_no_way_in_it_is_not_asked_how_everybody_joins(
    ready: Cpconf,
) -> None:
    for role in ("mother", "father"):
        ready.must("fact", "A-1", f"parent_excluded@{role}=yes")
    for person in ("social-worker", "chair", "health"):
        ready.must("person", "change", "A-1", person, "--email", "")
    ready.must("invite", "A-1", "--link", LINK)
    assert known(ready, "p7")["why"] == "nothing to join by: no number to ring, and not by a link"


# ---- whom somebody names, and files that are in the way


def test_whoever_has_an_invitation_may_be_named_again_although_something_would_stop_them(
    ready: Cpconf,
) -> None:
    invite(ready, "--to", "mother")
    ready.must("agree", "A-1", "mother", "--way", "visit")
    assert ready("invite", "A-1", "--to", "mother", "--to", "father").code == 0
    assert states(ready)["p2"] == "prepared"


def test_somebody_with_a_draft_is_sent_it_by_mail_once_they_are_named(ready: Cpconf) -> None:
    invite(ready, "--to", "mother")
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "nothing", "--to", "mother", "--send")
    assert inbox.recipients == [[MOTHER]]


def test_a_new_way_to_join_is_no_update_for_who_has_moved_away(ready: Cpconf) -> None:
    invite(ready, "--to", "mother")
    change(ready, "mother", NEW)
    invite(ready, "--link", f"{LINK}2", "--to", "mother", "--out", "second")
    found = drafts(ready.folder / "second")
    assert [m.to for m in found.values()] == [NEW]
    assert [m.method for m in found.values()] == ["REQUEST"]
    assert outbox(ready, "update") == []


def test_a_file_with_the_name_of_the_next_draft_is_in_the_way(ready: Cpconf) -> None:
    invite(ready, "--to", "mother")
    next_ = ready.folder / "A-1/1-family/A-1-p2-invitation-1.eml"
    next_.write_text("mine")
    before = ready.contents
    ran = ready("invite", "A-1", "--link", f"{LINK}2")
    assert ran.code == 5
    assert next_.name in ran.err
    assert ready.contents == before
    assert next_.read_text() == "mine"


@pytest.mark.parametrize("key", ["guide", "feedback_form"])
def test_an_attachment_with_nothing_in_it_is_told(ready: Cpconf, key: str) -> None:
    empty = ready.folder / "empty.pdf"
    empty.touch()
    ready.configure(f'{CONFIGURED}{key} = "{empty}"\n')
    ran = ready("invite", "A-1", "--link", LINK)
    assert ran.code == 2
    assert "is empty" in ran.err


# ---- what ticks a task off

NOT_WAITED_FOR = {
    "who is kept away": ("fact", "A-1", "parent_excluded@father=yes"),
    "who cannot join": ("fact", "A-1", "parent_cannot_join@father=yes"),
}


@pytest.mark.parametrize("why", NOT_WAITED_FOR)
def test_the_parents_task_is_done_without(ready: Cpconf, why: str) -> None:
    ready.must(*NOT_WAITED_FOR[why])
    with mail_server() as inbox:
        use(ready, inbox.port)
        ran = invite(ready, "--to", "mother", "--send", "--json")
    assert ran.json["done"] == ["invite-parents"]


def test_the_parents_task_waits_for_who_may_have_been_invited_before_they_could_not_join(
    ready: Cpconf,
) -> None:
    with moody_server({f". {FATHER}": "taken and gone"}) as server:
        use(ready, server.port)
        invite(ready, "--to", "father", "--send", code=1)
        ready.must("fact", "A-1", "parent_cannot_join@father=yes")
        ran = invite(ready, "nothing", "--to", "mother", "--send", "--json")
    assert ran.json["done"] == []
    assert ready.status().task("O-9a")["state"] == "open"


def test_who_has_moved_away_from_their_invitation_is_to_be_invited_again(ready: Cpconf) -> None:
    invite(ready, "--to", "mother")
    assert known(ready)["why"] is None
    change(ready, "mother", NEW)
    assert known(ready)["why"] == "has another email address now: invite again"


def test_the_professionals_task_is_done_without_who_has_it_already_or_reads_a_shared_mailbox(
    ready: Cpconf,
) -> None:
    ready.add("A-1", "police", "--email", WORKER)
    change(ready, "health", "desk@example.org")
    with mail_server() as inbox:
        use(ready, inbox.port)
        ran = invite(ready, "--send", "--json")
    assert "invite-professionals" in ran.json["done"]
    assert ["desk@example.org"] not in inbox.recipients


def test_a_family_that_takes_part_in_another_way_does_not_keep_forms_from_being_sent(
    ready: Cpconf,
) -> None:
    ready.must("fact", "A-1", "joins_another_way=yes")
    with mail_server() as inbox:
        use(ready, inbox.port)
        ran = invite(ready, "--send", "--json")
    assert ran.json["done"] == ["invite-professionals", "send-feedback-forms"]


def test_an_invitation_at_an_earlier_address_ticks_nothing_off(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--to", "father", "--send")
        change(ready, "father", NEW)
        ran = invite(ready, "nothing", "--to", "mother", "--send", "--json")
        assert ran.json["done"] == []
        assert invite(ready, "nothing", "--to", "father", "--send", "--json").json["done"] == [
            "invite-parents"
        ]


def test_a_task_that_somebody_opened_again_is_not_ticked_off_by_making_drafts(
    ready: Cpconf,
) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--to", "mother", "--to", "father", "--send")
    ready.must("undo", "A-1", "invite-parents")
    invite(ready, "nothing")
    assert ready.status().task("O-9a")["state"] == "open"


def test_where_there_is_nobody_to_invite_nothing_is_ticked_off(cpconf: Cpconf) -> None:
    cpconf.book(type_="review")
    cpconf.add("A-1", "mother", "--email", MOTHER)
    with mail_server() as inbox:
        use(cpconf, inbox.port)
        ran = invite(cpconf, "--send", "--json")
    assert ran.json["done"] == ["invite-parents", "send-feedback-forms"]


def test_a_gate_that_is_shut_keeps_a_task_open_although_everybody_has_theirs(
    ready: Cpconf,
) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--to", "father", "--send")
        line = ("--override", "parents-first=x", "--send", "--json")
        everybody = [w for r in ("social-worker", "chair", "health") for w in ("--to", r)]
        ran = invite(ready, "nothing", *everybody, "--to", "interpreter", *line)
    assert ran.json["done"] == []
    assert ready.status().task("O-9c")["state"] == "open"


# ---- who cannot be invited, and by what people join


KEPT_AWAY = ("fact", "A-1", "parent_excluded@father=yes")
CANNOT = ("fact", "A-1", "parent_cannot_join@father=yes")


@pytest.mark.parametrize(
    ("line", "to", "said"),
    [
        (
            KEPT_AWAY,
            "father",
            [
                "cpconf: not invited to A-1: p2: kept away (parent_excluded)",
                "If that is no longer so: cpconf fact A-1 parent_excluded@p2=no",
            ],
        ),
        (
            ("person", "change", "A-1", "father", "--email", ""),
            "father",
            [
                "cpconf: not invited to A-1: p2: no email address on record",
                "Put it on record: cpconf person change A-1 p2 --email ADDRESS",
            ],
        ),
    ],
    ids=["kept away", "no address"],
)
def test_who_is_named_and_cannot_be_invited_is_told_with_the_way_on(
    ready: Cpconf, line: tuple[str, ...], to: str, said: list[str]
) -> None:
    ready.must(*line)
    ran = invite(ready, "--to", to, code=5)
    assert ran.errors == said
    assert not (ready.folder / "A-1").exists()


def test_without_a_word_of_how_people_join_nobody_is_invited(ready: Cpconf) -> None:
    ran = invite(ready, "nothing", code=2)
    assert ran.errors[0].startswith("cpconf: how do people join A-1? Give --link URL, --dial-in")
    assert not (ready.folder / "A-1").exists()


# O-PART-3: Teams, Skype, a conference call, WhatsApp or a speakerphone.
def test_another_way_than_the_procedure_names_is_remarked_on(ready: Cpconf) -> None:
    ran = invite(ready, "--method", "telephone", "--dial-in", NUMBER)
    assert "telephone is not among the ways to join that O-PART-3 names: Microsoft Teams" in ran.err
