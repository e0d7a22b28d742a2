import pytest

from engine.data.dialect import Dialect
from engine.data.records import UnclosedQuoteError, batches, lines_of, records, rows_of
from engine.data.source import ReadError


def test_quotes_may_hold_delimiters_line_ends_and_quotes() -> None:
    assert records('a,"b,c"\n"d\ne","f""g"\n', Dialect(), 10) == [["a", "b,c"], ["d\ne", 'f"g']]


def test_spaces_before_a_quote_do_not_hide_it() -> None:
    assert records('1, "a, b"\n', Dialect(), 10) == [["1", "a, b"]]


def test_runs_of_spaces_and_tabs_are_one_delimiter() -> None:
    assert records("  1   2\t 3  \n4 5 6\n", Dialect(delimiter=" "), 10) == [["1", "2", "3"], ["4", "5", "6"]]


def test_spaces_inside_quotes_are_kept_where_spaces_divide() -> None:
    assert records('1  "a  b"   2\n', Dialect(delimiter=" "), 10) == [["1", "a  b", "2"]]


def test_without_a_quote_its_sign_is_text() -> None:
    assert records('a,"b\n', Dialect(quote=""), 10) == [["a", '"b']]


def test_only_line_feeds_end_a_line() -> None:
    assert records("a\u2028b,c\x0bd\n", Dialect(), 10) == [["a\u2028b", "c\x0bd"]]


def test_empty_lines_and_skipped_lines_are_no_records() -> None:
    assert records("title\n\na,b\n\n1,2\n", Dialect(skip=1), 10) == [["a", "b"], ["1", "2"]]


def test_no_more_rows_come_than_were_asked_for() -> None:
    assert len(records("1,2\n" * 50, Dialect(), 7)) == 7


def test_a_quote_that_is_never_closed_is_noticed() -> None:
    lines = ['1,"open\n', *["2,3\n"] * 2000]
    with pytest.raises(UnclosedQuoteError, match="line 1"):
        list(rows_of(lines, Dialect()))


def test_a_preview_reads_on_without_quotes_where_one_is_never_closed() -> None:
    text = 'a,b\n1,"open\n' + "2,3\n" * 2000
    assert records(text, Dialect(), 5) == [["a", "b"], ["1", '"open'], ["2", "3"], ["2", "3"], ["2", "3"]]


def test_batches_hold_every_row_once() -> None:
    found = list(batches([f"{number}\n" for number in range(2500)], Dialect()))
    assert [len(batch) for batch in found] == [1000, 1000, 500]
    assert [row[0] for batch in found for row in batch] == [str(number) for number in range(2500)]


def test_lines_survive_letters_that_are_cut_in_two() -> None:
    content = "é\nü\nlast".encode()
    assert list(lines_of([content[:1], content[1:4], content[4:]])) == ["é\n", "ü\n", "last\n"]


def test_a_line_without_end_is_a_sentence() -> None:
    with pytest.raises(ReadError, match="longer than 16 million"):
        list(lines_of([b"x" * (1 << 20)] * 18))
