"""What the signs on a screen mean, said once at its foot and only where they were used."""

from collections.abc import Iterable

from cpconf.core.conferences.filed import FiledTask
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page


def write_legend(page: Page, tasks: Iterable[FiledTask], *, needed_by: str) -> None:
    """Explain `needed_by`, which stands for a date that no document states, and ≠."""
    shown = list(tasks)
    page.blank()
    lines = []
    if any(task.due is None and task.needed_by for task in shown):
        lines.append(f"{needed_by}: no time is stated, so what comes after the task sets one")
    if any(task.literal for task in shown):
        lines.append("≠: the bare words give another moment; cpconf explain REF TASK shows both")
    if any(task.provisional for task in shown):
        lines.append("provisional: beyond the last year with published bank holidays")
    for line in lines:
        page.write(line, Ink.FAINT, hang=2)
