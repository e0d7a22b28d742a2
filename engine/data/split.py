"""Which rows train the network, which ones steer it, and which ones stay sealed until the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.declare import Declared, setting
from engine.errors import ExplainedError

Rows = NDArray[np.int64]
"""Row numbers of the table, ascending."""


class SplitError(ExplainedError):
    """The rows cannot be divided as asked."""


@dataclass(frozen=True)
class Split(Declared):
    """How the rows are divided, in percent.

    The training rows teach, the validation rows tell when to stop, the test rows are looked at once, at the end.
    Stratified: each class has the same share in every part. The seed of the training settings decides which row
    goes where; without shuffling the first rows train and the last ones test.
    """

    train: int = setting(70, "Rows that the network learns from.", low=1, high=100, unit="%")
    validation: int = setting(15, "Rows that tell when learning stops helping.", low=0, high=99, unit="%")
    test: int = setting(15, "Rows that stay sealed until the end.", low=0, high=99, unit="%")
    shuffle: bool = setting(True, "Draw the rows at random instead of in the file's order.")
    stratify: bool = setting(True, "Give every part its share of each class.", label="stratified")

    def __post_init__(self) -> None:
        """Check that the parts make a whole."""
        super().__post_init__()
        if (total := sum(self.percent)) != 100:
            raise SplitError(
                f"Training, validation and test rows are {self.train} + {self.validation} + {self.test} = {total} %, "
                "but must make 100 %."
            )

    @property
    def percent(self) -> tuple[int, int, int]:
        """Training, validation, test."""
        return self.train, self.validation, self.test


@dataclass(frozen=True)
class Parts:
    """Row numbers of each part, ascending; no row is in two of them."""

    train: Rows
    validation: Rows
    test: Rows

    @property
    def sizes(self) -> tuple[int, int, int]:
        """How many rows train, validate and test."""
        return len(self.train), len(self.validation), len(self.test)

    def only(self, keep: NDArray[np.bool_]) -> Parts:
        """The same parts without the rows that `keep` (one bool per row of the table) rules out."""
        return Parts(*(rows[keep[rows]] for rows in (self.train, self.validation, self.test)))


def split(classes: int | NDArray[np.integer], how: Split, seed: int) -> Parts:
    """Divide the rows. `classes` is their number, or one class code per row to stratify by.

    Every class gets its share in each part within a row, and a class with as many rows as there are parts has at
    least one in each of them; a single row of a class trains. The same arguments give the same parts.
    Raises SplitError when there are no rows.
    """
    labels = np.zeros(classes, np.int64) if isinstance(classes, int) else np.asarray(classes)
    if not len(labels):
        raise SplitError("There are no rows to divide; the table is empty.")
    order = (
        np.random.default_rng((seed, 0x5F117)).permutation(len(labels))
        if how.shuffle
        else np.arange(len(labels))
    )
    if not how.stratify:
        labels = np.zeros(len(labels), np.int64)
    order = order[np.argsort(labels[order], kind="stable")]
    _, starts, sizes = np.unique(labels[order], return_index=True, return_counts=True)
    part_of = np.empty(len(labels), np.int8)
    owed = np.zeros(3)
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        counts = _share(size, how.percent, owed)
        part_of[order[start : start + size]] = np.repeat((0, 1, 2), counts)
    return Parts(*(np.flatnonzero(part_of == part) for part in range(3)))


def _share(size: int, percent: tuple[int, int, int], owed: NDArray[np.float64]) -> list[int]:
    """How many of a class's rows go to each part. `owed` remembers across classes what rounding took from a part."""
    exact = [size * share / 100 for share in percent]
    counts = [int(share) for share in exact]
    for _ in range(size - sum(counts)):
        late = [
            exact[part] - counts[part] + float(owed[part]) if percent[part] else -np.inf for part in range(3)
        ]
        counts[int(np.argmax(late))] += 1
    used = [part for part in range(3) if percent[part]]
    if counts[0] == 0:
        _take(counts, 0)
    if size >= len(used):
        for part in used:
            if counts[part] == 0:
                _take(counts, part)
    owed += np.array(exact) - counts
    return counts


def _take(counts: list[int], part: int) -> None:
    """Give `part` a row of the part that has most."""
    counts[int(np.argmax(counts))] -= 1
    counts[part] += 1
