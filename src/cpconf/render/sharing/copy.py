"""`protect-report`: the files of one copy, and what to do with each."""

from typing import TYPE_CHECKING

from cpconf.core.dates.phrases import say_count
from cpconf.core.sharing.sharing import PasswordCare, ShareState
from cpconf.core.words import DocumentKind
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page

if TYPE_CHECKING:
    from cpconf.workflow.sharing.protection import Made


def write_copy(page: Page, copy: "Made", state: ShareState, *, confirmed: bool) -> None:
    """Write what was made, in the order in which it is used; `state` is that of the sharing."""
    evidence, names = copy.evidence, copy.names
    pages = say_count(evidence.pages, "page") if evidence.pages else "Word"
    page.flow(
        [
            (f"{copy.ref} {copy.kind} for {copy.person}", Ink.STRONG),
            ("protected", Ink.GOOD),
            (evidence.algorithm, None),
            (pages, None),
            (_size(evidence.size), None),
        ]
    )
    page.blank()
    page.flow([("to", Ink.FAINT), (copy.address, None), (_sure(confirmed), Ink.FAINT)], gap=" ")
    page.blank()
    went = {ShareState.SENT: ", sent", ShareState.SENDING: ", in doubt"}.get(state, "")
    rows = [
        ("protected file", names.folder / names.copy),
        (f"first message{went}", names.folder / names.report),
    ]
    held = copy.password is PasswordCare.HELD
    if held:
        rows.append(("password, held", names.held))
    width = max(len(label) for label, _ in rows)
    for label, path in rows:
        page.flow([(f"{label:<{width}}", Ink.FAINT), (str(path), None)], gap="  ", hang=2)
    page.blank()
    step = 1
    if state is ShareState.PREPARED:
        page.write(f"{step}. Open the first message in your mail program and send it.", hang=3)
        step += 1
    page.write(f"{step}. Ask the person whether it has come. Then:", hang=3)
    kind = "" if copy.kind is DocumentKind.REPORT else f" --as {copy.kind}"
    page.write(
        f"cpconf release {copy.ref} --to {copy.person}{kind} --how phone --confirmed-by NAME",
        indent=3,
        hang=5,
    )
    page.blank()
    what = "The password is in the held message and nowhere else. " if held else ""
    page.write(f"{what}The original stays where it is, unprotected.", Ink.FAINT)


def _sure(confirmed: bool) -> str:  # noqa: FBT001 - one of two sentences
    return "(confirmed)" if confirmed else "(as on record; nobody confirmed it)"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.0f} kB"
