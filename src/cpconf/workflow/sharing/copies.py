"""The files of a copy, made so that what is on record of them is true at every moment.

That they are being made is written before they are (`preparing`), and that they are made only once
they are. A run that was stopped in between is taken back by the next one.
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
    from cpconf.store.questions import Questions
    from cpconf.store.writing import Writer

HELD: Final = "held"
RELEASED: Final = "password"
Begin = Callable[[], AbstractContextManager["Writer"]]
"""What begins a transaction on the store."""


class Names(NamedTuple):
    """The files of one copy: called by `Sharing.stem`, and by nothing else.

    The protected file, the first message with that attached, and the password's message: `held`
    until it is released, and `released` where it is sent from then on.
    """

    copy: Path
    report: Path
    held: Path
    released: Path

    @classmethod
    def of(cls, folder: Path, stem: str, type_: FileType) -> "Names":
        """Each in its folder."""
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
    """Where the files of a sharing were put. Raises NotFound for one without files."""
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
    """Where files go: the folder that was named, or the one that is called like the conference.

    Raises Refused (exit 5) where that one, or one of ours in it, is a link: only a folder that is
    named may be one.
    """
    folder = Path(ref) if out is None else folders.named(out)
    folders.check(folder)
    return folder


class Published:
    """The files that this very run put in their place; `sharing` is what is on record of them."""

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
    """Publish the files within; they are on record as made when the block ends, or not at all.

    `filed` is the conference by what was known of it, `copy` what is to be on record, `decision`
    what was gone past, and `said` what the history has to tell besides. Raises StoreBusy where the
    conference, or this copy, was changed meanwhile by another command.
    """
    # Where it is, wherever the next command is typed.
    folder = None if copy.folder is None else str(Path(copy.folder).absolute())
    with begin() as store:
        refuse_changed(store, filed)
        published = Published(store.put_sharing(filed, replace(copy, folder=folder)))
    begun = published.sharing
    try:
        yield published
        with begin() as store:
            if state_of(store, begun) is not ShareState.PREPARING:
                raise StoreBusy(
                    f"another command worked on the same {copy.kind} meanwhile, and this copy was "
                    f"taken back: see cpconf sharing {copy.ref}"
                )
            current = store.filed(copy.ref)
            made = replace(begun, state=ShareState.PREPARED)
            published.sharing = store.put_sharing(current, made)
            sha256 = copy.evidence.sha256 if copy.evidence is not None else None
            known = {**copy.said, "sha256": sha256, **decision.said, **said}
            store.note(current, PROTECTED, known, decision.note)
    except (CpconfError, OSError):
        _give_up(begin, published)
        raise


def take_back(begin: Begin, filed: Filed, left: Sharing, files: Iterable[Path]) -> Filed:
    """Clear away what a run left that was stopped while it made this very copy.

    Gives the conference as it stands now. Raises StoreBusy where it is no longer as `filed` shows
    it: that run may have gone on, and what it finished is not touched.
    """
    with begin() as store:
        store.drop_sharing(filed, left)  # which refuses where it changed
        store.note(filed, "taken back", left.said)
        # Within the transaction: what is stopped here is still known to be unfinished.
        for path in files:
            folders.remove(path)
        return store.filed(filed.conference.ref)


def refuse_changed(store: "Questions", filed: Filed) -> Filed:
    """The conference as it stands. Raises StoreBusy where it changed since `filed` was read."""
    current = store.filed(filed.conference.ref)
    if current.version != filed.version:
        raise StoreBusy(
            f"{filed.conference.ref} was changed by another command meanwhile, and nothing was "
            "done: run it again"
        )
    return current


def state_of(store: "Questions", sharing: Sharing) -> ShareState | None:
    """Where a sharing stands now; None where it was taken back."""
    found = (each.state for each in store.sharings(sharing.ref) if each.id == sharing.id)
    return next(found, None)


def _give_up(begin: Begin, published: Published) -> None:
    """Take the record back, then the files; not the files of a copy that is on record as made.

    Where the record cannot be changed now either, the files stay with it: that is said, and the
    next run takes both back.
    """
    try:
        with begin() as store:
            store.drop_sharing(store.filed(published.sharing.ref), published.sharing)
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
