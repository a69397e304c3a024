import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cpconf.documents.places.publishing import Draft, draft, make_folder, move, put, sweep
from cpconf.errors import CpconfError, Refused, TryAgain

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
DAY = 24 * 60 * 60


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "home")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def test_a_published_draft_has_its_name_and_content_and_nothing_else_is_left(
    tmp_path: Path,
) -> None:
    with draft(tmp_path) as started:
        started.file.write(b"content")
        path = started.publish("copy.pdf")

    assert path == tmp_path / "copy.pdf"
    assert path.read_bytes() == b"content"
    assert names(tmp_path) == ["copy.pdf"]


def test_a_draft_that_is_not_published_leaves_nothing(tmp_path: Path) -> None:
    with draft(tmp_path) as started:
        started.file.write(b"content")

    assert names(tmp_path) == []


def test_a_draft_that_fails_or_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error), draft(tmp_path):
            raise error

    assert names(tmp_path) == []


def test_a_draft_can_be_read_back_by_its_path(tmp_path: Path) -> None:
    with draft(tmp_path) as started:
        started.file.write(b"content")
        started.file.flush()

        assert started.path.read_bytes() == b"content"
        assert started.path.name.startswith(".cpconf-")
        assert started.path.suffix == ".part"


@posix
@pytest.mark.usefixtures("umask")
def test_a_draft_and_what_becomes_of_it_are_for_the_owner_only_whatever_the_umask(
    tmp_path: Path,
) -> None:
    with draft(tmp_path) as started:
        assert mode(started.path) == 0o600
        assert mode(started.publish("copy.pdf")) == 0o600
    assert mode(put(tmp_path, "message.eml", b"message")) == 0o600


