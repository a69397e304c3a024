"""A way to the server that can be cut: between any two things that the program says."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Final

from tests.postgresql import server

COMMIT: Final = b"COMMIT\0"
When = Callable[[int, bytes], bool]
"""Whether to cut at what the program says: its number, from 0 on, and the bytes."""


class Way:
    """Leads to the server, and is cut once: what is said then passes still, or does not.

    Its answer never comes back. Who connects again afterwards is let through, unless `away`.
    """

    def __init__(self, port: int, when: When, *, passes: bool = False, away: bool = False) -> None:
        self.heard: list[bytes] = []
        self.is_cut = False
        self._server, self._when, self._passes, self._away = port, when, passes, away
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        """Take nobody any more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # else it takes one more
        self._listener.close()

    def _take(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            upstream = socket.create_connection(("127.0.0.1", self._server))
            threading.Thread(target=self._forth, args=(client, upstream), daemon=True).start()

    def _forth(self, client: socket.socket, upstream: socket.socket) -> None:
        """Pass on what the program says, up to the cut; the answers go back beside it."""
        silent, answered = threading.Event(), threading.Event()

        def back() -> None:
            with contextlib.suppress(OSError):
                while data := upstream.recv(65536):
                    if silent.is_set():
                        answered.set()
                    else:
                        client.sendall(data)
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

        with client, upstream, contextlib.suppress(OSError):
            threading.Thread(target=back, daemon=True).start()
            while data := client.recv(65536):
                number = len(self.heard)
                self.heard.append(data)
                if not self.is_cut and self._when(number, data):
                    self.is_cut = True
                    if self._away:
                        self.close()
                    silent.set()
                    if self._passes:
                        upstream.sendall(data)
                        answered.wait(5)
                    client.shutdown(socket.SHUT_RDWR)
                    break
                upstream.sendall(data)
            with contextlib.suppress(OSError):
                upstream.shutdown(socket.SHUT_RDWR)


@contextmanager
def cut(
    store: str, when: When, *, passes: bool = False, away: bool = False
) -> Iterator[tuple[str, Way]]:
    """The address of that store by a way that is cut, and the way."""
    port = server().port
    way = Way(port, when, passes=passes, away=away)
    with closing(way):
        yield store.replace(f":{port}/", f":{way.port}/"), way


def never(_number: int, _said: bytes) -> bool:
    """Do not cut it."""
    return False


def at_commit(_number: int, said: bytes) -> bool:
    """Cut it where a transaction ends."""
    return COMMIT in said
