"""Whether a report would go into the set: it is put through what `bundle` does, before it is taken.

So that a file that cannot go is known on the day it comes, and not on the day the set is due.
"""

from pathlib import Path

from cpconf.core.document import FileType
from cpconf.documents.drawing import Progress, refuse_unfit
from cpconf.documents.findings import Findings


def refuse_unfit_for_set(file: Path, findings: Findings, progress: Progress | None = None) -> None:
    """Raise DocumentFault (exit 6) for a PDF that the set could not be made with.

    A Word document is never in the set, which is said of it elsewhere.
    """
    if findings.type is FileType.PDF:
        refuse_unfit(file, findings, progress)
