"""What a service file says is said to the server of that service, and to no other."""

import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from cpconf.app import App
from cpconf.errors import CpconfError
from cpconf.store.copying import copy
from cpconf.store.locations import locate

SECRET = "hunter2-canary"  # noqa: S105 - what only the server of the service may be told
OFFICE = "postgresql:///?service=office"
_NO_TLS = frozenset({80877103, 80877104})
"""PostgreSQL documentation, "Message Formats": SSLRequest and GSSENCRequest."""


class Curious:
    """A server on loopback that asks whoever connects for a password, and keeps what it is sent."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.told: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Let nobody in any more."""
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                asking, _ = self._socket.accept()
                with asking, suppress(OSError, struct.error):
                    asking.settimeout(5)
                    self._ask(asking)

    def _ask(self, asking: socket.socket) -> None:
        while True:
            packet = asking.recv(struct.unpack("!I", asking.recv(4))[0] - 4)
            if struct.unpack("!I", packet[:4])[0] not in _NO_TLS:
                break
            asking.sendall(b"N")
        self.told.append(packet)
        asking.sendall(b"R" + struct.pack("!II", 8, 3))  # AuthenticationCleartextPassword
        self.told.append(asking.recv(1000))


@pytest.fixture
def theirs() -> Iterator[Curious]:
    with closing(Curious()) as listening:
        yield listening


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Curious]:
    """The server of a service, whose file has its password."""
    with closing(Curious()) as listening:
        (tmp_path / "services.conf").write_text(
            f"[office]\nhost=127.0.0.1\nport={listening.port}\nuser=sue\npassword={SECRET}\n"
            "dbname=conferences\n"
        )
        monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services.conf"))
        monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
        monkeypatch.delenv("PGSERVICE", raising=False)
        yield listening


def test_the_server_of_a_service_is_told_the_password_that_the_service_file_has(
    office: Curious,
) -> None:
    with pytest.raises(CpconfError):
        locate(OFFICE).glance()
    assert SECRET.encode() in b"".join(office.told)


@pytest.mark.parametrize("way", [1, -1])
def test_a_copy_tells_no_other_server_the_password_of_a_service(
    office: Curious, theirs: Curious, way: int
) -> None:
    source, target = (
        locate(url) for url in (OFFICE, f"postgresql://x@127.0.0.1:{theirs.port}/new")[::way]
    )
    for one, other in ((source, target), (target, source)):
        with pytest.raises(CpconfError):
            copy(one, other)
    told = b"".join(theirs.told)
    assert b"user\0x\0" in told
    assert SECRET.encode() not in told
    assert SECRET.encode() in b"".join(office.told)


def test_the_configured_password_is_for_the_store_and_for_no_server_beside_it(
    theirs: Curious, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    config = tmp_path / "config.toml"
    config.write_text(f"[store]\npassword_command = 'printf {SECRET}'\n")
    with closing(Curious()) as ours:
        own, other = (f"postgresql://x@127.0.0.1:{each.port}/cp" for each in (ours, theirs))
        app = App(store=own, environ={"CPCONF_CONFIG": str(config)})
        for place in (app.place_at(own, beside=other), app.place_at(other, beside=own)):
            with pytest.raises(CpconfError):
                place.glance()
        assert SECRET.encode() in b"".join(ours.told)
    assert SECRET.encode() not in b"".join(theirs.told)
    with pytest.raises(CpconfError):
        app.place_at(other, beside=str(tmp_path / "store.sqlite")).glance()
    assert SECRET.encode() in b"".join(theirs.told)


def test_an_address_without_a_host_is_not_taken_to_the_server_of_a_service(
    office: Curious, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its way there would have been judged as one within this computer, without TLS."""
    monkeypatch.setenv("PGHOST", str(tmp_path))  # where no server listens
    own, _ = locate("postgresql:///own"), locate(OFFICE)
    with pytest.raises(CpconfError):
        own.glance()
    assert office.told == []


@pytest.mark.parametrize("named", [None, "office"])
def test_the_service_that_the_environment_names_is_the_same_afterwards(
    office: Curious, named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del office
    if named is not None:
        monkeypatch.setenv("PGSERVICE", named)
    locate("postgresql:///?service=other")
    assert os.environ.get("PGSERVICE") == named
