"""What the tests that need something from outside share."""

from pathlib import Path

import pytest

from tests.system.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with a conference on record."""
    made = Desk(tmp_path)
    made.book()
    return made
