"""`store`: where it is, made, upgraded, copied, and whom it lets in."""

from cpconf.errors import ExitCode
from tests.cli.running import Cpconf
from tests.postgresql import server


def test_before_there_is_a_store_it_is_said_where_it_would_be(cpconf: Cpconf) -> None:
    told = cpconf("store", "where", "--json").json
    assert told == {
        "cpconf": 1,
        "store": str(cpconf.where),
        "kind": cpconf.kind,
        "form": None,
        "config": told["config"],
        "conferences": 0,
        "open_tasks": 0,
    }
    assert not cpconf.has_store
    assert "There is nothing there yet" in cpconf.must("store", "where").out


def test_a_store_is_told_with_what_is_in_it(ready: Cpconf) -> None:
    told = ready("store", "where", "--json").json
    assert (told["store"], told["kind"], told["conferences"]) == (
        str(ready.where),
        ready.kind,
        1,
    )
    assert told["open_tasks"] == len(ready("status", "--json").json["tasks"])
    shown = ready.must("store", "where").out
    assert "1 conference, " in shown
    assert str(ready.where) in shown.replace("\n", "")


def test_an_empty_store_is_made_once(cpconf: Cpconf) -> None:
    first = cpconf("store", "make")
    assert (first.code, first.errors[-1]) == (0, "made an empty store")
    again = cpconf("store", "make")
    assert (again.code, again.errors[-1]) == (0, "there is a store already: nothing was made")
    assert cpconf("status", "--json").json["tasks"] == []


def test_a_store_of_this_form_needs_no_upgrade(ready: Cpconf) -> None:
    before = ready.contents
    assert ready("store", "upgrade").code == 0
    assert ready.contents == before


def test_without_a_store_there_is_nothing_to_upgrade(cpconf: Cpconf) -> None:
    ran = cpconf("store", "upgrade")
    assert ran.code == ExitCode.NOT_FOUND
    assert "nothing yet" in ran.err
    assert not cpconf.has_store


def test_a_copy_is_a_store_with_the_same_in_it(ready: Cpconf) -> None:
    copied = ready("store", "copy", str(ready.where), "copy.sqlite", "--json")
    assert copied.code == 0
    assert {"table": "person", "rows": 2} in copied.json["tables"]
    assert (copied.json["from"], copied.json["to"]) == (str(ready.where), "copy.sqlite")
    before = ready.must("status", "A-1", "--json").json
    assert ready.must("--store", "copy.sqlite", "status", "A-1", "--json").json == before
    assert "each compared with the original" in copied.err


def test_nothing_is_copied_over_a_store(ready: Cpconf) -> None:
    ready.must("store", "copy", str(ready.where), "copy.sqlite")
    before = (ready.folder / "copy.sqlite").read_bytes()
    ran = ready("store", "copy", str(ready.where), "copy.sqlite")
    assert ran.code == ExitCode.REFUSED
    assert "there is a store at copy.sqlite already" in ran.err
    assert (ready.folder / "copy.sqlite").read_bytes() == before


def test_what_is_not_there_is_not_copied(cpconf: Cpconf) -> None:
    ran = cpconf("store", "copy", "none.sqlite", "copy.sqlite")
    assert ran.code == ExitCode.NOT_FOUND
    assert not (cpconf.folder / "copy.sqlite").exists()


def test_rights_are_given_to_roles_of_a_server(ready: Cpconf) -> None:
    ran = ready("store", "grant", "nobody_of_that_name", "--as", "writer")
    if ready.kind == "sqlite":
        assert ran.code == ExitCode.USAGE
        assert "a store in a file has no roles" in ran.err
        return
    assert ran.code == ExitCode.NOT_FOUND
    assert "no role of that name" in ran.err
    assert ready("store", "grant", "public", "--as", "reader").code == ExitCode.NOT_FOUND
    assert ready("store", "grant", "x", "--as", "king").code == ExitCode.USAGE
    unnamed = ready("store", "grant", "", "--as", "writer")
    assert (unnamed.code, "name the role" in unnamed.err) == (ExitCode.USAGE, True)


def test_a_database_that_is_not_there_is_missing_for_every_command(cpconf: Cpconf) -> None:
    if cpconf.kind == "sqlite":
        return
    url = server().url("there_is_none")
    for command in (("status",), ("status", "A-1"), ("history", "A-1"), ("store", "where")):
        ran = cpconf("--store", url, *command)
        assert (ran.code, ran.out) == (ExitCode.NOT_FOUND, ""), command
        assert "the server has no database of that name" in ran.err


def test_a_writer_runs_commands_a_reader_has_the_views_and_others_nothing(ready: Cpconf) -> None:
    if ready.kind == "sqlite":
        return
    database = str(ready.where).rpartition("/")[2]
    role = f"team_{database}"
    with server().connect() as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN".encode())
    theirs = server().url(database, role)

    def asked(statement: str) -> str:
        try:
            with server().connect(database, role) as connection:
                return f"{len(connection.execute(statement.encode()).fetchall())} rows"
        except Exception as error:  # noqa: BLE001 - which it is, is asserted
            return type(error).__name__

    shut = ready("--store", theirs, "status")
    assert (shut.code, "your role may not" in shut.err) == (1, True)
    ready.must("store", "grant", role, "--as", "writer")
    ready.must("--store", theirs, "done", "A-1", "write-report")
    marked = ready("history", "A-1", "--json").json["entries"]
    assert any(entry["by"].endswith(f" as {role}") for entry in marked)
    assert asked("UPDATE cpconf.mark SET note = 'x'") == "InsufficientPrivilege"
    assert asked("DELETE FROM cpconf.history") == "InsufficientPrivilege"
    assert asked("DROP TABLE cpconf.mark") == "InsufficientPrivilege"
    given = ready("--store", theirs, "store", "grant", role, "--as", "reader")
    assert (given.code, "its owner may" in given.err) == (1, True)
    given = ready.must("store", "grant", role, "--as", "reader", "--json")
    assert given.json == {"cpconf": 1, "role": role, "rights": "reader"}
    assert ready("--store", theirs, "done", "A-1", "write-report").code == 1
    assert asked("SELECT * FROM cpconf.conferences") == "1 rows"
    assert asked("SELECT * FROM cpconf.person") == "InsufficientPrivilege"
    ready.must("store", "grant", role, "--as", "none")
    assert asked("SELECT * FROM cpconf.conferences") == "InsufficientPrivilege"


def test_an_address_with_a_password_is_refused_and_never_shown(cpconf: Cpconf) -> None:
    for url in (
        "postgresql://ada:hunter2-canary@127.0.0.1/x",
        "postgresql://ada@127.0.0.1/x?password=hunter2-canary",
    ):
        for command in (("status",), ("store", "where"), ("store", "copy", url, "copy.sqlite")):
            ran = cpconf("--store", url, *command)
            assert ran.code == ExitCode.USAGE, command
            assert "hunter2" not in ran.err + ran.out
            assert "~/.pgpass" in ran.err
