"""The sections of a report, and choosing those for an abridged one (O-13b, O-APP2)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cpconf.core.dates.phrases import say_count
from cpconf.core.procedures.procedure import ReportSection
from cpconf.documents.cut.ranges import read_pages, say_pages
from cpconf.documents.findings import Findings, Heading
from cpconf.errors import DocumentFault, UsageFault

_NUMBERING: Final = re.compile(
    r"\s*(?:(?:section|part|chapter)\s+)?"
    r"(?:\d+(?:\.\d+)*\s*[.):]*|(?:[ivxlc]+|[a-z])[.):])[\s.:)–-]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under one heading, from its first page to its last, counted from 1.

    `shared` means that its last page also has the beginning of the next section, or its first page
    the end of the previous one; `unsure` that it may end on the page after its last.
    """

    title: str
    first: int
    last: int
    level: int = 1
    shared: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The pages to keep, from 1 and in order.

    `lines` say what was chosen and why, with titles: for the screen only. `remarks` contain no
    words of the document. `missing` names the procedure's sections that were not found.
    """

    pages: tuple[int, ...]
    lines: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(default=())


_OTHER_OCCASION: Final = frozenset({"earlier", "history", "past", "previous"})


def sections(findings: Findings) -> tuple[Section, ...]:
    """Return a document's sections: by its bookmarks if it has any, else by lines like headings.

    A section ends on the page before the next heading of its level or a higher one. Where that
    heading has other text above it, its page belongs to both.
    """
    marks = [heading for heading in findings.headings if heading.bookmark]
    return _sections(findings, marks or list(findings.headings))


def choose(
    findings: Findings,
    *,
    pages: str | None = None,
    bookmarks: Sequence[str] = (),
    headings: Sequence[str] = (),
) -> Choice:
    """Return the pages named by number (`1-3,7,9-`), by bookmarks, by headings, or all three.

    Titles are compared without capitals, numbering, punctuation and extra spaces; part of one is
    enough if it fits one section only. Raises UsageFault (exit 2), which repeats no title, and
    DocumentFault (exit 6) for a document without pages.
    """
    count = _page_count(findings)
    if pages is None and not bookmarks and not headings:
        raise UsageFault("nothing was chosen: name pages, bookmarks or headings to keep")
    numbered = read_pages(pages, count) if pages is not None else set()
    lines: list[str] = []
    remarks: list[str] = []
    by_title: set[int] = set()
    for kind, titles, marked in (("bookmark", bookmarks, True), ("heading", headings, False)):
        there = _sections(findings, [item for item in findings.headings if item.bookmark == marked])
        chosen = _once(
            section
            for number, title in enumerate(titles, start=1)
            for section in _named(there, title, kind, number)
        )
        lines += [_line(section, "its title was given") for section in chosen]
        by_title |= _pages_of(chosen)
        remarks += _remarks(there, chosen, numbered)
    if numbered:
        lines.append(f"{say_pages(numbered)}: given by number")
    kept = by_title | numbered
    if len(kept) == count:
        remarks.append("every page was chosen: nothing is left out")
    return Choice(pages=tuple(sorted(kept)), lines=tuple(lines), remarks=tuple(remarks))


def match_sections(findings: Findings, wanted: Sequence[ReportSection]) -> Choice:
    """Return the pages of the sections that a procedure names, found by the document's titles.

    `missing` names the sections that fit no title. Where none is found, there are no pages.
    Raises DocumentFault (exit 6) for a document without pages.
    """
    count = _page_count(findings)
    there = sections(findings)
    chosen: list[Section] = []
    lines: list[str] = []
    missing: list[str] = []
    for each in wanted:
        found = [section for section in there if _fits(section.title, each.headings)]
        chosen += found
        lines += [_line(section, each.name) for section in found]
        if not found:
            missing.append(each.name)
    chosen = _once(chosen)
    pages = _pages_of(chosen)
    remarks = _remarks(there, chosen, set())
    if len(pages) == count:
        remarks.append("every page was chosen: nothing is left out")
    return Choice(
        pages=tuple(sorted(pages)),
        lines=tuple(lines),
        remarks=tuple(remarks),
        missing=tuple(missing),
    )


def holds_more(findings: Findings, wanted: Sequence[ReportSection]) -> bool | None:
    """Tell whether a document has other sections than those that a procedure names.

    None means unknown: its titles show none of them, or it has no pages.
    """
    there = sections(findings)
    named = [
        section for section in there if any(_fits(section.title, each.headings) for each in wanted)
    ]
    if not named:
        return None
    return any(
        not any(_within(section, item) or _within(item, section) for item in named)
        for section in there
    )


def _page_count(findings: Findings) -> int:
    if findings.pages is None:
        raise DocumentFault("only a PDF can be cut: save the document as PDF first")
    return findings.pages


def _sections(findings: Findings, headings: Sequence[Heading]) -> tuple[Section, ...]:
    count = findings.pages or 0
    ordered = [heading for heading in headings if 1 <= heading.page <= count]
    if not ordered:
        return ()
    starts_inside = _inside(findings)
    found = []
    for number, heading in enumerate(ordered):
        following = next(
            (item for item in ordered[number + 1 :] if item.level <= heading.level), None
        )
        last, shared, unsure = count, bool(starts_inside(heading)), False
        if following is not None:
            runs_on = starts_inside(following)
            last = max(following.page if runs_on else following.page - 1, heading.page)
            shared = shared or bool(runs_on) or following.page == heading.page
            unsure = runs_on is None and following.page > heading.page
        found.append(Section(heading.text, heading.page, last, heading.level, shared, unsure))
    return tuple(found)


def _inside(findings: Findings) -> Callable[[Heading], bool | None]:
    """Return a function that tells whether other text is above a heading on its page.

    Running heads do not count. None where the heading's words are not on its page.
    """
    pages = [[_bare(line) for line in text.splitlines()] for text in findings.texts]
    seen: dict[str, int] = {}
    for lines in pages:
        for line in set(lines):
            seen[line] = seen.get(line, 0) + 1
    often = max(2, len(pages) // 2)

    def starts_inside(heading: Heading) -> bool | None:
        lines = pages[heading.page - 1] if heading.page <= len(pages) else []
        title = _bare(heading.text)
        above: list[str] = []
        for line in lines:
            if line and (line == title or title.startswith(line) or line.startswith(title)):
                return any(above)
            above.append(line if seen[line] < often else "")
        return None

    return starts_inside


def _named(there: Sequence[Section], title: str, kind: str, number: int) -> list[Section]:
    which = f"{kind} title {number} of those given"
    wanted, bare = _plain(title), _bare(title)
    if not wanted:
        raise UsageFault(f"{which} is empty")
    attempts: tuple[Callable[[Section], bool], ...] = (
        lambda section: _plain(section.title) == wanted,
        lambda section: _bare(section.title) == bare,
        lambda section: bare in _bare(section.title),
    )
    for exact, fits in zip((True, True, False), attempts, strict=True):
        found = [section for section in there if fits(section)]
        if len(found) == 1 or (exact and found):
            return found
        if found:
            raise UsageFault(
                f"{which} fits {len(found)} {kind}s: give more of it (--list), or pages"
            )
    if not there:
        raise UsageFault(f"the document has no {kind}s: name the pages to keep by number")
    raise UsageFault(
        f"{which} fits none of the document's {say_count(len(there), kind)}: "
        "see their titles with --list"
    )


def _fits(title: str, headings: Sequence[str]) -> bool:
    words = _bare(title).split()
    if _OTHER_OCCASION & set(words):
        return False
    padded = f" {' '.join(words)} "
    return any(f" {_plain(heading)} " in padded for heading in headings)


def _remarks(there: Sequence[Section], chosen: Sequence[Section], numbered: set[int]) -> list[str]:
    """Return remarks on pages that have more or less on them than was chosen."""
    pages = _pages_of(chosen)
    mixed = sorted(page for page in pages - numbered if _is_mixed(there, chosen, page))
    after = {section.last + 1 for section in chosen if section.unsure} - pages - numbered
    return [
        *(
            f"page {page} also carries part of a section that was not chosen: look at it first"
            for page in mixed
        ),
        *(f"a chosen section may end on page {page}, which is left out" for page in sorted(after)),
    ]


def _is_mixed(there: Sequence[Section], chosen: Sequence[Section], page: int) -> bool:
    """Tell whether a page has a section not chosen, and neither around nor within a chosen one."""
    return any(
        section.first <= page <= section.last
        and not any(_within(section, item) or _within(item, section) for item in chosen)
        for section in there
    )


def _within(inner: Section, outer: Section) -> bool:
    same = (inner.title, inner.first) == (outer.title, outer.first)
    nested = outer.first <= inner.first and inner.last <= outer.last and inner.level > outer.level
    return same or nested


def _once(found: Iterable[Section]) -> list[Section]:
    return list(dict.fromkeys(found))


def _pages_of(found: Iterable[Section]) -> set[int]:
    return {page for section in found for page in range(section.first, section.last + 1)}


def _line(section: Section, why: str) -> str:
    return f"{say_pages(_pages_of([section]))}: {' '.join(section.title.split())} ({why})"


def _plain(title: str) -> str:
    """Return a title in lower case, letters and digits only, with single spaces."""
    text = unicodedata.normalize("NFKC", title).casefold()
    text = re.sub("['’‘\u02bc]", "", text)
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def _bare(title: str) -> str:
    """Return a title as `_plain` does, without its number."""
    numbering = _NUMBERING.match(title)
    return (_plain(title[numbering.end() :]) if numbering else "") or _plain(title)
