"""A clean table, and what the survey behind the Pollock benchmark found that people do to such a file.

After Vitagliano et al., "Pollock: A Data Loading Benchmark", VLDB 2023: pollutions of the whole file, of the table in
it, and of single rows or cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engine.data.repairs import Repair

HEADER = ("date", "time", "quantity", "product", "price", "kind", "description", "address", "comment")
WORDS = ("red, round", 'the "best" one', "two\nlines", "plain", "a; b", "naïve")
Rows = list[tuple[str, ...]]


def clean(count: int = 99) -> Rows:
    """Rows of dates, times, numbers and texts that hold delimiters, quotation marks and line ends."""
    return [
        (
            f"2020-{row % 12 + 1:02}-{row % 28 + 1:02}",
            f"{row % 24:02}:{row * 7 % 60:02}",
            str(row * 37 % 1000),
            f"P-{1000 + row}",
            f"{row * 1.25 + 0.5:.2f}",
            ("tool", "toy", "book")[row % 3],
            WORDS[row % len(WORDS)],
            f"https://example.org/{row}?a=1&b=2",
            "" if row % 4 else f"seen {row} times",
        )
        for row in range(count)
    ]


@dataclass(frozen=True)
class Spelling:
    """How a table is written; quotes stand around every cell, as in the benchmark, unless told otherwise."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    newline: str = "\r\n"
    encoding: str = "utf-8"
    everywhere: bool = True

    def cell(self, text: str) -> str:
        """One cell."""
        special = any(sign in text for sign in (self.delimiter, self.quote, "\n"))
        if not (self.everywhere or special) or not self.quote:
            return text
        return self.quote + text.replace(self.quote, self.escape + self.quote) + self.quote

    def line(self, cells: Sequence[str]) -> str:
        """One row."""
        return self.delimiter.join(map(self.cell, cells)) + self.newline


@dataclass(frozen=True)
class Polluted:
    """A file, the rows that are in it, and the lines that have to be mended."""

    content: bytes
    rows: Rows
    names: tuple[str, ...] = HEADER
    mended: dict[Repair, int] = field(default_factory=dict)


def written(
    rows: Rows,
    spelling: Spelling,
    header: Sequence[Sequence[str]] = (HEADER,),
    before: str = "",
    after: str = "",
    change: Callable[[list[str]], None] = lambda _: None,
) -> bytes:
    """A file of lines, which `change` may alter (0 is the header)."""
    lines = [spelling.line(cells) for cells in (*header, *rows)]
    change(lines)
    return (before + "".join(lines) + after).encode(spelling.encoding)


def files() -> dict[str, Polluted]:
    """Every pollution of a whole file."""
    rows, plain = clean(), Spelling()
    found = {"source": Polluted(written(rows, plain), rows)}
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"):
        found[f"encoding {encoding}"] = Polluted(written(rows, Spelling(encoding=encoding)), rows)
    for newline in ("\n", "\r"):
        # A bare carriage return ends lines inside of cells, too: both are read as line feeds.
        found[f"newline {newline!r}"] = Polluted(written(rows, Spelling(newline=newline)), rows)
    for delimiter in (";", "|", "\t", "\t\t", ":", ", ", "||", "\\t", "§"):
        found[f"delimiter {delimiter!r}"] = Polluted(written(rows, Spelling(delimiter=delimiter)), rows)
    words = [tuple(cell.replace("\n", " ") for cell in row) for row in rows]
    found["single quotes"] = Polluted(written(rows, Spelling(quote="'", escape="'")), rows)
    found["backslashes"] = Polluted(written(rows, Spelling(escape="\\")), rows)
    found["quotes not doubled"] = Polluted(written(words, Spelling(escape="")), words)
    found["few quotes"] = Polluted(written(rows, Spelling(everywhere=False)), rows)
    found["no last line end"] = Polluted(written(rows, plain).rstrip(b"\r\n"), rows)
    found["empty lines at the end"] = Polluted(
        written(rows, plain, after="\r\n\r\n"), rows, mended={Repair.BLANK: 2}
    )
    said = Polluted(
        written(rows, Spelling(delimiter=";"), before="sep=;\r\n"), rows, mended={Repair.PREAMBLE: 1}
    )
    found["sep line"] = said
    found["NUL"] = Polluted(written(rows, plain).replace(b"tool", b"to\0ol"), rows, mended={Repair.ZERO: 33})
    for count in (1, 2, 3000):
        found[f"{count} rows"] = Polluted(written(clean(count), plain), clean(count))
    return found


