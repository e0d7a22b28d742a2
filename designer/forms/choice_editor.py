"""One of a few words: a menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from designer.forms.editor import MIXED, Editor, Menu
from engine.declare import AUTO, Setting


class ChoiceEditor(Editor):
    """A menu of the setting's choices. "auto" among them reads "automatic", with what it has come to."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(setting, parent)
        self.menu = Menu(self)
        for choice in setting.choices:
            self.menu.addItem(words(choice), choice)
        self.menu.setPlaceholderText(MIXED)
        self.setFocusProxy(self.menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.menu)
        self.menu.activated.connect(self._on_activated)

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Choose the value in the menu, or nothing where instances differ."""
        self.menu.setCurrentIndex(self.menu.findData(values[0]) if alike else -1)

    def show_resolved(self, value: Any) -> None:
        """Write beside "automatic" what it stands for now."""
        at = self.menu.findData(AUTO)
        if at >= 0:
            known = "" if value in (None, AUTO) else f" ({words(value)})"
            self.menu.setItemText(at, words(AUTO) + known)

    def _on_activated(self, index: int) -> None:
        self.edited.emit(self.menu.itemData(index), True)


def words(choice: Any) -> str:
    """A choice as a person reads it."""
    return "automatic" if choice == AUTO else str(choice).replace("_", " ")
