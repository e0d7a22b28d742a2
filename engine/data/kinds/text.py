"""Columns of sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import as_labels, empty
from engine.data.kinds.base import DROP, ColumnKind, Fitted, KindError, Material, Seen
from engine.declare import AUTO, setting

if TYPE_CHECKING:
    import polars as pl

    from engine.data.profile import Profile

PADDING, UNKNOWN = 0, 1
"""The numbers of no token, and of a token that the vocabulary does not have."""
RESERVED = 2
"""Where the numbers of the tokens begin."""
_EMPTY = "empty"
_LETTERS = 6
"""Letters of a word, and the space behind it, in the mean."""


@dataclass(frozen=True)
class TextFitted(Fitted):
    """The vocabulary, the most frequent token first, and with it: `weights` for each token (TF-IDF), `length` (tokens).

    The length is 0 unless the encoding is tokens, and the weights are empty unless it is TF-IDF.
    """

    vocabulary: tuple[str, ...]
    weights: tuple[float, ...]
    length: int

    @property
    def shape(self) -> tuple[int, ...]:
        """One number for each place, or for each token of the vocabulary."""
        return (self.length or len(self.vocabulary),)

    @property
    def names(self) -> tuple[str, ...]:
        """The column and the place, or the column and the token."""
        if self.length:
            return tuple(f"{self.column} {place}" for place in range(1, self.length + 1))
        return tuple(f"{self.column}={token}" for token in self.vocabulary)

    @property
    def values(self) -> int:
        """How many different whole numbers there may be in a place: padding, the unknown, and the tokens."""
        return len(self.vocabulary) + RESERVED if self.length else 0

    def encode(self, series: pl.Series, out: NDArray[np.float32]) -> Seen:
        """Write numbers of tokens (rows, length), or how often each occurs (rows, tokens), into `out`."""
        import polars as pl

        tokens = self.kind.tokens(series)
        counts = tokens.list.len().fill_null(0).to_numpy().astype(np.int64)
        found = _flat(tokens).cast(pl.Enum(self.vocabulary), strict=False).to_physical().cast(pl.Int64)
        codes = found.fill_null(-1).to_numpy()
        rows = np.repeat(np.arange(len(series)), counts)
        out[...] = 0
        if self.length:
            places = np.arange(len(codes)) - np.repeat(np.cumsum(counts) - counts, counts)
            kept = places < self.length
            out[rows[kept], places[kept]] = np.where(codes[kept] < 0, UNKNOWN, codes[kept] + RESERVED)
        else:
            known = codes >= 0
            self._count(rows[known], codes[known], out)
        return Seen(empty(series))

    def _count(self, rows: NDArray[np.int64], codes: NDArray[np.int64], out: NDArray[np.float32]) -> None:
        if self.kind.encoding == "presence":
            out[rows, codes] = 1
            return
        np.add.at(out, (rows, codes), np.float32(1))
        if self.weights:
            out *= np.asarray(self.weights, np.float32)

    def explain(self, value: object) -> str:
        """The tokens of a cell and their numbers."""
        import polars as pl

        cell = None if value is None else str(value)
        series = pl.Series(self.column, [cell], dtype=pl.String)
        tokens = (self.kind.tokens(series).to_list()[0] or [])[:6]
        out = np.zeros((1, self.width), np.float32)
        self.encode(series, out)
        if self.length:
            said = [f"{token} {out[0, place]:g}" for place, token in enumerate(tokens[: self.length])]
        else:
            places = {token: place for place, token in enumerate(self.vocabulary)}
            said = [
                f"{token} {out[0, places[token]]:.3g}" for token in dict.fromkeys(tokens) if token in places
            ]
        shown = "missing" if cell is None else f"{cell[:60]}…" if len(cell) > 60 else cell
        return f"{shown} → {', '.join(said) or 'nothing that training has seen'}"

    def check(self) -> None:
        """Tokens must differ, and there must be as many weights, if any."""
        if len(set(self.vocabulary)) < len(self.vocabulary) or not self.vocabulary:
            raise KindError(f"The vocabulary of {self.column} is empty, or holds a token twice.")
        if len(self.weights) not in (0, len(self.vocabulary)) or self.length < 0:
            raise KindError(f"The weights of {self.column} do not suit its vocabulary.")


@dataclass(frozen=True)
class Text(ColumnKind):
    """A text in words that a person wrote, such as a review or a message.

    tokens: the number of each word in the vocabulary, in the order of the text, cut or filled with 0 to one length: for
    an Embedding. 1 stands for words that the training rows do not have.
    presence: 1 for each word of the vocabulary that occurs, else 0. counts: how often it occurs.
    TF-IDF: how often it occurs, times log(1 + n / (1 + m)) with n training texts, m of which have the word: what
    occurs everywhere tells little. (The formula is that of Keras' TextVectorization.)
    The vocabulary is the most frequent words of the training rows.
    """

    fitted = TextFitted
    rank = 5
    answers = False
    aliases = ("string", "sentence", "words", "TextVectorization", "tokens", "tf-idf", "bag of words")
    examples = ("Good, very good!", None, "not so good", "very bad")

    encoding: str = setting(
        "tokens", "How a text becomes numbers.", choices=("tokens", "presence", "counts", "TF-IDF")
    )
    unit: str = setting("words", "What a token is.", choices=("words", "characters"))
    vocabulary: int = setting(
        2000,
        "How many different tokens are known at most: the most frequent ones.",
        low=1,
        high=200_000,
        log=True,
    )
    length: int | Literal["auto"] = setting(
        AUTO,
        "How many tokens of a text are read, where the encoding is tokens.",
        low=1,
        high=10_000,
        auto="enough for 95 % of the training texts",
    )
    lower: bool = setting(True, "Capital letters are read as small ones.", label="lower case")
    missing: str = setting(_EMPTY, "What becomes of a gap.", label="missing values", choices=(_EMPTY, DROP))

    @property
    def material(self) -> Material:
        """Tokens in order, or numbers."""
        return "tokens" if self.encoding == "tokens" else "numbers"

    def width_for(self, profile: Profile) -> int:
        """As many as places, or as tokens at most."""
        if self.encoding != "tokens":
            return self.vocabulary
        return max(1, profile.longest // _LETTERS) if isinstance(self.length, str) else self.length

    def gaps(self, series: pl.Series) -> NDArray[np.bool_]:
        """True where there is nothing."""
        return empty(series)

    def tokens(self, series: pl.Series) -> pl.Series:
        """The tokens of each cell, a list for each row; null for a gap. Signs around words are left out."""
        texts = as_labels(series)
        if self.lower:
            texts = texts.str.to_lowercase()
        return texts.str.extract_all(r"\w+(?:['’]\w+)*" if self.unit == "words" else r"(?s).")

    def fit(self, series: pl.Series) -> TextFitted:
        """The vocabulary of the training rows. Raises KindError when there is no token."""
        tokens = self.tokens(series).drop_nulls()
        counted = _flat(tokens).value_counts()
        if not len(counted):
            raise KindError(
                f"{series.name} holds no {self.unit} in the training rows; choose another kind or ignore it."
            )
        ranked = counted.sort(by=["count", counted.columns[0]], descending=[True, False]).head(
            self.vocabulary
        )
        vocabulary = tuple(ranked.to_series(0).to_list())
        weights = self._weights(tokens, vocabulary) if self.encoding == "TF-IDF" else ()
        return TextFitted(series.name, self, vocabulary, weights, self._length(tokens))

    def _length(self, tokens: pl.Series) -> int:
        if self.encoding != "tokens":
            return 0
        if self.length != AUTO:
            return int(self.length)
        return max(1, int(tokens.list.len().quantile(0.95, "higher") or 1))

    def _weights(self, tokens: pl.Series, vocabulary: tuple[str, ...]) -> tuple[float, ...]:
        """log(1 + n / (1 + m)) of each token."""
        table = _flat(tokens.list.unique()).value_counts()
        texts = dict(zip(table.to_series(0).to_list(), table.to_series(1).to_list(), strict=True))
        return tuple(float(np.log(1 + len(tokens) / (1 + texts[token]))) for token in vocabulary)


def _flat(lists: pl.Series) -> pl.Series:
    """All entries of all lists, one after the other; lists without any leave nothing."""
    return lists.filter(lists.list.len() > 0).explode()
