"""Email addresses as people type them: one plain address, and never repeated where it is none."""

import re
import subprocess
import sys

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cpconf.errors import UsageFault
from cpconf.mail.addresses import LONGEST, one_address, read_address, read_recipient


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        # RFC 5321, section 2.4: a domain is the same in any case, what is before the @ may not be.
        ("Robin.Example@EXAMPLE.Org", "Robin.Example@example.org"),
        (" robin@example.org\n", "robin@example.org"),
        ("robin+office@example.org", "robin+office@example.org"),
    ],
)
def test_an_address_is_kept_as_mail_reads_it(typed: str, kept: str) -> None:
    assert read_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("", "canary", "canary@", "@canary.org", "canary@localhost", "canary@canary..org"),
        *("canary@canary_name.org", "canary name@example.org", "Canary <canary@example.org>"),
        *("canary@example.org, other@example.org", "canary@[canary:1]", "canary@[IPv6:canary]"),
        *("robin@canary\u2603.org", "robin@[IPv6:canary]"),
        # Words that stand in what the library has to say.
        *("periods@example..org", "period@localhost", "part@example_name.org"),
    ],
)
def test_what_is_no_address_is_told_and_not_repeated(typed: str) -> None:
    with pytest.raises(UsageFault, match="not one email address") as told:
        read_address(typed)
    explanation = str(told.value).removeprefix("not one email address: ")
    assert explanation
    for word in re.split(r"[\W_]+", typed):
        assert len(word) <= 2 or word not in explanation


HOST = ".".join(["b" * 60] * 3)

UNSENDABLE = [
    # RFC 5321: 2.3.11 and 4.1.2 (ASCII before the @ without SMTPUTF8), 4.5.3.1.1 (64 octets before
    # it), 4.5.3.1.3 (256 with the brackets); RFC 1035, 2.3.4 (63 octets in a label).
    pytest.param("zo\u00eb@example.org", id="a letter beyond ASCII"),
    pytest.param("\u674e@example.org", id="another script"),
    pytest.param("a" * 65 + "@example.org", id="65 before the @"),
    pytest.param("a" * 200 + "@example.org", id="200 before the @"),
    pytest.param("a@" + "b" * 64 + ".example", id="64 in a label"),
    pytest.param("a" * 64 + f"@{HOST}.{'c' * 8}.org", id="over 254 in all"),
    pytest.param('"a b"@example.org', id="quoted"),
    pytest.param("a@[192.0.2.1]", id="a number for a host"),
    pytest.param("a..b@example.org", id="two dots"),
    pytest.param("a.@example.org", id="a dot before the @"),
]
SENDABLE = [
    pytest.param("a" * 64 + "@example.org", id="64 before the @"),
    pytest.param("a@" + "b" * 63 + ".example", id="63 in a label"),
    pytest.param(f"{'a' * 60}@{HOST}.{'c' * 6}.org", id="254 in all at most"),
    pytest.param("o'brien+team@b\u00fccher.example", id="IDNA"),
]


@pytest.mark.parametrize("typed", UNSENDABLE)
def test_an_address_that_no_message_can_go_to_is_refused_where_it_is_typed(typed: str) -> None:
    for read in (one_address, read_recipient):
        with pytest.raises(UsageFault) as told:
            read(typed)
        assert typed not in str(told.value)


@pytest.mark.parametrize("typed", SENDABLE)
def test_an_address_that_a_message_can_go_to_is_taken(typed: str) -> None:
    assert read_recipient(typed)
    assert one_address(read_recipient(typed)).addr_spec.isascii()


LOCAL = st.text("abZ9_+-.\"' é", min_size=1, max_size=66)
LABEL = st.text("abx9-é", min_size=1, max_size=65)
LAST = st.sampled_from(
    # RFC 6761 and 7686 keep some of these apart; RFC 5321 lets a domain end in none but letters.
    ["org", "uk", "example", "local", "localhost", "test", "invalid", "arpa", "onion", "x9", "a"]
)


@given(LOCAL, st.lists(LABEL, max_size=4), LAST)
@example("a" * 64, ["b" * 63] * 3, "org")
@example("a", ["x--y"], "org")
@example("a", [], "org")
@settings(max_examples=300)
def test_what_passes_as_plain_is_what_the_library_gives_back_to_the_letter(
    local: str, labels: list[str], last: str
) -> None:
    address = f"{local}@{'.'.join([*labels, last])}"
    try:
        found = validate_email(
            address, check_deliverability=False, globally_deliverable=False, strict=True
        ).ascii_email
    except EmailNotValidError:
        found = None
    if found is None or len(found) > LONGEST:
        with pytest.raises(UsageFault):
            one_address(address)
    else:
        assert one_address(address).addr_spec == found


def test_a_plain_address_is_taken_without_the_library() -> None:
    code = (
        "import sys; from cpconf.mail.addresses import one_address; "
        "one_address('Robin.Example+1@mail.example.org'); print('email_validator' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
