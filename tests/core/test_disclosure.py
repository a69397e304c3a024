"""What is found of a recipient's do-not-disclose terms, and what only looks like them."""

import pytest

from cpconf.core.disclosure import Hit, fault, find_terms, say, weak
from cpconf.core.disclosure_pages import Unread, say_searched
from cpconf.core.disclosure_places import postcodes
from cpconf.core.sharing import Term, TermKind

ADDRESS, SCHOOL, PHONE, NAME, OTHER = TermKind

HOME = "Flat 3, 12 High Street, Westmere, WM1 2AB"
NUMBER = "020 7946 0000"
FULL = "Robin Example"


def times(kind: TermKind, words: str, *pages: str) -> int:
    return sum(hit.times for hit in find_terms([Term(1, "m1", kind, words)], pages, ()))


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


def test_lines_that_head_and_foot_pages_do_not_make_a_find_count_twice() -> None:
    pages = [f"Report X7\nRobin Example\nPage {page}" for page in range(1, 6)]
    hits = find_terms([Term(1, "m1", NAME, FULL)], pages, ())
    assert [(hit.page, hit.times) for hit in hits] == [(page, 1) for page in range(1, 6)]


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


# Shortened as on envelopes; either may be in the term, and the other on the page.
SHORTENED = [
    *(("street", "st"), ("street", "str"), ("road", "rd"), ("avenue", "ave"), ("avenue", "av")),
    *(("close", "cl"), ("drive", "dr"), ("drive", "drv"), ("lane", "ln"), ("gardens", "gdns")),
    *(("gardens", "gdn"), ("court", "ct"), ("court", "crt"), ("crescent", "cres")),
    *(("crescent", "cr"), ("place", "pl"), ("square", "sq"), ("terrace", "terr")),
    *(("terrace", "tce"), ("grove", "grv"), ("grove", "gr"), ("parade", "pde")),
    *(("boulevard", "blvd"), ("buildings", "bldgs"), ("building", "bldg"), ("walk", "wlk")),
    *(("estate", "est"), ("cottage", "cott"), ("farm", "fm"), ("hill", "hl"), ("way", "wy")),
    *(("mount", "mt"), ("house", "hse"), ("park", "pk"), ("green", "grn")),
]


@pytest.mark.parametrize(("full", "short"), SHORTENED)
def test_a_street_is_found_however_it_is_shortened(full: str, short: str) -> None:
    assert times(ADDRESS, f"5 Mill {full}", f"of 5 Mill {short}") == 1
    assert times(ADDRESS, f"5 Mill {short}", f"of 5 Mill {full}") == 1


@pytest.mark.parametrize(("full", "short"), [("great", "gt"), ("saint", "st"), ("mount", "mt")])
def test_the_beginning_of_a_street_is_found_shortened_too(full: str, short: str) -> None:
    assert times(ADDRESS, f"5 {full} Mary Lane", f"of 5 {short} Mary Lane") == 1


@pytest.mark.parametrize("word", ["flat", "apartment", "apt", "unit"])
def test_a_flat_is_found_by_each_word_for_it(word: str) -> None:
    assert times(ADDRESS, "Flat 3, Elm House, Mill Lane", f"at {word} 3 elm house") == 1


def test_a_postcode_is_as_the_post_writes_it() -> None:
    assert postcodes("Westmere wm12ab, WM1  2aB") == ["WM1 2AB", "WM1 2AB"]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Robin (Bobbie) Example", "Bobbie Example", 1),
        ("Robin (Bobbie) Example", "Bobbie Mary Example", 1),
        ('Robin "Bobbie" Example', "Bobbie Example", 1),
        ("Mrs Robin Example", "Mrs Example said", 1),
        ("Mrs Robin Example", "Mr Example said", 0),
        ("Mr Robin Example", "Mr Example said", 1),
        ("Mr Robin Example", "Mrs Example said", 0),
        (FULL, "met mr example", 1),
        # One word of the two is a name only: then small letters count.
        ("Grace Example", "met grace example today", 1),
        ("Grace Hope", "say grace hope", 0),
        # In small letters, as in addresses of mail, but not across a sentence.
        (FULL, "robin mary example", 1),
        (FULL, "robin said example", 0),
        (FULL, "Example, Mr. Robin", 1),
        (FULL, "Robin Ann Beth Example", 1),
        (FULL, "Robin Ann Beth Carol Example", 0),
        (FULL, "Example R.", 1),
        (FULL, "Example, R J said", 1),
        (FULL, "RJ Example", 1),
        (FULL, "r.j. example", 1),
        (FULL, "rj example", 0),
        (FULL, "Rj Example", 0),
        ("Ian Example", "IT Example", 0),
        ("Ian Example", "IT. Example", 1),
        # A and I are words too: behind a surname they need a full stop.
        ("Ian Example", "Example I", 0),
        ("Ian Example", "Example I.", 1),
        ("Amy Example", "Example A was", 0),
        (FULL, "Example RJ", 1),
        (FULL, "Example Rj", 0),
        (FULL, "Example R j said", 0),
    ],
)
def test_each_way_of_writing_a_name_alone(name: str, text: str, found: int) -> None:
    assert times(NAME, name, text) == found


