"""What goes to the professionals, and the gate before it: the parents come first (O-SHARE)."""

from dataclasses import replace

from cpconf.core.document import DocumentKind
from cpconf.core.filed import Filed
from cpconf.core.gates import parents_first
from cpconf.core.stops import Halt, Stop
from cpconf.workflow.pinned import Pins, procedure_of
from cpconf.workflow.recipients import Recipient


def gate(store: Pins, filed: Filed, kind: DocumentKind) -> tuple[Halt, ...]:
    """What keeps a document from the professionals for now: parents who do not have theirs yet."""
    shut = parents_first(filed, procedure_of(store, filed), kind)
    why = tuple(f"{obstacle.text} ({obstacle.clause})" for obstacle in shut)
    return (Halt(Stop.PARENTS_FIRST, why),) if why else ()


def gated(store: Pins, who: Recipient) -> Recipient:
    """A professional, with what keeps the document from them."""
    return replace(who, halts=(*gate(store, who.filed, who.kind), *who.halts))
