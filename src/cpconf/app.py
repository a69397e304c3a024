"""The composition root: clock, configuration, console and adapters, each made when first used.

Apart from the bodies of commands, only this module imports late. So a command loads only what it
needs.
"""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cpconf.config import Config
    from cpconf.core.dates.calendar import WorkingCalendar
    from cpconf.documents.inspection.inspecting import Inspection
    from cpconf.procedures.loader import Edition
    from cpconf.render.drawing.json_text import Report
    from cpconf.render.drawing.page import Page
    from cpconf.render.screen import Screen
    from cpconf.store.database.database import Location
    from cpconf.store.reading import Reader
    from cpconf.store.writing import Store, Writer

_CLOCK: Final = "CPCONF_NOW"


class App:
    """Everything that a command needs from outside, for one run of the program."""

    def __init__(
        self, *, store: str | None = None, no_input: bool = False, environ: Mapping[str, str]
    ) -> None:
        """Take the options before the command, and the environment."""
        self._store = store
        self._no_input = no_input
        self._environ = environ
        self._said: set[str] = set()
        self._places: list[Location] = []
        self._incomplete = False
        self.as_json = False
        """Whether the command reports by a JSON document, not by a screen."""
        self.kept = False
        """Whether something has been written to the store, as far as anybody can tell."""
        self._surely_kept = False

    @cached_property
    def now(self) -> dt.datetime:
        """The moment of this run, wall-clock Europe/London: `CPCONF_NOW`, else the machine's clock.

        Raises UsageFault for a `CPCONF_NOW` that cannot be read.
        """
        from cpconf.core.dates.london import wall_clock
        from cpconf.core.dates.when import read_when
        from cpconf.errors import UsageFault

        written = self._environ.get(_CLOCK)
        if not written:
            return wall_clock(self.machine_now)
        try:
            when = read_when(written, of_a_clock=True)
        except UsageFault as fault:
            raise UsageFault(f"{_CLOCK}: {fault}") from fault
        return when if isinstance(when, dt.datetime) else dt.datetime.combine(when, dt.time())

    def refuse_unreadable_clock(self) -> None:
        """Raise UsageFault for a `CPCONF_NOW` that cannot be read, even if nothing needs it."""
        if self._environ.get(_CLOCK):
            _ = self.now

    @cached_property
    def machine_now(self) -> dt.datetime:
        """The machine's own time, aware, in UTC, which is recorded beside `now`."""
        return dt.datetime.now(dt.UTC)

    @cached_property
    def by(self) -> str:
        """Who runs the program: the account's name, as the system knows it."""
        from cpconf.account import account

        return account(self._environ)

    @property
    def may_ask(self) -> bool:
        """Whether a person can answer: standard input is a terminal, without `--no-input`."""
        return not self._no_input and sys.stdin is not None and sys.stdin.isatty()

    @cached_property
    def store(self) -> str:
        """The store's path or URL: `--store`, `CPCONF_STORE`, else in the user's data folder."""
        if self._store == "":
            from cpconf.errors import UsageFault

            raise UsageFault("--store is empty: give a path, or leave it out")
        named = self._store or self._environ.get("CPCONF_STORE")
        if named and not named.isprintable():
            from cpconf.errors import UsageFault

            raise UsageFault("the path of the store has control characters in it")
        if named:
            return named
        from platformdirs import user_data_path

        return str(user_data_path("cpconf", appauthor=False) / "cpconf.sqlite")

    @cached_property
    def place(self) -> "Location":
        """The store as a place: a file, or a database on a server. Raises UsageFault."""
        return self.place_at(self.store)

    def place_at(self, name: str, *, beside: str | None = None) -> "Location":
        """The place that a store's name means, which may be another than this run's.

        The configured password is for one server: for this run's store where another server stands
        `beside` it, or else for whichever server is named.
        """
        from cpconf.store.locations import is_address, locate

        ours = name == self.store or beside is None or not is_address(beside)
        password = self._password_of_server if ours else lambda: None
        place = locate(name, password=password, reuse=True)
        self._places.append(place)
        return place

    def _password_of_server(self) -> str | None:
        """The password for the store's server, where a command of the configuration gives it."""
        command = self.config.store.get("password_command")
        if command is None:
            return None
        from cpconf.password_commands import printed_password

        return printed_password(command, of="the store's server", table="store")

    def close(self) -> None:
        """Let go of what was kept open for the whole command."""
        for place in self._places:
            place.leave()

    @cached_property
    def config_path(self) -> Path:
        """The configuration file: `CPCONF_CONFIG`, else one in the user's configuration folder."""
        named = self._environ.get("CPCONF_CONFIG")
        if named:
            return Path(named)
        from platformdirs import user_config_path

        return user_config_path("cpconf", appauthor=False) / "config.toml"

    @cached_property
    def config(self) -> "Config":
        """The configuration, checked as a whole. Raises UsageFault with file and line."""
        from cpconf.config import read_config

        return read_config(
            self.config_path,
            must_exist=bool(self._environ.get("CPCONF_CONFIG")),
            judge_address=_judge_address,
        )

    def warn_of_config(self) -> None:
        """Warn of an unusable configuration, in a command that does not need it.

        Commands that write or send have loaded it, and were refused.
        """
        from cpconf.errors import UsageFault

        if "config" in self.__dict__:
            return
        try:
            if self._environ.get("CPCONF_CONFIG") or self.config_path.exists():
                _ = self.config
        except UsageFault as fault:
            self.screen.warn(f"{fault}. Until that is corrected, nothing can be recorded or sent")

    @cached_property
    def screen(self) -> "Screen":
        """The console, which also prints the JSON document on standard output."""
        from cpconf.render.screen import Screen

        return Screen(sys.stdout, sys.stderr, os.environ)

    @cached_property
    def calendar(self) -> "WorkingCalendar":
        """England's working calendar with the local closures, made from the holiday data."""
        from cpconf.bank_holidays import england

        return england(self.config.closures, self.config.office, read_on=self.now.date())

    @cached_property
    def calendar_in_force(self) -> "WorkingCalendar":
        """The store's copy of `calendar` while it is up to date: the holiday data loads slowly."""
        from cpconf.store.reading import reading

        _ = self.config  # to report what is wrong in it before the store is opened
        current = None
        if (reader := reading(self.place)) is not None:
            with reader:
                current = reader.conferences.current_calendar()
        return current if current is not None and self._is_up_to_date(current) else self.calendar

    def _is_up_to_date(self, calendar: "WorkingCalendar") -> bool:
        """Tell whether it is what the holiday data, closures and office hours of now would make."""
        from cpconf.bank_holidays import is_up_to_date

        return is_up_to_date(calendar, self.config.closures, self.config.office)

    def edition(self, procedure: str | None) -> "Edition":
        """Return the procedure with that name or file, else the configured one.

        Raises NotFound or UsageFault.
        """
        from cpconf.errors import UsageFault
        from cpconf.procedures.loader import load

        chosen = procedure or self.config.procedure
        if chosen is None:
            raise UsageFault(
                "which procedure? give --procedure hounslow, oxfordshire or a FILE, or say it once "
                f"for all\n{self.config.to_write('authority', 'procedure')}"
            )
        edition = load(chosen)
        if edition.is_frame:
            raise UsageFault(
                f"{chosen} is the national frame, a part of every procedure: name an authority's "
                "own, such as hounslow"
            )
        return edition

    @contextmanager
    def reading(self, *, reminding: bool = False) -> "Iterator[Reader | None]":
        """Open the store for reading, or yield None while there is nothing yet.

        Unless `reminding`, it warns of messages that need attention, and if the last run of
        reminders is too long ago.
        """
        from cpconf.store.reading import reading

        with self._explaining():
            reader = reading(self.place)
        if reader is None:
            yield None
            return
        with reader, self._explaining():
            yield reader
            if not reminding:
                self._warn_of_trouble(reader)
                self.warn_of_silence(reader)
            self._incomplete |= reader.common.incomplete
            self._pass_on(reader.common.warnings)

    def as_written(self, ref: str) -> str:
        """Return a reference on record as it was first written, any other as it was typed.

        Raises UsageFault where it may be one of two.
        """
        return self.on_record(ref) or ref

    def on_record(self, ref: str) -> str | None:
        """Return a reference as it was first written; None where it is not on record.

        Raises UsageFault where it may be one of two.
        """
        from cpconf.core.conferences.conference import is_ref
        from cpconf.errors import NotFound
        from cpconf.store.reading import reading

        reader = reading(self.place) if is_ref(ref) else None
        if reader is None:
            return None
        with reader:
            try:
                return reader.conferences.as_written(ref)
            except NotFound:
                return None

    def refuse_incomplete(self) -> None:
        """Raise StoreFault if something in the store could not be read and was left out."""
        if self._incomplete:
            from cpconf.store.database.faults import incomplete

            raise incomplete()

    @contextmanager
    def reading_existing(self, *, reminding: bool = False) -> "Iterator[Reader]":
        """Open a store that must exist for reading. Raises NotFound while there is nothing yet."""
        from cpconf.errors import NotFound

        with self.reading(reminding=reminding) as reader:
            if reader is None:
                raise NotFound(self.nothing_yet)
            yield reader

    def looking_again(self) -> "AbstractContextManager[Reader]":
        """Open the store again in a command that has opened it before, without repeated warnings.

        Raises NotFound while there is nothing yet.
        """
        return self.reading_existing(reminding=True)

    @property
    def nothing_yet(self) -> str:
        """The message of a command while there is no store."""
        from cpconf.core.typed_text import harmless

        return f"there is nothing yet: no store at {harmless(self.store)}"

    def show(self, report: "Report", write: "Callable[[Page], None] | None" = None) -> None:
        """Show what a command reports: its JSON document with `--json`, else its screen, if any."""
        if self.as_json:
            self.screen.print_json(report)
        elif write is not None:
            self.screen.show(write)

    def show_nothing(self, empty: "Report") -> None:
        """Show that there is nothing yet while there is no store, or the empty document."""
        said = self.nothing_yet[0].upper() + self.nothing_yet[1:] + "."
        self.show(empty, lambda page: page.say(said))

    @contextmanager
    def looking_at(
        self,
        document: Path,
        *,
        allow_signed: bool = False,
        headings: bool = False,
        searching: bool = False,
        trying: bool = False,
    ) -> "Iterator[Inspection]":
        """Inspect a document in another process, within limits, while this one goes on."""
        from cpconf.documents.inspection.inspecting import start_inspection

        with start_inspection(
            document,
            allow_signed=allow_signed,
            headings=headings,
            searching=searching,
            trying=trying,
        ) as inspection:
            yield inspection

    def get_ready_to_write(self) -> None:
        """Load what writing needs, while the program waits for something else."""
        _ = self.config
        from cpconf.store import writing  # noqa: F401 - only to load it

    @contextmanager
    def writing(self, *, create: bool = False) -> "Iterator[Writer]":
        """Open one transaction on the store: all of the block is kept, or nothing.

        It also updates the store's copy of the working calendar if the holiday data, the closures
        or the office hours have changed. Only then is the holiday data loaded.
        """
        if create:
            _ = self.calendar_in_force  # to report what is wrong with it before a store is made
        with self.writing_undated(create=create) as writer:
            current = writer.conferences.current_calendar()
            if current is None or not self._is_up_to_date(current):
                writer.conferences.pin_calendar(self.calendar)
            yield writer

    @contextmanager
    def writing_undated(self, *, create: bool = False) -> "Iterator[Writer]":
        """Open a transaction that dates no task: it needs no holiday data, which loads slowly."""
        from cpconf.store.writing import writing

        _ = self.config  # to report what is wrong in it before anything is kept
        now, machine_now = self.now, self.machine_now
        with (
            self._explaining(),
            writing(
                self.place,
                now=now,
                machine_now=machine_now,
                by=self.by,
                create=create,
                shared_clock=True,
            ) as writer,
        ):
            yield writer
            self._warn_of_trouble(writer)
            self.warn_of_silence(writer)
            self.kept = True  # from here on nobody can tell, should the program be stopped
        self._surely_kept = True
        self._pass_on(writer.common.warnings)

    @contextmanager
    def outbox(self) -> "Iterator[Writer]":
        """Open one transaction on the outbox, at the present moment of the machine's clock.

        Leases count by that clock, and a run of reminders may take long.
        """
        from cpconf.store.writing import writing

        _ = self.config
        with (
            self._explaining(),
            writing(
                self.place,
                now=self.now,
                machine_now=dt.datetime.now(dt.UTC),
                by=self.by,
                create=False,
                shared_clock=True,
            ) as writer,
        ):
            yield writer
            self.kept = True
        self._surely_kept = True

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Let no error of the store deny what transactions before it have put on record."""
        from cpconf.errors import CpconfError

        try:
            yield
        except CpconfError as error:
            if error.args:
                error.args = (self.admit(str(error)), *error.args[1:])
            raise

    def admit(self, message: str) -> str:
        """Return an error's text so that it does not deny what this run has put on record."""
        from cpconf.errors import NOTHING_CHANGED

        if not self._surely_kept:
            return message
        return message.replace(NOTHING_CHANGED, "what was recorded before is kept")

    def warn_of_silence(self, store: "Store") -> None:
        """Warn if no run of reminders has succeeded for more than a working day."""
        from cpconf.core.dates.phrases import say_clock

        run = store.deliveries.last_run()
        if run is not None and run.warn_after < self.now:
            store.common.warnings.append(
                f"reminders were last sent on {say_clock(run.finished_at)}: check whether "
                "cpconf remind still runs, and what it says"
            )

    @staticmethod
    def _warn_of_trouble(store: "Store") -> None:
        """Warn if a person has to look at a message."""
        failed, unknown = store.deliveries.troubled()
        if failed:
            what = "a message was" if failed == 1 else f"{failed} messages were"
            store.common.warnings.append(f"{what} turned down: cpconf outbox")
        if unknown:
            what = (
                "a message to a family was"
                if unknown == 1
                else f"{unknown} messages to families were"
            )
            store.common.warnings.append(f"it is not known whether {what} sent: cpconf outbox")

    def _pass_on(self, warnings: Iterable[str]) -> None:
        """Show the store's warnings, each once: a file mode too wide, rows that were left out."""
        for warning in dict.fromkeys(warnings):
            if warning not in self._said:
                self._said.add(warning)
                self.screen.warn(warning)


def _judge_address(text: str) -> object:
    """Raise UsageFault for an address in the configuration that cannot be used for mail."""
    from cpconf.mail.addresses import one_address

    return one_address(text)
