"""How a file spells a table: its encoding, delimiter, quotes, header, foot and the signs in its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.declare import Declared, SettingError, setting

ENCODINGS = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp1250", "cp1251", "mac-roman",
    "shift_jis", "gb18030",
)  # fmt: skip
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "spaces"}
"""The delimiters that are tried, with the words a person reads."""

RARE_DELIMITERS = {
    ":": "colon",
    "^": "caret",
    "~": "tilde",
    "§": "section sign",
    "¦": "broken bar",
    "\\t": "\\t",
}
"""The delimiters that are tried where no usual one divides the rows."""

ONE_SIGN = "\x02"
"""What stands for a delimiter of several signs while a file is read."""


@dataclass(frozen=True)
class Dialect(Declared):
    """How the file spells its rows and cells.

    A byte order mark at the start is passed over whatever the encoding. With the delimiter " " a run of spaces
    separates two cells. An empty quote means that quotation marks are text like any other. Where a header has several
    rows, a column's name is made of all of them.
    """

    encoding: str = setting("utf-8", "How bytes stand for letters.", choices=ENCODINGS)
    delimiter: str = setting(",", "The sign between two cells.")
    quote: str = setting('"', "The sign around a cell that holds a delimiter; empty for none.")
    header: bool = setting(True, "The first row names the columns.")
    decimal: str = setting(".", "The sign before the digits after the whole number.", choices=(".", ","))
    skip: int = setting(
        0, "Lines before the table that are passed over.", label="lines to skip", low=0, high=10_000
    )
    header_rows: int = setting(1, "Rows that name the columns, one above the other.", low=1, high=5)
    footer: int = setting(
        0, "Lines below the table that are left out.", label="lines at the end", low=0, high=10_000
    )
    thousands: str = setting(
        "", "The sign between thousands, such as , in 1,234.", choices=("", ",", ".", " ", "'")
    )
    escape: str = setting("", "The sign before a quotation mark inside a quoted cell.", choices=("", "\\"))
    comment: str = setting("", "What begins a line that is no row.", choices=("", "#", "%", "//"))
    part: str = setting("", "The sheet of a workbook or the file in an archive; empty for the largest.")

    def __post_init__(self) -> None:
        """Check each part, and that they do not contradict each other."""
        super().__post_init__()
        signs = self.delimiter
        if not 1 <= len(signs) <= 4 or (
            signs != "\\t" and any(each.isalnum() or each in "\r\n\0" for each in signs)
        ):
            raise SettingError(
                f"Dialect: the delimiter is {signs!r}, but must be one to four signs such as , or ; or ||"
            )
        if signs != " " and not signs.strip(" "):
            raise SettingError(
                'Dialect: the delimiter is several spaces; one space, " ", stands for any number.'
            )
        quote = self.quote
        if quote and (len(quote) != 1 or not quote.isascii() or quote.isalnum() or quote in "\r\n\0"):
            raise SettingError(f"Dialect: the quote is {quote!r}, but must be a single sign such as \" or '")
        if quote.isspace():
            raise SettingError("Dialect: the quote is a space, but must be a sign that can be seen.")
        if quote and quote in signs:
            raise SettingError(f"Dialect: {quote!r} cannot be both the delimiter and the quote.")
        if signs in ".-+":
            raise SettingError(f"Dialect: {signs!r} stands in numbers, so it cannot be the delimiter.")
        if self.thousands == self.decimal:
            raise SettingError(
                f"Dialect: {self.decimal!r} cannot stand both between thousands and before decimal digits."
            )

    @property
    def numbers_with_comma(self) -> bool:
        """Whether a cell 1,5 is the number one and a half (never where the comma separates cells)."""
        return self.decimal == "," and self.delimiter != ","

    @property
    def names_rows(self) -> int:
        """How many rows name the columns; 0 without a header."""
        return self.header_rows if self.header else 0

    @property
    def respelled(self) -> bool:
        """Whether the text is spelled anew before it is cut: long delimiters, quotes behind a backslash, spaces."""
        return len(self.delimiter.encode()) > 1 or bool(self.escape) or self.delimiter == " "

    def plain(self) -> Dialect:
        """The dialect of a text that was spelled anew (`engine.data.respelling`): one sign, doubled quotes."""
        if not self.respelled:
            return self
        sign = ONE_SIGN if len(self.delimiter.encode()) > 1 else self.delimiter
        return self.replace(delimiter=sign, escape="")

    def words(self) -> str:
        """This dialect in a few words for a status line."""
        delimiter = {**DELIMITERS, **RARE_DELIMITERS}.get(self.delimiter, self.delimiter)
        header = "first row is the header" if self.header else "no header"
        if self.names_rows > 1:
            header = f"first {self.header_rows} rows are the header"
        comma = ", decimal comma" if self.numbers_with_comma else ""
        part = f"{self.part}, " if self.part else ""
        return f"{part}{self.encoding}, {delimiter}, {header}{comma}"


def guess(path: str | Path, part: str = "") -> Dialect:
    """The dialect that the first 256 kB of a file and its end suggest.

    `part` is the sheet of a workbook or the file in an archive; without it the one that holds the table is guessed.
    Raises ReadError (engine.data.source).
    """
    from engine.data.contents import sample
    from engine.data.packing import form_of
    from engine.data.sniff import sniff

    form = form_of(path)
    if form.typed:
        return Dialect()
    part, start, end = sample(path, part)
    return sniff(start, end, None if form.spelled else Dialect()).replace(part=part)
