"""A procedure held against a register of what its document asks for."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from cpconf.core.procedures.procedure import Procedure, RuleKind
from cpconf.errors import NotFound
from cpconf.procedures.cover import Verdict, built_in_register, cover, load_register
from cpconf.procedures.fault import Document, ProcedureFault
from cpconf.procedures.loader import FRAME, built_in, from_texts, load
from cpconf.procedures.locate import locate
from cpconf.procedures.register import TOLD as TOLD_ALL
from cpconf.procedures.register import Register, read_register
from tests.procedures.texts import EXAMPLES, WESTMERE, broken, cases

NAMES = [*built_in(), FRAME]
TEXT = WESTMERE.read_text(encoding="utf-8")
FRAME_TEXT = load(FRAME).text
REGISTER_FILE = EXAMPLES / "registers" / "westmere.toml"
REGISTER_TEXT = REGISTER_FILE.read_text(encoding="utf-8")
REGISTER = load_register(str(REGISTER_FILE))


def westmere(text: str = TEXT) -> Procedure:
    return from_texts(text, FRAME_TEXT, "westmere.toml").procedure


def register(text: str) -> Register:
    return read_register(Document("register.toml", text))


def clauses(name: str) -> list[tuple[str, str, int, str]]:
    """Every table of a built-in procedure that is a clause: name, kind, place, clause id."""
    data = tomllib.loads(load(name).text)
    return [
        (name, kind, place, table["clause"])
        for kind in ("task", "limit", "rule")
        for place, table in enumerate(data.get(kind, []))
    ]


def without(text: str, kind: str, place: int) -> str:
    """The text without one of its tables, and without what other tables say of it."""
    lines = text.split("\n")
    starts = sorted({line for path, line in locate(text).items() if lines[line - 1][:1] == "["})
    start = locate(text)[kind, place]
    end = next((line for line in starts if line > start), len(lines) + 1)
    lines[start - 1 : end - 1] = []
    while True:
        try:
            from_texts("\n".join(lines), FRAME_TEXT, "x.toml")
        except ProcedureFault as refused:
            fault = refused.faults[0]
            if "only one task" in fault.message:
                start = max(n for n in range(fault.line) if lines[n] == "[[together]]")
                lines[start : lines.index("", start)] = []
                continue
            found = re.search(
                r'(?:no (?:task|rule) is called )?("[^"]+")(?:;| never governs)', fault.message
            )
            assert found, fault
            line = lines[fault.line - 1].replace(found[1], "", 1)
            line = re.sub(r"\[\s*,\s*", "[", re.sub(r",\s*,", ",", line))
            lines[fault.line - 1] = "" if re.fullmatch(r"\w+ = \[\s*\]|\s*,", line) else line
        else:
            return "\n".join(lines)


@pytest.mark.parametrize("name", NAMES)
def test_a_built_in_procedure_covers_its_register_and_nothing_else(name: str) -> None:
    coverage = cover(load(name).procedure, built_in_register(name))
    assert coverage.gaps == ()
    assert coverage.is_complete
    assert coverage.extra == ()
    assert coverage.skipped == ()


def test_the_invented_procedure_covers_its_register_and_nothing_else() -> None:
    coverage = cover(westmere(), REGISTER)
    assert coverage.gaps == ()
    assert coverage.extra == ()
    assert len(coverage.clauses) == 26
    assert len(coverage.orders) == 7
    assert len(coverage.acts) == 1


@pytest.mark.parametrize(
    ("name", "kind", "place", "clause"),
    [
        pytest.param(*row, id=f"{row[3]}-{row[2]}")
        for name in NAMES
        for row in clauses(name)
        if row[3] != "O-VALID"  # it stands there once for each type of conference
    ],
)
def test_a_clause_taken_out_of_a_procedure_is_all_that_is_missing(
    name: str, kind: str, place: int, clause: str
) -> None:
    text = without(load(name).text, kind, place)
    coverage = cover(from_texts(text, FRAME_TEXT, "x.toml").procedure, built_in_register(name))
    assert [(found.subject, found.verdict) for found in coverage.gaps] == [
        (clause, Verdict.MISSING)
    ]
    assert not coverage.is_complete


@pytest.mark.parametrize(
    ("old", "new", "clause", "words"), cases("cover", "old", "new", "clause", "words")
)
def test_a_clause_that_says_something_else_is_told_with_what_differs(
    old: str, new: str, clause: str, words: str
) -> None:
    coverage = cover(westmere(broken(old, new, TEXT)), REGISTER)
    assert [(found.subject, found.verdict) for found in coverage.gaps] == [
        (clause, Verdict.DIFFERENT)
    ]
    assert words in coverage.gaps[0].differences


TOLD = {
    *("only_after", "gated_by", "shares_with_parent", "sends", "sends_as", "invites"),
    *("authorises", "answers", "repeat_when_moved", "methods", "selects_sections"),
    "subject",
}
"""What the program makes of a clause, by the keys that stand alone in a procedure file."""


def told(name: str) -> list[tuple[str, str, int, str, str]]:
    """Every such key of a built-in procedure: name, kind, place, key, clause id."""
    data = tomllib.loads(load(name).text)
    return [
        (name, kind, place, key, table["clause"])
        for kind in ("task", "rule")
        for place, table in enumerate(data.get(kind, []))
        for key in sorted(TOLD & set(table))
    ]


@pytest.mark.parametrize(
    ("name", "kind", "place", "key", "clause"),
    [pytest.param(*row, id=f"{row[4]}-{row[3]}-{row[2]}") for name in NAMES for row in told(name)],
)
def test_what_a_built_in_procedure_makes_of_a_clause_cannot_be_taken_away(
    name: str, kind: str, place: int, key: str, clause: str
) -> None:
    text = load(name).text
    lines = text.split("\n")
    dropped = {"sends": ("sends", "sends_as")}.get(key, (key,))
    for each in dropped:
        if line := locate(text).get((kind, place, each)):
            lines[line - 1] = ""
    found = cover(
        from_texts("\n".join(lines), FRAME_TEXT, "x.toml").procedure, built_in_register(name)
    )
    assert [(gap.subject, gap.verdict) for gap in found.gaps if " " not in gap.subject] == [
        (clause, Verdict.DIFFERENT)
    ]
    words = key.replace("_", " ")
    assert any(said.startswith(f"{words}: ") for said in found.gaps[0].differences)


@pytest.mark.parametrize("name", built_in())
def test_a_rule_of_a_built_in_procedure_cannot_become_a_note(name: str) -> None:
    procedure = load(name).procedure
    rules = [rule for rule in procedure.rules if rule.kind is not RuleKind.NOTE]
    assert rules
    for rule in rules:
        turned = [
            replace(each, kind=RuleKind.NOTE) if each is rule else each for each in procedure.rules
        ]
        found = cover(replace(procedure, rules=tuple(turned)), built_in_register(name))
        assert [gap.subject for gap in found.gaps] == [rule.clause]
        assert f"rule: {rule.kind} in the register, note in the procedure" in (
            found.gaps[0].differences
        )


def test_a_register_that_tells_nothing_of_it_is_not_asked_what_the_program_makes_of_a_clause() -> (
    None
):
    keys = "|".join(TOLD_ALL)
    bare = re.sub(rf"(?m)^({keys}) = .*\n", "", REGISTER_TEXT)
    assert not register(bare).tells_all
    assert register(REGISTER_TEXT).tells_all
    text = broken('gated_by = ["W-1r"]\n', "", TEXT)
    assert cover(westmere(text), register(bare)).is_complete


def test_an_act_that_a_procedure_leaves_out_is_missing() -> None:
    start = TEXT.index("[[together]]")
    text = TEXT[:start] + TEXT[TEXT.index("# ---- worked examples") :]
    coverage = cover(westmere(text), REGISTER)
    assert [(gap.subject, gap.verdict, gap.differences) for gap in coverage.gaps] == [
        (
            "W-1a together with W-1c",
            Verdict.MISSING,
            ("not for initial by video, review by video, review in writing",),
        )
    ]


def test_an_act_of_some_conferences_is_missing_for_the_others() -> None:
    text = broken('types = ["initial", "review"]    # without', 'types = ["review"]    # ', TEXT)
    assert cover(westmere(text), REGISTER).gaps[0].differences == ("not for initial by video",)
    asked = register(
        broken(
            'clauses = ["W-1a", "W-1c"]',
            'clauses = ["W-1a", "W-1c"]\ntypes = ["review"]',
            REGISTER_TEXT,
        )
    )
    assert cover(westmere(text), asked).is_complete


def test_a_local_target_is_no_time_of_the_document() -> None:
    text = broken(
        'title = "Authorise', 'local_target = "4 days before conference"\ntitle = "Auth', TEXT
    )
    assert cover(westmere(text), REGISTER).is_complete


def test_one_day_may_be_written_as_many() -> None:
    text = broken("6 working days", "1 working days", TEXT)
    asked = broken("6 working days", "1 working day", REGISTER_TEXT)
    assert cover(westmere(text), register(asked)).is_complete


@pytest.mark.parametrize(
    ("sentence", "table"),
    [
        ("5 days before conference", "{workdays = -5}"),
        ("6 working days before conference", "{workdays = -6}"),
        ("30 hours before conference", "{hours = -30}"),
        ("on the day of conference, by the start", '{day = "conference", by = "start"}'),
        ("on the day of conference, by close of business", '{day = "conference", by = "close"}'),
        ("within 30 hours of conference", "{hours = 30}"),
        ("within 15 working days of conference", "{workdays = 15}"),
        ("within 2 months of initial-conference", '{months = 2, of = "initial-conference"}'),
    ],
)
def test_a_register_of_before_there_were_sentences_says_the_same(sentence: str, table: str) -> None:
    older = broken(f'when = "{sentence}"', f"when = {table}", REGISTER_TEXT)
    assert [clause.timing for clause in register(older).clauses] == [
        clause.timing for clause in REGISTER.clauses
    ]


def test_an_order_that_a_procedure_leaves_out_is_missing() -> None:
    text = broken('before = ["ask-whether-it-came"]\n', "", TEXT)
    coverage = cover(westmere(text), REGISTER)
    assert [(found.subject, found.verdict) for found in coverage.gaps] == [
        ("W-5a before W-5c", Verdict.MISSING)
    ]


def test_an_order_of_only_after_counts_as_one() -> None:
    text = broken('before = ["ask-whether-it-came"]\n', "", TEXT)
    text = broken(
        'facts = ["report_emailed"]', 'facts = ["report_emailed"]\nonly_after = ["W-5a"]', text
    )
    coverage = cover(westmere(text), REGISTER)
    assert {found.verdict for found in coverage.orders} == {Verdict.COVERED}


def test_a_task_that_the_register_does_not_have_is_listed_and_no_gap() -> None:
    asked = register(REGISTER_TEXT.replace('id = "W-12"', 'id = "W-99"'))
    coverage = cover(westmere(), asked)
    assert coverage.extra == ("W-12",)
    assert [found.subject for found in coverage.gaps] == ["W-99"]


def test_the_national_frame_may_be_left_out_of_a_register() -> None:
    assert not any(clause.form.id.startswith("E-") for clause in REGISTER.clauses)
    assert cover(westmere(), REGISTER).extra == ()


def test_a_register_of_many_documents_is_compared_where_the_letters_agree() -> None:
    both = Register(
        clauses=built_in_register("hounslow").clauses + REGISTER.clauses,
        orders=built_in_register("hounslow").orders + REGISTER.orders,
    )
    coverage = cover(load("hounslow").procedure, both)
    assert coverage.is_complete
    assert {found.subject[0] for found in coverage.clauses} == {"H", "E"}
    assert set(coverage.skipped) == {clause.form.id for clause in REGISTER.clauses}


def test_a_register_of_another_document_compares_nothing_and_is_not_complete() -> None:
    coverage = cover(load("hounslow").procedure, REGISTER)
    assert coverage.clauses == ()
    assert coverage.gaps == ()
    assert not coverage.is_complete
    assert "H-ICPC-P3" in coverage.extra


def test_clauses_for_conferences_that_are_not_governed_are_skipped_and_listed() -> None:
    text = broken('initial = ["video"]\n', "", TEXT)
    for old in (
        'types = ["initial"]\nrole = "manager"',
        'types = ["initial"]\nformats = ["video"]',
    ):
        text = broken(old, old.replace("initial", "review"), text)
    text = broken('types = ["initial", "review"]\n', "", text)
    text = broken('types = ["initial", "review"]    # without', "# without", text)
    coverage = cover(westmere(text), built_in_register(FRAME))
    assert coverage.skipped == ("E-CORE-10", "E-ICPC-15")
    assert coverage.is_complete


def test_a_procedure_of_ones_own_has_no_built_in_register() -> None:
    with pytest.raises(NotFound, match=r'no built-in register called "westmere".*--register'):
        built_in_register("westmere")


def test_a_register_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_register(str(tmp_path / "register.toml"))


@pytest.mark.parametrize(
    ("old", "new", "where", "words"), cases("register", "old", "new", "where", "words")
)
def test_a_fault_of_a_register_is_told_with_its_line(
    old: str, new: str, where: str, words: str
) -> None:
    text = broken(old, new, REGISTER_TEXT)
    with pytest.raises(ProcedureFault) as refused:
        register(text)
    fault = refused.value.faults[0]
    assert where in text.split("\n")[fault.line - 1]
    assert words in fault.message
