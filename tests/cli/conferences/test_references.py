"""References: none is a name, and each is one conference in whatever letters it is typed."""

from pathlib import Path

import pytest

from tests.cli.mailbox.mailbox_desk import Desk
from tests.cli.running import Cpconf, Ran
from tests.cli.sharing.copies import a_pdf
from tests.store.looking import look

BOOKING = ("--procedure", "oxfordshire", "--type", "initial", "--at", "2026-02-12T10:00")


def schedule(cpconf: Cpconf, ref: str, *more: str) -> Ran:
    return cpconf("schedule", ref, *BOOKING, *more)


@pytest.fixture
def desk(cpconf: Cpconf) -> Desk:
    return Desk(cpconf)


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


# One conference, however its reference is typed.

READING = (
    ("status", "A-1"),
    ("status", "A-1", "--json"),
    ("explain", "A-1", "write-report", "--json"),
    ("history", "A-1", "--json"),
    ("fact", "A-1"),
    ("fact", "A-1", "--json"),
    ("person", "list", "A-1", "--json"),
    ("sharing", "A-1"),
    ("sharing", "A-1", "--json"),
    ("invited", "A-1"),
    ("invited", "A-1", "--json"),
    ("report", "list", "A-1"),
    ("report", "list", "A-1", "--json"),
    ("do-not-disclose", "list", "A-1", "--json"),
    ("chase", "A-1", "--dry-run"),
    ("chase", "A-1", "--dry-run", "--json"),
    ("bundle", "A-1", "--out", "set"),
    ("diary", "export", "all.ics", "--ref", "A-1", "--json"),
    ("suggest", "--after", "A-1", "--json"),
)
WRITING = (
    ("done", "A-1", "write-report"),
    ("skip", "A-1", "write-report", "--reason", "not needed"),
    ("fact", "A-1", "split"),
    ("person", "add", "A-1", "--role", "chair", "--name", "Kim Falcon", "--json"),
    ("person", "change", "A-1", "mother", "--phone", "01632 960000"),
    ("agree", "A-1", "mother", "--way", "visit"),
    ("do-not-disclose", "add", "A-1", "mother", "--kind", "school", "--term", "Hogwickle Primary"),
    ("shared", "A-1", "--to", "father", "--how", "visit", "--confirmed-by", "Kim Example"),
    ("reschedule", "A-1", "--at", "2026-02-19T10:00", "--reason", "the chair is ill"),
    ("anchor", "A-1", "--strategy-discussion", "2026-02-02"),
    ("cancel", "A-1", "--reason", "moved away", "--authorised-by", "Kim Example"),
    ("invite", "A-1", "--link", "https://teams.microsoft.com/l/x", "--dry-run"),
)


@pytest.mark.parametrize("command", [*READING, *WRITING], ids=" ".join)
def test_upper_and_lower_case_make_no_difference_and_as_first_written_it_is_shown(
    ready: Cpconf, command: tuple[str, ...]
) -> None:
    kept, before = ready.keep(), ready.contents
    meant = ready(*command)
    after = ready.contents
    ready.restore(kept)
    ran = ready(*("a-1" if word == "A-1" else word for word in command))
    assert (ran.code, ran.out, ran.err) == (meant.code, meant.out, meant.err)
    assert "a-1" not in ran.out + ran.err
    assert "no conference" not in ran.err
    assert (ready.contents == before) == (after == before)


def test_a_folder_has_the_reference_as_it_was_first_written(ready: Cpconf) -> None:
    ready.must("done", "A-1", "authorise-report")
    file = a_pdf(ready.folder, "Analysis and recommendation")
    ready.must("protect-report", str(file), "a-1", "--to", "mother", "--as", "plan")
    assert (ready.folder / "A-1").is_dir()
    assert not (ready.folder / "a-1").exists()
    assert any(path.name.startswith("A-1-p1") for path in (ready.folder / "A-1").iterdir())


@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--json",)], ids=["kept", "dry run", "json"])
def test_a_second_conference_of_a_reference_in_other_letters_is_refused(
    ready: Cpconf, more: tuple[str, ...]
) -> None:
    ran = schedule(ready, "a-1", *more)
    assert ran.code == 5
    assert "A-1: on record already" in ran.err


