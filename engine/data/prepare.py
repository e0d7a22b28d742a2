"""From a table and a recipe to float32 arrays for the network. Everything is learned from training rows only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import as_labels, in_order
from engine.data.dividing import keys_of
from engine.data.kinds.base import Fitted, KindError, codes, counted
from engine.data.kinds.number import Number
from engine.data.preparation import Applied, Preparation, PrepareError, given
from engine.data.profile import profile
from engine.data.recipe import Column, Recipe
from engine.data.source import Progress, report
from engine.data.split import Parts, Rows, Split, SplitError, split
from engine.data.task import NUMBERED, TASKS, Task, task_of_column

if TYPE_CHECKING:
    import polars as pl

    from engine.data.table import Table
    from engine.data.window import Track

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A table made ready for training.

    Row i of `features` (rows, width; float32, C-contiguous) and of `target` (rows, k; float32) is row i of the table;
    rows that cannot be used are in none of the `parts`. The target is scaled for the task "regression", raw for
    "count", 0 or 1 for "binary" and "multilabel", and one-hot for "multiclass". `notes` are sentences about what was
    left out and why.
    """

    preparation: Preparation
    features: NDArray[np.float32]
    target: NDArray[np.float32]
    parts: Parts
    notes: tuple[str, ...] = ()
    track: Track | None = None

    def given(self, rows: Rows) -> NDArray[np.float32]:
        """What the network is given for these rows: (n, width), or their past (n, past, width)."""
        return given(self.features, self.track, rows)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The name of each column of `features`."""
        return self.preparation.feature_names

    @property
    def task(self) -> Task:
        """What the network has to answer."""
        return self.preparation.task

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes of the target in order; empty for numbers."""
        return self.preparation.labels

    def select(self, columns: Sequence[str]) -> NDArray[np.float32]:
        """The features that these table columns became, in that order (rows, n; C-contiguous)."""
        return self.preparation.select(self.features, columns)


def prepare(
    table: Table, recipe: Recipe, seed: int, task: Task | None = None, progress: Progress | None = None
) -> Prepared:
    """Split the rows, learn each column's preparation from the training rows, and encode all rows.

    The order is: rows are divided (by the target's classes when stratified); rows with a gap in the target, or in a
    feature that drops rows, leave their part; means, labels and the like are taken from what is left to train on. So
    no cell of a validation or test row touches a training row, except that the target's classes decide the division.
    A class that the training rows do not have cannot be learned: its rows are left out and counted.
    `task` overrules what the target's training cells suggest. Raises PrepareError, or Cancelled.
    """
    features, targets = _chosen(table, recipe, task)
    report(progress, 0.0, "Dividing the rows")
    known = ~_gaps(table, targets)
    if not known.any():
        raise PrepareError(f"Every cell of the target {targets[0].name} is missing; choose another target.")
    parts = _divided(table, recipe, targets, seed)
    whole = known & ~_gaps(table, [column for column in features if column.kind.drops])
    train = parts.train[whole[parts.train]]
    if not len(train):
        raise PrepareError(_nothing_left(table, features))
    fitted_targets, chosen = _fit_targets(table, targets, train, task)
    fitted = []
    for number, column in enumerate(features):
        report(progress, 0.4 * number / len(features), f"Looking at {column.name}")
        fitted.append(_fit(column, column.kind.cells(table, column.name), train))
    if recipe.window.on and recipe.window.own:
        fitted += [_fit(column, table.column(column.name), train) for column in targets]
    preparation = Preparation(tuple(fitted), fitted_targets, chosen, recipe.window)
    applied = preparation.apply(table, _second_half(progress))
    if applied.target is None:
        raise PrepareError(f"The table has no column {targets[0].name}, which is the target.")
    final = parts.only(applied.complete & applied.answered)
    if applied.track is not None:
        final = applied.track.within(parts).only(applied.complete & applied.answered)
    notes = (
        *_nowhere(table.rows - sum(parts.sizes), recipe.split),
        *_left_out(applied, known, preparation),
        *_too_early(applied.track, known),
        *applied.notes,
        *_empty_parts(final, recipe),
    )
    return Prepared(preparation, applied.features, applied.target, final, notes, applied.track)


