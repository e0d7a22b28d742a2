"""What was learned from the training rows, ready to encode any table with the same columns. Plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.data.kinds import load_fitted
from engine.data.kinds.base import Fitted, labelled
from engine.data.names import few
from engine.data.plain import PlainError, declared, listed, mapping, typed
from engine.data.source import Progress, report
from engine.data.split import NOWHERE, SplitError
from engine.data.task import NUMBERED, TASKS, Task
from engine.data.window import Track, Window
from engine.errors import ExplainedError

if TYPE_CHECKING:
    from engine.data.table import Table

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]

LIMIT = 4 << 30
"""Bytes that one prepared array may take; more is a column that should not be one-hot encoded."""


class PrepareError(ExplainedError):
    """Table and recipe cannot be made into something to train on, or to predict from."""


@dataclass(frozen=True, eq=False)
class Applied:
    """A table's rows as the network takes them.

    `features` (rows, width) and `target` (rows, k; None where the table has no target column) are float32. `complete`
    is False for rows with a gap that the recipe does not fill, and where the past is seen, for rows without one or with
    a gap in it: no prediction should be shown for them. `answered` is True where the target is known. `gaps` counts,
    per column, the rows that are not complete because of it; `notes` are sentences about odd cells. `track` is there
    where the past is seen.
    """

    features: Floats
    complete: Bools
    target: Floats | None
    answered: Bools
    gaps: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    track: Track | None = None

    def given(self, rows: NDArray[np.integer]) -> Floats:
        """What the network is given for these rows: (n, width), or their past (n, past, width)."""
        return given(self.features, self.track, rows)


@dataclass(frozen=True)
class Preparation:
    """All fitted columns: the features in the table's order, and the target(s) with the task that they set."""

    columns: tuple[Fitted, ...]
    targets: tuple[Fitted, ...]
    task: Task
    window: Window = field(default_factory=Window)

    @cached_property
    def feature_names(self) -> tuple[str, ...]:
        """The name of each feature, such as bill_length_mm or island=Torgersen."""
        return tuple(name for column in self.columns for name in column.names)

    @cached_property
    def slices(self) -> dict[str, slice]:
        """Which features each table column became."""
        found, start = {}, 0
        for column in self.columns:
            found[column.column] = slice(start, start + column.width)
            start += column.width
        return found

    @property
    def width(self) -> int:
        """How many features a row has."""
        return len(self.feature_names)

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes of the target in order of their codes; empty for numbers, and for several of k."""
        return () if self.task == "multilabel" else self.targets[0].labels

    @property
    def target_names(self) -> tuple[str, ...]:
        """The names of the target columns of the table."""
        return tuple(target.column for target in self.targets)

    @property
    def target_width(self) -> int:
        """How many values the network gives per row."""
        return len(self.labels) if self.task == "multiclass" else len(self.targets)

    def features_of(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The names of the features that these table columns became. Raises PrepareError for one that is none."""
        return tuple(name for column in columns for name in self.feature_names[self._slice(column)])

    def shape_of(self, columns: Sequence[str]) -> tuple[int, ...]:
        """The shape of what a row of these table columns became: that of a single one, or so many features.

        Where the past is seen, (past, features).

        Raises PrepareError for one that is none.
        """
        widths = [self._slice(column).stop - self._slice(column).start for column in columns]
        if self.window.on:
            return self.window.past, sum(widths)
        alone = [each.shape for each in self.columns if each.column in columns]
        return alone[0] if len(alone) == 1 else (sum(widths),)

    def values_of(self, columns: Sequence[str]) -> int:
        """How many different whole numbers, from 0 on, these table columns became; 0 where one holds other numbers."""
        found = [each.values for each in self.columns if each.column in columns]
        return max(found) if found and all(found) else 0

    def select(self, features: Floats, columns: Sequence[str]) -> Floats:
        """The part of `features` (..., width) that these table columns became, in that order; C-contiguous.

        Raises PrepareError for a column that is no feature.
        """
        parts = [self._slice(column) for column in columns]
        if not parts:
            return np.empty((*features.shape[:-1], 0), np.float32)
        joined = all(left.stop == right.start for left, right in pairwise(parts))
        if joined:
            return np.ascontiguousarray(features[..., parts[0].start : parts[-1].stop])
        return np.ascontiguousarray(np.concatenate([features[..., part] for part in parts], axis=-1))

    def apply(self, table: Table, progress: Progress | None = None) -> Applied:
        """Encode the rows of a table. Raises PrepareError when a feature column is not there, or Cancelled."""
        self._check_columns(table)
        rows = table.rows
        features = _room(rows, self.width, self.columns)
        complete, gaps, notes = np.ones(rows, bool), {}, []
        for number, column in enumerate(self.columns):
            report(progress, number / len(self.columns), f"Preparing {column.column}")
            cells = column.kind.cells(table, column.column)
            seen = column.encode(cells, features[:, self.slices[column.column]])
            if column.kind.drops and seen.missing.any():
                complete &= ~seen.missing
                gaps[column.column] = int(seen.missing.sum())
            notes += [*_odd(column, seen.unknown, seen.text), *seen.notes]
        target, answered, more = self._target(table)
        track = self._track(table)
        if track is not None:
            complete = track.whole(complete)
        report(progress, 1.0, "Preparing the target")
        return Applied(features, complete, target, answered, gaps, (*notes, *more), track)

    def decode(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """What the network's outputs (rows, k) say: labels (rows,; object) or numbers in the target's own unit.

        Probabilities are expected for classes, and returned for several of k, one for each. Numbers are float64,
        (rows,) for one target and (rows, k) for several.
        """
        outputs = np.asarray(outputs).reshape(len(outputs), prod(np.shape(outputs)[1:]))
        if self.task == "binary":
            return labelled(self.labels, (outputs[:, 0] > 0.5).astype(int))
        if self.task == "multiclass":
            return labelled(self.labels, outputs.argmax(axis=1))
        if self.task == "multilabel":
            shares = outputs.astype(np.float64)
            return shares[:, 0] if shares.shape[1] == 1 else shares
        numbers = [target.decode(outputs[:, place]) for place, target in enumerate(self.targets)]
        return numbers[0] if len(numbers) == 1 else np.stack(numbers, axis=1)

    def to_dict(self) -> dict[str, Any]:
        """This as plain JSON values."""
        plain = {
            "task": self.task,
            "columns": [column.to_dict() for column in self.columns],
            "targets": [target.to_dict() for target in self.targets],
        }
        return {**plain, "window": self.window.to_dict()} if self.window.on else plain

    @classmethod
    def from_dict(cls, plain: Any) -> Self:
        """The reverse of `to_dict`. Raises PlainError, SettingError or KindError: all sentences."""
        found = mapping(plain, "The preparation of the data", ("task", "columns", "targets"), ("window",))
        task = typed(found["task"], str, "The task")
        if task not in TASKS:
            raise PlainError(f"The task is {task!r:.40}, but must be one of {', '.join(TASKS)}.")
        columns = tuple(load_fitted(each) for each in listed(found["columns"], "The prepared columns"))
        targets = tuple(load_fitted(each) for each in listed(found["targets"], "The prepared targets"))
        if not columns or not targets:
            raise PlainError("The preparation of the data lacks its columns or its target.")
        if task != "multilabel" and any(target.kind.numeric != (task in NUMBERED) for target in targets):
            raise PlainError(f"The target {targets[0].column} does not suit the task {TASKS[task]}.")
        return cls(
            columns, targets, task, declared(Window, found.get("window", {}), "The window of the past")
        )

    def _slice(self, column: str) -> slice:
        if column not in self.slices:
            raise PrepareError(f"{column} is not among the features: {few(tuple(self.slices))}.")
        return self.slices[column]

    def _track(self, table: Table) -> Track | None:
        try:
            return self.window.track(table) if self.window.on else None
        except SplitError as error:
            raise PrepareError(str(error)) from None

    def _check_columns(self, table: Table) -> None:
        held = set(table.names)
        missing = [column.column for column in self.columns if column.column not in held]
        if missing:
            one = len(missing) == 1
            raise PrepareError(
                f"The table lacks the column{'' if one else 's'} {few(missing)}, which the network was trained "
                f"on; it has {few(table.names)}."
            )

    def _target(self, table: Table) -> tuple[Floats | None, Bools, list[str]]:
        if any(name not in table.names for name in self.target_names):
            return None, np.zeros(table.rows, bool), []
        target = _room(table.rows, self.target_width, self.targets)
        if self.task in ("binary", "multiclass"):
            codes = self.targets[0].codes(table.column(self.target_names[0]))
            rows = np.flatnonzero(codes >= 0)
            if self.task == "binary":
                target[rows, 0] = codes[rows]
            else:
                target[rows, codes[rows]] = 1.0
            return target, codes >= 0, []
        answered, notes = np.ones(table.rows, bool), []
        for place, fitted in enumerate(self.targets):
            seen = fitted.encode(table.column(fitted.column), target[:, place : place + 1])
            answered &= ~seen.missing
            notes += _odd(fitted, seen.unknown, seen.text)
        target[~answered] = 0.0
        return target, answered, notes


def given(features: Floats, track: Track | None, rows: NDArray[np.integer]) -> Floats:
    """The features of these rows (n, width), or of the past of each (n, past, width).

    Rows that do not reach back get that of the first that does: there is no prediction to be shown for them.
    """
    if track is None:
        return np.asarray(features[rows])
    reaching = track.reaching
    stand_in = int(reaching.argmax()) if reaching.any() else NOWHERE
    if stand_in == NOWHERE:
        return np.zeros((len(rows), track.window.past, features.shape[1]), np.float32)
    seen: Floats = features[track.past(np.where(reaching[rows], rows, stand_in))]
    return seen


def _room(rows: int, width: int, columns: Sequence[Fitted]) -> Floats:
    if rows * width * 4 > LIMIT:
        widest = max(columns, key=lambda column: max(column.width, len(column.labels)))
        raise PrepareError(
            f"{rows:,} rows with {width:,} values each are more than memory should hold; {widest.column} alone has "
            f"{max(widest.width, len(widest.labels)):,} of them. Ignore it, or choose another encoding or kind."
        )
    return np.zeros((rows, width), np.float32)


def _odd(column: Fitted, unknown: int, text: int) -> list[str]:
    """Sentences about cells that the column's kind could not take as they are."""
    notes = []
    if text:
        cells = "1 cell holds" if text == 1 else f"{text:,} cells hold"
        notes.append(
            f"{column.column}: {cells} text where {column.kind.expects} was expected; counted as missing."
        )
    if unknown:
        cells = "1 cell holds a label" if unknown == 1 else f"{unknown:,} cells hold labels"
        notes.append(f"{column.column}: {cells} that the training rows do not have.")
    return notes
