"""Yes or no: a box to tick that carries the setting's title itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from designer.forms.editor import Editor
from engine.declare import Setting


class SwitchEditor(Editor):
    """A tick for a bool; half a tick where instances differ."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(setting, parent)
        self.box = QCheckBox(setting.title.capitalize(), self)
        self.setFocusProxy(self.box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self.box.clicked.connect(self._on_clicked)

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Tick, no tick, or half a tick."""
        self.box.setTristate(not alike)
        if not alike:
            self.box.setCheckState(Qt.CheckState.PartiallyChecked)
        else:
            self.box.setChecked(bool(values[0]))

    def _on_clicked(self) -> None:
        chosen = self.box.checkState() is not Qt.CheckState.Unchecked
        self.box.setTristate(False)
        self.box.setChecked(chosen)
        self.edited.emit(chosen, True)
