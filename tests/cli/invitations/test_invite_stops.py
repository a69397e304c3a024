"""What keeps an invitation back, for good or until somebody decides otherwise."""

import os
import subprocess
import sys

import docx
import pytest

from tests.cli.invitations.inviting import (
    CONFIGURED,
    LINK,
    NUMBER,
    PEOPLE,
    drafts,
    invite,
    people_of,
    peopled,
    states,
    use,
)
from tests.cli.running import NOON, OVER, Cpconf
from tests.cli.sharing.copies import message
from tests.mail.servers import mail_server

ADDRESSES = [address for _, address in PEOPLE.values()]
CANARIES = [name.split()[1] for name, _ in PEOPLE.values()]
ZOOM = "https://us02web.zoom.us/j/123"


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        ((), 2, "--link URL, --dial-in"),
        (("--link", ZOOM), 5, "Zoom"),
        (("--method", "zoom", "--link", LINK), 5, "O-PART-3"),
        (("--link", "http://meet.example.org/x"), 2, "https://"),
        (("--link", f"{LINK} x"), 2, "no spaces"),
        (("--dial-in", "ring us"), 2, "no number"),
        (("--dial-in", f"{NUMBER} ask for Canaryfather"), 5, "name of the family"),
        (("--method", "facetime", "--link", LINK), 2, "speakerphone"),
        (("--link", LINK, "--dial-at", "soon"), 2, "--dial-at"),
        (("--link", LINK, "--for", "p9"), 4, "no such person"),
        (("--for", "mother"), 2, "--for says whom"),
        (("--link", LINK, "--to", "p9"), 4, "no such person"),
        (("--link", LINK, "--override", "way"), 2, "--override"),
        (("--link", "-", "--dial-in", "-"), 2, "standard input"),
        (("--link", LINK, "--send"), 2, "[smtp]"),
    ],
)
def test_what_cannot_be_leaves_nothing_behind(
    ready: Cpconf, more: tuple[str, ...], code: int, told: str
) -> None:
    before = ready.contents
    ran = ready("invite", "A-1", *more)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert not any(secret in ran.err for secret in (*CANARIES, "meetup-join", "us02web"))
    assert ready.contents == before
    assert not (ready.folder / "A-1").exists()


def test_somebody_has_to_be_the_organiser(ready: Cpconf) -> None:
    ready.configure("")
    assert "[invite]" in invite(ready, code=2).err
    ready.configure('[smtp]\nfrom = "office@example.org"\n')
    invite(ready)
    assert {m.letter["From"] for m in drafts(ready.folder / "A-1").values()} == {
        "office@example.org"
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('organiser = "nobody"', "[invite] organiser"),
        ('guide = "guide.pdf"', "[invite] guide must be the full path"),
        ('guide = "/nowhere/guide.pdf"', "there is no file"),
        ('feedback_form = "/nowhere/form.exe"', ".pdf or .docx"),
        ('letter = "/nowhere/letter.pdf"', ".docx file"),
        ('contact = "a\\u001bb"', "[invite] contact"),
    ],
)
def test_a_wrong_configuration_is_told_before_anything_is_made(
    ready: Cpconf, line: str, told: str
) -> None:
    key = line.partition(" ")[0]
    rest = "".join(f"{each}\n" for each in CONFIGURED.splitlines() if not each.startswith(key))
    ready.configure(f"{rest}{line}\n")
    ran = ready("invite", "A-1", "--link", LINK)
    assert ran.code == (4 if told == "there is no file" else 2)
    assert told in ran.err
    assert not (ready.folder / "A-1").exists()


def test_the_organiser_is_not_invited(ready: Cpconf) -> None:
    ready.configure('[invite]\norganiser = "chair@example.org"\n')
    ran = invite(ready)
    assert "organises it" in ran.out
    assert not any(each.to == "chair@example.org" for each in drafts(ready.folder / "A-1").values())


