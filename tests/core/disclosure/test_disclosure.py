"""What is found of a recipient's do-not-disclose terms, and what only looks like them."""

import pytest

from cpconf.core.disclosure.search import Hit, fault, find_terms, say, weak
from cpconf.core.disclosure.searched_pages import Unread, say_searched
from cpconf.core.disclosure.terms import Term, TermKind
from tests.core.disclosure.searching import (
    ADDRESS,
    FULL,
    HOME,
    NAME,
    NUMBER,
    OTHER,
    PHONE,
    SCHOOL,
    times,
)


@pytest.mark.parametrize(
    ("kind", "words", "text"),
    [
        (ADDRESS, HOME, "Flat 3\n12 High Street\nWestmere\nWM1 2AB"),
        (ADDRESS, HOME, "they live at 12 High Street"),
        (ADDRESS, HOME, "they live at 12, high st."),
        (ADDRESS, HOME, "at No. 12 High\nStreet now"),
        (ADDRESS, HOME, "3/12 High Str"),
        (ADDRESS, HOME, "at 12 HighStreet"),
        (ADDRESS, HOME, "AT12HIGHSTREETWESTMERE"),
        (ADDRESS, HOME, "somewhere in wm12ab"),
        (ADDRESS, HOME, "somewhere in WM1  2AB."),
        (ADDRESS, HOME, "somewhere in WESTMEREWM12AB"),
        (ADDRESS, HOME, "W M 1 2 A B"),
        (ADDRESS, HOME, "(wm1\n2ab)"),
        (ADDRESS, "12 High St WM1 2AB", "of 12 High Street"),
        (ADDRESS, "12 High Street Westmere", "of 12 High Street"),
        (ADDRESS, "12A High Street", "of 12a High Street"),
        (ADDRESS, "12-14 High Street", "of 14 High Street"),
        (ADDRESS, "5 St John’s Rd", "of 5 Saint Johns Road"),
        (ADDRESS, "5 Mill Gardens", "of 5 Mill Gdns"),
        (ADDRESS, "5 The Close", "of 5 The Cl."),
        (ADDRESS, "5 Broadway, Westmere", "of 5 Broadway"),
        (ADDRESS, "Flat 3A\nElm House\nMill Lane", "of Apartment 3A, Elm House"),
        (
            ADDRESS,
            "Rose Cottage, Mill Lane, Westmere",
            "Rose Cottage in Mill Ln, Rose Cottage Mill Ln",
        ),
        (ADDRESS, "Acacia Avenue, Westmere", "she moved to Acacia Ave"),
        (ADDRESS, "Westmere", "she moved to Westmere"),
        (PHONE, NUMBER, "ring 02079460000"),
        (PHONE, NUMBER, "ring +44 (0)20 7946-0000."),
        (PHONE, NUMBER, "ring 0044 20 7946 0000"),
        (PHONE, NUMBER, "ring (020) 7946.0000"),
        (PHONE, NUMBER, "ring 20 7946 0000"),
        (PHONE, NUMBER, "ring 0 2 0 7 9 4 6 0 0 0 0 now"),
        (PHONE, NUMBER, "tel020 7946\n0000or"),
        (PHONE, "+44 20 7946 0000", "ring 020 7946 0000"),
        (PHONE, "442079460000", "ring 020 7946 0000"),
        (PHONE, "7946 0000", "ring 020 7946 0000"),
        (PHONE, "020 7946 0001 or 020 7946 0000", "ring 020 7946 0000"),
        (PHONE, "+353 1 496 0000", "ring 00353 1 496 0000"),
        (SCHOOL, "Westmere High School", "at Westmere High School"),
        (SCHOOL, "Westmere High School", "at Westmere High"),
        (SCHOOL, "Westmere High School", "at Westmere School"),
        (SCHOOL, "Westmere High School", "School: Westmere"),
        (SCHOOL, "Westmere High School", "at the Westmere Academy"),
        (SCHOOL, "The Westmere High School, Westmere", "at Westmere High"),
        (SCHOOL, "Kings Oak Primary School", "goes to Kings Oak and"),
        (SCHOOL, "Kings Oak Primary School", "goes to King’s Oak and"),
        (SCHOOL, "St Mary's C of E Primary School", "at St. Mary’s"),
        (SCHOOL, "St Mary's C of E Primary School", "at Saint Marys"),
        (SCHOOL, "St Mary's C of E Primary School", "at St Mary's Church of England Primary"),
        (SCHOOL, "High School", "at the High School"),
        (SCHOOL, "Westmere", "at Westmere"),
        (NAME, FULL, "met robin EXAMPLE today"),
        (NAME, FULL, "Example, Robin"),
        (NAME, FULL, "P. Example and R. Example"),
        (NAME, FULL, "R Example"),
        (NAME, FULL, "Robin’s and Robin Example’s"),
        (NAME, FULL, "Robin J. Example"),
        (NAME, FULL, "Robin Exam-\n  ple"),
        (NAME, FULL, "Robin Exam\ufffeple"),
        (NAME, FULL, "Robin Exam\x02ple"),
        (NAME, FULL, "Ro\u00adbin Exam\u200bple"),
        (NAME, FULL, "RobinExample"),
        (NAME, FULL, "motherrobinexamplelives"),
        (NAME, FULL, "R o b i n E x a m p l e"),
        (NAME, FULL, "R o b i n  E x a m p l e"),
        (NAME, FULL, "Rob in Exa mple"),
        (NAME, FULL, "robin.example@example.org"),
        (NAME, "Ms Robin Example", "Mr Robin Example"),
        (NAME, "Example, Robin", "Robin Example"),
        (NAME, "Robin Mary Example", "Robin Example"),
        (NAME, "Robin Mary Example", "RM Example"),
        (NAME, "Robin Example-Smith", "Robin Example Smith"),
        (NAME, "Robin Example-Smith", "Robin Smith"),
        (NAME, "Robin Example Smith", "Robin Example-\nSmith"),
        (NAME, "José Núñez", "JOSE NUNEZ"),
        (NAME, "Jose Nunez", "Jose\u0301 Nu\u0301n\u0303ez"),
        (NAME, "Søren Łukasz", "Soren Lukasz"),
        (NAME, "Ann Fife", "Ann \ufb01fe"),
        (NAME, "Ann O'Brien", "Ann O’Brien"),
        (NAME, "Ann O'Brien", "Ann OBrien"),
        (NAME, "Ann O'Brien", "Ann O Brien"),
        (NAME, "Ann McDonald", "Ann Mc Donald"),
        (NAME, "Anna Brown", "A. Brown"),
        (NAME, "Anna Brown", "A Brown"),
        (NAME, "Ann", "with Ann."),
        (NAME, "Ann", "with Ann's mother"),
        (NAME, "Ann", "withAnnLee"),
        (NAME, "Ann", "Mary-Ann"),
        (NAME, "Will", "and Will said"),
        (NAME, "Дмитрий Пример", "дмитрий пример"),
        (OTHER, "the refuge", "in The Refuge"),
        (OTHER, "women's refuge in Westmere", "women\ns refuge inWestmere"),
        (OTHER, "Fish & Chips", "fish and chips"),
        (OTHER, "blue Ford Fiesta", "the blue\r\nFord  Fiesta."),
    ],
)
def test_a_term_is_found_however_it_is_written(kind: TermKind, words: str, text: str) -> None:
    assert times(kind, words, text) >= 1


