"""Readers of PDFs: programs of their own, and libraries; each gives the text of every page.

All raise PermissionError for a document that they do not open with that password.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.documents.readers import READERS as LIBRARIES
from tests.documents.readers import REFUSALS, by_pdfium

Reader = Callable[[Path, str | None], list[str]]


def ran(*command: str | Path) -> subprocess.CompletedProcess[bytes]:
    """A program from outside, run to its end."""
    return subprocess.run(command, capture_output=True, check=False)


def by_poppler(path: Path, password: str | None = None) -> list[str]:
    """What `pdftotext` reads; it takes a password of at most 32 characters."""
    given = [] if password is None else ["-upw", password]
    done = ran("pdftotext", *given, path, "-")
    if b"Incorrect password" in done.stderr:
        assert not done.stdout
        raise PermissionError
    assert done.returncode == 0, done
    pages = done.stdout.decode().split("\f")
    assert not pages[-1], "each page ends with a form feed"
    return pages[:-1]


def by_qpdf(path: Path, password: str | None = None) -> list[str]:
    """What PDFium reads once `qpdf` has checked the document and taken its encryption off."""
    given = password_file(path, password)
    plain = path.with_name("decrypted by qpdf.pdf")
    done = ran("qpdf", *given, "--decrypt", path, plain)
    if b"invalid password" in done.stderr:
        assert not plain.exists()
        raise PermissionError
    # 3: something was mended; only a source may need that, and copies are checked for it.
    assert done.returncode in {0, 3}, done
    pages = int(ran("qpdf", *given, "--show-npages", path).stdout)
    text = by_pdfium(plain.read_bytes())
    plain.unlink()
    assert len(text) == pages
    return text


def password_file(path: Path, password: str | None) -> list[str]:
    """The option that tells `qpdf` a password without its being one of the arguments."""
    if password is None:
        return []
    file = path.with_name("password.txt")
    file.write_text(f"{password}\n", encoding="ascii")
    return [f"--password-file={file}"]


def _library(read: Callable[[bytes, str | None], list[str]]) -> Reader:
    def by_library(path: Path, password: str | None = None) -> list[str]:
        try:
            return read(path.read_bytes(), password)
        except REFUSALS as error:
            raise PermissionError from error

    return by_library


READERS: Final[dict[str, Reader]] = {
    "poppler": by_poppler,
    "qpdf": by_qpdf,
    **{name: _library(read) for name, read in LIBRARIES.items()},
}
