"""What `status` does; kept light, since it runs many times a day."""

from typing import TYPE_CHECKING

from cpconf.app import App
from cpconf.core.calendar import WorkingCalendar
from cpconf.core.urgency import urgency
from cpconf.core.words import ConferenceState, Role, Urgency

if TYPE_CHECKING:
    from cpconf.store.reading import Reader


def role_of(text: str | None) -> Role | None:
    """The role whose tasks alone are wanted."""
    if text is None:
        return None
    from cpconf.core.choosing import choose_role

    return choose_role(text)


def everything(app: App, role: Role | None, *, as_json: bool) -> bool:
    """Show all outstanding tasks; whether one of them is overdue."""
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet({"cpconf": 1, "tasks": []} if as_json else None)
            return False
        tasks, calendar = reader.outstanding(role), _calendar(reader)
        conferences = 0 if as_json else reader.counts().conferences
    if as_json:
        from cpconf.render.as_json import outstanding_document

        app.screen.print_json(outstanding_document(tasks, calendar, app.now))
    else:
        app.screen.show_outstanding(tasks, calendar, app.now, conferences=conferences)
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
            }
            app.say_nothing_yet(nothing if as_json else None)
            return False
        filed, calendar = reader.filed(ref), _calendar(reader)
    if as_json:
        from cpconf.render.as_json import status_document

        document = status_document(filed, calendar, app.now, include_all=include_all, role=role)
        app.screen.print_json(document)
    else:
        app.screen.show_timeline(filed, calendar, app.now, include_all=include_all, role=role)
    if filed.conference.state is ConferenceState.CANCELLED:
        return False
    return any(
        urgency(task.wanted, app.now, calendar) is Urgency.OVERDUE
        for task in filed.tasks
        if task.is_outstanding and (role is None or task.concerns(role))
    )


def _calendar(reader: "Reader") -> WorkingCalendar:
    """The working days on record, by which urgency is judged."""
    return reader.current_calendar() or WorkingCalendar.weekdays_only()
