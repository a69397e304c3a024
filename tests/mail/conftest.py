"""A certificate authority of the tests' own, and settings for servers on this machine."""

import pytest
import trustme

from tests.mail.servers import Authority


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Issues certificates that are trusted only where its context is given."""
    return Authority(trustme.CA())
