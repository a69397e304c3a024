"""The closed sentences of time, and what is refused."""

import pytest

from cpconf.core.dates.moments import Anchor
from cpconf.core.dates.readings import FORMS, Reading, Timing
from cpconf.errors import UsageFault


@pytest.mark.parametrize(
    ("words", "reading", "amount", "anchor", "by_close"),
    [
        ("3 working days before conference", "R1", 3, "conference", False),
        ("1 working day before conference", "R1", 1, "conference", False),
        ("5 days before conference", "R2", 5, "conference", False),
        ("1 day before conference", "R2", 1, "conference", False),
        ("48 hours before conference", "R3", 48, "conference", False),
        ("1 hour before conference", "R3", 1, "conference", False),
        ("within 24 hours of conference", "R4", 24, "conference", False),
        ("on the day of conference, by the start", "R5", 0, "conference", False),
        ("on the day of conference, by close of business", "R5", 0, "conference", True),
        ("within 3 months of initial-conference", "R7", 3, "initial-conference", False),
        ("within 6 months of previous-review", "R7", 6, "previous-review", False),
        ("within 1 month of conference", "R7", 1, "conference", False),
        ("within 15 working days of strategy-discussion", "R8", 15, "strategy-discussion", False),
        ("within 20 working days of conference", "R8", 20, "conference", False),
        ("within 1 working day of conference", "R8", 1, "conference", False),
    ],
)
def test_a_sentence_of_time_is_read_as_it_is_written(
    words: str, reading: str, amount: int, anchor: str, by_close: bool
) -> None:
    expected = Timing(words, Reading(reading), amount, Anchor(anchor), by_close)
    assert Timing.parse(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "",
        "3 working days",
        "three working days before conference",
        "0 working days before conference",
        "03 working days before conference",
        "-3 working days before conference",
        "3.5 working days before conference",
        "12345 working days before conference",
        "3 Working days before conference",
        "3  working days before conference",
        "3 working days before conference ",
        "3 working days before conference\n",
        "3 working days before conference.",
        "3 working days after conference",
        "3 working days before the conference",
        "3 working days before strategy-discussion",
        "48 hours of conference",
        "within 24 hours of initial-conference",
        "within 3 months of strategy discussion",
        "within 3 months of somebody",
        "within 3 weeks of conference",
        "within 20 days of conference",
        "on the day of conference",
        "on the day of conference, by noon",
        "on the day of conference by the start",
        "1 working day before conference; rm -rf /",
        "\N{ARABIC-INDIC DIGIT THREE} working days before conference",
    ],
)
def test_any_other_sentence_is_refused_with_the_eight_that_there_are(words: str) -> None:
    with pytest.raises(UsageFault) as caught:
        Timing.parse(words)
    assert len(FORMS) == 8
    assert all(form in str(caught.value) for form in FORMS)


def test_an_amount_is_written_in_plain_digits() -> None:
    with pytest.raises(UsageFault):
        Timing.parse("1\N{ARABIC-INDIC DIGIT THREE} working days before conference")


def test_a_refused_sentence_is_repeated_short_and_harmless() -> None:
    with pytest.raises(UsageFault) as caught:
        Timing.parse("\x1b[31m" + "long " * 100)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 500
