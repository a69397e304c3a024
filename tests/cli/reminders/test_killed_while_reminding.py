"""Killed before every step of a run: nobody is left out, and a family is written to once."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.cli.forking import Ended, Forks, forks
from tests.cli.reminders.reminded import (
    WEDNESDAY,
    book,
    by_smtp,
    furnish,
    in_maildir,
    letters,
    to_maildir,
)
from tests.cli.running import Cpconf
from tests.cli.sharing import family_post
from tests.mail.moody import Moods, moody_server
from tests.store.looking import look

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL, and no fork"),
]

PEOPLE = {
    "chair": "chair@example.org",
    "social_worker": "worker@example.org",
    "school": "school@example.org",
    "administrator": "open@example.org",
}
EVERYBODY = sorted(PEOPLE.values())


@pytest.fixture(scope="module")
def started() -> Iterator[Forks]:
    with forks() as found:
        yield found


class Scene:
    """An office with four people to be reminded, put back to how it was before each attempt."""

    def __init__(self, cpconf: Cpconf, started: Forks) -> None:
        self.cpconf = cpconf
        self.started = started
        self.forget: Callable[[], None] = lambda: None
        furnish(cpconf, "ring", "agree", "report", "open", people=PEOPLE)
        self.keep()

    def keep(self) -> None:
        """Remember how things are."""
        self.kept = self.cpconf.keep()

    def restore(self) -> None:
        """Put the store back, and forget what was sent."""
        self.forget()
        self.cpconf.restore(self.kept)

    def run(self, *arguments: str, fatal: int = 0, call: str | None = None) -> Ended:
        environ = {
            "CPCONF_NOW": WEDNESDAY,
            "CPCONF_STORE": str(self.cpconf.where),
            "CPCONF_CONFIG": os.environ.get("CPCONF_CONFIG", ""),
            "HOME": os.environ["HOME"],
            "SSL_CERT_FILE": os.devnull,  # to read the real one takes longer than the run
        }
        more = {"call": call} if call else {}
        return self.started.run(*arguments, fatal=fatal, environ=environ, **more)

    def killed(self, *arguments: str, call: str | None = None) -> Iterator[tuple[int, Ended]]:
        """Each step at which a run was killed, from the state that was kept."""
        for step in count(1):
            self.restore()
            ran = self.run(*arguments, fatal=step, call=call)
            if ran.code != -signal.SIGKILL:
                assert (ran.code, ran.steps) == (0, step - 1), ran
                assert step > 5  # a file takes more of them, for its lock
                return
            yield step, ran

    @property
    def states(self) -> dict[str, str]:
        return {recipient: state for _, recipient, state in self.messages}

    @property
    def messages(self) -> list[tuple[int, str, str]]:
        """The number, recipient and state of each message, as quickly as they can be had."""
        return look(self.cpconf.where, "SELECT id, recipient, state FROM outbox")

    @property
    def locks(self) -> list[Path]:
        """What runs leave beside the store so that others can tell whether they live."""
        return list(self.cpconf.folder.glob(".*.sending-*"))


@pytest.fixture
def scene(cpconf: Cpconf, started: Forks) -> Scene:
    return Scene(cpconf, started)


def identities(moods: Moods) -> Counter[tuple[str, str, str]]:
    """The messages that a server has taken, by what mail programs know them by."""
    return Counter(
        (str(letter["To"]), str(letter["Message-ID"]), str(letter["Date"]))
        for letter in letters(moods.messages)
    )


@pytest.mark.thorough
def test_by_mail_nobody_is_left_out_and_what_comes_twice_is_the_same_message(scene: Scene) -> None:
    doubled = []
    with moody_server() as moods:
        by_smtp(scene.cpconf, moods.port)
        scene.forget = moods.messages.clear
        for step, _ in scene.killed("remind"):
            had = identities(moods)
            moods.messages.clear()
            before = scene.states
            again = scene.run("remind")
            assert again[:3] == (0, "", ""), step
            found = identities(moods) + had
            assert sorted({to for to, _, _ in found}) == EVERYBODY, step
            assert len(found) == len(EVERYBODY), step
            twice = [key for key, times in found.items() if times > 1]
            # Only what the server had, and we had not written down.
            for to, message_id, date in twice:
                assert before[to] == "sending", step
                assert had[to, message_id, date] == 1, step
            assert len(twice) <= 1, step
            doubled += twice
            assert set(scene.states.values()) == {"sent"}, step
            assert scene.locks == [] or set(before.values()) == {"sent"}, step
            moods.messages.clear()
            if step % 5 == 0:
                assert scene.run("remind")[:3] == (0, "", ""), step
                assert moods.messages == [], step
    assert {to for to, _, _ in doubled} == set(EVERYBODY)  # the window is there, for each of them


def test_into_a_maildir_everybody_gets_one_message(scene: Scene) -> None:
    maildir = to_maildir(scene.cpconf)

    def clear() -> None:
        for path in maildir.rglob("*"):
            if path.is_file():
                path.unlink()

    scene.forget = clear
    for step, _ in scene.killed("remind"):
        assert scene.run("remind")[:3] == (0, "", ""), step
        found = letters(in_maildir(maildir))
        assert sorted(str(letter["To"]) for letter in found) == EVERYBODY, step
        assert all(letter.get_content().endswith("again.\n") for letter in found), step
        assert set(scene.states.values()) == {"sent"}, step
        if step % 5 == 0:
            assert scene.run("remind")[:3] == (0, "", ""), step
            assert len(in_maildir(maildir)) == len(EVERYBODY), step


def test_on_standard_output_nobody_is_left_out(scene: Scene) -> None:
    def told(ran: Ended) -> list[str]:
        return sorted(line[3:] for line in ran.out.splitlines() if line.startswith("to "))

    for step, killed in scene.killed("remind"):
        before = set(scene.states.values())
        again = scene.run("remind")
        assert (again.code, again.err) == (0, ""), step
        if before == {"sent"}:
            assert (told(killed), told(again)) == (EVERYBODY, []), step
        else:
            assert told(again) == EVERYBODY, step
            assert not killed.out or before == {"sending"}, step
        assert scene.run("remind")[:3] == (0, "", ""), step


@pytest.mark.thorough
def test_a_family_is_written_to_once_and_what_is_doubtful_waits_for_a_person(
    scene: Scene,
) -> None:
    mothers = 3
    scene.restore()
    family_post.owe(str(scene.cpconf.where), "A-1", mothers)
    scene.keep()
    call = "tests.cli.sharing.family_post:main"
    with moody_server() as moods:
        place = (str(scene.cpconf.where), str(moods.port))
        scene.forget = moods.messages.clear
        unknown = 0
        for step, _ in scene.killed(*place, call=call):
            ended = scene.run(*place, call=call)
            found = Counter(str(letter["To"]) for letter in letters(moods.messages))
            assert all(times == 1 for times in found.values()), step
            doubtful = {to: number for number, to, state in scene.messages if state == "unknown"}
            assert len(doubtful) <= 1, step
            assert ended.code == 0, step
            unknown += len(doubtful)
            sent = {to for to, state in scene.states.items() if state == "sent"}
            assert sent <= set(found), step
            assert len(sent) + len(doubtful) == mothers, step
            assert set(found) - sent <= set(doubtful), step
            for to, number in doubtful.items():
                how = [] if to in found else ["--not"]
                assert scene.run("outbox", "sent", str(number), *how).code == 0, step
            assert scene.run(*place, call=call).code == 0, step
            found = Counter(str(letter["To"]) for letter in letters(moods.messages))
            assert found == Counter({f"mother{n}@example.org": 1 for n in range(mothers)}), step
    assert unknown > mothers


def test_a_run_that_only_notes_that_all_is_well_can_be_killed_anywhere(scene: Scene) -> None:
    book(scene.cpconf, "ring", ref="A-9", at="2026-03-13T14:00")
    maildir = to_maildir(scene.cpconf)
    assert scene.run("remind").code == 0
    assert len(in_maildir(maildir)) == len(EVERYBODY)
    scene.keep()
    steps = scene.run("remind").steps
    for step in range(1, steps + 1):
        scene.restore()
        assert scene.run("remind", fatal=step).code == -signal.SIGKILL
        assert scene.run("remind")[:3] == (0, "", ""), step
        assert len(in_maildir(maildir)) == len(EVERYBODY), step