@pytest.mark.parametrize(("type_", "clause"), [("initial", "O-11r"), ("review", "O-9r")])
def test_without_a_parents_address_nobody_is_invited(
    cpconf: Cpconf, type_: str, clause: str
) -> None:
    cpconf.configure(CONFIGURED)
    cpconf.book(type_=type_)
    cpconf.add("A-1", "mother")
    cpconf.add("A-1", "health", "--email", "health@example.org")
    told = invite(cpconf, code=5).err
    assert clause in told
    assert "cpconf person change A-1 p1 --email" in told
    if type_ == "review":
        cpconf.must("fact", "A-1", "joins_another_way=yes")
        invite(cpconf)
        assert states(cpconf) == {"p1": None, "p2": "prepared"}


def test_for_hounslow_a_parent_without_an_address_gets_a_letter(cpconf: Cpconf) -> None:
    # H-ICPC-P1 and C2: there, the invitation is posted.
    cpconf.configure(CONFIGURED)
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "mother", name="Wilma Canarymother")
    cpconf.add("A-1", "health", "--email", "health@example.org", name="Hal Canaryhealth")
    assert "--letters" in invite(cpconf).err
    ran = invite(cpconf, "nothing", "--letters", "--json")
    letter = people_of(ran)["p1"]["letter"]
    assert letter.endswith("1-family/A-1-p1-letter.docx")
    paragraphs = docx.Document(letter).element.body.itertext()
    text = " ".join(paragraphs)
    assert "Wilma Canarymother" in text
    assert "Thursday 12 February 2026" in text
    assert "meetup-join" in text
    assert "Canaryhealth" not in text


def test_the_leaflet_lies_beside_the_letter_where_the_procedure_asks_for_one(
    cpconf: Cpconf,
) -> None:
    cpconf.configure(CONFIGURED)
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "mother")
    ran = invite(cpconf, "nothing", "--letters")
    leaflet = cpconf.folder / "A-1/1-family/A-1-p1-leaflet.docx"
    assert leaflet.name in "".join(ran.out.split())
    text = " ".join(docx.Document(str(leaflet)).element.body.itertext())
    assert "About the child protection conference" in text


@pytest.mark.parametrize(
    ("procedure", "type_", "enclosed"),
    [
        # H-ICPC-C2 asks for the guide, O-10 for the feedback form at reviews; neither for both.
        ("hounslow", "initial", {"mother": {"joining-guide.docx"}, "school": set()}),
        ("hounslow", "review", {"mother": {"joining-guide.docx"}, "school": set()}),
        ("oxfordshire", "initial", {"mother": set()}),
        ("oxfordshire", "review", {"mother": {"feedback-form.docx"}}),
    ],
)
def test_what_the_procedure_asks_for_goes_in_with_an_invitation_and_nothing_else(
    cpconf: Cpconf, procedure: str, type_: str, enclosed: dict[str, set[str]]
) -> None:
    cpconf.configure(CONFIGURED)
    cpconf.book(procedure=procedure, type_=type_)
    for role in enclosed:
        cpconf.add("A-1", role, "--email", f"{role}@example.org")
    invite(cpconf)
    for role, files in enclosed.items():
        (path,) = [p for p in (cpconf.folder / "A-1").rglob("*.eml") if role in p.read_text()]
        attached = {part.get_filename() for part in message(path).iter_attachments()}
        assert {name for name in attached if name and name.endswith(".docx")} == files


def test_letters_are_for_parents_who_may_come_and_are_made_once(ready: Cpconf) -> None:
    ready.must("fact", "A-1", "parent_excluded@father=yes")
    invite(ready, "--letters")
    folder = ready.folder / "A-1/1-family"
    assert [path.name for path in folder.glob("*.docx")] == ["A-1-p1-letter.docx"]
    before = (folder / "A-1-p1-letter.docx").read_bytes()
    invite(ready, "nothing", "--letters")
    assert (folder / "A-1-p1-letter.docx").read_bytes() == before


