"""Email addresses: one address in a field, checked before it goes on record."""

import re

from email_validator import EmailNotValidError, validate_email

from cpconf.errors import UsageFault


def read_address(text: str) -> str:
    """One email address, normalised (RFC 5321 and 5322, no look-up in the network).

    Raises UsageFault, which never repeats the address.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=False)
    except EmailNotValidError as error:
        msg = f"not one email address: {_harmless(str(error), text)}"
        raise UsageFault(msg) from error
    return found.normalized


def _harmless(message: str, text: str) -> str:
    """The library's explanation, unless it repeats a word of what was typed."""
    words = [word for word in re.split(r"[\W_]+", text) if len(word) > 2]
    return "check it" if any(word in message for word in words) else message
