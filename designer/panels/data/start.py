"""What stands in the Data panel while there is no table: how to get one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from designer.icons import icon
from designer.theme import Appearance, Theme
from designer.widgets.empty_state import EmptyState
from designer.widgets.flow_layout import FlowLayout
from engine.examples import Example, examples


class DataStart(QScrollArea):
    """A button for a CSV of one's own, and one for each bundled example."""

    open_requested = Signal()
    example_requested = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sentence = "A network learns from a table. Open one, or drop one on the window."
        self.empty = EmptyState(appearance, "table", sentence, "Open a table…")
        self.empty.button.setProperty("kind", "primary")
        self.empty.pressed.connect(self.open_requested)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 16)
        column.addStretch(1)
        column.addWidget(self.empty)
        label = QLabel("or begin with an example:")
        label.setProperty("role", "muted")
        column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self.buttons: list[QPushButton] = []
        row = QWidget()
        flow = FlowLayout(spacing=8)
        for example in examples():
            flow.addWidget(self._button(example))
        row.setLayout(flow)
        row.setMaximumWidth(sum(button.sizeHint().width() + 30 for button in self.buttons))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(row, 1000)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(2)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed(appearance.theme)

    def _button(self, example: Example) -> QPushButton:
        button = QPushButton(example.title)
        button.setToolTip(example.sentence)
        button.setAccessibleDescription(example.sentence)
        button.clicked.connect(lambda _checked=False: self.example_requested.emit(example))
        self.buttons.append(button)
        return button

    def _on_appearance_changed(self, theme: Theme) -> None:
        for button in self.buttons:
            button.setIcon(icon("file-spreadsheet", theme))
