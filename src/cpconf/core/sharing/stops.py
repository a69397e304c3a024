"""Stops: what a person has to look at before something is sent, and may then override."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cpconf.core.typed_text import echoed, read_note
from cpconf.errors import REASON, Refused, UsageFault


class Stop(StrEnum):
    """What can stop a document or an invitation.

    Each is overridden by name, with its own reason. One reason for all would also override stops
    that nobody has seen yet.
    """

    EXCLUDED = "excluded"
    ADDRESS = "address"
    WAY = "way"
    SAME_ADDRESS = "same-address"
    AUTHORISATION = "authorisation"
    PARENTS_FIRST = "parents-first"
    ANOTHER_REPORT = "another-report"
    SECTIONS = "sections"
    SPLIT = "split"
    INTERPRETER = "interpreter"
    SCHOOL = "school"
    TERMS = "terms"
    OTHERS = "others"
    WITHHELD = "withheld"
    UNSEARCHED = "unsearched"
    REVISIONS = "revisions"

    @property
    def meaning(self) -> str:
        """When it stops something (the reference is made from this)."""
        return _MEANINGS[self]


_MEANINGS = {
    Stop.EXCLUDED: "the recipient is a parent who is kept away (`parent_excluded`)",
    Stop.ADDRESS: "the copy was made for another address than the recipient has on record now",
    Stop.WAY: "another way than email was agreed with the recipient",
    Stop.SAME_ADDRESS: (
        "family and professionals share a mailbox; or two of the family do, and there are things "
        "that one of the two must not learn, or the conference is split; for an invitation it is "
        "enough that somebody of the family shares it"
    ),
    Stop.AUTHORISATION: "no manager has authorised the social worker's report",
    Stop.PARENTS_FIRST: (
        "the recipient is a professional or in support, and a parent is still without the same "
        "document, or without an invitation of their own"
    ),
    Stop.ANOTHER_REPORT: (
        "the professionals would get another report of the social worker than the parents had: "
        "neither one that every parent has had, nor the one that theirs was cut from while "
        "`full_report_shared` is yes"
    ),
    Stop.SECTIONS: (
        "the report for a parent holds other sections than those that the procedure has for parents"
    ),
    Stop.SPLIT: (
        "the parents attend apart (`split`), and two of them would join by the same link, or at "
        "the same time"
    ),
    Stop.INTERPRETER: "an interpreter would join by a link, and not by telephone or speakerphone",
    Stop.SCHOOL: "the school's invitation has not been arranged with it yet",
    Stop.TERMS: "the document holds something that must not be disclosed to the recipient",
    Stop.OTHERS: (
        "the document holds a reference, or the name of a family, of another conference, or was "
        "submitted for one"
    ),
    Stop.WITHHELD: "the file is a submitted report that is withheld",
    Stop.UNSEARCHED: (
        "pages that are mostly a picture, hold no text or letters that cannot be read back, cannot "
        "be searched for what must not be disclosed, unless Tesseract could read them; nor can "
        "pictures and files within a Word document"
    ),
    Stop.REVISIONS: (
        "the document still holds comments, a Word document deleted text, tracked changes or "
        "hidden text, or a PDF marks for redaction that were never applied"
    ),
}


_GRAVEST: Final = (Stop.TERMS, Stop.OTHERS)
"""The stops that are told before all others: what they let out cannot be taken back."""


@dataclass(frozen=True, slots=True)
class Halt:
    """One stop for one document, with the lines that say why: never any words of the document.

    `grounds` are the separate reasons, where a line combines several. An override counts for these
    grounds only, not for later ones. `shown` is what a refusal says in place of the lines, which
    decisions on record are compared with; `remedy` is what to do about it.
    """

    stop: Stop
    lines: tuple[str, ...]
    grounds: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    remedy: str | None = None

    @property
    def why(self) -> str:
        """Its lines, joined."""
        return "; ".join(self.lines)

    @property
    def decided_on(self) -> tuple[str, ...]:
        """The grounds that an override counts for."""
        return self.grounds or self.lines

    def is_past(self, passed: Collection[str]) -> bool:
        """Tell whether all of its grounds were overridden."""
        return set(self.decided_on) <= set(passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision to override stops: which, for what reasons, and who decided it."""

    halts: tuple[Halt, ...] = ()
    reasons: Mapping[Stop, str] = field(default_factory=dict)
    by: str | None = field(default=None, repr=False)

    @property
    def said(self) -> dict[str, object]:
        """What the history keeps beside the note: the stops and their grounds."""
        grounds = sorted({ground for halt in self.halts for ground in halt.decided_on})
        said: dict[str, object] = {"overridden": [halt.stop.value for halt in self.halts]}
        return said | ({"passed": grounds} if grounds else {})

    @property
    def note(self) -> str | None:
        """The reasons and who decided, in one line; None where nothing was overridden."""
        if not self.halts:
            return None
        stops = dict.fromkeys(halt.stop for halt in self.halts)
        said = "; ".join(f"{stop}: {self.reasons[stop]}" for stop in stops)
        return f"{said} (authorised by {self.by})" if self.by else said


