"""A disk without room, wherever it is that the room ends: nothing is left, and it works later."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.system import canaries
from tests.system.desk import Desk, files_below, protecting
from tests.system.guessing import PASSWORD

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        shutil.which("mount") is None or os.geteuid() != 0, reason="only root may make a small disk"
    ),
]

KILOBYTES: Final = 300
PAGE: Final = 4096
"""What such a disk gives out at a time, in bytes."""


@pytest.fixture
def disk(desk: Desk) -> Iterator[Path]:
    """A disk of 300 KB."""
    folder = desk.folder / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={KILOBYTES}k", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


def refused(desk: Desk, disk: Path, source: Path) -> bool:
    """Whether there was no room; then nothing is left but folders, and nothing is on record."""
    before = files_below(disk)
    line = protecting(source, "--out", "disk/out", "--json")
    try:
        failed = desk.run(*line, stdin=f"{PASSWORD}\n", code=1)
    except AssertionError:
        return False
    # What to know of the document is said first; it has no titles.
    assert failed.stderr.splitlines()[1:] == [
        "cpconf: the disk is full, and nothing was written: make room, then run it again"
    ]
    assert not failed.stdout
    assert files_below(disk) == before
    assert '"sharings": []' in " ".join(desk.run("sharing", "A-1", "--json").stdout.split())
    return True


# 400 KB do not fit themselves; of 150 KB there is room for the copy, but not for its message.
@pytest.mark.parametrize("kilobytes", [400, 150])
def test_a_document_with_no_room_leaves_nothing_and_is_protected_once_there_is(
    desk: Desk, disk: Path, kilobytes: int
) -> None:
    source = canaries.large(desk.folder, kilobytes)
    assert refused(desk, disk, source)
    subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
    desk.run(*protecting(source, "--out", "disk/out"), stdin=f"{PASSWORD}\n")
    assert len(files_below(disk)) == 3


def test_wherever_the_room_ends_there_is_nothing_half_done(desk: Desk, disk: Path) -> None:
    source = canaries.pdf(desk.folder)
    filler = disk / "filler"
    filler.write_bytes(b"x" * KILOBYTES * 1024)
    free = 0
    while refused(desk, disk, source):
        free += 1
        os.truncate(filler, KILOBYTES * 1024 - free * PAGE)
    assert free > 3
    assert len(files_below(disk / "out")) == 3
