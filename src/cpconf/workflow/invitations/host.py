"""Who invites, and the files that go with an invitation: [invite] in the configuration."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cpconf import files
from cpconf.config import Config
from cpconf.core.typed_text import harmless
from cpconf.core.words import FileType
from cpconf.documents.word.invitation_letter import FEEDBACK, GUIDE
from cpconf.errors import NotFound, UsageFault
from cpconf.mail.addresses import one_address
from cpconf.mail.drafts import MEDIA_TYPES
from cpconf.mail.invitations.message import Attachment

LARGEST: Final = 5_000_000
"""Largest attached file, in bytes, as the message goes to many people."""


@dataclass(frozen=True, slots=True)
class Host:
    """Who invites: the address that answers go to, and the contact that messages name."""

    organiser: str = field(repr=False)
    contact: str | None = None

    @classmethod
    def of(cls, config: Config) -> "Host":
        """Return the host as configured. Raises UsageFault naming what is missing or wrong."""
        key, text = "[invite] organiser", config.invite.get("organiser")
        if text is None:
            key, text = "[smtp] from", config.smtp.get("from")
        if text is None:
            raise UsageFault(
                "who invites? Until the configuration says it, no invitation is made or sent\n"
                "Give the mailbox that invitations come from, and that answers go to. "
                f"{config.to_write('invite', 'organiser')}"
            )
        try:
            organiser = one_address(str(text)).addr_spec
        except UsageFault:
            raise UsageFault(f"{key} is not one plain email address") from None
        contact = config.invite.get("contact")
        return cls(organiser, None if contact is None else " ".join(str(contact).split()))


def organiser_of(config: Config) -> str | None:
    """Return the address that invites, or None where it is not configured correctly."""
    try:
        return Host.of(config).organiser
    except UsageFault:
        return None


def feedback_form(config: Config, *, asked: bool = False) -> Attachment | None:
    """Return the feedback form (O-10): the authority's own, else cpconf's where it is `asked` for.

    Raises as `_file`.
    """
    return _file(config, "feedback_form", "feedback-form") or (
        _built_in("feedback-form.docx", FEEDBACK) if asked else None
    )


def guide(config: Config, *, asked: bool = False) -> Attachment | None:
    """Return the guide to joining, for parents (H-ICPC-C2), as `feedback_form` does."""
    return _file(config, "guide", "joining-guide") or (
        _built_in("joining-guide.docx", GUIDE) if asked else None
    )


def _built_in(name: str, path: Path) -> Attachment:
    return Attachment(name, MEDIA_TYPES[FileType.DOCX], path.read_bytes())


def letter_template(config: Config) -> Path | None:
    """Return the path of the authority's own letter of invitation. Raises as `_file`."""
    text = config.invite.get("letter")
    return None if text is None else _path("letter", str(text))


def _file(config: Config, key: str, name: str) -> Attachment | None:
    """Read a configured file. Raises UsageFault and NotFound, which name the key and the path."""
    text = config.invite.get(key)
    if text is None:
        return None
    path = _path(key, str(text))
    file_type = FileType(path.suffix.lower().removeprefix("."))
    try:
        with files.opened(path) as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise NotFound(f"[invite] {key}: {harmless(path)} cannot be read") from error
    if not 0 < len(content) <= LARGEST:
        raise UsageFault(
            f"[invite] {key}: {harmless(path)} is empty, or larger than {LARGEST // 10**6} MB"
        )
    return Attachment(f"{name}.{file_type}", MEDIA_TYPES[file_type], content)


def _path(key: str, text: str) -> Path:
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        path = Path(text)
    try:
        files.opened(path).close()
    except (FileNotFoundError, ValueError) as error:
        raise NotFound(f"[invite] {key}: there is no file {harmless(path)}") from error
    except OSError as error:
        raise files.explained(error, path, f"[invite] {key}: {harmless(path)}") from error
    return path
