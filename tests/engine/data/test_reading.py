"""Whole files: each kind of pollution ends in the right table or in a sentence."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.cells import is_missing
from engine.data.dialect import Dialect, guess
from engine.data.source import CHUNK, Cancelled, ReadError
from engine.data.table import preview, read
from engine.errors import ExplainedError

Csv = Callable[..., Path]
ROWS = [("ant", 1.5, 1), ("bee", 2.5, 2), ("cat", 3.25, 3)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(csv: Csv, encoding: str, newline: str) -> None:
    text = newline.join(("größe,zahl", "für,1", "naïve,2", ""))
    table = read(csv(text, encoding))
    assert table.names == ("größe", "zahl")
    assert table.frame.rows() == [("für", 1), ("naïve", 2)]
    assert not table.repairs


def test_semicolons_and_decimal_commas(csv: Csv) -> None:
    table = read(csv("name;x;y\nant;1,5;1\nbee;2,5;2\ncat;3,25;3\n"))
    assert table.frame.rows() == ROWS
    assert table.dialect == Dialect(delimiter=";", decimal=",")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_every_delimiter(csv: Csv, delimiter: str) -> None:
    table = read(csv("name,x,y\nant,1.5,1\nbee,2.5,2\ncat,3.25,3\n".replace(",", delimiter)))
    assert table.frame.rows() == ROWS


def test_the_dialect_that_is_given_is_used(csv: Csv) -> None:
    table = read(csv("1,5\n2,6\n"), Dialect(delimiter=";", header=False, decimal=","))
    assert table.frame.rows() == [(1.5,), (2.6,)]


def test_quoted_cells_may_hold_anything(csv: Csv) -> None:
    table = read(csv('a,b\n"x, y",1\n"two\nlines",2\n"say ""hi""",3\n'))
    assert table.column("a").to_list() == ["x, y", "two\nlines", 'say "hi"']


def test_quotes_in_the_middle_of_a_cell_are_text(csv: Csv) -> None:
    table = read(csv('what,size\n5" pipe,1\n6" pipe,2\n"a, b",3\n'))
    assert table.column("what").to_list() == ['5" pipe', '6" pipe', "a, b"]


def test_a_quote_that_is_never_closed_is_text_and_said(csv: Csv) -> None:
    table = read(csv('a,b\n"open,1\n' + "x,2\n" * 1000))
    assert table.rows == 1001
    assert table.cell(0, "a") == '"open'
    assert "never closed" in table.repairs[0]


def test_ragged_and_empty_rows_are_mended_and_counted(csv: Csv) -> None:
    table = read(csv("a,b,c\n1,2,3\n4,5\n\n6,7,8,9\n10,11,12\n"))
    assert table.frame.rows() == [(1, 2, 3), (4, 5, None), (6, 7, 8), (10, 11, 12)]
    assert table.repairs == (
        "1 row was too short: the cells it lacks are gaps.",
        "1 row was too long: what was beyond the last column was left out.",
        "1 empty line was passed over.",
    )


def test_duplicate_and_empty_names_are_renamed_and_said(csv: Csv) -> None:
    table = read(csv("a,,a\n1,2,3\n4,5,6\n"))
    assert table.names == ("a", "column_2", "a_2")
    assert len(table.repairs) == 2


def test_a_delimiter_at_the_end_of_every_row_makes_no_column(csv: Csv) -> None:
    table = read(csv("a,b,\n1,2,\n3,4,\n"))
    assert table.names == ("a", "b")


def test_a_delimiter_at_the_end_of_the_rows_alone_makes_no_column(csv: Csv) -> None:
    table = read(csv("a,b\n1,2,\n3,4,\n"))
    assert table.names == ("a", "b")
    assert "left out" in table.repairs[-1]


def test_a_table_without_header(csv: Csv) -> None:
    table = read(csv("5.1,setosa\n4.9,setosa\n6.3,virginica\n"))
    assert table.names == ("column_1", "column_2")
    assert table.rows == 3


