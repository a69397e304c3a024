"""What other people's programs make goes through all of `protect-report`: one small file for each.

`make corpus FOLDER=…` runs the same over a folder of theirs.
"""

import zlib

import pytest

from tests.cli.running import Cpconf, Ran
from tests.cli.sharing.copies import STRONG
from tests.documents.producers import (
    DRAWN,
    PRODUCERS,
    SAID,
    simple,
    stream,
    widget_without_form,
    written,
)
from tests.documents.readers import READERS
from tests.store.looking import look


@pytest.fixture
def booked(cpconf: Cpconf) -> Cpconf:
    """A-1 with a mother who has an address."""
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "pat@example.org")
    return cpconf


def _protect(cpconf: Cpconf, content: bytes, *more: str) -> Ran:
    path = cpconf.folder / "report.pdf"
    path.write_bytes(content)
    line = ("protect-report", str(path), "A-1", "--to", "mother", "--password-stdin")
    return cpconf(*line, "--out", str(cpconf.folder / "out"), *more, stdin=STRONG)


@pytest.mark.slow
@pytest.mark.parametrize("producer", PRODUCERS)
def test_a_file_of_this_shape_is_protected_and_says_what_it_said(
    producer: str, booked: Cpconf
) -> None:
    source = PRODUCERS[producer]()

    ran = _protect(booked, source)

    assert ran.code == 0, ran.err
    copy = (booked.folder / "out" / "A-1-p1-report.pdf").read_bytes()
    for reads in READERS.values():
        (page,) = reads(copy, STRONG)
        assert SAID in page
        assert reads(source) == [page]


@pytest.mark.parametrize(
    "content",
    [
        written(simple(more={2: b"<< /Type /Pages /Kids [ 3 0 R null ] /Count 1 >>"})),
        widget_without_form(),
    ],
    ids=["nothing among the pages", "a field that no form knows"],
)
def test_no_librarys_sentence_is_on_standard_error(content: bytes, booked: Cpconf) -> None:
    ran = _protect(booked, content)

    assert ran.code == 0, ran.err
    for words in ("pikepdf", "ignoring", "AcroForm", str(booked.folder / "report.pdf")):
        assert words not in ran.err


# A reader that cannot be content with what was made: the page says otherwise to PDFium than to
# the two others, which know nothing of what a deleted object said.
UNPROVEN = written(simple()) + (
    b"xref\n4 1\n0000000000 00001 f \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\n"
    b"startxref\n%d\n%%%%EOF\n"
) % (written(simple()).index(b"xref\n0 "), len(written(simple())))


def test_a_copy_that_cannot_be_proven_leaves_no_folder_and_nothing_on_record(
    booked: Cpconf,
) -> None:
    before = booked.files

    ran = _protect(booked, UNPROVEN)

    assert ran.code == 6
    assert "did not pass its checks" in ran.err
    assert not (booked.folder / "out").exists()
    assert {name for name in booked.files if name != "report.pdf"} == set(before)
    assert look(booked.where, "SELECT count(*) FROM sharing") == [(0,)]


def test_a_folder_that_was_there_stays_when_a_copy_cannot_be_proven(booked: Cpconf) -> None:
    (booked.folder / "out").mkdir()
    (booked.folder / "out" / "mine.txt").write_text("mine")

    assert _protect(booked, UNPROVEN).code == 6
    assert [path.name for path in (booked.folder / "out").iterdir()] == ["mine.txt"]


def test_a_page_that_one_reader_cannot_read_is_said_to_be_proven_by_the_others(
    booked: Cpconf,
) -> None:
    """A name for a way of packing that pypdf 7 no longer takes (ISO 32000-1, table 93)."""
    packed = stream(b"/Filter /Fl", zlib.compress(DRAWN))

    ran = _protect(booked, written(simple(packed)))

    assert ran.code == 0, ran.err
    assert "one of the three programs that check the copy cannot read 1 page" in ran.err
