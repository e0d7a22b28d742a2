"""A text that names another layer: a menu of those there are, by their titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from designer.forms.editor import MIXED, Editor, Menu
from engine.declare import Setting


class ReferenceEditor(Editor):
    """Shows titles and tells ids. What can be referred to is offered by whoever knows the network."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(setting, parent)
        self._offered: dict[str, str] = {}
        self.menu = Menu(self)
        self.menu.setPlaceholderText(MIXED)
        self.setFocusProxy(self.menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.menu)
        self.menu.activated.connect(self._on_activated)

    def offer(self, titles: Mapping[str, str]) -> None:
        """Let these be chosen, by id, in this order."""
        if list(titles.items()) != list(self._offered.items()):
            self._offered = dict(titles)
            self.menu.clear()
            for node_id, title in titles.items():
                self.menu.addItem(title, node_id)

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Choose what is referred to, also where it is not offered: it has gone, or cannot be chosen any more."""
        for stray in range(self.menu.count() - 1, len(self._offered) - 1, -1):
            self.menu.removeItem(stray)
        value = values[0] if alike else None
        if alike and value not in self._offered:
            self.menu.addItem(f"{value} (not to be chosen)", value)
            self.menu.setItemData(self.menu.count() - 1, 0, Qt.ItemDataRole.UserRole - 1)
        self.menu.setCurrentIndex(self.menu.findData(value) if alike else -1)

    def _on_activated(self, index: int) -> None:
        self.edited.emit(self.menu.itemData(index), True)
