"""The letter of invitation that goes by post (H-ICPC-P1), and the form for feedback (O-10).

The letter explains the conference and says how to join it (H-ICPC-C3). The leaflet goes into the
same envelope (H-ICPC-C2). An authority may bring its own letter, with the same fields.
"""

import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cpconf.core.typed_text import read_note
from cpconf.documents.word.templates import fill_template

LETTER_FIELDS: Final = (
    "ref",
    "recipient",
    "conference_date",
    "conference_time",
    "type",
    "method",
    "joining_link",
    "dial_in",
    "dial_at",
    "contact",
    "procedure_title",
    "today",
)
"""What a letter may ask for. All are texts, as they are to be read; absent ones are empty.

`type` is "initial" or "review"; `dial_in` and `contact` may have several lines.
"""

INVITATION: Final = Path(__file__).with_name("forms") / "invitation.docx"
FEEDBACK: Final = Path(__file__).with_name("forms") / "feedback.docx"
"""Our own form for feedback, for family members and professionals: a .docx to send as it is."""

_SEVERAL_LINES: Final = frozenset({"dial_in", "contact"})


def fill_letter(template: Path | None, fields: Mapping[str, object]) -> bytes:
    """A letter of invitation as the bytes of a .docx; `template`: the authority's own.

    `fields` has any of `LETTER_FIELDS`; None counts as absent, and a `dt.time` is written as 09:50.

    Raises DocumentFault (exit 6) for a template that is no sound Word document, UsageFault (exit 2)
    where it asks for what there is not or does more than fill in, and for a value with control
    characters in it; ValueError for a field that no letter has.
    """
    if strange := fields.keys() - set(LETTER_FIELDS):
        raise ValueError(f"no field of a letter: {', '.join(sorted(strange))}")
    values = {name: _text(name, fields.get(name)) for name in LETTER_FIELDS}
    return fill_template(values, INVITATION, template, what="the letter of invitation")


def tells_otherwise(kept: bytes, letter: bytes, fields: Mapping[str, object]) -> bool:
    """Whether a letter that was kept tells another date, hour or way to join than this one."""
    then, now = _words(kept), _words(letter)
    told = ("conference_date", "conference_time", "joining_link", "dial_in", "dial_at")
    values = ("".join(_text(name, fields.get(name)).split()) for name in told)
    return any(value and value in now and value not in then for value in values)


def _words(letter: bytes) -> str:
    """What a letter says, without spaces; nothing where it is no Word document any more."""
    try:
        with zipfile.ZipFile(io.BytesIO(letter)) as parts:
            body = parts.read("word/document.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError):
        return ""
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())


def _text(name: str, value: object) -> str:
    """A value as the letter has it, with single spaces; a new line stays where one may be."""
    text = f"{value:%H:%M}" if isinstance(value, dt.time) else str("" if value is None else value)
    if not text.strip():
        return ""
    lines = read_note(text, f"{name} of the letter of invitation").splitlines()
    between = "\n" if name in _SEVERAL_LINES else " "
    return between.join(filter(None, (" ".join(line.split()) for line in lines)))
