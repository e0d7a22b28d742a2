"""The sheets of Excel and OpenDocument workbooks, as the text that a person would have saved as CSV."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.data.names import few
from engine.data.packing import bounded
from engine.data.source import Progress, ReadError, report

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_BYTES, MOST_CELLS = 1 << 28, 20_000_000
"""What a workbook may hold: bytes when unpacked, and cells in the rectangle around those of a sheet."""

_BLOCK = 1000
_CELL = re.compile(rb'<c (?:[^>]*? )?r="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>\s*<[vfi]')
_ROW = re.compile(rb"<table:table-row(?=[ />])(.*?)(?=<table:table-row[ />]|</table:table>|$)", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^>]*)>")
_ACROSS = re.compile(rb'number-columns-repeated="([0-9]+)"')
_DOWN = re.compile(rb'^[^>]*number-rows-repeated="([0-9]+)"')


class Book:
    """A workbook, opened once. Raises ReadError where it cannot be."""

    def __init__(self, path: str | Path) -> None:
        self.name = Path(path).name
        self._book = _opened(path)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that hold cells and can be seen, in order."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        shown = [
            each.name
            for each in self._book.sheets_metadata
            if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet
        ]
        return tuple(shown or self._book.sheet_names)

    def first_table(self) -> str:
        """The first sheet that has two rows and two columns, or else the largest. Raises ReadError."""
        sheets, sizes = self.sheets, dict[str, int]()
        if len(sheets) == 1:
            return sheets[0]
        for name in sheets:
            sheet = _sheet(self._book, name, self.name)
            if sheet.height >= 2 and sheet.width >= 2:
                return name
            sizes[name] = sheet.height * sheet.width
        return max(sizes, key=lambda name: sizes[name], default="")

    def text(self, part: str = "", progress: Progress | None = None) -> Iterator[bytes]:
        """A sheet as CSV in UTF-8, a line for each row; dates in ISO 8601. Raises ReadError or Cancelled."""
        sheet = _sheet(self._book, part or self.first_table(), self.name)
        done, total = 0, max(sheet.total_height, 1)
        before = "\n" * (sheet.start[0] if sheet.start is not None else 0)
        rows = iter(sheet.iter_rows())
        while block := list(islice(rows, _BLOCK)):
            file = io.StringIO()
            file.write(before)
            before = ""
            writer = csv.writer(file, lineterminator="\n")
            for row in block:
                cells = [_text(cell) for cell in row]
                if any(cells):
                    writer.writerow(cells)
                else:
                    file.write("\n")
            yield file.getvalue().encode("utf-8", "replace")
            done += len(block)
            report(progress, done / total, "Reading the sheet")


def _opened(path: str | Path) -> CalamineWorkbook:
    import python_calamine

    name = Path(path).name
    _check_size(path, name)
    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError:
        raise ReadError(f"{name} is locked by a password; save a copy without one and open that.") from None
    except (python_calamine.CalamineError, OSError) as error:
        raise ReadError(f"{name} is no workbook that can be read: {error}.") from None


def _sheet(book: CalamineWorkbook, part: str, name: str) -> CalamineSheet:
    import python_calamine

    try:
        return book.get_sheet_by_name(part)
    except python_calamine.WorksheetNotFound:
        raise ReadError(f"{name} has no sheet {part}; it has {few(book.sheet_names)}.") from None
    except python_calamine.CalamineError as error:
        raise ReadError(f"The sheet {part} of {name} cannot be read: {error}.") from None


def _text(cell: Any) -> str:
    """A cell's value as a CSV spells it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ") if cell.time() != datetime.time() else cell.date().isoformat()
    return "" if cell is None else str(cell)


def _check_size(path: str | Path, name: str) -> None:
    """Raise ReadError for a workbook that would not fit into memory."""
    if Path(path).stat().st_size > MOST_BYTES:
        raise ReadError(f"{name} is too large for a workbook; save the sheet as CSV and open that.")
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise _too_large(name)
        for info in infos:
            if re.fullmatch(r"xl/worksheets/[^/]*\.xml|content\.xml", info.filename):
                try:
                    with archive.open(info) as file:
                        data = b"".join(
                            bounded(iter(lambda: file.read(1 << 20), b""), info.compress_size, name)
                        )
                except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
                    raise ReadError(f"{name} is no workbook that can be read: {error}.") from None
                cells = (
                    _spread_across(data)
                    if info.filename == "content.xml"
                    else _rectangle(_CELL.findall(data))
                )
                if cells > MOST_CELLS:
                    raise _too_large(name)


def _rectangle(cells: Iterable[tuple[bytes, bytes]]) -> int:
    """How many cells lie in the rectangle from the first cell of a sheet to its last."""
    across = down = 0
    for column, row in cells:
        number = 0
        for letter in column:
            number = 26 * number + letter - 64
        across, down = max(across, number), max(down, int(row))
    return across * down


def _spread_across(content: bytes) -> int:
    """The same for the sheets of an OpenDocument, where cells and rows are repeated by a number."""
    across = down = most = 0
    for row in _ROW.findall(content):
        repeated = _DOWN.match(row)
        down += int(repeated[1]) if repeated else 1
        place = 0
        for cell in _ODS_CELL.findall(row):
            times = _ACROSS.search(cell)
            place += int(times[1]) if times else 1
            if b"office:value-type" in cell:
                across, most = max(across, place), down
    return across * most


def _too_large(name: str) -> ReadError:
    return ReadError(
        f"{name} holds more than {MOST_CELLS:,} cells or {MOST_BYTES >> 20} MiB; save the sheet as CSV and open that."
    )