@pytest.mark.parametrize(
    ("refs", "code", "said"),
    [
        (("EX-9", "ex-9"), 2, "ex-9 is in line 2 already"),
        (("EX-9", "a-1"), 5, "A-1: on record already"),
    ],
    ids=["twice in the file", "in the file and on record"],
)
def test_of_a_file_no_row_is_kept_where_a_reference_stands_in_other_letters(
    ready: Cpconf, refs: tuple[str, ...], code: int, said: str
) -> None:
    rows = [f"{ref},oxfordshire,initial,2026-02-12 10:00" for ref in refs]
    (ready.folder / "more.csv").write_text("\n".join(["ref,procedure,type,at", *rows]))
    before = ready.contents
    ran = ready("schedule", "--from", "more.csv")
    assert (ran.code, said in ran.err) == (code, True), ran
    assert ready.contents == before


@pytest.fixture
def of_two(cpconf: Cpconf) -> Cpconf:
    """A store that an earlier version made, with Ab-1 and aB-1 in it."""
    cpconf.book("Ab-1")
    cpconf.must("schedule", "B-2", *BOOKING)
    look(cpconf.where, "UPDATE conference SET ref = 'aB-1' WHERE ref = 'B-2'")
    return cpconf


@pytest.mark.parametrize("ref", ["Ab-1", "aB-1"])
def test_of_two_that_differ_in_case_the_one_that_is_spelt_to_the_letter_is_meant(
    of_two: Cpconf, ref: str
) -> None:
    assert of_two.status(ref).json["conference"]["ref"] == ref
    of_two.must("fact", ref, "split")
    other = "aB-1" if ref == "Ab-1" else "Ab-1"
    assert of_two.status(ref).json["conference"]["facts"]["split"] is True
    assert of_two.status(other).json["conference"]["facts"]["split"] is None


@pytest.mark.parametrize("command", [("status", "AB-1"), ("fact", "ab-1", "split")], ids=" ".join)
def test_of_two_that_differ_in_case_another_spelling_is_ambiguous(
    of_two: Cpconf, command: tuple[str, ...]
) -> None:
    before = of_two.contents
    ran = of_two(*command)
    assert ran.code == 2
    assert "Ab-1" in ran.err
    assert "aB-1" in ran.err
    assert of_two.contents == before


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("EX-2O26-01", ["EX-2026-01"]),
        ("ex-2026-0l", ["EX-2026-01"]),
        ("EX202601", ["EX-2026-01"]),
        ("EX_2026.01", ["EX-2026-01"]),
        ("EX-2206-01", ["EX-2026-01"]),
        ("EX-2026-011", ["EX-2026-01"]),
        ("EX-206-01", ["EX-2026-01"]),
        ("EX-2026-03", ["EX-2026-01", "EX-2026-02"]),
        ("LA-99", []),
        ("X", []),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_reference_that_is_nearly_one_on_record_names_it(
    cpconf: Cpconf, typed: str, meant: list[str]
) -> None:
    cpconf.book("EX-2026-01")
    cpconf.must("schedule", "EX-2026-02", *BOOKING)
    for command in (("status", typed), ("done", typed, "O-13a"), ("history", typed)):
        ran = cpconf(*command)
        assert ran.code == 4
        assert f"no conference {typed}" in ran.err
        assert ("did you mean" in ran.err) == bool(meant)
        assert [ref for ref in ("EX-2026-01", "EX-2026-02") if ref in ran.err] == meant


def test_no_more_than_three_are_named(cpconf: Cpconf) -> None:
    cpconf.book("CP-10")
    for last in "1234":
        cpconf.must("schedule", f"CP-1{last}", *BOOKING)
    said = cpconf("status", "CP-19").err
    assert "did you mean CP-10, CP-11 or CP-12?" in said


def test_a_mailbox_belongs_to_a_conference_in_whatever_letters(desk: Desk) -> None:
    desk.arrive("school", "Report for a-1", ("r.pdf", desk.pdf()))
    desk.run("--yes")
    assert [report["person"] for report in desk.reports()] == ["p2"]
    desk.arrive("police", "a report", ("p.pdf", desk.pdf("policeword")))
    found = desk.one()
    desk.run("--take", f"{found['id']}=a-1@police")
    assert {report["person"] for report in desk.reports()} == {"p2", "p3"}
    assert (desk.out / "A-1").is_dir()
    assert not (desk.out / "a-1").exists()
