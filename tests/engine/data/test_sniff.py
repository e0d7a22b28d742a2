import csv as csv_module
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.records import records
from engine.data.sniff import sniff
from engine.data.source import SAMPLE
from engine.data.text import decoded


def rows(text: str, delimiter: str = ",") -> bytes:
    return text.replace(",", delimiter).encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_each_delimiter_is_found(delimiter: str) -> None:
    found = sniff(rows("x,y,z\n1,2.5,3\n4,5,6.25\n7,8,9\n", delimiter))
    assert found.delimiter == delimiter
    assert found.header


def test_a_run_of_spaces_is_one_delimiter() -> None:
    found = sniff(b"  1.0   2.0   3.0\n 11.0  12.5  13.0\n")
    assert (found.delimiter, found.header) == (" ", False)


def test_a_delimiter_inside_quotes_does_not_count() -> None:
    found = sniff(b'name,note\nann,"a; b; c; d"\nbob,"e; f; g; h"\n')
    assert (found.delimiter, found.quote) == (",", '"')


def test_single_quotes_are_found() -> None:
    found = sniff(b"name,town\n'Smith, A.','York, UK'\n'Bell, B.','Bath, UK'\n")
    assert (found.delimiter, found.quote) == (",", "'")


def test_a_decimal_comma_is_no_delimiter() -> None:
    found = sniff(b"a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n")
    assert (found.delimiter, found.decimal) == (";", ",")


@pytest.mark.parametrize("text", [b"x\n1,5\n2,5\n3,25\n", b"x\n1,234\n999\n13,250\n"])
def test_commas_in_the_numbers_of_a_single_column_divide_no_cells(text: bytes) -> None:
    found = sniff(text)
    assert found.delimiter != ","
    assert found.header
    assert len(records(text.decode(), found, 9)[1]) == 1


def test_a_decimal_point_stays_one_between_semicolons() -> None:
    assert sniff(b"a;b\n1.5;2\n2.5;3\n").decimal == "."


def test_a_time_of_day_is_no_reason_for_spaces() -> None:
    assert sniff(b"when,what\n2020-01-01 10:00,5\n2020-01-02 11:00,6\n").delimiter == ","


def test_a_single_column_of_words_is_one_column() -> None:
    text = "title\nHello, world\nA longer line, with, commas\nNone of it\n"
    found = sniff(text.encode())
    assert {len(row) for row in records(text, found, 10)} == {1}


def test_lines_before_the_table_are_skipped() -> None:
    found = sniff(b"Report of 2020\nmade by hand\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n")
    assert (found.skip, found.header, found.delimiter) == (3, True, ",")


def test_a_trailing_delimiter_does_not_hide_the_header() -> None:
    assert sniff(b"a\n1,\n2,\n3,\n").skip == 0


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_found(encoding: str, found: str) -> None:
    start = "name,größe\nMüller,1\nGroß,2\n".encode(encoding)
    dialect = sniff(start)
    assert dialect.encoding == found
    assert decoded(start, dialect).splitlines()[0] == "name,größe"


def test_bytes_that_cp1252_lacks_are_latin_1() -> None:
    assert sniff(b"a,b\n\x81\xe9,1\n").encoding == "latin-1"


def test_a_letter_cut_in_two_by_the_sample_is_still_utf_8() -> None:
    start = ("é," * SAMPLE).encode()[: SAMPLE - 2]
    assert sniff(start[:-1] if start[-1] == 0x2C else start).encoding == "utf-8"


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=8)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.tuples(*[st.one_of(WORDS, st.integers().map(str), st.floats(-1e6, 1e6).map(str))] * width),
        min_size=3,
        max_size=12,
    )
)


@settings(deadline=None)
@given(TABLES, st.sampled_from([",", ";", "\t", "|"]))
def test_a_table_that_was_quoted_by_the_book_is_cut_as_it_was_written(
    table: list[tuple[str, ...]], delimiter: str
) -> None:
    file = io.StringIO()
    csv_module.writer(file, delimiter=delimiter, quoting=csv_module.QUOTE_ALL, lineterminator="\n").writerows(
        table
    )
    found = sniff(file.getvalue().encode())
    if found.delimiter == delimiter and found.quote == '"' and not found.skip:
        cut = records(file.getvalue(), found, 100)
        assert [[cell.strip() for cell in row] for row in cut] == [
            [cell.strip() for cell in row] for row in table
        ]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-999, 999), st.floats(-99, 99), st.sampled_from(["ant", "bee", "cat"])),
        min_size=4,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_a_plain_table_is_recognised_in_every_spelling(
    table: list[tuple[int, float, str]], delimiter: str, header: bool, encoding: str, newline: str
) -> None:
    lines = [delimiter.join((str(number), f"{value:.3f}", word)) for number, value, word in table]
    if header:
        lines.insert(0, delimiter.join(("number", "value", "word")))
    found = sniff(newline.join(lines).encode(encoding))
    assert (found.delimiter, found.header, found.decimal) == (delimiter, header, ".")
