"""What the two messages say can be read by a parent, and gives nothing away."""

import itertools
import re

import pytest

from cpconf.core.words import DocumentKind, FileType
from cpconf.mail.wording import LONGEST_LINE, Message, first_message, printable, second_message

KINDS = (DocumentKind.REPORT, DocumentKind.PLAN, DocumentKind.MINUTES, DocumentKind.SET)
MADE = "amber-kettle-tulip-saddle-comet"
LONGEST_REF = "X" * 32

FIRST = [
    first_message(LONGEST_REF, kind, file_type, agreed=agreed)
    for kind, file_type, agreed in itertools.product(KINDS, FileType, (False, True))
]
SECOND = [
    second_message(LONGEST_REF, kind, password)
    for kind, password in itertools.product(KINDS, (MADE, "Any Other Password!", "x" * 64))
]
EVERY = pytest.mark.parametrize("message", FIRST + SECOND, ids=range(len(FIRST + SECOND)))


@EVERY
def test_every_line_is_short_and_plain(message: Message) -> None:
    lines = [message.subject, *message.body.splitlines()]
    assert all(len(line) <= LONGEST_LINE for line in lines)
    assert all(line.isascii() and line.isprintable() and line == line.rstrip() for line in lines)


@EVERY
def test_no_line_is_one_that_a_mailbox_would_alter(message: Message) -> None:
    assert not re.search(r"^(From |>|\.|-- )", message.body, re.MULTILINE)


@EVERY
def test_nothing_says_what_the_matter_is_about(message: Message) -> None:
    words = re.compile(
        r"child|protect|social|abuse|harm|risk|safeguard|police|court", re.IGNORECASE
    )
    assert not words.search(message.subject + message.body)
    assert not re.search(r"report|plan|minutes|conference", message.subject)


@EVERY
def test_a_child_of_eleven_can_read_it(message: Message) -> None:
    # Flesch and Kincaid's formula; American grade 6 is for children of 11 and 12 years.
    text = re.sub(r"X{32}|x{64}|^amber-.*$", "", message.body, flags=re.MULTILINE)
    sentences = len(re.findall(r"[.?!:]\s|\n\n", text))
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower()))) for word in words)
    assert 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 < 6


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_message_tells_what_will_happen(kind: DocumentKind) -> None:
    body = first_message("X1", kind, FileType.PDF).body
    assert "X1" in body
    assert "The password is not in this message." in body
    assert "After that we will give you the password." in body
    assert "Is this message not for you?" in body
    assert "PDF" in body


def test_a_parent_hears_that_somebody_will_ring() -> None:
    assert "We will ring you" in first_message("X1", DocumentKind.PLAN, FileType.PDF).body


def test_a_word_file_names_the_apps_that_open_it() -> None:
    body = first_message("X1", DocumentKind.MINUTES, FileType.DOCX).body
    assert "Word app" in body
    assert "Pages" in body
    assert "PDF" not in body


def test_an_agreed_password_is_called_that_and_none_is_promised() -> None:
    body = first_message("X1", DocumentKind.PLAN, FileType.PDF, agreed=True).body
    assert "Use the password that we agreed with you." in body
    assert "We will ring you to check that this message has come." in body
    assert "give you the password" not in body


def test_professionals_are_told_to_keep_the_set_to_themselves() -> None:
    body = first_message("X1", DocumentKind.SET, FileType.PDF).body
    assert "do not give it to the family" in body
    assert "ring" not in body


def test_the_password_is_alone_on_its_line_and_nowhere_else() -> None:
    message = second_message("X1", DocumentKind.REPORT, MADE)
    assert message.body.splitlines().count(MADE) == 1
    assert message.body.count(MADE) == 1
    assert MADE not in message.subject


def test_made_passwords_and_chosen_ones_are_typed_in_different_ways() -> None:
    made = second_message("X1", DocumentKind.REPORT, MADE).body
    chosen = second_message("X1", DocumentKind.REPORT, "Tulip Comet 1957!").body
    assert "small letters only" in made
    assert "hyphens" in made
    assert "small letters only" not in chosen
    assert "Capital letters, small letters and signs all count." in chosen


def test_a_password_does_not_show_where_a_message_does() -> None:
    assert MADE not in repr(second_message("X1", DocumentKind.REPORT, MADE))


def test_a_first_message_is_printed_whole() -> None:
    message = first_message("X1", DocumentKind.REPORT, FileType.PDF)
    printed = printable("robin@example.com", message)
    assert printed == f"To: robin@example.com\nSubject: {message.subject}\n\n{message.body}"


@pytest.mark.parametrize("password", [MADE, "This is the password:", "How to type it:"])
def test_a_password_is_never_printed(password: str) -> None:
    printed = printable("robin@example.com", second_message("X1", DocumentKind.REPORT, password))
    assert password not in printed
    assert "small letters" in printed
