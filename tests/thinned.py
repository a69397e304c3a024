"""Tests with many cases that take long: of these every so manieth stands in `make test`.

The others are `thorough`, and run with continuous integration. Which are left is by their order, so
that each of the things that vary comes.
"""

from collections import Counter
from typing import Final

import pytest

FIRST: Final = 10_000
"""For a test of which `make test` has the first case alone."""
EVERY: Final[dict[str, dict[str, int]]] = {
    "cli/test_closed_outputs": {
        "test_a_command_that_was_started_without_its_outputs_keeps_its_work": 3,
        "test_what_was_kept_is_not_denied_where_nobody_reads": 3,
    },
    "cli/test_json_promises": {
        "test_two_clocks_give_the_same_document_but_for_what_is_listed": 3,
    },
    "cli/reminders/test_killed_while_reminding": {
        "test_into_a_maildir_everybody_gets_one_message": FIRST,
    },
    "cli/test_processes": {
        "test_what_was_decided_on_an_old_picture_is_not_done": 3,
    },
    "cli/test_progress": {
        "test_nothing_of_it_goes_into_a_pipe": 3,
        "test_what_takes_longer_than_a_second_shows_how_far_it_is": 3,
    },
    "cli/reminders/test_remind_at_once": {
        "test_cron_gets_no_mail_of_a_wait_that_a_person_is_told_of": 2,
    },
    "cli/invitations/test_reply": {
        "test_a_calendars_answer_counts_for_the_date_of_the_change_that_it_answers": 2,
    },
    "cli/conferences/test_true_record": {
        "test_after_any_commands_only_what_somebody_owes_is_overdue": 2,
    },
    "cli/sharing/test_ways_out": {
        "test_what_changed_since_stops_it_where_it_must": 12,
    },
    "cli/stores/test_cut_connection": {
        "test_a_command_cut_at_its_commit_is_kept_or_not_and_says_which": 8,
    },
    "cli/test_store_faults": {
        "test_what_is_no_usable_store_gives_7_and_stays_as_it_is": 3,
    },
    "cli/test_paths": {
        "test_a_path_that_no_file_can_have_is_told_in_two_lines": 3,
        "test_what_is_no_plain_file_is_neither_waited_for_nor_read": 3,
    },
    "cli/test_bad_input": {
        "test_bad_input_makes_no_store": 3,
    },
    "cli/conferences/test_mistyped": {
        "test_a_command_has_the_same_help_whether_or_not_the_others_are_put_together": 4,
    },
    "cli/conferences/test_schedule_dates": {
        "test_a_worked_case_comes_out_of_the_command_line": 3,
    },
    "mail/test_passwords": {
        "test_a_draft_that_was_saved_again_still_gives_the_password": 4,
    },
    "diaries/test_hostile_calendars": {
        "test_a_rule_that_no_program_writes_is_worked_out_within_bounds": 3,
    },
    "core/mailbox/test_matching": {
        "test_a_text_built_to_take_long_does_not": 2,
    },
    "documents/pdf/test_pdf_remarks": {
        "test_what_no_reader_loses_anything_by_is_protected_and_the_copy_is_without_fault": 2,
    },
    "procedures/test_cover": {
        "test_a_clause_taken_out_of_a_procedure_is_all_that_is_missing": 3,
    },
    "documents/pdf/test_mutated_pdfs": {
        "test_a_damaged_document_is_refused_or_protected_whole": 6,
    },
    "mail/test_hostile_servers": {
        "test_a_server_of_mailboxes_that_does_not_end_is_given_up": 6,
    },
    "store/sqlite/test_earlier_forms": {
        "test_a_command_killed_on_the_way_leaves_it_in_its_old_form": 4,
    },
    "store/test_processes": {
        "test_a_writer_killed_at_any_moment_loses_nothing_acknowledged": 50,
    },
    "store/sqlite/test_waiting": {
        "test_after_two_seconds_it_is_said_what_is_waited_for": 4,
        "test_patience_ends_and_the_store_is_busy": 4,
    },
    "test_clauses": {
        "test_every_combination_of_facts_on_every_date_gives_the_registers_checklist": 8,
    },
}


def thin(items: list[pytest.Item]) -> None:
    """Mark as thorough all cases of these tests but every so manieth."""
    seen: Counter[str] = Counter()
    for item in items:
        file, _, name = item.nodeid.partition("[")[0].partition("::")
        every = EVERY.get(file.removeprefix("tests/").removesuffix(".py"), {}).get(name)
        if every is not None:
            if seen[file + name] % every:
                item.add_marker(pytest.mark.thorough)
            seen[file + name] += 1
