"""The open store as every question uses it."""
# ruff: noqa: S608 - every value is bound; only our own words are put into statements

import contextlib
import datetime as dt
import re
from typing import Final

from cpconf.core.conferences.conference import is_ref
from cpconf.core.conferences.near_misses import near_misses
from cpconf.core.dates.phrases import say_choice
from cpconf.errors import NotFound, UsageFault
from cpconf.store.conferences import rows
from cpconf.store.database.columns import UNREADABLE
from cpconf.store.database.statements import Statements

_COMPARED: Final = 20_000
"""How many references an unknown one is compared with, the newest: half a second's work."""


class Lookup(Statements):
    """The open store, in which conferences are found by reference and people by short id."""

    def as_written(self, ref: str) -> str:
        """Return the reference as it was first written; upper and lower case make no difference.

        Raises NotFound for an unknown one, with the references on record that are spelt almost the
        same. Raises UsageFault if an earlier version kept two that differ only in case, and `ref`
        is exactly neither.
        """
        return self._known(ref)[1]

    def number(self, ref: str) -> int:
        """Return the conference's number. Raises as `as_written`."""
        return self._known(ref)[0]

    def _known(self, ref: str) -> tuple[int, str]:
        """Return the conference's number, and its reference as it was first written."""
        if not is_ref(ref):
            raise self._unknown(ref)
        found = self.ask("SELECT id, ref FROM conference WHERE ref = ?", [ref]) or self.ask(
            "SELECT id, ref FROM conference WHERE lower(ref) = lower(?) ORDER BY ref", [ref]
        )
        if not found:
            raise self._unknown(ref)
        if len(found) > 1:
            which = say_choice([written for _, written in found])
            raise UsageFault(f"{ref} may be {which}: write it as it is on record")
        ((number, written),) = found
        return int(number), str(written)

    def closes(self, ref: str | None = None) -> dict[str, dt.time]:
        """Return the close of business by reference, of one conference or of those with open tasks.

        Without `ref` these are all conferences with tasks outstanding. The time is that of the
        procedure, or else of the office in the pinned calendar. It is only for the words of screens
        and messages, and leaves out what cannot be read. Code that counts a date compares the texts
        with their SHA-256 instead.
        """
        whose, values = (
            ("c.ref = ?", [ref])
            if ref is not None
            else ("c.id IN (SELECT conference_id FROM task WHERE outstanding = 1)", [])
        )
        own: dict[int, dt.time] = {}
        for number, text in self.ask(
            "SELECT id, text FROM edition WHERE text LIKE '%close_of_business%' "
            f"AND id IN (SELECT c.edition_id FROM conference c WHERE {whose})",
            values,
        ):
            with contextlib.suppress(*UNREADABLE, AttributeError):
                if (close := rows.own_close(text)) is not None:
                    own[number] = close
        closes: dict[str, dt.time] = {}
        for found, edition, office in self.ask(
            "SELECT c.ref, c.edition_id, w.closes FROM conference c "
            f"JOIN calendar w ON w.id = c.calendar_id WHERE {whose}",
            values,
        ):
            with contextlib.suppress(*UNREADABLE):
                closes[found] = own.get(edition) or dt.time.fromisoformat(office)
        return closes

    def person_number(self, conference_id: int, ref: str, short_id: str) -> int:
        """Return the number of a person at a conference, by short id. Raises NotFound."""
        found = self.ask(
            "SELECT id FROM person WHERE conference_id = ? AND short_id = ?",
            [conference_id, short_id],
        )
        if not found:
            raise self._nobody(ref, short_id)
        return int(found[0][0])

    @staticmethod
    def _nobody(ref: str, short_id: str) -> NotFound:
        # Anything else may be somebody's name, which no error shows.
        known = re.fullmatch(r"p\d{1,6}", short_id, re.ASCII) is not None
        which = f"the short id {short_id}" if known else "that short id"
        return NotFound(f"nobody at {ref} has {which}")

    def _unknown(self, ref: str) -> NotFound:
        if not is_ref(ref):
            return NotFound("no such conference; cpconf status lists what is on record")
        newest = self.ask("SELECT ref FROM conference ORDER BY at DESC LIMIT ?", [_COMPARED])
        near = near_misses(ref, (known for (known,) in newest))
        if not near:
            return NotFound(f"no conference {ref}; cpconf status lists what is on record")
        return NotFound(f"no conference {ref}; did you mean {say_choice(near)}?")