@dataclass(frozen=True, slots=True)
class Overrides:
    """The stops that somebody wants to override, each with its reason, and who decides it.

    `unknown` is a word typed for a stop that is none, as an error may repeat it.
    """

    reasons: Mapping[Stop, str] = field(default_factory=dict)
    by: str | None = field(default=None, repr=False)
    unknown: str | None = None

    @classmethod
    def of(cls, texts: Iterable[str], by: str | None = None) -> "Overrides":
        """Return typed overrides, each STOP=REASON. Raises UsageFault for a missing reason."""
        reasons: dict[Stop, str] = {}
        unknown = None
        for text in texts:
            name, equals, reason = text.partition("=")
            try:
                stop = Stop(name.strip().lower().replace("_", "-"))
            except ValueError:
                unknown = unknown or echoed("stop", name)
                continue
            if not equals:
                raise UsageFault(f"--override {stop} needs its reason: --override {stop}=REASON")
            reasons[stop] = read_note(reason, "the reason")
        return cls(reasons, by, unknown)

    def refuse_unknown(self, halts: Iterable[Halt]) -> None:
        """Raise UsageFault for a word that is no stop: it names those that hold, or all."""
        if self.unknown is None:
            return
        holding = ", ".join(dict.fromkeys(halt.stop for halt in halts))
        which = f"what stops this is {holding}" if holding else f"the stops are {', '.join(Stop)}"
        raise UsageFault(f"--override is STOP=REASON; no {self.unknown}, {which}")

    def decide(self, halts: Sequence[Halt], what: str, *, otherwise: str | None = None) -> Decision:
        """Return the decision on these stops.

        Raises Refused as `refuse_unless_overridden` does, UsageFault as `refuse_unknown`.
        """
        self.refuse_unknown(halts)
        passed = refuse_unless_overridden(halts, self.reasons, what, otherwise=otherwise)
        return Decision(halts=passed, reasons=self.reasons, by=self.by)


def refuse_unless_overridden(
    halts: Sequence[Halt],
    overrides: Mapping[Stop, str],
    what: str,
    *,
    otherwise: str | None = None,
) -> tuple[Halt, ...]:
    """Return the stops that were overridden. Raises Refused for all the others at once.

    The refusal has one reason a line, the gravest first; then what to do, `otherwise` with it; and
    last the overrides.
    """
    standing = [halt for halt in halts if halt.stop not in overrides]
    if standing:
        remedies = (*(halt.remedy for halt in gravest_first(standing)), otherwise)
        ways = list(dict.fromkeys(way for way in remedies if way))
        once = "Or, once" if ways else "Once"
        last = f"{once} somebody has looked at it and decided to go ahead: {say_past(standing)}"
        raise Refused("\n".join((f"{what}: {say_why(standing)}", *ways, last)))
    return tuple(halts)


def gravest_first(halts: Iterable[Halt]) -> list[Halt]:
    """Return the stops in the order in which they are told."""
    return sorted(halts, key=lambda halt: halt.stop not in _GRAVEST)


def say_why(halts: Iterable[Halt]) -> str:
    """Return why these stops hold: one reason a line, each once."""
    lines = (line for halt in gravest_first(halts) for line in halt.shown or halt.lines)
    return REASON.join(dict.fromkeys(lines))


def say_past(halts: Iterable[Halt]) -> str:
    """Return the options that override these stops, and no others."""
    stops = dict.fromkeys(halt.stop for halt in gravest_first(halts))
    return " ".join(f"--override {stop}=REASON" for stop in stops)
