import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import typer.main

from benchmarks import dates, floor, peer, stores
from benchmarks.bench import Bench, count_tasks
from benchmarks.pairs import Pairs, Took, alternate
from benchmarks.running import Command, peak, run
from benchmarks.table import Row, say_ratio, say_time, write_table
from cpconf.cli.program import program
from cpconf.store.conferences import rows
from cpconf.store.reading import reading

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="commands are timed by wait4")


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nine")
    bookings = stores.write_csv(folder / "nine.csv", stores.coming(9))
    return stores.make_store(folder / "nine.sqlite", bookings)


def taken(app: typer.Typer) -> set[str]:
    """What a program takes, a line for each command, argument and option."""
    return set(_taken(typer.main.get_command(app), ""))


def _taken(command: object, path: str) -> Iterator[str]:
    yield f"{path} command"
    arguments = count(1)
    for parameter in getattr(command, "params", ()):
        is_option = parameter.param_type_name == "option"
        kind = " ".join(parameter.opts) if is_option else f"argument {next(arguments)}"
        flag, many = getattr(parameter, "is_flag", False), getattr(parameter, "multiple", False)
        needed = "needed" if parameter.required else "optional"
        yield f"{path} {kind}: {needed}, takes {parameter.nargs}, {flag=}, {many=}"
    for name, below in getattr(command, "commands", {}).items():
        yield from _taken(below, f"{path} {name}")


def test_the_floor_takes_exactly_the_commands_arguments_and_options_of_the_program() -> None:
    assert taken(floor.program) ^ taken(program) == set()


def test_the_floor_lists_its_commands_in_plain_text_like_the_program() -> None:
    assert floor.program.rich_markup_mode is None
    assert program.rich_markup_mode is None


def test_the_floor_asks_for_the_very_rows_and_columns_of_status(nine: Path) -> None:
    asked = floor.outstanding(str(nine))
    reader = reading(nine)
    assert reader is not None
    with reader:
        assert [row["id"] for row in asked] == [
            task.id for task in reader.conferences.outstanding()
        ]
    assert set(asked[0].keys()) == {*rows.TASK.split(", "), "wanted"}


def test_the_coming_conferences_take_turns_in_procedure_and_type() -> None:
    kinds = {(row["procedure"], row["type"]) for row in stores.coming(9)}
    assert len(kinds) == 4


def test_after_years_of_use_only_the_coming_conferences_have_open_tasks(
    nine: Path, tmp_path: Path
) -> None:
    scattered = stores.scattered(stores.past(18), stores.coming(9), 2)
    bookings = stores.write_csv(tmp_path / "used.csv", scattered)
    path = stores.make_store(tmp_path / "used.sqlite", bookings)
    stores.finish_past(path)
    of_nine, open_in_nine = count_tasks(nine)
    assert count_tasks(path) == (3 * of_nine, open_in_nine)


def test_the_coming_conferences_are_scattered_among_the_past_ones() -> None:
    scattered = stores.scattered(stores.past(4), stores.coming(2), 2)
    assert [row["ref"][:4] for row in scattered] == ["PAST", "PAST", "OPEN", "PAST", "PAST", "OPEN"]


def test_the_libraries_and_the_program_count_the_same_dates() -> None:
    ours, counted = stores.calendar().shift, dates.cases(60)
    for name, theirs in dates.peers().items():
        assert [theirs(*case) for case in counted] == [ours(*case) for case in counted], name


def test_the_ratio_is_the_median_of_the_pairs_own() -> None:
    pairs = Pairs(
        tuple(Took(wall, 1.0) for wall in (1.0, 20.0, 3.0)),
        tuple(Took(wall, 2.0) for wall in (1.0, 10.0, 1.0)),
    )
    assert (pairs.wall, pairs.cpu) == (2.0, 0.5)


def test_the_round_that_warms_the_caches_is_not_counted_and_the_order_alternates() -> None:
    order: list[str] = []

    def measured(name: str) -> Took:
        order.append(name)
        return Took(len(order), 0.0)

    pairs = alternate(lambda: measured("ours"), lambda: measured("theirs"), 2)
    assert order == ["theirs", "ours", "ours", "theirs", "theirs", "ours"]
    assert [took.wall for took in pairs.ours] == [3, 6]


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (Row(what="fast", ratio=1.2, most=1.4), True),
        (Row(what="slow", ratio=1.5, most=1.4), False),
        (Row(what="small", value=79, most=80, unit=" MB"), True),
        (Row(what="told", ratio=1.5), None),
        (Row(what="left out", reason="no such program", most=1), None),
    ],
    ids=lambda value: value.what if isinstance(value, Row) else str(value),
)
def test_a_row_is_judged_only_by_a_figure_that_it_has(row: Row, *, kept: bool | None) -> None:
    assert row.kept is kept


def test_the_table_has_a_line_for_each_row_with_its_columns_lined_up() -> None:
    table = write_table(
        [
            Row(what="fast", ours="1 ms", theirs="2 ms", ratio=0.5, cpu=0.5, most=1.4, rounds=25),
            Row(what="slow", ours="3 ms", theirs="2 ms", ratio=1.5, cpu=1.5, most=1.4, rounds=25),
            Row(what="left out", reason="no such program"),
        ]
    )
    _, _, fast, slow, skipped = lines = table.splitlines()
    assert len({len(line) for line in lines}) == 1
    assert "| ok " in fast
    assert "**over**" in slow
    assert "skipped: no such program" in skipped


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(12.3, "12.3 s"), (0.0712, "71.2 ms"), (7.67e-6, "7.67 µs"), (8.13e-7, "813 ns")],
)
def test_a_time_is_said_in_the_unit_that_suits_it(seconds: float, said: str) -> None:
    assert say_time(seconds) == said


def test_a_small_ratio_keeps_its_size() -> None:
    assert [say_ratio(ratio) for ratio in (1.049, 0.09, 0.004, None)] == [
        "1.05",
        "0.09",
        "0.004",
        "",
    ]


@POSIX
def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="left with 3"):
        run(Command((sys.executable, "-c", "raise SystemExit(3)")))


@POSIX
def test_a_command_on_a_terminal_sees_one_of_120_columns(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = "import os, sys; print(os.get_terminal_size()[0], file=open(sys.argv[1], 'w'))"
    run(Command((sys.executable, "-c", script, str(seen)), terminal=True))
    assert seen.read_text().strip() == "120"


@POSIX
def test_the_peak_of_memory_is_that_of_the_command_and_not_of_the_benchmark() -> None:
    bare = peak(Command((sys.executable, "-S", "-c", "pass")))
    large = peak(Command((sys.executable, "-S", "-c", "b'x' * 50_000_000")))
    assert large > bare + 45


def test_a_quick_run_judges_nothing_that_depends_on_size(tmp_path: Path) -> None:
    assert Bench(tmp_path, quick=True).figure(8) is None
    assert Bench(tmp_path).figure(8) == 8


def test_a_missing_peer_is_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    [row] = peer.taskwarrior(Bench(tmp_path))
    assert "not installed" in row.reason
