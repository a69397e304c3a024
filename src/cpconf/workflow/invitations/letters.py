"""The parents' letters of invitation, for the post (H-ICPC-C2, H-ICPC-P1)."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from cpconf.config import Config
from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitees import Absence, Guest
from cpconf.core.typed_text import harmless
from cpconf.core.words import PARENTS, Enclosure
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import draft, make_folder, put
from cpconf.documents.word.invitation_letter import LEAFLET, fill_letter, tells_otherwise
from cpconf.errors import DocumentFault, Refused, UsageFault
from cpconf.mail.invitations.invitation_words import say_day, say_time
from cpconf.workflow.invitations.dispatch import InviteRun
from cpconf.workflow.invitations.guest_list import GuestList, folder_of
from cpconf.workflow.invitations.host import Host, letter_template


@dataclass(frozen=True, slots=True)
class PostalLetter:
    """One parent's letter; `made` is false where it was there already.

    `leaflet` goes with it where the procedure asks for one (H-ICPC-C2).
    """

    person: str
    path: Path
    leaflet: Path | None
    made: bool

    @property
    def paths(self) -> tuple[Path, ...]:
        """What goes into the envelope."""
        return (self.path, self.leaflet) if self.leaflet else (self.path,)


def try_letters(seen: GuestList, folder: Path, config: Config, host: Host) -> None:
    """Check that the letters can be written, before anything is sent.

    Fills in the template for one parent, and makes the folder. Raises UsageFault or DocumentFault
    with key and file for an unusable template, CpconfError for an unusable folder.
    """
    template = letter_template(config)
    for guest in _parents(seen, ()):
        try:
            fill_letter(template, _fields(seen.filed, guest, host, dt.datetime.min))
        except (DocumentFault, UsageFault) as fault:
            if template is None:
                raise
            raise type(fault)(f"[invite] letter: {harmless(template)}: {fault}") from None
        place = folder_of(folder, guest)
        make_folder(place)
        with draft(place):
            return


def write_letters(
    run: InviteRun, config: Config, host: Host, *, now: dt.datetime
) -> Iterator[PostalLetter]:
    """Write a letter for each parent who may come, or for those named; never replace one.

    A letter names the parent and nobody else. Raises UsageFault, NotFound or DocumentFault for an
    unusable template, CpconfError for an unusable folder, Refused where an existing letter differs.
    """
    seen, folder = run.seen, run.last.folder
    named = {choose_person(seen.filed.people, text).id for text in run.last.request.to}
    template = letter_template(config)
    for guest in _parents(seen, named):
        place = folder_of(folder, guest)
        path = place / _name(seen, guest)
        fields = _fields(seen.filed, guest, host, now)
        letter = fill_letter(template, fields)
        if missing := not folders.is_there(path):
            make_folder(place)
            put(place, path.name, letter)
        else:
            with folders.read(path) as file:
                kept = file.read()
            if tells_otherwise(kept, letter, fields):
                raise Refused(
                    f"{path.name} exists, and gives another date, time or way to join than now: "
                    "it may have been posted. Move it away, and run this again"
                )
        yield PostalLetter(
            guest.person.id, path, leaflet=_leaflet(seen, guest, place), made=missing
        )


def _leaflet(seen: GuestList, guest: Guest, place: Path) -> Path | None:
    """Put the leaflet beside a letter, unless it is there, and return its path."""
    if Enclosure.LEAFLET not in seen.outline.encloses:
        return None
    path = place / f"{seen.ref}-{guest.person.id}-leaflet.docx"
    return path if folders.is_there(path) else put(place, path.name, LEAFLET.read_bytes())


def _parents(seen: GuestList, named: Collection[str]) -> list[Guest]:
    """Return the parents who may come, or those of them who are named."""
    return [
        guest
        for guest in seen.guests
        if guest.person.role in PARENTS
        and guest.absence is not Absence.KEPT_AWAY
        and not guest.attends_apart
        and (not named or guest.person.id in named)
    ]


def _name(seen: GuestList, guest: Guest) -> str:
    """Return the name of a letter, which changes with each change of the calendar entry."""
    changes = seen.series.sequence if seen.series else 0
    after = f"-{changes}" if changes else ""
    return f"{seen.ref}-{guest.person.id}-letter{after}.docx"


def _fields(filed: Filed, guest: Guest, host: Host, now: dt.datetime) -> dict[str, object]:
    conference, way = filed.conference, guest.way
    return {
        "ref": conference.ref,
        "recipient": guest.person.name,
        "conference_date": say_day(conference.at.date()),
        "conference_time": say_time((way.at if way else conference.at).time()),
        "type": conference.type.value,
        "method": way.method.words if way else None,
        "joining_link": way.link if way else None,
        "dial_in": way.dial_in if way else None,
        "dial_at": say_time(way.dial_at.time()) if way and way.dial_in else None,
        "contact": host.contact,
        "procedure_title": filed.procedure_title,
        "today": say_day(now.date()),
    }
