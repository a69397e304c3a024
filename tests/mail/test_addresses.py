"""Email addresses as people type them: one plain address, and never repeated where it is none."""

import re

import pytest

from cpconf.errors import UsageFault
from cpconf.mail.addresses import read_address


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
