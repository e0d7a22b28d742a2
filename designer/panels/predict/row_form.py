"""One row of a table to be typed in: a field for each column that the network was trained on."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from designer.panels.predict.usual import Usual
from designer.widgets.calm import CalmComboBox
from designer.widgets.elided_label import ElidedLabel
from designer.widgets.flow_layout import FlowLayout
from engine.data.kinds.base import Fitted
from engine.data.preparation import Preparation

WIDTH = 150
MOST_FIELDS = 120
"""Further columns have no field: they keep their usual value."""
MISSING = "(missing)"


class NumberLine(QLineEdit):
    """A number, or nothing for a gap. Up and Down move it by `step`; what is no number is marked."""

    def __init__(self, step: float) -> None:
        super().__init__()
        self._step = step
        self.setPlaceholderText(MISSING)
        self.textChanged.connect(lambda _text: self._mark())

    @property
    def number(self) -> float | None:
        """What was typed; None where there is nothing, or no number."""
        try:
            return float(self.text().strip().replace(",", "."))
        except ValueError:
            return None

    @property
    def sound(self) -> bool:
        """Whether there is a number, or nothing at all."""
        return not self.text().strip() or self.number is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by a step, or type."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.setText(f"{(self.number or 0.0) + step * self._step:.6g}")

    def _mark(self) -> None:
        if self.property("wrong") != (not self.sound):
            self.setProperty("wrong", not self.sound)
            self.style().unpolish(self)
            self.style().polish(self)


class RowForm(QWidget):
    """`edited` tells that a person changed a field; `values` is the row by column, None for a gap."""

    edited = Signal()

    def __init__(self, preparation: Preparation, usual: Usual, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, object] = {}
        self.fields: dict[str, NumberLine | CalmComboBox] = {}
        flow = FlowLayout(spacing=12)
        flow.setContentsMargins(14, 6, 14, 12)
        for fitted in preparation.columns[:MOST_FIELDS]:
            flow.addWidget(self._field(fitted, usual))
        self.setLayout(flow)
        rest = len(preparation.columns) - MOST_FIELDS
        if rest > 0:
            note = QLabel(f"{rest:,} further columns keep their usual value.")
            note.setProperty("role", "muted")
            flow.addWidget(note)
        self.show_values(usual.row)

    @property
    def values(self) -> dict[str, object]:
        """The row, columns without a field included."""
        found = dict(self._values)
        for name, field in self.fields.items():
            found[name] = field.number if isinstance(field, NumberLine) else field.currentData()
        return found

    @property
    def wrong(self) -> tuple[str, ...]:
        """The columns in whose field stands no number."""
        return tuple(
            name for name, field in self.fields.items() if isinstance(field, NumberLine) and not field.sound
        )

    def show_values(self, values: Mapping[str, object]) -> None:
        """Show another row, without a signal."""
        self._values = dict(values)
        for name, field in self.fields.items():
            value = values.get(name)
            with QSignalBlocker(field):
                if isinstance(field, NumberLine):
                    field.setText(
                        "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
                    )
                    field.setCursorPosition(0)
                else:
                    field.setCurrentIndex(max(0, field.findData(value)))

    def _field(self, fitted: Fitted, usual: Usual) -> QWidget:
        name = fitted.column
        low, high = usual.ranges.get(name, (0.0, 0.0))
        hint = f"{low:.6g} to {high:.6g}" if low < high else ""
        field: NumberLine | CalmComboBox
        if fitted.labels:
            field = CalmComboBox()
            field.addItem(MISSING, None)
            for label in fitted.labels:
                field.addItem(label, label)
            field.currentIndexChanged.connect(lambda _index: self.edited.emit())
            hint = f"{len(fitted.labels)} labels"
        else:
            field = NumberLine(step=(high - low) / 100 if low < high else 1.0)
            field.textChanged.connect(lambda _text: self.edited.emit())
        self.fields[name] = field
        field.setAccessibleName(name)
        field.setAccessibleDescription(hint)
        return _titled(name, hint, field)


def _titled(name: str, hint: str, field: QWidget) -> QWidget:
    """A field below its column's name, its range below it."""
    box = QWidget()
    box.setFixedWidth(WIDTH)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    title, range_label = ElidedLabel(name), ElidedLabel(hint)
    title.setBuddy(field)
    range_label.setProperty("role", "small")
    for part in (title, field, range_label):
        column.addWidget(part)
    return box
