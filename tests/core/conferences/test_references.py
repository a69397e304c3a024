"""What a reference says of people.

The names are written as the General Register Office and GOV.UK's guidance on names have them: with
titles, hyphens, apostrophes and accents; the dates in the forms of BS ISO 8601-1 and of
gov.uk/guidance/style-guide (day first).
"""

import datetime as dt

import pytest

from cpconf.core.conferences.references import is_name, looks_of, said_of_ref

TODAY = dt.date(2026, 12, 1)

SAY_NOTHING = (
    *("EX-2026-01", "EX-1", "A-1", "C-1", "LA-2026.017", "CP-2026-017", "CP1", "C123456"),
    *("100234", "ICPC-2026-11", "RCPC-2026-001", "case-12", "CONF-0001", "LBH-2026-0012"),
    *("2026-017", "B4-77", "R_2026_3", "Review-12", "hounslow-1", "OXF.1", "MAY-2026-01"),
    *("2027-01-15", "3", "X9", "20261231-2"),
)

LOOK_LIKE = {
    "a name": (
        *("Smith", "Smith-2026", "SMITH_J", "smith.1", "JSmith-1", "Lee-1", "JaneGrey7"),
        *("Grey-12", "Patel_A", "O-Brien-2"),
    ),
    "a date of birth": (
        *("140914", "X-140914", "14092014", "2014-09-14", "20140914", "CP-14.09.2014"),
        *("14.9.14", "14Sep2014", "14-Sep-14", "C_1-3-2012"),
        *("14September2014", "14-sept-14"),
    ),
    "a word: it has no digit in it": ("T", "held", "CASE", "LBH"),
}


@pytest.mark.parametrize("ref", SAY_NOTHING)
def test_a_reference_of_the_offices_own_is_not_remarked_on(ref: str) -> None:
    assert said_of_ref(ref, TODAY) is None


@pytest.mark.parametrize(
    ("ref", "looks"), [(ref, looks) for looks, refs in LOOK_LIKE.items() for ref in refs]
)
def test_a_reference_that_could_tell_who_it_is_about_is_remarked_on(ref: str, looks: str) -> None:
    assert looks_of(ref, TODAY) == looks
    said = said_of_ref(ref, TODAY)
    assert said is not None
    assert "file names" in said
    assert "subjects of messages" in said


SAME = (
    ("Smith", "Jo Smith"),
    ("smith", "Jo SMITH"),
    ("Smith-2026", "Mrs Jo Smith"),
    ("SMITH_J", "Smith, Jo"),
    ("SMITH.12", "Dr Jo Smith"),
    ("2026-Smith", "Jo Smith"),
    ("Smith01", "Jo Smith"),
    ("JoSmith", "Jo Smith"),
    ("josmith-1", "Jo Smith"),
    ("smithjo-1", "Jo Smith"),
    ("jsmith-1", "Jo Smith"),
    ("Jones-1", "Ann Smith-Jones"),
    ("smithjones", "Ann Smith-Jones"),
    ("OBrien-1", "Ann O'Brien"),
    ("O.Brien", "Ann O’Brien"),
    ("jose-1", "José Example"),
    ("Li-1", "Li Example"),
    ("Berg-9", "Ann van der Berg"),
)

OTHERS = (
    ("EX-2026-01", "Alex Example"),
    ("LA-2026-01", "Ann de la Cruz"),
    ("A-1", "A Example"),
    ("Smithson-1", "Jo Smith"),
    ("Smith-1", "Jo Smithson"),
    ("Smiths-1", "Smith"),
    ("smithsmith-1", "Smith"),
    ("MR-1", "Mr Example"),
    ("2026-017", "Jo Smith"),
    ("ST-1", "Ann St Example"),
)


@pytest.mark.parametrize(("ref", "name"), SAME)
def test_a_word_of_a_name_is_known_however_a_reference_spells_it(ref: str, name: str) -> None:
    assert is_name(ref, name)


@pytest.mark.parametrize(("ref", "name"), OTHERS)
def test_what_is_no_whole_word_of_a_name_is_another_thing(ref: str, name: str) -> None:
    assert not is_name(ref, name)


@pytest.mark.parametrize(
    ("ref", "today", "is_birth"),
    [
        # Nobody in a family is older than 110; two digits for the year are a child's, up to 20.
        ("X-19160501", TODAY, True),
        ("X-19150501", TODAY, False),
        ("X-140906", TODAY, True),
        ("X-140905", TODAY, False),
        ("X-140999", dt.date(2015, 1, 1), True),
        ("X-140900", dt.date(2015, 1, 1), True),
        # On the day itself, and after it, nobody was born.
        ("X-20261130", TODAY, True),
        ("X-20261201", TODAY, False),
    ],
)
def test_a_date_on_which_somebody_of_the_family_could_be_born_is_remarked_on(
    ref: str, today: dt.date, is_birth: bool
) -> None:
    assert (looks_of(ref, today) == "a date of birth") is is_birth
