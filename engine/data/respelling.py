"""A clean text spelled so that every reader of CSV can cut it: one sign between cells, quotes doubled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from engine.data.dialect import ONE_SIGN, Dialect

_LONGEST = 16 << 20


def respelled(text: str, dialect: Dialect) -> str:
    """The text in the light of `dialect.plain()`."""
    if not dialect.respelled:
        return text
    return _respell(text.encode(), dialect).decode()


def respelled_chunks(chunks: Iterable[bytes], dialect: Dialect) -> Iterator[bytes]:
    """Chunks of UTF-8 in the light of `dialect.plain()`; none ends within a sign."""
    if not dialect.respelled:
        yield from chunks
        return
    rest = b""
    for chunk in chunks:
        rest += chunk
        end = rest.rfind(b"\n") + 1
        if len(rest) > _LONGEST:
            end = len(rest)
        if end:
            yield _respell(rest[:end], dialect)
            rest = rest[end:]
    yield _respell(rest, dialect)


def restored(cell: str, dialect: Dialect) -> str:
    """A cell that was cut out of a text spelled anew, with the delimiters that it held."""
    return cell.replace(ONE_SIGN, dialect.delimiter) if ONE_SIGN in cell else cell


def _respell(data: bytes, dialect: Dialect) -> bytes:
    if dialect.escape:
        escaped = re.escape(dialect.escape.encode())
        signs = b"".join(map(re.escape, (dialect.escape.encode(), dialect.quote.encode())))
        data = re.sub(escaped + b"([" + signs + b"])", partial(_unescaped, dialect.quote.encode()), data)
    if dialect.delimiter == " ":
        return _squeezed(data, dialect.quote)
    delimiter = dialect.delimiter.encode()
    return data.replace(delimiter, ONE_SIGN.encode()) if len(delimiter) > 1 else data


def _unescaped(quote: bytes, found: re.Match[bytes]) -> bytes:
    return quote * 2 if found[1] == quote else found[1]


def _squeezed(data: bytes, quote: str) -> bytes:
    """The lines with single spaces between their cells."""
    if quote and quote.encode() in data:
        return "\n".join(
            _between(line, quote) for line in data.decode("utf-8", "replace").split("\n")
        ).encode()
    return re.sub(b" ?\n ?", b"\n", re.sub(b"[ \t]+", b" ", data)).lstrip(b" ")


def _between(line: str, quote: str) -> str:
    """A line with single spaces outside of its quotes."""
    parts = line.split(quote)
    parts[0::2] = [re.sub("[ \t]+", " ", part) for part in parts[0::2]]
    return quote.join(parts).strip(" ")
