"""A mail server of many conversations, that treats some of its callers badly, as it is told."""

import contextlib
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from tests.mail.servers import DROP, HOST, SILENCE

TAKEN_AND_GONE: Final = "taken and gone"
"""Instead of a reply: the message is taken, and the line breaks before it is said."""


@dataclass
class Moods:
    """What a server replies instead of "ok", by verb or by verb and address; what it has heard.

    "greeting" stands for the first reply, "." for that to a message. `delay` is in seconds, before
    each reply.
    """

    replies: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    port: int = 0
    calls: int = 0
    offered: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def reply(self, verb: str, about: str = "") -> str:
        """The reply to a command."""
        usual = {"greeting": "220 ready", "EHLO": "250 mail.example.org", "DATA": "354 go on"}
        found = self.replies.get(f"{verb} {about}") or self.replies.get(verb)
        return found or usual.get(verb, "250 ok")


class _Caller(socketserver.StreamRequestHandler):
    """One conversation."""

    timeout = 10
    server: "_Server"

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self.converse(self.server.moods)

    def converse(self, moods: Moods) -> None:
        moods.calls += 1
        recipient = ""
        if not self.says(moods.reply("greeting")):
            return
        while words := self.rfile.readline().decode("latin-1").split():
            verb = words[0].upper()
            if verb == "RCPT":
                recipient = words[1].partition("<")[2].partition(">")[0]
                moods.offered.append(recipient)
            reply = moods.reply(verb, recipient)
            if not self.says(reply) or verb == "QUIT":
                return
            if verb == "DATA" and reply.startswith("354"):
                *lines, end = self.lines()
                if end != b".\r\n":
                    return
                verdict = moods.reply(".", recipient)
                if verdict.startswith("250") or verdict == TAKEN_AND_GONE:
                    moods.messages.append(b"".join(lines))
                    moods.recipients.append(recipient)
                if not self.says(verdict):
                    return

    def lines(self) -> Iterator[bytes]:
        """The lines of a message up to its end, or to that of the connection."""
        while (line := self.rfile.readline()) and line != b".\r\n":
            yield line
        yield line

    def says(self, reply: str) -> bool:
        """Reply; whether the conversation goes on."""
        moods = self.server.moods
        if moods.delay:
            time.sleep(moods.delay)
        if reply in {DROP, TAKEN_AND_GONE}:
            return False
        if reply == SILENCE:
            moods.over.wait(10)
            return False
        self.wfile.write(reply.encode() + b"\r\n")
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, moods: Moods, tls: ssl.SSLContext | None) -> None:
        super().__init__((HOST, 0), _Caller)
        self.moods = moods
        self.tls = tls

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, caller = self.socket.accept()
        if self.tls is not None:
            connection = self.tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, caller


@contextmanager
def moody_server(
    replies: Mapping[str, str] | None = None,
    *,
    delay: float = 0,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Moods]:
    """A server that replies like this; with `tls`, from the first byte on."""
    moods = Moods(replies or {}, delay)
    with _Server(moods, tls) as server:
        moods.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield moods
        finally:
            moods.over.set()
            server.shutdown()
            thread.join()


def nobody_listens() -> int:
    """A port on which there is no server."""
    with socket.create_server((HOST, 0)) as taken:
        return int(taken.getsockname()[1])
