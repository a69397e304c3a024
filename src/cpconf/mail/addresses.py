"""Email addresses: checking the one address in a field before it goes on record.

email_validator is slow to import, so it is imported only for an address that somebody types, and
for an address in a message that is not of the plain form that nearly all have.
"""
# ruff: noqa: PLC0415 - imported late, see above

import re
from email.headerregistry import Address
from typing import Final

from cpconf.errors import UsageFault

LONGEST: Final = 254
"""The most characters of an address in SMTP: 256 with its brackets (RFC 5321, 4.5.3.1.3)."""

_PLAIN: Final = re.compile(
    r"(?=.{1,64}@)[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*"
    r"@(?!.*--)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?!(arpa|invalid|local|localhost|onion|test)$)[a-z]{2,63}",
    re.ASCII,
)
"""Addresses that email_validator accepts and returns unchanged; a test compares the two."""


def one_address(text: str) -> Address:
    """Return one address that is fit for a message's header and for SMTP.

    It is in ASCII, with at most 64 characters before the @, 63 in each part of its domain, and 254
    in all (RFC 5321, section 4.5.3.1; RFC 1035, section 2.3.4). Other letters in its domain are
    encoded (IDNA). Raises UsageFault (exit 2), which never repeats the address.
    """
    if len(text) <= LONGEST and _PLAIN.fullmatch(text):
        return Address(addr_spec=text)
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            text, check_deliverability=False, globally_deliverable=False, strict=True
        )
    except EmailNotValidError:
        found = None
    address = found.ascii_email if found is not None else None
    if address is None or len(address) > LONGEST:
        raise UsageFault("this is not one plain email address: correct it")
    return Address(addr_spec=address)


def read_recipient(text: str) -> str:
    """Return one email address, as `read_address` does, if messages can be sent to it.

    Raises UsageFault (exit 2), which never repeats the address.
    """
    address = read_address(text)
    try:
        one_address(address)
    except UsageFault:
        raise UsageFault(
            "no message can be sent to that email address: it may have at most 64 characters "
            f"before the @, no accented letters there, and at most {LONGEST} characters in all"
        ) from None
    return address


def read_address(text: str) -> str:
    """Return one email address, normalised (RFC 5321 and 5322), without using the network.

    Raises UsageFault (exit 2), which never repeats the address.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=False)
    except EmailNotValidError as error:
        raise UsageFault(f"not one email address: {_harmless(str(error), text)}") from error
    return found.normalized


def _harmless(message: str, text: str) -> str:
    """Return the library's explanation, unless it repeats a word of what was typed."""
    words = [word for word in re.split(r"[\W_]+", text) if len(word) > 2]
    return "check it" if any(word in message for word in words) else message
