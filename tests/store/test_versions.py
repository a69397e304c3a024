"""Every change of a conference raises its version, so that a command with an old picture is told.

A command may look at a conference, work for a while, and write then: a copy is made that long. What
it relied on may have changed meanwhile: nothing of it is kept then.
"""

import pytest

from cpconf.core.conferences.filed import Filed
from cpconf.core.words import MarkKind
from cpconf.errors import StoreBusy
from cpconf.store.outbox.writes import OutboxWrites
from cpconf.store.reading import reading
from tests.store.changes import CHANGES, furnish
from tests.store.examples import (
    NOW,
    written,
)
from tests.store.looking import Where, contents, kinds_of_parts

OF_NO_CONFERENCE = {"pin_edition", "pin_calendar", "add", "import_diary", "forget_diary"}
TELLS_ONLY = {"note"}
"""What is said in the history decides nothing."""


@pytest.fixture
def busy_store(family: Where) -> Where:
    """A conference of which there is something of everything."""
    furnish(family)
    return family


def picture(store: Where, ref: str = "C-1") -> Filed:
    reader = reading(store)
    assert reader
    with reader:
        return reader.conferences.filed(ref)


def test_the_table_has_every_method_that_writes(family: Where) -> None:
    with written(family) as writer:
        writing = {
            kind
            for kind in kinds_of_parts(writer)
            if kind.__module__.startswith("cpconf.store.")
            and not kind.__module__.endswith(("questions", "deliveries", "lookup"))
        } - set(OutboxWrites.__mro__)  # messages have states of their own
    methods = {name for kind in writing for name in vars(kind) if not name.startswith("_")}
    assert len(writing) >= 7
    assert methods == {*CHANGES, *OF_NO_CONFERENCE, *TELLS_ONLY}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_raises_the_version_of_its_conference_by_one(
    busy_store: Where, change: str
) -> None:
    before, other = picture(busy_store).version, picture(busy_store, "C-2").version
    with written(busy_store) as writer:
        CHANGES[change](writer, writer.conferences.filed("C-1"))
    assert picture(busy_store).version == before + 1
    assert picture(busy_store, "C-2").version == other


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"mark"}))
def test_no_change_is_made_by_who_has_an_old_picture(busy_store: Where, change: str) -> None:
    stale = picture(busy_store)
    with written(busy_store) as writer:
        writer.conferences.mark(
            writer.conferences.filed("C-1").tasks[:1], MarkKind.DONE, at=NOW, note=None
        )
    before = contents(busy_store)
    with pytest.raises(StoreBusy, match="meanwhile"), written(busy_store) as writer:
        CHANGES[change](writer, stale)
    assert contents(busy_store) == before


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"mark"}))
def test_a_change_of_another_conference_is_no_matter(busy_store: Where, change: str) -> None:
    had = picture(busy_store)
    with written(busy_store) as writer:
        writer.conferences.mark(
            writer.conferences.filed("C-2").tasks[:1], MarkKind.DONE, at=NOW, note=None
        )
    with written(busy_store) as writer:
        CHANGES[change](writer, had)
