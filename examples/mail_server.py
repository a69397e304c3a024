"""A mail server to practise with: it accepts every message, and passes none on.

    python mail_server.py [--refuse ADDRESS] [--drop ADDRESS]

It listens on this computer only (127.0.0.1, port 2525) until you stop it with Ctrl+C. It refuses
messages to the --refuse address. After a message to the --drop address it breaks the connection, so
that the sender cannot know whether it was accepted. Needs only Python.
"""

import argparse
import socketserver

REPLIES = {"DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}
asked = argparse.ArgumentParser(description="A mail server that passes no message on.")
asked.add_argument("--refuse", default="", metavar="ADDRESS")
asked.add_argument("--drop", default="", metavar="ADDRESS")
asked.add_argument("--port", type=int, default=2525)
options = asked.parse_args()


class Caller(socketserver.StreamRequestHandler):
    """A connection from a sender."""

    def handle(self) -> None:
        """Answer each line (RFC 5321)."""
        self.wfile.write(b"220 ready\r\n")
        recipient = ""
        while line := self.rfile.readline().decode("ascii"):
            verb = line[:4].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
            if verb == "RCPT" and recipient == options.refuse:
                self.wfile.write(b"550 no\r\n")
                continue
            self.wfile.write(REPLIES.get(verb, b"250 ok\r\n"))
            if verb == "DATA":
                while self.rfile.readline() != b".\r\n":
                    pass
                if recipient == options.drop:
                    return
                self.wfile.write(b"250 taken\r\n")
            elif verb == "QUIT":
                return


class Server(socketserver.ThreadingTCPServer):
    """A server that can be started again at once on the same port."""

    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", options.port), Caller) as server:
    print(f"Taking mail on port {options.port}. Stop with Ctrl+C.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("Stopped.")
