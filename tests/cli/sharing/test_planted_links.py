"""Links that somebody else planted where the program writes or reads: none is followed."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.invitations.inviting import invite, peopled
from tests.cli.mailbox.mailbox_desk import EVENING, Desk
from tests.cli.reminders.reminded import WEDNESDAY, furnish, in_maildir, outbox, to_maildir
from tests.cli.reports.papers import FULL, paper, report
from tests.cli.running import Cpconf, Ran
from tests.cli.sharing.copies import a_pdf, protect, release

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right there")

Act = Callable[[Cpconf], Ran]


def protecting(cpconf: Cpconf) -> Ran:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "pat@example.org")
    return cpconf("protect-report", str(a_pdf(cpconf.folder)), "A-1", "--to", "mother")


def bundling(cpconf: Cpconf) -> Ran:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "school")
    cpconf.must("report", "add", "A-1", report(cpconf.folder, "s.pdf"), "--from", "school")
    return cpconf(*("bundle", "A-1", "--password-stdin"), stdin="Quartz-7-lantern-orbit\n")


def inviting(cpconf: Cpconf) -> Ran:
    return invite(peopled(cpconf), code=5)


def writing_letters(cpconf: Cpconf) -> Ran:
    ready = peopled(cpconf)
    return ready("invite", "A-1", "--method", "teams", "--link", "https://example.org", "--letters")


def abridging(cpconf: Cpconf) -> Ran:
    cpconf.book(authorised=True)
    paper(cpconf.folder / "full.pdf", FULL)
    return cpconf("abridge", "A-1", "full.pdf", "--yes")


def beginning_a_form(cpconf: Cpconf) -> Ran:
    cpconf.book(authorised=True)
    return cpconf("abridge", "A-1", "--form")


def chasing(cpconf: Cpconf) -> Ran:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "school", "--email", "school@example.org")
    return cpconf("chase", "A-1", now="2026-02-10T12:00")


def reading_mail(cpconf: Cpconf) -> Ran:
    desk = Desk(cpconf)
    desk.arrive("school", "Report A-1", ("report.pdf", desk.pdf()))
    return cpconf("inbox", str(desk.folder), "--yes", now=EVENING)


WRITING: tuple[tuple[Act, str], ...] = (
    *((act, "A-1") for act in (protecting, bundling, inviting, writing_letters)),
    *((act, "A-1") for act in (abridging, beginning_a_form, chasing, reading_mail)),
    *((act, f"A-1/{name}") for act in (protecting, bundling) for name in ("held", "egress")),
    *((act, f"A-1/{name}") for act in (inviting, writing_letters) for name in ("1-family",)),
    (inviting, "A-1/2-professionals"),
)


def seen(folder: Path) -> tuple[int, list[str]]:
    """The mode of a folder, and everything in it."""
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    return stat.S_IMODE(folder.stat().st_mode), found


@pytest.fixture
def public(cpconf: Cpconf) -> Path:
    """A folder of somebody else's, which everybody can read."""
    folder = cpconf.folder / "public"
    for name in ("", "held", "egress", "1-family", "2-professionals"):
        (folder / name).mkdir(mode=0o755)
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("act", "place"), WRITING, ids=[f"{act.__name__} {place}" for act, place in WRITING]
)
def test_no_command_writes_where_a_planted_link_leads(
    cpconf: Cpconf, public: Path, act: Act, place: str
) -> None:
    link = cpconf.folder / place
    link.parent.mkdir(mode=0o755, exist_ok=True)
    link.symlink_to(public)
    before = seen(public)
    ran = act(cpconf)
    assert ran.code == 5, ran
    assert "is a link" in ran.err
    assert ran.err.count("\n") <= 3
    assert seen(public) == before
    assert link.is_symlink()
    if act is not reading_mail:
        assert cpconf.must("outbox", "--all", "--json").json["messages"] == []


def test_a_folder_that_is_named_may_be_a_link_and_what_is_made_in_it_is_not(
    cpconf: Cpconf,
) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "pat@example.org")
    real, mine = cpconf.folder / "real", cpconf.folder / "mine"
    real.mkdir(mode=0o755)
    real.chmod(0o755)
    mine.symlink_to(real)
    protect(cpconf, a_pdf(cpconf.folder), "--out", str(mine))
    assert stat.S_IMODE(real.stat().st_mode) == 0o755
    assert stat.S_IMODE((real / "held").stat().st_mode) == 0o700
    release(cpconf)
    assert (real / "password" / "A-1-p1-report-2-password.eml").is_file()
    (real / "password" / "A-1-p1-report-2-password.eml").unlink()
    (real / "password").rmdir()