@pytest.mark.parametrize(
    ("paragraph", "code", "told"),
    [
        (None, 6, "damaged"),
        ("{{ nothing }}", 2, "has an unknown field"),
        ("{% if %}", 2, "filled in"),
    ],
)
def test_a_letter_that_cannot_be_filled_in_is_told_before_anything_is_sent(
    ready: Cpconf, paragraph: str | None, code: int, told: str
) -> None:
    letter = ready.folder / "letter.docx"
    letter.write_bytes(b"PK\x03\x04 no document")
    if paragraph is not None:
        template = docx.Document()
        template.add_paragraph(paragraph)
        template.save(str(letter))
    with mail_server() as inbox:
        use(ready, inbox.port, f"letter = '{letter}'")
        before = ready.contents
        ran = invite(ready, "--send", "--letters", code=code)
    assert told in ran.err
    assert f"[invite] letter: {letter}: " in ran.err
    assert (inbox.messages, ready.contents) == ([], before)


def test_a_folder_that_takes_no_letters_is_told_before_anything_is_sent(ready: Cpconf) -> None:
    taken = ready.folder / "out"
    taken.write_text("a file has its name")
    with mail_server() as inbox:
        use(ready, inbox.port)
        before = ready.contents
        ran = invite(ready, "--send", "--letters", "--out", str(taken), code=5)
    assert "output folder" in ran.err
    assert (inbox.messages, ready.contents) == ([], before)


def test_what_was_sent_is_reported_where_a_letter_cannot_be_written_after_all(
    ready: Cpconf,
) -> None:
    taken = ready.folder / "out/1-family/A-1-p1-letter.docx"
    taken.parent.mkdir(parents=True)
    taken.symlink_to("nowhere")
    with mail_server() as inbox:
        use(ready, inbox.port)
        ran = invite(ready, "--send", "--letters", "--out", str(ready.folder / "out"), code=5)
    assert len(inbox.messages) == 6
    assert "sent Mon 5 Jan 2026, 12:00" in ran.out
    assert "O-9a" not in ran.err
    assert ran.errors[-2].startswith("cpconf: A-1-p1-letter.docx ")
    assert ran.errors[-1].strip().startswith("Move that away")


def test_a_parent_who_is_kept_away_is_never_invited(ready: Cpconf) -> None:
    ready.must("fact", "A-1", "parent_excluded@father=yes")
    invite(ready)
    assert states(ready)["p2"] is None
    told = invite(ready, "nothing", "--to", "father", "--override", "way=x", code=5).err
    assert "parent_excluded@p2=no" in told


def share_his_mailbox(ready: Cpconf) -> None:
    """Somebody who supports the father reads his mailbox, which stops his invitation alone."""
    who = ("--role", "supporter", "--name", "Pat Example", "--email", "father@example.org")
    ready.must("person", "add", "A-1", *who)


def test_the_parents_come_first_unless_somebody_decides_otherwise(ready: Cpconf) -> None:
    share_his_mailbox(ready)
    told = invite(ready, code=5)
    assert "waits for the parents" in told.out
    assert "--override parents-first=REASON" in told.err
    assert states(ready)["p1"] == "prepared"
    assert states(ready)["p4"] is None
    invite(ready, "nothing", "--override", "parents-first=told by telephone")
    assert states(ready)["p4"] == "prepared"
    assert "told by telephone" in ready.must("history", "A-1").out


def test_somebody_who_is_named_is_stopped_with_the_way_past_it(ready: Cpconf) -> None:
    share_his_mailbox(ready)
    told = invite(ready, "--to", "father", code=5).err
    assert "--override same-address=REASON" in told
    assert states(ready)["p2"] is None
    past = ("--override", "same-address=he asked for it", "--authorised-by", "Sam Example")
    ran = invite(ready, "--to", "father", *past, "--json")
    assert ran.json["overridden"] == ["same-address"]
    assert "Sam Example" in ready.must("history", "A-1").out


