"""Columns of labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import empty
from engine.data.kinds.base import DROP, ColumnKind, Fitted, KindError, Seen, codes, counted, labelled
from engine.declare import setting

if TYPE_CHECKING:
    import polars as pl

    from engine.data.profile import Profile

_OWN = "own category"


@dataclass(frozen=True)
class CategoryFitted(Fitted):
    """The labels of the training rows in order, and the one (`frequent`, a position) that they hold most often."""

    classes: tuple[str, ...]
    frequent: int

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels; the class of a cell is the position of its label."""
        return self.classes

    @property
    def names(self) -> tuple[str, ...]:
        """One name per label (column=label), or the column's own when the encoding is ordinal."""
        if self.kind.encoding == "ordinal":
            return (self.column,)
        own = ("(missing)",) if self.kind.missing == _OWN else ()
        return tuple(f"{self.column}={label}" for label in (*self.classes, *own))

    @property
    def values(self) -> int:
        """One for each label, for a gap where that is one, and for what training never saw, if it is ordinal."""
        return self._unknown_code + 1 if self.kind.encoding == "ordinal" else 0

    def encode(self, series: pl.Series, out: NDArray[np.float32]) -> Seen:
        """Write 0s and 1s (rows, labels) or positions (rows, 1) into `out`."""
        missing = empty(series)
        found = codes(series, self.classes).copy()
        unknown = int((found < 0).sum()) - int(missing.sum())
        found[missing] = len(self.classes) if self.kind.missing == _OWN else self.frequent
        if self.kind.encoding == "ordinal":
            out[:, 0] = np.where(found < 0, self._unknown_code, found)
        else:
            out[...] = 0.0
            rows = np.flatnonzero(found >= 0)
            out[rows, found[rows]] = 1.0
        return Seen(missing, unknown=unknown)

    @property
    def _unknown_code(self) -> int:
        return len(self.classes) + int(self.kind.missing == _OWN)

    def decode(self, values: NDArray[Any]) -> NDArray[Any]:
        """The labels (object) of positions (rows, 1), or of the largest entry of each row (rows, labels)."""
        values = np.asarray(values).reshape(len(values), -1)
        if values.shape[1] == 1 < len(self.classes):
            best = np.clip(np.rint(values[:, 0]), 0, len(self.classes) - 1).astype(int)
        else:
            best = values[:, : len(self.classes)].argmax(axis=1)
        return labelled(self.classes, best)

    def explain(self, value: object) -> str:
        """The label and the numbers that stand for it."""
        import polars as pl

        cell = None if value is None else str(value)
        out = np.zeros((1, self.width), np.float32)
        self.encode(pl.Series(self.column, [cell], dtype=pl.String), out)
        known = cell is None or cell in self.classes
        shown = "missing" if cell is None else cell if known else f"{cell} (unknown)"
        numbers = [f"{number:g}" for number in out[0]]
        if len(numbers) > 12:
            numbers = [f"1 at place {int(out[0].argmax()) + 1} of {len(numbers)}" if out.any() else "all 0"]
        return f"{shown} → {' '.join(numbers)}"

    def check(self) -> None:
        """There must be labels, each once, and `frequent` must be one of them."""
        if not 0 <= self.frequent < len(self.classes) or len(set(self.classes)) < len(self.classes):
            raise KindError(f"The labels of {self.column} are empty or not all different.")


@dataclass(frozen=True)
class Category(ColumnKind):
    """One label out of several, such as a species or a colour.

    one-hot: a feature per label of the training rows, 1 for the row's own label and 0 for the others; a label that
    training never saw is 0 everywhere.
    ordinal: a single feature that holds the label's position 0, 1, 2... in alphabetical (or numerical) order; a label
    that training never saw gets the position after the last.
    A gap can become a category of its own.
    """

    fitted = CategoryFitted
    rank = 2
    aliases = ("categorical", "nominal", "factor", "discrete", "label", "class")

    encoding: str = setting("one-hot", "How a label becomes numbers.", choices=("one-hot", "ordinal"))
    missing: str = setting(
        DROP, "What becomes of a gap.", label="missing values", choices=(DROP, "most frequent", _OWN)
    )

    def width_for(self, profile: Profile) -> int:
        """One for each label, or one."""
        return 1 if self.encoding == "ordinal" else profile.distinct + int(self.missing == _OWN)

    def gaps(self, series: pl.Series) -> NDArray[np.bool_]:
        """True where there is no label."""
        return empty(series)

    def fit(self, series: pl.Series) -> CategoryFitted:
        """The labels of the training rows. Raises KindError when there is none."""
        from engine.data.cells import in_order

        found = counted(series)
        if not found:
            raise KindError(
                f"{series.name} holds no label in the training rows; choose another kind or ignore it."
            )
        classes = in_order(found)
        return CategoryFitted(series.name, self, classes, classes.index(next(iter(found))))
