"""What the tests of documents share: a document on the disk, protected the way the program does."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.places.publishing import Draft, draft
from cpconf.documents.proof import Proof
from cpconf.documents.protecting import protect
from tests.documents.making import PASSWORD, written

Protected = tuple[Path, Proof]


@pytest.fixture
def protected(tmp_path: Path) -> Callable[[bytes], Protected]:
    """A function that protects a PDF with the usual password and gives the path and the proof."""

    def make(content: bytes) -> Protected:
        source = written(tmp_path, content, "source.pdf")
        (tmp_path / "protected.pdf").unlink(missing_ok=True)
        with draft(tmp_path) as started:
            proof = protect(source, pdf_look.look(source, headings=False), PASSWORD, started)
            return started.publish("protected.pdf"), proof

    return make


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Draft]:
    """A draft on a disk that has no room left."""
    if sys.platform != "linux":
        pytest.skip("needs /dev/full")
    file = os.fdopen(os.open("/dev/full", os.O_WRONLY), "wb")
    yield Draft(tmp_path / "draft", file)
    with contextlib.suppress(OSError):
        file.close()
