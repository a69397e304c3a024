"""The letter of invitation: whatever is on record stays as it is, or is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpconf.documents.word.invitation_letter import fill_letter
from cpconf.errors import UsageFault
from tests.documents.bundle.lettering import FIELDS, lines_of


@pytest.mark.parametrize(
    "name",
    [
        *("Smith & Jones", "<b>Kit</b>", "Kit </w:t> Example", '"Kit"', "O\u2019Neil"),
        *("{{ 7*7 }}", "{{ ref }}", "{% if %}", "{%p endif %}", "{_{ ref }_}", "{_% x %_}"),
        *("\u6f22\u5b57", "\U0001f600", "]]>", "&amp;", "{{r x}}", "{#", "}}", "%}", "&#123;"),
        *("%s %(ref)s", "<w:p>", "\\u0007", "_x0007_", "None"),
    ],
)
def test_a_name_stays_as_it_is_on_record(name: str) -> None:
    lines = lines_of(fill_letter(None, FIELDS | {"recipient": name}))
    assert lines.count(name) == 1
    assert lines.count(f"Dear {name}") == 1


@pytest.mark.slow
@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_no_name_breaks_the_letter_or_is_cut_short(name: str) -> None:
    assert f"Dear ({name})" in lines_of(fill_letter(None, FIELDS | {"recipient": f"({name})"}))


@pytest.mark.parametrize("hidden", ["\0", "\a", "\f", "\x1b", "\u202e", "\ufffe", "\ud800"])
@pytest.mark.parametrize("field", ["recipient", "joining_link", "contact"])
def test_control_characters_are_refused_without_repeating_the_value(
    hidden: str, field: str
) -> None:
    with pytest.raises(UsageFault) as fault:
        fill_letter(None, FIELDS | {field: f"Robin{hidden}Example"})
    assert str(fault.value) == (
        f"{field} of the letter of invitation has control or invisible characters in it: "
        "type it again without them"
    )


def test_new_lines_stay_where_several_are_of_use_and_are_spaces_elsewhere() -> None:
    several = {"contact": "One\r\n\r\n  two\tthree \n", "recipient": "Robin\n Example\n"}
    lines = lines_of(fill_letter(None, FIELDS | several))
    assert "Ask us\tOne\ntwo three" in lines
    assert "Dear Robin Example" in lines


def test_a_field_that_no_letter_has_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="adress"):
        fill_letter(None, {"adress": "1 Example Road"})
