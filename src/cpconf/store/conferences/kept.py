"""What the store keeps of one conference and no other command shows, to account for it.

Other commands show the people, the facts, the tasks, the limits and what must not be disclosed; the
history tells what happened. This is the rest, column by column, with names and addresses as they
are stored, so that nothing is kept that nobody can see.
"""
# ruff: noqa: S608 - every value is bound; only names of tables and columns are put into statements

from typing import Final

from cpconf.store.conferences.lookup import Lookup

_HERE: Final = "conference_id = (SELECT id FROM conference WHERE ref = ?1)"
_TASKS_HERE: Final = f"(SELECT id FROM task WHERE {_HERE})"
_WHERE: Final = {
    "agreed_way": f"person_id IN (SELECT id FROM person WHERE {_HERE})",
    "outbox": f"{_HERE} OR id IN (SELECT outbox_id FROM reminder WHERE task_id IN {_TASKS_HERE})",
    "reminder": f"task_id IN {_TASKS_HERE}",
    "conference": "ref = ?1",
    # Mail that was set aside and named no conference is kept under any: it may concern another.
    "mail_seen": f"{_HERE} AND submitted_id IS NOT NULL",
}
KEPT: Final = {
    "conference": "edition_id calendar_id version",
    "agreed_way": "person way note agreed_at by recorded_at machine_at",
    "document": "id kind sha256 size pages algorithm source_sha256 made_at by recorded_at "
    "machine_at",
    "sharing": "id person kind way state transport password document_id made_at address folder "
    "address_confirmed_by sent_at received_at received_how confirmed_by released_at released_by",
    "submitted": "number person path document_id received_at withheld removed_at removed_reason",
    "invitation_series": "uid sequence made_at",
    "joining": "person method link dial_in dial_at starts ends",
    "invited": "person outlet state sequence address folder made_at sent_at answer answered_at",
    "outbox": "id kind person recipient address care outlet folder state sequence message_id "
    "dated_at made_at tries not_before reason claimed_by lease_until finished_at machine_at",
    "reminder": "outbox_id task_id recipient reason wanted",
    "mail_seen": "person fingerprint received_at submitted_id by recorded_at machine_at",
    "report_step": "person step at by recorded_at machine_at",
}
"""The columns to show, by table; `person` is the short id of the person in `person_id`."""
_PERSON: Final = "(SELECT p.short_id FROM person p WHERE p.id = person_id)"

Kept = dict[str, list[dict[str, object]]]


def kept(store: Lookup, ref: str) -> Kept:
    """Return the rows of each of those tables for one conference, oldest first. Raises NotFound."""
    ref = store.as_written(ref)
    found: Kept = {}
    for table, columns in KEPT.items():
        names = columns.split()
        asked = ", ".join(_PERSON if name == "person" else name for name in names)
        rows = store.ask(
            f"SELECT {asked} FROM {table} WHERE {_WHERE.get(table, _HERE)} ORDER BY id", [ref]
        )
        found[table] = [dict(zip(names, row, strict=True)) for row in rows]
    return found
