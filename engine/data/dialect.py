"""How a text file spells a table: its encoding, delimiter, quotes, header and decimal sign."""

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


@dataclass(frozen=True)
class Dialect(Declared):
    """How the file spells its rows and cells.

    A byte order mark at the start is passed over whatever the encoding. With the delimiter " " a run of spaces
    separates two cells. An empty quote means that quotation marks are text like any other.
    """

    encoding: str = setting("utf-8", "How bytes stand for letters.", choices=ENCODINGS)
    delimiter: str = setting(",", "The sign between two cells.")
    quote: str = setting('"', "The sign around a cell that holds a delimiter; empty for none.")
    header: bool = setting(True, "The first row names the columns.")
    decimal: str = setting(".", "The sign before the digits after the whole number.", choices=(".", ","))
    skip: int = setting(
        0, "Lines before the table that are passed over.", label="lines to skip", low=0, high=10_000
    )

    def __post_init__(self) -> None:
        """Check each part, and that they do not contradict each other."""
        super().__post_init__()
        for sign, name in ((self.delimiter, "delimiter"), (self.quote or "'", "quote")):
            if len(sign) != 1 or not sign.isascii() or sign.isalnum() or sign in "\r\n\0":
                raise SettingError(
                    f"Dialect: the {name} is {sign!r}, but must be a single sign such as , or ;"
                )
        if self.quote.isspace():
            raise SettingError("Dialect: the quote is a space, but must be a sign that can be seen.")
        if self.delimiter == self.quote:
            raise SettingError(f"Dialect: {self.quote!r} cannot be both the delimiter and the quote.")
        if self.delimiter in ".-+":
            raise SettingError(
                f"Dialect: {self.delimiter!r} stands in numbers, so it cannot be the delimiter."
            )

    @property
    def numbers_with_comma(self) -> bool:
        """Whether a cell 1,5 is the number one and a half (never where the comma separates cells)."""
        return self.decimal == "," and self.delimiter != ","

    def words(self) -> str:
        """This dialect in a few words for a status line."""
        delimiter = DELIMITERS.get(self.delimiter, self.delimiter)
        header = "first row is the header" if self.header else "no header"
        comma = ", decimal comma" if self.numbers_with_comma else ""
        return f"{self.encoding}, {delimiter}, {header}{comma}"


def guess(path: str | Path) -> Dialect:
    """The dialect that the first 256 kB of a file suggest. Raises ReadError (engine.data.source)."""
    from engine.data.sniff import sniff
    from engine.data.source import head

    return sniff(head(path))
