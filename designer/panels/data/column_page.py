"""What becomes of the selected columns: their preparation as a form, and the arithmetic on some of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from designer.document import Document
from designer.forms.form import Form
from designer.panels.data.columns_model import role_words
from designer.panels.data.edits import called
from designer.theme import Appearance
from engine.data.kinds.base import ColumnKind
from engine.data.recipe import Column
from engine.declare import Declared

EXAMPLES = 3
LOOKED_AT = 500
"""Rows from the beginning in which examples are looked for."""


class ColumnPage(QScrollArea):
    """Edits the kinds' settings of the selected columns where they are of one kind. `use_wanted(names)` asks to
    make ignored columns features."""

    use_wanted = Signal(object)

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._appearance = document, appearance
        self._names: tuple[str, ...] = ()
        self.form: Form | None = None
        self.title, self.role = QLabel(), QLabel()
        self.examples = QLabel()
        self.use_button = QPushButton("Use it as a feature")
        self.title.setProperty("role", "heading")
        self.examples.setProperty("role", "code")
        self.role.setProperty("role", "muted")
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(8)
        for part in (self.title, self.role, self.use_button, self.examples):
            self._column.addWidget(part)
            if isinstance(part, QLabel):
                part.setWordWrap(True)
        self._column.addStretch(1)
        self.use_button.clicked.connect(lambda: self.use_wanted.emit(self._names))
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.show_columns(())

    def show_columns(self, names: Sequence[str]) -> None:
        """Show other columns, or the same ones after a change."""
        recipe = self._document.design.recipe
        known = {column.name: column for column in recipe.columns} if recipe is not None else {}
        self._names = tuple(name for name in names if name in known)
        columns = [known[name] for name in self._names]
        self.title.setText(called(self._names) if columns else "Select a column to see how it is prepared.")
        kinds = {type(column.kind) for column in columns}
        alike = len(kinds) == 1
        meaning = columns[0].kind.help()[0] if alike else "They are of different kinds." if columns else ""
        self.role.setText(f"{_roles(columns)}  {meaning}".strip())
        self.role.setVisible(bool(columns))
        ignored = bool(columns) and all(column.role == "ignore" for column in columns)
        self.use_button.setText("Use it as a feature" if len(columns) == 1 else "Use them as features")
        self.use_button.setVisible(ignored)
        self._show_form(columns if alike and not ignored else [])
        self.show_examples()

    def show_examples(self) -> None:
        """The arithmetic for some cells of a single column, as the training rows have settled it."""
        lines = self._lines(self._names[0]) if len(self._names) == 1 else []
        self.examples.setText("\n".join(lines))
        self.examples.setVisible(bool(lines))

    def _lines(self, name: str) -> list[str]:
        prepared, table = self._document.prepared, self._document.table
        if prepared is None or table is None or name not in table.names:
            return []
        fitted = next(
            (
                each
                for each in (*prepared.preparation.columns, *prepared.preparation.targets)
                if each.column == name
            ),
            None,
        )
        if fitted is None:
            return []
        cells = table.column(name).head(LOOKED_AT).to_list()
        different = list(dict.fromkeys(cell for cell in cells if cell is not None))[:EXAMPLES]
        if not fitted.labels and None in cells and not fitted.kind.drops:
            different.append(None)
        if fitted in prepared.preparation.targets and fitted.labels:
            return [f"{label} is class {place}" for place, label in enumerate(fitted.labels[: 2 * EXAMPLES])]
        return [fitted.explain(cell) for cell in different]

    def _show_form(self, columns: Sequence[Column]) -> None:
        kinds = [column.kind for column in columns]
        if self.form is not None and (not kinds or not self.form.fits(kinds)):
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        if not kinds:
            return
        if self.form is None:
            self.form = Form(kinds, self._appearance)
            self.form.edited.connect(self._on_edited)
            self._column.insertWidget(self._column.indexOf(self.examples), self.form)
        elif tuple(kinds) != self.form.instances:
            self.form.show_instances(kinds)

    def _on_edited(self, setting: str, value: object, final: bool) -> None:
        recipe, form = self._document.design.recipe, self.form
        if recipe is None or form is None:
            return
        kinds = dict(zip(self._names, form.instances, strict=True))
        recipe = replace(
            recipe, columns=tuple(_of_kind(column, kinds.get(column.name)) for column in recipe.columns)
        )
        text = f"Set {setting.replace('_', ' ')} of {called(self._names)} to {value}"
        design = self._document.design.replace(recipe=recipe)
        self._document.edit(text, design, merge=f"column/{'/'.join(self._names)}/{setting}")
        if final:
            self._document.seal()


def _of_kind(column: Column, kind: Declared | None) -> Column:
    return replace(column, kind=kind) if isinstance(kind, ColumnKind) else column


def _roles(columns: Sequence[Column]) -> str:
    if len(columns) == 1:
        return role_words(columns[0])
    counts = {
        role: sum(column.role == role for column in columns) for role in ("feature", "target", "ignore")
    }
    words = {"feature": "features", "target": "target", "ignore": "ignored"}
    return ", ".join(f"{count} {words[role]}" for role, count in counts.items() if count) + (
        "." if columns else ""
    )
