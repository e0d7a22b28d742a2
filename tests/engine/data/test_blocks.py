import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.blocks import Block, OddQuotesError, patient_blocks, quick_blocks, taken_apart, without_end
from engine.data.dialect import Dialect
from engine.data.records import UnclosedQuoteError
from engine.data.repairs import Repair
from engine.data.source import ReadError


def pieces(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def cells(blocks: list[Block], dialect: Dialect) -> list[list[str]]:
    found = []
    for block in blocks:
        rows = block.rows
        if rows is None:
            rows = taken_apart(block, dialect, 0).rows or []
            assert block.count == len(rows)
        found += [row for _, row, _ in rows]
    return found


CELL = st.text(st.sampled_from('ab1,;"\n é'), max_size=5)


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('",\n;') or not cell else cell


@given(st.lists(st.lists(CELL, min_size=2, max_size=3), max_size=8), st.integers(1, 9))
def test_the_rows_are_the_same_however_the_bytes_are_cut(table: list[list[str]], size: int) -> None:
    table = [[cell.lstrip() for cell in row] for row in table]
    content = "".join(",".join(map(quoted, row)) + "\n" for row in table).encode()
    assert cells(list(quick_blocks(pieces(content, size), Dialect(), 2)), Dialect()) == table
    assert cells(list(patient_blocks(pieces(content, size), Dialect(), 0)), Dialect()) == table


def test_regular_rows_stay_bytes() -> None:
    (block,) = quick_blocks([b'1,2\n3,"a\nb"\n'], Dialect(), 2)
    assert (block.count, block.rows) == (2, None)


def test_rows_of_another_length_are_noted_and_empty_ones_left_out() -> None:
    text = b'1,2\n\n3\n"a\nb",4,5\n,\n6,7,\n8,9\n'
    first, second = quick_blocks([b"0,0\n", text], Dialect(), 2)
    assert (first.ragged, first.repairs, first.line) == (False, (), 0)
    assert (second.ragged, second.count, second.line) == (True, 6, 1)
    assert second.repairs == ((3, Repair.BLANK), (4, Repair.SHORT), (5, Repair.LONG))
    assert second.data == text.replace(b"\n\n", b"\n")


def test_a_row_that_another_delimiter_may_divide_takes_its_block_apart() -> None:
    blocks = list(quick_blocks([b"1,2,3\n", b"4;5;6\n", b"7,8,9\n"], Dialect(), 3))
    assert [block.rows for block in blocks] == [None, [(1, ["4;5;6"], None)], None]
    assert [block.line for block in blocks] == [0, 1, 2]


def test_a_last_row_without_a_line_end_counts() -> None:
    assert cells(list(quick_blocks([b"1,2\n3,4"], Dialect(), 2)), Dialect()) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("size", [2, 100])
def test_skipped_lines_are_gone(size: int) -> None:
    content = b"title\nmore, \n1,2\n"
    for blocks in (
        quick_blocks(pieces(content, size), Dialect(skip=2), 2),
        patient_blocks(pieces(content, size), Dialect(skip=2), 2),
    ):
        assert cells(list(blocks), Dialect()) == [["1", "2"]]


@pytest.mark.parametrize("content", [b'5" pipe,"x"\n', b'1, "a"\n"b",2\n', b'"a"b,1\n'])
def test_quotes_in_odd_places_are_noticed(content: bytes) -> None:
    with pytest.raises(OddQuotesError):
        list(quick_blocks([content], Dialect(), 2))


def test_a_quote_that_is_never_closed_is_noticed() -> None:
    with pytest.raises(UnclosedQuoteError):
        list(quick_blocks([b'1,"a\n2,3\n'], Dialect(), 2))


def test_a_line_without_end_is_a_sentence() -> None:
    with pytest.raises(ReadError, match="16 million"):
        list(quick_blocks([b"x" * (1 << 20)] * 18, Dialect(), 2))


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("end", ["", "\n"])
def test_the_last_lines_are_left_out(size: int, end: str) -> None:
    content = f"1,2\n3,4\n\ntotal{end}".encode()
    assert b"".join(without_end(pieces(content, size), 2)) == b"1,2\n3,4\n"
    assert b"".join(without_end(pieces(content, size), 9)) == b""


def test_a_comment_takes_its_block_apart() -> None:
    (block,) = quick_blocks([b"1,2\n# not, a row\n"], Dialect(comment="#"), 2)
    assert block.rows == [(1, ["1", "2"], None), (2, [], Repair.COMMENT)]
