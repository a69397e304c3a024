"""The children at a conference: who they are by reference, and from when their limits count."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cpconf.core.conferences.children import DATES, Child, choose_child
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.notices import Notice, limit_notices
from cpconf.core.conferences.references import is_name, warning
from cpconf.core.words import FAMILY, ConferenceState
from cpconf.errors import Refused, UsageFault
from cpconf.workflow.conferences.pinned import plan_again

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


def put(
    store: "Writer",
    filed: Filed,
    ref: str,
    dates: Mapping[str, Any],
    *,
    not_a_name: bool = False,
) -> tuple[Notice, ...]:
    """Put a child on record, or give one on record these dates; None removes a date.

    `dates` are by the name of the field, such as `initial_conference`. Returns the notices on the
    conference's limits. Raises Refused for a child on record to whom nothing is given, and for a
    reference with a family member's name in it, unless `not_a_name`; UsageFault for both dates that
    a review counts from.
    """
    known = {child.ref.lower(): child for child in filed.children}
    before = known.get(ref.lower())
    _refuse_name(filed, ref, not_a_name=not_a_name)
    if before is not None and not dates:
        raise Refused(
            f"{before.ref} is on record already: give the dates to correct, or remove it with "
            f"cpconf child remove {filed.conference.ref} {before.ref}"
        )
    child = replace(before or Child(ref), **dates)
    if child.initial_conference and child.previous_review:
        raise UsageFault(
            "a review counts from the initial conference or from the review before, not both: "
            "remove the other with none"
        )
    store.conferences.put_child(filed, child)
    said = {name: day.isoformat() for name in DATES if (day := getattr(child, name))}
    kind = "child changed" if before else "child added"
    store.conferences.note(filed, kind, {"child": child.ref, **said})
    return _limits_again(store, filed.conference)


def remove(store: "Writer", filed: Filed, ref: str) -> tuple[Child, tuple[Notice, ...]]:
    """Take a child off a conference, and work out its limits again. Raises NotFound."""
    child = choose_child(filed.children, ref)
    store.conferences.remove_child(filed, child)
    store.conferences.note(filed, "child removed", {"child": child.ref})
    return child, _limits_again(store, filed.conference)


def _limits_again(store: "Writer", conference: Conference) -> tuple[Notice, ...]:
    filed = store.conferences.filed(conference.ref)
    plan = plan_again(store.conferences, filed)
    store.conferences.replan(filed, conference, plan, calendar_id=filed.calendar)
    if conference.state is ConferenceState.HELD:
        return ()
    return tuple(limit_notices(plan, conference, store.conferences.calendar(filed.calendar)))


def _refuse_name(filed: Filed, ref: str, *, not_a_name: bool) -> None:
    family = [person for person in filed.people if person.role in FAMILY]
    if not not_a_name and any(is_name(ref, person.name) for person in family):
        raise Refused(
            f"{warning(ref, 'has a word in it that is the name of a family member on record')}\n"
            "Where it is not their name: --not-a-name"
        )