@pytest.mark.parametrize(
    ("kind", "words", "text"),
    [
        (ADDRESS, "1 High Street, Westmere", "11 High Street"),
        (ADDRESS, "1 High Street, Westmere", "the High Street in Westmere"),
        (ADDRESS, "1 High Street", "1a High Street"),
        (ADDRESS, "1A High Street", "11A High Street"),
        (ADDRESS, HOME, "Flat 1, 2 High Street"),
        (ADDRESS, HOME, "Flat 3 in Westmere"),
        (ADDRESS, HOME, "12 high standards"),
        (ADDRESS, HOME, "WM1 2AC or WM1 3AB or WM1"),
        (ADDRESS, HOME, "WM1 2ABX"),
        (ADDRESS, "Westmere W1A 1AA", "SW1A 1AA"),
        (ADDRESS, "5 Mill Close", "5 mill clips"),
        (PHONE, NUMBER, "020 7946 0001"),
        (PHONE, NUMBER, "5020 7946 0000"),
        (PHONE, NUMBER, "020 7946 00001"),
        (PHONE, NUMBER, "12079460000"),
        (PHONE, "12345", "12345"),
        (SCHOOL, "Westmere High School", "in Westmere, a high price, the school"),
        (SCHOOL, "Westmere High School", "Eastmere High School"),
        (SCHOOL, "Westmere High School", "the Westmere community"),
        (SCHOOL, "St Mary's Primary School", "Mary's school, St Martin's"),
        (SCHOOL, "St Mary's Primary School", "St Mary's Hospital"),
        (SCHOOL, "High School", "a high standard; this school"),
        (NAME, "Ann", "planning for Anne and Annie, banning"),
        (NAME, "Ann", "P L A N N I N G"),
        (NAME, "Ann", "plan-\nning"),
        (NAME, "Ann Lee", "a Cann leer and Ann sleeps"),
        (NAME, "Will", "she will go"),
        (NAME, "Anna Brown", "a brown coat; A brown coat; A BROWN COAT"),
        (NAME, "Sam Example", "the mother's example; the mother's Example"),
        (NAME, FULL, "Robin and the example; an example for Robin; in Sam Example. Robin"),
        (NAME, FULL, "Robin Exampleton; Corrobin Example; Robina Example"),
        (OTHER, "refuge", "refugee"),
        (OTHER, "art club", "start clubs"),
    ],
)
def test_what_only_looks_like_a_term_is_not_found(kind: TermKind, words: str, text: str) -> None:
    assert times(kind, words, text) == 0


