"""Joining a conference: when, by which method, over which link or number.

Zoom is refused everywhere (O-PART-3). An interpreter joins by telephone or speakerphone, and does
not get the others' link (O-PART-4).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar
from urllib.parse import unquote

from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.dates.when import how_to_write_time, read_time
from cpconf.core.invitations.invitation import Joining
from cpconf.core.procedures.procedure import RuleClause
from cpconf.core.typed_text import echoed, read_name
from cpconf.core.words import Method, Role
from cpconf.errors import Refused, UsageFault

T = TypeVar("T")
Joinings = Mapping[str | None, Joining]
"""How people join, by short id; None stands for all the others."""

BY_LINK: Final = frozenset({Method.TEAMS, Method.SKYPE, Method.WHATSAPP})
"""The methods with a link to open. With the others, people ring or are rung."""

BY_EAR: Final = frozenset({Method.TELEPHONE, Method.SPEAKERPHONE})
"""The methods that an interpreter may use."""

LONGEST_LINK: Final = 800

_TAKE_AWAY: Final = "none"
_LINK: Final = re.compile(
    r"https://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?"
    r"(?:[/?#][!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]*)?",
    re.ASCII | re.IGNORECASE,
)
_ZOOM_HOST: Final = re.compile(
    r"//(?:[^/?#]*@)?(?:[a-z0-9-]+\.)*zoom[a-z0-9-]*\."
    r"|(?<![a-z0-9-])zoom[a-z0-9-]*\.(?:us|com(?:\.cn)?|cn|de|eu)(?![a-z0-9-]|\.[a-z0-9])"
    r"|(?<![a-z])zoom[a-z]*:"
)
"""A host with a part that begins with `zoom`, or an address that opens Zoom, anywhere in a text."""
_ZOOM_WORD: Final = re.compile(r"(?<![a-z])z[\W_]*[o0][\W_]*[o0][\W_]*m")
_LIKE: Final = str.maketrans("\u03b6\u03bc\u03bf\u043c\u043e\u3002", "zmomo.")
"""Greek and Cyrillic letters that look like those of the name, and the ideographic full stop."""
_FEWEST_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class WayIn:
    """How one person joins: a link to open, a number to ring at `dial_at`, or both.

    `at` is when the conference starts for them, `ends` when it ends where that is known. All are
    wall-clock Europe/London.
    """

    method: Method
    at: dt.datetime
    dial_at: dt.datetime
    ends: dt.datetime | None = None
    link: str | None = field(default=None, repr=False)
    dial_in: str | None = field(default=None, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether there is a link or a number to join by (H-ICPC-C3)."""
        return self.link is not None or self.dial_in is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningDetails:
    """How people join, as typed; None where nothing was typed. `person` is whom it is for."""

    person: str | None = None
    method: str | None = None
    link: str | None = field(default=None, repr=False)
    dial_in: str | None = field(default=None, repr=False)
    dial_at: str | None = None
    starts: str | None = None
    ends: str | None = None

    @property
    def are_given(self) -> bool:
        """Whether anything was typed."""
        given = (self.method, self.link, self.dial_in, self.dial_at, self.starts, self.ends)
        return any(given)


def read_method(text: str) -> Method:
    """Return a method typed with `-`, `_` or a space. Raises UsageFault, and Refused for Zoom."""
    if _ZOOM_WORD.search(_plain(text)):
        raise _zoom()
    word = re.sub(r"[ _]+", "-", text.strip().lower())
    try:
        return Method.TELEPHONE if word == "phone" else Method(word)
    except ValueError:
        raise UsageFault(
            f"no {echoed('method', text)}; the methods are {', '.join(Method)}"
        ) from None


def read_link(text: str) -> str:
    """Return a link that people can open: https, without credentials, at most 800 characters.

    Raises Refused for a link to Zoom, and UsageFault, which never repeats the link.
    """
    link = text.strip()
    if len(link) > LONGEST_LINK:
        raise UsageFault(
            f"the link is longer than {LONGEST_LINK} characters: copy it again from the meeting"
        )
    if leads_to_zoom(link):
        raise _zoom()
    found = _LINK.fullmatch(link)
    if found is None or not found["host"].isascii():
        raise UsageFault(
            "the link must be one line that begins with https://, with no spaces, and no name or "
            "password before its host: copy it again from the meeting"
        )
    return link


def leads_to_zoom(text: str) -> bool:
    """Tell whether a link leads to Zoom, however it is spelt, even inside another link.

    Organisations have Zoom hosts of their own, with their name in front.

    >>> leads_to_zoom("https://safe.example.org/?url=https%3A%2F%2Fus02web.ZOOM.us%2Fj%2F1")
    True
    >>> leads_to_zoom("https://zoom.example.org/j/1"), leads_to_zoom("https://example.org/zoom")
    (True, False)
    """
    while not _ZOOM_HOST.search(plain := _plain(text)):
        inner = unquote(plain)
        if inner == plain:
            return False
        text = inner
    return True


def read_dial_in(text: str) -> str:
    """Return a number to ring, with its PIN, on one line. Raises UsageFault; Refused for Zoom."""
    number = read_name(text, "the number to ring")
    if leads_to_zoom(number) or _ZOOM_WORD.search(_plain(number)):
        raise _zoom()
    if "://" in number or "www." in number.casefold():
        raise UsageFault("the number to ring has a link in it: give that as --link")
    if sum(character.isdigit() for character in number) < _FEWEST_DIGITS:
        raise UsageFault(
            "the number to ring has no number in it: write it with its PIN, on one line"
        )
    return number


