"""Loading procedures from their files: built-in ones by name, an authority's own by path.

Whatever would make a checklist wrong is refused here, as faults with file and line. The national
frame (`england`) is added to every other procedure.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from cpconf import files
from cpconf.core.procedures import checksums
from cpconf.core.procedures.procedure import Procedure
from cpconf.errors import NotFound
from cpconf.procedures.build import ClausesInPlace, draft
from cpconf.procedures.fault import Document, Fault, ProcedureFault, allowed, quoted
from cpconf.procedures.locate import deepest
from cpconf.procedures.model import FORM, Form, ProcedureForm
from cpconf.procedures.order import unsound_order
from cpconf.procedures.problems import problems
from cpconf.procedures.sound import unsound_clauses

FRAME = "england"
"""The name of the national frame that every procedure includes."""

LARGEST = 1024 * 1024
"""The most bytes that a procedure or register file may have."""

_MOST_DOTS = 40  # the reader's time for a dotted key grows with the square of its parts
_DATA = Path(__file__).with_name("data")
_WHERE = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL
)
_LONG_NUMBER = re.compile(r"[0-9_]{4000}")

AForm = TypeVar("AForm", bound=Form)


@dataclass(frozen=True)
class Edition:
    """One edition of a procedure, with its texts as a conference pins them.

    `frame_text` is the text of the national frame that it was read with, empty for the frame
    itself. `sha256` is over both texts.
    """

    procedure: Procedure
    text: str
    frame_text: str
    sha256: str

    @property
    def is_frame(self) -> bool:
        """Whether it is the national frame alone, which no conference can use."""
        return not self.frame_text


def built_in() -> tuple[str, ...]:
    """Return the names of the built-in procedures, without the national frame."""
    return tuple(sorted({file.stem for file in _DATA.glob("*.toml")} - {FRAME}))


def load(name_or_path: str) -> Edition:
    """Return the edition with a built-in name or from the path of a file, with the frame.

    Raises NotFound for an unknown name or a missing file, and ProcedureFault for a file that cannot
    be used.
    """
    return _edition(open_document(name_or_path))


def from_texts(text: str, frame_text: str, origin: str) -> Edition:
    """Return the edition that a conference has pinned, from its texts on record.

    `origin` names the first text in faults. Raises ProcedureFault where they cannot be used.
    """
    return _edition(Document(origin, text), Document(f"{FRAME}.toml", frame_text))


def faults(text: str, origin: str) -> list[Fault]:
    """Return what makes the text of a procedure unusable; `origin` names its file in faults."""
    return read_draft(Document(origin, text))[1]


def open_document(name_or_path: str) -> Document:
    """Return the text with a built-in name, or else from a path.

    A path has a separator in it or ends in `.toml`. Raises NotFound and ProcedureFault.
    """
    if "/" in name_or_path or "\\" in name_or_path or name_or_path.endswith(".toml"):
        return read_file(Path(name_or_path))
    known = (*built_in(), FRAME)
    if (name := name_or_path.strip().lower()) in known:
        return _built_in_document(name)
    raise NotFound(
        f"no procedure called {quoted(name_or_path)}; {allowed(name_or_path, known)}, "
        "or the path of a .toml file"
    )


def read_file(file: Path) -> Document:
    """Return the text of a procedure or register file. Raises NotFound and ProcedureFault."""
    origin = str(file)
    try:
        with files.opened(file) as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise files.explained(error, file, quoted(origin)) from error
    if len(content) > LARGEST:
        raise ProcedureFault([_too_large(origin)])
    try:
        return Document(origin, content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProcedureFault([Fault(origin, line, "not text in UTF-8, as TOML is")]) from error


def read_draft(
    document: Document, frame: Document | None = None
) -> tuple[ClausesInPlace | None, list[Fault]]:
    """Return the clauses of a procedure with their places, and what makes them unusable.

    `frame` is the national frame to add: the built-in one unless given.
    """
    form, found = fill(ProcedureForm, document)
    if form is None:
        return None, found
    if form.name == FRAME:
        drafted = draft(form, document)
        return drafted, _unsound(drafted)
    if frame is None:
        framed = _built_in_frame()
    else:
        given, found = read_draft(frame)
        if given is None or found:
            return None, found
        framed = given
    drafted = draft(form, document, framed)
    return drafted, _unsound(drafted)


def fill(form: type[AForm], document: Document) -> tuple[AForm | None, list[Fault]]:
    """Return a form filled in from a TOML text, or the faults that prevent it."""
    data = _toml(document)
    if isinstance(data, Fault):
        return None, [data]
    stated = data.get("format", FORM)
    if isinstance(stated, int) and stated != FORM and "format" in form.model_fields:
        what = f"this program does not read that form of procedure file; allowed: {FORM}"
        return None, [document.fault(("format",), what)]
    try:
        return form.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, problems(details, form, document)


def _toml(document: Document) -> dict[str, object] | Fault:
    """Return the data of a TOML text, or the fault that stopped the reader."""
    text = document.text
    if len(text) > LARGEST:
        return _too_large(document.origin)
    for number, words in enumerate(text.split("\n"), start=1):
        if words.count(".") > _MOST_DOTS:
            return Fault(document.origin, number, f"has more than {_MOST_DOTS} dots on one line")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.fullmatch(str(error))
        what = where["what"] if where else str(error)
        line = int(where["line"]) if where and where["line"] else text.count("\n") + 1
        return Fault(document.origin, line, f"not TOML: {quoted(what)[1:-1]}")
    except RecursionError:
        return Fault(document.origin, deepest(text), "is nested too deeply")
    except ValueError:
        long = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, long.start()) + 1 if long else 0
        return Fault(document.origin, line, "has a number with too many digits")


def _too_large(origin: str) -> Fault:
    return Fault(origin, 0, f"is larger than {LARGEST // 1024} KiB")


@cache
def _built_in_document(name: str) -> Document:
    file = _DATA / f"{name}.toml"
    return Document(file.name, read_file(file).text)


@cache
def _built_in_frame() -> ClausesInPlace:
    drafted, found = read_draft(_built_in_document(FRAME))
    if drafted is None or found:
        raise ProcedureFault(found)
    return drafted


def _edition(document: Document, frame: Document | None = None) -> Edition:
    drafted, found = read_draft(document, frame)
    if drafted is None or found:
        raise ProcedureFault(found)
    frame_text = ""
    if drafted.form.name != FRAME:
        frame_text = (frame or _built_in_document(FRAME)).text
    return Edition(
        procedure=drafted.procedure(),
        text=document.text,
        frame_text=frame_text,
        sha256=checksums.of_texts(document.text, frame_text),
    )


def _unsound(drafted: ClausesInPlace) -> list[Fault]:
    return sorted({*unsound_clauses(drafted), *unsound_order(drafted)})