@pytest.mark.parametrize(
    ("kind", "words", "pages"),
    [
        (ADDRESS, HOME, ("they live at 12 High", "Street")),
        (ADDRESS, HOME, ("they live in WM1", "", "\n2AB")),
        (PHONE, NUMBER, ("ring 020 7946", "0000")),
        (NAME, FULL, ("Robin Exam-", "ple")),
        (NAME, "Ann", ("with An-", "n")),
        (NAME, FULL, ("Robin Exam-\n", "\n ple")),
        (NAME, FULL, ("Robin\nPage 1 of 2", "Example is\nPage 2 of 2")),
        (
            NAME,
            FULL,
            (
                "Report X7\nIt was Robin Exam-\nIn confidence\nPage 1",
                "Report X7\nple who came\nIn confidence\nPage 2",
            ),
        ),
    ],
)
def test_a_term_across_a_page_break_is_found_once_on_the_page_it_begins_on(
    kind: TermKind, words: str, pages: tuple[str, ...]
) -> None:
    hits = find_terms([Term(1, "m1", kind, words)], pages, ())
    assert hits == (Hit(f"do-not-disclose term 1 ({kind.value})", 1, 1),)


def test_texts_beside_the_pages_are_searched_each_by_itself() -> None:
    terms = [Term(4, "m1", NAME, FULL)]
    hits = find_terms(terms, ["nothing"], ["Robin", "Example", "Robin Example"])
    assert hits == (Hit("do-not-disclose term 4 (name)", None, 1),)
    assert not find_terms(terms, ["the last word is Robin"], ["Example"])
    assert find_terms(terms, [], ["a note for Robin Example"])


def test_each_find_counts_once_on_its_page_and_the_parts_of_one_address_together() -> None:
    pages = ["12 High Street, Westmere, WM1 2AB", "none", "12 High St; WM1 2AB"]
    terms = [
        Term(1, "m1", ADDRESS, "12 High Street, Westmere, WM1 2AB"),
        Term(2, "m1", NAME, "Ann"),
    ]
    hits = find_terms(terms, pages, ["Ann, Ann and ANN"])
    assert [(hit.what[:22], hit.page, hit.times) for hit in hits] == [
        ("do-not-disclose term 1", 1, 1),
        ("do-not-disclose term 1", 3, 2),
        ("do-not-disclose term 2", None, 3),
    ]


def test_a_term_of_marks_alone_is_never_found() -> None:
    for kind in TermKind:
        assert times(kind, "…", "… - …") == 0
        assert times(kind, "…", "") == 0
    assert find_terms([], ["text"], []) == ()
    assert find_terms([Term(1, "m1", NAME, FULL)], [], []) == ()


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([3], "page 3: it"),
        ([7, 1, 3], "pages 1, 3 and 7: it"),
        ([1, 2], "pages 1 and 2: it"),
        ([1, 2, 3, 4, 9], "pages 1 to 4 and 9: it"),
        ([None], "beside the pages: it"),
        ([2, None], "page 2, and beside the pages: it"),
    ],
)
def test_hits_are_said_with_all_their_pages_on_one_line(pages: list[int | None], said: str) -> None:
    assert say([Hit("it", page, 2) for page in pages]) == (said,)


