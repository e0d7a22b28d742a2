"""Opening a table: what was found in the file, corrected where it is wrong, and what is to be predicted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from designer.dialogs.ahead_choice import AheadChoice
from designer.dialogs.dialect_form import DialectForm
from designer.dialogs.network_sketch import NetworkSketch
from designer.dialogs.preview_model import PreviewModel
from designer.dialogs.repairs_view import RepairsView
from designer.document import Document
from designer.loading import Loaded, TableLoader
from designer.theme import Appearance
from designer.widgets.calm import CalmComboBox
from designer.widgets.elided_label import ElidedLabel
from designer.widgets.tinted_cells import TintedCells
from engine.data.dialect import Dialect
from engine.data.recipe import Recipe, adapt
from engine.data.table import Table
from engine.data.task import TASKS, task_of_column
from engine.proposal import concerns, sketch, with_table

NARROWEST, WIDEST = 64, 240
MEASURED = 200
"""Columns whose width follows their cells; further ones have the usual width."""


class OpenTableDialog(QDialog):
    """Reads a file while it shows it, and asks for the target. The document is changed when it is accepted.

    Where the table has most of the columns that the document already knows, their settings are kept. `said` is a
    sentence for the person.
    """

    said = Signal(str)

    def __init__(
        self, path: str | Path, document: Document, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._path, self._document, self._appearance = Path(path), document, appearance
        self._recipe: Recipe | None = None
        self._differences: tuple[str, ...] = ()
        self._corrected = False
        self.setWindowTitle(f"Open {self._path.name}")
        self.loader = TableLoader(self)
        self.form = DialectForm(self)
        self.model = PreviewModel(appearance, self)
        self.preview = QTableView(self)
        self.target = CalmComboBox()
        self.task = QLabel()
        empty = not document.design.graph.nodes
        offer = "Start with the proposed network" if empty else "Replace the network by the proposed one"
        self.proposes = QCheckBox(offer)
        self.proposes.setChecked(empty)
        self.ahead = AheadChoice(self)
        self.ahead.hide()
        self.sketch = NetworkSketch(appearance, self)
        self.notes = QLabel()
        self.repairs = RepairsView(appearance, self)
        self.failure = QLabel()
        self.progress = QProgressBar()
        self.doing = QLabel()
        self.open_button, self.cancel_button = QPushButton("Open"), QPushButton("Cancel")
        self._lay_out()
        self._connect()
        self.resize(940, 640)
        self.preview.setFocus()
        self._load(None)

    @property
    def table(self) -> Table | None:
        """The table, once it has been read."""
        return None if self.loader.result is None else self.loader.result.table

    @property
    def recipe(self) -> Recipe | None:
        """The recipe with the chosen target, once the table has been read."""
        return self._recipe

    def accept(self) -> None:
        """Make the table the document's own: one undo step, with the proposed network if wanted."""
        table, recipe = self.table, self._recipe
        if table is None or recipe is None:
            return
        design = with_table(self._document.design, table, recipe, network=self.proposes.isChecked())
        self._document.keep_table(table)
        self._document.edit(f"Open {self._path.name}", design)
        if self._differences:
            self.said.emit(" ".join(self._differences))
        super().accept()

    def done(self, result: int) -> None:
        """Close, and let no thread go on."""
        self.loader.wait()
        super().done(result)

    # --- parts -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page, area = QWidget(), QScrollArea()
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 18, 20, 4)
        column.setSpacing(12)
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addLayout(self._foot())
        self.title = ElidedLabel(self._path.name)
        self.title.setProperty("role", "title")
        self.where = ElidedLabel(str(self._path.parent))
        self.where.setProperty("role", "muted")
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.where)
        column.addLayout(head)
        column.addWidget(self.form)
        self._dress_preview()
        column.addWidget(self.preview, 1)
        for label, role in ((self.failure, "danger"), (self.notes, "muted")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.hide()
            column.addWidget(label)
        column.addWidget(self.repairs)
        column.addWidget(_rule(self))
        column.addLayout(self._question())
        column.addWidget(self.ahead)
        offer = QHBoxLayout()
        offer.setSpacing(14)
        offer.addWidget(self.proposes)
        offer.addWidget(self.sketch, 1)
        column.addLayout(offer)

    def _dress_preview(self) -> None:
        self.preview.setModel(self.model)
        self.preview.setAccessibleName("First rows of the table")
        self.preview.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.preview.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.preview.setWordWrap(False)
        self.preview.setItemDelegate(TintedCells(self.preview))
        lines = self.preview.fontMetrics().lineSpacing()
        self.preview.horizontalHeader().setFixedHeight(2 * lines + 16)
        self.preview.setMinimumHeight(2 * lines + 16 + 3 * 26 + 14)
        self.preview.verticalHeader().setDefaultSectionSize(26)
        self.preview.horizontalHeader().setMinimumSectionSize(48)
        self.preview.setTabKeyNavigation(False)

    def _question(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        label = QLabel("What should be &predicted?")
        label.setProperty("role", "heading")
        label.setBuddy(self.target)
        self.target.setAccessibleName("What should be predicted?")
        self.target.setPlaceholderText("—")
        self.target.setMinimumContentsLength(14)
        self.target.setMaximumWidth(320)
        self.target.setEnabled(False)
        self.task.setProperty("role", "muted")
        self.task.setWordWrap(True)
        row.addWidget(label)
        row.addWidget(self.target)
        row.addWidget(self.task, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 6, 20, 16)
        row.setSpacing(10)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Reading")
        self.progress.setMaximumWidth(220)
        self.doing.setProperty("role", "muted")
        self.open_button.setProperty("kind", "primary")
        self.open_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        row.addWidget(self.progress, 1)
        row.addWidget(self.doing)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.open_button)
        return row

    def _connect(self) -> None:
        self.form.edited.connect(self._on_dialect_edited)
        self.form.refused.connect(self._fail)
        self.form.part_chosen.connect(self._on_part_chosen)
        self.target.activated.connect(self._on_target_activated)
        self.ahead.chosen.connect(self._on_past_chosen)
        self.open_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        self.loader.recognised.connect(self.form.show_form)
        self.loader.previewed.connect(self._on_previewed)
        self.loader.progressed.connect(self._on_progressed)
        self.loader.loaded.connect(self._on_loaded)
        self.loader.failed.connect(self._fail)
        self.loader.crashed.connect(self._on_crashed)

    # --- reading ---------------------------------------------------------------------------------------------

    def _load(self, dialect: Dialect | None, part: str = "") -> None:
        self._recipe = None
        self.repairs.hide()
        self.failure.hide()
        self.notes.hide()
        self._show_busy(True)
        self._ask()
        self.loader.load(self._path, dialect, part)

    def _on_dialect_edited(self, dialect: Dialect) -> None:
        self._corrected = True
        self._load(dialect)

    def _on_part_chosen(self, part: str) -> None:
        self._corrected = False
        self._load(None, part)

    def _on_previewed(self, dialect: Dialect, rows: Sequence[list[str]]) -> None:
        if not self._corrected:
            self.form.show_dialect(dialect)
        self.model.show_rows(rows, dialect.names_rows)
        self._fit_columns(rows)

    def _on_progressed(self, share: float, doing: str) -> None:
        self.progress.setValue(round(1000 * share))
        self.doing.setText(doing)

    def _on_loaded(self, table: Table, recipe: Recipe) -> None:
        kept = self._document.design.recipe
        self._differences = ()
        if kept is not None and _related(kept, recipe):
            recipe, self._differences = adapt(kept, table)
        self._recipe = recipe
        if not self._corrected:
            self.form.show_dialect(table.dialect)
        size = f"{table.rows:,} rows × {len(table.names):,} columns"
        self.where.setText(f"{size}  ·  {self._path.parent}")
        self._show_busy(False)
        self._show_recipe()
        if not self.form.isAncestorOf(self.focusWidget() or self):
            self.target.setFocus()

    def _fail(self, sentence: str) -> None:
        self.failure.setText(sentence)
        self.failure.show()
        self._recipe = None
        self.model.show_recipe(None)
        self._show_busy(False)
        self._ask()

    def _on_crashed(self, _error: object) -> None:
        self.reject()

    def _show_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.doing.setVisible(busy)
        self.open_button.setEnabled(not busy and self._recipe is not None)

    # --- the target ------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Offer every column that can be predicted."""
        recipe = self._recipe
        usable = [column for column in recipe.columns if column.kind.answers] if recipe is not None else []
        self.target.clear()
        for column in usable:
            self.target.addItem(column.name, column.name)
        chosen = recipe.target if recipe is not None else None
        self.target.setCurrentIndex(self.target.findData(chosen.name) if chosen is not None else -1)
        self.target.setEnabled(bool(usable))
        self.proposes.setEnabled(recipe is not None)
        if recipe is None:
            self.task.clear()
            self.sketch.show_boxes(())

    def _on_target_activated(self, index: int) -> None:
        if self._recipe is not None:
            self._recipe = self._recipe.with_role(self.target.itemData(index), "target")
            self._show_recipe()

    def _on_past_chosen(self, rows: int) -> None:
        if self._recipe is not None:
            self._recipe = self._recipe.with_past(rows)
            self._show_recipe()

    def _show_recipe(self) -> None:
        loaded, recipe = self.loader.result, self._recipe
        if loaded is None or recipe is None:
            return
        self._ask()
        self.ahead.show_recipe(recipe)
        self.model.show_recipe(recipe)
        self.task.setText(_task_words(recipe, loaded))
        self.sketch.show_boxes(sketch(recipe, loaded.profiles))
        worries = concerns(recipe, loaded.profiles)
        rows = loaded.table.mended.sentences()
        said = (*worries, *self._differences, *(each for each in loaded.table.repairs if each not in rows))
        self.repairs.show_repairs(loaded.table.mended)
        self.notes.setText("\n".join(said[:6]) + (f"\n… and {len(said) - 6} more." if len(said) > 6 else ""))
        self.notes.setProperty("role", "warning" if worries else "muted")
        self.notes.style().unpolish(self.notes)
        self.notes.style().polish(self.notes)
        self.notes.setVisible(bool(said))

    def _fit_columns(self, rows: Sequence[list[str]]) -> None:
        """Columns as wide as their first cells."""
        letter = self.fontMetrics().averageCharWidth()
        for place, name in enumerate(self.model.names[:MEASURED]):
            cells = [row[place] for row in rows[:20] if place < len(row)]
            longest = max((len(each) for each in (name, "category", *cells)), default=8)
            self.preview.setColumnWidth(place, min(max(letter * longest + 34, NARROWEST), WIDEST))


def _related(kept: Recipe, proposed: Recipe) -> bool:
    """Whether a table has most of the columns that a recipe speaks of, so that it takes the other's place."""
    used = [column.name for column in kept.columns if column.role != "ignore"]
    there = set(proposed.names)
    return 2 * sum(name in there for name in used) > len(used)


def _task_words(recipe: Recipe, loaded: Loaded) -> str:
    """What the target asks for, and from how many columns it is to be told."""
    target = recipe.target
    if target is None:
        return ""
    known, features = loaded.profiles[target.name], len(recipe.features)
    task = task_of_column(target.kind, known)
    said = TASKS[task].capitalize()
    if task == "multiclass":
        said = f"One of {known.distinct:,}"
    if not target.kind.numeric:
        shown = ", ".join(label for label, _ in known.top[:4])
        said += f": {shown}{'…' if known.distinct > 4 else ''}"
    elif known.numeric:
        said += f" from {known.minimum:g} to {known.maximum:g}"
    stop = "" if said.endswith("…") else "."
    return f"{said}{stop} Learned from {features:,} other column{'' if features == 1 else 's'}."


def _rule(parent: QWidget) -> QWidget:
    line = QFrame(parent)
    line.setProperty("role", "rule")
    return line
