"""What `make corpus` finds wrong with a set or a cut: nothing, unless something is changed."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from scripts import corpus_sets
from scripts.corpus_kinds import Outcome, worst
from tests.documents.cut.cut_making import (
    Change,
    annotate,
    deleted_content,
    field,
    furnish,
    report,
    share_resources,
    tag,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pikepdf.PikepdfWarning"),
]


def fill(pdf: pikepdf.Pdf) -> None:
    field(pdf, "name", "Gammavalue", pages=(0,))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    """Three reports, of which one cannot go into a set."""
    return (
        report(tmp_path / "a.pdf", share_resources, tag, furnish, annotate),
        deleted_content(report(tmp_path / "b.pdf", pages=1), 0),
        report(tmp_path / "c.pdf", fill, pages=2),
    )


def changed(path: Path, change: Change) -> None:
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        change(pdf)
        pdf.save(path)


def no_bookmarks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Outlines


def twice(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root += [pikepdf.OutlineItem(one.title, one.destination) for one in outline.root]


def no_annotations(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.obj.Annots = Array([])


def emptied(pdf: pikepdf.Pdf) -> None:
    for each in pdf.acroform.fields:
        each.obj.V = String("")


def on_page(number: int, content: bytes) -> Change:
    return lambda pdf: pdf.pages[number].contents_add(content)


def swapped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Contents, pdf.pages[2].obj.Contents = (
        pdf.pages[2].obj.Contents,
        pdf.pages[1].obj.Contents,
    )


@pytest.mark.parametrize(
    ("change", "finds"),
    [
        pytest.param(lambda _: None, "", id="nothing"),
        pytest.param(no_bookmarks, "MuPDF: finds 0 bookmarks where 10 were", id="bookmarks"),
        pytest.param(twice, "MuPDF: finds 12 bookmarks where 10 were", id="bookmarks twice"),
        pytest.param(no_annotations, "PDFium: draws", id="annotations"),
        pytest.param(emptied, "MuPDF: misses", id="a value"),
        pytest.param(swapped, "PDFium: misses", id="pages"),
        pytest.param(on_page(1, b"0 g 50 90 90 90 re f"), "PDFium: draws", id="a picture"),
        pytest.param(
            on_page(1, b"BT /F1 9 Tf 50 90 Td (more) Tj ET"), "PDFium: has gained", id="text"
        ),
    ],
)
def test_a_change_of_a_set_is_found_by_a_reader(
    files: tuple[Path, ...], tmp_path: Path, change: Change, finds: str
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    outcome = corpus_sets.run_set(files, folder)
    changed(folder / "set.pdf", change)
    corpus_sets.check_set(files, folder, outcome)
    assert worst(outcome.readers)[: len(finds) or None] == finds


def speaking(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = Dictionary(Text=String("the harbourmaster"))


def with_properties(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo[Name.Title] = "A title"


@pytest.mark.parametrize(
    ("change", "finds"),
    [
        pytest.param(lambda _: None, "", id="nothing"),
        pytest.param(no_annotations, "MuPDF: finds 0 links", id="links"),
        pytest.param(speaking, "pypdf: finds a word", id="a word"),
        pytest.param(with_properties, "pypdf: finds /Info", id="properties"),
        pytest.param(on_page(0, b"0 g 50 90 90 90 re f"), "PDFium: draws", id="a picture"),
    ],
)
def test_a_change_of_a_cut_is_found_by_a_reader(
    files: tuple[Path, ...], tmp_path: Path, change: Callable[[pikepdf.Pdf], None], finds: str
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    outcome = corpus_sets.run_cuts(files[:1], folder)
    changed(folder / "0.pdf", change)
    corpus_sets.check_cuts(files[:1], folder, outcome)
    assert worst(outcome.readers)[: len(finds) or None] == finds


def test_where_no_file_can_go_into_a_set_its_reason_is_told(
    files: tuple[Path, ...], tmp_path: Path
) -> None:
    outcome = corpus_sets.run_set(files[1:2], tmp_path)
    assert not outcome.accepted
    assert outcome.why.startswith("the document cannot go into the set: page 1 would not come out")
    assert isinstance(outcome, Outcome)
