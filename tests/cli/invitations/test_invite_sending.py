"""Inviting over SMTP: parents first, once each, true on record whatever happens."""

import pytest

from tests.cli.invitations.inviting import (
    CONFIGURED,
    PEOPLE,
    by_recipient,
    invite,
    nobody_listens,
    peopled,
    states,
    use,
)
from tests.cli.running import Cpconf
from tests.mail.servers import DROP, mail_server, misbehaving_server
from tests.store.looking import look

PARENTS = ["mother@example.org", "father@example.org"]
OTHERS = ["worker@example.org", "chair@example.org", "health@example.org", "voice@example.org"]


def test_the_parents_messages_go_first_and_then_the_tasks_are_done(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        ran = invite(ready, "--send", "--json")
    assert [to for (to,) in inbox.recipients] == [*PARENTS, *OTHERS]
    assert ran.json["done"] == ["invite-parents", "invite-professionals", "send-feedback-forms"]
    for clause in ("O-9a", "O-9c", "O-10"):
        assert ready.status().task(clause)["state"] == "done"
    found = by_recipient(inbox.messages)
    assert len({each.uid for each in found.values()}) == 1
    for each in found.values():
        assert each.letter["X-Unsent"] is None
        assert each.letter["Message-ID"]
        assert each.letter["Date"]
    assert not (ready.folder / "A-1").exists()
    assert states(ready)["p1"] == "sent"


def test_a_familys_message_is_sent_at_most_once_and_staffs_again(ready: Cpconf) -> None:
    invite(ready)
    owed: dict[str, str] = dict(look(ready.where, "SELECT address, care FROM outbox"))
    assert {to: owed[to] for to in PARENTS} == dict.fromkeys(PARENTS, "family")
    assert {owed[to] for to in OTHERS} == {"staff"}


def test_an_initial_conferences_invitations_are_one_task(cpconf: Cpconf) -> None:
    ready = peopled(cpconf, type_="initial")
    with mail_server() as inbox:
        use(ready, inbox.port)
        assert invite(ready, "--send", "--json").json["done"] == ["send-invitations"]


def test_the_letters_of_hounslow_stay_for_people_to_post(cpconf: Cpconf) -> None:
    ready = peopled(cpconf, procedure="hounslow", type_="initial")
    with mail_server() as inbox:
        use(ready, inbox.port)
        assert invite(ready, "--send", "--json").json["done"] == []
    assert ready.status().task("H-ICPC-P1")["state"] == "open"
    assert ready.status().task("H-ICPC-C2")["state"] == "open"


def test_a_second_run_sends_nothing_twice(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        ran = invite(ready, "nothing", "--send")
    assert len(inbox.messages) == 6
    assert "nothing was made" in ran.err


def test_while_the_server_is_away_the_parents_wait_and_the_others_with_them(
    ready: Cpconf,
) -> None:
    use(ready, nobody_listens())
    ran = invite(ready, "--send", code=75)
    assert "the professionals wait" in ran.err
    assert "example.org" not in ran.err
    assert (states(ready)["p1"], states(ready)["p4"]) == ("owed", None)
    assert invite(ready, "nothing", "--send", code=75).code == 75
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "nothing", "--send")
    assert [to for (to,) in inbox.recipients] == [*PARENTS, *OTHERS]


def test_a_parent_whose_address_is_refused_keeps_the_professionals_waiting(
    cpconf: Cpconf,
) -> None:
    ready = cpconf
    ready.book(type_="review")
    ready.add("A-1", "mother", "--email", "mother@example.org")
    ready.add("A-1", "police", "--email", "police@example.org")
    with misbehaving_server({"RCPT": "550 no such mailbox"}) as heard:
        use(ready, heard.port)
        ran = invite(ready, "--send", code=1)
    assert "no such mailbox" not in ran.err
    assert states(ready) == {"p1": "failed", "p2": None}
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready.must("person", "change", "A-1", "mother", "--email", "new@example.org")
        invite(ready, "nothing", "--send")
    assert [to for (to,) in inbox.recipients] == ["new@example.org", "police@example.org"]


def test_of_a_familys_message_in_doubt_a_person_decides_before_it_is_sent_again(
    ready: Cpconf,
) -> None:
    with misbehaving_server({".": DROP}) as heard:
        use(ready, heard.port)
        invite(ready, "--to", "mother", "--send", code=1)
    assert states(ready)["p1"] == "unknown"
    with mail_server() as inbox:
        use(ready, inbox.port)
        ran = invite(ready, "nothing", "--send", code=5)
        assert "unknown whether it was sent" in ran.err
        assert [to for (to,) in inbox.recipients] == ["father@example.org"]
        ready.must("outbox", "sent", "1")
        invite(ready, "nothing", "--send")
    assert [to for (to,) in inbox.recipients] == ["father@example.org", *OTHERS]


def test_somebody_may_decide_that_the_professionals_need_not_wait(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        line = ("--to", "chair", "--send", "--override", "parents-first=they were told by phone")
        assert invite(ready, *line).code == 0
    assert [to for (to,) in inbox.recipients] == ["chair@example.org"]


def test_a_draft_is_not_sent_as_well_unless_somebody_is_named(ready: Cpconf) -> None:
    invite(ready, "--to", "mother", "--to", "father")
    with mail_server() as inbox:
        use(ready, inbox.port)
        told = invite(ready, "nothing", "--send", code=5)
        assert "a draft, not known to be sent" in told.err
        assert not inbox.messages
        ready.must("done", "A-1", "invite-parents")
        invite(ready, "nothing", "--send")
    assert [to for (to,) in inbox.recipients] == OTHERS


def test_one_message_has_one_recipient_and_no_other_name(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--to", "supporter", "--send")
        invite(ready, "nothing", "--send")
    found = by_recipient(inbox.messages)
    everybody = {address: name for name, address in PEOPLE.values()}
    assert {*found} == {*everybody}
    for to, each in found.items():
        for address, name in everybody.items():
            assert name.split()[1] not in each.readable
            assert (address in each.readable) <= (address == to)


def test_whoever_is_kept_away_meanwhile_is_not_sent_what_was_owed(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--send", code=75)
    ready.must("fact", "A-1", "parent_excluded@father=yes")
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind")
    assert [to for (to,) in inbox.recipients] == ["mother@example.org"]
    assert states(ready)["p2"] == "failed"


def test_what_the_reminders_sent_is_ticked_off_and_lets_the_professionals_go(
    ready: Cpconf,
) -> None:
    use(ready, nobody_listens())
    invite(ready, "--send", code=75)
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind")
        assert len(inbox.messages) == 2
        assert ready.status().task("O-9a")["state"] == "done"
        ran = invite(ready, "nothing", "--send", "--json")
    assert ran.json["done"] == ["invite-professionals", "send-feedback-forms"]
    assert [to for (to,) in inbox.recipients] == [*PARENTS, *OTHERS]


# ---- what stays owed: the next run of reminders sends it, whatever `deliver` says


def owe(ready: Cpconf, deliver: str) -> int:
    """Invitations to both parents that could not go; a port on which a server may now listen."""
    port = nobody_listens()
    use(ready, port, f'[remind]\ndeliver = "{deliver}"\nmaildir = "{ready.folder}/mail"')
    invite(ready, "--send", code=75)
    return port


@pytest.mark.parametrize("deliver", ["stdout", "smtp", "maildir"])
def test_what_is_owed_to_a_family_goes_by_the_mail_server_whatever_deliver_says(
    ready: Cpconf, deliver: str
) -> None:
    owe(ready, deliver)
    with mail_server() as inbox:
        use(ready, inbox.port, f'[remind]\ndeliver = "{deliver}"\nmaildir = "{ready.folder}/mail"')
        ran = ready.must("remind")
    assert [to for (to,) in inbox.recipients if to in PARENTS] == PARENTS
    told = [f"A-1 {person}: invitation sent by smtp" for person in ("p1", "p2")]
    assert ran.errors == (told if deliver == "stdout" else [])


def test_a_dry_run_lists_what_is_owed_by_short_id_and_sends_nothing(ready: Cpconf) -> None:
    owe(ready, "stdout")
    with mail_server() as inbox:
        use(ready, inbox.port)
        before = ready.contents
        ran = ready.must("remind", "--dry-run")
        entries = ready.must("remind", "--dry-run", "--json").json["invitations"]
        assert ready.contents == before
        assert inbox.messages == []
    assert "1  invitation A-1  to p1  would be sent by smtp" in ran.out
    assert "2  invitation A-1  to p2  would be sent by smtp" in ran.out
    assert "nothing was sent (--dry-run)" in ran.err
    assert not any(part in ran.out for name in PEOPLE.values() for part in name)
    assert [(e["ref"], e["person"], e["kind"], e["state"], e["would"]) for e in entries] == [
        ("A-1", person, "invitation", "pending", "sent") for person in ("p1", "p2")
    ]


BECOMES = [
    pytest.param(
        ("person", "change", "A-1", "mother", "--email", "new@example.org"), id="moved on"
    ),
    pytest.param(("fact", "A-1", "parent_excluded@mother=yes"), id="kept away"),
    pytest.param(("fact", "A-1", "split"), id="would meet"),
]


@pytest.mark.parametrize("command", BECOMES)
def test_a_dry_run_says_what_a_run_would_withdraw(ready: Cpconf, command: tuple[str, ...]) -> None:
    owe(ready, "stdout")
    ready.must(*command)
    with mail_server() as inbox:
        use(ready, inbox.port)
        first, *_ = ready.must("remind", "--dry-run", "--json").json["invitations"]
        assert (first["person"], first["would"]) == ("p1", "withdrawn")
        ready("remind")
    assert "mother@example.org" not in [to for (to,) in inbox.recipients]
    assert states(ready)["p1"] != "sent"


def test_a_dry_run_says_what_would_wait_and_for_what(ready: Cpconf) -> None:
    owe(ready, "stdout")
    ready.configure(CONFIGURED)
    first, *_ = ready.must("remind", "--dry-run", "--json").json["invitations"]
    assert (first["would"], first["reason"]) == ("waits", "no mail server is configured in [smtp]")


def test_a_run_says_what_became_of_what_was_owed(ready: Cpconf) -> None:
    owe(ready, "stdout")
    with mail_server() as inbox:
        use(ready, inbox.port)
        ran = ready.must("remind", "--json")
    assert inbox.messages
    assert [(e["person"], e["state"], e["would"]) for e in ran.json["invitations"]] == [
        ("p1", "sent", None),
        ("p2", "sent", None),
    ]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('[invite]\nguide = "/nowhere/guide.pdf"\n', 4),
        ('[invite]\nletter = "/nowhere/letter.docx"\n', 4),
        ('[remind]\ndeliver = "smtp"\n', 2),
        ('[smtp]\nhost = "mail.example.org"\n[remind]\ndeliver = "smtp"\n', 2),
    ],
)
def test_a_dry_run_judges_all_that_a_run_would_need(ready: Cpconf, more: str, code: int) -> None:
    ready.configure(more)
    assert ready("remind", "--dry-run").code == code


def test_the_outbox_has_no_address_of_whoever_is_invited(ready: Cpconf) -> None:
    owe(ready, "stdout")
    shown = ready.must("outbox", "--all").out + ready.must("outbox", "--all", "--json").out
    assert "p1" in shown
    assert not any(address in shown for address in [*PARENTS, *OTHERS])
