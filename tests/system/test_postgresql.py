"""Debian's PostgreSQL, looked after as the page for a team says: over TLS, with roles and rights.

A made-up host name leads to loopback (PGHOSTADDR): the program takes it for another computer.
"""

import json
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest
import trustme

from tests.cli.running import Cpconf
from tests.postgresql import OWNER, Server
from tests.store.looking import contents
from tests.system.debian import INSTALLED, PROGRAMS
from tests.system.desk import PROGRAM as LINE
from tests.system.desk import Desk

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not INSTALLED, reason="postgresql is not installed"),
]

HOST: Final = "db.example.org"
SECRET: Final = "Canary-pa55: word\\"  # noqa: S105 - with the signs that a password file escapes
ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs/how-to/share-one-store.md").read_text("utf-8")
RULES: Final = f"""\
host all {OWNER} 127.0.0.1/32 trust
hostssl all all 127.0.0.1/32 scram-sha-256
"""


class Office:
    """The server of an authority, as its administrator has made it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.authority = trustme.CA()
        self.trusted = server.folder / "authority.pem"
        self.authority.cert_pem.write_to_path(self.trusted)
        certificate = self.authority.issue_cert(HOST)
        run = server.folder / "run"
        (run / "certificate.pem").write_bytes(
            b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
        )
        key = run / "key.pem"
        certificate.private_key_pem.write_to_path(key)
        shutil.chown(key, run.owner())
        key.chmod(0o600)
        (server.data / "pg_hba.conf").write_text(RULES)
        self.set(ssl="on", ssl_cert_file=f"{run}/certificate.pem", ssl_key_file=f"{run}/key.pem")
        (made,) = re.findall("```postgresql\n(.*?)```", PAGE, re.DOTALL)
        with server.connect() as connection:
            for statement in made.strip().split(";\n"):
                connection.execute(statement.encode())
            connection.execute(b"CREATE ROLE stranger LOGIN")
            for role in ("cp_owner", "ada", "reports", "stranger"):
                connection.execute(f"ALTER ROLE {role} PASSWORD '{SECRET}'".encode())

    def set(self, **settings: str) -> None:
        """Change settings of the running server."""
        with self.server.connect() as connection:
            for name, value in settings.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
            connection.execute("SELECT pg_reload_conf()")

    def address(
        self, role: str, *, host: str = HOST, database: str = "conferences", more: str = ""
    ) -> str:
        """The address that a role types."""
        trusted = more or f"?sslrootcert={self.trusted}"
        return f"postgresql://{role}@{host}:{self.server.port}/{database}{trusted}"

    def ask(self, role: str, statement: str) -> list[tuple[object, ...]]:
        """What a role gets with another program."""
        with psycopg.connect(
            self.address(role),
            hostaddr="127.0.0.1",
            password=SECRET,
            sslmode="verify-full",
            options="-c search_path=cpconf",
        ) as connection:
            return list(connection.execute(statement.encode()).fetchall())


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    server = Server(programs=PROGRAMS, initdb=("--locale", "C.UTF-8"))
    yield Office(server)
    server.remove()


class Person(Desk):
    """Somebody of the team, at a computer of their own."""

    def __init__(self, folder: Path, office: Office) -> None:
        super().__init__(folder)
        self.office = office
        # libpq goes to this address, and asks for the certificate of the host.
        self.environ["PGHOSTADDR"] = "127.0.0.1"
        self.be("ada")
        self.passwords(self.home / ".pgpass")

    def be(self, role: str, **more: str) -> None:
        """Work with that role from now on."""
        self.environ["CPCONF_STORE"] = self.office.address(role, **more)

    def passwords(self, file: Path, secret: str = SECRET) -> None:
        """Write a password file, as libpq reads it."""
        file.write_text("*:*:*:*:" + re.sub(r"([:\\])", r"\\\1", secret) + "\n")
        file.chmod(0o600)

    def refused(self, *arguments: str, code: int) -> str:
        """What a command says that the server refuses: briefly, and no password."""
        ran = self.run(*arguments, code=code)
        assert ran.stdout == ""
        assert 1 <= len(ran.stderr.splitlines()) <= 4, ran.stderr  # folded at the terminal's edge
        assert ran.stderr.startswith("cpconf: ")
        assert "Canary" not in ran.stderr
        assert "Traceback" not in ran.stderr
        return " ".join(ran.stderr.split())


@pytest.fixture
def person(tmp_path: Path, office: Office) -> Person:
    return Person(tmp_path, office)


@pytest.fixture
def team(person: Person) -> Person:
    """Somebody who may write; the store is there, with the conferences of the page in it."""
    person.be("cp_owner")
    if "made an empty store" in person.run("store", "make").stderr:
        person.run("store", "grant", "ada", "--as", "writer")
        person.run("store", "grant", "reports", "--as", "reader")
        person.be("ada")
        person.run("schedule", "--from", ROOT / "examples/conferences.csv")
    person.be("ada")
    return person


def test_a_team_that_follows_the_page_has_one_store(team: Person) -> None:
    told = json.loads(team.run("store", "where", "--json").stdout)
    assert (told["kind"], told["conferences"]) == ("postgresql", 5)
    (entry,) = json.loads(team.run("history", "EX-2026-04", "--json").stdout)["entries"]
    assert entry["by"].endswith(" as ada")
    team.be("cp_owner")
    assert team.run("status", "--json").stdout
    (encrypted,) = team.office.ask(
        "ada", "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    )
    assert encrypted == (True,)


# ---- the way to the server


def test_a_server_whose_signer_is_not_trusted_is_refused(person: Person, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    for more in (f"?sslrootcert={other}", "?sslmode=verify-full"):
        person.be("ada", more=more)
        told = person.refused("status", code=1)
        assert "its certificate was not accepted" in told
        assert "sslrootcert=FILE" in told


def test_a_file_of_signers_that_is_not_there_is_named(person: Person, tmp_path: Path) -> None:
    person.be("ada", more=f"?sslrootcert={tmp_path}/none.pem")
    told = person.refused("status", code=4)
    assert "none.pem" in told
    assert "no file of certificates" in told


def test_a_server_with_the_name_of_another_is_refused(person: Person) -> None:
    person.be("ada", host="other.example.org")
    told = person.refused("status", code=1)
    assert "is for another name" in told
    assert "check the host" in told


def test_a_certificate_that_the_computer_itself_trusts_needs_no_word(team: Person) -> None:
    for more in ("?sslmode=verify-full", "?sslmode=verify-ca", "?sslrootcert=system"):
        team.be("ada", more=more)
        team.environ["SSL_CERT_FILE"] = str(team.office.trusted)
        assert json.loads(team.run("status", "--json").stdout)["tasks"]
        del team.environ["SSL_CERT_FILE"]
        assert "its certificate was not accepted" in team.refused("status", code=1)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_what_this_computer_trusts_is_looked_up_where_it_keeps_it(person: Person) -> None:
    """The driver brings an OpenSSL of its own, which looks where nothing is."""
    person.be("ada", more="?sslmode=verify-full")
    traced = person.folder / "traced"
    ran = subprocess.run(
        ["strace", "-f", "-e", "trace=openat,newfstatat,stat", "-o", traced, *LINE, "status"],
        capture_output=True,
        check=False,
        cwd=person.folder,
        env=person.environ,
    )
    assert ran.returncode == 1
    paths = ssl.get_default_verify_paths()
    kept = [re.escape(path) for path in (paths.openssl_cafile, paths.openssl_capath)]
    opened = rf'openat\(AT_FDCWD, "({"|".join(kept)})'
    assert re.search(opened, traced.read_text("utf-8", "replace"))


@contextmanager
def without_tls(office: Office) -> Iterator[None]:
    (office.server.data / "pg_hba.conf").write_text(RULES.replace("hostssl", "host"))
    office.set(ssl="off")
    try:
        yield
    finally:
        (office.server.data / "pg_hba.conf").write_text(RULES)
        office.set(ssl="on")


def test_a_server_without_tls_gets_no_password(team: Person) -> None:
    with without_tls(team.office):
        assert "does not offer TLS" in team.refused("status", code=1)


# ---- the password


def test_a_password_is_found_where_the_page_says(team: Person) -> None:
    address = team.environ["CPCONF_STORE"]
    usual = team.home / ".pgpass"
    told = team.run("store", "where", "--json").stdout
    elsewhere = usual.rename(team.home / "elsewhere")
    assert "does not let you in" in team.refused("store", "where", code=1)
    team.environ["PGPASSFILE"] = str(elsewhere)
    assert team.run("store", "where", "--json").stdout == told
    del team.environ["PGPASSFILE"]
    team.environ["CPCONF_STORE"] = f"{address}&passfile={elsewhere}"
    assert json.loads(team.run("store", "where", "--json").stdout)["conferences"] == 5
    team.environ["CPCONF_STORE"] = address
    config = team.folder / "config.toml"
    script = team.folder / "password"
    script.write_text(f"#!/bin/sh\nprintf '%s\\n' '{SECRET}'\n")
    script.chmod(0o700)
    config.write_text(f'[store]\npassword_command = "{script}"\n')
    team.environ["CPCONF_CONFIG"] = str(config)
    assert json.loads(team.run("store", "where", "--json").stdout)["conferences"] == 5


def test_a_service_file_says_all_of_it(team: Person) -> None:
    server = team.office.server
    (team.home / ".pg_service.conf").write_text(
        f"[conferences]\nhost={HOST}\nport={server.port}\ndbname=conferences\nuser=ada\n"
        f"password={SECRET}\nsslrootcert={team.office.trusted}\n"
    )
    (team.home / ".pgpass").unlink()
    team.environ["CPCONF_STORE"] = "postgresql:///?service=conferences"
    assert json.loads(team.run("store", "where", "--json").stdout)["conferences"] == 5
    team.environ["CPCONF_STORE"] = "postgresql:///?service=another"
    assert "no service file" in team.refused("status", code=2)


@pytest.mark.parametrize(
    ("role", "secret"), [("ada", "Canary-wrong"), ("nobody_known", SECRET), ("ada", "")]
)
def test_whom_the_server_does_not_let_in_is_told_where_passwords_are(
    person: Person, role: str, secret: str
) -> None:
    person.be(role)
    person.passwords(person.home / ".pgpass", secret)
    assert "check the role in the address and its password" in person.refused("status", code=1)


# ---- rights


def test_who_reads_has_the_views_and_writes_nothing(team: Person) -> None:
    views = re.findall(
        r"^## (\w+)$", (ROOT / "docs/reference/views.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(views) > 5
    for view in views:
        team.office.ask("reports", f"SELECT * FROM {view}")  # noqa: S608 - from our own page
    for statement in (
        "SELECT * FROM person",
        "DELETE FROM conference RETURNING 1",
        "UPDATE task SET due = NULL RETURNING 1",
        "CREATE TABLE cpconf.own (x int)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            team.office.ask("reports", statement)
    team.be("reports")
    before = contents(team.office.server.url("conferences"))
    for command in (
        ("done", "EX-2026-04", "write-report"),
        ("store", "grant", "x", "--as", "none"),
    ):
        assert "your role may not" in team.refused(*command, code=1)
    assert contents(team.office.server.url("conferences")) == before


def test_a_stranger_on_the_server_is_not_let_into_the_database(team: Person) -> None:
    """Whoever is could keep the lock that everybody who writes waits for."""
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        team.office.ask("stranger", "SELECT pg_try_advisory_lock(1)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        team.office.ask("ada", "CREATE TEMP TABLE own (x int)")
    team.be("stranger")
    assert "refuses the connection" in team.refused("status", code=1)


def test_who_writes_signs_with_no_other_name(team: Person) -> None:
    columns = "conference_id, kind, details, recorded_at, machine_at"
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="signed with another role"):
        team.office.ask(
            "ada",
            f"INSERT INTO history ({columns}, by) "  # noqa: S608 - our own columns
            f"SELECT {columns}, 'sam as cp_owner' FROM history LIMIT 1 RETURNING 1",
        )
    for statement in (
        "UPDATE history SET by = 'sam as cp_owner' RETURNING 1",
        "UPDATE task SET marked_by = 'sam as cp_owner', state = 'done' RETURNING 1",
        "UPDATE report_step SET at = at RETURNING 1",
        "DELETE FROM mark RETURNING 1",
        "ALTER TABLE history DISABLE TRIGGER ALL",
        "DROP TABLE history",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            team.office.ask("ada", statement)


def test_who_is_not_the_owner_gives_nobody_rights(team: Person) -> None:
    for line in (("reports", "--as", "writer"), ("ada", "--as", "reader")):
        assert "its owner may" in team.refused("store", "grant", *line, code=1)
    team.run("done", "EX-2026-05", "write-report")


# ---- backups


@pytest.mark.parametrize("role", ["cp_owner", OWNER])
def test_a_dump_that_is_restored_is_the_store_again(
    team: Person, tmp_path: Path, role: str
) -> None:
    server = team.office.server
    name = server.new_name()
    server.database(name=name, OWNER="cp_owner", ENCODING="'UTF8'")
    dump = tmp_path / "conferences.dump"
    environ = {**team.environ, "PGSSLMODE": "require"}
    for program, *arguments in (
        ("pg_dump", "--format=custom", f"--file={dump}", "--dbname=conferences"),
        ("pg_restore", "--exit-on-error", f"--dbname={name}", str(dump)),
    ):
        subprocess.run(
            [PROGRAMS / program, "-h", HOST, "-p", str(server.port), "-U", role, *arguments],
            check=True,
            env=environ,
        )
    assert contents(server.url(name)) == contents(server.url("conferences"))
    there = team.run("status", "--json").stdout
    team.be("ada", database=name)
    assert team.run("status", "--json").stdout == there
    team.run("done", "EX-2026-04", "write-report")
    team.be("reports", database=name)
    team.refused("done", "EX-2026-04", "write-report", code=1)
    server.drop(name)


# ---- the settings of others

PEOPLE: Final = ("Zoë Åkesson", "Ægir Østby", "zebedee", "Łukasz Żak", "李小龙", 'o\'Hara \\ "x"')


def answers(cpconf: Cpconf) -> list[str]:
    """What a desk is told of a few conferences, of which each command says something."""
    (cpconf.folder / "rows.csv").write_text((ROOT / "examples/conferences.csv").read_text("utf-8"))
    now = "2026-11-23T09:00"
    cpconf.must("schedule", "--from", "rows.csv", now=now)
    for name in PEOPLE:
        line = ("person", "add", "EX-2026-04", "--role", "school", "--name", name)
        cpconf.must(*line, "--email", "s@example.org", now=now)
    changes: tuple[tuple[str, ...], ...] = (
        ("done", "EX-2026-04", "write-report", "--note", "it's \\ done; -- 'x'"),
        ("skip", "EX-2026-01", "write-report", "--reason", "x"),
        ("undo", "EX-2026-04", "write-report"),
        ("fact", "EX-2026-04", "split"),
        ("reschedule", "EX-2026-03", "--at", "2026-12-18T10:00", "--reason", "x"),
    )
    for change in changes:
        cpconf(*change, now=now)
    told = [
        cpconf(*line, now=now).out
        for line in (
            ("status", "--json"),
            *(("status", f"EX-2026-0{number}", "--json") for number in range(1, 6)),
            ("status", "EX-2026-04", "--all", "--json"),
            ("person", "list", "EX-2026-04", "--json"),
            ("history", "EX-2026-04", "--json"),
            ("history", "EX-2026-03", "--json"),
            ("working-days", "check", "--json"),
            ("remind",),
            ("outbox", "--json"),
            ("remind", "--dry-run", "--json"),
        )
    ]
    assert all(told[:10])
    own = rf' as {OWNER}\b|"machine_at": "[^"]*"'
    return [re.sub(own, "", each) for each in told]


SETTINGS: Final = {
    "plain": {},
    "Auckland": {"TimeZone": "'Pacific/Auckland'"},
    "New York": {"TimeZone": "'America/New_York'"},
    "dates": {"DateStyle": "'SQL, DMY'", "IntervalStyle": "'sql_standard'"},
    "bytes": {"bytea_output": "'escape'"},
    "letters": {"client_encoding": "'LATIN1'"},
    "path": {"search_path": "public"},
    "serializable": {"default_transaction_isolation": "'serializable'"},
    "repeatable": {"default_transaction_isolation": "'repeatable read'"},
    "read only": {"default_transaction_read_only": "on"},
    "strings": {"standard_conforming_strings": "off", "escape_string_warning": "off"},
    "careless": {"synchronous_commit": "off", "extra_float_digits": "0"},
    "rows": {"row_security": "off", "default_toast_compression": "'pglz'"},
    "messages": {"lc_messages": "'C.UTF-8'", "client_min_messages": "debug1"},
}
LOCALES: Final = {
    "bytes": {"LOCALE": "'C'"},
    "Unicode": {"LOCALE": "'C.UTF-8'"},
    "England": {"LOCALE_PROVIDER": "icu", "ICU_LOCALE": "'en-GB'", "LOCALE": "'C.UTF-8'"},
    "Sweden": {"LOCALE_PROVIDER": "icu", "ICU_LOCALE": "'sv-SE'", "LOCALE": "'C.UTF-8'"},
    "Turkey": {"LOCALE_PROVIDER": "icu", "ICU_LOCALE": "'tr-TR'", "LOCALE": "'C.UTF-8'"},
    "no case": {
        "LOCALE_PROVIDER": "icu",
        "ICU_LOCALE": "'und-u-ks-level1'",
        "LOCALE": "'C.UTF-8'",
    },
}
CASES: Final = [
    *(
        pytest.param(whose, settings, {}, id=f"{whose.split()[0].lower()}, {name}")
        for whose in ("DATABASE", f"ROLE {OWNER} IN DATABASE")
        for name, settings in SETTINGS.items()
    ),
    *(
        pytest.param("DATABASE", {}, options, id=f"letters, {name}")
        for name, options in LOCALES.items()
    ),
]


@pytest.fixture
def told_by_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """The same answers, of a store in a file."""
    monkeypatch.chdir(tmp_path)
    if not _TOLD:
        _TOLD.extend(answers(Cpconf(tmp_path, monkeypatch, capsys)))
    return _TOLD


_TOLD: Final[list[str]] = []


@pytest.mark.parametrize(("whose", "settings", "options"), CASES)
def test_no_setting_of_a_server_changes_an_answer(
    office: Office,
    told_by_a_file: list[str],
    whose: str,
    settings: dict[str, str],
    options: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = office.server
    database = server.database(**options)
    with server.connect() as connection:
        for key, value in settings.items():
            change = f"ALTER {whose} {database} SET {key} = {value}"
            connection.execute(change.encode())
    cpconf = Cpconf(tmp_path, monkeypatch, capsys)
    cpconf.where = server.url(database)
    monkeypatch.setenv("CPCONF_STORE", cpconf.where)
    assert answers(cpconf) == told_by_a_file
    server.drop(database)
