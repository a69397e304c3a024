"""How names are found, each way of writing one alone."""

import pytest

from tests.core.disclosure.searching import FULL, NAME, times


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
