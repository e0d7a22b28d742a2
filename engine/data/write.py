"""Predictions beside the rows that they are for, as a CSV file that is written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.atomic import write_whole
from engine.data.preparation import Preparation
from engine.data.source import Progress, report

if TYPE_CHECKING:
    import polars as pl

    from engine.data.table import Table

_BLOCK = 10_000
_DIGITS = 7


def prediction_columns(
    preparation: Preparation, outputs: NDArray[Any], complete: NDArray[np.bool_] | None = None
) -> dict[str, pl.Series]:
    """The columns that a network's outputs (rows, k; probabilities for classes) add to a table.

    "prediction" holds the label or the number in the target's own unit ("prediction of <column>" where there are
    several targets), "probability of <label>" each class's probability. Rows that are not `complete` hold nothing.
    """
    import polars as pl

    outputs = np.asarray(outputs, np.float32).reshape(len(outputs), prod(np.shape(outputs)[1:]))
    decoded = preparation.decode(outputs)
    if preparation.labels:
        found = {"prediction": pl.Series(decoded.tolist(), dtype=pl.String)}
        each = outputs if preparation.task == "multiclass" else np.concatenate([1 - outputs, outputs], axis=1)
        for place, label in enumerate(preparation.labels):
            found[f"probability of {label}"] = pl.Series(np.ascontiguousarray(each[:, place]))
    elif decoded.ndim == 1:
        found = {"prediction": pl.Series(decoded)}
    else:
        names = preparation.target_names
        found = {f"prediction of {name}": pl.Series(decoded[:, place]) for place, name in enumerate(names)}
    return {name: _finished(series, complete) for name, series in found.items()}


def write_predictions(
    path: str | Path, table: Table, columns: Mapping[str, pl.Series], progress: Progress | None = None
) -> tuple[str, ...]:
    """Write a table with more columns to the right, and return the names that these got in the file.

    UTF-8, commas, a header. Texts stand in quotation marks, so that a cell such as "=A1" stays the text it was; gaps
    are empty. A name that the table has already gets a number. The file appears under its name only when it is whole.
    Raises SaveError or Cancelled, and leaves what was there before.
    """
    path = Path(path)
    names = _free_names(table.names, tuple(columns))
    frame = table.frame.with_columns(
        series.alias(name) for name, series in zip(names, columns.values(), strict=True)
    )

    _write(path, frame, progress)
    return names


def write_table(path: str | Path, table: Table, progress: Progress | None = None) -> None:
    """Write a table as `write_predictions` does, by itself. Raises SaveError or Cancelled."""
    _write(Path(path), table.frame, progress)


def _write(path: Path, frame: pl.DataFrame, progress: Progress | None) -> None:
    def write(file: BinaryIO) -> None:
        for start in range(0, max(frame.height, 1), _BLOCK):
            report(progress, start / max(frame.height, 1), f"Writing {path.name}")
            block = frame.slice(start, _BLOCK)
            text = block.write_csv(include_header=start == 0, quote_style="non_numeric")
            file.write(text.encode("utf-8"))

    write_whole(path, write)
    report(progress, 1.0, f"Written {path.name}")


def _finished(series: pl.Series, complete: NDArray[np.bool_] | None) -> pl.Series:
    """A column with as many digits as a float32 holds, and nothing where there is no prediction."""
    import polars as pl

    if series.dtype.is_float():
        series = series.cast(pl.Float64).round_sig_figs(_DIGITS)
    return series if complete is None else series.set(pl.Series(~complete), None)


def _free_names(taken: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The wanted names, with a number where another column has them."""
    found: list[str] = []
    for name in wanted:
        free, number = name, 2
        while free in taken or free in found:
            free, number = f"{name} {number}", number + 1
        found.append(free)
    return tuple(found)
