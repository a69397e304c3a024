"""What is known of a conference, from answers and from the record itself."""

import pytest

from cpconf.core.conferences.facts import Record
from cpconf.core.procedures.procedure import Condition
from cpconf.core.words import Fact
from tests.core.making import CARER, FATHER, MOTHER, OTHER_SCHOOL, SCHOOL, SOCIAL_WORKER, record

ANSWERED = [fact for fact in Fact if fact not in {"parent_email", "school_invited"}]


def test_nobody_knows_anything_of_an_empty_record() -> None:
    assert all(Record().knows(fact) is None for fact in Fact)
    assert all(Record().knows(fact, "m1") is None for fact in Fact)


@pytest.mark.parametrize("fact", Fact)
def test_every_fact_may_be_answered_and_holds_as_it_was_answered(fact: Fact) -> None:
    assert record(yes=[fact]).knows(fact) is True
    assert record(no=[fact]).knows(fact) is False
    assert record(yes=[fact]).knows(fact, "m1") is True


@pytest.mark.parametrize("fact", Fact)
def test_until_it_is_answered_a_fact_counts_as_no(fact: Fact) -> None:
    holds, fails = Condition(fact), Condition(fact, negated=True)
    for known, answer in (
        (record(), False),
        (record(no=[fact]), False),
        (record(yes=[fact]), True),
    ):
        assert known.holds(holds) is answer
        assert known.holds(fails) is not answer


@pytest.mark.parametrize("fact", ANSWERED)
def test_an_answer_for_one_person_comes_before_the_one_for_everybody(fact: Fact) -> None:
    known = record(MOTHER, FATHER, yes=[fact], about={(fact, "f1"): False})
    assert known.knows(fact, "f1") is False
    assert known.knows(fact, "m1") is True
    assert known.knows(fact) is True


def test_an_answer_for_one_person_says_nothing_of_anybody_else() -> None:
    known = record(MOTHER, FATHER, about={("parent_cannot_join", "f1"): True})
    assert known.knows(Fact.PARENT_CANNOT_JOIN, "m1") is None
    assert known.knows(Fact.PARENT_CANNOT_JOIN) is None


@pytest.mark.parametrize(
    ("people", "about", "known"),
    [
        ((), None, None),
        ((SOCIAL_WORKER,), None, None),
        ((MOTHER,), None, True),
        ((MOTHER,), "m1", True),
        ((FATHER,), None, None),
        ((FATHER,), "f1", False),
        ((MOTHER, FATHER), None, True),
        ((MOTHER, FATHER), "m1", True),
        ((MOTHER, FATHER), "f1", False),
        ((CARER, FATHER), None, True),
        ((CARER,), "c1", True),
    ],
)
def test_the_record_shows_which_parents_have_an_email_address(
    people: tuple[object, ...], about: str | None, known: bool | None
) -> None:
    assert Record(people).knows(Fact.PARENT_EMAIL, about) is known  # type: ignore[arg-type]


def test_what_the_record_shows_comes_before_what_was_answered_for_everybody() -> None:
    denied = record(MOTHER, FATHER, no=["parent_email"])
    assert denied.knows(Fact.PARENT_EMAIL) is True
    assert denied.knows(Fact.PARENT_EMAIL, "m1") is True
    claimed = record(MOTHER, FATHER, yes=["parent_email"])
    assert claimed.knows(Fact.PARENT_EMAIL, "f1") is False


def test_an_answer_for_one_parent_comes_before_what_the_record_shows_of_them() -> None:
    # An address that must not be used, say; or one that is known but kept elsewhere.
    known = record(
        MOTHER, FATHER, about={("parent_email", "m1"): False, ("parent_email", "f1"): True}
    )
    assert known.knows(Fact.PARENT_EMAIL, "m1") is False
    assert known.knows(Fact.PARENT_EMAIL, "f1") is True


def test_a_school_on_record_is_a_school_invited() -> None:
    assert record(SCHOOL).knows(Fact.SCHOOL_INVITED) is True
    assert record(SCHOOL, OTHER_SCHOOL).knows(Fact.SCHOOL_INVITED, "s2") is True
    assert record(MOTHER).knows(Fact.SCHOOL_INVITED) is None
    assert record(yes=["school_invited"]).knows(Fact.SCHOOL_INVITED) is True


def test_a_report_counts_as_emailed_to_the_parent_whose_task_is_done() -> None:
    known = record(MOTHER, FATHER, emailed=["m1"])
    assert known.knows(Fact.REPORT_EMAILED, "m1") is True
    assert known.knows(Fact.REPORT_EMAILED, "f1") is None
    assert known.knows(Fact.REPORT_EMAILED) is True
    assert record(emailed=[None]).knows(Fact.REPORT_EMAILED) is True
    assert record(MOTHER).knows(Fact.REPORT_EMAILED, "m1") is None


@pytest.mark.parametrize(
    ("known", "facts"),
    [
        (record(), []),
        (record(yes=["split", "parent_email", "school_invited", "report_emailed"]), []),
        (record(no=list(Fact)), []),
        (record(MOTHER, yes=["parent_email"]), []),
        (record(MOTHER, no=["parent_email"]), ["parent_email"]),
        (record(FATHER, no=["parent_email"]), []),
        (record(MOTHER, FATHER, no=["parent_email"]), ["parent_email"]),
        (record(SCHOOL, no=["school_invited"]), ["school_invited"]),
        (record(SCHOOL, yes=["school_invited"]), []),
        (record(MOTHER, no=["report_emailed"], emailed=["m1"]), ["report_emailed"]),
        (record(MOTHER, about={("parent_email", "m1"): False}), ["parent_email"]),
        (record(FATHER, about={("parent_email", "f1"): True}), ["parent_email"]),
        (record(FATHER, about={("parent_email", "f1"): False}), []),
        (record(MOTHER, FATHER, about={("parent_email", "f1"): False}), []),
        (record(MOTHER, FATHER, about={("parent_email", "f1"): True}), ["parent_email"]),
        (
            record(MOTHER, SCHOOL, no=["parent_email", "school_invited"]),
            ["parent_email", "school_invited"],
        ),
    ],
)
def test_an_answer_that_the_record_denies_is_a_contradiction(
    known: Record, facts: list[str]
) -> None:
    assert list(known.contradictions()) == facts


def test_an_address_claimed_where_no_parent_has_one_is_a_contradiction() -> None:
    assert record(FATHER, yes=["parent_email"]).contradictions() == (Fact.PARENT_EMAIL,)


@pytest.mark.parametrize(
    ("written", "fact", "negated"),
    [("split", Fact.SPLIT, False), ("!no_second_device", Fact.NO_SECOND_DEVICE, True)],
)
def test_a_condition_is_a_fact_or_its_contrary(written: str, fact: Fact, negated: bool) -> None:
    assert Condition.parse(written) == Condition(fact, negated=negated)
    assert str(Condition.parse(written)) == written


@pytest.mark.parametrize("written", ["", "!", "Split", "!!split", "split ", "rain"])
def test_anything_else_is_no_condition(written: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Fact"):
        Condition.parse(written)


@pytest.mark.parametrize("fact", Fact)
def test_every_fact_is_a_question_to_whoever_knows(fact: Fact) -> None:
    assert fact.question.endswith("?")
