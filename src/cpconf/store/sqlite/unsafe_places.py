"""Folders that can damage a SQLite file: on network drives, and where a service copies it.

Locks on network drives cannot be trusted, and a service such as OneDrive copies a file while it is
being written, and brings back an older one ("How To Corrupt An SQLite Database File", sections 2.1
and 1.2, sqlite.org).
"""

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

NETWORK: Final = frozenset(
    {
        # The kernel's own
        *("9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gpfs", "lustre"),
        *("ncpfs", "nfs", "nfs4", "smb3", "smbfs", "virtiofs", "webdav"),
        # Of programs
        *("fuse.ceph", "fuse.ceph-fuse", "fuse.curlftpfs", "fuse.davfs", "fuse.davfs2"),
        *("fuse.gcsfuse", "fuse.glusterfs", "fuse.google-drive-ocamlfuse", "fuse.gvfsd-fuse"),
        *("fuse.juicefs", "fuse.kio-fuse", "fuse.mount-s3", "fuse.onedriver", "fuse.rclone"),
        *("fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs"),
    }
)
"""The types of network drives, as Linux and macOS name them."""
MOUNTS: Final = Path("/proc/self/mounts")
_MAC: Final = re.compile(r"(.*?) on (/.*) \(([^,()]+)[^()]*\)")
"""A line that `mount` prints on macOS: source, folder, type. No line of Linux has such spaces."""
_SERVICES: Final = (
    (re.compile(r"OneDrive( ?- ?.+)?", re.IGNORECASE), "OneDrive"),
    (re.compile(r"Dropbox( \(.+\))?", re.IGNORECASE), "Dropbox"),
    (re.compile(r"iCloud ?Drive|Mobile Documents|com~apple~CloudDocs", re.IGNORECASE), "iCloud"),
    (re.compile(r"Google ?Drive(-.+)?", re.IGNORECASE), "Google Drive"),
    (re.compile(r"Box Sync", re.IGNORECASE), "Box"),
    (re.compile(r"Nextcloud\d?|ownCloud", re.IGNORECASE), "Nextcloud"),
    (re.compile(r"CloudStorage"), "a cloud service"),
)
"""The names of the services' folders."""
_MARKS: Final = (
    # Of the same name in the user's home is Dropbox's folder of settings, on Linux and macOS.
    (".dropbox", Path.is_file, "Dropbox"),
    (".dropbox.cache", Path.is_dir, "Dropbox"),
    (".stfolder", Path.exists, "Syncthing"),  # a file in Syncthing's early versions
)
"""What a service keeps in a folder that it copies."""
_ROOTS: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
"""The variables in which Windows keeps the paths of OneDrive's folders."""
_REMOTE: Final = 4  # DRIVE_REMOTE of GetDriveTypeW
_PATIENCE: Final = 5.0
"""Seconds that `mount` may take."""
_WAY_OUT: Final = "keep the store in a folder of this computer alone, or on a server"


def harm(target: Path) -> str:
    """Return how that place would damage a store and what to do, or an empty text.

    On a machine whose root is on a network drive, such drives are allowed: it has no other place.
    """
    if is_shared(target, MOUNTS):
        return (
            "is on a network drive, where two people could overwrite each other's changes: "
            f"{_WAY_OUT}"
        )
    if service := synchronised_by(target, os.environ):
        return (
            f"is in a folder that {service} copies to other computers, which damages a store that "
            f"is being written and shows it to others: {_WAY_OUT}"
        )
    return ""


def is_shared(target: Path, mounts: Path) -> bool:
    """Tell whether a path is on a network drive."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - there is no such call elsewhere

        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{target.drive}\\")
        return str(target).startswith("\\\\") or kind == _REMOTE
    return file_system(target, mounts) in NETWORK and file_system(Path("/"), mounts) not in NETWORK


def synchronised_by(target: Path, environ: Mapping[str, str]) -> str:
    """Return the name of the service that copies a path to other computers, or an empty text."""
    for name in _ROOTS:
        if (root := environ.get(name)) and target.is_relative_to(root):
            return "OneDrive"
    for folder in target.parents:
        for pattern, service in _SERVICES:
            if pattern.fullmatch(folder.name):
                return service
        for mark, is_there, service in _MARKS:
            if folder.name and is_there(folder / mark):
                return service
    return ""


def file_system(path: Path, mounts: Path) -> str:
    """Return the type of the file system that a path is on; empty if it cannot be told."""
    longest, found = 0, ""
    for line in _table(mounts).splitlines():
        if on_a_mac := _MAC.fullmatch(line):
            source, point, kind = on_a_mac.groups()
        else:
            source, point, kind, *_ = [*line.split(" "), "", "", ""]
            point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), point)
        if kind == "fuse" and "://" in source:  # so davfs2 names its drives
            kind = "davfs"
        if point and path.is_relative_to(point) and len(point) >= longest:
            longest, found = len(point), kind
    return found


def _table(mounts: Path) -> str:
    """Return the table of what is mounted: the system's file, or what macOS prints."""
    with suppress(OSError):
        return mounts.read_text(errors="surrogateescape")
    return _printed_by_mount() if sys.platform == "darwin" else ""


def _printed_by_mount() -> str:
    """Return what `mount` prints, or an empty text if it prints nothing in time."""
    import subprocess  # noqa: PLC0415 - only macOS has no such file

    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            ["/sbin/mount"], stdout=subprocess.PIPE, timeout=_PATIENCE, check=False
        )
        return os.fsdecode(done.stdout)
    return ""
