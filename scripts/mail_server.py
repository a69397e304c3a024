"""A mail server for the documentation's sessions, which treats some of its callers badly."""

import socketserver
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

HOST: Final = "127.0.0.1"
_REPLIES: Final = {"DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}


@contextmanager
def mail_server(*, refused: Collection[str] = (), dropped: Collection[str] = ()) -> Iterator[str]:
    """Take mail while the block lasts; gives what the configuration says of it, as TOML.

    Addresses `refused` are turned down. Of a message to one that is `dropped` the line breaks
    before the server says that it has it.
    """

    class Caller(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            recipient = ""
            while line := self.rfile.readline().decode("ascii"):
                verb = line[:4].upper()
                if verb == "RCPT":
                    recipient = line.partition("<")[2].partition(">")[0]
                turned_down = verb == "RCPT" and recipient in refused
                reply = b"550 no\r\n" if turned_down else _REPLIES.get(verb, b"250 ok\r\n")
                self.wfile.write(reply)
                if verb == "DATA":
                    while self.rfile.readline() != b".\r\n":
                        pass
                    if recipient in dropped:
                        return
                    self.wfile.write(b"250 taken\r\n")
                elif verb == "QUIT":
                    return

    with socketserver.ThreadingTCPServer((HOST, 0), Caller) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        port = server.server_address[1]
        yield f'[smtp]\nhost = "{HOST}"\nport = {port}\nsecurity = "none"\n'
        server.shutdown()
