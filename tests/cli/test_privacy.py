"""Names, addresses and notes stay where they belong: `person list` and `history`."""

import pytest

from tests.cli.running import NOON, Cpconf, Ran

SECRETS = {
    "name": "Zuleika Canary",
    "email": "zuleika.canary@example.org",
    "phone": "07700 900461",
    "agency": "Canary Wharf School",
    "school": "Prunella Canary",
    "note": "canarynote about the uncle",
    "skip reason": "canaryskip since grandmother said so",
    "override": "canaryoverride because of the move",
    "move reason": "canarymove for the hospital",
    "cancel reason": "canarycancel for a death",
    "manager": "Mortimer Canary",
}
WORDS = ("canary", "zuleika", "900461", "prunella", "mortimer")


def speaks(ran: Ran) -> list[str]:
    """The secrets that stand in what was printed."""
    text = (ran.out + ran.err).lower()
    return [word for word in WORDS if word in text]


def tell(cpconf: Cpconf) -> list[Ran]:
    """Tell two conferences every secret."""
    return [
        cpconf.book("A-1"),
        cpconf.must(
            *("person", "add", "A-1", "--role", "mother", "--name", SECRETS["name"]),
            *("--email", SECRETS["email"], "--phone", SECRETS["phone"]),
        ),
        cpconf.must(
            *("person", "add", "A-1", "--role", "school", "--name", SECRETS["school"]),
            *("--agency", SECRETS["agency"]),
        ),
        cpconf.must("person", "add", "A-1", "--role", "chair", "--name", "-", stdin="Ann Canary"),
        cpconf.must("person", "change", "A-1", "p3", "--name", SECRETS["manager"]),
        cpconf.must("done", "A-1", "O-13a", "--note", SECRETS["note"]),
        cpconf.must("done", "A-1", "O-13a", "--note", SECRETS["note"]),
        cpconf.must("skip", "A-1", "O-13c", "--reason", SECRETS["skip reason"]),
        cpconf.must("done", "A-1", "O-15", "--override", SECRETS["override"]),
        cpconf.must("undo", "A-1", "O-13a"),
        cpconf.must(
            *("reschedule", "A-1", "--at", "2026-03-05T10:00"),
            *("--reason", SECRETS["move reason"]),
        ),
        cpconf.book("A-2"),
        cpconf.must(
            *("cancel", "A-2", "--reason", SECRETS["cancel reason"]),
            *("--authorised-by", SECRETS["manager"]),
        ),
    ]


@pytest.fixture
def told(cpconf: Cpconf) -> tuple[Cpconf, tuple[Ran, ...]]:
    """Two conferences that know every secret, and what was printed while they were told."""
    return cpconf, cpconf.furnish(("told",), lambda: tell(cpconf))


def test_recording_repeats_no_secret(told: tuple[Cpconf, tuple[Ran, ...]]) -> None:
    _, printed = told
    assert [speaks(ran) for ran in printed] == [[]] * len(printed)


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("status", "--json"),
        ("status", "A-1"),
        ("status", "A-1", "--all", "--json"),
        ("status", "A-2"),
        ("status", "A-2", "--json"),
        ("explain", "A-1", "O-16a"),
        ("explain", "A-1", "O-16a", "--json"),
        ("explain", "A-1", "O-13a"),
        ("fact", "A-1"),
        ("fact", "A-1", "--json"),
        ("fact", "A-1", "parent_email=no"),
        ("working-days", "check"),
        ("held", "A-1"),
        ("done", "A-1", "O-16a"),
        ("undo", "A-1", "O-21"),
    ],
    ids=" ".join,
)
def test_no_other_screen_and_no_json_has_a_secret(
    told: tuple[Cpconf, tuple[Ran, ...]], command: tuple[str, ...]
) -> None:
    cpconf, _ = told
    assert (
        speaks(cpconf.must(*command, now="2026-03-09T12:00" if command[0] == "held" else NOON))
        == []
    )


