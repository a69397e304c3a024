"""The configuration file: what it says holds, and what is wrong in it is named with its line."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.config import PLAIN_ADDRESS
from cpconf.mail.addresses import one_address
from tests.cli.running import Cpconf, Ran
from tests.cli.sharing.copies import a_pdf

WHOLE = """\
[authority]
procedure = "hounslow"
office_hours = ["08:30", "16:30"]

[[closure]]
date = 2026-02-10
name = "Training day"

[[closure]]
date = 2026-12-29
name = "Christmas closure"

[remind]
deliver = "maildir"
fallback = "team@example.org"

[smtp]
host = "mail.example.org"
port = 587
security = "starttls"
from = "conferences@example.org"
username = "conferences"
password_command = "pass conferences"
"""
WANTED = ("--type", "initial", "--at", "2026-02-12T10:00")


def book(cpconf: Cpconf, text: str) -> Ran:
    """Try a booking under that configuration."""
    cpconf.configure(text)
    return cpconf("schedule", "A-1", "--procedure", "hounslow", *WANTED, "--json")


def test_every_key_of_the_contract_is_taken(cpconf: Cpconf) -> None:
    # By hand: Tuesday 10 closed, the third working day before Thursday 12 is Friday 6 February,
    # and the office closes at half past four.
    assert book(cpconf, WHOLE).task("H-ICPC-P3")["due"] == "2026-02-06T16:30:00+00:00"


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff[authority]\n", "[remind]\n[smtp]\n"])
def test_nothing_is_required(cpconf: Cpconf, text: str) -> None:
    assert book(cpconf, text).task("H-ICPC-P3")["due"] == "2026-02-09T17:00:00+00:00"


def test_the_configured_procedure_is_the_default(cpconf: Cpconf) -> None:
    cpconf.configure('[authority]\nprocedure = "hounslow"\n')
    ran = cpconf.must("schedule", "A-1", *WANTED, "--json")
    assert ran.json["conference"]["procedure"] == "hounslow"
    cpconf.must("check", "2026-02-12T10:00", "--type", "initial")
    cpconf.must("suggest", "--type", "initial")


def test_the_option_comes_before_the_configured_procedure(cpconf: Cpconf) -> None:
    cpconf.configure('[authority]\nprocedure = "hounslow"\n')
    ran = cpconf.must("schedule", "A-1", "--procedure", "oxfordshire", *WANTED, "--json")
    assert ran.json["conference"]["procedure"] == "oxfordshire"


def test_without_either_the_procedure_is_asked_for(cpconf: Cpconf) -> None:
    path = cpconf.configure("")
    ran = cpconf("schedule", "A-1", *WANTED)
    assert ran.code == 2
    assert "--procedure" in ran.err
    assert ran.err.endswith(f'Write into {path}: [authority]; procedure = "hounslow"\n')


def test_what_to_write_holds_when_it_is_written(cpconf: Cpconf) -> None:
    """TOML takes a table once: where the file has it, only the key is to be written."""
    for already in ("", "[authority]\n", "[smtp]\n[authority]\n"):
        path = cpconf.configure(already)
        ran = cpconf("check", "2026-02-12T10:00", "--type", "initial")
        assert ran.code == 2
        told, _, lines = ran.err.partition(f"{path}: ")
        assert ("below [authority]" in told) == bool(already)
        cpconf.configure(already + lines.replace("; ", "\n"))
        cpconf.must("check", "2026-02-12T10:00", "--type", "initial")


BESIDE = [
    ('procedure = "hounslow"\n', 1, "'procedure' belongs under [authority]"),
    ('[smtp]\nprocedure = "hounslow"\n', 2, "'procedure' belongs under [authority]"),
    ('deliver = "stdout"\n', 1, "'deliver' belongs under [remind]"),
    ('host = "mail.example.org"\n', 1, "'host' belongs under [smtp] or [mailbox]"),
    ("date = 2026-12-29\n", 1, "'date' belongs under [[closure]]"),
]


@pytest.mark.parametrize(("text", "line", "said"), BESIDE)
def test_a_known_key_outside_its_table_is_told_where_it_belongs(
    cpconf: Cpconf, text: str, line: int, said: str
) -> None:
    assert f"config.toml:{line}: {said}\n" in book(cpconf, text).err


MISSING = [
    (("invite", "A-1", "--link", "https://meet.example.org/1"), "[invite]", "organiser ="),
    (("inbox",), "[mailbox]", "password_command ="),
    (("send", "A-1", "--to", "mother"), "[smtp]", "from ="),
    (("protect-report", "report.pdf", "A-1", "--to", "mother", "--send"), "[smtp]", "host ="),
]


@pytest.mark.parametrize(("words", "table", "key"), MISSING)
def test_what_the_configuration_lacks_is_shown_with_its_file(
    cpconf: Cpconf, tmp_path: Path, words: tuple[str, ...], table: str, key: str
) -> None:
    path = cpconf.configure("")
    cpconf.book()
    a_pdf(tmp_path, name="report.pdf")
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    ran = cpconf(*words)
    assert ran.code == 2
    assert f"Write into {path}: {table}; " in ran.err
    assert f"; {key} " in ran.err


@pytest.mark.parametrize("words", [MISSING[2][0], MISSING[3][0]])
def test_who_cannot_send_hears_that_nothing_was_sent_and_what_goes_by_hand(
    cpconf: Cpconf, tmp_path: Path, words: tuple[str, ...]
) -> None:
    cpconf.book()
    a_pdf(tmp_path, name="report.pdf")
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    ran = cpconf(*words)
    assert "nothing was made or sent" in ran.err
    assert "by hand" in ran.err


def test_an_error_about_a_table_says_where_the_configuration_is(cpconf: Cpconf) -> None:
    path = cpconf.configure(
        '[invite]\norganiser = "conferences@example.org"\nguide = "/nowhere/guide.pdf"\n'
    )
    cpconf.book()
    ran = cpconf("invite", "A-1", "--link", "https://meet.example.org/1")
    assert ran.code == 4
    assert ran.errors[-1] == f"The configuration is {path}"


def test_a_configured_procedure_that_is_not_there_is_not_found(cpconf: Cpconf) -> None:
    cpconf.configure('[authority]\nprocedure = "camden"\n')
    assert cpconf("schedule", "A-1", *WANTED).code == 4


def test_office_hours_end_at_close_of_business(cpconf: Cpconf) -> None:
    ran = book(cpconf, '[authority]\noffice_hours = ["09:00", "16:00"]\n')
    assert ran.task("H-ICPC-P3")["due"] == "2026-02-09T16:00:00+00:00"
    assert ran.task("H-ICPC-P6")["due"] == "2026-02-12T10:00:00+00:00"


def test_a_closure_is_no_working_day(cpconf: Cpconf) -> None:
    # By hand: with 29 to 31 December 2026 closed, and 28 a bank holiday, the third working day
    # before Monday 4 January 2027 is Tuesday 22: 24, 23, 22 (1 January is New Year's Day).
    days = "".join(
        f'[[closure]]\ndate = 2026-12-{day}\nname = "Christmas closure"\n' for day in (29, 30, 31)
    )
    cpconf.configure(days)
    ran = cpconf.must(
        *("schedule", "A-1", "--procedure", "hounslow", "--type", "initial"),
        *("--at", "2027-01-04T10:00", "--json"),
    )
    assert ran.task("H-ICPC-P3")["due"] == "2026-12-22T17:00:00+00:00"


UNKNOWN = [
    ("[authorities]\n", 1, "authorities", "authority"),
    ('[authority]\nprocedur = "hounslow"\n', 2, "procedur", "office_hours"),
    ('[authority]\n\n# a comment\nhours = ["09:00", "17:00"]\n', 4, "hours", "office_hours"),
    ('[authority]\n# hours\nhours = ["09:00", "17:00"]\n', 3, "hours", "office_hours"),
    ('[[closure]]\ndate = 2026-12-29\nname = "x"\nwhy = "y"\n', 4, "why", "date, name"),
    ('[remind]\nto = "team@example.org"\n', 2, "to", "fallback"),
    ('[smtp]\npassword = "hunter2"\n', 2, "password", "password_command"),
    ('[smtp]\nuser = "x"\n', 2, "user", "username"),
]


@pytest.mark.parametrize(("text", "line", "key", "known"), UNKNOWN)
def test_an_unknown_key_is_named_with_file_line_and_the_known_ones(
    cpconf: Cpconf, text: str, line: int, key: str, known: str
) -> None:
    ran = book(cpconf, text)
    assert (ran.code, ran.out) == (2, "")
    assert f"config.toml:{line}:" in ran.err
    assert repr(key) in ran.err
    assert known in ran.err
    assert len(ran.errors) <= 2
    assert not cpconf.has_store


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[smtp]\nhost = "mail.example.org"\n[remind]\nhost = "x"\n', 4),
        ('[[closure]]\ndate = 2026-12-29\nname = "x"\n[[closure]]\ndate = "x"\nname = "y"\n', 5),
    ],
)
def test_the_line_is_that_of_the_fault(cpconf: Cpconf, text: str, line: int) -> None:
    assert f"config.toml:{line}:" in book(cpconf, text).err


def test_a_password_in_the_file_is_not_repeated(cpconf: Cpconf) -> None:
    assert "hunter2" not in book(cpconf, '[smtp]\npassword = "hunter2"\n').err


@pytest.mark.parametrize(
    "text",
    [
        "[authority]\nprocedure = 3\n",
        '[authority]\nprocedure = ""\n',
        '[authority]\noffice_hours = ["17:00", "09:00"]\n',
        '[authority]\noffice_hours = ["09:00", "09:00"]\n',
        '[authority]\noffice_hours = ["09:00"]\n',
        '[authority]\noffice_hours = ["nine", "five"]\n',
        '[authority]\noffice_hours = "09:00-17:00"\n',
        "[authority]\noffice_hours = [9, 17]\n",
        "[authority]\noffice_hours = [9, 17, 18]\n",
        "[[authority]]\n",
        "authority = 3\n",
        '[closure]\ndate = 2026-12-29\nname = "x"\n',
        '[[closure]]\ndate = "2026-12-29"\nname = "x"\n',
        '[[closure]]\ndate = 2026-12-29T10:00:00\nname = "x"\n',
        "[[closure]]\ndate = 2026-12-29\n",
        '[[closure]]\ndate = 2026-12-29\nname = " "\n',
        '[[closure]]\nname = "x"\n',
        "closure = [1]\n",
        '[remind]\ndeliver = "fax"\n',
        '[smtp]\nport = "587"\n',
        "[smtp]\nport = 0\n",
        "[smtp]\nport = 65536\n",
        "[smtp]\nport = true\n",
        '[smtp]\nsecurity = "ssl"\n',
        "not TOML",
        '[authority]\nprocedure = "a"\nprocedure = "b"\n',
        "a = " + "[" * 5000,
        "x" * 2_000_000,
    ],
    ids=lambda text: text[:60].replace("\n", " "),
)
def test_a_wrong_value_is_named_and_nothing_is_kept(cpconf: Cpconf, text: str) -> None:
    ran = book(cpconf, text)
    assert (ran.code, ran.out) == (2, "")
    assert "config.toml" in ran.err
    assert len(ran.errors) <= 2
    assert not cpconf.has_store


@pytest.mark.parametrize("value", ["9", "true", "1.5", "2026-01-01", "09:00:00"])
def test_office_hours_of_the_wrong_kind_are_named(cpconf: Cpconf, value: str) -> None:
    ran = book(cpconf, f"[authority]\noffice_hours = {value}\n")
    assert ran.code == 2
    assert "config.toml:2:" in ran.err


# The contract: "none" to a loopback address only.
@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1"])
def test_no_encryption_is_for_this_machine_alone(cpconf: Cpconf, host: str) -> None:
    assert book(cpconf, f'[smtp]\nhost = "{host}"\nsecurity = "none"\n').code == 2


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_on_this_machine_no_encryption_is_needed(cpconf: Cpconf, host: str) -> None:
    assert book(cpconf, f'[smtp]\nhost = "{host}"\nsecurity = "none"\n').code == 0


def test_bytes_that_are_no_text_are_refused(cpconf: Cpconf) -> None:
    cpconf.configure("").write_bytes(b'[authority]\nprocedure = "caf\xe9"\n')
    ran = cpconf("schedule", "A-1", *WANTED)
    assert ran.code == 2
    assert len(ran.errors) <= 2


def test_a_folder_is_no_file(cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPCONF_CONFIG", str(cpconf.folder))
    ran = cpconf("schedule", "A-1", *WANTED)
    assert ran.code == 2
    assert len(ran.errors) == 1


def test_a_file_that_is_named_must_be_there(
    cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPCONF_CONFIG", str(cpconf.folder / "none.toml"))
    ran = cpconf("schedule", "A-1", "--procedure", "hounslow", *WANTED)
    assert ran.code == 2
    assert "none.toml" in ran.err
    assert not cpconf.has_store
    assert "none.toml" in cpconf.must("procedure", "list").err


def test_an_empty_name_is_no_name(cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPCONF_CONFIG", "")
    cpconf.must("schedule", "A-1", "--procedure", "hounslow", *WANTED)


# ---- whatever is wrong in it is told by every command, before cron finds it

SMTP = '[smtp]\nhost = "mail.example.org"\nfrom = "office@example.org"\n'
MAILBOX = '[mailbox]\nhost = "mail.example.org"\n'
UNUSABLE = [
    # One address and nothing else: RFC 5321, 4.1.2 (Mailbox); lengths, 4.5.3.1.
    pytest.param('[remind]\nfallback = "team"\n', 2, id="no domain"),
    pytest.param('[remind]\nfallback = "a@example.org, b@example.org"\n', 2, id="two addresses"),
    pytest.param('[remind]\nfallback = "Team <team@example.org>"\n', 2, id="a name beside it"),
    pytest.param('[remind]\nfallback = "tëam@example.org"\n', 2, id="beyond ASCII"),
    pytest.param('[remind]\nfallback = "team@example..org"\n', 2, id="an empty label"),
    pytest.param('[invite]\norganiser = "desk@"\n', 2, id="the organiser"),
    pytest.param('[smtp]\nfrom = "conference team"\n', 2, id="the sender"),
    pytest.param(f'{SMTP}username = "office"\n', 4, id="an account without a password"),
    pytest.param(f'{SMTP}password_command = "x"\n', 4, id="a password without an account"),
    pytest.param(f'{SMTP}username = "offïce"\npassword_command = "x"\n', 4, id="an odd account"),
    pytest.param(f'{MAILBOX}username = "office"\n', 3, id="a mailbox without a password"),
    pytest.param(f'{MAILBOX}folder = "Eingänge"\n', 3, id="an odd folder"),
    pytest.param('[remind]\nmaildir = "mail"\n', 2, id="part of a path"),
    pytest.param('[invite]\nguide = "guide.pdf"\n', 2, id="part of a file's path"),
    pytest.param('[invite]\nletter = "/letter.pdf"\n', 2, id="a letter that is no Word file"),
    pytest.param('[invite]\ncontact = "a\\u001bb"\n', 2, id="a contact that steers"),
    pytest.param("[remind]\ntoo = 1\n", 2, id="an unknown key"),
    pytest.param("not TOML", None, id="no TOML"),
]
READING = [
    ("status",),
    ("status", "A-1"),
    ("status", "--json"),
    ("person", "list", "A-1"),
    ("fact", "A-1"),
    ("history", "A-1"),
    ("explain", "A-1", "O-13a"),
    ("sharing", "A-1"),
    ("outbox",),
    ("diary", "list"),
    ("diary", "export", "out.ics"),
    ("procedure", "list"),
]
WRITING = [
    ("done", "A-1", "O-13a"),
    ("skip", "A-1", "O-13a", "--reason", "x"),
    ("fact", "A-1", "split"),
    ("person", "change", "A-1", "mother", "--phone", "0161 496 0000"),
    ("reply", "A-1", "mother", "accepted"),
    ("agree", "A-1", "mother", "--way", "visit"),
    ("cancel", "A-1", "--reason", "x", "--authorised-by", "Jo Example"),
    ("held", "A-1"),
    ("invite", "A-1", "--dial-in", "0161 496 0000"),
    ("remind",),
    ("remind", "--dry-run"),
    ("outbox", "retry"),
    ("check", "2026-02-12T10:00", "--procedure", "oxfordshire", "--type", "initial"),
]


@pytest.mark.parametrize(("text", "line"), UNUSABLE)
def test_whatever_cannot_be_used_is_refused_at_once(
    ready: Cpconf, text: str, line: int | None
) -> None:
    ready.configure(text)
    before = ready.contents
    ran = ready("done", "A-1", "O-13a")
    assert (ran.code, ran.out) == (2, "")
    assert (f"config.toml:{line}: " if line else "config.toml: ") in ran.err
    assert len(ran.errors) <= 2
    assert "offïce" not in ran.err
    assert "Team <" not in ran.err
    assert ready.contents == before


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_a_command_that_writes_sends_or_counts_is_refused(
    ready: Cpconf, command: tuple[str, ...]
) -> None:
    ready.configure('[remind]\nfallback = "team"\n')
    before = ready.files
    ran = ready(*command)
    assert (ran.code, ran.out) == (2, "")
    assert "config.toml:2: [remind] fallback" in ran.err
    assert ready.files == before


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_command_that_only_shows_warns_and_goes_on(
    ready: Cpconf, command: tuple[str, ...], is_there: bool
) -> None:
    usual = ready.must(*command)
    file = ready.configure('[remind]\nfallback = "team"\n')
    if not is_there:
        file.unlink()
    (ready.folder / "out.ics").unlink(missing_ok=True)
    ran = ready.must(*command)
    assert ran.out == usual.out
    told = [line for line in ran.errors if line not in usual.errors]
    assert len(told) == 1
    assert told[0].startswith("warning: ")
    assert "config.toml" in told[0]


def test_it_is_said_that_nothing_is_wrong_by_silence(ready: Cpconf) -> None:
    usual = ready.must("status")
    ready.configure(WHOLE)
    assert ready.must("status") == usual


def test_a_warning_changes_no_exit_code(ready: Cpconf) -> None:
    ready.configure("not TOML")
    ran = ready("status", "--exit-code", now="2026-02-13T09:00")
    assert ran.code == 3
    assert "config.toml" in ran.err


@pytest.mark.parametrize("path", ["/data/guide.pdf", "~/guide.DOCX"])
@pytest.mark.skipif(os.name == "nt", reason="the paths are those of POSIX")
def test_the_file_need_not_be_there_before_it_is_used(ready: Cpconf, path: str) -> None:
    ready.configure(f'[invite]\nguide = "{path}"\n')
    ready.must("done", "A-1", "O-13a")


@given(st.from_regex(PLAIN_ADDRESS, fullmatch=True))
def test_an_address_that_gets_no_second_look_would_pass_it(text: str) -> None:
    assert one_address(text).addr_spec.casefold() == text.casefold()


def test_the_name_of_a_closure_cannot_steer_the_terminal(cpconf: Cpconf) -> None:
    ran = book(cpconf, '[[closure]]\ndate = 2026-02-10\nname = "x\\u001b[2J\\nforged"\n')
    assert ran.code == 0
    cpconf.must("working-days", "apply")
    for command in (("explain", "A-1", "H-ICPC-P3"), ("status", "A-1"), ("history", "A-1")):
        shown = cpconf.must(*command).out
        assert "\x1b" not in shown
        assert "\nforged" not in shown
