"""Folders of ours: opened without following, and no mode changed but of what was made here.

What a call without O_NOFOLLOW does, and that a descriptor goes on meaning the folder that it was
opened for, is POSIX's (open, openat, linkat).
"""

import contextlib
import errno
import itertools
import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from cpconf import files
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import draft, make_folder, move, put, sweep
from cpconf.errors import CpconfError, ExitCode, Refused

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows opens no folders")

OWN = ["1-family", "2-professionals", "egress", "held", "password"]
PRIVATE = ["held", "password"]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A folder of somebody else's, which everybody can read."""
    folder = tmp_path / "public"
    folder.mkdir()
    folder.chmod(0o755)
    return folder


def put_into(folder: Path) -> None:
    put(folder, "message.eml", b"secret")


def make(folder: Path) -> None:
    make_folder(folder)


def move_into(folder: Path) -> None:
    source = folder.parent.parent / "elsewhere"
    source.mkdir()
    move(put(source, "message.eml", b"secret"), folder)


@pytest.mark.parametrize("act", [put_into, make, move_into])
@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("link", ["itself", "what it lies in"])
def test_nothing_is_put_where_a_link_leads(
    tmp_path: Path, public: Path, act: Callable[[Path], None], name: str, link: str
) -> None:
    out = tmp_path / "out"
    if link == "itself":
        out.mkdir()
        (out / name).symlink_to(public)
    else:
        (public / name).mkdir(mode=0o700)
        out.symlink_to(public)
    before = sorted(public.rglob("*"))
    with pytest.raises(Refused, match="is a link") as refused:
        act(out / name)
    assert refused.value.exit_code is ExitCode.REFUSED
    assert str(refused.value).count("\n") == 1
    assert sorted(public.rglob("*")) == before
    assert mode(public) == 0o755


def test_a_folder_that_the_user_names_may_be_a_link_of_theirs(tmp_path: Path, public: Path) -> None:
    (tmp_path / "mine").symlink_to(public)
    with pytest.raises(Refused):
        put(tmp_path / "mine", "copy.pdf", b"content")
    place = put(folders.named(tmp_path / "mine"), "copy.pdf", b"content")
    assert place == public / "copy.pdf"
    make_folder(folders.named(tmp_path / "mine") / "held")
    assert mode(public / "held") == 0o700
    assert mode(public) == 0o755


@pytest.mark.parametrize("when", ["while it is written", "before it is moved on"])
def test_a_folder_that_becomes_a_link_meanwhile_is_not_followed(
    tmp_path: Path, public: Path, when: str
) -> None:
    held = tmp_path / "out" / "held"
    make_folder(held)
    if when == "while it is written":
        with draft(held) as started:
            held.rename(tmp_path / "aside")
            held.symlink_to(public)
            started.file.write(b"secret")
            started.publish("message.eml")
        assert [path.name for path in (tmp_path / "aside").iterdir()] == ["message.eml"]
    else:
        source = put(held, "message.eml", b"secret")
        held.rename(tmp_path / "aside")
        (public / "message.eml").write_bytes(b"another")
        held.symlink_to(public)
        make_folder(tmp_path / "out" / "password")
        with pytest.raises(Refused):
            move(source, tmp_path / "out" / "password")
        (public / "message.eml").unlink()
    assert list(public.iterdir()) == []


def test_a_folder_of_the_users_is_followed_in_its_parent_too_and_is_else_what_it_is(
    tmp_path: Path, public: Path
) -> None:
    (tmp_path / "mine").symlink_to(public)
    assert folders.named(tmp_path / "mine" / "out") == public / "out"
    assert folders.named(public / "out") == public / "out"
    assert folders.named(Path("out")) == Path("out")


@pytest.mark.parametrize("name", ["", *OWN])
def test_an_output_folder_is_looked_at_before_anything_is_done(
    tmp_path: Path, public: Path, name: str
) -> None:
    out = tmp_path / "out"
    folders.check(out)
    if name:
        out.mkdir()
    (out / name).symlink_to(public)
    with pytest.raises(Refused, match=f"the folder {name} is a link" if name else "the output"):
        folders.check(out)


