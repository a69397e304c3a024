"""Lock every dependency: write uv.lock and the hash-pinned requirements that come from it.

    python scripts/lock.py [--upgrade] [--upgrade-package NAME]…

Arguments are passed to `uv lock`; without any, only what pyproject.toml asks for is changed.

uv writes the registry's address beside every file. The lock should work with any registry or
mirror, so this script removes the addresses. The result is what uv itself writes for a flat folder
of files, here `.wheelhouse`: uv reads it, hashes included, and `uv lock` keeps the versions when it
resolves again. The drawback: uv installs from that folder only. `make wheelhouse` fills it; without
it `uv sync` stops at the first package with "No such file or directory". `make` itself installs
with pip from requirements/, and needs neither uv nor the folder.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).parents[1]
FOLDER = ".wheelhouse"
UV = "uv>=0.13,<0.14"
HEADER = "# Written by scripts/lock.py from uv.lock: do not edit.\n"
EXPORTS = {
    "build.txt": ["--only-group", "build"],
    "dev.txt": ["--group", "dev"],
    "runtime.txt": ["--no-default-groups"],
}


def without_addresses(lock: str) -> str:
    """Return the lock as for a flat folder: without addresses, with only the name of each file.

    Raises ValueError when an address is left over.

    >>> without_addresses('source = { registry = "https://registry.example/simple" }')
    'source = { registry = ".wheelhouse" }'
    >>> without_addresses('{ url = "https://files.example/a/x-1%2Blocal.whl", hash = "sha256:00" }')
    '{ path = "x-1+local.whl", hash = "sha256:00" }'
    >>> without_addresses('source = { git = "https://forge.example/x" }')
    Traceback (most recent call last):
      ...
    ValueError: an address is left in the lock: source = { git = "https://forge.example/x" }
    """
    lock = re.sub(r'\bregistry = "[^"]+"', f'registry = "{FOLDER}"', lock)
    lock = re.sub(
        r'\burl = "[^"]*/([^"/?#]+)[^"]*"', lambda url: f'path = "{unquote(url[1])}"', lock
    )
    for line in lock.splitlines():
        if "://" in line:
            msg = f"an address is left in the lock: {line.strip()}"
            raise ValueError(msg)
    return lock


def find_uv(folder: Path) -> str:
    """Return the path of uv: the one on PATH, or one that pip installs into the folder."""
    found = shutil.which("uv")
    if found:
        return found
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "-qq", UV], check=True)
    return str(programs / "uv")


def main() -> None:
    """Lock, remove the addresses, and write the requirements from the lock."""
    lock = ROOT / "uv.lock"
    with tempfile.TemporaryDirectory() as folder:
        uv = find_uv(Path(folder))
        subprocess.run([uv, "lock", *sys.argv[1:]], cwd=ROOT, check=True)
        lock.write_text(without_addresses(lock.read_text("utf-8")), "utf-8", newline="\n")
        export = [uv, "export", "--frozen", "--no-emit-project", "--no-header"]
        for name, groups in EXPORTS.items():
            exported = subprocess.run(
                [*export, *groups], cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
            )
            file = ROOT / "requirements" / name
            file.write_text(HEADER + exported.stdout, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
