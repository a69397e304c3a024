"""Where the drafts of invitations lie, and how they are found again."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cpconf.core.invitations.invitation import Invited, draft_name
from cpconf.core.invitations.invitees import Group, Guest
from cpconf.core.outbox import INVITING, Entry, OutboxKind, Outlet
from cpconf.documents.places import folders
from cpconf.errors import Refused

FOLDERS: Final = {Group.FAMILY: "1-family", Group.PROFESSIONALS: "2-professionals"}
"""Where the drafts of each group go: they are sent in the order of the folders."""


def folder_of(folder: Path, guest: Guest) -> Path:
    """Where somebody's draft goes."""
    return folder.absolute() / FOLDERS[guest.group]


def is_there(known: Invited) -> bool:
    """Whether the draft that was made is still in its folder, as far as its name tells."""
    return (
        _found(known, (kind for kind in INVITING if kind.entry is not Entry.TAKEN_AWAY)) is not None
    )


def draft_of(known: Invited | None) -> Path | None:
    """The draft that was made for somebody, while it is in its folder."""
    if known is None or known.outlet is not Outlet.DRAFT:
        return None
    return _found(known, reversed(INVITING))


def _is_ours(path: Path) -> bool:
    """Whether a draft of ours is there; what else has its name is none."""
    try:
        return folders.is_there(path)
    except Refused:
        return False


def _found(known: Invited, kinds: Iterable[OutboxKind]) -> Path | None:
    if known.folder is None:
        return None
    names = (draft_name(known.ref, known.person, kind, known.sequence) for kind in kinds)
    paths = (Path(known.folder) / name for name in names)
    return next((path for path in paths if _is_ours(path)), None)
