"""Email addresses: one address in a field, checked before it goes on record.

The library that knows all of their forms takes long to load. It is loaded for an address that is
typed, and where a message is made, for one that is not of the plain form that nearly all have.
"""
# ruff: noqa: PLC0415 - late, as said above

import re
from email.headerregistry import Address
from typing import Final

from cpconf.errors import UsageFault

LONGEST: Final = 254
"""Characters of an address that SMTP can name: 256 with its brackets (RFC 5321, 4.5.3.1.3)."""

_PLAIN: Final = re.compile(
    r"(?=.{1,64}@)[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*"
    r"@(?!.*--)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?!(arpa|invalid|local|localhost|onion|test)$)[a-z]{2,63}",
    re.ASCII,
)
"""Addresses that the library takes, and gives back to the letter; a test compares the two."""


def one_address(text: str) -> Address:
    """One address that a message can go to or come from: fit for a header and for SMTP.

    It is in ASCII, with at most 64 characters before the @, 63 in each part of its domain, and 254
    in all (RFC 5321, section 4.5.3.1; RFC 1035, section 2.3.4). Letters beyond ASCII in its domain
    are spelt as the network knows them (IDNA). Raises UsageFault, which never repeats the address.
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
        raise UsageFault("a message goes to one plain email address, and this is none: correct it")
    return Address(addr_spec=address)


def read_recipient(text: str) -> str:
    """One email address that invitations and documents can be sent to, as `read_address` has it.

    Raises UsageFault, which never repeats the address.
    """
    address = read_address(text)
    try:
        one_address(address)
    except UsageFault:
        raise UsageFault(
            "no message can be sent to that email address: what stands before the @ has at most 64 "
            f"letters, all of them plain (a to z), and the whole at most {LONGEST}"
        ) from None
    return address


def read_address(text: str) -> str:
    """One email address, normalised (RFC 5321 and 5322, no look-up in the network).

    Raises UsageFault, which never repeats the address.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=False)
    except EmailNotValidError as error:
        raise UsageFault(f"not one email address: {_harmless(str(error), text)}") from error
    return found.normalized


def _harmless(message: str, text: str) -> str:
    """The library's explanation, unless it repeats a word of what was typed."""
    words = [word for word in re.split(r"[\W_]+", text) if len(word) > 2]
    return "check it" if any(word in message for word in words) else message
