"""Making the files of a copy, with the record of them true at every moment.

The record says `preparing` before the files are made, and `prepared` only afterwards. The next run
removes what a stopped run left.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cpconf.core.conferences.filed import Filed
from cpconf.core.sharing.sharing import ShareState, Sharing
from cpconf.core.sharing.stops import Decision
from cpconf.core.words import FileType
from cpconf.documents.places import folders
from cpconf.errors import CpconfError, NotFound, Refused, StoreBusy
from cpconf.workflow.sharing.permission import PROTECTED

if TYPE_CHECKING:
    from cpconf.store.writing import Store, Writer

HELD: Final = "held"
RELEASED: Final = "password"
Begin = Callable[[], AbstractContextManager["Writer"]]
"""Begins a transaction on the store."""


class Names(NamedTuple):
    """The files of one copy, named by `Sharing.stem` alone.

    `copy` is the protected file, `report` the first message with that attached. The message with
    the password is `held` until it is released, and `released` from then on.
    """

    copy: Path
    report: Path
    held: Path
    released: Path

    @classmethod
    def of(cls, folder: Path, stem: str, type_: FileType) -> "Names":
        """Return the path of each file."""
        password = f"{stem}-2-password.eml"
        return cls(
            copy=folder / f"{stem}.{type_}",
            report=folder / f"{stem}-1-report.eml",
            held=folder / HELD / password,
            released=folder / RELEASED / password,
        )

    @property
    def made(self) -> tuple[Path, ...]:
        """Every file that is made with the copy."""
        return (self.copy, self.report, self.held)


def names_of(sharing: Sharing) -> Names:
    """Return the files of a copy. Raises NotFound for one without files."""
    if sharing.folder is None or sharing.evidence is None:
        raise NotFound("nothing was made for this sharing")
    return Names.of(Path(sharing.folder), sharing.stem, sharing.type)


def refuse_taken(paths: Iterable[Path]) -> None:
    """Raise Refused where a file of that name exists already: it may have been sent."""
    for path in paths:
        if os.path.lexists(path):
            raise Refused(
                f"{path.name} exists already: it may have been sent. To make it again, with "
                "another password, choose another folder: --out DIR"
            )


def output_folder(ref: str, out: Path | None) -> Path:
    """Return the folder for files: `out`, else one with the conference's reference as its name.

    Raises Refused (exit code 5) where the latter, or a folder of cpconf in it, is a link: only
    `out` may be one.
    """
    folder = Path(ref) if out is None else folders.named(out)
    folders.check(folder)
    return folder


class Published:
    """The files that this run has published; `sharing` is the record of them."""

    def __init__(self, sharing: Sharing) -> None:
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
def making(
    begin: Begin, filed: Filed, copy: Sharing, decision: Decision, **said: object
) -> Iterator[Published]:
    """Record the files that the block publishes as made when it ends; if it fails, remove them.

    `filed` is the conference as it was read, `copy` what to record, `decision` has the overridden
    stops, and `said` further details for the history. Raises StoreBusy where another command
    changed the conference, or this copy, meanwhile.
    """
    # Absolute, as the next command may run in another folder.
    folder = None if copy.folder is None else str(Path(copy.folder).absolute())
    with begin() as store:
        refuse_changed(store, filed)
        published = Published(store.sharing.put_sharing(filed, replace(copy, folder=folder)))
    begun = published.sharing
    try:
        yield published
        with begin() as store:
            if state_of(store, begun) is not ShareState.PREPARING:
                raise StoreBusy(
                    f"another command worked on the same {copy.kind} meanwhile, and this copy was "
                    f"taken back: see cpconf sharing {copy.ref}"
                )
            current = store.conferences.filed(copy.ref)
            made = replace(begun, state=ShareState.PREPARED)
            published.sharing = store.sharing.put_sharing(current, made)
            sha256 = copy.evidence.sha256 if copy.evidence is not None else None
            known = {**copy.said, "sha256": sha256, **decision.said, **said}
            store.conferences.note(current, PROTECTED, known, decision.note)
    except (CpconfError, OSError):
        _give_up(begin, published)
        raise


def take_back(begin: Begin, filed: Filed, left: Sharing, files: Iterable[Path]) -> Filed:
    """Remove what a run left that stopped while it made this copy; return the conference.

    Raises StoreBusy where the conference has changed since `filed` was read: that run may have gone
    on, and its files are not touched.
    """
    with begin() as store:
        store.sharing.drop_sharing(filed, left)  # refuses where it changed
        store.conferences.note(filed, "taken back", left.said)
        # Within the transaction: if this run stops here, the copy is still on record as unfinished.
        for path in files:
            folders.remove(path)
        return store.conferences.filed(filed.conference.ref)


def refuse_changed(store: "Store", filed: Filed) -> Filed:
    """Return the current conference. Raises StoreBusy where it changed since `filed` was read."""
    current = store.conferences.filed(filed.conference.ref)
    if current.version != filed.version:
        raise StoreBusy(
            f"{filed.conference.ref} was changed by another command meanwhile, and nothing was "
            "done: run it again"
        )
    return current


def state_of(store: "Store", sharing: Sharing) -> ShareState | None:
    """Return the current state of a copy; None where it was removed."""
    found = (each.state for each in store.sharing.sharings(sharing.ref) if each.id == sharing.id)
    return next(found, None)


def _give_up(begin: Begin, published: Published) -> None:
    """Remove the record, then the files, except those of a copy on record as made.

    Where the record cannot be changed, raises an error that says so; the files stay, and the next
    run removes both.
    """
    try:
        with begin() as store:
            store.sharing.drop_sharing(
                store.conferences.filed(published.sharing.ref), published.sharing
            )
    except Refused:
        return
    except NotFound:
        pass  # another run has taken it back
    except CpconfError as error:
        why = error.headline.partition(", and ")[0].partition(": ")[0]
        raise type(error)(_stays(why)) from error
    except OSError as error:
        raise CpconfError(_stays((error.strerror or "the system failed").lower())) from error
    published.take_back()


def _stays(why: str) -> str:
    return (
        f"the copy could not be finished, and stays on record as being prepared: {why}\n"
        "Once that is repaired, run the same command again: it removes what is left"
    )
