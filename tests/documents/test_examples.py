"""The example documents, which the guides use, are those that their script makes."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_example_documents_are_what_their_script_makes() -> None:
    line = [sys.executable, str(ROOT / "scripts" / "example_documents.py"), "--check"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
