"""Which tasks are outstanding: worked out here and nowhere else."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, case, select, update

from cpconf.core.words import ConferenceState, Phase, TaskState
from cpconf.store.tables import METADATA

_TASK = METADATA.tables["task"]
_CONFERENCE = METADATA.tables["conference"]
_RULE = METADATA.tables["rule"]
_STANDS = select(_CONFERENCE.c.state).where(_CONFERENCE.c.id == _TASK.c.conference_id)
_PHASE = select(_RULE.c.phase).where(_RULE.c.id == _TASK.c.rule_id)
_OUTSTANDING = case(
    (
        (_TASK.c.applies == 1)
        & (_TASK.c.state == TaskState.OPEN.value)
        & (_STANDS.scalar_subquery() != ConferenceState.CANCELLED.value)
        & (
            (_STANDS.scalar_subquery() != ConferenceState.HELD.value)
            | (_PHASE.scalar_subquery() != Phase.PREPARATION.value)
        ),
        1,
    ),
    else_=0,
)
_SETTLE = (
    update(_TASK)
    .where(_TASK.c.conference_id == bindparam("conference"), _TASK.c.outstanding != _OUTSTANDING)
    .values(outstanding=_OUTSTANDING)
)


def settle(connection: Connection, conference_ids: Collection[int]) -> None:
    """Set `outstanding` on the tasks of conferences: applying, open, and still to be owed.

    Nobody owes a task of a cancelled conference, nor what prepared one that was held.
    """
    if conference_ids:
        connection.execute(_SETTLE, [{"conference": number} for number in conference_ids])
