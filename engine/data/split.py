"""Which rows train the network, which ones steer it, and which ones stay sealed until the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.declare import Declared, setting
from engine.errors import ExplainedError

Rows = NDArray[np.int64]
"""Row numbers of the table, ascending."""
Codes = NDArray[np.integer]
"""A number for each row, -1 where there is none."""
NOWHERE = -1
TRAIN, VALIDATION, TEST = range(3)
IN_FILE = "the order of the file"
"""Stands for a column that says where in the file a row is."""


class SplitError(ExplainedError):
    """The rows cannot be divided as asked."""


@dataclass(frozen=True)
class Split(Declared):
    """How the rows are divided, in percent.

    The training rows teach, the validation rows tell when to stop, the test rows are looked at once, at the end.
    Stratified: each class has the same share in every part. The seed of the training settings decides which row
    goes where; without shuffling the first rows train and the last ones test. A column can decide instead: put the
    rows in order, so that the latest test; keep rows together that belong together; or say which part each is in.
    With k folds the rows that do not test are cut into k parts, each of which validates once: `fold` says which.
    """

    train: int = setting(70, "Rows that the network learns from.", low=1, high=100, unit="%")
    validation: int = setting(15, "Rows that tell when learning stops helping.", low=0, high=99, unit="%")
    test: int = setting(15, "Rows that stay sealed until the end.", low=0, high=99, unit="%")
    shuffle: bool = setting(True, "Draw the rows at random instead of in the file's order.")
    stratify: bool = setting(True, "Give every part its share of each class.", label="stratified")
    order: str = setting(
        "",
        "The column that rows are put in order by, such as a date: the earliest train, the latest test.",
        label="in order of",
        advanced=True,
    )
    group: str = setting(
        "",
        "The column whose equal entries stay together, such as a patient: none is in two parts.",
        label="keep together",
        advanced=True,
    )
    assigned: str = setting(
        "",
        "The column that says which part a row is in: train, validation or test.",
        label="as a column says",
        advanced=True,
    )
    folds: int = setting(
        0, "Into how many folds the rows are cut that do not test; 0 for none.", low=0, high=50, advanced=True
    )
    fold: int = setting(1, "The fold that validates.", low=1, high=50, advanced=True)

    def __post_init__(self) -> None:
        """Check that the parts make a whole, and that one thing alone decides."""
        super().__post_init__()
        if sum(map(bool, (self.order, self.group, self.assigned))) > 1:
            raise SplitError(
                "Rows are divided in the order of a column, in groups, or as a column says: choose one of the three."
            )
        if self.folds == 1 or (self.folds and self.fold > self.folds):
            raise SplitError(
                f"Fold {self.fold} of {self.folds} cannot be: there must be two folds or more, and the one that "
                "validates must be among them."
            )
        if self.folds and self.assigned:
            raise SplitError(
                "A column says which rows validate, so there can be no folds: choose one of them."
            )
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


@dataclass(frozen=True, eq=False)
class Keys:
    """What rows are divided by where a column decides, an entry for each row.

    `ranks` is its place in the order, equal for equal entries; `groups` the code of its group; `parts` TRAIN,
    VALIDATION or TEST. Rows with NOWHERE as their rank or part are in none; as its group it means one of its own.
    """

    ranks: Codes | None = None
    groups: Codes | None = None
    parts: Codes | None = None


def split(classes: int | Codes, how: Split, seed: int, keys: Keys | None = None) -> Parts:
    """Divide the rows. `classes` is their number, or one class code per row to stratify by.

    Every class gets its share in each part within a row, and a class with as many rows as there are parts has at
    least one in each of them; a single row of a class trains. Rows that are equal in order, or of a group, are in
    the same part. The same arguments give the same parts. Raises SplitError when there are no rows.
    """
    labels = np.zeros(classes, np.int64) if isinstance(classes, int) else np.asarray(classes)
    if not len(labels):
        raise SplitError("There are no rows to divide; the table is empty.")
    if not how.stratify:
        labels = np.zeros(len(labels), np.int64)
    percent = how.percent if not how.folds else (100 - how.test, 0, how.test)
    keys = Keys() if keys is None else keys
    rng = np.random.default_rng((seed, 0x5F117))
    if how.assigned and keys.parts is not None:
        part_of = np.asarray(keys.parts, np.int8)
    elif how.order and keys.ranks is not None:
        part_of = _in_order(keys.ranks, percent)
    elif how.group and keys.groups is not None:
        part_of = _together(keys.groups, percent, rng)
    else:
        part_of = _dealt(labels, percent, rng if how.shuffle else None)
    if how.folds:
        _fold(part_of, labels, how, keys, rng)
    return Parts(*(np.flatnonzero(part_of == part) for part in (TRAIN, VALIDATION, TEST)))


def _dealt(labels: Codes, percent: tuple[int, int, int], rng: np.random.Generator | None) -> NDArray[np.int8]:
    """The part of each row, drawn class by class; in the rows' own order without a generator."""
    order = np.arange(len(labels)) if rng is None else rng.permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    _, starts, sizes = np.unique(labels[order], return_index=True, return_counts=True)
    part_of = np.empty(len(labels), np.int8)
    owed = np.zeros(3)
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        counts = _share(size, percent, owed)
        part_of[order[start : start + size]] = np.repeat((TRAIN, VALIDATION, TEST), counts)
    return part_of