@pytest.mark.parametrize(
    ("address", "text", "found"),
    [
        ("Rose Cottage, Mill Lane, Westmere", "Rose Cottage, Mill Lane", 1),
        ("Rose Cottage, Mill Lane, Westmere", "in Mill Lane, at Rose Cottage", 1),
        ("Rose Cottage, Mill Lane, Westmere", "Mill Lane", 0),
        ("12A High Street", "at 12 High Street", 0),
        ("12 High Street", "twelve High Street", 1),
        ("12A High Street", "twelve High Street", 0),
        ("12 Mill View, Westmere", "Mill View 12", 1),
        ("Avenue", "the avenue", 1),
        (", ,", "x", 0),
    ],
)
def test_each_way_of_writing_an_address_alone(address: str, text: str, found: int) -> None:
    assert times(ADDRESS, address, text) == found


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


@pytest.mark.parametrize(
    ("upper", "lower", "found"),
    [
        ("met Robin", "Example said", [(1, 1)]),
        ("met Robin Example", "who said", [(1, 1)]),
        ("he said", "Robin Example said", [(2, 1)]),
        ("he said", "who said", []),
    ],
    ids=["across", "above", "below", "nowhere"],
)
def test_around_lines_that_head_and_foot_a_page_each_find_counts_once(
    upper: str, lower: str, found: list[tuple[int, int]]
) -> None:
    pages = [f"Report on a child\nfirst\n{upper}\nPage 1", f"Report on a child\n{lower}\nPage 2"]
    hits = find_terms([Term(1, "m1", NAME, FULL)], pages, ())
    assert [(hit.page, hit.times) for hit in hits] == found


def test_in_a_document_without_any_text_nothing_is_found() -> None:
    terms = [Term(1, "m1", NAME, FULL)]
    assert find_terms(terms, [], []) == find_terms(terms, [""], [""]) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("robinexamplelivesnearthemotherof", 1),
        ("themotherofrobinexamplelivesnear", 1),
        ("themotherwholivesnearrobinexample", 1),
        ("arobinexample", 0),
    ],
)
def test_where_spaces_were_lost_a_long_name_is_found_anywhere(text: str, found: int) -> None:
    assert times(NAME, FULL, text) == found


@pytest.mark.parametrize(
    ("kind", "words", "text", "found"),
    [
        # A name of eight letters and more, and nothing shorter.
        (NAME, "Sam Lewin", "metsamlewinhere", 1),
        (NAME, "Sam Lewi", "metsamlewihere", 0),
        (NAME, "Max Well", "Maxwell said", 0),
        (NAME, "Tom Ford", "Tomford said", 0),
        (NAME, FULL, "metrobinexample", 1),
        (NAME, FULL, "byrobinexample", 1),
        (NAME, FULL, "robinexamplehad", 1),
        (NAME, FULL, "arobinexample", 0),
        (OTHER, "women's refuge", "thewomensrefugehas rooms", 1),
        (OTHER, "the refuge", "of the refugees", 0),
        (OTHER, "oak house", "theoakhousehas rooms", 1),
        (OTHER, "art club", "theartclubhas rooms", 0),
        (OTHER, "Westmere", "the westmereton road", 0),
        (OTHER, "B Division", "the b divisional meeting", 0),
        (OTHER, "the refuge of Westmere Trust", "the refuge of Westmere trustees", 0),
        (ADDRESS, "Acacia Avenue, Westmere", "theacacia avenue", 1),
        (ADDRESS, "3 Elm Lane", "at 3 Elm Lanewhere they live", 1),
        (ADDRESS, "5 Oak Row", "5 oak rowing boats", 0),
        (ADDRESS, HOME, "in wm12abwhere she lives", 1),
        (ADDRESS, "1 High Street, Westmere", "at 411 High Street", 0),
        (ADDRESS, "Westmere", "the westmeretown council", 0),
        # Spaces are lost here and there only.
        (NAME, FULL, "Robin examplelivesnearthemother", 1),
        (NAME, FULL, "themotherandherfriendrobin example", 1),
        (NAME, "Ann", "thefamilyplannedtogether", 0),
        (NAME, "Jo Lee", "motherofjoleewholivesnear", 0),
        # The longest plain word has twenty letters.
        (SCHOOL, "Risti Cally School", "uncharacteristically", 0),
        (SCHOOL, "Quince Park School", "fatherofquinceparkset", 1),
    ],
)
def test_where_spaces_were_lost_only_long_words_are_found(
    kind: TermKind, words: str, text: str, found: int
) -> None:
    assert times(kind, words, text) == found


