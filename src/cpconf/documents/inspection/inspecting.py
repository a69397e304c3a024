"""Inspecting a document before anything is made of it, in a process that can be killed.

A file that a stranger made may be built to exhaust its reader. The process that reads it has
bounds: on Linux of memory and time, on macOS of time, on Windows of time by our own clock only.
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
from cpconf.processes.child import Child, Ending, Late

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
"""Endings of documents that are no zip archives within, as those of Word are since 2007."""


def inspect(
    path: Path,
    *,
    name: str | None = None,
    allow_signed: bool = False,
    headings: bool = False,
    searching: bool = False,
    progress: Progress | None = None,
) -> Findings:
    """What a .pdf or .docx holds; raises as `start_inspection` and `Inspection.result`."""
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
    """Begin to look at a document, and return at once; use the result as a context manager.

    `name` is what the document is called, where its path does not say; `searching` has pages that
    cannot be searched recognised, where a program for that is installed. One that is `trying` may
    be asked whether the document would go into a set, and no second opinion.
    Raises NotFound (exit 4) where there is no such file, UsageFault (exit 2) where it is a folder,
    and DocumentFault (exit 6) where it is not what its name says or is of no type that is known.
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


_ready: list[Child] = []


def get_ready() -> None:
    """Start a process that loads what it takes to look at a PDF, until it is told at which.

    For a command whose own loading takes as long; the next inspection of a PDF takes it.
    """
    _ready.append(Child(_INSPECTOR, seconds=seconds_for(0), entry="main_of_pdf"))


def _child(order: LookOrder) -> Child:
    if _ready and order["type"] == FileType.PDF:
        return _ready.pop()
    return Child(_INSPECTOR, seconds=order["seconds"])


class Inspection(Ending):
    """A look at a document that is under way in another process, which ends with this one."""

    def __init__(self, order: LookOrder, *, allow_signed: bool, searching: bool = False) -> None:
        self._order = order
        self._allow_signed, self._searching = allow_signed, searching
        self._child = _child(order)
        self._child.tell(order, seconds=order["seconds"])

    @property
    def process_id(self) -> int:
        """The process that looks at the document."""
        return self._child.process_id

    @property
    def waited(self) -> float:
        """For how many seconds it is under way."""
        return self._child.waited

    @property
    def ended(self) -> bool:
        """Whether the process has come to its end."""
        return self._child.ended

    def close(self) -> None:
        """End the process, whether it has answered or not."""
        self._child.close()

    def result(self, progress: Progress | None = None) -> Findings:
        """What was found, once it is there.

        Raises DocumentFault (exit 6) where the document is protected, damaged, or cannot be read
        within its bounds, and Refused (exit 5) where it is signed and that is not allowed for.
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
        """Raise DocumentFault (exit 6) for a PDF that would not go into a set, or not in time.

        For an inspection that is trying, once there is a result. A Word document is never in a set.
        """
        if self._order["type"] == FileType.PDF:
            seconds = TIMES_AS_LONG * self._order["seconds"]
            told_of(self._child, seconds, {"trying": True}, progress)

    def ask(self, path: Path, password: str, contents: tuple[str, ...]) -> None:
        """Ask for a second opinion of the protected copy of the PDF that was inspected."""
        whole = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
        question = Question(path=whole, password=password, contents=list(contents))
        self._child.tell(question, seconds=self._order["seconds"])

    def objection(self) -> Defect | None:
        """What another reader finds wrong with that copy, or None. Raises DocumentFault."""
        said: dict[str, Any] = json.loads(self._answer())
        if "mistake" in said:
            raise AssertionError(f"the second opinion broke off ({said['mistake']})")
        self._unread = int(said["unread"])
        found = said["objection"]
        return None if found is None else Defect(found)

    def unread(self) -> int:
        """Of how many pages pypdf cannot read the content, in that copy and in the document."""
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
            raise DocumentFault(f"the document cannot be checked within bounds: {menus.ANEW}")
        return answer


def _type_of(path: Path, head: bytes) -> FileType:
    """What a file is, by its name and its first bytes; they must agree."""
    suffix = path.suffix.lower()
    is_pdf = b"%PDF-" in head
    if path.name.startswith("~$"):
        raise DocumentFault(
            "this is Word's own note that the document is open: "
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
    """What a document is by its first bytes, and how to go on, where its name does not say so."""
    if head.startswith(_ZIP) and _OPEN_DOCUMENT in head:
        return f"an OpenDocument text: {menus.IN_WORD}"
    if head.startswith(_ZIP) and suffix != _WORD and any(part in head for part in _WORD_PARTS):
        return f"a Word document by another name, as it seems: give it the ending {_WORD}"
    if head.startswith(_PICTURES):
        return f"a picture: {menus.PICTURE_AS_PDF}"
    return None


def _instead(suffix: str, head: bytes) -> str:
    """What a document is that is not taken, and how to go on; its ending may be wrong too."""
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