def _in_order(ranks: Codes, percent: tuple[int, int, int]) -> NDArray[np.int8]:
    """The part of each row by its rank: cut where the percents fall, or right behind the equals of that row."""
    part_of = np.full(len(ranks), NOWHERE, np.int8)
    ranked = np.argsort(ranks, kind="stable")
    ranked = ranked[ranks[ranked] != NOWHERE]
    sizes = _share(len(ranked), percent, np.zeros(3)) if len(ranked) else [0, 0, 0]
    sorted_ranks = ranks[ranked]
    start = 0
    for part, end in zip((TRAIN, VALIDATION, TEST), np.cumsum(sizes).tolist(), strict=True):
        stop = int(np.searchsorted(sorted_ranks, sorted_ranks[end - 1], "right")) if end > start else start
        part_of[ranked[start:stop]] = part
        start = max(start, stop)
    return part_of


def _together(groups: Codes, percent: tuple[int, int, int], rng: np.random.Generator) -> NDArray[np.int8]:
    """The part of each row by its group: groups are drawn, and each goes where most rows are still wanting."""
    of_row, sizes = _groups(groups)
    wanting = np.array([len(groups) * share / 100 for share in percent])
    part_of_group = np.empty(len(sizes), np.int8)
    for group in rng.permutation(len(sizes)):
        part = int(np.argmax(np.where(np.array(percent) > 0, wanting, -np.inf)))
        part_of_group[group] = part
        wanting[part] -= sizes[group]
    return part_of_group[of_row]


def _groups(groups: Codes) -> tuple[Rows, Rows]:
    """The number of each row's group, counted from 0, and the size of each; rows without a group have one each."""
    found = np.asarray(groups, np.int64).copy()
    alone = np.flatnonzero(found == NOWHERE)
    found[alone] = found.max(initial=0) + 1 + np.arange(len(alone))
    _, of_row, sizes = np.unique(found, return_inverse=True, return_counts=True)
    return of_row, sizes


def _fold(part_of: NDArray[np.int8], labels: Codes, how: Split, keys: Keys, rng: np.random.Generator) -> None:
    """Let one fold of the rows that would train validate instead.

    In order, it is tried on what comes next: folds are blocks, and only those before it train.
    """
    rows = np.flatnonzero(part_of == TRAIN)
    if how.order and keys.ranks is not None:
        places = np.unique(keys.ranks[rows], return_inverse=True)[1]
        block = places * (how.folds + 1) // max(int(places.max(initial=0)) + 1, 1)
        part_of[rows[block == how.fold]] = VALIDATION
        part_of[rows[block > how.fold]] = NOWHERE
        return
    if how.group and keys.groups is not None:
        of_row, sizes = _groups(keys.groups[rows])
        filled, fold_of_group = np.zeros(how.folds), np.empty(len(sizes), np.int64)
        for group in sorted(rng.permutation(len(sizes)), key=lambda each: -sizes[each]):
            fold_of_group[group] = int(np.argmin(filled))
            filled[fold_of_group[group]] += sizes[group]
        fold_of = fold_of_group[of_row]
    else:
        order = rng.permutation(len(rows)) if how.shuffle else np.arange(len(rows))
        by_class = order[np.argsort(labels[rows[order]], kind="stable")]
        fold_of = np.empty(len(rows), np.int64)
        fold_of[by_class] = np.arange(len(rows)) % how.folds
    part_of[rows[fold_of == how.fold - 1]] = VALIDATION


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
