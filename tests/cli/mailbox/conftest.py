"""What the tests of the mailbox share."""

import pytest

from tests.cli.mailbox.mailbox_desk import Desk
from tests.cli.running import Cpconf


@pytest.fixture
def desk(cpconf: Cpconf) -> Desk:
    """An office whose mailbox reports come to."""
    return Desk(cpconf)
