"""Stops: what a person has to look at before something is sent, and may then override."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cpconf.core.typed_text import echoed, read_note
from cpconf.errors import Refused, UsageFault


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


@dataclass(frozen=True, slots=True)
class Halt:
    """One stop for one document, with the lines that say why: never any words of the document.

    `grounds` are the separate reasons, where a line combines several. An override counts for these
    grounds only, not for later ones.
    """

    stop: Stop
    lines: tuple[str, ...]
    grounds: tuple[str, ...] = ()

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


def read_overrides(texts: Iterable[str]) -> Mapping[Stop, str]:
    """Return typed overrides, each STOP=REASON. Raises UsageFault that lists the stops."""
    overrides: dict[Stop, str] = {}
    for text in texts:
        name, equals, reason = text.partition("=")
        try:
            stop = Stop(name.strip().lower().replace("_", "-"))
        except ValueError:
            stop = None
        if stop is None or not equals:
            known = ", ".join(Stop)
            raise UsageFault(
                f"--override is STOP=REASON; no {echoed('stop', name)}, the stops are {known}"
                if stop is None
                else f"--override {stop} needs its reason: --override {stop}=REASON"
            )
        overrides[stop] = read_note(reason, "the reason")
    return overrides


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
    """The stops that somebody wants to override, each with its reason, and who decides it."""

    reasons: Mapping[Stop, str] = field(default_factory=dict)
    by: str | None = field(default=None, repr=False)

    def decide(self, halts: Sequence[Halt], what: str, *, otherwise: str | None = None) -> Decision:
        """Return the decision on these stops. Raises Refused as `refuse_unless_overridden` does."""
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

    `otherwise` is what to do in place of an override.
    """
    standing = [halt for halt in halts if halt.stop not in overrides]
    if standing:
        why = "; ".join(halt.why for halt in standing)
        stops = dict.fromkeys(halt.stop for halt in standing)
        past = " ".join(f"--override {stop}=REASON" for stop in stops)
        leads = f"{otherwise}. Or, once" if otherwise else "Once"
        raise Refused(
            f"{what}: {why}\n{leads} somebody has looked at it and decided to go ahead: {past}"
        )
    return tuple(halts)
