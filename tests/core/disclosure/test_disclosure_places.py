"""How addresses and schools are found, and what only looks like them."""

import pytest

from cpconf.core.disclosure.places import postcodes
from tests.core.disclosure.searching import ADDRESS, SCHOOL, times

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
    ("school", "text", "found"),
    [
        ("Hogwickle Primary School", "goes to Hogwickle", 1),
        ("Hogwickle Primary School, Eastmere", "goes to Hogwickle, Eastmere", 1),
        ("Eastmere; Hogwickle Primary School", "goes to Hogwickle", 1),
        ("Mill Lane, Hogwickle Primary School", "in Mill Lane", 0),
        ("Hogwickle Primary School, Mill Lane", "Hogwickle Primary School", 1),
        # It is said once more where it is: a village.
        ("Hogwickle Primary School, Hogwickle", "lives in Hogwickle", 0),
        ("Hogwickle Primary School; Eastmere", "lives in Hogwickle", 1),
        ("Hogwickle Primary School; Hogwickle", "Hogwickle Primary", 1),
        # Towns, trees, saints, and what is too short.
        ("Oxford Academy", "lives in Oxford", 0),
        ("Oxford Academy", "at Oxford School", 1),
        ("King's School", "the king said", 0),
        ("Winifred School", "with Winifred", 0),
        ("Ely College", "lives in Ely", 0),
        ("Zed College", "from a to zed", 0),
        ("Qwyx College", "goes to Qwyx", 1),
        ("Kings Oak Primary", "goes to Kings Oak", 1),
        ("The Hogwickle School", "goes to hogwickle", 1),
        ("Church School", "went to church", 0),
        # Of the words that schools share, the shortest say too little.
        ("Oxford C of E Primary", "Oxford C said", 0),
        ("Oxford C of E Primary", "Oxford E said", 0),
        ("Oxford R.C. Primary", "Oxford RC said", 0),
        ("Oxford Pre School", "Oxford Pre said", 1),
        ("Oxford Spires Academy", "Oxford Spires", 1),
        ("St Mary's", "st mary's", 1),
    ],
)
def test_a_school_is_found_by_what_is_its_own(school: str, text: str, found: int) -> None:
    assert times(SCHOOL, school, text) == found


@pytest.mark.parametrize(
    ("address", "text", "found"),
    [
        ("27 Mill Mews", "Mill Mews, 27", 1),
        ("27 Mill Mews Westmere", "27 Mill Mews", 1),
        ("Flat 3, Elm House, Mill Lane", "at Unit 3, Elm House", 1),
        ("Flat 3, Elm House", "flat 3 elm house", 1),
        ("Flat 3\nElm House\nMill Lane", "Elm House, no 3", 1),
        ("12-14 High Street", "at 12-14 High Street", 1),
        ("12-14 High Street", "at 13 High Street", 0),
        ("12 14 High Street", "at 12 Mill Road", 0),
        ("12; Mill Road; Westmere", "12 Mill Road", 1),
        ("12 Mill Road; Westmere", "Mill Road, Westmere, 12", 1),
        ("12 Mill Road, Stow-on-Wold", "Mill Road, Stow on Wold, 12", 1),
        ("12 Mill Road, Stow-on-Wold", "Mill Road, Wold, 12", 1),
        ("12 Mill Road, 3 Oak End", "12, 5, Mill Road", 0),
        ("12 Mill Road", "Mill Road, 12 May", 0),
        ("12 Mill Road", "Mill Road, 12 Years", 0),
        ("12 Mill Road", "Mill Road, 12 Westmere", 1),
        ("12 Mill Road", "Mill Road, a 12", 0),
        ("12 Mill Road", "12 and Mill Road", 0),
        ("12 Mill Road", "Mill Road, 12 Mill Road", 1),
        ("12 Mill Road, WM1 2AB", "Mill Road, number 12 WM1 2AB", 2),
        ("12 Oak", "at 12, flat 2, Oak", 1),
        ("12 Yo", "at 12, flat 2, Yo", 0),
        ("Rose Cottage, Mill Lane", "Rose Cottage, Mill Lane", 1),
        ("Rose Cottage, Mill Lane, Oak Road", "Oak Road, Mill Lane", 0),
        ("Rose Cottage, Mill Lane, Oak Road", "Rose Cottage, Mill Lane", 1),
        ("12 Street Lane, Westmere", "12 Street Lane", 1),
        ("12 Hill Park Westmere", "12 Hill Park", 1),
        ("Flat", "the flat", 1),
    ],
)
def test_an_address_is_found_by_its_telling_parts(address: str, text: str, found: int) -> None:
    assert times(ADDRESS, address, text) == found
