"""Conferences with people, and a mailbox beside them that reports come to."""

from typing import Any

from tests.cli.reports.papers import paper
from tests.cli.running import Cpconf, Ran
from tests.mail.arriving import message, put

EVENING = "2026-02-11T20:00"
"""After close of business on the day before Hounslow's conference of Thursday 12 February 2026."""

PEOPLE = {
    "A-1": ("mother", "school", "police", "social_worker", "chair"),
    "R-1": ("father", "school", "police", "social_worker", "chair", "health"),
    "O-1": ("mother", "school", "social_worker", "chair"),
}
"""Who takes part, p1 and on; everybody's address is their role."""


class Desk:
    """Conferences with people, and a folder of messages."""

    def __init__(self, cpconf: Cpconf) -> None:
        self.cpconf = cpconf
        self.folder = cpconf.folder / "mailbox"
        self.folder.mkdir()
        self.out = cpconf.folder / "out"
        cpconf.furnish(("desk with mailbox",), self._furnish)

    def _furnish(self) -> list[Ran]:
        ran = [
            self.cpconf.book("A-1", procedure="hounslow"),
            self.cpconf.book("R-1", procedure="hounslow", type_="review"),
            self.cpconf.book("O-1"),
        ]
        for ref, roles in PEOPLE.items():
            for role in roles:
                name = f"Zuleika {role}-{ref}"
                address = f"{role}@example.org"
                ran.append(
                    self.cpconf.must(
                        *("person", "add", ref, "--role", role, "--name", name),
                        *("--email", address),
                    )
                )
        return ran

    def pdf(self, word: str = "reportword") -> bytes:
        return paper(self.cpconf.folder / "paper.pdf", [("Report", 1, word)]).read_bytes()

    def arrive(
        self,
        sender: str = "school",
        subject: str = "Report A-1",
        *attached: tuple[str, bytes],
        **more: Any,  # noqa: ANN401 - as tests.mail.arriving has them
    ) -> str:
        """A message in the mailbox; the file's name."""
        number = len(list(self.folder.iterdir())) + 1
        made = message(f"{sender}@example.org", subject, *attached, **more)
        return put(self.folder, f"{number}.eml", made).name

    def line(self, *more: str) -> tuple[str, ...]:
        return ("inbox", str(self.folder), "--out", str(self.out), *more)

    def run(self, *more: str, code: int = 0, now: str = EVENING) -> dict[str, Any]:
        """Run `inbox`; its document."""
        ran = self.cpconf(*self.line("--json", *more), now=now)
        assert ran.code == code, ran
        return ran.json

    def one(self, *more: str, code: int = 0) -> dict[str, Any]:
        """The one message that is listed."""
        (found,) = self.run(*more, code=code)["messages"]
        return dict(found)

    def reports(self, ref: str = "A-1") -> list[dict[str, Any]]:
        return list(self.cpconf.must("report", "list", ref, "--json", now=EVENING).json["reports"])

    def files(self, ref: str = "A-1") -> list[str]:
        found = (self.out / ref).iterdir() if (self.out / ref).exists() else ()
        return sorted(path.name for path in found)

    def task(self, ref: str, handle: str) -> dict[str, Any]:
        name, _, person = handle.partition("@")
        found = self.cpconf.status(ref, now=EVENING).json["tasks"]
        (task,) = [t for t in found if t["task"] == name and (t["person"] == person or not person)]
        return dict(task)
