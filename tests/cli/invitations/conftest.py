"""What the tests of invitations share."""

import pytest

from tests.cli.invitations.inviting import peopled
from tests.cli.running import Cpconf


@pytest.fixture
def ready(cpconf: Cpconf) -> Cpconf:
    """A-1 with the people who are invited to it on record."""
    return peopled(cpconf)
