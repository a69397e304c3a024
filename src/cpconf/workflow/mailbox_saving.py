"""The reports of a message as files: saved under neutral names, and looked at within bounds.

A file gets its name before it is on record, so that a run that is stopped leaves nothing on record
that is not there. The next run knows the file again by what it holds.
"""

import contextlib
import datetime as dt
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.sharing import Submitted
from cpconf.documents import folders
from cpconf.documents.findings import Findings
from cpconf.documents.inspecting import inspect
from cpconf.documents.publishing import make_folder, put, sweep
from cpconf.errors import CpconfError, DocumentFault, NotFound, Refused
from cpconf.workflow.mailbox import Claim, Look
from cpconf.workflow.making import Begin
from cpconf.workflow.reports import digest_of

if TYPE_CHECKING:
    from cpconf.mail.mailbox import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What taking reports needs: the store, and where files go, in a folder for each reference.

    `sender` is an address or None. `now` is wall-clock Europe/London, `machine_now` a Unix time.
    """

    look: Look
    begin: Begin
    base: Path
    sender: str | None
    now: dt.datetime
    machine_now: float

    def folder(self, ref: str) -> Path:
        """Where the files of a conference go."""
        return self.base / ref


@dataclass(frozen=True, slots=True)
class Saved:
    """One report of a message: where it is, and what is in it.

    `known` is the report on record that is this very file; of one that is no longer where it was,
    `findings` is None.
    """

    path: Path
    findings: Findings | None
    known: Submitted | None = None


def save(mailbox: "Mailbox", claim: Claim, office: Office) -> tuple[Saved, ...]:
    """Save the PDFs of a message, unless they are on record already, and look at each.

    Raises Refused where there is none, DocumentFault where one cannot be used (then none is kept),
    NotFound where the message has gone, and what the mailbox raises.
    """
    incoming = mailbox.read(claim.item.entry)
    if incoming.fingerprint != claim.item.fingerprint:
        msg = "another message has its place in the mailbox now: look again"
        raise NotFound(msg)
    contents = {}
    for attachment in incoming.reports:
        content = attachment.content()
        contents[hashlib.sha256(content).hexdigest()] = content
    if not contents:
        msg = f"{claim.item.id} brings no PDF: ask for the report as a PDF"
        raise Refused(msg)
    with office.look() as store:
        known = {report.evidence.sha256: report for report in store.submitted(claim.ref)}
    folder = office.folder(claim.ref)
    make_folder(folder)
    sweep(folder, office.machine_now)
    stem = f"{claim.ref}-{claim.person}-report"
    saved = []
    with _none_if_faulty() as fresh:
        for sha256, content in contents.items():
            if sha256 in known:
                saved.append(_known(known[sha256]))
                continue
            path, is_new = _place(folder, stem, sha256, content)
            if is_new:
                fresh.append(path)
            saved.append(Saved(path, inspect(path, allow_signed=True)))
    return tuple(saved)


def _known(report: Submitted) -> Saved:
    path = Path(report.path)
    findings = None
    with contextlib.suppress(CpconfError):
        if digest_of(path) == report.evidence.sha256:
            findings = inspect(path, allow_signed=True)
    return Saved(path, findings, report)


@contextlib.contextmanager
def _none_if_faulty() -> Iterator[list[Path]]:
    """Remove the files that were put there, where one of them is of no use to anybody."""
    fresh: list[Path] = []
    try:
        yield fresh
    except DocumentFault:
        for path in fresh:
            folders.remove(path)
        raise


def _place(folder: Path, stem: str, sha256: str, content: bytes) -> tuple[Path, bool]:
    """Where a report is in the folder, and whether it was put there now.

    The first name that is free, or that the very same file has: a run that was stopped left it.
    """
    for number in count(1):
        path = folder / f"{stem}-{number}.pdf"
        with contextlib.suppress(Refused):
            if not os.path.lexists(path):
                return put(folder, path.name, content), True
            if folders.is_there(path) and digest_of(path) == sha256:
                return path, False
    raise AssertionError  # counting has no end
