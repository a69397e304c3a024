"""Inspecting a document before anything is made from it, in a process that can be killed.

A stranger's file may be built to exhaust its reader. The process that reads it has limits: on Linux
of memory and time, on macOS of time, on Windows of time by this program's clock only.
"""

import json
import os
from pathlib import Path
from typing import Any, Final

from cpconf import files
from cpconf.core.reports import menus
from cpconf.core.words import FileType
from cpconf.documents.findings import Findings, read
from cpconf.documents.hearing import told_of
from cpconf.documents.inspection.inspector import (
    TIMES_AS_LONG,
    LookOrder,
    Question,
    memory_for,
    memory_to_draw,
    room_to_draw,
    seconds_for,
)
from cpconf.documents.inspection.recognition import recognise
from cpconf.documents.progress import Progress
from cpconf.documents.proof import Defect
from cpconf.errors import DocumentFault, Refused
from cpconf.processes.worker import Ending, Late, Worker

_INSPECTOR: Final = "cpconf.documents.inspection.inspector"
_HEAD: Final = 1024  # where readers look for a PDF's first line

_PDF, _WORD = ".pdf", ".docx"
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8")
_WORD_PARTS: Final = (b"[Content_Types].xml", b"word/")
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
_MAGIC: Final = (
    (_ZIP, "a Word document or a zip archive"),
    (_OLE, "an old or a protected Word document"),
    (b"{\\rtf", "a rich text document"),
    (b"<", "a web page or XML"),
    *((magic, "a picture") for magic in _PICTURES),
)
_NO_ARCHIVES: Final = frozenset({".doc", ".dot", ".rtf", ".wps", ".txt", ".htm", ".html"})
"""Endings of documents that are not zip archives, as Word's own have been since 2007."""


def inspect(
    path: Path,
    *,
    name: str | None = None,
    allow_signed: bool = False,
    headings: bool = False,
    searching: bool = False,
    progress: Progress | None = None,
) -> Findings:
    """Inspect a .pdf or .docx. Raises as `start_inspection` and `Inspection.result`."""
    with start_inspection(
        path, name=name, allow_signed=allow_signed, headings=headings, searching=searching
    ) as inspection:
        return inspection.result(progress)


def start_inspection(
    path: Path,
    *,
    name: str | None = None,
    allow_signed: bool = False,
    headings: bool = False,
    searching: bool = False,
    trying: bool = False,
) -> "Inspection":
    """Start to inspect a document, and return at once; use the result as a context manager.

    `name` is the document's name, where its path does not give it. `searching` recognises the pages
    that cannot be searched, if Tesseract is installed. `trying` prepares for
    `Inspection.refuse_unfit` instead of a second opinion.

    Raises NotFound (exit 4) where there is no such file, UsageFault (exit 2) where it is a folder,
    and DocumentFault (exit 6) where it is not what its name says, or of an unknown type.
    """
    with files.checked(path, files.LARGEST_DOCUMENT, "the document") as file:
        size = os.fstat(file.fileno()).st_size
        try:
            head = file.read(_HEAD)
        except OSError as error:
            raise DocumentFault(f"the document cannot be read ({files.why(error)})") from error
    order = LookOrder(
        path=os.path.abspath(path),  # noqa: PTH100 - resolve() would follow links
        type=_type_of(Path(name) if name else path, head),
        headings=headings,
        trying=trying,
        seconds=seconds_for(size),
        memory=memory_to_draw(size) if trying else memory_for(size),
        room=room_to_draw(size) if trying else 0,
    )
    return Inspection(order, allow_signed=allow_signed, searching=searching)


_ready: list[Worker] = []


def get_ready() -> None:
    """Start a process that imports what inspecting a PDF needs, and then waits for its order.

    For commands whose own imports take as long. The next inspection of a PDF uses this process.
    """
    _ready.append(Worker(_INSPECTOR, seconds=seconds_for(0), entry="main_of_pdf"))


def _child(order: LookOrder) -> Worker:
    if _ready and order["type"] == FileType.PDF:
        return _ready.pop()
    return Worker(_INSPECTOR, seconds=order["seconds"])


