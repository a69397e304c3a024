"""What the address of a store may say, and how safely a server is reached."""

import pytest

from cpconf.errors import UsageFault
from cpconf.store.postgresql.address import read_address

SECRET = "hunter2-canary"  # noqa: S105 - what must not be shown


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://somebody:{SECRET}@db.example.org/conferences",
        f"postgresql://somebody:{SECRET}@[::1]/conferences",
        f"postgresql://db.example.org/conferences?password={SECRET}",
        f"postgresql://db.example.org/conferences?sslpassword={SECRET}",
        f"postgresql://somebody:{SECRET}@db.example.org:port/conferences",
        f"postgresql://somebody%3A{SECRET}@db.example.org/conferences",
        f"postgresql://somebody:7/{SECRET}@db.example.org/conferences",
        f"postgresql://somebody:7#{SECRET}@db.example.org/conferences",
        f"postgresql://somebody:7?{SECRET}@db.example.org/conferences",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageFault) as raised:
        read_address(url)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None


def test_an_address_that_names_no_database_is_told_the_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PGDATABASE", raising=False)
    with pytest.raises(UsageFault, match="postgresql://USER@HOST:PORT/DATABASE"):
        read_address("postgresql://127.0.0.1/", {})


def test_an_option_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageFault, match="sslmode, sslrootcert"):
        read_address("postgresql://127.0.0.1/conferences?application_name=other")


# How a host is reached, by the sslmode of the address.
TLS = [
    ("127.0.0.1", "", {}),
    ("127.7.7.7", "", {}),
    ("[::1]", "", {}),
    ("localhost", "", {}),
    ("127.0.0.1", "?sslmode=disable", {"sslmode": "disable"}),
    ("db.example.org", "", {"sslmode": "verify-full", "sslrootcert": "system"}),
    ("192.0.2.7", "", {"sslmode": "verify-full", "sslrootcert": "system"}),
    ("localhost.example.org", "", {"sslmode": "verify-full", "sslrootcert": "system"}),
    ("db.example.org", "?sslmode=verify-ca", {"sslmode": "verify-full", "sslrootcert": "system"}),
    (
        "db.example.org",
        "?sslmode=verify-ca&sslrootcert=ca.crt",
        {"sslmode": "verify-ca", "sslrootcert": "ca.crt"},
    ),
    ("db.example.org", "?sslmode=prefer", {"sslmode": "verify-full", "sslrootcert": "system"}),
]


@pytest.mark.parametrize(("host", "mode", "reached"), TLS)
def test_a_server_elsewhere_is_reached_over_verified_tls_alone(
    host: str, mode: str, reached: dict[str, str]
) -> None:
    options = read_address(f"postgresql://{host}/conferences{mode}").options
    assert {name: options[name] for name in options if name.startswith("ssl")} == reached


@pytest.mark.parametrize("mode", ["require", "allow", "disable"])
def test_a_server_elsewhere_is_not_reached_over_less(mode: str) -> None:
    with pytest.raises(UsageFault, match=f"sslmode={mode}"):
        read_address(f"postgresql://db.example.org/conferences?sslmode={mode}")


def test_a_host_behind_the_question_mark_is_no_way_round_tls() -> None:
    options = read_address("postgresql:///conferences?host=db.example.org").options
    assert options["sslmode"] == "verify-full"
    with pytest.raises(UsageFault):
        read_address("postgresql://127.0.0.1/conferences?host=db.example.org&sslmode=disable")
    with pytest.raises(UsageFault):
        read_address("postgresql:///conferences?host=127.0.0.1,db.example.org&sslmode=disable")


def test_a_host_from_the_surroundings_is_no_way_round_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example.org")
    assert read_address("postgresql:///conferences").options["sslmode"] == "verify-full"
    monkeypatch.setenv("PGSSLMODE", "disable")
    with pytest.raises(UsageFault, match="disable"):
        read_address("postgresql:///conferences")
    monkeypatch.delenv("PGHOST")
    monkeypatch.delenv("PGSSLMODE")
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.7")
    assert read_address("postgresql://localhost/conferences").options["sslmode"] == "verify-full"