def test_the_list_of_people_and_the_history_have_what_belongs_there(
    told: tuple[Cpconf, tuple[Ran, ...]],
) -> None:
    cpconf, _ = told
    people = cpconf.must("person", "list", "A-1", "--json").out
    assert all(SECRETS[known] in people for known in ("name", "email", "phone", "agency", "school"))
    history = cpconf.must("history", "A-1", "--json").out
    assert all(SECRETS[known] in history for known in ("note", "skip reason", "move reason"))
    assert SECRETS["override"] in history
    assert SECRETS["name"] not in history
    assert SECRETS["email"] not in history
    assert SECRETS["cancel reason"] in cpconf.must("history", "A-2", "--json").out


def test_a_clash_names_the_conference_not_the_person(told: tuple[Cpconf, tuple[Ran, ...]]) -> None:
    cpconf, _ = told
    wanted = ("--procedure", "hounslow", "--type", "initial", "--chair", SECRETS["manager"])
    for more in ((), ("--json",)):
        ran = cpconf("check", "2026-03-05T10:00", *wanted, *more)
        assert ran.code == 3
        assert "A-1" in ran.out
        assert speaks(ran) == []


def test_another_chair_s_clash_is_told_without_a_name(told: tuple[Cpconf, tuple[Ran, ...]]) -> None:
    cpconf, _ = told
    cpconf.book("A-3", at="2026-03-05T10:30")
    ran = cpconf.must(
        "person", "add", "A-3", "--role", "chair", "--name", "-", stdin=SECRETS["manager"]
    )
    assert "A-1" in ran.err
    assert speaks(ran) == []


@pytest.mark.parametrize(
    "command",
    [
        ("person", "add", "A-1", "--role", "mother", "--name", "Zuleika\x00Canary"),
        ("person", "add", "A-1", "--role", "mother", "--name", "Zuleika Canary" * 50),
        (*("person", "add", "A-1", "--role", "mother", "--name", "Z"), "--email", "canary"),
        (*("person", "add", "A-1", "--role", "mother", "--name", "Z"), "--email", "canary@canary"),
        (
            *("person", "add", "A-1", "--role", "mother", "--name", "Z"),
            "--email",
            "a@c@nary.canary",
        ),
        (*("person", "add", "A-1", "--role", "mother", "--name", "Z"), "--phone", "canary\x1b"),
        (*("person", "add", "A-1", "--role", "mother", "--name", "Z"), "--agency", "canary\x1b"),
        ("person", "add", "A-9", "--role", "mother", "--name", "Zuleika Canary"),
        ("person", "change", "A-1", "p9", "--name", "Zuleika Canary"),
        ("done", "A-1", "nothing", "--note", "canarynote"),
        ("done", "A-1", "O-14", "--note", "canarynote\x1b"),
        ("done", "A-1", "O-14", "--note", "canarynote", "--at", "soon"),
        ("done", "A-1", "O-18c", "--note", "canarynote"),
        ("skip", "A-1", "nothing", "--reason", "canarynote"),
        ("skip", "A-1", "O-14", "--reason", "canarynote" * 1000),
        ("cancel", "A-2", "--reason", "canary", "--authorised-by", "Mortimer"),
        ("cancel", "A-9", "--reason", "canary", "--authorised-by", "Mortimer"),
        ("reschedule", "A-1", "--at", "soon", "--reason", "canary"),
        ("reschedule", "A-2", "--at", "2026-06-01T10:00", "--reason", "canary"),
        ("schedule", "Zuleika Canary", "--type", "initial", "--at", "2026-06-01T10:00"),
    ],
    ids=lambda command: " ".join(command).encode("unicode_escape").decode()[:90],
)
def test_no_error_repeats_a_secret(
    told: tuple[Cpconf, tuple[Ran, ...]], command: tuple[str, ...]
) -> None:
    cpconf, _ = told
    ran = cpconf(*command)
    assert ran.code != 0
    assert speaks(ran) == []