@pytest.mark.parametrize("number", [errno.ENOTDIR, errno.ELOOP, errno.EMLINK], ids=str)
def test_a_link_is_told_whatever_a_system_says_of_one_that_is_not_followed(
    tmp_path: Path, public: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux says ENOTDIR, POSIX ELOOP, FreeBSD EMLINK (open(2) of each)."""
    (tmp_path / "out").symlink_to(public)

    def refuse(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(Refused, match="is a link"):
        put_into(tmp_path / "out")


def test_a_file_is_not_opened_where_a_link_leads_even_if_it_became_one_just_now(
    tmp_path: Path, public: Path
) -> None:
    (public / "another.eml").write_bytes(b"another")
    (tmp_path / "link.eml").symlink_to(public / "another.eml")
    with folders.opened(tmp_path) as folder, pytest.raises(OSError, match="symbolic links"):
        folder.open("link.eml", os.O_RDONLY)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        *((each, None) for each in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)),
        (errno.EIO, "input/output error"),
        (errno.ENOSPC, "disk is full"),
    ],
    ids=str,
)
def test_a_share_that_cannot_flush_a_folder_will_do_and_a_disk_that_fails_will_not(
    tmp_path: Path, number: int, told: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    with nullcontext() if told is None else pytest.raises(CpconfError, match=told):
        put(tmp_path, "copy.pdf", b"content")


def test_a_pipe_of_somebody_elses_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    def stop(*_: object) -> None:
        pytest.fail("it waited")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(5)
    try:
        with pytest.raises(OSError, match="not a plain file"):
            files.opened(tmp_path / "pipe")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="opens what has none")
@pytest.mark.parametrize(
    ("whose", "found"), [("ours", 0o700), ("another's", 0o000)], ids=["ours", "another's"]
)
def test_a_new_folder_is_its_owners_alone_at_once_and_is_changed_only_where_it_is_ours(
    tmp_path: Path, whose: str, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a umask that takes all, what is not changed afterwards has no right left."""
    if whose != "ours":
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    before = os.umask(0o777)
    try:
        make_folder(tmp_path / "egress")
    finally:
        os.umask(before)
    assert mode(tmp_path / "egress") == found


def test_a_new_folder_is_never_open_to_others_not_even_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fchmod", lambda *_: None)
    before = os.umask(0)
    try:
        make_folder(tmp_path / "out" / "held")
    finally:
        os.umask(before)
    assert mode(tmp_path / "out") == mode(tmp_path / "out" / "held") == 0o700


def test_where_a_file_system_shows_one_mode_for_all_files_a_folder_for_passwords_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT and some shares: what is made there for its owner alone looks open too."""
    held = tmp_path / "out" / "held"
    make_folder(held)
    look = os.fstat

    def wide(descriptor: int) -> os.stat_result:
        about = look(descriptor)
        return os.stat_result((about.st_mode | 0o077, *about[1:]))

    monkeypatch.setattr(os, "fstat", wide)
    put_into(held)
    assert [path.name for path in held.iterdir()] == ["message.eml"]


def test_where_that_cannot_be_tried_a_folder_that_others_can_get_into_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "out" / "held"
    make_folder(held)
    held.chmod(0o755)
    opening = os.open

    def full(path: str, flags: int, *rest: int, dir_fd: int | None = None) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return opening(path, flags, *rest, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(Refused, match="chmod 700"):
        put_into(held)


def test_nothing_stays_open(tmp_path: Path) -> None:
    def lowest() -> int:
        descriptor = os.open(os.devnull, os.O_RDONLY)
        os.close(descriptor)
        return descriptor

    before = lowest()
    held = tmp_path / "out" / "held"
    make_folder(held)
    make_folder(tmp_path / "out" / "password")
    source = put(held, "message.eml", b"secret")
    assert folders.holds(source, b"secret")
    assert not folders.holds(source, b"secre")
    assert not folders.holds(held / "none.eml", b"secret")
    with files.opened(source) as file:
        assert file.read() == b"secret"
    move(source, tmp_path / "out" / "password")
    folders.remove(tmp_path / "out" / "password" / "message.eml")
    sweep(held, 0.0)
    with pytest.raises(OSError, match="not a plain file"):
        files.opened(held)
    assert lowest() == before


SWAPPER = """
    import os, sys
    out, public = sys.argv[1:]
    print("ready", flush=True)
    while os.path.exists(out):
        for one, other in ((f"{out}/held", f"{out}/aside"), (f"{out}/aside", f"{out}/held")):
            try:
                os.rename(one, other)
                if one.endswith("held"):
                    os.symlink(public, one)
                    os.unlink(one)
            except OSError:
                pass
"""


def test_against_somebody_who_swaps_the_folder_for_a_link_all_the_time_nothing_gets_out(
    tmp_path: Path, public: Path
) -> None:
    out = tmp_path / "out"
    make_folder(out / "held")
    kept = 0
    line = [sys.executable, "-c", textwrap.dedent(SWAPPER), str(out), str(public)]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as swapper:
        assert swapper.stdout is not None
        swapper.stdout.readline()
        # On a busy machine the link may stand there for a long time: until something was kept.
        ends = time.monotonic() + 30
        for number in itertools.count():
            if number >= 300 and (kept or time.monotonic() > ends):
                break
            with contextlib.suppress(CpconfError):
                put(out / "held", f"{number}.eml", b"secret")
                kept += 1
        out.rename(tmp_path / "done")
        swapper.wait(timeout=30)
    assert list(public.iterdir()) == []
    assert kept


@pytest.mark.parametrize("name", PRIVATE)
@pytest.mark.parametrize("wide", [0o755, 0o750, 0o711, 0o770, 0o707, 0o777], ids=oct)
def test_a_folder_for_passwords_that_others_can_get_into_is_refused_and_keeps_its_mode(
    tmp_path: Path, name: str, wide: int
) -> None:
    folder = tmp_path / "out" / name
    folder.mkdir(parents=True)
    folder.chmod(wide)
    for act in (put_into, make, move_into):
        with pytest.raises(Refused, match="chmod 700"):
            act(folder)
        for left in tmp_path.rglob("elsewhere/*"):
            left.unlink()
        if (tmp_path / "elsewhere").exists():
            (tmp_path / "elsewhere").rmdir()
    assert mode(folder) == wide
    assert list(folder.iterdir()) == []
    folder.chmod(0o700)
    put_into(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone can give")
def test_a_folder_for_passwords_of_another_account_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "held"
    make_folder(folder)
    os.chown(folder, 65534, 65534)
    with pytest.raises(Refused, match="another account"):
        put_into(folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", sorted({*OWN} - {*PRIVATE}))
def test_a_folder_for_locked_files_and_drafts_keeps_the_mode_that_it_has(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "out" / name
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    put_into(folder)
    assert mode(folder) == 0o755


def test_a_file_of_ours_is_a_plain_file_or_not_read(tmp_path: Path, public: Path) -> None:
    held = tmp_path / "out" / "held"
    make_folder(held)
    (public / "another.eml").write_bytes(b"another")
    (held / "link.eml").symlink_to(public / "another.eml")
    os.mkfifo(held / "pipe.eml")
    (held / "folder.eml").mkdir()
    put(held, "own.eml", b"secret")
    for name in ("link.eml", "pipe.eml", "folder.eml"):
        with pytest.raises(Refused, match=name):
            folders.is_there(held / name)
        with pytest.raises(Refused, match=name):
            folders.read(held / name)
        with pytest.raises(Refused, match=name):
            move(held / name, tmp_path / "out")
    with folders.read(held / "own.eml") as file:
        assert file.read() == b"secret"
    assert folders.is_there(held / "own.eml")
    assert not folders.is_there(held / "none.eml")
    assert not folders.is_there(tmp_path / "nowhere" / "none.eml")
    with pytest.raises(FileNotFoundError):
        folders.read(held / "none.eml")


def test_nothing_is_removed_or_swept_through_a_link(tmp_path: Path, public: Path) -> None:
    for name in ("message.eml", ".cpconf-old.part"):
        (public / name).write_bytes(b"another's")
        os.utime(public / name, (0, 0))
    (tmp_path / "out").mkdir()
    held = tmp_path / "out" / "held"
    held.symlink_to(public)
    folders.remove(held / "message.eml")
    sweep(held, 1_800_000_000.0)
    assert sorted(path.name for path in public.iterdir()) == [".cpconf-old.part", "message.eml"]
    folders.remove(tmp_path / "nowhere" / "message.eml")