def way_in(person: Person, joinings: Joinings, conference: Conference) -> WayIn | None:
    """Return how somebody joins a conference; None where nothing is on record yet.

    Each detail that is set for the person comes before the one set for everybody. Somebody who
    joins without a link gets no link. An interpreter does not get the others' link.
    """
    known = [j for j in (joinings.get(person.id), joinings.get(None)) if j is not None]
    if not known:
        return None
    method, at = known[0].method, conference.at
    own = known[0].person is not None
    if person.role is Role.INTERPRETER and method not in BY_EAR and not own:
        method = Method.TELEPHONE
    starts = next((j.starts for j in known if j.starts), at.time())
    # Somebody with their own start rings then, unless they have a time of their own to ring.
    ringing = known[:1] if own and known[0].starts else known
    dial_at = next((j.dial_at for j in ringing if j.dial_at), starts)
    return WayIn(
        method=method,
        at=_at(at, starts),
        ends=_at(at, ends) if (ends := known[0].ends) else conference.ends,
        dial_at=_at(at, dial_at),
        link=next((j.link for j in known if j.link), None) if method in BY_LINK else None,
        dial_in=next((j.dial_in for j in known if j.dial_in), None),
    )


def settle(joinings: Joinings, details: JoiningDetails) -> Joining:
    """Return how people join with what was typed; `none` removes a detail.

    Raises UsageFault for what cannot be read or does not go together, and Refused for Zoom.
    """
    everybody = joinings.get(None)
    kept = joinings.get(details.person)
    was = kept or Joining(person=details.person, method=Method.TEAMS)
    link = _changed(was.link, details.link, read_link)
    dial_in = _changed(was.dial_in, details.dial_in, read_dial_in)
    if details.method is not None:
        method = read_method(details.method)
    elif kept or everybody:
        method = (kept or everybody or was).method
    else:
        method = Method.TEAMS if link or not dial_in else Method.CONFERENCE_CALL
    if details.link is not None and link is not None and method not in BY_LINK:
        raise UsageFault(
            f"people who join by {method.words} need no link: give --dial-in, or another --method"
        )
    for option, typed in (("--starts", details.starts), ("--ends", details.ends)):
        if typed is not None and details.person is None:
            raise UsageFault(
                f"{option} is for one person: say whom with --for. To move it for all: reschedule"
            )
    return Joining(
        person=details.person,
        method=method,
        link=link,
        dial_in=dial_in,
        dial_at=_changed(was.dial_at, details.dial_at, _time_of("--dial-at", "9:50")),
        starts=_changed(was.starts, details.starts, _time_of("--starts", "11:15")),
        ends=_changed(was.ends, details.ends, _time_of("--ends", "11:15")),
    )


def moved(joinings: Joinings, was: dt.datetime, becomes: dt.datetime) -> tuple[Joining, ...]:
    """Return the ways of joining that a new start changes: their times move with it."""

    def with_it(time: dt.time | None) -> dt.time | None:
        return None if time is None else (becomes + (_at(was, time) - was)).time()

    both = (
        (
            joining,
            replace(
                joining,
                dial_at=with_it(joining.dial_at),
                starts=with_it(joining.starts),
                ends=with_it(joining.ends),
            ),
        )
        for joining in joinings.values()
    )
    return tuple(after for before, after in both if after != before)


def remarks(
    rules: Iterable[RuleClause], joinings: Joinings, people: Iterable[Person]
) -> tuple[str, ...]:
    """Return remarks on the methods in use: one that no rule names, or more than one.

    The method of an interpreter does not count, as they cannot choose it.
    """
    interpreters = {person.id for person in people if person.role is Role.INTERPRETER}
    used = {j.method: None for j in joinings.values() if j.person not in interpreters}
    naming = [rule for rule in rules if rule.methods]
    found = [
        f"{method.words} is not among the ways to join that {rule.clause} names: "
        f"{', '.join(allowed.words for allowed in rule.methods)}"
        for rule in naming
        for method in used
        if method not in rule.methods
    ]
    if len(used) > 1:
        of = f" ({naming[0].clause})" if naming else ""
        several = ", ".join(method.words for method in used)
        found.append(f"people join in several ways, {several}: one for all is easier{of}")
    return tuple(found)


def _changed(kept: T | None, typed: str | None, read: Callable[[str], T]) -> T | None:
    if typed is None:
        return kept
    return None if typed.strip().lower() == _TAKE_AWAY else read(typed)


def _time_of(option: str, example: str) -> Callable[[str], dt.time]:
    """Return a function that reads a time of day for an option, or raises UsageFault."""

    def read(text: str) -> dt.time:
        moment = read_time(text)
        if moment is None:
            raise UsageFault(
                f"{option} is a time of day, such as {example}: {how_to_write_time(text)}"
            )
        return moment

    return read


def _at(day: dt.datetime, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day.date(), time)


def _plain(text: str) -> str:
    """Return a text in plain lower case, without accents and invisible characters."""
    taken_apart = unicodedata.normalize("NFKD", text).casefold()
    seen = (c for c in taken_apart if unicodedata.category(c) not in {"Cc", "Cf", "Mn"})
    return "".join(seen).translate(_LIKE)


def _zoom() -> Refused:
    return Refused(
        "Zoom is not used for conferences (O-PART-3)\n"
        f"The methods are {', '.join(Method)}: give --method, and --link of that meeting"
    )
