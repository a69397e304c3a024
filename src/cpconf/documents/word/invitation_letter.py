"""The letter of invitation that goes by post (H-ICPC-P1), and the form for feedback (O-10).

The letter explains the conference and how to join it (H-ICPC-C3). The leaflet goes into the same
envelope (H-ICPC-C2). An authority may use its own letter, with the same fields.
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
"""The fields of a letter, all texts; empty where there is nothing to say.

`type` is "initial" or "review"; `dial_in` and `contact` may have several lines.
"""

INVITATION: Final = Path(__file__).with_name("forms") / "invitation.docx"
FEEDBACK: Final = Path(__file__).with_name("forms") / "feedback.docx"
"""The feedback form for family members and professionals: a .docx to send as it is."""
GUIDE: Final = Path(__file__).with_name("forms") / "guide.docx"
"""The parents' guide to joining by video (H-ICPC-C2): a .docx to send as it is."""
LEAFLET: Final = Path(__file__).with_name("forms") / "leaflet.docx"
"""The leaflet about conferences, for the envelope of the letter (H-ICPC-C2)."""

_SEVERAL_LINES: Final = frozenset({"dial_in", "contact"})


def fill_letter(template: Path | None, fields: Mapping[str, object]) -> bytes:
    """Return a letter of invitation as the bytes of a .docx; `template` is the authority's own.

    `fields` has any of `LETTER_FIELDS`; None counts as absent, and a `dt.time` is written as 09:50.

    Raises DocumentFault (exit 6) for a template that is not a sound Word document, UsageFault (exit
    2) for a template with an unknown field or code that does more than fill in fields, and for a
    value with control characters; ValueError for an unknown key of `fields`.
    """
    if strange := fields.keys() - set(LETTER_FIELDS):
        raise ValueError(f"no field of a letter: {', '.join(sorted(strange))}")
    values = {name: _text(name, fields.get(name)) for name in LETTER_FIELDS}
    return fill_template(values, INVITATION, template, what="the letter of invitation")


def tells_otherwise(kept: bytes, letter: bytes, fields: Mapping[str, object]) -> bool:
    """Tell whether a letter on record gives another date, time or way to join than this one."""
    then, now = _words(kept), _words(letter)
    told = ("conference_date", "conference_time", "joining_link", "dial_in", "dial_at")
    values = ("".join(_text(name, fields.get(name)).split()) for name in told)
    return any(value and value in now and value not in then for value in values)


def _words(letter: bytes) -> str:
    """Return the text of a letter, without spaces; empty if it is not a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(letter)) as parts:
            body = parts.read("word/document.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError):
        return ""
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())


def _text(name: str, value: object) -> str:
    """Return a value with single spaces; new lines stay in the fields that may have several."""
    text = f"{value:%H:%M}" if isinstance(value, dt.time) else str("" if value is None else value)
    if not text.strip():
        return ""
    lines = read_note(text, f"{name} of the letter of invitation").splitlines()
    between = "\n" if name in _SEVERAL_LINES else " "
    return between.join(filter(None, (" ".join(line.split()) for line in lines)))
