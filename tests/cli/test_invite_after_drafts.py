"""Sending by mail what was made as drafts before."""

from tests.cli.inviting import invite, people_of, peopled
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