@pytest.mark.parametrize(
    ("kind", "words", "text", "found"),
    [
        (NAME, "Grace Hope", "met Grace Hope", 1),
        (NAME, "Grace Hope", "met Alice; Grace hope grew", 0),
        (NAME, "Grace Hope", "Alice, Grace hope grew", 0),
        (NAME, FULL, "examplerobin", 1),
        (NAME, FULL, "wrote r. example", 1),
        (NAME, FULL, "R EXAMPLE", 1),
        (NAME, "Sam Example", "THE MOTHER'S EXAMPLE", 0),
        (NAME, "Anna Brown", "A BROWN COAT was found", 0),
        (NAME, "Anna Brown", "in paragraph a Brown said", 0),
        (NAME, "Ian Young", "WHEN AM I YOUNG", 0),
        (NAME, "Anna Mary Brown", "AM BROWN", 1),
        (NAME, "Jo O'Hara", "Jo OHara", 1),
        (NAME, "Jo OHara", "Jo O’Hara", 1),
    ],
)
def test_capitals_and_apostrophes_tell_a_name_from_other_words(
    kind: TermKind, words: str, text: str, found: int
) -> None:
    assert times(kind, words, text) == found


@pytest.mark.parametrize(
    ("kind", "words", "text", "found"),
    [
        (PHONE, NUMBER, "02079460000", 1),
        (PHONE, "777 7777", "item 7, 777 7777", 1),
        (SCHOOL, "St Mary's Primary School", "St Mary's closed early", 1),
        (SCHOOL, "St Mary's Primary School", "St Mary's Close", 0),
        (ADDRESS, HOME, "Flat 1 2 High Street", 0),
        (ADDRESS, "Elm House, 12 High Street", "Elm House 1, 2 High Street", 0),
    ],
)
def test_what_stands_beside_a_number_or_a_name_decides(
    kind: TermKind, words: str, text: str, found: int
) -> None:
    assert times(kind, words, text) == found


AWAY = "1 Station Approach, Llanfairpwllgwyngyll"


@pytest.mark.parametrize(
    ("address", "text", "found"),
    [
        ("12 High Street", "12, ground floor, High Street", 1),
        ("12 High Street", f"{'and so on ' * 9}at 12, ground floor, High Street", 1),
        ("12 High Street", f"12, ground floor, High Street{' and so on' * 9}", 1),
        ("12 High Street", "512, ground floor, High Street", 0),
        ("12 High Street", "High Street, house number: 12", 1),
        ("12 High Street", "High Street, house number: 125", 0),
        ("1 High Street", "one High Street", 1),
        ("20 Mill Lane", "twenty Mill Lane", 1),
        ("27 Mill Lane", "twenty-seven Mill Lane", 1),
        ("99 Mill Lane", "ninety nine Mill Lane", 1),
        ("100 Mill Lane", "at 100 Mill Lane", 1),
        # However long the words of an address are, all of the number behind them is seen.
        (AWAY, f"Station Approach, {'Llanfairpwllgwyngyll, ' * 6}number 1", 1),
        (AWAY, f"Station Approach, {'Llanfairpwllgwyngyll, ' * 6}number 17", 0),
        # What has a number before it is of that number.
        ("27 Mill Road", "12 Mill Road, 27 Elm Road", 0),
        ("27 Mill Road", "in Mill Road, 27", 1),
        ("27 Mill Road", "27, flat 3, Mill Road", 1),
        ("27 Mill Road", "27, 12 Mill Road", 0),
        ("27 Mill Road", "27-29 Mill Road", 1),
        ("27 Mill Road", "27 and 29 Mill Road", 1),
        ("27 Mill Road", "27 people in Mill Road", 0),
        ("27 Mill Road", "she left Mill Road. 27 came to the party", 0),
        ("27 Mill Road", "she left Mill Rd. 27", 1),
        ("27 Mill Road", "Mill Road 27, Mill Road", 1),
        ("27 High Street", "27, ground floor, highstreet", 1),
        ("Mill Lane 12, Westmere", "at Mill Lane 12", 1),
        ("12 Mill View Westmere", "of 12 Mill View", 1),
        ("Rose Cottage, Mill Lane, Westmere", "Rose Cottage was sold", 0),
        ("Elm Court, Rose Cottage, Mill Lane", "in Mill Lane, at Rose Cottage", 1),
    ],
)
def test_a_number_is_found_with_its_street_and_with_no_other(
    address: str, text: str, found: int
) -> None:
    assert times(ADDRESS, address, text) == found