@pytest.mark.parametrize("wide", [0o755, 0o770, 0o711], ids=oct)
@pytest.mark.parametrize("act", [protecting, bundling])
def test_a_folder_for_the_password_that_others_can_get_into_is_refused_as_it_is(
    cpconf: Cpconf, act: Act, wide: int
) -> None:
    held = cpconf.folder / "A-1" / "held"
    held.mkdir(parents=True)
    held.chmod(wide)
    ran = act(cpconf)
    assert ran.code == 5, ran
    assert "chmod 700" in ran.err
    assert seen(held) == (wide, [])


@pytest.fixture
def held(cpconf: Cpconf) -> Path:
    """A-1 with a copy for the mother, made into `out`; its held message."""
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "pat@example.org")
    protect(cpconf, a_pdf(cpconf.folder))
    return cpconf.folder / "out" / "held" / "A-1-p1-report-2-password.eml"


def a_link(path: Path) -> None:
    (path.parent / "aside").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to("aside")


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_second_name(path: Path) -> None:
    (path.parents[2] / "elsewhere.eml").hardlink_to(path)


def test_another_file_where_it_goes_hides_no_second_name_of_a_held_message(
    cpconf: Cpconf, held: Path
) -> None:
    a_second_name(held)
    (held.parents[1] / "password").mkdir()
    (held.parents[1] / "password" / held.name).write_text("something else")
    ran = release(cpconf, code=5)
    assert "has a second name somewhere (a hard link)" in ran.err


@pytest.mark.parametrize("spoil", [a_link, a_pipe, a_folder, a_second_name])
def test_a_held_message_that_is_no_longer_the_one_that_was_put_there_is_not_released(
    cpconf: Cpconf, held: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(held)
    ran = release(cpconf, code=5)
    assert held.name in ran.err
    assert len(ran.errors) == 2
    assert not (held.parents[1] / "password").exists()
    (sharing,) = cpconf.must("sharing", "A-1", "--json").json["sharings"]
    assert sharing["state"] == "prepared"


@pytest.mark.parametrize("make", ["a link", "open to others"])
def test_a_password_is_moved_to_a_folder_of_its_owner_alone(
    cpconf: Cpconf, held: Path, make: str
) -> None:
    password, public = held.parents[1] / "password", cpconf.folder / "public"
    public.mkdir()
    public.chmod(0o755)
    if make == "a link":
        password.symlink_to(public)
    else:
        password.mkdir()
        password.chmod(0o755)
    release(cpconf, code=5)
    assert seen(public) == (0o755, [])
    assert held.is_file()
    if make == "a link":
        password.unlink()
    else:
        assert seen(password) == (0o755, [])
        password.chmod(0o700)
    release(cpconf)
    assert [path.name for path in password.iterdir()] == [held.name]


@pytest.mark.parametrize("spoil", [a_link, a_pipe, a_folder])
def test_a_draft_that_is_no_longer_the_one_that_was_put_there_is_not_sent(
    cpconf: Cpconf, held: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(held.parents[1] / "A-1-p1-report-1-report.eml")
    cpconf.configure(
        '[smtp]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\nfrom = "o@example.org"\n'
    )
    ran = cpconf("send", "A-1", "--to", "mother")
    assert ran.code == 5, ran
    assert "draft" in ran.err


def test_a_report_that_became_a_pipe_is_not_waited_for(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "school")
    file = Path(report(cpconf.folder, "s.pdf"))
    cpconf.must("report", "add", "A-1", str(file), "--from", "school")
    a_pipe(file)
    ran = cpconf("bundle", "A-1", "--password-stdin", stdin="Quartz-7-lantern-orbit\n")
    assert ran.code == 4
    assert "is not where it was" in ran.err
    assert not list((cpconf.folder / "A-1").rglob("*.pdf"))


@pytest.mark.parametrize("folder", ["tmp", "new", "cur"])
def test_a_reminder_is_not_put_where_a_link_in_the_maildir_leads(
    cpconf: Cpconf, folder: str
) -> None:
    furnish(cpconf, "ring", people={"chair": "chair@example.org"})
    maildir, public = to_maildir(cpconf), cpconf.folder / "public"
    for path in (maildir, public):
        path.mkdir()
    (maildir / folder).symlink_to(public)
    ran = cpconf("remind", now=WEDNESDAY)
    assert ran.code == 75, ran
    assert "link" in str(outbox(cpconf)[0])
    assert list(public.iterdir()) == []
    (maildir / folder).unlink()
    cpconf.must("remind", now=WEDNESDAY)
    assert len(in_maildir(maildir)) == 1


def test_a_calendar_is_written_where_the_users_own_link_leads_and_never_over_another_file(
    cpconf: Cpconf,
) -> None:
    cpconf.book(authorised=True)
    real, link = cpconf.folder / "real.ics", cpconf.folder / "link.ics"
    link.symlink_to(real)
    cpconf.must("diary", "export", str(link))
    cpconf.must("diary", "export", str(link))
    assert link.is_symlink()
    assert real.read_text().startswith("BEGIN:VCALENDAR")
    real.write_text("mine")
    assert cpconf("diary", "export", str(link)).code == 5
    assert real.read_text() == "mine"