def _chosen(table: Table, recipe: Recipe, task: Task | None) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Features and targets of a recipe that suits the table. Raises PrepareError where something is lacking."""
    if not table.rows:
        raise PrepareError("The table has no rows; open one that has.")
    if not recipe.targets:
        raise PrepareError("No column is the target: choose the one that the network should predict.")
    if not recipe.features and not (recipe.window.on and recipe.window.own):
        raise PrepareError("No column is a feature: choose at least one that the network may learn from.")
    held = set(table.names)
    for column in (*recipe.targets, *recipe.features):
        if column.name not in held:
            role = "the target" if column.role == "target" else "a feature"
            raise PrepareError(
                f"The table has no column {column.name}, which is {role}; choose its columns again."
            )
    several = len(recipe.targets) > 1 and task != "multilabel"
    if several and not all(column.kind.numeric for column in recipe.targets):
        names = ", ".join(column.name for column in recipe.targets)
        raise PrepareError(
            f"Several targets ({names}) must all be numbers; keep one of them, or set the Output's task to several "
            "of k."
        )
    return recipe.features, recipe.targets


def _divided(table: Table, recipe: Recipe, targets: Sequence[Column], seed: int) -> Parts:
    """The parts of the rows. Raises PrepareError where they cannot be divided as asked."""
    classes = table.rows if len(targets) > 1 else _classes(table, targets)
    how = recipe.division
    try:
        parts = split(classes, how, seed, keys_of(table, how))
    except SplitError as error:
        raise PrepareError(str(error)) from None
    if not len(parts.train):
        raise PrepareError("No row is left to train on; divide the rows otherwise.")
    return parts


def _gaps(table: Table, columns: Sequence[Column]) -> Bools:
    """True for rows with a gap in any of these columns."""
    found = np.zeros(table.rows, bool)
    for column in columns:
        found |= column.kind.gaps(column.kind.cells(table, column.name))
    return found


def _classes(table: Table, targets: Sequence[Column]) -> int | NDArray[np.int32]:
    """What to stratify by: class codes over all rows, -1 for a gap; or just the number of rows."""
    if targets[0].kind.numeric:
        return table.rows
    series = table.column(targets[0].name)
    return codes(series, in_order(counted(series)))


def _fit(column: Column, series: pl.Series, train: Rows) -> Fitted:
    try:
        return column.kind.fit(series.gather(train))
    except KindError as error:
        raise PrepareError(str(error)) from None


def _fit_targets(
    table: Table, targets: Sequence[Column], train: Rows, task: Task | None
) -> tuple[tuple[Fitted, ...], Task]:
    """The targets' fitted columns and their task. Raises PrepareError where there is nothing to learn."""
    series = {column.name: table.column(column.name).gather(train) for column in targets}
    first = targets[0]
    if task is None:
        task = (
            "regression"
            if len(targets) > 1
            else task_of_column(first.kind, profile(series[first.name], first.kind))
        )
    if task != "multilabel" and first.kind.numeric != (task in NUMBERED):
        has = "numbers" if first.kind.numeric else "labels"
        raise PrepareError(
            f"{first.name} holds {has}, which does not suit the task {TASKS[task]}; change one of them."
        )
    fitted = []
    for column in targets:
        kind = column.kind
        if task != "regression" and isinstance(kind, Number):
            kind = kind.replace(scaling="none")
        try:
            fitted.append(kind.fit(series[column.name]))
        except KindError as error:
            raise PrepareError(str(error)) from None
        _check_target(column, series[column.name], task)
    return tuple(fitted), task


