"""Runs a command, and writes to a file how much memory its largest process took.

Run as a script: `measured.py FILE COMMAND…`. It is small itself: what a process takes counts from
the moment at which it was the copy of the one that started it.
"""

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    import resource  # Windows has none, and reads this file too

    code = subprocess.run(sys.argv[2:], check=False).returncode
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    Path(sys.argv[1]).write_text(str(kilobytes * 1024), encoding="ascii")
    sys.exit(code)
