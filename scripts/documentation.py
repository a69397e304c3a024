"""Write the generated parts of the documentation again, or check them.

    python -m scripts.documentation [--check] [PAGE …]

Without a page: all pages with a generated part. A page that a reader can follow is followed
(`scripts.following`); in any other, cog runs the `[[[cog` blocks. There is a process for each core.
Prints each fault as a sentence, with page and line, and then exits with 1.
"""

import argparse
import difflib
import io
import os
import re
import sys
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from cogapp.cogapp import Cog, CogError, CogUserException  # type: ignore[import-untyped]

from scripts.following import Guide, PageFault, followed, perform
from scripts.session import ROOT, Session


def generated() -> list[Path]:
    """Return every page with a generated part, the longest first."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    cogged = {page for page in pages if "[[[cog" in page.read_text("utf-8")}
    # Then no process is left at the end with a long page.
    return sorted(cogged | set(followed()), key=lambda page: -page.stat().st_size)


def name_of(page: Path) -> str:
    """Return the name of a page in messages: its path in the project."""
    return page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.name


def made(page: Path) -> str:
    """Return the page as it would be made now. Raises PageFault."""
    begins, cog, _ = page.read_text("utf-8").partition("[[[cog")
    if cog and page in followed():
        raise PageFault(begins.count("\n") + 1, "a page that readers follow has no cog blocks")
    if cog:
        return _cogged(page)
    desk = Session()
    try:
        return perform(Guide.read(page), desk)
    finally:
        desk.close()


def _cogged(page: Path) -> str:
    """Return the page with the output of its cog blocks, which share their names in order."""
    cog, names = Cog(), {"__name__": "page"}
    name = name_of(page)
    parts: list[str] = []
    line = 0
    for chunk in re.split(r"(?<=\[\[\[end\]\]\] -->\n)", page.read_text("utf-8")):
        text = io.StringIO()
        try:
            cog.process_file(io.StringIO(chunk), text, fname=name, globals=names)
        except CogError as fault:
            raised = fault.__context__ if isinstance(fault, CogUserException) else fault
            frames = traceback.extract_tb(raised and raised.__traceback__)
            # Cog adds one line before a block.
            cog_s = f"<cog {name}:"
            within = [frame.lineno or 0 for frame in frames if frame.filename.startswith(cog_s)]
            begins = line + chunk[: chunk.index("[[[cog")].count("\n") + 1
            what = str(fault).strip().splitlines()[-1] if raised is not fault else str(fault)
            raise PageFault(begins + (within or [1])[-1] - 1, what) from fault
        parts.append(text.getvalue())
        line += chunk.count("\n")
    return "".join(parts)


def settle(page: Path, *, check: bool) -> list[str]:
    """Write a page again, or with `check` compare it; return its faults, a sentence each."""
    name = name_of(page)
    try:
        text = made(page)
    except PageFault as fault:
        return [f"{name}:{fault.line}: {fault}"]
    except Exception as fault:  # noqa: BLE001 - any fault is reported, and the next page is made
        where = traceback.extract_tb(fault.__traceback__)[-1]
        return [f"{name}: {type(fault).__name__}: {fault} ({where.name})"]
    before = page.read_text("utf-8")
    if text == before:
        return []
    if not check:
        page.write_text(text, "utf-8", newline="\n")
        print(f"{name}: made anew")
        return []
    return [f"{name}:{_first_difference(before, text)}"]


def _first_difference(before: str, after: str) -> str:
    """Return where two texts begin to differ, and how."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, from_, to in matcher.get_opcodes():
        if tag != "equal":
            page, program = old[start:end] or ["nothing"], new[from_:to] or ["nothing"]
            return f"{start + 1}: the page says {page[0]!r}, and should say {program[0]!r}"
    return "1: only its end differs"


def main(arguments: Sequence[str]) -> int:
    """Make or check the pages, and return the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("pages", nargs="*", type=lambda name: (ROOT / name).resolve())
    asked = parser.parse_args(arguments)
    pages = asked.pages or generated()
    with ProcessPoolExecutor(min(len(pages), os.cpu_count() or 1)) as pool:
        settled = [pool.submit(settle, page, check=asked.check) for page in pages]
        faults = [fault for each in settled for fault in each.result()]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(pages)} pages {'checked' if asked.check else 'made'}, {len(faults)} faults found")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