def test_lines_before_the_header_are_passed_over(csv: Csv) -> None:
    table = read(csv("Our data\n\nx,y,z\n1,2,3\n4,5,6\n7,8,9\n"))
    assert table.names == ("x", "y", "z")
    assert table.rows == 3


def test_a_single_column(csv: Csv) -> None:
    table = read(csv("x\n1\n2\n3\n"))
    assert table.frame.to_dict(as_series=False) == {"x": [1, 2, 3]}


def test_a_single_column_of_sentences_is_not_torn(csv: Csv) -> None:
    table = read(csv("text\nHello, world\nNothing here\nOne, two, three\n"))
    assert table.column("text").to_list() == ["Hello, world", "Nothing here", "One, two, three"]


def test_gaps_are_gaps_however_they_are_spelled(csv: Csv) -> None:
    table = read(csv("x,name\n1,ant\nNA,n/a\n?,-\nnan,\n,null\n2.5,bee\n"))
    assert table.column("x").to_list() == [1, None, None, None, None, 2.5]
    assert table.column("name").to_list() == ["ant", None, None, None, None, "bee"]


def test_nul_bytes_are_taken_out_and_counted(csv: Csv) -> None:
    table = read(csv(b"a,b\n1,x\x00\n2,y\x00\n3,z\n"))
    assert table.column("b").to_list() == ["x", "y", "z"]
    assert table.repairs == ("2 NUL characters were taken out.",)


def test_letters_that_cannot_be_read_are_counted(csv: Csv) -> None:
    table = read(csv("naïve,b\nx,1\n".encode() + b"\xff,2\n"), Dialect())
    assert table.repairs == ("1 letter could not be read and stands as �.",)


def test_latin_letters_after_a_long_plain_beginning_change_the_guess(csv: Csv) -> None:
    table = read(csv(b"name,x\n" + b"plain,1\n" * 60_000 + b"caf\xe9,2\n"))
    assert table.dialect.encoding == "cp1252"
    assert table.cell(60_000, "name") == "café"


def test_a_text_far_down_among_numbers_keeps_every_spelling(csv: Csv) -> None:
    rows = CHUNK // 4
    table = read(csv("x,y\n" + "1.50,2\n" * rows + "late,3\n"))
    assert table.column("x").dtype == pl.String
    assert table.cell(0, "x") == "1.50"
    assert table.cell(rows, "x") == "late"
    assert table.column("y").dtype == pl.Int64


def test_a_fraction_far_down_among_whole_numbers_makes_them_numbers(csv: Csv) -> None:
    table = read(csv("x\n" + "1\n" * CHUNK + "2.5\n"))
    assert table.column("x").dtype == pl.Float64
    assert table.column("x").sum() == CHUNK + 2.5


def test_codes_keep_their_zeros(csv: Csv) -> None:
    assert read(csv("zip,x\n01234,1\n99999,2\n")).column("zip").to_list() == ["01234", "99999"]


def test_formulas_are_text(csv: Csv) -> None:
    assert read(csv("a,b\n=1+2,1\n@SUM(A1),2\n-x,3\n")).column("a").to_list() == ["=1+2", "@SUM(A1)", "-x"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        ("\n\n\n", "is empty"),
        ("a,b,c\n", "has a header but no rows"),
        ("a,b\n,\n,\n", "every cell is missing"),
        ("a,b\nNA,?\n-,null\n", "every cell is missing"),
        (bytes(range(256)) * 10, "binary"),
        (b"PK\x03\x04" + bytes(100), "zip archive"),
    ],
)
def test_what_is_no_table_is_a_sentence(csv: Csv, content: str | bytes, sentence: str) -> None:
    with pytest.raises(ReadError, match=sentence):
        read(csv(content), Dialect())
    with pytest.raises(ReadError):
        read(csv(content))


