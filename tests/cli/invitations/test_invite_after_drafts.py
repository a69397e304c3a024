"""Sending by mail what was made as drafts before."""

from cpconf.core.invitations.joining import JoiningDetails
from cpconf.workflow.invitations.host import Host
from cpconf.workflow.invitations.plan import InviteRequest, keep, plan
from tests.cli.invitations.inviting import LINK, NUMBER, drafts, invite, people_of, peopled
from tests.cli.running import Cpconf
from tests.mail.servers import mail_server


def test_who_has_a_draft_is_not_sent_another_by_mail_and_the_way_on_is_said(
    cpconf: Cpconf,
) -> None:
    peopled(cpconf)
    made = people_of(invite(cpconf, "--json"))
    drafted = [whom for whom, each in made.items() if each["state"] == "prepared"]
    with mail_server() as inbox:
        cpconf.configure(
            '[invite]\norganiser = "desk@example.org"\n[smtp]\nhost = "127.0.0.1"\n'
            f'port = {inbox.port}\nsecurity = "none"\nfrom = "desk@example.org"\n'
        )
        ran = invite(cpconf, "nothing", "--send")
        assert inbox.messages == []
        assert f"cpconf invite A-1 --to {drafted[0]} --send" in ran.err
        invite(cpconf, "nothing", "--to", drafted[0], "--send")
    assert len(inbox.messages) == 1


def test_the_first_drafts_say_nothing_of_earlier_ones(cpconf: Cpconf) -> None:
    assert "made before" not in invite(peopled(cpconf)).err


def test_drafts_that_a_stopped_run_only_owed_are_made_by_the_next(cpconf: Cpconf) -> None:
    folder = peopled(cpconf).folder / "A-1"
    app = cpconf.app()
    asked = InviteRequest(
        ref="A-1", details=JoiningDetails(link=LINK, dial_in=NUMBER), folder=folder
    )
    desk = Host.of(app.config).organiser
    with app.writing() as store:
        keep(store, plan(store, asked, desk, now=app.now), desk, now=app.now)
    assert not folder.exists()
    invite(cpconf, "nothing")
    assert {each.to for each in drafts(folder).values()} >= {
        *("mother@example.org", "father@example.org", "chair@example.org"),
    }


def test_a_calendar_entry_that_lies_there_already_is_left_as_it_is(cpconf: Cpconf) -> None:
    folder = peopled(cpconf).folder / "A-1" / "1-family"
    invite(cpconf)
    entry = folder / "A-1-p1-invitation-0.ics"
    entry.write_text("as somebody left it")
    (folder / "A-1-p1-invitation-0.eml").unlink()
    ran = invite(cpconf, "nothing", "--to", "mother")
    assert (ran.code, ran.err) == (0, "")
    assert entry.read_text() == "as somebody left it"
    assert entry.with_suffix(".eml").exists()
