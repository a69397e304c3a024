"""Draw docs/images/status.svg, the picture of a timeline in the README.

    python scripts/screenshot.py [--check]

The conference is one of the examples, the clock is set and the people are invented, so the picture
changes only when the screen does. `--check` writes nothing, and exits with 1 if the picture is out
of date.
"""

import datetime as dt
import io
import re
import sys
from pathlib import Path

from rich.terminal_theme import TerminalTheme

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))

from cpconf.core.conferences.filed import Filed  # noqa: E402
from cpconf.core.dates.calendar import WorkingCalendar  # noqa: E402 - scripts is not a package
from cpconf.render.conferences.timeline import write_timeline  # noqa: E402
from cpconf.render.drawing.console import TerminalConsole  # noqa: E402
from cpconf.render.drawing.page import Page  # noqa: E402
from cpconf.render.drawing.terminal import Terminal  # noqa: E402
from cpconf.store.reading import reading  # noqa: E402
from scripts.session import Session  # noqa: E402

PICTURE = ROOT / "docs" / "images" / "status.svg"
WIDTH = 80
BOOKED, LOOKED = "2026-11-23T09:00", "2026-12-03T09:30"
REF = "EX-2026-01"
THEME = TerminalTheme(
    (250, 250, 248),
    (40, 42, 48),
    [
        (40, 42, 48),
        (190, 40, 40),
        (30, 120, 60),
        (130, 100, 0),
        (30, 80, 160),
        (150, 30, 130),
        (0, 115, 135),
        (90, 92, 98),
    ],
)
"""A light terminal; every colour has a contrast of at least 4.5 to 1."""

FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
SVG = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" \
aria-label="The timeline of one conference, as cpconf shows it in a terminal">
<style>
.{unique_id}-matrix {{ font-family: FONTS; font-size: {char_height}px; }}
.{unique_id}-title {{ font-family: FONTS; font-size: 15px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
""".replace("FONTS", FONTS)


def draw(filed: Filed, calendar: WorkingCalendar, now: dt.datetime) -> str:
    """Return a picture of a conference's timeline, as SVG without external fonts or images."""
    terminal = Terminal(width=WIDTH, coloured=True, encoding="utf-8", spelt=False, live=False)
    console = TerminalConsole(io.StringIO(), terminal, record=True)
    page = Page(WIDTH)
    write_timeline(page, filed, calendar, now)
    console.print_page(page)
    svg = console.export_svg(
        title=f"cpconf status {filed.conference.ref}",
        theme=THEME,
        code_format=SVG,
        unique_id="status",
    )
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)


def example() -> tuple[Filed, WorkingCalendar]:
    """Return an example conference, a few days before it is held, with tasks done and late."""
    desk = Session(BOOKED, {"conferences.csv": "examples/conferences.csv"})
    desk.quietly("cpconf schedule --from conferences.csv")
    for role in ("mother", "social-worker", "chair", "minute-taker", "school"):
        desk.quietly(
            f"cpconf person add {REF} --role {role} --name Example --email {role}@example.org"
        )
    desk.now = LOOKED
    desk.quietly(f"cpconf fact {REF} parent_cannot_join=no plan_made=no")
    desk.quietly(
        f"cpconf done {REF} send-invitations send-parents-guide plan-with-chair "
        "share-reports@school --at '1 Dec 2026 3pm'"
    )
    reader = reading(desk.folder / "conferences.sqlite")
    if reader is None:
        msg = "the session kept nothing"
        raise RuntimeError(msg)
    with reader:
        filed = reader.conferences.filed(REF)
        return filed, reader.conferences.calendar(filed.calendar)


def main() -> int:
    """Write the picture, or with `--check` compare it; return the exit code."""
    svg = draw(*example(), dt.datetime.fromisoformat(LOOKED))
    if sys.argv[1:] == ["--check"]:
        if PICTURE.read_text("utf-8") == svg:
            return 0
        print(f"{PICTURE.relative_to(ROOT)} is out of date: run python scripts/screenshot.py")
        return 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(svg, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