@posix
def test_a_draft_is_for_its_owner_only_before_anybody_could_open_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a moment later: whoever opened it in between could go on reading what is written."""
    monkeypatch.setattr(os, "fchmod", lambda *_: None)
    before = os.umask(0)
    try:
        with draft(tmp_path) as started:
            assert mode(started.path) == 0o600
    finally:
        os.umask(before)


@posix
@pytest.mark.usefixtures("umask")
def test_folders_that_are_made_are_for_the_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    make_folder(tmp_path / "out" / "held")

    assert mode(tmp_path / "out") == mode(tmp_path / "out" / "held") == 0o700


@posix
def test_a_folder_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o755)
    make_folder(tmp_path / "shared")
    make_folder(tmp_path / "shared" / "own")

    assert mode(tmp_path / "shared") == 0o755
    assert mode(tmp_path / "shared" / "own") == 0o700


def test_a_folder_cannot_have_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")

    for path in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(Refused, match="choose another folder"):
            make_folder(path)


@posix
def test_a_link_to_nowhere_is_not_made_a_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")

    with pytest.raises(Refused):
        make_folder(tmp_path / "link")


def test_a_name_that_is_taken_is_refused_and_the_file_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "copy.pdf").write_bytes(b"earlier")

    with pytest.raises(Refused, match=r"copy\.pdf exists already"):
        put(tmp_path, "copy.pdf", b"later")
    assert (tmp_path / "copy.pdf").read_bytes() == b"earlier"
    assert names(tmp_path) == ["copy.pdf"]


@posix
def test_a_link_that_has_the_name_is_refused_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "copy.pdf").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(Refused):
        put(tmp_path, "copy.pdf", b"content")
    assert not (tmp_path / "elsewhere").exists()


def test_of_many_that_want_one_name_exactly_one_gets_it(tmp_path: Path) -> None:
    won: list[int] = []
    start = threading.Barrier(8)

    def run(number: int) -> None:
        start.wait()
        try:
            put(tmp_path, "copy.pdf", b"%d" % number)
        except Refused:
            return
        won.append(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    assert (tmp_path / "copy.pdf").read_bytes() == b"%d" % won[0]
    assert names(tmp_path) == ["copy.pdf"]


def test_a_draft_that_replaces_an_earlier_file_is_whole_and_for_its_owner_only(
    tmp_path: Path,
) -> None:
    earlier = put(tmp_path, "diary.ics", b"earlier and longer")
    with draft(tmp_path) as started:
        started.file.write(b"later")
        assert earlier.read_bytes() == b"earlier and longer"
        assert started.replace("diary.ics") == earlier
    assert started.file.closed
    assert earlier.read_bytes() == b"later"
    assert names(tmp_path) == ["diary.ics"]
    if sys.platform != "win32":
        assert mode(earlier) == 0o600


def test_a_draft_knows_its_folder_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "draft"
    file = path.open("w+b")
    file.write(b"content")
    assert Draft(path, file).publish("copy.pdf") == tmp_path / "copy.pdf"
    assert file.closed
    assert names(tmp_path) == ["copy.pdf"]


def test_a_path_is_not_a_name(tmp_path: Path) -> None:
    for name in ("../copy.pdf", "below/copy.pdf", "", str(tmp_path / "copy.pdf")):
        with pytest.raises(ValueError, match="not a path"):
            put(tmp_path, name, b"content")
    assert names(tmp_path) == []


def test_a_moved_file_is_in_its_new_folder_only(tmp_path: Path) -> None:
    held, released = tmp_path / "held", tmp_path / "password"
    make_folder(held)
    make_folder(released)
    source = put(held, "message.eml", b"message")

    assert move(source, released) == released / "message.eml"
    assert names(held) == []
    assert (released / "message.eml").read_bytes() == b"message"


def test_a_move_never_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    source = put(tmp_path, "message.eml", b"message")
    put(tmp_path / "other", "message.eml", b"another")

    with pytest.raises(Refused):
        move(source, tmp_path / "other")
    assert source.read_bytes() == b"message"
    assert (tmp_path / "other" / "message.eml").read_bytes() == b"another"


@posix
def test_a_move_that_was_interrupted_half_way_is_finished(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    source = put(tmp_path, "message.eml", b"message")
    (tmp_path / "other" / "message.eml").hardlink_to(source)

    move(source, tmp_path / "other")

    assert names(tmp_path) == ["other"]
    assert (tmp_path / "other" / "message.eml").read_bytes() == b"message"


def test_a_file_that_is_gone_is_not_moved(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(CpconfError, match="no such file"):
        move(tmp_path / "message.eml", tmp_path / "other")
    assert names(tmp_path / "other") == []


@posix
def test_out_of_a_folder_that_others_can_get_into_a_file_can_still_be_moved(tmp_path: Path) -> None:
    held, released = tmp_path / "held", tmp_path / "password"
    make_folder(held)
    make_folder(released)
    source = put(held, "message.eml", b"message")
    held.chmod(0o755)

    assert move(source, released) == released / "message.eml"


@posix
@pytest.mark.parametrize("gone", ["source", "final"])
def test_a_name_that_was_taken_and_is_gone_again_is_refused_all_the_same(
    tmp_path: Path, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the call that found it taken and the look at what it is."""

    def taken(
        source: str, final: str, *, src_dir_fd: int, dst_dir_fd: int, follow_symlinks: bool
    ) -> None:
        assert not follow_symlinks
        if gone == "source":
            os.rename(source, final, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

    monkeypatch.setattr(os, "link", taken)
    with pytest.raises(Refused, match=r"copy\.pdf exists already"):
        put(tmp_path, "copy.pdf", b"content")
    assert names(tmp_path) == (["copy.pdf"] if gone == "source" else [])


@pytest.fixture(params=[errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP], ids=errno.errorcode.get)
def no_links(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A file system without hard links: FAT, and some network shares."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("no_links")
def test_without_hard_links_a_draft_is_published_and_nothing_is_left(tmp_path: Path) -> None:
    put(tmp_path, "copy.pdf", b"content")

    assert names(tmp_path) == ["copy.pdf"]


@pytest.mark.usefixtures("no_links")
def test_without_hard_links_a_name_that_is_taken_is_refused_too(tmp_path: Path) -> None:
    put(tmp_path, "copy.pdf", b"earlier")

    with pytest.raises(Refused):
        put(tmp_path, "copy.pdf", b"later")
    assert (tmp_path / "copy.pdf").read_bytes() == b"earlier"
    assert names(tmp_path) == ["copy.pdf"]


@posix
@pytest.mark.usefixtures("no_links")
def test_without_hard_links_two_runs_take_turns(tmp_path: Path) -> None:
    (tmp_path / ".cpconf-copy.pdf.part").touch()

    with pytest.raises(TryAgain, match=r"delete \.cpconf-copy\.pdf\.part"):
        put(tmp_path, "copy.pdf", b"content")
    assert names(tmp_path) == [".cpconf-copy.pdf.part"]


@posix
def test_a_link_that_fails_otherwise_is_no_missing_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(CpconfError, match="input/output error"):
        put(tmp_path, "copy.pdf", b"content")
    assert names(tmp_path) == []


FAULTS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EIO: "the output folder cannot be written to (input/output error)",
    errno.EROFS: "the output folder cannot be written to (read-only file system)",
    errno.EFBIG: "the output folder cannot be written to (file too large)",
}


@posix
@pytest.mark.parametrize("number", FAULTS, ids=errno.errorcode.get)
def test_whatever_keeps_a_draft_from_being_written_is_told(number: int, tmp_path: Path) -> None:
    with pytest.raises(CpconfError) as told, draft(tmp_path):
        raise OSError(number, os.strerror(number))
    assert str(told.value).startswith(FAULTS[number])
    assert names(tmp_path) == []


def test_an_error_without_words_is_told_by_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link" if sys.platform != "win32" else "rename", fail)
    with pytest.raises(CpconfError, match=r"cannot be written to \(oserror\)"):
        put(tmp_path, "copy.pdf", b"content")


def test_a_full_disk_is_told_with_what_to_do(full_disk: Draft, tmp_path: Path) -> None:
    full_disk.file.write(b"content")

    with pytest.raises(CpconfError, match=r"the disk is full.*make room"):
        full_disk.publish("copy.pdf")
    assert names(tmp_path) == []


@posix
def test_a_disk_that_is_full_at_the_last_moment_leaves_nothing(tmp_path: Path) -> None:
    code = """
        import resource, sys
        from pathlib import Path
        from cpconf.documents.places.publishing import put
        from cpconf.errors import CpconfError
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            put(Path(sys.argv[1]), "copy.pdf", bytes(200_000))
        except CpconfError as error:
            print(error)
    """
    done = run(code, str(tmp_path))

    assert "the output folder cannot be written to (file too large)" in done.stdout
    assert names(tmp_path) == []


@posix
def test_a_folder_that_cannot_be_written_is_told_without_its_path(tmp_path: Path) -> None:
    folder = tmp_path / "Canaryname"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):  # root may write everywhere but where the kernel lets nobody
        folder = Path("/sys/kernel")

    with pytest.raises(CpconfError, match="choose another folder") as error:
        put(folder, "copy.pdf", b"content")
    assert folder.name not in str(error.value)