class Inspection(Ending):
    """The inspection of a document in another process, which ends when this object is closed."""

    def __init__(self, order: LookOrder, *, allow_signed: bool, searching: bool = False) -> None:
        self._order = order
        self._allow_signed, self._searching = allow_signed, searching
        self._child = _child(order)
        self._child.tell(order, seconds=order["seconds"])

    @property
    def process_id(self) -> int:
        """The id of the process that inspects the document."""
        return self._child.process_id

    @property
    def waited(self) -> float:
        """How long the process has been running, in seconds."""
        return self._child.waited

    @property
    def ended(self) -> bool:
        """Whether the process has ended."""
        return self._child.ended

    def close(self) -> None:
        """End the process, whether it has answered or not."""
        self._child.close()

    def result(self, progress: Progress | None = None) -> Findings:
        """Wait for the findings, and return them.

        Raises DocumentFault (exit 6) where the document is protected, damaged, or cannot be read
        within the limits, and Refused (exit 5) where it is signed, unless that is allowed.
        """
        if progress is not None:
            progress("checking the document", 0.0)
        findings = _read(self._answer())
        if progress is not None:
            progress("checking the document", 1.0)
        if findings.signed and not self._allow_signed:
            raise Refused(
                "the document is signed, and its signature would no longer verify.\n"
                "Ask for a copy without a signature, or go ahead with --allow-signed"
            )
        if self._searching and findings.pages is not None and findings.unread:
            return recognise(Path(self._order["path"]), findings, progress)
        return findings

    def refuse_unfit(self, progress: Progress | None = None) -> None:
        """Raise DocumentFault (exit 6) for a PDF that cannot be put into a set, or not in time.

        Call it after `result`, on an inspection started with `trying`. Passes over a Word document.
        """
        if self._order["type"] == FileType.PDF:
            seconds = TIMES_AS_LONG * self._order["seconds"]
            told_of(self._child, seconds, {"trying": True}, progress)

    def ask(self, path: Path, password: str, contents: tuple[str, ...]) -> None:
        """Ask for a second opinion on the protected copy of the inspected PDF."""
        whole = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
        question = Question(path=whole, password=password, contents=list(contents))
        self._child.tell(question, seconds=self._order["seconds"])

    def objection(self) -> Defect | None:
        """Return what another reader finds wrong with the copy, or None. Raises DocumentFault."""
        said: dict[str, Any] = json.loads(self._answer())
        if "mistake" in said:
            raise AssertionError(f"the second opinion broke off ({said['mistake']})")
        self._unread = int(said["unread"])
        found = said["objection"]
        return None if found is None else Defect(found)

    def unread(self) -> int:
        """Return how many pages pypdf cannot read, in the copy and in the document alike."""
        return self._unread

    def _answer(self) -> bytes:
        try:
            answer = self._child.answer()
        except Late as error:
            raise DocumentFault(
                f"the document could not be checked within {self._order['seconds']} seconds: "
                f"{menus.ANEW}; in parts if it is long"
            ) from error
        if answer is None:
            raise DocumentFault(
                f"checking the document takes too much time or memory: {menus.ANEW}"
            )
        return answer


def _type_of(path: Path, head: bytes) -> FileType:
    """Return the type of a file. Raises DocumentFault unless its name and first bytes agree."""
    suffix = path.suffix.lower()
    is_pdf = b"%PDF-" in head
    if path.name.startswith("~$"):
        raise DocumentFault(
            "this is a temporary file that Word keeps while the document is open: "
            "choose the file whose name does not begin with ~$"
        )
    if not head:
        raise DocumentFault("the document is empty: ask its author for it again")
    if is_pdf and suffix != _PDF:
        raise DocumentFault("the document is a PDF by another name: give it the ending .pdf")
    if suffix not in menus.INSTEAD and (known := _by_content(suffix, head)) is not None:
        raise DocumentFault(f"the document is {known}")
    if suffix in menus.INSTEAD:
        raise DocumentFault(f"the document is {_instead(suffix, head)}")
    if suffix not in {_PDF, _WORD}:
        raise DocumentFault("the document must be a .pdf or a .docx: save it as one of these")
    if suffix == _PDF and not is_pdf:
        seems = _seems(head)
        raise DocumentFault(
            "the document is not a PDF, whatever its name says"
            f"{f'; it seems to be {seems}' if seems else ''}: save it as .docx or as a PDF"
        )
    return FileType(suffix.removeprefix("."))


def _by_content(suffix: str, head: bytes) -> str | None:
    """Return what a document is by its first bytes, and what to do, if its name does not say."""
    if head.startswith(_ZIP) and _OPEN_DOCUMENT in head:
        return f"an OpenDocument text: {menus.IN_WORD}"
    if head.startswith(_ZIP) and suffix != _WORD and any(part in head for part in _WORD_PARTS):
        return f"a Word document by another name, as it seems: give it the ending {_WORD}"
    if head.startswith(_PICTURES):
        return f"a picture: {menus.PICTURE_AS_PDF}"
    return None


def _instead(suffix: str, head: bytes) -> str:
    """Return what a refused document is, and what to do; its ending may be wrong too."""
    if suffix in _NO_ARCHIVES and head.startswith(_ZIP):
        return f"a Word document by another name, as it seems: give it the ending {_WORD}"
    seems = _seems(head)
    if suffix == ".doc" and seems and not head.startswith(_OLE):
        return f"{seems} by the name of a .doc: {menus.IN_WORD}"
    return menus.INSTEAD[suffix]


def _seems(head: bytes) -> str | None:
    return next((what for magic, what in _MAGIC if head.lstrip().startswith(magic)), None)


def _read(answer: bytes) -> Findings:
    said: dict[str, Any] = json.loads(answer)
    if "fault" in said:
        raise DocumentFault(said["fault"])
    return read(said["findings"])