def test_of_a_school_without_a_name_of_its_own_no_word_is_found_alone() -> None:
    assert times(SCHOOL, "Westmere", "the school said") == 0
    assert times(SCHOOL, "Westmere", "the Westmere School said") == 1


@pytest.mark.parametrize(
    ("kind", "words", "pages", "found"),
    [
        (NAME, FULL, ("Robin Example\nPage 1", "who\nPage 2"), [(1, 1)]),
        (NAME, FULL, ("met Robin\nPage 1", "Example said\nPage 2"), [(1, 1)]),
        (NAME, FULL, ("of a child\nmet Robin", "of a child\nExample said"), [(1, 1)]),
        (NAME, FULL, ("met Robin\nPage 1", "", "Example said\nPage 3"), [(1, 1)]),
        (NAME, FULL, ("met Robin\nPage 1", " \n", "Example said\nPage 3"), [(1, 1)]),
        # An initial alone stands on the next page.
        (NAME, FULL, ("met Example,\nPage 1", "R.\nPage 2"), [(1, 1)]),
        # A middle name: it begins where the given name does.
        (NAME, FULL, ("met Robin", "Mary Example"), [(1, 1)]),
        (ADDRESS, "27 Mill Road", ("in Mill Road,\nPage 1", "number 27\nPage 2"), [(1, 1)]),
        # Empty lines are no lines.
        (NAME, FULL, ("Robin\nPage 1\n\n \n\n", "Example\nPage 2\n\n \n\n"), [(1, 1)]),
        (NAME, FULL, ("of a child\nRobin", "\n \n\n\nof a child\nExample"), [(1, 1)]),
        # What only looks like a line that heads or foots: it stands too far from the edge.
        (
            NAME,
            FULL,
            ("a\nb\nc\nExample\nwas asked\nRobin\nPage 1", "Example\nwho\nPage 2"),
            [(1, 1)],
        ),
        (
            NAME,
            FULL,
            ("a\nb\nc\nd\nRobin\nPage 1", "Example\nwas asked\nRobin\na\nb\nc\nPage 2"),
            [(1, 1)],
        ),
        (
            NAME,
            FULL,
            ("a\nRobin\nDraft\nSecret\nPage 1", "Example\nRobin\nDraft\nSecret\nPage 2"),
            [(1, 1), (2, 1)],
        ),
    ],
)
def test_what_runs_on_around_the_lines_at_the_edges_of_pages_is_found_once(
    kind: TermKind, words: str, pages: tuple[str, ...], found: list[tuple[int, int]]
) -> None:
    hits = find_terms([Term(1, "m1", kind, words)], pages, ())
    assert [(hit.page, hit.times) for hit in hits] == found


def test_what_a_page_can_also_be_read_as_adds_nothing_to_what_was_found_on_it() -> None:
    hits = find_terms([Term(1, "m1", NAME, "Robin")], ["Robin"], (), again=[(1, "Robin")])
    assert [(hit.page, hit.times) for hit in hits] == [(1, 1)]


@pytest.mark.parametrize(
    "inside",
    ["\u200b", "\u0301", "\u0903", "\u20dd", "\x02", "\u00ad", "\ufffe", "-\n"],
    ids=["Cf", "Mn", "Mc", "Me", "U+0002", "soft hyphen", "U+FFFE", "hyphen at a line's end"],
)
def test_a_short_name_is_found_whatever_nobody_sees_within_it(inside: str) -> None:
    assert times(NAME, "Ann", f"with An{inside}n.") == 1


@pytest.mark.parametrize(
    "between", ["\x01", "\u0378", "\ue000", "\ud800"], ids=["Cc", "Cn", "Co", "Cs"]
)
def test_characters_that_are_no_text_part_letters_as_spaces_do(between: str) -> None:
    assert times(NAME, "Ann", f"with {between.join('Ann')} there") == 1
    assert times(NAME, "Ann", f"with{between}Ann{between}there") == 1