def tables() -> dict[str, Polluted]:
    """Every pollution of the table in a file: what stands around it, its header and its columns."""
    rows, plain = clean(), Spelling()
    found = {}
    empty = plain.line([""] * 9)
    titles = [["Products of 2020", *[""] * 8], ["made by hand", *[""] * 8], ["all of them", *[""] * 8]]
    delimited, bare = ("".join(map(plain.line, each)) for each in (titles, [row[:1] for row in titles]))
    for name, lines in (("delimited", delimited), ("bare", bare)):
        for gap, blank in (("", ""), (" and a gap", empty)):
            count = 4 if gap else 3
            found[f"{name} preamble{gap}"] = Polluted(
                written(rows, plain, before=lines + blank), rows, mended={Repair.PREAMBLE: count}
            )
            found[f"{name} footer{gap}"] = Polluted(
                written(rows, plain, after=blank + lines), rows, mended={Repair.FOOTER: count}
            )
    nameless = tuple(f"column_{place}" for place in range(1, 10))
    found["no header"] = Polluted(written(rows, plain, header=()), rows, nameless)
    upper = ("when", "", "what", "", "", "", "more", "", "")
    groups = ("when", "when", "what", "what", "what", "what", "more", "more", "more")
    found["two header rows"] = Polluted(
        written(rows, plain, header=(upper, HEADER)),
        rows,
        tuple(f"{group} {name}" for group, name in zip(groups, HEADER, strict=True)),
    )
    for place in (0, 2, 8):
        names = [*HEADER[:place], "", *HEADER[place + 1 :]]
        found[f"no name at {place}"] = Polluted(
            written(rows, plain, header=(names,)),
            rows,
            tuple(name or f"column_{place + 1}" for name in names),
        )
        names[place] = "HEAD/%R"
        found[f"signs in the name at {place}"] = Polluted(
            written(rows, plain, header=(names,)), rows, tuple(names)
        )
        names[place] = "HEADER" * 100_000
        found[f"a long name at {place}"] = Polluted(written(rows, plain, header=(names,)), rows, tuple(names))
    twice = ("date", "date", *HEADER[2:])
    found["a name twice"] = Polluted(
        written(rows, plain, header=(twice,)), rows, ("date", "date_2", *HEADER[2:])
    )
    comments = written(
        rows, plain, before="# ours, all\r\n", change=lambda lines: lines.insert(50, "# a, b\r\n")
    )
    found["comments"] = Polluted(comments, rows, mended={Repair.COMMENT: 2})
    ended = written(
        rows, plain, change=lambda lines: lines.__setitem__(slice(None), [_ended(each) for each in lines])
    )
    found["a delimiter at the end of every row"] = Polluted(ended, rows)
    wide = [tuple(str(row * 7 % (place + 2)) for place in range(1024)) for row in range(30)]
    names = tuple(f"n{place}" for place in range(1024))
    found["many columns"] = Polluted(written(wide, plain, header=(names,)), wide, names)
    return found


def rows_and_cells() -> dict[str, Polluted]:
    """Every pollution of single rows: the first, the second, one in the middle, the last."""
    rows, plain = clean(), Spelling()
    found = {}
    for place in (1, 2, 50, 98):
        row = rows[place - 1]

        def put(line: str, place: int = place) -> bytes:
            return written(rows, plain, change=lambda lines: lines.__setitem__(place, line))

        def changed(cells: tuple[str, ...], place: int = place) -> Rows:
            return [*rows[: place - 1], cells, *rows[place:]]

        found[f"empty row {place}"] = Polluted(
            put("\r\n"), [*rows[: place - 1], *rows[place:]], mended={Repair.BLANK: 1}
        )
        found[f"short row {place}"] = Polluted(
            put(plain.line(row[:5])), changed((*row[:5], *[""] * 4)), mended={Repair.SHORT: 1}
        )
        found[f"long row {place}"] = Polluted(
            put(plain.line((*row, *["more"] * 6))), rows, mended={Repair.LONG: 1}
        )
        found[f"another line end in row {place}"] = Polluted(put(plain.line(row)[:-2] + "\n"), rows)
        simple = tuple(cell.replace("\n", " ").replace('"', "").replace(";", "") for cell in row)
        found[f"another delimiter in row {place}"] = Polluted(
            put(Spelling(delimiter=";").line(simple)), changed(simple), mended={Repair.DIVIDED: 1}
        )
        found[f"backslashes in row {place}"] = Polluted(
            put(Spelling(escape="\\").line(simple)), changed(simple)
        )
        torn = (*simple[:5], "it", "stays", "a", "row")
        found[f"a quote that is never closed in row {place}"] = Polluted(
            put(",".join(torn[:-1]) + ',"row\r\n'), changed((*torn[:-1], '"row')), mended={Repair.UNCLOSED: 1}
        )
    return found


def _ended(line: str) -> str:
    return line.removesuffix("\r\n") + ",\r\n"
