"""Inspecting the reports of a message, and saving them under neutral names.

A report is inspected outside the conferences' folders, and saved only once nothing stops it. The
file gets its name before it is on record, so that a stopped run leaves nothing on record that is
missing. The next run recognises the file by its content.
"""

import contextlib
import datetime as dt
import os
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.sharing.sharing import Submitted
from cpconf.documents.findings import Findings
from cpconf.documents.inspection.inspecting import start_inspection
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import aside, put
from cpconf.errors import CpconfError, NotFound, Refused
from cpconf.workflow.mailbox.survey import Claim, Look
from cpconf.workflow.reports.submissions import digest_of
from cpconf.workflow.sharing.copies import Begin

if TYPE_CHECKING:
    from cpconf.mail.mailbox.folder import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxOffice:
    """What taking reports needs: the store, and the folder that has one for each reference.

    `sender` is an address or None. `now` is wall-clock Europe/London, `machine_now` a Unix time.
    """

    look: Look
    begin: Begin
    base: Path
    sender: str | None
    now: dt.datetime
    machine_now: float

    def folder(self, ref: str) -> Path:
        """Return the folder for the files of a conference."""
        return self.base / ref


@dataclass(frozen=True, slots=True)
class Brought:
    """One report of a message, not saved yet."""

    content: bytes
    findings: Findings


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved report of a message.

    `known` is the report on record that is the same file. `findings` is None where that file is no
    longer in its place.
    """

    path: Path
    findings: Findings | None
    known: Submitted | None = None


def bring(mailbox: "Mailbox", claim: Claim) -> tuple[Brought, ...]:
    """Return the reports of a message, each once and inspected.

    Raises Refused where there is none, DocumentFault where one cannot be used, NotFound where the
    message has gone, and the mailbox's errors.
    """
    incoming = mailbox.read(claim.item.entry)
    if incoming.fingerprint != claim.item.fingerprint:
        raise NotFound("the mailbox has changed: look again")
    contents = dict.fromkeys(attachment.content() for attachment in incoming.reports)
    if not contents:
        raise Refused(f"{claim.item.id} has no PDF: ask for the report as a PDF")
    return tuple(Brought(content, _look_at(content)) for content in contents)


def known(report: Submitted, brought: Brought) -> Saved:
    """Return a report that is on record, with its findings if its file is still in its place."""
    path = Path(report.path)
    is_there = False
    with contextlib.suppress(CpconfError):
        is_there = digest_of(path) == report.evidence.sha256
    return Saved(path, brought.findings if is_there else None, report)


def place(folder: Path, stem: str, brought: Brought) -> tuple[Saved, bool]:
    """Save a report in an existing folder, and tell whether it was new there.

    Takes the first free name, or that of the same file, which a stopped run left.
    """
    for number in count(1):
        path = folder / f"{stem}-{number}.pdf"
        with contextlib.suppress(Refused):
            if not os.path.lexists(path):
                return Saved(put(folder, path.name, brought.content), brought.findings), True
        if folders.is_there(path) and digest_of(path) == brought.findings.sha256:
            return Saved(path, brought.findings), False
    raise AssertionError  # the loop does not end


def _look_at(content: bytes) -> Findings:
    with aside() as passing:
        passing.file.write(content)
        passing.file.flush()
        with start_inspection(
            passing.path, name="report.pdf", allow_signed=True, searching=True, trying=True
        ) as inspection:
            findings = inspection.result()
            inspection.refuse_unfit()
            return findings
