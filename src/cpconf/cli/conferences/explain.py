"""`explain`: show why a date is what it is."""

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def explain(
    ctx: typer.Context, ref: options.Ref, task: options.Task, as_json: options.Json = False
) -> None:
    """Show why a date is what it is, day by day.

    Shows the clause, the reading, the count, and the holiday data used. For a rule: what it says,
    what the program does about it, and whether it is met.

    Example: cpconf explain EX-1 share-reports
    """
    from functools import partial

    from cpconf.core.dates.calendar import WorkingCalendar
    from cpconf.render.conferences.explanation_report import ExplanationReport
    from cpconf.render.conferences.rule_screen import write_ruling
    from cpconf.render.conferences.why_screen import write_explanation
    from cpconf.workflow.conferences import why, why_of_rules
    from cpconf.workflow.conferences.pinned import close_of

    app = app_of(ctx, as_json=as_json)
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(ExplanationReport())
            return
        filed = reader.conferences.filed(ref)
        if (ruling := why_of_rules.explain(reader, filed, task)) is not None:
            app.show(ExplanationReport.of_rule(ruling), partial(write_ruling, ruling=ruling))
            return
        explanation = why.explain(reader.conferences, filed, task)
        close = close_of(reader.conferences, filed)
        calendar = reader.conferences.current_calendar() or WorkingCalendar.weekdays_only()
    app.show(
        ExplanationReport.of(explanation, filed, calendar, app.now),
        partial(write_explanation, explanation=explanation, close=close),
    )