def test_skipping_more_lines_than_there_are_is_a_sentence(csv: Csv) -> None:
    with pytest.raises(ReadError, match="is empty"):
        read(csv("a,b\n1,2\n"), Dialect(skip=9))


def test_the_source_is_remembered(csv: Csv) -> None:
    path = csv("a,b\n1,2\n")
    source = read(path).source
    assert source is not None
    assert (source.path, source.size) == (str(path), 8)


def test_progress_moves_and_cancel_is_felt(csv: Csv) -> None:
    path = csv("a,b\n" + "1,2\n" * CHUNK)
    shares: list[float] = []

    def listen(share: float, _: str) -> bool:
        shares.append(share)
        return len(shares) < 3

    with pytest.raises(Cancelled):
        read(path, progress=listen)
    assert len(shares) == 3
    shares.clear()
    read(path, progress=lambda share, _: shares.append(share))
    assert shares[-1] == 1.0
    assert len(shares) >= 5


def test_a_wide_table(csv: Csv) -> None:
    names = [f"p{number}" for number in range(785)]
    row = [str(number % 7) for number in range(785)]
    table = read(csv("\n".join([",".join(names), *[",".join(row)] * 50])))
    assert (table.rows, len(table.names)) == (50, 785)


def test_a_preview_shows_the_rows_in_any_light(csv: Csv) -> None:
    path = csv("a;b\n1,5;2\n3;4\n")
    assert preview(path, guess(path)) == [["a", "b"], ["1,5", "2"], ["3", "4"]]
    assert preview(path, Dialect()) == [["a;b"], ["1", "5;2"], ["3;4"]]
    assert preview(path, Dialect(encoding="utf-16"))
    assert len(preview(path, guess(path), rows=2)) == 2


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6).map(str),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")),
        min_size=1,
        max_size=6,
    ),
)
DIALECTS = st.builds(
    Dialect,
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    quote=st.sampled_from(['"', "'"]),
    header=st.booleans(),
)

NAMELESS = ("column_1", "column_2", "column_3")


def quoted(cell: str | None, quote: str) -> str:
    return "" if cell is None else quote + cell.replace(quote, quote * 2) + quote


@given(st.lists(st.tuples(CELLS, CELLS, st.integers(0, 9).map(str)), min_size=2, max_size=20), DIALECTS)
def test_what_was_written_by_a_dialect_is_read_by_it(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str | None, ...]], dialect: Dialect
) -> None:
    lines = [("first", "second", "third"), *rows] if dialect.header else rows
    text = "\n".join(dialect.delimiter.join(quoted(cell, dialect.quote) for cell in row) for row in lines)
    path = tmp_path_factory.mktemp("written") / "table.csv"
    path.write_bytes(text.encode(dialect.encoding))
    table = read(path, dialect)
    assert table.rows == len(rows)
    names = ("first", "second", "third") if dialect.header else NAMELESS
    for name, cells in zip(names, zip(*rows, strict=True), strict=True):
        wanted = [None if cell is None or is_missing(cell) else cell for cell in cells]
        if name in NAMELESS and not any(wanted):
            assert name not in table.names
        elif (column := table.column(name)).dtype == pl.String:
            assert column.to_list() == wanted
        else:
            assert column.to_list() == [None if cell is None else float(cell) for cell in wanted]


@given(
    st.binary(max_size=300) | st.text(st.sampled_from("a1,;\t\"'\n\r\0 é-."), max_size=120).map(str.encode),
    DIALECTS,
)
def test_any_bytes_end_in_a_table_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, dialect: Dialect
) -> None:
    path = tmp_path_factory.mktemp("any") / "table.csv"
    path.write_bytes(content)
    for each in (None, dialect):
        try:
            table = read(path, each)
        except ExplainedError:
            continue
        assert table.rows >= 1
        assert len(set(table.names)) == len(table.names) >= 1
