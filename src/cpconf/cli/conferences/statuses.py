"""What `status` does; kept light, since it runs many times a day."""

from typing import TYPE_CHECKING

from cpconf.app import App
from cpconf.core.conferences.standing import StandingKind
from cpconf.core.conferences.urgency import pressing, urgency
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.words import Role, Urgency

if TYPE_CHECKING:
    from cpconf.store.reading import Reader


def role_of(text: str | None) -> Role | None:
    """The role whose tasks alone are wanted."""
    if text is None:
        return None
    from cpconf.core.conferences.choosing import choose_role

    return choose_role(text)


def everything(app: App, role: Role | None, *, as_json: bool) -> bool:
    """Show all outstanding tasks; whether one of them is overdue."""
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet({"cpconf": 1, "tasks": [], "notices": []} if as_json else None)
            return False
        tasks, calendar = reader.outstanding(role), _calendar(reader)
        notices = reader.standing(app.now)
        conferences = 0 if as_json else reader.counts().conferences
    if as_json:
        from cpconf.render.conferences.json import outstanding_document

        app.screen.print_json(outstanding_document(tasks, calendar, app.now, notices))
    else:
        app.screen.show_outstanding(
            tasks, calendar, app.now, conferences=conferences, notices=notices
        )
    return any(urgency(task.wanted, app.now, calendar) is Urgency.OVERDUE for task in tasks[:1])


def one(app: App, ref: str, role: Role | None, *, include_all: bool, as_json: bool) -> bool:
    """Show one conference's timeline; whether one of the tasks shown is overdue."""
    with app.reading() as reader:
        if reader is None:
            nothing: dict[str, object] = {
                "cpconf": 1,
                "conference": None,
                "limits": [],
                "tasks": [],
                "notices": [],
            }
            app.say_nothing_yet(nothing if as_json else None)
            return False
        filed, calendar = reader.filed(ref), _calendar(reader)
        notices = reader.standing(app.now, filed.conference.ref)
    if as_json:
        from cpconf.render.conferences.json import notices_part, status_document

        document = status_document(filed, calendar, app.now, include_all=include_all, role=role)
        # Nothing in the document of one conference but urgency derives from the clock.
        lasting = [n for n in notices if n.kind is not StandingKind.NOT_HELD]
        app.screen.print_json(document | notices_part(lasting))
    else:
        app.screen.show_timeline(
            filed, calendar, app.now, include_all=include_all, role=role, notices=notices
        )
    return any(
        pressing(task, filed, app.now, calendar) is Urgency.OVERDUE
        for task in filed.tasks
        if role is None or task.concerns(role)
    )


def _calendar(reader: "Reader") -> WorkingCalendar:
    """The working days on record, by which urgency is judged."""
    return reader.current_calendar() or WorkingCalendar.weekdays_only()
