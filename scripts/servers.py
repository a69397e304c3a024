"""The servers that a page speaks to: they listen on this computer, and elsewhere than it says.

The mail server is the practice one of `examples`. The database server is that of the tests, and is
prepared by what the page gives its administrator to do.
"""

import re
import socket
from functools import cached_property
from typing import Final

PORT: Final = "2525"
"""Where the practice mail server listens, as the pages say it; here it is one that is free."""

DATABASE_SERVER: Final = "db.example.org"
"""What the pages call the database server."""

_FOR_ITS_ADMINISTRATOR: Final = re.compile(r"```postgresql\n(.*?)```", re.DOTALL)
_MADE: Final = re.compile(r"CREATE (ROLE|DATABASE) (\w+)")


class Servers:
    """The servers of one page."""

    def __init__(self, page: str) -> None:
        """Take the text of the page."""
        self._page = page
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = str(free.getsockname()[1])

    def here(self, typed: str) -> str:
        """What the page says to type, with where the servers are."""
        if DATABASE_SERVER in typed:
            typed = typed.replace(DATABASE_SERVER, self._database_server)
        return typed.replace(PORT, self._port)

    def there(self, said: str) -> str:
        """What a command said, with where the page says that the servers are."""
        if "_database_server" in self.__dict__:
            said = said.replace(self._database_server, DATABASE_SERVER)
        return said.replace(self._port, PORT)

    @cached_property
    def _database_server(self) -> str:
        from tests.postgresql import server  # noqa: PLC0415 - few pages need one

        host = server()
        statements = "\n".join(_FOR_ITS_ADMINISTRATOR.findall(self._page))
        with host.connect() as connection:
            for kind, name in reversed(_MADE.findall(statements)):
                connection.execute(f"DROP {kind} IF EXISTS {name}".encode())
            for statement in filter(str.strip, statements.split(";")):
                connection.execute(statement.encode())
        return f"127.0.0.1:{host.port}"
