"""Gates: the few places where the documents say that one task may not come before another."""

import pytest

from tests.cli.running import Cpconf


def state(cpconf: Cpconf, clause: str) -> str:
    return str(cpconf.status().task(clause)["state"])


def shut(cpconf: Cpconf, task: str, clause: str) -> None:
    """The gate is shut, the message says how to override it, and nothing changed."""
    before = cpconf.contents
    ran = cpconf("done", "A-1", task)
    assert ran.code == 5
    assert clause in ran.err
    assert "--override" in ran.err
    assert len(ran.errors) <= 2
    assert cpconf.contents == before


# O-14m before O-15: paragraph 15 says "after authorisation".
def test_the_chair_is_told_only_after_authorisation(cpconf: Cpconf) -> None:
    cpconf.book()
    shut(cpconf, "O-15", "O-14m")
    cpconf.must("done", "A-1", "O-14m")
    cpconf.must("done", "A-1", "O-15")


def test_both_sides_of_a_gate_may_be_done_in_one_command(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-15", "O-14m")
    assert state(cpconf, "O-15") == "done"


# O-11r and O-9r: online invitations wait until the record has an address for the parents.
@pytest.mark.parametrize(
    ("type_", "clause", "rule"), [("initial", "O-11i", "O-11r"), ("review", "O-9a", "O-9r")]
)
def test_invitations_wait_for_an_address(
    cpconf: Cpconf, type_: str, clause: str, rule: str
) -> None:
    cpconf.book("A-1", "--fact", "parent_email", type_=type_)
    shut(cpconf, clause, rule)
    cpconf.add("A-1", "young_person", "--email", "y@example.org")
    cpconf.add("A-1", "mother")
    shut(cpconf, clause, rule)
    cpconf.add("A-1", "father", "--email", "f@example.org")
    cpconf.must("done", "A-1", clause)


# O-9a before O-9c: paragraph 9, the parents' own invitation first.
def test_professionals_are_invited_after_the_parents(cpconf: Cpconf) -> None:
    cpconf.book(type_="review")
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    shut(cpconf, "O-9c", "O-9a")
    cpconf.must("done", "A-1", "O-9a")
    cpconf.must("done", "A-1", "O-9c")


def test_professionals_are_invited_alone_where_the_family_joins_another_way(
    cpconf: Cpconf,
) -> None:
    cpconf.book("A-1", "--fact", "joins_another_way", type_="review")
    cpconf.must("done", "A-1", "O-9c")


# O-SHARE before O-18c: what professionals get was shared with every parent.
def test_the_report_goes_out_after_every_parent_has_it(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.add("A-1", "father")
    shut(cpconf, "O-18c", "O-SHARE")
    cpconf.must("done", "A-1", "O-16a@mother")
    shut(cpconf, "O-18c", "O-SHARE")
    cpconf.must("done", "A-1", "O-16b@father")
    cpconf.must("done", "A-1", "O-18c")


# O-SHARE before O-6c and O-6e.
@pytest.mark.parametrize(("more", "clause"), [((), "O-6c"), (("full_report_shared",), "O-6e")])
def test_neither_report_of_a_review_goes_out_before(
    cpconf: Cpconf, more: tuple[str, ...], clause: str
) -> None:
    cpconf.book("A-1", *(f"--fact={fact}" for fact in more), type_="review")
    cpconf.add("A-1", "mother")
    shut(cpconf, clause, "O-SHARE")
    cpconf.must("done", "A-1", "O-4")
    cpconf.must("done", "A-1", clause)


def test_a_reason_for_leaving_out_opens_a_gate_too(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    cpconf.must("skip", "A-1", "O-16b", "--reason", "the mother is abroad")
    cpconf.must("done", "A-1", "O-18c")


def test_a_gate_can_be_overridden_with_a_reason_that_stays_on_record(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    assert cpconf("done", "A-1", "O-15", "--override", "").code == 2
    assert cpconf.contents == before
    cpconf.must("done", "A-1", "O-15", "--override", "the manager is away")
    assert state(cpconf, "O-15") == "done"
    assert "the manager is away" in cpconf.must("history", "A-1").out


def test_an_override_is_remarked_on_only_where_it_was_not_needed(cpconf: Cpconf) -> None:
    cpconf.book()
    needed = cpconf.must("done", "A-1", "O-15", "--override", "x").err
    assert "no override was needed" not in needed
    assert "usually comes after" not in needed  # the gate has been gone past: that says it all
    for reason in ("not needed", "nor the second time"):
        ran = cpconf.must("done", "A-1", "O-13a", "--override", reason)
        assert "no override was needed" in ran.err
        assert reason in cpconf.must("history", "A-1").out


def test_what_is_done_in_one_command_comes_in_order(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="hounslow")
    assert "usually comes after" in cpconf.must("done", "A-1", "share-reports").err
    cpconf.must("undo", "A-1", "share-reports")
    told = cpconf.must("done", "A-1", "send-invitations", "share-reports").err
    assert "share-reports usually comes after" not in told


def test_a_task_that_is_opened_again_is_named_where_another_was_done_because_of_it(
    cpconf: Cpconf,
) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-14m")
    assert "waits for" not in cpconf.must("undo", "A-1", "O-14m").err
    cpconf.must("done", "A-1", "O-14m", "O-15")
    assert "O-15" not in cpconf.must("undo", "A-1", "O-15").err
    cpconf.must("done", "A-1", "O-15")
    told = cpconf.must("undo", "A-1", "O-14m").err
    assert "is done, although it waits for" in told


def test_other_orders_are_no_gates(cpconf: Cpconf) -> None:
    # The documents gate four things; whatever else comes out of order is recorded.
    gated = {"O-15", "O-11i", "O-18c"}
    cpconf.book("A-1", "--fact", "children_at_home", "--fact", "plan_made")
    for task in reversed(cpconf.status().json["tasks"]):
        if task["clause"] not in gated:
            cpconf.must("done", "A-1", task["handle"])


@pytest.mark.parametrize("format_", ["video", "written"])
def test_hounslow_gates_nothing(cpconf: Cpconf, format_: str) -> None:
    cpconf.book("A-1", "--format", format_, procedure="hounslow", type_="review")
    handles = [task["handle"] for task in cpconf.status().json["tasks"]]
    cpconf.must("done", "A-1", *reversed(handles))