def test_a_folder_that_is_gone_is_told_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(CpconfError, match="choose another folder") as error:
        put(tmp_path / "Canaryname", "copy.pdf", b"content")
    assert "Canaryname" not in str(error.value)


def test_an_error_that_is_not_the_output_folders_is_not_told_as_its(tmp_path: Path) -> None:
    """While a draft is open other files are read, too."""
    with pytest.raises(FileNotFoundError), draft(tmp_path):
        (tmp_path / "nowhere").read_bytes()
    assert names(tmp_path) == []


def test_only_our_own_old_drafts_are_swept(tmp_path: Path) -> None:
    now = 1_800_000_000.0
    for name in (".cpconf-old.part", ".cpconf-new.part", "copy.pdf", ".other.part", ".cpconf-x"):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (now - 2 * DAY,) * 2)
    os.utime(tmp_path / ".cpconf-new.part", (now - DAY / 2,) * 2)
    (tmp_path / ".cpconf-folder.part").mkdir()
    os.utime(tmp_path / ".cpconf-folder.part", (now - 2 * DAY,) * 2)

    sweep(tmp_path, now)

    assert ".cpconf-old.part" not in names(tmp_path)
    assert len(names(tmp_path)) == 5


def test_a_draft_that_nobody_writes_any_more_is_swept_at_once(tmp_path: Path) -> None:
    left = tmp_path / ".cpconf-0123456789abcdef.part"
    left.write_bytes(b"what a run that was killed had written")
    with draft(tmp_path) as started:
        started.file.write(b"what another run writes")
        sweep(tmp_path, left.stat().st_mtime)
        assert names(tmp_path) == [started.path.name]
        started.publish("copy.pdf")
    sweep(tmp_path, (tmp_path / "copy.pdf").stat().st_mtime)
    assert names(tmp_path) == ["copy.pdf"]


