import datetime
import zipfile
from pathlib import Path

import polars as pl
import pytest

from engine.data.contents import parts
from engine.data.dialect import Dialect, guess
from engine.data.repairs import Repair
from engine.data.source import ReadError
from engine.data.table import preview, read
from tests.engine.data.workbooks import Cell, ods, xlsx

ANIMALS: list[list[Cell]] = [
    ["animal", "size", "tame", "seen", "met"],
    ["ant", 1.5, False, datetime.date(2020, 1, 2), datetime.datetime(2020, 1, 2, 13, 30)],
    ["bee, wild", 2, True, datetime.date(2020, 2, 3), None],
    ['the "cat"', 30, True, None, datetime.datetime(2021, 1, 2)],
]
FOUND = [
    ("ant", 1.5, "FALSE", "2020-01-02", "2020-01-02 13:30:00"),
    ("bee, wild", 2.0, "TRUE", "2020-02-03", None),
    ('the "cat"', 30.0, "TRUE", None, "2021-01-02"),
]


def test_a_sheet_is_a_table_and_its_dates_are_texts(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "animals.xlsx", {"animals": ANIMALS})
    table = read(path)
    assert table.names == ("animal", "size", "tame", "seen", "met")
    assert table.frame.rows() == FOUND
    assert table.source is not None
    assert table.source.size == path.stat().st_size
    assert preview(path, guess(path))[1][:2] == ["ant", "1.5"]


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    assert read(xlsx(tmp_path / "animals.csv", {"animals": ANIMALS})).frame.rows() == FOUND


def test_the_first_sheet_with_a_table_is_guessed_and_another_can_be_chosen(tmp_path: Path) -> None:
    books = {"read me": [["Our animals"], ["by us"]], "animals": ANIMALS, "sums": [["n", "sum"], [3, 33.5]]}
    path = xlsx(tmp_path / "animals.xlsx", books)
    assert parts(path) == ("read me", "animals", "sums")
    assert read(path).dialect == Dialect(part="animals")
    sums = read(path, part="sums")
    assert sums.frame.rows() == [(3, 33.5)]
    assert read(path, sums.dialect).frame.rows() == [(3, 33.5)]
    with pytest.raises(ReadError, match="no sheet plants; it has read me, animals, sums"):
        read(path, part="plants")


def test_a_sheet_has_titles_gaps_and_sums_like_a_csv(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["Animals of 2020"], [], ["name", "size", "price"], ["ant", 1, "€ 1.50"], ["bee", 2, "€ 2.50"], [],
        ["cat", 3, "€ 3.50"], ["dog", 4, "€ 4.50"], [], ["Total", 10],
    ]  # fmt: skip
    table = read(xlsx(tmp_path / "report.xlsx", {"one": rows}))
    assert table.frame.rows() == [("ant", 1, 1.5), ("bee", 2, 2.5), ("cat", 3, 3.5), ("dog", 4, 4.5)]
    assert table.mended.lines == {Repair.PREAMBLE: (1, 2), Repair.BLANK: (6,), Repair.FOOTER: (9, 10)}


def test_codes_in_a_sheet_keep_their_zeros_and_formulas_are_text(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["code", "said"], ["007", "=A1"], ["012", "@x"]]
    assert read(xlsx(tmp_path / "codes.xlsx", {"one": rows})).frame.rows() == [("007", "=A1"), ("012", "@x")]


CELL = '<table:table-cell office:value-type="{}" office:value="{}"><text:p>{}</text:p></table:table-cell>'
ROW = "<table:table-row>{}</table:table-row>"


def test_an_open_document_is_a_table_and_empty_rows_without_end_are_no_matter(tmp_path: Path) -> None:
    name = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    head = ROW.format(name.format("x") + name.format("y"))
    rows = "".join(
        ROW.format(CELL.format("float", n, n) + CELL.format("float", n * 2, n * 2)) for n in (1, 2, 3)
    )
    empty = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated='
        '"1024"/></table:table-row>'
    )
    table = read(ods(tmp_path / "table.ods", head + rows + empty))
    assert table.frame.rows() == [(1, 2), (2, 4), (3, 6)]


def test_a_cell_far_away_is_a_sentence_and_no_memory(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "far.xlsx", {"one": [["a", 1], ["b", 2]]})
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held["xl/worksheets/sheet1.xml"] = held["xl/worksheets/sheet1.xml"].replace(b'r="B2"', b'r="XFD1048576"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    with pytest.raises(ReadError, match="more than 20,000,000 cells"):
        read(path)
    many = CELL.format("float", 1, 1).replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="9999"'
    )
    row = f'<table:table-row table:number-rows-repeated="9999">{many}</table:table-row>'
    with pytest.raises(ReadError, match="more than 20,000,000 cells"):
        read(ods(tmp_path / "far.ods", row))


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"\xd0\xcf\x11\xe0"])
def test_what_is_no_workbook_after_all_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(content)
    with pytest.raises(ReadError, match="no workbook that can be read"):
        read(path)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_workbook_that_was_cut_off_is_a_sentence(tmp_path: Path, cut: float) -> None:
    path = xlsx(tmp_path / "cut.xlsx", {"one": ANIMALS})
    content = path.read_bytes()
    path.write_bytes(content[: int(cut * len(content))])
    with pytest.raises(ReadError):
        read(path)


def test_an_empty_sheet_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="empty"):
        read(xlsx(tmp_path / "empty.xlsx", {"one": []}))


def test_numbers_of_a_sheet_are_exact(tmp_path: Path) -> None:
    table = read(xlsx(tmp_path / "exact.xlsx", {"one": [["x", "y"], [0.1, 1e300], [-2.5, 3e-7]]}))
    assert table.column("x").to_list() == [0.1, -2.5]
    assert table.column("y").dtype == pl.Float64
    assert table.column("y").to_list() == [1e300, 3e-7]
