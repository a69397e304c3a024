"""Recognising the pages that cannot be searched with Tesseract, if it is installed.

The pages are drawn and recognised in a separate process (see `recogniser`). The document stays as
it is; the recognised text is searched, and not kept. Pages without a result stay not searched.
Where Tesseract fails on every page, the findings say so: something is wrong with it.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypedDict

from cpconf.core.disclosure.searched_pages import Recognised
from cpconf.documents.findings import Findings
from cpconf.documents.inspection.inspector import memory_for
from cpconf.documents.progress import Progress
from cpconf.errors import UsageFault
from cpconf.processes.worker import Late, Worker

PAGE_SECONDS: Final = 60
"""The time limit for one page."""
_FOR_TESSERACT: Final = 1 << 30
"""Bytes of memory in addition to those for inspecting the document."""
_ON_WINDOWS: Final = ("ProgramFiles", "Tesseract-OCR", "tesseract.exe")
"""Where the Windows installer puts Tesseract, off the PATH: below this environment variable."""


class Pages(TypedDict):
    """An order to recognise pages of a file with this SHA-256: the program and the limits."""

    path: str
    sha256: str
    program: str
    pages: list[int]
    page_seconds: int
    seconds: int
    memory: int


def program(environ: Mapping[str, str]) -> str | None:
    """Return the path of Tesseract; None where it is not installed.

    `CPCONF_TESSERACT` names it; where that is empty, Tesseract is not used and this is "" too.
    Raises UsageFault (exit 2) where the variable does not name a program.
    """
    named = environ.get("CPCONF_TESSERACT")
    if named is not None:
        if named and not (Path(named).is_file() and os.access(named, os.X_OK)):
            raise UsageFault(
                "CPCONF_TESSERACT does not name a program that can be run: give its path, or leave "
                "it empty (CPCONF_TESSERACT=) to read no scans"
            )
        return named and os.path.abspath(named)  # noqa: PTH100 - resolve() would follow links
    found = shutil.which("tesseract", path=environ.get("PATH"))
    # A relative path would run a program from the current folder, which anybody may have put there.
    if found is not None and os.path.isabs(found):  # noqa: PTH117
        return found
    if sys.platform == "win32":
        root, *below = _ON_WINDOWS
        path = Path(environ.get(root, "C:\\Program Files"), *below)
        return str(path) if path.is_file() else None
    return None


def recognise(
    path: Path,
    findings: Findings,
    progress: Progress | None,
    *,
    page_seconds: int = PAGE_SECONDS,
) -> Findings:
    """Return a PDF's findings with the recognised text of the pages that could not be searched.

    Raises UsageFault (exit 2) as `program`.
    """
    tesseract = program(os.environ)
    if not tesseract:
        return replace(findings, recognised=None) if tesseract is None else findings
    pages = [page for page, _ in findings.unread]
    order = Pages(
        path=str(path),
        sha256=findings.sha256,
        program=tesseract,
        pages=pages,
        page_seconds=page_seconds,
        seconds=page_seconds * len(pages),
        memory=memory_for(findings.size) + _FOR_TESSERACT,
    )
    # The process gives up on a page after `page_seconds`, and works on a few at once.
    patience = 2.0 * page_seconds
    found: list[Recognised] = []
    texts: list[tuple[int, str]] = []
    failed: list[int] = []
    answered = 0
    with Worker("cpconf.documents.inspection.recogniser", seconds=patience) as child:
        child.tell(order)
        for done, page in enumerate(pages):
            if progress is not None:
                progress(f"reading page {page}, a picture", done / len(pages))
            try:
                answer = child.answer()
            except Late:
                break
            if answer is None:
                break
            said: dict[str, Any] = json.loads(answer)
            answered += 1
            if said["failed"]:
                failed.append(page)
            found.append(Recognised(page, int(said["sure"]), doubtful=bool(said["doubtful"])))
            if said["words"]:
                texts.append((page, str(said["text"])))
            child.expect(patience)
    if len(failed) == answered:
        found = [Recognised(page, 0, doubtful=True, failed=True) for page in failed]
    read = {each.page for each in found if not each.doubtful}
    return replace(
        findings,
        recognised=tuple(found),
        again=(*findings.again, *texts),
        unread=tuple((page, why) for page, why in findings.unread if page not in read),
    )