@pytest.mark.parametrize(
    "command",
    [
        ("person", "add", "A-1", "--role", "mother", "--name", "Zuleika", "Canary"),
        ("status", "Zuleika Canary"),
        ("done", "A-1", "O-21@Zuleika Canary"),
        ("done", "A-1", "O-14", "--note", "the", "canarynote"),
    ],
    ids=" ".join,
)
def test_a_name_typed_in_the_wrong_place_is_not_repeated(
    told: tuple[Cpconf, tuple[Ran, ...]], command: tuple[str, ...]
) -> None:
    cpconf, _ = told
    ran = cpconf(*command)
    assert ran.code != 0
    assert speaks(ran) == []


@pytest.mark.parametrize(
    "name",
    [
        "[bold red]Robin[/bold red] [link=https://example.org]Example[/link]",
        "p1  mother  Another Example",
        "Robin\tExample",
        "| Robin | Example |",
        "Robin — done ✓ A-1 overdue",
        "%s {0} $(id) `id` ; rm -rf",
        '"},{"person":"p9"',
        "</script><b>Robin",
    ],
)
def test_text_that_looks_like_something_else_is_shown_as_text(cpconf: Cpconf, name: str) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", name=name)
    cpconf.must("done", "A-1", "O-13a", "--note", name)
    (person,) = cpconf.must("person", "list", "A-1", "--json").json["people"]
    assert person["name"] == " ".join(name.split())
    shown = " ".join(cpconf.must("person", "list", "A-1").out.split())
    assert shown.startswith("p1 mother ")
    assert "".join(name.split()) in "".join(shown.split())
    for command in (("person", "list", "A-1"), ("history", "A-1"), ("status", "A-1")):
        assert "\x1b" not in cpconf.must(*command).out


def test_a_note_of_several_lines_forges_no_entry_of_the_history(cpconf: Cpconf) -> None:
    cpconf.book()
    forged = "all well\nThu 1 Jan 2026, 09:00  admin  authorise-report done"
    cpconf.must("done", "A-1", "O-13a", "--note", "-", stdin=forged)
    lines = cpconf.must("history", "A-1").out.splitlines()
    assert not any(line.startswith("Thu 1 Jan 2026, 09:00  admin") for line in lines)


@pytest.mark.parametrize("account", ["\x1b[2J", "a\nb", "x" * 5000])
def test_the_account_cannot_steer_the_terminal(
    cpconf: Cpconf, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, account)
    cpconf.must(
        *("schedule", "A-1", "--procedure", "oxfordshire", "--type", "initial"),
        *("--at", "2026-02-12T10:00"),
    )
    cpconf.must("done", "A-1", "O-13a")
    for command in (("status", "A-1"), ("history", "A-1")):
        ran = cpconf.must(*command)
        assert "\x1b" not in ran.out
        assert "\nb  " not in ran.out


def test_the_reference_page_of_a_procedure_file_cannot_steer_the_terminal(cpconf: Cpconf) -> None:
    (cpconf.folder / "local.toml").write_text(
        'format = 1\nname = "local"\ntitle = "L\\u001b[2J"\nedition = "1"\n'
        '[source]\ndocument = "D\\u202e"\npublisher = "P\\nforged"\n'
        '[conferences]\ninitial = ["video"]\n'
        '[[task]]\nname = "write"\nclause = "L-1"\nsection = "1\\u001b]0;x\\u0007"\n'
        'role = "chair"\ntitle = "Write\\u001b[2J\\nforged"\n',
        "utf-8",
    )
    for command in (
        ("procedure", "check", "local.toml"),
        ("procedure", "show", "local.toml"),
        (
            *("schedule", "A-1", "--procedure", "local.toml", "--type", "initial"),
            *("--at", "2026-02-12T10:00"),
        ),
        ("status", "A-1"),
        ("explain", "A-1", "L-1"),
    ):
        ran = cpconf(*command)
        text = ran.out + ran.err
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
        assert "\nforged" not in text
