import pytest

from engine.data.dialect import Dialect
from engine.data.records import UnclosedQuoteError, batches, lines_of, records, rows_of
from engine.data.repairs import Repair
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
    rows = list(rows_of(lines, Dialect()))
    assert rows[:2] == [(1, ["1", '"open'], Repair.UNCLOSED), (2, ["2", "3"], None)]
    assert len(rows) == 2001


def test_many_quotes_that_are_never_closed_are_too_many() -> None:
    lines = (['1,"open\n'] + ["2,3\n"] * 500) * 21
    with pytest.raises(UnclosedQuoteError, match="line 10021"):
        list(rows_of(lines, Dialect()))


def test_a_quote_that_joins_two_rows_is_told_by_their_width() -> None:
    rows = list(rows_of(['1,"open,2\n', '3,"x, y",4\n'], Dialect(), 3))
    assert rows == [(1, ["1", '"open', "2"], Repair.UNCLOSED), (2, ["3", "x, y", "4"], None)]


def test_quotes_inside_of_quoted_cells_that_nobody_doubled_are_text() -> None:
    rows = records('1,"say "hi" now",2\n5" pipe,"6"" pipe",3\n', Dialect(), 9)
    assert rows == [["1", 'say "hi" now', "2"], ['5" pipe', '6" pipe', "3"]]


def test_comments_are_no_rows_but_quoted_lines_are() -> None:
    rows = list(rows_of(["# a, b\n", '1,"x\n', '# y"\n', "2,3\n"], Dialect(comment="#")))
    assert rows == [(1, [], Repair.COMMENT), (2, ["1", "x\n# y"], None), (4, ["2", "3"], None)]


@pytest.mark.parametrize("delimiter", ["||", ", ", "::", "§", "\\t"])
def test_a_delimiter_may_have_several_signs(delimiter: str) -> None:
    text = 'a,b\n1,"x,y"\n'.replace(",", delimiter)
    assert records(text, Dialect(delimiter=delimiter), 9) == [["a", "b"], ["1", f"x{delimiter}y"]]


def test_a_backslash_keeps_a_quote_in_its_cell() -> None:
    text = r'1,"say \"hi\", then \\"' + "\n"
    assert records(text, Dialect(escape="\\"), 9) == [["1", 'say "hi", then \\']]


def test_a_preview_reads_on_without_quotes_where_one_is_never_closed() -> None:
    text = 'a,b\n1,"open\n' + "2,3\n" * 2000
    assert records(text, Dialect(), 5) == [["a", "b"], ["1", '"open'], ["2", "3"], ["2", "3"], ["2", "3"]]


def test_batches_hold_every_row_once() -> None:
    found = list(batches([f"{number}\n" for number in range(2500)], Dialect()))
    assert [len(batch) for batch in found] == [1000, 1000, 500]
    assert [row[0] for batch in found for _, row, _ in batch] == [str(number) for number in range(2500)]


def test_lines_survive_letters_that_are_cut_in_two() -> None:
    content = "é\nü\nlast".encode()
    assert list(lines_of([content[:1], content[1:4], content[4:]])) == ["é\n", "ü\n", "last\n"]


def test_a_line_without_end_is_a_sentence() -> None:
    with pytest.raises(ReadError, match="longer than 16 million"):
        list(lines_of([b"x" * (1 << 20)] * 18))