@pytest.mark.parametrize("way", ["telephone", "letterbox", "visit"])
def test_what_was_agreed_for_documents_stops_no_invitation(ready: Cpconf, way: str) -> None:
    """O-16 speaks of how the report reaches the parents, O-9a of their invitations."""
    ready.must("agree", "A-1", "father", "--way", way)
    ran = invite(ready)
    assert f"p2 agreed to get documents by {way}; this invitation is for their email" in ran.err
    assert {states(ready)["p1"], states(ready)["p2"], states(ready)["p4"]} == {"prepared"}


def test_two_of_a_family_with_one_mailbox_are_stopped(ready: Cpconf) -> None:
    ready.must("person", "change", "A-1", "father", "--email", "mother@example.org")
    ran = invite(ready, code=5)
    assert "has the same email address as p2" in ran.out
    assert "mother@example.org" not in ran.out + ran.err


def test_a_school_waits_for_its_own_arrangement(ready: Cpconf) -> None:
    school = ready.add("A-1", "school", "--email", "s@example.org")
    invite(ready)
    assert states(ready)[school] is None
    ready.must("done", "A-1", f"arrange-school-invitation@{school}")
    invite(ready, "nothing")
    assert states(ready)[school] == "prepared"


@pytest.mark.parametrize("over", ["held", "cancel"])
def test_to_a_conference_that_is_over_nobody_is_invited(ready: Cpconf, over: str) -> None:
    more = ("--reason", "x", "--authorised-by", "Sam") if over == "cancel" else ()
    ready.must(over, "A-1", *more, now=OVER if over == "held" else NOON)
    invite(ready, code=5)


def test_another_method_than_the_procedures_is_warned_of(cpconf: Cpconf) -> None:
    peopled(cpconf, procedure="hounslow")
    assert "H-ICPC-C1" in invite(cpconf, "--method", "skype", "--link", LINK).err


def test_a_draft_ticks_nothing_off(ready: Cpconf) -> None:
    invite(ready)
    assert ready.status().task("O-9a")["state"] == "open"
    assert ready.status().task("O-9c")["state"] == "open"
    ready.must("done", "A-1", "invite-parents", "invite-professionals", "send-feedback-forms")


def test_link_and_number_can_be_read_instead_of_typed(ready: Cpconf) -> None:
    ready.must("invite", "A-1", "--link", "-", stdin=f"{LINK}\n")
    assert LINK in drafts(ready.folder / "A-1")["A-1-p1-invitation-0.eml"].text


def test_before_anything_is_on_record_there_is_nothing_to_show(cpconf: Cpconf) -> None:
    assert cpconf("invited", "A-1").code == 0
    assert cpconf.must("invited", "A-1", "--json").json["people"] == []
    assert cpconf("invite", "A-1").code == 2


def test_what_is_shown_has_no_name_address_or_link(ready: Cpconf) -> None:
    invite(ready)
    for ran in (ready.must("invited", "A-1"), ready.must("history", "A-1"), ready.must("status")):
        for secret in (*ADDRESSES, *CANARIES, "meetup-join", "496"):
            assert secret not in ran.out + ran.err


def test_a_folder_that_cannot_be_written_leaves_the_invitations_owed(ready: Cpconf) -> None:
    if os.geteuid() == 0:
        (ready.folder / "A-1").write_text("a file has its name")
    else:
        (ready.folder / "A-1").mkdir(mode=0o500)
    # The family's are turned down, and the professionals' wait for them.
    assert ready("invite", "A-1", "--link", LINK).code == 75
    assert "prepared" not in states(ready).values()
    (ready.folder / "A-1").unlink()
    invite(ready, "nothing")
    assert states(ready)["p1"] == "prepared"


def test_showing_who_is_invited_loads_nothing_that_makes_or_sends_messages(ready: Cpconf) -> None:
    code = (
        "import sys; from cpconf.cli.program import run; code = run(['invited', 'A-1']); "
        "print(code, sorted({m.split('.')[0] for m in sys.modules} & "
        "{'smtplib', 'ssl', 'lxml', 'docx', 'icalendar', 'filelock', 'sqlmodel'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    brought = ["ssl"] if ready.kind == "postgresql" else []  # by the driver
    assert done.stdout.splitlines()[-1] == f"0 {brought}"