def test_what_a_killed_process_wrote_is_swept_by_the_next(tmp_path: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from cpconf.documents.places.publishing import draft
with draft(Path(sys.argv[1])) as started:
    started.file.write(b"half of it")
    started.file.flush()
    os.kill(os.getpid(), 9)
"""
    out = tmp_path / "out"
    out.mkdir()
    assert run(code, str(out)).returncode != 0
    (left,) = out.iterdir()
    sweep(out, left.stat().st_mtime)
    assert names(out) == []


@posix
def test_a_draft_that_was_swept_before_it_was_locked_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    lock = fcntl.flock
    swept: list[str] = []

    def late(descriptor: int, how: int) -> None:
        if not swept:
            swept.extend(names(tmp_path))
            (tmp_path / swept[0]).unlink()
        lock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", late)
    assert put(tmp_path, "copy.pdf", b"whole").read_bytes() == b"whole"
    assert len(swept) == 1


@posix
@pytest.mark.parametrize(("seconds", "left"), [(0, True), (DAY, True), (DAY + 1, False)])
def test_where_the_disk_knows_no_locks_a_draft_is_left_alone_for_a_day(
    seconds: int, left: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run may still be writing it."""
    import fcntl

    def unknown(*_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    assert put(tmp_path, "other.pdf", b"whole").read_bytes() == b"whole"
    (tmp_path / "other.pdf").unlink()
    now = 1_800_000_000.0
    stale = tmp_path / ".cpconf-0123456789abcdef.part"
    stale.write_bytes(b"")
    os.utime(stale, (now - seconds,) * 2)

    sweep(tmp_path, now)

    assert stale.exists() is left


@posix
def test_a_link_is_never_swept_nor_what_it_points_to(tmp_path: Path) -> None:
    now = 1_800_000_000.0
    (tmp_path / "elsewhere").write_bytes(b"somebody's own")
    os.utime(tmp_path / "elsewhere", (now - 2 * DAY,) * 2)
    (tmp_path / ".cpconf-link.part").symlink_to(tmp_path / "elsewhere")
    os.utime(tmp_path / ".cpconf-link.part", (now - 2 * DAY,) * 2, follow_symlinks=False)

    sweep(tmp_path, now)

    assert names(tmp_path) == [".cpconf-link.part", "elsewhere"]


@posix
def test_drafts_are_swept_from_the_folder_that_was_opened_also_where_others_can_get_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "held"
    make_folder(held)
    (held / ".cpconf-old.part").write_bytes(b"")
    os.utime(held / ".cpconf-old.part", (0, 0))
    held.chmod(0o755)
    looked_in: list[object] = []
    scan = os.scandir

    def tell(folder: int) -> object:
        looked_in.append(type(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", tell)
    sweep(held, 2.0 * DAY)
    monkeypatch.undo()

    assert names(held) == []
    assert looked_in == [int]  # a descriptor: the name may be another folder's by now


def test_sweeping_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    sweep(tmp_path / "nowhere", 0.0)
    assert names(tmp_path) == []


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from cpconf.documents.places.publishing import draft, make_folder, move, put
    left = int(sys.argv[2])
    def step(event, _):
        global left
        if event.partition(".")[0] in {"os", "open"}:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(step)
    out = Path(sys.argv[1]) / "out"
    make_folder(out / "held")
    make_folder(out / "password")
    with draft(out) as started:
        started.file.write(b"whole" * 10_000)
        started.publish("copy.pdf")
    move(put(out / "held", "message.eml", b"whole" * 10_000), out / "password")
"""


@posix
def test_a_run_killed_at_any_step_leaves_nothing_partial_and_nothing_open_to_others(
    tmp_path: Path,
) -> None:
    for step in range(1, 100):
        (tmp_path / str(step)).mkdir()
        done = run(KILLED, str(tmp_path / str(step)), str(step))
        for path in (tmp_path / str(step)).rglob("*"):
            if path.is_dir():
                # Whoever killed it between two steps may have left a stricter mode, never a wider.
                assert mode(path) & 0o077 == 0
            else:
                assert mode(path) == 0o600
                is_draft = path.name.startswith(".cpconf-") and path.suffix == ".part"
                assert is_draft or path.read_bytes() == b"whole" * 10_000
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert 15 < step < 99


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is open")
def test_a_file_is_on_the_disk_before_it_has_its_name_and_the_name_before_anything_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def telling(call: str, what: Callable[..., str]) -> None:
        own = getattr(os, call)

        def tell(*arguments: Any, **more: Any) -> None:  # noqa: ANN401 - as the call has them
            said.append(what(*arguments))
            own(*arguments, **more)

        monkeypatch.setattr(os, call, tell)

    def opened(descriptor: int) -> str:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        return f"flush {name}" if not name.endswith(".part") else "flush the draft"

    telling("fsync", opened)
    telling("link", lambda _, final: f"name {final}")
    telling("replace", lambda _, final: f"name {final}")
    out = tmp_path / "out"
    make_folder(out / "held")
    make_folder(out / "password")
    with draft(out) as started:
        started.publish("copy.pdf")
    move(put(out / "held", "message.eml", b"whole"), out / "password")
    with draft(out) as started:
        started.replace("diary.ics")

    assert said == [
        *(f"flush {tmp_path.name}", "flush out", "flush out"),  # out, held and password are new
        *("flush the draft", "name copy.pdf", "flush out"),
        *("flush the draft", "name message.eml", "flush held"),
        *("name message.eml", "flush password", "flush held"),
        *("flush the draft", "name diary.ics", "flush out"),
    ]