def test_a_document_without_pages_is_not_said_to_have_any() -> None:
    assert say([Hit("it", None, 1)], paged=False) == ("in the document: it",)


def test_neither_hits_nor_lines_repeat_the_words() -> None:
    hits = find_terms([Term(2, "m1", ADDRESS, HOME)], [HOME, HOME], [HOME])
    assert say(hits) == ("pages 1 and 2, and beside the pages: do-not-disclose term 2 (address)",)


@pytest.mark.parametrize(
    ("kind", "words", "why"),
    [
        (NAME, "Jo", "too short"),
        (OTHER, "-!-", "too short"),
        (NAME, "Miss", "title"),
        (PHONE, "7946", "7 digits"),
        (PHONE, "no number", "7 digits"),
    ],
)
def test_a_term_that_cannot_be_searched_for_is_told(kind: TermKind, words: str, why: str) -> None:
    said = fault(kind, words)
    assert said is not None
    assert why in said
    assert words not in said


@pytest.mark.parametrize(
    ("kind", "words", "why"),
    [
        (ADDRESS, "Acacia Avenue, Westmere", "no house number"),
        (ADDRESS, "Westmere WM1", "no house number"),
        (SCHOOL, "Westmere", "no School"),
    ],
)
def test_a_term_that_will_not_be_found_well_is_told(kind: TermKind, words: str, why: str) -> None:
    said = weak(kind, words)
    assert said is not None
    assert why in said
    assert words not in said


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (NAME, "Ann"),
        (NAME, "Mr Example"),
        (PHONE, "7946 0000"),
        (ADDRESS, HOME),
        (ADDRESS, "Rose Cottage, WM1 2AB"),
        (ADDRESS, "5 The Limes"),
        (SCHOOL, "Westmere High School"),
        (OTHER, "the refuge"),
    ],
)
def test_a_term_that_can_be_searched_for_is_not_remarked_on(kind: TermKind, words: str) -> None:
    assert fault(kind, words) is None
    assert weak(kind, words) is None


def test_of_a_document_in_which_nothing_was_searched_it_is_said_how_much_that_is() -> None:
    pictures = [(1, Unread.PICTURE), (2, Unread.PICTURE)]
    assert say_searched(1, pictures[:1]) == "not searched: page 1 (mostly a picture), the only one"
    assert say_searched(2, pictures) == (
        "not searched: pages 1 and 2 (mostly a picture), which is all of it"
    )


def test_of_numbers_in_one_term_each_is_found() -> None:
    for between in (", ", "; ", "/", "\n", " or "):
        both = f"020 7946 0001{between}{NUMBER}"
        assert times(PHONE, both, f"ring {NUMBER}", "ring 020 7946 0001") == 2


def test_pages_are_told_in_order_however_they_were_read() -> None:
    again = [(3, "met Robin"), (1, "met Robin")]
    hits = find_terms(
        [Term(1, "m1", NAME, "Robin")], ["x", "met Robin", "y"], ["Robin"], again=again
    )
    assert [hit.page for hit in hits] == [1, 2, 3, None]


def test_in_a_document_without_any_text_nothing_is_found() -> None:
    terms = [Term(1, "m1", NAME, FULL)]
    assert find_terms(terms, [], []) == find_terms(terms, [""], [""]) == ()


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("+353 1 496 0000", "ring 01 496 0000 or 1 496 0000", 0),
        ("+353 1 496 0000", "ring +353 1 496 0000", 1),
        ("00353 1 496 0000", "ring +353 1 496 0000", 1),
        ("00353 1 496 0000", "ring 353 1 496 0000", 1),
        ("0044 20 7946 0000", "ring 020 7946 0000", 1),
        ("+44 20 7946 0000", "ring 020 7946 0000", 1),
        ("44 20 7946 0000", "ring 020 7946 0000", 1),
        ("+44 800 1111", "ring 0800 1111", 1),
        ("0044 800 1111", "ring 0800 1111", 1),
        # A number may begin with 44 as well; it is no country's code then.
        ("0442 555 0000", "ring 0442 555 0000", 1),
        ("442 555 0000", "ring 255 50000", 0),
        ("555 0000", "ring 555 0000", 1),
        ("55 50000", "ring 555 000", 0),
    ],
)
def test_a_number_is_found_with_every_code_and_no_other_is(
    term: str, text: str, found: int
) -> None:
    assert times(PHONE, term, text) == found
