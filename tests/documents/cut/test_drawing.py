"""Pages are drawn in another process, which does not take more time than it may."""

import dataclasses
import json
import time
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Dictionary, Name

from cpconf.core.disclosure.searched_pages import Recognised, Unread
from cpconf.core.words import FileType
from cpconf.documents import findings
from cpconf.documents.findings import Findings, Heading
from cpconf.documents.inspection import cutter, inspecting
from cpconf.documents.inspection.inspecting import inspect
from cpconf.documents.places.publishing import draft
from cpconf.errors import DocumentFault
from tests.documents import making


def drawn_for_hours(pdf: pikepdf.Pdf) -> None:
    """One group, some thousand times, each blended with all that is below it (ISO 32000-2, 11)."""
    group = pdf.make_stream(
        b"0.5 g 0 0 595 842 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 595, 842],
        Group=Dictionary(S=Name.Transparency),
        Resources=Dictionary(),
    )
    page = pdf.pages[0]
    page.MediaBox = [0, 0, 595, 842]
    page.Resources.XObject = Dictionary(G=group)
    page.Resources.ExtGState = Dictionary(E=Dictionary(ca=0.5, BM=Name.Luminosity))
    drawn = pdf.make_stream(b"/E gs " + b"/G Do " * 20_000)
    page.Contents = pikepdf.Array([page.Contents, drawn])


@pytest.fixture
def slow(tmp_path: Path) -> tuple[Path, Findings]:
    """A small document that takes hours to draw, and what is found in it at once."""
    content = making.changed(making.text(1), [drawn_for_hours])
    path = making.written(tmp_path, content)
    assert path.stat().st_size < 100_000
    return path, inspect(path)


@pytest.mark.thorough
def test_what_takes_hours_to_draw_is_not_taken_for_the_set(
    slow: tuple[Path, Findings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspecting, "seconds_for", lambda _: 2)  # 1 is too few on a busy machine
    begun = time.monotonic()
    with inspecting.start_inspection(slow[0], trying=True) as inspection:
        inspection.result()
        with pytest.raises(DocumentFault, match="takes more than 10 seconds to draw"):
            inspection.refuse_unfit()
    assert time.monotonic() - begun < 60


def test_nor_is_it_cut(
    slow: tuple[Path, Findings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutter, "seconds_for", lambda _: 1)
    out = tmp_path / "out"
    out.mkdir()
    with (
        draft(out) as started,
        pytest.raises(DocumentFault, match="takes more than 5 seconds to draw"),
    ):
        cutter.cut(*slow, (1,), started)
    assert list(out.iterdir()) == []


def test_what_was_cut_is_in_the_draft_that_was_given(tmp_path: Path) -> None:
    path = making.written(tmp_path, making.text(2))
    stages: list[tuple[str, float]] = []
    with draft(tmp_path) as started:
        made = cutter.cut(
            path, inspect(path), (1,), started, lambda stage, done: stages.append((stage, done))
        )
        with pikepdf.open(started.path) as pdf:
            assert (made.pages, len(pdf.pages)) == (1, 1)
    assert stages == [("cutting the pages", 0.0), ("cutting the pages", 0.5)]


def test_a_fault_of_the_document_is_told_as_it_is_here(tmp_path: Path) -> None:
    path = making.written(tmp_path, making.text(1))
    with inspecting.start_inspection(path, trying=True) as inspection:
        inspection.result()
        inspection.refuse_unfit()
        path.write_bytes(making.text(2))
        with pytest.raises(DocumentFault, match="has changed"):
            inspection.refuse_unfit()


@given(
    st.builds(
        Findings,
        type=st.sampled_from(FileType),
        sha256=st.text(),
        size=st.integers(),
        pages=st.none() | st.integers(),
        texts=st.lists(st.text()).map(tuple),
        beside=st.lists(st.text()).map(tuple),
        again=st.lists(st.tuples(st.integers(), st.text())).map(tuple),
        unread=st.lists(st.tuples(st.integers(), st.sampled_from(Unread))).map(tuple),
        headings=st.lists(st.builds(Heading)).map(tuple),
        recognised=st.none() | st.lists(st.builds(Recognised)).map(tuple),
        remarks=st.lists(st.text()).map(tuple),
    )
)
def test_findings_come_out_of_json_as_they_went_in(found: Findings) -> None:
    assert findings.read(json.loads(json.dumps(dataclasses.asdict(found)))) == found
