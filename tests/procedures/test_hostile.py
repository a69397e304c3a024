"""Files that are no procedures, by accident or by intent: faults come out, and nothing else."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpconf.errors import UsageFault
from cpconf.procedures.author_check import check_document
from cpconf.procedures.fault import Document, Fault, ProcedureFault
from cpconf.procedures.loader import LARGEST, faults, load
from cpconf.procedures.model import ProcedureForm, form_at, keys
from tests.procedures.texts import ENGLAND, SMALL, WESTMERE

ODD = [
    # what it is, the text, the line, words of the message
    ("nothing", "", 1, 'needs the key "conferences"'),
    ("prose", "Dear colleague,\nplease find attached", 1, "not TOML"),
    ("a string that never ends", 'format = 1\nname = "small', 2, "not TOML"),
    ("a list that never ends", "format = 1\nname = [", 2, "not TOML"),
    ("a text that never ends", 'format = 1\nname = """\n\n', 4, "not TOML"),
    ("a key twice", "format = 1\nformat = 1", 2, "not TOML"),
    ("a control character", "format = 1\nname = 'a\x1b[2Jb'", 2, "not TOML"),
    ("a date that is none", "format = 1\n[source]\ndated = 2026-02-30", 3, "not TOML"),
    ("lists in lists", f"format = 1\nname = {'[' * 5000}{']' * 5000}", 2, "nested too deeply"),
    ("lists in lists over lines", "format = 1\nname = " + "[\n" * 5000, 5001, "nested too deeply"),
    ("tables in tables", f"format = 1\nname = {'{a=' * 5000}1{'}' * 5000}", 2, "nested too deeply"),
    ("a key of many parts", f"format = 1\n{'.a' * 2000}", 2, "more than 40 dots"),
    ("a number of many digits", f"format = 1\nname = {'9' * 5000}", 2, "too many digits"),
    ("a form of many digits", f"format = {'9' * 4000}", 1, "does not read that form"),
    ("a form beyond what is printed", f"format = 0x{'f' * 9000}", 1, "does not read that form"),
    ("numbers that are none", "format = nan", 1, "format must be a whole number"),
    ("a form that is true", "format = true", 1, ""),
    ("a very long name", f'format = 1\nname = "{"a" * 100_000}!"', 2, '…" is not a name'),
]  # fmt: skip


def harmless(found: list[Fault], text: str) -> bool:
    """Whether faults can be printed, and point into the text."""
    last = text.count("\n") + 1
    return all(0 <= f.line <= last and str(f).isprintable() and len(str(f)) < 2000 for f in found)


@pytest.mark.parametrize(
    ("text", "line", "words"), [pytest.param(*row, id=what) for what, *row in ODD]
)
def test_an_odd_text_is_a_fault_with_its_line(text: str, line: int, words: str) -> None:
    found = faults(text, "odd.toml")
    assert harmless(found, text)
    assert any(fault.line == line and words in fault.message for fault in found), found


def test_a_file_from_a_windows_editor_is_read_as_any_other(tmp_path: Path) -> None:
    """Notepad writes a byte order mark and ends its lines in two characters."""
    plain, windows = tmp_path / "plain.toml", tmp_path / "windows.toml"
    plain.write_bytes(SMALL.encode())
    windows.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(str(windows)).sha256 == load(str(plain)).sha256


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x00\x01\x02", "1: not TOML"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "2: not text in UTF-8"),
        (SMALL.encode("utf-16"), "1: not text in UTF-8"),
        (b"#" * (LARGEST + 1), " is larger than 1024 KiB"),
        (SMALL.encode() + b"#" + "é".encode() * (LARGEST // 2), " is larger than 1024 KiB"),
    ],
)
def test_a_file_that_is_something_else_is_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "odd.toml"
    file.write_bytes(content)
    with pytest.raises(ProcedureFault) as refused:
        load(str(file))
    assert str(refused.value).startswith(f"{file}:{message}")


def test_a_folder_is_no_procedure(tmp_path: Path) -> None:
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    with pytest.raises(UsageFault, match="is a folder"):
        load(str(folder))


def test_a_path_with_a_null_in_it_is_refused() -> None:
    with pytest.raises(UsageFault, match="not a path"):
        load("a\0b.toml")


FRAGMENTS = st.one_of(
    st.sampled_from(SMALL.split("\n")),
    st.sampled_from(
        ['"""', "'''", "[", "]]", "{", "}", "=", ",", "#", '"', "\\", "a.b.c", "[[", "é"]
    ),
    st.text(max_size=20),
)


@settings(max_examples=300)
@given(st.lists(FRAGMENTS, max_size=40), st.sampled_from(["\n", " ", ""]))
def test_whatever_resembles_toml_gives_faults_and_no_error(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    assert harmless(faults(text, "odd.toml"), text)


@settings(max_examples=300)
@given(st.data())
def test_a_procedure_with_lines_lost_doubled_or_mixed_gives_faults_and_no_error(
    data: st.DataObject,
) -> None:
    lines = WESTMERE.read_text(encoding="utf-8").split("\n")
    place = st.integers(0, len(lines) - 1)
    for _ in range(data.draw(st.integers(1, 6))):
        at, other = data.draw(place), data.draw(place)
        lines[at] = data.draw(st.sampled_from(["", lines[other], lines[at] + "\n" + lines[at]]))
    text = "\n".join(lines)
    assert harmless(check_document(Document("odd.toml", text), ENGLAND), text)


VALUES = st.recursive(
    st.one_of(
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.text(max_size=12),
        st.sampled_from(
            [
                "video",
                "review",
                "chair",
                "parent",
                "R1",
                "W-1",
                "none",
                "!split",
                "note",
                "2 days before conference",
                "within 2 months of conference",
                "2026-02-12T10:00",
            ]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=5,
)


def toml(value: object) -> str:
    """A value as TOML writes it."""
    match value:
        case dt.date() | dt.time():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return (
                f"{{{', '.join(f'{toml(key)} = {toml(inner)}' for key, inner in value.items())}}}"
            )
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:
            return str(value).lower()


def tables() -> st.SearchStrategy[dict[str, object]]:
    """Files with the form's own keys, and whatever for their values."""
    whole: dict[str, st.SearchStrategy[object]] = {}
    for key in sorted(keys(ProcedureForm).keys() - {"format"}):
        inner = form_at(ProcedureForm, (key,))
        table = st.fixed_dictionaries({}, optional=dict.fromkeys(keys(inner), VALUES))
        whole[key] = VALUES | table | st.lists(table, max_size=3)
    return st.fixed_dictionaries({"format": st.just(1)}, optional=whole)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_known_keys_with_whatever_values_give_faults_and_no_error(data: dict[str, object]) -> None:
    text = "\n".join(f"{key} = {toml(value)}" for key, value in data.items())
    found = faults(text, "odd.toml")
    assert found
    assert harmless(found, text)
