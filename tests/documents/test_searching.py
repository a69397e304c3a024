"""What must not be disclosed is found, whatever its spelling and wherever it stands.

Each row has its control: a document of the same kind with a near miss, which must pass. Rules of
the table: RFC 3986, 2.1 (percent-encoding, which may be repeated) and the form of `+` for a space
(URL Standard, 5.1); British postcodes as Royal Mail writes them, two parts and a space; places in a
PDF as in ISO 32000-1, in Word as in ECMA-376, part 1; names and addresses as English people write
them (`Mrs G M Featherstone`, `FEATHERSTONE, Gwendolen`).
"""

from pathlib import Path

import pytest

from cpconf.core.disclosure.terms import Term, TermKind
from tests.documents.carriers import CARRIERS, IN_PDF, IN_WORD, Carrier, hits

HOME = Term(1, "m1", TermKind.ADDRESS, "27 Orchard Street, Westmere WM4 7QP")
FLAT = Term(1, "m1", TermKind.ADDRESS, "Flat 3A, Elm House, Mill Lane, Westmere WM10 2AB")
COTTAGE = Term(1, "m1", TermKind.ADDRESS, "Rose Cottage, Mill Lane, Westmere")
NAME = Term(1, "m1", TermKind.NAME, "Gwendolen Featherstone")
BROWN = Term(1, "m1", TermKind.NAME, "Amy Brown")
ROBINA = Term(1, "m1", TermKind.NAME, "Mrs Robina (Bobbie) van Quillfeather")
SCHOOL = Term(1, "m1", TermKind.SCHOOL, "Hogwickle Primary School")
SAINT = Term(1, "m1", TermKind.SCHOOL, "St Mary's C of E Primary School")
OXFORD = Term(1, "m1", TermKind.SCHOOL, "Oxford Academy")
PHONE = Term(1, "m1", TermKind.PHONE, "020 7946 0018")
OTHER = Term(1, "m1", TermKind.OTHER, "the women's refuge")

