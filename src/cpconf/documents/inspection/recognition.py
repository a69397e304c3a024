"""Having pages recognised that cannot be searched: by Tesseract, where it is installed.

The pages are drawn and recognised in a process of its own, as the document is looked at (see
`recogniser`). The document stays as it is: what is recognised is searched, and kept nowhere. Where
nothing comes of it, the pages are what they were before: not searched. Where the program fails on
every page, that is known, too: it is not as it should be.
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
from cpconf.processes.child import Child, Late

PAGE_SECONDS: Final = 60
"""How long one page may take."""
_FOR_TESSERACT: Final = 1 << 30
"""Bytes of memory beside those that looking at the document may take."""
_ON_WINDOWS: Final = ("ProgramFiles", "Tesseract-OCR", "tesseract.exe")
"""Where its installer puts it, beside the PATH: a variable of the environment, and below that."""


class Pages(TypedDict):
    """What to recognise: pages of a file that has this SHA-256, by which program, within bounds."""

    path: str
    sha256: str
    program: str
    pages: list[int]
    page_seconds: int
    seconds: int
    memory: int


def program(environ: Mapping[str, str]) -> str | None:
    """The path of Tesseract; None where it is not installed.

    `CPCONF_TESSERACT` names it; empty, it says that none is to be used: then this is empty, too.
    Raises UsageFault where it names no program.
    """
    named = environ.get("CPCONF_TESSERACT")
    if named is not None:
        if named and not (Path(named).is_file() and os.access(named, os.X_OK)):
            raise UsageFault(
                "CPCONF_TESSERACT names no program that can be run: give its path, or leave it "
                "empty (CPCONF_TESSERACT=) so that nothing reads scans"
            )
        return named and os.path.abspath(named)  # noqa: PTH100 - resolve() would follow links
    found = shutil.which("tesseract", path=environ.get("PATH"))
    # What lies in the folder where somebody works may be anybody's.
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
    """What was found in a PDF, with the words of the pages that cannot be searched otherwise.

    Raises UsageFault where `CPCONF_TESSERACT` names no program.
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
    # The process itself gives up a page in time; a few are under way at once.
    patience = 2.0 * page_seconds
    found: list[Recognised] = []
    texts: list[tuple[int, str]] = []
    failed: list[int] = []
    answered = 0
    with Child("cpconf.documents.inspection.recogniser", seconds=patience) as child:
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
