"""What names a store: the path of a file, or the address of a server, and nothing between."""

from pathlib import Path

import pytest

from cpconf.errors import UsageFault
from cpconf.store.locations import locate
from cpconf.store.sqlite.file import SqliteFile

SECRET = "hunter2-canary"  # noqa: S105 - what must not be shown


@pytest.mark.parametrize(
    "name",
    [
        f'"postgresql://ada:{SECRET}@127.0.0.1/conferences"',
        f"'postgresql://ada:{SECRET}@127.0.0.1/conferences'",
        f"\u201cpostgresql://ada:{SECRET}@127.0.0.1/conferences\u201d",
        f" postgresql://ada:{SECRET}@127.0.0.1/conferences",
        f"CPCONF_STORE=postgresql://ada:{SECRET}@127.0.0.1/conferences",
        f"postgresql:/ada:{SECRET}@127.0.0.1/conferences",
        f"Postgres:ada:{SECRET}@127.0.0.1/conferences",
        f"postgresql//ada:{SECRET}@127.0.0.1/conferences",
        f"ada:{SECRET}@127.0.0.1/conferences",
        f"host=127.0.0.1 user=ada password={SECRET}",
        f"PGPASSWORD={SECRET} postgresql",
        f"user=ada dbname=conferences options={SECRET}",
        f"mysql://ada:{SECRET}@127.0.0.1/conferences",
        f"file:///{SECRET}.sqlite",
    ],
)
def test_what_is_nearly_an_address_is_no_file_and_not_repeated(name: str) -> None:
    with pytest.raises(UsageFault, match="begins with postgresql://") as raised:
        locate(name)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "name",
    [
        "conferences.sqlite",
        "postgresql.sqlite",
        "/home/ada@example.org/a store: mine.sqlite",
        "C:\\Users\\ada@example.org\\conferences.sqlite",
        "C:/Users/ada@example.org/conferences.sqlite",
        "/data/user=ada/password/conferences.sqlite",
    ],
)
def test_a_path_is_a_path_whatever_letters_it_has(name: str) -> None:
    assert locate(name) == SqliteFile(Path(name))