def _check_target(column: Column, series: pl.Series, task: Task) -> None:
    different = as_labels(series).n_unique()
    if different < 2:
        raise PrepareError(
            f"The target {column.name} is {as_labels(series)[0]} in every training row, so there is nothing to learn; "
            "choose another target, or a table where it varies."
        )
    if task == "binary" and different > 2:
        raise PrepareError(
            f"{column.name} has {different} classes, but the task yes/no takes two; use one of k."
        )
    if task == "multilabel":
        _check_answers(column, series)
    if task == "count" and float(series.cast(float, strict=False).min() or 0) < 0:  # type: ignore[arg-type]
        raise PrepareError(
            f"{column.name} has numbers below zero, which cannot be counts; use the task number."
        )


def _check_answers(column: Column, series: pl.Series) -> None:
    """One of several of k must be a yes or no, or a number that is 0 or 1."""
    if column.kind.numeric:
        wrong = sorted(set(series.cast(float, strict=False).drop_nulls().unique().to_list()) - {0.0, 1.0})
        if wrong:
            raise PrepareError(
                f"{column.name} has numbers other than 0 and 1, such as {wrong[0]:g}, which does not suit the task "
                f"{TASKS['multilabel']}; leave it out, or change the task."
            )
    elif column.kind.kind() != "yes_no":
        raise PrepareError(
            f"{column.name} is neither yes or no nor 0 or 1, which the task {TASKS['multilabel']} asks of every "
            "target; change its kind, or leave it out."
        )


def _nothing_left(table: Table, features: Sequence[Column]) -> str:
    dropping = [column for column in features if column.kind.drops]
    counts = {column.name: int(column.kind.gaps(table.column(column.name)).sum()) for column in dropping}
    if not counts or not max(counts.values()):
        return "No training row has a target; raise the share of training rows."
    worst = max(counts, key=lambda name: counts[name])
    return (
        f"No training row is without gaps ({worst} has {counts[worst]:,} of {table.rows:,}); "
        f"ignore {worst}, or fill its missing values instead of dropping rows."
    )


def _nowhere(count: int, how: Split) -> list[str]:
    """A sentence on the rows that the division puts into no part."""
    if not count:
        return []
    if how.assigned:
        reason = f"{how.assigned} says of none of them that it trains, validates or tests"
    elif how.folds:
        reason = "they have no place in the order, or come after the fold that validates"
    else:
        reason = f"{how.order} is missing"
    return [f"{_rows(count)} left out: {reason}."]


def _left_out(applied: Applied, known: Bools, preparation: Preparation) -> list[str]:
    """Sentences that count the rows which are in no part."""
    target = preparation.targets[0].column
    notes = []
    if count := int((~known).sum()):
        notes.append(f"{_rows(count)} left out: the target {target} is missing.")
    whole = applied.complete if applied.track is None else applied.complete | ~applied.track.reaching
    if (count := int((known & ~whole).sum())) and applied.gaps:
        gaps = ", ".join(f"{name} ({cells:,})" for name, cells in applied.gaps.items())
        notes.append(f"{_rows(count)} left out: a value is missing in {gaps}.")
    if count := int((known & ~applied.answered).sum()):
        notes.append(f"{_rows(count)} left out: no training row has their class of {target}.")
    return notes


def _too_early(track: Track | None, known: Bools) -> list[str]:
    """A sentence on the rows that have no past."""
    if track is None or not (count := int((known & ~track.reaching).sum())):
        return []
    rows = (
        "1 row has too few rows before it" if count == 1 else f"{count:,} rows have too few rows before them"
    )
    return [f"{rows} to be predicted from the past."]


def _empty_parts(parts: Parts, recipe: Recipe) -> list[str]:
    names = ("training", "validation", "test")
    return [
        f"No row is left for {name}, though {percent} % were asked for; the table is too small."
        for name, percent, size in zip(names, recipe.split.percent, parts.sizes, strict=True)
        if percent and not size and not recipe.split.assigned
    ]


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _second_half(progress: Progress | None) -> Progress | None:
    if progress is None:
        return None
    return lambda share, doing: progress(0.4 + 0.6 * share, doing)


__all__ = ["Applied", "Preparation", "PrepareError", "Prepared", "prepare"]
