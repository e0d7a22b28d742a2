"""Columns with two answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import empty, in_order
from engine.data.kinds.base import DROP, ColumnKind, Fitted, KindError, Seen, codes, counted, labelled
from engine.declare import AUTO, setting

if TYPE_CHECKING:
    import polars as pl

YES = frozenset(
    ("yes", "y", "true", "t", "1", "on", "ja", "j", "oui", "o", "si", "sí", "sim", "s", "positive", "pos", "present",
     "survived")
)  # fmt: skip
NO = frozenset(
    ("no", "n", "false", "f", "0", "off", "nein", "non", "nao", "não", "negative", "neg", "absent", "died")
)
"""Words that mean yes and no in the first guess, in small letters."""
_PAIRS = (
    ("0", "1"), ("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("off", "on"), ("nein", "ja"), ("n", "j"),
    ("non", "oui"), ("n", "o"), ("no", "si"), ("no", "sí"), ("não", "sim"), ("negative", "positive"), ("neg", "pos"),
    ("absent", "present"), ("died", "survived"),
)  # fmt: skip
"""A no and the yes that goes with it, the likeliest first."""


@dataclass(frozen=True)
class YesNoFitted(Fitted):
    """Which label is no (0) and which is yes (1). Where the training rows knew one label alone, the other one is the
    word that goes with it ("0" and "1"), or empty.

    `frequent` is 0 or 1, the answer that the training rows give more often.
    """

    no: str
    yes: str
    frequent: int

    @property
    def labels(self) -> tuple[str, ...]:
        """No, then yes."""
        return (self.no, self.yes)

    @property
    def names(self) -> tuple[str, ...]:
        """The column and the label that is 1."""
        return (f"{self.column}={self.yes}",)

    def encode(self, series: pl.Series, out: NDArray[np.float32]) -> Seen:
        """Write 0 for no and 1 for yes into `out` (rows, 1); other labels count as missing."""
        found = codes(series, self.labels)
        missing = found < 0
        unknown = int(missing.sum()) - series.null_count()
        out[:, 0] = np.where(missing, 0 if self.kind.missing == "no" else self.frequent, found)
        return Seen(missing, unknown=unknown)

    def decode(self, values: NDArray[Any]) -> NDArray[Any]:
        """The labels (object) of numbers (rows, 1): yes above a half."""
        answers = (np.asarray(values).reshape(-1) > 0.5).astype(int)
        return labelled(self.labels, answers)

    def explain(self, value: object) -> str:
        """The label and its number."""
        import polars as pl

        cell = None if value is None else str(value)
        out = np.zeros((1, 1), np.float32)
        self.encode(pl.Series(self.column, [cell], dtype=pl.String), out)
        known = cell in self.labels
        shown = "missing" if cell is None else cell if known else f"{cell} (unknown)"
        return f"{shown} → {out[0, 0]:g}"

    def check(self) -> None:
        """The two labels must differ."""
        if self.no == self.yes or self.frequent not in (0, 1):
            raise KindError(f"The two answers of {self.column} are both {self.yes!r}; they must differ.")


@dataclass(frozen=True)
class YesNo(ColumnKind):
    """A question with two answers, 0 for no and 1 for yes.

    By itself the answer that reads like a yes (yes, true, 1, positive...) is 1; where neither does, it is the later
    in alphabetical order.
    """

    title = "Yes/no"
    fitted = YesNoFitted
    rank = 3
    aliases = ("binary", "boolean", "bool", "flag", "dummy")

    yes: str = setting(AUTO, "The label that counts as yes.", auto="the answer that reads like a yes")
    missing: str = setting(
        DROP, "What becomes of a gap.", label="missing values", choices=(DROP, "most frequent", "no")
    )

    def gaps(self, series: pl.Series) -> NDArray[np.bool_]:
        """True where there is no label."""
        return empty(series)

    def fit(self, series: pl.Series) -> YesNoFitted:
        """The two labels of the training rows. Raises KindError when there are none, or more than two."""
        found = counted(series)
        if not found:
            raise KindError(
                f"{series.name} holds no answer in the training rows; choose another kind or ignore it."
            )
        if len(found) > 2:
            shown = ", ".join(list(found)[:4])
            raise KindError(
                f"{series.name} holds {len(found)} different labels ({shown}…), but yes/no takes two; "
                "make it a category."
            )
        labels = tuple(found)
        if self.yes == AUTO and len(labels) == 1:
            labels = _with_partner(labels[0])
        yes = self._yes_of(labels, series.name)
        no = next((label for label in labels if label != yes), "")
        return YesNoFitted(series.name, self, no, yes, int(next(iter(found)) == yes))

    def _yes_of(self, labels: tuple[str, ...], column: str) -> str:
        if self.yes in labels:
            return self.yes
        if self.yes != AUTO:
            if len(labels) == 1:
                return self.yes
            raise KindError(
                f"{column} never holds {self.yes!r}, which should count as yes: {' or '.join(labels)}."
            )
        says_yes = [label for label in labels if label.casefold() in YES]
        says_no = [label for label in labels if label.casefold() in NO]
        if len(says_yes) == 1:
            return says_yes[0]
        return next(
            (label for label in reversed(in_order(labels)) if label not in says_no), in_order(labels)[-1]
        )


def _with_partner(label: str) -> tuple[str, ...]:
    """A label that the training rows alone hold, and the other answer where the words tell it, in the same letters."""
    small = label.casefold()
    for pair in _PAIRS:
        if small in pair:
            other = pair[1 - pair.index(small)]
            spelled = other.upper() if label.isupper() else other.title() if label.istitle() else other
            return (label, spelled)
    return (label,)
