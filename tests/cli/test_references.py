"""A reference that is a name: warned of, or refused, and never said whose it is."""

from pathlib import Path

import pytest

from tests.cli.running import Cpconf, Ran

BOOKING = ("--procedure", "oxfordshire", "--type", "initial", "--at", "2026-02-12T10:00")


def schedule(cpconf: Cpconf, ref: str, *more: str) -> Ran:
    return cpconf("schedule", ref, *BOOKING, *more)


@pytest.fixture
def known(cpconf: Cpconf) -> Cpconf:
    """A-1 with a mother and a chair on record."""
    cpconf.book()
    cpconf.add("A-1", "mother", name="Mrs Jo Canary-Grey")
    cpconf.add("A-1", "chair", name="Kim Falcon")
    return cpconf


@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--json",)], ids=" ".join)
def test_a_reference_that_looks_like_a_name_is_warned_of_and_taken(
    cpconf: Cpconf, more: tuple[str, ...]
) -> None:
    ran = schedule(cpconf, "Smith-2026", *more)
    assert ran.code == 0
    assert "Smith-2026 looks like a name" in ran.err
    assert "subjects of messages" in ran.err
    assert "CP-2026-017" in ran.err


def test_a_reference_of_the_offices_own_draws_no_word(known: Cpconf) -> None:
    ran = schedule(known, "EX-2026-01")
    assert (ran.code, "says nothing" in ran.err) == (0, False)


@pytest.mark.parametrize(
    "ref", ["Grey", "GREY-2026", "jo.1", "canary_1", "JoGrey", "canarygrey-1", "Grey01"]
)
@pytest.mark.parametrize("more", [(), ("--dry-run",)], ids=["kept", "dry run"])
def test_a_reference_that_is_a_name_on_record_anywhere_is_refused(
    known: Cpconf, ref: str, more: tuple[str, ...]
) -> None:
    before = known.contents
    ran = schedule(known, ref, *more)
    assert ran.code == 5
    assert len(ran.errors) == 2
    assert "--not-a-name" in ran.err
    said = ran.err.replace(ref, "")
    assert not any(word in said for word in ("Jo", "Canary", "Grey", "p1", "A-1"))
    if more:
        assert known.contents == before
    assert known("status", ref).code == 4


def test_a_reference_that_is_no_name_although_it_is_spelt_like_one_is_taken(known: Cpconf) -> None:
    ran = schedule(known, "GREY-2026", "--not-a-name")
    assert ran.code == 0
    assert "GREY-2026" in ran.err


def test_the_name_of_a_professional_is_warned_of_and_no_more(known: Cpconf) -> None:
    ran = schedule(known, "FALCON-3")
    assert ran.code == 0
    assert "somebody on record" in ran.err
    assert "Kim" not in ran.err


def test_of_a_file_no_row_is_kept_where_one_reference_is_a_name(
    known: Cpconf, tmp_path: Path
) -> None:
    rows = ["ref,type,at", "B-1,initial,2026-02-12 10:00", "grey_2,initial,2026-02-13 10:00"]
    (tmp_path / "rows.csv").write_text("\n".join(rows))
    line = ("schedule", "--from", str(tmp_path / "rows.csv"), "--procedure", "oxfordshire")
    for more in ((), ("--dry-run",)):
        ran = known(*line, *more)
        assert ran.code == 5
        assert "grey_2" in ran.err
    assert known("status", "B-1").code == 4
    ran = known(*line, "--not-a-name")
    assert ran.code == 0
    assert "grey_2" in ran.err


def test_of_many_references_that_say_too_much_the_first_are_named(
    cpconf: Cpconf, tmp_path: Path
) -> None:
    rows = [f"Smith{number},initial,2026-02-12 10:00" for number in range(8)]
    (tmp_path / "rows.csv").write_text("\n".join(["ref,type,at", *rows]))
    line = ("schedule", "--from", str(tmp_path / "rows.csv"), "--procedure", "oxfordshire")
    ran = cpconf.must(*line)
    assert ran.err.count("looks like a name") == 5
    assert "3 more references" in ran.err


@pytest.mark.parametrize("role", ["mother", "carer", "young_person", "supporter"])
def test_somebody_of_the_family_is_not_put_on_record_under_a_reference_that_names_them(
    cpconf: Cpconf, role: str
) -> None:
    schedule(cpconf, "SMITH_J-2026")
    line = ("person", "add", "SMITH_J-2026", "--role", role, "--name", "Canary Smith")
    ran = cpconf(*line)
    assert ran.code == 5
    assert len(ran.errors) == 2
    assert "another reference and cancel SMITH_J-2026" in ran.err
    assert "Canary" not in ran.err
    assert cpconf.must("person", "list", "SMITH_J-2026", "--json").json["people"] == []
    ran = cpconf(*line, "--not-a-name")
    assert ran.code == 0
    assert "warning: SMITH_J-2026" in ran.err


def test_a_corrected_name_is_looked_at_as_a_new_one_and_other_corrections_are_not(
    cpconf: Cpconf,
) -> None:
    schedule(cpconf, "Smith-2026")
    cpconf.add("Smith-2026", "mother", name="Ann Other")
    change = ("person", "change", "Smith-2026", "mother")
    ran = cpconf(*change, "--name", "Ann SMITH")
    assert ran.code == 5
    assert cpconf.must("person", "list", "Smith-2026", "--json").json["people"][0]["name"] == (
        "Ann Other"
    )
    assert cpconf(*change, "--name", "Ann SMITH", "--not-a-name").code == 0
    assert cpconf(*change, "--email", "ann@example.org").code == 0


def test_a_professional_whose_name_is_the_reference_is_warned_of(cpconf: Cpconf) -> None:
    schedule(cpconf, "Smith-2026")
    line = ("person", "add", "Smith-2026", "--role", "chair", "--name", "Kim Smith")
    ran = cpconf(*line)
    assert (ran.code, ran.out) == (0, "p1\n")
    assert "a word of that name" in ran.err


def test_words_to_withhold_that_are_in_the_reference_are_warned_of(cpconf: Cpconf) -> None:
    schedule(cpconf, "Orchard-3")
    cpconf.add("Orchard-3", "mother", name="Ann Other")
    line = ("do-not-disclose", "add", "Orchard-3", "mother", "--kind")
    ran = cpconf.must(*line, "address", "--term", "27 Orchard Street, Westmere WM4 7QP")
    assert "must not be disclosed to p1" in ran.err
    assert "27" not in ran.err
    ran = cpconf.must(*line, "school", "--term", "Hogwickle Primary School")
    assert "must not be disclosed" not in ran.err
