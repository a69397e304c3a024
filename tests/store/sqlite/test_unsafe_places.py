"""Folders in which a store would come to harm, and what is said of them."""

import sys
from contextlib import closing
from pathlib import Path

import pytest

from cpconf.errors import ExitCode, Refused
from cpconf.store.locations import locate
from cpconf.store.reading import reading
from cpconf.store.sqlite import unsafe_places
from cpconf.store.sqlite.making import create
from cpconf.store.sqlite.unsafe_places import file_system, is_shared, synchronised_by

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local ext4 rw 0 0
//server/team /mnt/team\\040drive cifs rw 0 0
drive /mnt/c 9p rw 0 0
short
"""
SHARES = [
    # as Linux names the types of file systems in /proc/filesystems
    *("9p", "afs", "ceph", "cifs", "coda", "nfs", "nfs4", "smb3", "virtiofs"),
    # of modules that a kernel is given for a cluster
    *("beegfs", "gpfs", "lustre", "ncpfs", "smbfs"),
    # as programs name theirs to FUSE: their own name, or the subtype that they ask for
    *("davfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.curlftpfs", "fuse.davfs", "fuse.davfs2"),
    *("fuse.gcsfuse", "fuse.glusterfs", "fuse.google-drive-ocamlfuse", "fuse.gvfsd-fuse"),
    *("fuse.juicefs", "fuse.kio-fuse", "fuse.mount-s3", "fuse.onedriver", "fuse.rclone"),
    *("fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs"),
    # as macOS names them
    *("afpfs", "webdav"),
]
PRINTED = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
//ann@files.example.org/team on /Volumes/team (smbfs, nodev, nosuid, mounted by ann)
//ann@files.example.org/on%20call on /Volumes/on call (new) (smbfs, nodev, mounted by ann)
files.example.org:/srv on /Volumes/srv (nfs, nodev, nosuid, mounted by ann)
https://dav.example.org/ on /Volumes/dav (webdav, nodev, noexec, nosuid, mounted by ann)
afp_0TQ on /Volumes/old (afpfs, nodev, nosuid, mounted by ann)
/dev/disk4s1 on /Volumes/USB (STICK) (msdos, local, nodev, nosuid, noowners)
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/Users/ann/s.db", "apfs"),
        ("/Volumes/team/s.db", "smbfs"),
        ("/Volumes/teams/s.db", "apfs"),
        ("/Volumes/on call (new)/s.db", "smbfs"),
        ("/Volumes/srv/s.db", "nfs"),
        ("/Volumes/dav/s.db", "webdav"),
        ("/Volumes/old/s.db", "afpfs"),
        ("/Volumes/USB (STICK)/s.db", "msdos"),
    ],
)
def test_on_a_mac_the_file_system_is_the_one_that_mount_prints(
    tmp_path: Path, path: str, kind: str
) -> None:
    """As mount(8) of macOS 14 prints them."""
    mounts = tmp_path / "mounts"
    mounts.write_text(PRINTED)
    assert file_system(Path(path), mounts) == kind
    assert is_shared(Path(path), mounts) is (kind not in {"apfs", "msdos"})


@pytest.mark.skipif(sys.platform != "darwin", reason="the program is macOS' own")
def test_a_mac_says_itself_what_is_mounted(tmp_path: Path) -> None:
    assert file_system(tmp_path, unsafe_places.MOUNTS) == "apfs"


@pytest.mark.parametrize(
    ("source", "shared"),
    [("https://dav.example.org/", True), ("/home/ann/.cipher", False), ("disk1:disk2", False)],
)
def test_of_the_programs_that_name_no_type_webdavs_is_known_by_its_address(
    tmp_path: Path, source: str, shared: bool
) -> None:
    """As davfs2 1.7, encfs and mergerfs are listed in /proc/self/mounts."""
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n{source} /mnt fuse rw,nosuid 0 0\n")
    assert is_shared(Path("/mnt/s.db"), mounts) is shared


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/s.db", "ext4"),
        ("/home/ann/s.db", "nfs4"),
        ("/home/local/s.db", "ext4"),
        ("/homes/s.db", "ext4"),
        ("/mnt/team drive/s.db", "cifs"),
        ("/mnt/c/s.db", "9p"),
    ],
)
def test_the_file_system_of_a_path_is_that_of_the_nearest_mount(
    tmp_path: Path, path: str, kind: str
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert file_system(Path(path), mounts) == kind
    assert file_system(Path(path), tmp_path / "missing") == ""


def test_of_mounts_over_one_another_the_last_counts_and_the_nearest_before_all(
    tmp_path: Path,
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "a /home nfs4 rw 0 0\nb /home ext4 rw 0 0\nc /home/ann 9p rw 0 0\nd / xfs rw 0 0\n"
    )
    found = [file_system(Path(path), mounts) for path in ("/home/s", "/home/ann/s", "/srv/s")]
    assert found == ["ext4", "9p", "xfs"]


@pytest.mark.parametrize("kind", SHARES)
def test_no_store_is_made_on_a_share_of_any_kind(
    new_store: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = new_store.parents[1] / "mounts"
    mounts.write_text(f"a / ext4 rw 0 0\nb {new_store.parents[1]} {kind} rw 0 0\n")
    monkeypatch.setattr(unsafe_places, "MOUNTS", mounts)
    with pytest.raises(Refused, match="network drive") as raised:
        create(new_store)
    assert raised.value.exit_code is ExitCode.REFUSED
    assert "cpconf store copy" in str(raised.value)
    assert not new_store.parent.exists()


def test_of_a_machines_folders_those_on_the_network_are_told_apart(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    shared = ["/home/ann/s.db", "/mnt/team drive/s.db", "/mnt/c/s.db", "/s.db"]
    assert [is_shared(Path(path), mounts) for path in shared] == [True, True, True, False]
    assert not is_shared(Path("/home/local/s.db"), mounts)


@pytest.mark.parametrize(("root", "shared"), [("ext4", True), ("9p", False)])
def test_a_machine_that_runs_from_a_share_has_its_store_there(
    tmp_path: Path, root: str, shared: bool
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"none / {root} rw 0 0\nnone /home 9p rw 0 0\n")
    assert is_shared(Path("/home/ann/s.db"), mounts) is shared


@pytest.mark.parametrize(
    ("folder", "service"),
    [  # as the services' own programs name them on Windows and macOS
        ("OneDrive", "OneDrive"),
        ("OneDrive - Example Council", "OneDrive"),
        ("Dropbox", "Dropbox"),
        ("Dropbox (Example Council)", "Dropbox"),
        ("iCloudDrive", "iCloud"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Library/CloudStorage/Another-Service", "a cloud service"),
        ("Google Drive", "Google Drive"),
        ("Box Sync", "Box"),
        ("Nextcloud", "Nextcloud"),
        ("One Drive", ""),
        ("Dropboxes", ""),
        ("boxes", ""),
    ],
)
def test_a_folder_of_a_service_that_copies_files_is_known_by_its_name(
    tmp_path: Path, folder: str, service: str
) -> None:
    assert synchronised_by(tmp_path / folder / "team" / "s.db", {}) == service


@pytest.mark.parametrize(
    ("mark", "service"), [(".dropbox.cache", "Dropbox"), (".stfolder", "Syncthing")]
)
def test_a_folder_of_another_name_is_known_by_what_the_service_keeps_there(
    tmp_path: Path, mark: str, service: str
) -> None:
    (tmp_path / "ours" / mark).mkdir(parents=True)
    assert synchronised_by(tmp_path / "ours" / "team" / "s.db", {}) == service
    assert synchronised_by(tmp_path / "theirs" / "s.db", {}) == ""


def test_dropbox_marks_its_folder_with_a_file_and_keeps_its_settings_in_one_of_that_name(
    tmp_path: Path,
) -> None:
    """On Linux and macOS `~/.dropbox` is a folder: whoever has it keeps stores in their home."""
    home, ours = tmp_path / "home", tmp_path / "home" / "ours"
    (home / ".dropbox").mkdir(parents=True)
    ours.mkdir()
    (ours / ".dropbox").write_text("{}")
    assert synchronised_by(home / ".local" / "share" / "cpconf" / "s.db", {}) == ""
    assert synchronised_by(ours / "s.db", {}) == "Dropbox"


def test_windows_says_where_onedrives_folders_are(tmp_path: Path) -> None:
    told = {"OneDriveCommercial": str(tmp_path / "work")}
    assert synchronised_by(tmp_path / "work" / "s.db", told) == "OneDrive"
    assert synchronised_by(tmp_path / "home" / "s.db", told) == ""


def test_no_store_is_made_where_a_service_would_copy_it(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="OneDrive copies to other computers") as raised:
        create(tmp_path / "OneDrive" / "s.db")
    assert "on a server" in str(raised.value)
    assert list(tmp_path.glob("OneDrive*")) == []


def test_of_a_store_that_is_there_already_each_command_warns(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    moved = store.rename(folder / "s.db")
    reader = reading(moved)
    assert reader is not None
    with closing(reader):
        assert reader.conferences.filed("C-1").conference.ref == "C-1"
        assert [warning for warning in reader.common.warnings if "Dropbox" in warning]
    link = tmp_path / "s.db"
    link.symlink_to(moved)
    assert [warning for warning in locate(link).exposure() if "Dropbox" in warning]


@pytest.mark.skipif(sys.platform != "win32", reason="drive letters are Windows'")
def test_a_drive_letter_of_this_computer_is_not_the_networks(tmp_path: Path) -> None:
    assert not is_shared(tmp_path / "s.db", unsafe_places.MOUNTS)
    assert is_shared(Path(r"\\server\team\s.db"), unsafe_places.MOUNTS)
