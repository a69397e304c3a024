"""The run over foreign Word files, on small ones of our own in other programs' shapes."""

from pathlib import Path

import pytest

from cpconf.errors import DocumentFault
from scripts import corpus_word
from scripts.corpus_kinds import NOBODY
from scripts.corpus_word import producer_of, run, tables
from tests.documents.word.wording import p, part, word

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def written(folder: Path, content: bytes, name: str = "report.docx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def by(application: str, version: str = "") -> bytes:
    about = (
        f'<Properties xmlns="{OFFICE}"><Application>{application}</Application>'
        f"<AppVersion>{version}</AppVersion></Properties>"
    )
    return word(p("x"), {"docProps/app.xml": about})


# What the programs call themselves in docProps/app.xml (ECMA-376, part 1, 22.2), and Word's years
# by its versions (Microsoft's list of Office versions).
MAKERS = [
    (by("Microsoft Office Word", "12.0000"), "Word 2007"),
    (by("Microsoft Office Word", "14.0000"), "Word 2010"),
    (by("Microsoft Office Word", "15.0000"), "Word 2013"),
    (by("Microsoft Office Word", "16.0000"), "Word 2016 and later"),
    (by("Microsoft Macintosh Word", "16.0000"), "Word for Mac"),
    (by("LibreOffice/7.4.7.2$Linux_X86_64", "15.0000"), "LibreOffice, OpenOffice"),
    (by("WPS Office_11.2.0.9453"), "WPS Office"),
    (by("A tool of one's own"), "others"),
    (word(p("x")), NOBODY),
    (b"no package", NOBODY),
]


@pytest.mark.parametrize(("content", "who"), MAKERS, ids=range(len(MAKERS)))
def test_a_document_says_which_program_wrote_it(content: bytes, who: str, tmp_path: Path) -> None:
    assert producer_of(written(tmp_path, content)) == who


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("r.doc", "old documents (.doc)"),
        ("r.DOTX", "templates (.dotx)"),
        ("r.docm", "with macros (.docm, .dotm)"),
    ],
)
def test_what_is_no_docx_by_its_name_is_counted_apart(name: str, who: str, tmp_path: Path) -> None:
    assert producer_of(written(tmp_path, by("Microsoft Office Word", "16.0000"), name)) == who


@pytest.mark.slow
def test_a_document_is_protected_past_what_stops_it_and_read_by_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice is asked where it is installed, by a test of its own."""
    monkeypatch.delitem(corpus_word.READERS, "LibreOffice")
    comments = part("comments", f'<w:comment w:id="0">{p("y")}</w:comment>')
    source = written(tmp_path, word(p("x"), {"word/comments.xml": comments}))
    place = tmp_path / "place"
    place.mkdir()
    outcome = run((source,), place)
    corpus_word.check((source,), place, outcome)
    assert outcome.accepted
    assert "Delete All Comments" in outcome.why
    assert outcome.readers == {"msoffcrypto-tool": "opens", "olefile, strictly": "opens"}


def test_what_is_not_taken_is_refused_as_the_command_does(tmp_path: Path) -> None:
    with pytest.raises(DocumentFault, match="an old Word document"):
        run((written(tmp_path, b"\xd0\xcf\x11\xe0", "r.doc"),), tmp_path)


def test_the_tables_count_by_who_wrote_and_by_reason() -> None:
    opens = dict.fromkeys(corpus_word.READERS, "opens")
    made = {"accepted": True, "why": "", "readers": opens, "seconds": 0.5}
    kept = {
        "files": {
            "a.docx": {"producer": "Word 2010", "sound": "yes"},
            "b.docx": {"producer": "Word 2010", "sound": "yes"},
            "c.docx": {"producer": "Word 2010", "sound": "no"},
            "d.doc": {"producer": "old documents (.doc)", "sound": "yes"},
        },
        "ways": {
            "word": {
                "a.docx": made,
                "b.docx": made | {"why": "it has comments"},
                "c.docx": made | {"accepted": False, "why": "it is damaged"},
                "d.doc": made | {"accepted": False, "why": "it is old"},
            }
        },
    }
    said = list(tables(kept))
    assert "| Word 2010 | 2 | 1 | 1 | 0 | 100.0 | 0.50 |" in said
    assert "| **all `.docx`** | 2 | 1 | 1 | 0 | 100.0 | 0.50 |" in said
    assert "| old documents (.doc) | 1 | 0 | 0 | 1 | 0.0 | 0.50 |" in said
    assert "| it has comments | 1 |" in said
    assert "| it is old | 1 |" in said
    assert "| it is damaged | 1 |" not in said
    assert "| LibreOffice | 2 | 0 |" in said
