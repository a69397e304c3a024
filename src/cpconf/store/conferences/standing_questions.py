"""Questions about conferences as a whole: a limit passed, not recorded as held, to book again.

Each reads only the conferences that were not held, which are few, by the indexes made for that.
"""
# ruff: noqa: S608 - every value is bound; only fixed words are put into statements

import datetime as dt
import json
from typing import Final

from cpconf.core.conferences.decisions import ENTRY
from cpconf.core.conferences.standing import LASTS, StandingKind, StandingNotice
from cpconf.core.dates.london import stamp, unstamp
from cpconf.core.words import OutcomeKind
from cpconf.store.conferences.lookup import Lookup
from cpconf.store.database.database import Given

FOLLOWED: Final = "followed"
NOT_FOLLOWED: Final = "not followed"
"""The entries of a history that settle whether another conference follows a cancelled one."""

_ENDINGS: Final = f"('cancelled', '{ENTRY}')"
"""The entries after which another conference has to be booked."""

# Each question must repeat the WHERE clause of its partial index, or the index is not used.
_STANDING: Final = f"""\
SELECT c.id, c.ref, '{StandingKind.LIMIT_PASSED}' AS kind,
  CASE WHEN s.literal > s.due THEN s.literal ELSE s.due END AS due, c.at, c.ends,
  NULL AS ending
FROM statutory_limit s JOIN conference c ON c.id = s.conference_id
WHERE s.met = 0 AND c.state = 'scheduled'
UNION ALL
SELECT c.id, c.ref, '{StandingKind.NOT_HELD}', COALESCE(c.ends, c.at), c.at, c.ends, NULL
FROM conference c
WHERE c.state <> 'held' AND c.state = 'scheduled' AND c.at < ?
  AND c.id IN (SELECT conference_id FROM task WHERE outstanding = 1)
UNION ALL
SELECT c.id, c.ref, '{StandingKind.BOOK_AGAIN}',
  (SELECT MIN(s.due) FROM statutory_limit s WHERE s.conference_id = c.id), c.at, c.ends,
  (SELECT h.details FROM history h WHERE h.conference_id = c.id AND h.kind IN {_ENDINGS}
   ORDER BY h.id DESC LIMIT 1)
FROM conference c
WHERE c.state <> 'held' AND c.state = 'cancelled'
  AND EXISTS (SELECT 1 FROM statutory_limit s WHERE s.conference_id = c.id)
  AND NOT EXISTS (
    SELECT 1 FROM history h
    WHERE h.conference_id = c.id AND h.kind IN ('{FOLLOWED}', '{NOT_FOLLOWED}')
      AND h.id > (
        SELECT MAX(x.id) FROM history x WHERE x.conference_id = c.id AND x.kind IN {_ENDINGS}
      )
  )"""
_ORDER: Final = list(StandingKind)


class StandingQuestions:
    """The questions about conferences that need action as a whole."""

    def __init__(self, store: Lookup) -> None:
        self._db = store

    def standing(self, now: dt.datetime, ref: str | None = None) -> list[StandingNotice]:
        """Return the notices at `now` (wall-clock Europe/London), of one conference or of all.

        The gravest come first, then the earliest. A conference with no end on record is taken to
        last two hours. One that is past and has nothing left to do gives no notice.
        """
        found = self._db.ask(_STANDING, [stamp(now)])
        notices = self._db.made(_notice, found, lambda row: f"what stands of {row[1]}")
        return sorted(
            (
                notice
                for notice, is_over in notices
                if ref in {None, notice.ref}
                and (notice.kind is not StandingKind.NOT_HELD or is_over < now)
            ),
            key=lambda notice: (_ORDER.index(notice.kind), notice.wanted, notice.ref),
        )


def _notice(row: Given) -> tuple[StandingNotice, dt.datetime]:
    """Return a notice, and when its conference is over."""
    id_, ref, kind, due, at, ends, ending = row
    start = unstamp(at)
    over = unstamp(ends) if ends else start + LASTS
    known = json.loads(ending) if ending else {}
    bounds = [unstamp(bound) for bound in (due, known.get("again-by")) if bound]
    earliest = min(bounds, default=None)
    why = OutcomeKind(known["outcome"]) if "outcome" in known else None
    return StandingNotice(id_, ref, StandingKind(kind), earliest, start, why), over
