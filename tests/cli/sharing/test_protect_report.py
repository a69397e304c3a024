"""`protect-report`: the locked copy, the two messages, and everything that is refused."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import msoffcrypto
import pikepdf
import pytest

from tests.cli.running import Cpconf
from tests.cli.sharing.copies import (
    STRONG,
    a_docx,
    a_pdf,
    message,
    opens,
    password_in,
    protect,
    read,
    release,
    words,
)
from tests.store.looking import look

ADDRESS = "pat@example.org"


@pytest.fixture
def booked(cpconf: Cpconf) -> Cpconf:
    """A-1 with a mother who has an address."""
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", ADDRESS, name="Pat Canaryname")
    return cpconf


def test_three_files_are_made_whose_names_say_only_reference_short_id_and_kind(
    booked: Cpconf,
) -> None:
    protect(booked, a_pdf(booked.folder))
    out = booked.folder / "out"
    found = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    assert found == [
        "A-1-p1-report-1-report.eml",
        "A-1-p1-report.pdf",
        "held/A-1-p1-report-2-password.eml",
    ]


def test_the_first_message_has_the_file_and_the_second_nothing_but_its_password(
    booked: Cpconf,
) -> None:
    protect(booked, a_pdf(booked.folder))
    out = booked.folder / "out"
    first = message(out / "A-1-p1-report-1-report.eml")
    second = message(out / "held" / "A-1-p1-report-2-password.eml")
    (attached,) = first.iter_attachments()
    assert attached.get_content() == (out / "A-1-p1-report.pdf").read_bytes()
    assert attached.get_filename() == "A-1-p1-report.pdf"
    assert not list(second.iter_attachments())
    password = password_in(out / "held" / "A-1-p1-report-2-password.eml")
    assert password not in (out / "A-1-p1-report-1-report.eml").read_text()
    assert "Canarybody" in read(out / "A-1-p1-report.pdf", password)
    for letter in (first, second):
        assert letter["To"] == ADDRESS
        assert letter["X-Unsent"] == "1"
        assert letter["Date"] is letter["Message-ID"] is letter["Bcc"] is None


def test_nothing_is_loaded_that_no_copy_needs(booked: Cpconf) -> None:
    report = a_pdf(booked.folder)
    names = ("sqlalchemy", "sqlmodel", "alembic", "asyncio", "email_validator", "holidays", "pypdf")
    code = (
        "import os, sys; left = os._exit; "
        f"os._exit = lambda code: (print('LOADED', *({{*{names!r}}} & {{*sys.modules}})), "
        "sys.stdout.flush(), left(code)); from cpconf.cli import main; main()"
    )
    arguments = (str(report), "A-1", "--to", "mother", "--out", str(booked.folder / "out"))
    done = subprocess.run(
        [sys.executable, "-c", code, "protect-report", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    brought = " asyncio" if booked.kind == "postgresql" else ""  # by the driver
    assert done.stdout.splitlines()[-1] == f"LOADED{brought}"


def test_a_password_of_the_programs_own_is_five_words_joined_by_hyphens(booked: Cpconf) -> None:
    protect(booked, a_pdf(booked.folder))
    held = booked.folder / "out" / "held" / "A-1-p1-report-2-password.eml"
    parts = password_in(held).split("-")
    assert len(parts) == 5
    assert all(part.isascii() and part.isalpha() and part.islower() for part in parts)


def test_no_password_but_the_right_one_opens_it(booked: Cpconf) -> None:
    protect(booked, a_pdf(booked.folder), "--password-stdin", code=2)  # nothing on standard input
    file = a_pdf(booked.folder)
    ran = booked(
        *("protect-report", str(file), "A-1", "--to", "p1", "--password-stdin"),
        *("--out", str(booked.folder / "out")),
        stdin=f"{STRONG}\n",
    )
    assert ran.code == 0
    copy = booked.folder / "out" / "A-1-p1-report.pdf"
    assert opens(copy, STRONG)
    for wrong in ("", STRONG.lower(), STRONG[:-1], f"{STRONG} "):
        assert not opens(copy, wrong)


def test_a_word_document_keeps_every_byte_behind_its_password(booked: Cpconf) -> None:
    file = a_docx(booked.folder)
    ran = protect(booked, file, "--as", "minutes", "--json")
    assert ran.json["algorithm"] == "AES-256, Office agile encryption"
    assert ran.json["pages"] is None
    copy = Path(ran.json["files"]["protected"])
    assert copy.name == "A-1-p1-minutes.docx"
    with copy.open("rb") as locked, (booked.folder / "plain").open("w+b") as plain:
        office = msoffcrypto.OfficeFile(locked)
        office.load_key(password=password_in(Path(ran.json["files"]["password"])))
        office.decrypt(plain)
    assert (booked.folder / "plain").read_bytes() == file.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_files_are_for_their_owner_alone_whatever_the_umask(booked: Cpconf) -> None:
    before = os.umask(0)
    try:
        protect(booked, a_pdf(booked.folder))
    finally:
        os.umask(before)
    out = booked.folder / "out"
    for path in (out, *out.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_protect_is_the_same_command(booked: Cpconf) -> None:
    file = a_pdf(booked.folder)
    out = booked.folder / "out"
    booked.must("protect", str(file), "A-1", "--to", "mother", "--out", str(out))
    assert (out / "A-1-p1-report.pdf").exists()


def test_a_second_run_into_the_same_folder_is_refused_and_changes_nothing(booked: Cpconf) -> None:
    file = a_pdf(booked.folder)
    protect(booked, file)
    out = booked.folder / "out"
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    ran = protect(booked, file, code=5)
    assert "--out" in ran.err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_another_copy_has_another_password_and_replaces_the_first_on_record(
    booked: Cpconf,
) -> None:
    file = a_pdf(booked.folder)
    protect(booked, file)
    ran = protect(booked, file, "--out", str(booked.folder / "again"))
    assert "replaced" in ran.err
    held = "held/A-1-p1-report-2-password.eml"
    first, second = (password_in(booked.folder / name / held) for name in ("out", "again"))
    assert first != second
    states = [s["state"] for s in booked.must("sharing", "A-1", "--json").json["sharings"]]
    assert states == ["replaced", "prepared"]


def test_each_parent_has_a_copy_and_a_password_of_their_own(booked: Cpconf) -> None:
    booked.add("A-1", "father", "--email", "sam@example.org")
    file = a_pdf(booked.folder)
    protect(booked, file)
    protect(booked, file, to="father")
    out = booked.folder / "out"
    mine, theirs = (
        password_in(out / "held" / f"A-1-{who}-report-2-password.eml") for who in ("p1", "p2")
    )
    assert mine != theirs
    assert not opens(out / "A-1-p1-report.pdf", theirs)
    first = message(out / "A-1-p2-report-1-report.eml")
    assert first["To"] == "sam@example.org"
    assert ADDRESS not in str(first)


def test_nothing_private_is_printed_or_kept_but_where_it_belongs(booked: Cpconf) -> None:
    file = a_pdf(booked.folder, name="Canaryfile.pdf")
    ran = protect(booked, file, "--json")
    password = password_in(Path(ran.json["files"]["password"]))
    store = booked.contents or b""
    history = booked.must("history", "A-1", "--json").out
    for secret in (password, "Canarybody", "Canarytitle"):
        assert secret not in ran.out + ran.err + history
        assert secret.encode() not in store
    for private in ("Canaryname", ADDRESS, "Canaryfile"):
        assert private not in ran.out + ran.err + history
    out = booked.folder / "out"
    for path in out.rglob("*"):
        if path.is_file() and path.parent.name != "held":
            assert b"Canary" not in path.read_bytes()
    for letter in (message(path) for path in out.rglob("*.eml")):
        assert "Canary" not in str(letter["Subject"]) + words(letter)


def test_the_original_stays_as_it_was(booked: Cpconf) -> None:
    file = a_pdf(booked.folder)
    before = file.read_bytes()
    protect(booked, file)
    assert file.read_bytes() == before


# Contract, "Documents": what is refused, and with which exit code.
def test_somebody_without_an_address_gets_no_copy(booked: Cpconf) -> None:
    booked.add("A-1", "father")
    ran = protect(booked, a_pdf(booked.folder), to="father", code=5)
    assert "cpconf shared A-1 --to p2" in ran.err
    assert not (booked.folder / "out").exists()


@pytest.mark.parametrize(
    "weak", ["tooshort1", "password1234", "canaryname-pat-2026", "A-1 A-1 A-1 A-1"]
)
def test_a_password_that_could_be_guessed_is_refused_and_not_repeated(
    booked: Cpconf, weak: str
) -> None:
    file = a_pdf(booked.folder)
    out = booked.folder / "out"
    ran = booked(
        *("protect-report", str(file), "A-1", "--to", "p1", "--out", str(out), "--password-stdin"),
        stdin=f"{weak}\n",
    )
    assert ran.code == 5
    assert weak not in ran.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", 6),
        ("page.pdf", b"<html></html>", 6),
        ("report.txt", b"text", 6),
        ("old.doc", b"\xd0\xcf\x11\xe0", 6),
        ("half.pdf", b"%PDF-1.7\n1 0 obj", 6),
        ("word.docx", b"PK\x03\x04 no word", 6),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_document_is_refused_and_nothing_is_made(
    booked: Cpconf, name: str, content: bytes, code: int
) -> None:
    file = booked.folder / name
    file.write_bytes(content)
    before = booked.contents
    ran = protect(booked, file, code=code)
    assert len(ran.errors) <= 2
    assert not (booked.folder / "out").exists()
    assert booked.contents == before


def test_a_protected_document_is_not_protected_again(booked: Cpconf) -> None:
    protect(booked, a_pdf(booked.folder))
    locked = booked.folder / "out" / "A-1-p1-report.pdf"
    protect(booked, locked, "--out", str(booked.folder / "again"), code=6)


def test_a_missing_file_a_missing_person_and_a_missing_conference_are_told_apart(
    booked: Cpconf,
) -> None:
    file = a_pdf(booked.folder)
    assert protect(booked, booked.folder / "none.pdf", code=4).err
    assert protect(booked, file, to="father", code=4).err
    assert booked("protect-report", str(file), "B-9", "--to", "mother").code == 4


def test_several_places_for_a_password_are_too_many(booked: Cpconf) -> None:
    file = a_pdf(booked.folder)
    protect(booked, file, "--password-stdin", "--password-command", "true", code=2)


def test_a_password_comes_from_a_file_that_only_its_owner_can_read(booked: Cpconf) -> None:
    secret = booked.folder / "secret"
    secret.write_text(f"{STRONG}\n")
    secret.chmod(0o644)
    file = a_pdf(booked.folder)
    protect(booked, file, "--password-file", str(secret), code=5)
    secret.chmod(0o600)
    protect(booked, file, "--password-file", str(secret))
    assert opens(booked.folder / "out" / "A-1-p1-report.pdf", STRONG)


def test_the_first_message_can_be_printed_for_copying(booked: Cpconf) -> None:
    ran = protect(booked, a_pdf(booked.folder), "--print")
    held = booked.folder / "out" / "held" / "A-1-p1-report-2-password.eml"
    assert ran.out.startswith(f"To: {ADDRESS}\nSubject: ")
    assert password_in(held) not in ran.out


def test_protecting_alone_ticks_nothing_off(booked: Cpconf) -> None:
    protect(booked, a_pdf(booked.folder))
    assert booked.status().task("O-16a")["state"] == "open"


# What an earlier run left


def stopped(cpconf: Cpconf) -> None:
    """Put A-1 back to when its copy had its files, and the run that made it was stopped."""
    look(cpconf.where, "UPDATE sharing SET state = 'preparing'")


def made(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_a_stopped_run_made_is_taken_back_and_made_again(booked: Cpconf) -> None:
    file = a_pdf(booked.folder)
    protect(booked, file)
    out = booked.folder / "out"
    first = made(out)
    stopped(booked)

    protect(booked, file)

    second = made(out)
    assert set(second) == set(first)
    assert not any(second[name] == content for name, content in first.items())
    (sharing,) = booked.must("sharing", "A-1", "--json").json["sharings"]
    assert sharing["state"] == "prepared"


def test_what_a_stopped_run_made_is_taken_back_and_no_other_folder_is_written_over(
    booked: Cpconf,
) -> None:
    file = a_pdf(booked.folder)
    protect(booked, file)
    protect(booked, file, "--out", str(booked.folder / "other"))
    stopped(booked)
    before = made(booked.folder / "out")

    ran = protect(booked, file, code=5)

    assert "it may have been sent" in ran.err
    assert made(booked.folder / "out") == before


def test_a_password_that_was_released_from_a_folder_keeps_its_name_there(booked: Cpconf) -> None:
    """Whoever has the first password would otherwise find two, and send either."""
    file = a_pdf(booked.folder)
    protect(booked, file)
    release(booked)
    out = booked.folder / "out"
    for path in out.glob("A-1-*"):
        path.unlink()

    ran = protect(booked, file, code=5)

    assert "A-1-p1-report-2-password.eml exists already" in ran.err
    assert list(made(out)) == ["password/A-1-p1-report-2-password.eml"]


@pytest.mark.parametrize("name", ["report.pdf", "REPORT.PDF"])
def test_names_that_are_taken_are_told_before_the_document_is_read(
    booked: Cpconf, name: str
) -> None:
    file = a_pdf(booked.folder, name=name)
    protect(booked, file)
    file.write_bytes(b"%PDF-1.7\nof no use at all")
    ran = protect(booked, file, code=5)
    assert "--out" in ran.err


def test_drafts_that_stopped_runs_left_in_a_folder_are_swept_after_a_day(booked: Cpconf) -> None:
    out = booked.folder / "out"
    for folder in (out, out / "held"):
        folder.mkdir(mode=0o700)
        for name, hours in (("old", 25), ("new", 23)):
            draft = folder / f".cpconf-{name}.part"
            draft.write_bytes(b"left")
            then = time.time() - hours * 60 * 60
            os.utime(draft, (then, then))

    protect(booked, a_pdf(booked.folder))

    left = [name for name in made(out) if name.endswith(".part")]
    assert sorted(left) == [".cpconf-new.part", str(Path("held") / ".cpconf-new.part")]


def test_what_was_left_out_of_a_document_is_told(booked: Cpconf) -> None:
    file = a_pdf(booked.folder)
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        pdf.attachments["Canarynote.txt"] = b"Canaryattached"
        pdf.save(file)
    ran = protect(booked, file)
    assert "1 embedded file is left out" in ran.err
    assert "Canary" not in ran.err + ran.out


def test_the_earlier_copy_is_told_with_what_to_do_with_its_files(booked: Cpconf) -> None:
    file = a_pdf(booked.folder)
    protect(booked, file)
    ran = protect(booked, file, "--out", str(booked.folder / "second"))
    assert "send nothing of it, and delete its files in" in ran.err
    release(booked)
    ran = protect(booked, file, "--out", str(booked.folder / "third"))
    assert "is replaced by this one" in ran.err
    assert "delete its files" not in ran.err  # the person has it


def test_where_a_copy_is_does_not_depend_on_where_the_next_command_is_typed(
    booked: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    protect(booked, a_pdf(booked.folder), "--out", "here")
    (booked.folder / "elsewhere").mkdir()
    monkeypatch.chdir(booked.folder / "elsewhere")
    ran = release(booked, "--json")
    assert Path(ran.json["message"]).is_relative_to(booked.folder / "here")


# The conference is on Thursday 12 February 2026, the strategy discussion on Thursday 22 January.
DATES = [
    *(
        "12 Feb 2026",
        "12/02/2026",
        "12.2.26",
        "2026-02-12",
        "12th February",
        "February 12",
        "120226",
    ),
    *("12 feb 26", "Feb 12 2026", "12-FEB-2026", "12th Feb 2026", "02/12/2026"),
    *("22 Jan 2026", "22/1/2026", "22nd January"),
]


@pytest.mark.parametrize("date", DATES)
def test_a_date_of_the_conference_is_no_part_of_a_password(booked: Cpconf, date: str) -> None:
    booked.must("anchor", "A-1", "--strategy-discussion", "2026-01-22")
    password = f"marble tundra-Lantern {date} quiver"
    line = ("protect-report", str(a_pdf(booked.folder)), "A-1", "--to", "p1", "--password-stdin")
    ran = booked(*line, stdin=password)
    assert ran.code == 5
    assert "a date of this conference" in ran.err
    assert password not in ran.err


@pytest.mark.parametrize("password", ["marble 12 febrile tundra 26", "12 quiver Lantern 2026"])
def test_figures_and_words_that_are_no_date_may_be_in_one(booked: Cpconf, password: str) -> None:
    line = ("protect-report", str(a_pdf(booked.folder)), "A-1", "--to", "p1", "--password-stdin")
    booked.must(*line, stdin=f"{password} obelisk")
