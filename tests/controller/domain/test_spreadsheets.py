import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.spreadsheets import LARGEST, ROWS_AT_MOST, read_table, safe_cell, write_table
from controller.errors import Refused

TEXT = 'Candidate Number;Name;Seat\r\n0001;Zoë O’Brien;A1\r\n\r\n0002;"Smith; Jo";B1\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_is_read_whatever_program_wrote_it(encoding: str, delimiter: str) -> None:
    text = TEXT.replace('"Smith; Jo"', f'"Smith{delimiter} Jo"').replace(";", delimiter)
    table = read_table(text.encode(encoding))
    assert table.columns == ("candidate number", "name", "seat")
    assert [row.line for row in table.rows] == [2, 4]
    assert table.rows[0]["name"] == "Zoë O’Brien"
    assert table.rows[1]["name"] == f"Smith{delimiter} Jo"


def test_a_windows_1252_file_may_even_begin_with_the_mark_of_utf_8() -> None:
    table = read_table(b"\xef\xbb\xbfname;seat\r\nZo\xeb;A1\r\n")
    assert table.rows[0].cells == {"name": "Zoë", "seat": "A1"}


def test_cells_that_are_missing_are_empty_and_others_are_left_out() -> None:
    rows = read_table(b"name,seat\nAna\nBen,B1,more").rows
    assert [(row["name"], row["seat"], row["room"]) for row in rows] == [("Ana", "", ""), ("Ben", "B1", "")]


def test_a_line_that_goes_on_keeps_the_number_of_its_beginning() -> None:
    rows = read_table(b'name,note\nAna,"two\nlines"\nBen,x').rows
    assert [row.line for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.empty"),
        (b"\r\n  \r\n", "table.empty"),
        (b"PK\x03\x04\x00\x00sheet", "table.not-csv"),
        (b"a,b\n" + b"x" * LARGEST, "table.too-large"),
        (b"a\n" + b"x\n" * (ROWS_AT_MOST + 1), "table.too-long"),
        (b'a\n"' + b"x" * 200_000 + b'"', "table.not-csv"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_table(content)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    try:
        table = read_table(content)
    except Refused:
        return
    assert all(set(row.cells) <= set(table.columns) for row in table.rows)


cells = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12)


@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    kept = [row for row in rows if any(row)]
    table = read_table(write_table(["one", "two"], kept))
    assert [(row["one"], row["two"]) for row in table.rows] == [tuple(map(safe_cell, row)) for row in kept]


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-2", "@SUM(A1)"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
