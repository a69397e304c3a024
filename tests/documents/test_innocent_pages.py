"""How often the search cries wolf: pages that hold nothing of what is looked for."""

from pathlib import Path

import pytest

from cpconf.core.disclosure.search import find_others, find_terms
from tests.documents.carriers import looked_at
from tests.documents.innocent import OTHERS, REFS, TERMS, report

PAGES = 240
MOST_FALSE = 2
"""Pages with a false alarm in so many; the figure stands in the documentation."""

EXAMPLES = sorted(Path("examples/documents").glob("*.pdf"))


def alarms(content: bytes, folder: Path) -> tuple[int, set[int | None], list[str]]:
    found = looked_at(content, folder)
    hits = [
        *find_terms(TERMS, found.texts, found.beside, again=found.again),
        *find_others(OTHERS, REFS, found.texts, found.beside, again=found.again),
    ]
    unread = {page for page, _ in found.unread}
    return len(found.texts), {hit.page for hit in hits} | unread, [hit.what for hit in hits]


@pytest.mark.slow
def test_hardly_a_page_of_invented_reports_is_stopped_for_nothing(tmp_path: Path) -> None:
    pages, false, why = 0, 0, []
    for seed in range(8):
        seen, stopped, what = alarms(report(PAGES // 8, seed), tmp_path)
        pages += seen
        false += len(stopped)
        why += what
    assert pages >= PAGES >= 200
    assert false <= MOST_FALSE, why


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_no_page_of_the_examples_is_stopped(path: Path, tmp_path: Path) -> None:
    _, stopped, why = alarms(path.read_bytes(), tmp_path)
    assert not stopped, why
