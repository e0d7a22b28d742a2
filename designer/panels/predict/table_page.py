"""A whole table predicted: opened, shown with the answers, saved as a new CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer.background import Progress, Task, own_task
from designer.loading import TABLES
from designer.theme import Appearance
from designer.widgets.elided_label import ElidedLabel
from designer.widgets.empty_state import EmptyState
from designer.widgets.rows_view import RowsView
from engine.data.table import Table
from engine.inference import Predictions, Predictor

if TYPE_CHECKING:
    import polars as pl

READING = 0.6
SHOWN_DIGITS = 4
"""Decimals of a probability on the screen; the file has all that are known."""


@dataclass(frozen=True, eq=False)
class Answered:
    """A table with the columns that a network adds to it."""

    table: Table
    predictions: Predictions
    columns: Mapping[str, pl.Series]


class TablePage(QWidget):
    """Predicts a CSV on a thread of its own. `said` tells that it was saved; what went wrong stands on the page."""

    said = Signal(str)
    answered = Signal()
    saved = Signal(object)
    refused = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._predictor: Predictor | None = None
        self._task: Task | None = None
        self.result: Answered | None = None
        sentence = (
            "Open a table with the same columns; each row gets a prediction, and classes their probabilities."
        )
        self.empty = EmptyState(appearance, "file-spreadsheet", sentence, "Predict a table…")
        self.rows = RowsView(appearance)
        self.title, self.notes, self.failure = ElidedLabel(), ElidedLabel(), QLabel()
        self.open_button, self.save_button = QPushButton("Another table…"), QPushButton("Save as…")
        self.cancel_button = QPushButton("Cancel")
        self.progress = QProgressBar()
        self._lay_out()
        self.empty.pressed.connect(self._on_open_clicked)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.cancel_button.clicked.connect(self.cancel)
        self._show()

    def show_predictor(self, predictor: Predictor | None) -> None:
        """Another network: what an earlier one said is gone."""
        self.cancel()
        self._predictor, self.result = predictor, None
        self.failure.clear()
        self._show()

    def predict(self, path: str | Path) -> None:
        """Read a table and predict its rows."""
        predictor = self._predictor
        if predictor is None:
            return
        source = Path(path)
        self._run(lambda progress: _answer(predictor, source, progress), self._on_answered)

    def save(self, path: str | Path) -> None:
        """Write the table with its predictions to another file."""
        result, target = self.result, Path(path)
        if result is None:
            return
        source = result.table.source
        if source is not None and Path(source.path).resolve() == target.resolve():
            self._fail(f"{target.name} is the table itself and would be lost; choose another name.")
            return
        from engine.data.write import write_predictions

        self._run(
            lambda progress: write_predictions(target, result.table, result.columns, progress),
            lambda names: self._on_saved(target, names),
        )

    def cancel(self) -> None:
        """Stop what runs; nothing was changed."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._show()

    # --- parts -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.title.setProperty("role", "heading")
        self.notes.setProperty("role", "muted")
        self.failure.setProperty("role", "danger")
        self.failure.setWordWrap(True)
        self.failure.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.save_button.setProperty("kind", "primary")
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setMaximumWidth(200)
        self.progress.setAccessibleName("Predicting")
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 10, 6)
        head.setSpacing(12)
        for part in (self.title, self.notes, self.open_button, self.save_button):
            head.addWidget(part, 1 if part is self.notes else 0)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(content)
        busy = QHBoxLayout()
        busy.setContentsMargins(14, 6, 14, 6)
        busy.addStretch(1)
        busy.addWidget(self.progress)
        busy.addWidget(self.cancel_button)
        busy.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self.failure)
        outer.addLayout(busy)

    def _show(self) -> None:
        busy = self._task is not None
        self._stack.setCurrentIndex(0 if self.result is None else 1)
        self.failure.setVisible(bool(self.failure.text()))
        for part in (self.progress, self.cancel_button):
            part.setVisible(busy)
        for button in (self.empty.button, self.open_button, self.save_button):
            button.setEnabled(not busy and self._predictor is not None)

    # --- work ------------------------------------------------------------------------------------------------

    def _run(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        self.cancel()
        self.failure.clear()
        task = own_task(work, self)
        task.progressed.connect(self._on_progressed)
        task.done.connect(lambda result: self._on_done(task, done, result))
        task.failed.connect(self._fail)
        task.crashed.connect(self._on_crashed)
        self._task = task
        self.progress.setValue(0)
        self._show()
        task.start()

    def _on_progressed(self, share: float, _doing: str) -> None:
        self.progress.setValue(round(1000 * share))

    def _on_done(self, task: Task, done: Callable[[Any], None], result: Any) -> None:
        if task is self._task:
            self._task = None
            done(result)
            self._show()

    def _on_answered(self, result: Answered) -> None:
        self.result = result
        table = result.table
        fresh = _fresh(result)
        frame = table.frame.with_columns(
            (
                series.round(SHOWN_DIGITS)
                if series.dtype.is_float() and result.predictions.labels
                else series
            ).alias(name)
            for name, series in fresh.items()
        )
        names = tuple(fresh)
        self.rows.show_table(Table(frame.select(*names, *table.names)), names)
        self.title.setText(table.source.name if table.source is not None else "Table")
        self.notes.setText("  ·  ".join((f"{table.rows:,} rows", *result.predictions.notes, *table.listed)))
        self._show()
        self.answered.emit()

    def _on_saved(self, path: Path, names: tuple[str, ...]) -> None:
        rows = self.result.table.rows if self.result is not None else 0
        self.said.emit(f"Saved {rows:,} rows with {_listed(names)} as {path.name}.")
        self.saved.emit(path)

    def _fail(self, sentence: str) -> None:
        self._task = None
        self.failure.setText(sentence)
        self._show()
        self.refused.emit(sentence)

    def _on_crashed(self, error: BaseException) -> None:
        self._task = None
        self._show()
        raise error

    def _on_open_clicked(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Predict a table", "", TABLES)
        if path:
            self.predict(path)

    def _on_save_clicked(self) -> None:
        source = self.result.table.source if self.result is not None else None
        wanted = Path(source.path) if source is not None else Path("table.csv")
        suggested = wanted.with_name(f"{wanted.stem}-predictions.csv")
        path, _ = QFileDialog.getSaveFileName(self, "Save the predictions", str(suggested), "CSV (*.csv)")
        if path:
            self.save(path)


def _answer(predictor: Predictor, path: Path, progress: Progress) -> Answered:
    """Read and predict a table. Raises ReadError, PrepareError or Cancelled."""
    from engine.data.table import read

    table = read(path, None, lambda share, doing: progress(READING * share, doing))
    said = predictor.predict(table, lambda share, doing: progress(READING + (1 - READING) * share, doing))
    return Answered(table, said, said.columns())


def _fresh(result: Answered) -> dict[str, pl.Series]:
    """The added columns under names that the table does not have."""
    found = {}
    for name, series in result.columns.items():
        free, number = name, 2
        while free in result.table.names:
            free, number = f"{name} {number}", number + 1
        found[free] = series
    return found


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more columns" if len(names) > 3 else "")
