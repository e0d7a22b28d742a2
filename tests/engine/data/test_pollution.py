"""Clean tables in, polluted bytes, read back: the same cells, or exactly what is said to differ."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.cells import is_missing
from engine.data.repairs import Repair
from engine.data.source import ReadError
from engine.data.table import Table, read
from tests.engine.data.pollution import Polluted, Spelling, clean, files, rows_and_cells, tables, written

Csv = Callable[..., Path]
POLLUTED = {**files(), **tables(), **rows_and_cells()}


def same(table: Table, name: str, cells: list[str]) -> bool:
    """Whether a column holds these cells, its numbers by their value."""
    found = table.column(name)
    wanted = [None if is_missing(cell) else cell.strip() for cell in cells]
    if found.dtype == pl.String:
        return found.to_list() == wanted
    return found.to_list() == [None if cell is None else float(cell) for cell in wanted]


@pytest.mark.parametrize("name", list(POLLUTED))
def test_a_polluted_file_is_the_table_that_it_was(csv: Csv, name: str) -> None:
    polluted: Polluted = POLLUTED[name]
    table = read(csv(polluted.content))
    assert table.mended.totals == polluted.mended
    assert (table.names, table.rows) == (polluted.names, len(polluted.rows))
    for place, column in enumerate(polluted.names):
        assert same(table, column, [row[place] for row in polluted.rows]), column


def test_the_lines_of_repairs_are_those_of_the_file(csv: Csv) -> None:
    rows = [(*row[:6], "two\nlines", *row[7:]) for row in clean(20)]
    polluted = written(rows, Spelling(), change=lambda lines: lines.insert(11, "a,b\r\n\r\n"))
    assert read(csv(polluted)).mended.lines == {Repair.SHORT: (22,), Repair.BLANK: (23,)}


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("first,last\nJohn,Doe\n", ("first", "last"), [("John", "Doe")]),
        ('first,address\nJohn,"120 any st., Anytown"\n', ("first", "address"), [("John", "120 any st., Anytown")]),
        ("a,b,c\n1,,\n2,3,4\n", ("a", "b", "c"), [(1, None, None), (2, 3, 4)]),
        ('a,b,c\n1,"",""\n2,3,4\n', ("a", "b", "c"), [(1, None, None), (2, 3, 4)]),
        ('a,b\n1,"ha ""ha"" ha"\n3,4\n', ("a", "b"), [(1, 'ha "ha" ha'), (3, "4")]),
        (
            'key,val\n1,"{""type"": ""Point"", ""coordinates"": [102.0, 0.5]}"\n',
            ("key", "val"),
            [(1, '{"type": "Point", "coordinates": [102.0, 0.5]}')],
        ),
        ('a,b,c\n1,2,3\n"Once upon \na time",5,6\n7,8,9\n', ("a", "b", "c"),
         [("1", 2, 3), ("Once upon \na time", 5, 6), ("7", 8, 9)]),
        ('a,b\n1,"ha \n""ha"" \nha"\n3,4\n', ("a", "b"), [(1, 'ha \n"ha" \nha'), (3, "4")]),
        ("a,b,c\n1,2,3\n4,5,ʤ\n", ("a", "b", "c"), [(1, 2, "3"), (4, 5, "ʤ")]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_cases_of_csv_spectrum(
    csv: Csv, text: str, names: tuple[str, ...], rows: list[tuple[object, ...]], newline: str
) -> None:
    table = read(csv(text.replace("\n", newline)))
    assert (table.names, table.frame.rows()) == (names, rows)


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("sep=;\na;b\n1,5;2\n2,5;3\n", ("a", "b"), [(1.5, 2), (2.5, 3)]),
        ("what;price;share\nant;€ 1.234,50;12 %\nbee;(€ 2,50);3 %\n", ("what", "price", "share"),
         [("ant", 1234.5, 12), ("bee", -2.5, 3)]),
        ('a,b\n"$1,234",x\n$12,y\n', ("a", "b"), [(1234, "x"), (12, "y")]),
        ("a;b\n1 234;x\n5;y\n", ("a", "b"), [(1234, "x"), (5, "y")]),
        ("t,x\ns,m\n1,2.5\n2,3.5\n3,4.5\n", ("t s", "x m"), [(1, 2.5), (2, 3.5), (3, 4.5)]),
        ("id,2020,,2021,\n,a,b,a,b\n1,2,3,4,5\n2,3,4,5,6\n3,4,5,6,7\n",
         ("id", "2020 a", "2020 b", "2021 a", "2021 b"), [(1, 2, 3, 4, 5), (2, 3, 4, 5, 6), (3, 4, 5, 6, 7)]),
        ("x,y\n1,NA\nn/a,-\n#N/A,?\n.,none\nnull,2\n", ("x", "y"),
         [(1, None), (None, None), (None, None), (None, None), (None, 2)]),
    ],
)  # fmt: skip
def test_numbers_and_names_are_read_as_they_were_meant(
    csv: Csv, text: str, names: tuple[str, ...], rows: list[tuple[object, ...]]
) -> None:
    table = read(csv(text))
    assert (table.names, table.frame.rows()) == (names, rows)


def test_rows_of_all_lengths_are_no_single_column(csv: Csv) -> None:
    table = read(csv("".join(",".join(["1"] * (row * 7 % 30 + 1)) + "\n" for row in range(300))))
    assert (table.rows, len(table.names)) == (300, 30)
    assert table.mended.totals == {Repair.SHORT: 290}


def test_a_row_of_far_too_many_cells_is_a_sentence(csv: Csv) -> None:
    with pytest.raises(ReadError, match="more than 50,000 cells"):
        read(csv("1,2\n" + "," * 60_000 + "\n"))


@pytest.mark.parametrize("delimiter", ["^", "||"])
def test_a_text_that_begins_like_packed_bytes_is_a_text(csv: Csv, delimiter: str) -> None:
    table = read(csv("x,1\nx,2\nx,3\n".replace(",", delimiter)))
    assert table.column("column_1").to_list() == ["x", "x", "x"]


BAD = st.one_of(
    st.binary(max_size=400),
    st.text(st.sampled_from("a1,;|\t:\"'\\\n\r\0 é-.€%#()"), max_size=300).map(str.encode),
    st.tuples(
        st.sampled_from(list(POLLUTED)), st.integers(0, 5000), st.integers(0, 400), st.binary(max_size=20)
    ).map(lambda drawn: _spoiled(POLLUTED[drawn[0]].content[:6000], *drawn[1:])),
)


def _spoiled(content: bytes, place: int, length: int, instead: bytes) -> bytes:
    return content[:place] + instead + content[place + length :]


@settings(max_examples=200)
@given(BAD)
def test_two_hundred_bad_files_end_in_a_table_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("bad") / "table.csv"
    path.write_bytes(content)
    try:
        table = read(path)
    except ReadError:
        return
    assert table.rows >= 1
    assert len(set(table.names)) == len(table.names) >= 1
    assert table.frame.height == table.rows
