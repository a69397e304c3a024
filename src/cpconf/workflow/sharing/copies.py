"""Making the files of a copy, so that what is on record of them is true at every moment.

That they are being made is written before they are (`preparing`), and that they are made only once
they are. A run that was stopped in between is taken back by the next one.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.conferences.filed import Filed
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import PasswordCare, ShareState, Sharing, Transport, Way
from cpconf.core.sharing.stops import Decision
from cpconf.core.words import DocumentKind
from cpconf.documents.places import folders
from cpconf.errors import CpconfError, NotFound, Refused, StoreBusy
from cpconf.workflow.sharing.permission import PROTECTED

if TYPE_CHECKING:
    from cpconf.store.questions import Questions
    from cpconf.store.writing import Writer

Begin = Callable[[], AbstractContextManager["Writer"]]
"""What begins a transaction on the store."""
BeginCopy = Callable[[], AbstractContextManager["Writer"]]
"""What begins one in which nothing but copies and the history is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A copy that is about to be made: for whom, by what was known of the conference, and how.

    `decision` is what was gone past; `said` is what the history has to tell beside the copy itself.
    `person` is None for the professionals.
    """

    filed: Filed
    person: str | None
    kind: DocumentKind
    evidence: Evidence
    folder: Path
    decision: Decision
    said: Mapping[str, object] = field(default_factory=dict)
    password: PasswordCare = PasswordCare.HELD
    transport: Transport = Transport.DRAFT
    address: str | None = None
    address_confirmed_by: str | None = None

    @property
    def ref(self) -> str:
        """The conference's reference."""
        return self.filed.conference.ref


class Published:
    """The files that this very run put in their place; `sharing` is their number on record."""

    def __init__(self, sharing: int) -> None:
        self.sharing = sharing
        self._files: list[tuple[Path, os.stat_result]] = []

    def add(self, path: Path) -> None:
        """Remember a file."""
        self._files.append((path, path.lstat()))

    def take_back(self) -> None:
        """Remove the files, unless another run has put its own in their place."""
        for path, about in self._files:
            with contextlib.suppress(OSError):
                if os.path.samestat(about, path.lstat()):
                    folders.remove(path)


@contextlib.contextmanager
def making(begin: BeginCopy, attempt: Attempt) -> Iterator[Published]:
    """Publish the files within; they are on record as made when the block ends, or not at all.

    Raises StoreBusy where the conference, or this copy, was changed meanwhile by another command.
    """
    number = _begin(begin, attempt)
    published = Published(number)
    try:
        yield published
        _finish(begin, attempt, number)
    except (CpconfError, OSError):
        _give_up(begin, attempt, published)
        raise


def take_back(begin: BeginCopy, filed: Filed, left: Sharing, files: Iterable[Path]) -> Filed:
    """Clear away what a run left that was stopped while it made this very copy.

    Gives the conference as it stands now. Raises StoreBusy where it is no longer as `filed` shows
    it: that run may have gone on, and what it finished is not touched.
    """
    with begin() as store:
        store.drop_sharing(filed, left.id)  # which refuses where it changed
        store.note(filed, "taken back", {"person": left.person, "kind": left.kind.value})
        # Within the transaction: what is stopped here is still known to be unfinished.
        for path in files:
            folders.remove(path)
        return store.filed(filed.conference.ref)


def refuse_changed(store: "Questions", filed: Filed) -> Filed:
    """The conference as it stands. Raises StoreBusy where it changed since `filed` was read."""
    current = store.filed(filed.conference.ref)
    if current.version != filed.version:
        msg = (
            f"{filed.conference.ref} was changed by another command meanwhile, and nothing was "
            "done: run it again"
        )
        raise StoreBusy(msg)
    return current


def state_of(store: "Questions", ref: str, number: int) -> ShareState | None:
    """Where the sharing of that number stands now; None where it was taken back."""
    return {sharing.id: sharing.state for sharing in store.sharings(ref)}.get(number)


def _begin(begin: BeginCopy, attempt: Attempt) -> int:
    with begin() as store:
        return store.begin_sharing(
            refuse_changed(store, attempt.filed),
            person=attempt.person,
            kind=attempt.kind,
            way=Way.EMAIL,
            transport=attempt.transport,
            password=attempt.password,
            state=ShareState.PREPARING,
            evidence=attempt.evidence,
            address=attempt.address,
            folder=str(attempt.folder.absolute()),
            address_confirmed_by=attempt.address_confirmed_by,
        )


def _finish(begin: BeginCopy, attempt: Attempt, number: int) -> None:
    with begin() as store:
        if state_of(store, attempt.ref, number) is not ShareState.PREPARING:
            msg = (
                f"another command worked on the same {attempt.kind} meanwhile, and this copy was "
                f"taken back: see cpconf sharing {attempt.ref}"
            )
            raise StoreBusy(msg)
        filed = store.filed(attempt.ref)
        store.change_sharing(filed, number, state=ShareState.PREPARED)
        said = {
            "person": attempt.person,
            "kind": attempt.kind.value,
            "sha256": attempt.evidence.sha256,
            **attempt.decision.said,
            **attempt.said,
        }
        store.note(filed, PROTECTED, said, attempt.decision.note)


def _give_up(begin: BeginCopy, attempt: Attempt, published: Published) -> None:
    """Take the record back, then the files; not the files of a copy that is on record as made.

    Where the record cannot be changed now either, the files stay with it: that is said, and the
    next run takes both back.
    """
    try:
        with begin() as store:
            store.drop_sharing(store.filed(attempt.ref), published.sharing)
    except Refused:
        return
    except NotFound:
        pass  # another run has taken it back
    except CpconfError as error:
        why = error.headline.partition(", and nothing was changed")[0].partition(": ")[0]
        raise type(error)(_stays(why)) from error
    except OSError as error:
        raise CpconfError(_stays((error.strerror or "the system failed").lower())) from error
    published.take_back()


def _stays(why: str) -> str:
    return (
        f"the copy could not be finished, and stays on record as being prepared: {why}\n"
        "When that is mended, run the same command again: it clears away what is left"
    )
