"""Protecting a document with a password, whatever its type."""

from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from cpconf.core.words import FileType
from cpconf.documents.findings import Findings
from cpconf.documents.inspection.inspecting import Inspection
from cpconf.documents.places.publishing import Draft
from cpconf.documents.proof import Proof


def get_ready(type_: FileType) -> None:
    """Import what protecting a document of this type needs, while the program waits anyway."""
    if type_ is FileType.PDF:
        from cpconf.documents.pdf import protect as pdf_protect  # noqa: F401, PLC0415 - brings two parsers


def protect(
    source: Path,
    findings: Findings,
    password: str,
    draft: Draft,
    *,
    progress: Callable[[str, float], None] | None = None,
    second: Inspection | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Proof:
    """Encrypt an inspected document into a draft, and prove the copy; publishes nothing.

    `second` is the process that inspected the document, and gives a second opinion on the copy.
    `meanwhile` runs while that process looks: discard its result where the proof fails.
    `progress` takes a stage in words, and how much of it is done, from 0 to 1.

    Raises DocumentFault (exit 6) where the document changed since the inspection or the copy cannot
    be proved, and Refused (exit 5) for a password that cannot be used.
    """
    match findings.type:
        case FileType.PDF:
            from cpconf.documents.pdf import protect as pdf_protect  # noqa: PLC0415 - brings two parsers

            return pdf_protect.protect(
                source,
                findings,
                password,
                draft,
                progress=progress,
                second=second,
                meanwhile=meanwhile,
            )
        case FileType.DOCX:
            from cpconf.documents.word import protect as word_protect  # noqa: PLC0415 - brings others

            proof = word_protect.protect(
                source,
                findings,
                password,
                draft,
                progress=None if progress is None else lambda stage: progress(stage, 0.0),
            )
            if meanwhile is not None:
                meanwhile()
            return proof
        case _:
            assert_never(findings.type)