SPELLINGS = [
    (HOME, "27 Orchard Street", "72 Orchard Street"),
    (HOME, "27, Orchard St.", "27, Orchard Rd."),
    (HOME, "27 Orchard Str", "127 Orchard Str"),
    (HOME, "27 ORCHARD STREET", "27A ORCHARD STREET"),
    (HOME, "27OrchardStreet", "72OrchardStreet"),
    (HOME, "Orchard Street 27", "Orchard Street 270"),
    (HOME, "Orchard Street, No. 27", "Orchard Street, No. 27a"),
    (HOME, "Orchard St. 27, Westmere", "Orchard St. 72, Westmere"),
    (HOME, "Orchard Street (27)", "Orchard Street (2027)"),
    (HOME, "Orchard Street, number 27", "Orchard Street, 27 May 2026"),
    (HOME, "Orchard Street, house number: 27", "Orchard Street, 27 children"),
    (HOME, "Westmere, Orchard Street, 27", "28 Orchard Street\n27 Mill Road"),
    (HOME, "Orchard Street, Westmere, 27", "Orchard Street. 27 people came"),
    (HOME, "27, Westmere, Orchard Street", "27, Eastmere and Orchard Street"),
    (HOME, "House number: 27 Street: Orchard Street", "Age: 27 Nearby: Orchard Street"),
    (HOME, "27 Flat 2 Orchard Street", "27, 12 Orchard Street"),
    (HOME, "Flat 2, 27 Orchard Street", "Flat 27, 2 Orchard Street"),
    (HOME, "2/27 Orchard Street", "27/2 Orchard Street"),
    (HOME, "27-29 Orchard Street", "29-31 Orchard Street"),
    (HOME, "25-27 Orchard Street", "25-26 Orchard Street"),
    (HOME, "27 and 29 Orchard Street", "17 and 29 Orchard Street"),
    (HOME, "twenty-seven Orchard Street", "seventy-two Orchard Street"),
    (HOME, "number 27 on Orchard Street", "27 people on Orchard Street"),
    (HOME, "twenty seven, Orchard Street", "twenty, Orchard Street"),
    (HOME, "WM4 7QP", "WM4 7QR"),
    (HOME, "wm47qp", "wm47qr"),
    (HOME, "W M 4 7 Q P", "WM4"),
    (HOME, "WM4-7QP", "WM5-7QP"),
    (HOME, "WM4\n7QP", "WM4\n8QP"),
    (FLAT, "WM1O 2AB", "WM1O 2AC"),
    (FLAT, "WMI0 2AB", "WMJ0 2AB"),
    (FLAT, "Flat 3a Elm House", "Flat 3b Elm House"),
    (FLAT, "Apartment 3A, Elm Hse", "Apartment 13A, Elm Hse"),
    (FLAT, "Elm House, flat 3A", "Elm House, flat 3"),
    (FLAT, "Elm House (3A), Mill Lane", "Elm House (3), Mill Lane"),
    (COTTAGE, "Rose Cottage, Mill Ln", "Rose Cottage, Mill Road"),
    (COTTAGE, "Mill Lane (Rose Cottage)", "Mill Lane (Rose and Crown)"),
    (COTTAGE, "Mill Lane, Westmere, Rose Cottage", "Mill Lane. A rose cottage"),
    (NAME, "Gwendolen Featherstone", "Gwendoline Featherstone"),
    (NAME, "GWENDOLEN FEATHERSTONE's", "GWENDOLEN FEATHERSTONEHAUGH's"),
    (NAME, "Gwendolen Mary Featherstone", "Gwendolen met Featherstone"),
    (NAME, "GWENDOLEN MARY FEATHERSTONE", "GWENDA MARY FEATHERSTONE"),
    (NAME, "gwendolen mary featherstone", "gwendolen saw featherstone"),
    (NAME, "Gwendolen M. Featherstone", "Gwendolen. Peter Featherstone"),
    (NAME, "Gwendolen M J Featherstone", "Gwenda M J Featherstone"),
    (NAME, "Gwendolen St. John Featherstone", "Gwendolen left. John Featherstone"),
    (NAME, "Gwendolen (Gwen) Featherstone", "Peter (Gwendolen) Smith"),
    (NAME, "Gwendolen 'Gwen' Featherstone", "Gwendolen 'Gwen' Feather"),
    (NAME, "Gwendolen van der Featherstone", "Gwendolen for Featherstone"),
    (NAME, "Gwendolen Smith-Featherstone", "Gwendolen Smith-Feather"),
    (NAME, "Gwendolen Featherstone-Smith", "Gwenda Featherstone-Smith"),
    (NAME, "Gwendolen and Peter Featherstone", "Gwendolen Smith and Peter Featherstone"),
    (NAME, "Gwendolen Ann Mary Featherstone", "Gwendolen Smith, Peter Featherstone"),
    (NAME, "Gwendolen A B Featherstone", "Gwendolen Smith Ann Jones Featherstone"),
    (NAME, "Featherstone, Gwendolen", "Featherstone, Gwenda"),
    (NAME, "FEATHERSTONE Gwendolen Mary", "FEATHERSTONE. Gwendolen Mary"),
    (NAME, "FEATHERSTONE, Ms Gwendolen", "FEATHERSTONE, Ms Gwenda"),
    (NAME, "Featherstone, Mary Gwendolen", "Featherstone told Gwendolen"),
    (NAME, "Featherstone, G.", "Featherstone, J."),
    (NAME, "FEATHERSTONE G M", "FEATHERSTONE J M"),
    (NAME, "G. Featherstone", "J. Featherstone"),
    (NAME, "G Featherstone", "a Featherstone"),
    (NAME, "G M Featherstone", "J M Featherstone"),
    (NAME, "G.M. Featherstone", "J.P. Featherstone"),
    (NAME, "GM Featherstone", "JM Featherstone"),
    (NAME, "Mrs G M Featherstone", "Mrs J M Featherstone"),
    (NAME, "Ms Featherstone", "Ms Feathers"),
    (NAME, "Mrs. Featherstone's", "Mrs. Smith, Featherstone Road"),
    (NAME, "Dr Featherstone", "Dr Peter Featherstone"),
    (NAME, "Miss FEATHERSTONE", "missed Featherstone"),
    (NAME, "Mr and Mrs Featherstone", "Mr and Mrs Feather-Stoner"),
    (NAME, "gfeatherstone@example.org", "jfeatherstone@example.org"),
    (NAME, "gwendolen.mary.featherstone@example.org", "gwenda.mary.featherstone@example.org"),
    (NAME, "g.featherstone@example.org", "j.featherstone@example.org"),
    (NAME, "gwendolen_featherstone.docx", "gwendoline_featherstone.docx"),
    (BROWN, "Amy Jane Brown", "Amy has brown hair"),
    (BROWN, "A. J. Brown", "A brown coat"),
    (BROWN, "Mrs Brown", "mrs jones in a brown coat"),
    (BROWN, "Brown, A.", "Brown, A child"),
    (ROBINA, "Bobbie van Quillfeather", "Bobbie Feather"),
    (ROBINA, "Mrs van Quillfeather", "Mr van Quillfeather"),
    (ROBINA, "Robina Quillfeather", "Roberta Quillfeather"),
    (SCHOOL, "goes to Hogwickle", "goes to Hogwickles"),
    (SCHOOL, "HOGWICKLE's uniform", "HOGWICK's uniform"),
    (SCHOOL, "Hogwickle Primary", "Hogwickle Road"),
    (SCHOOL, "the head of hogwickle", "the head of hogwick"),
    (SAINT, "at St. Mary's", "at St. Mark's"),
    (SAINT, "at Saint Marys", "at Saint Mary's Hospital"),
    (OXFORD, "at the Oxford Academy", "in Oxford"),
    (OXFORD, "School: Oxford", "a school in Oxford"),
    (PHONE, "+44 20 7946 0018", "+44 20 7946 0081"),
    (PHONE, "0044 (0)20 79 46 00 18", "0044 (0)20 79 46 00 19"),
    (PHONE, "020-7946-0018", "020-7946-00181"),
    (PHONE, "0207 946 0018", "0208 946 0018"),
    (OTHER, "THE WOMEN'S REFUGE", "THE WOMEN'S REFUGEE"),
    (OTHER, "the womens refuge", "a refuge"),
]
CARRIED = [
    (HOME, "27 Orchard Street", "72 Orchard Street"),
    (NAME, "Gwendolen Mary Featherstone", "Gwendolen met Featherstone"),
]
ROWS = [
    *(pytest.param(IN_PDF["the page"], *row, id=f"the page: {row[1]!a}") for row in SPELLINGS),
    *(
        pytest.param(IN_WORD["Word: a paragraph"], *row, id=f"Word: {row[1]!a}")
        for row in SPELLINGS
    ),
    *(
        pytest.param(carrier, *row, id=f"{name}: {row[1]}")
        for name, carrier in CARRIERS.items()
        for row in CARRIED
    ),
]


def test_the_table_has_so_many_rows_each_with_its_control() -> None:
    rows = 2 * len(SPELLINGS) + len(CARRIED) * len(CARRIERS)
    assert (len(SPELLINGS), len(CARRIERS), len(ROWS)) == (96, 63, rows)
    assert rows >= 300


@pytest.mark.parametrize(("carrier", "term", "said", "control"), ROWS)
def test_it_is_found_there_and_the_near_miss_is_not(
    carrier: Carrier, term: Term, said: str, control: str, tmp_path: Path
) -> None:
    assert hits(carrier(said), term, tmp_path)
    assert not hits(carrier(control), term, tmp_path)
