"""A list of names, of columns for example: one chip each, and a line that adds one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolButton, QVBoxLayout, QWidget

from designer.forms.editor import MIXED, Editor
from designer.icons import icon
from designer.theme import Appearance
from designer.widgets.flow_layout import FlowLayout
from engine.declare import Setting

WIDEST_CHIP = 190
"""Longer names end in an ellipsis; the tooltip has them whole."""


class NamesEditor(Editor):
    """Chips that a click removes, and a line that adds. Where names are offered, only those are taken."""

    def __init__(self, setting: Setting, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(setting, parent)
        self._appearance = appearance
        self._names: tuple[str, ...] = ()
        self._offered: tuple[str, ...] = ()
        self._model = QStringListModel(self)
        self._chips = QWidget(self)
        self._flow = FlowLayout(spacing=4)
        self._chips.setLayout(self._flow)
        self.line = QLineEdit(self)
        self.line.setCompleter(self._completer())
        self.setFocusProxy(self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._chips)
        layout.addWidget(self.line)
        self.line.returnPressed.connect(self._on_return)
        appearance.changed.connect(lambda _theme: self._draw())

    @property
    def names(self) -> tuple[str, ...]:
        """The names that are shown."""
        return self._names

    def offer(self, names: Iterable[str]) -> None:
        """Take only these names from now on, and complete what is typed to one of them; none: take any."""
        self._offered = tuple(names)
        self._fill()

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Show the names, or none where instances differ."""
        names = tuple(values[0]) if alike else ()
        self.line.setPlaceholderText("Add a name…" if alike else f"{MIXED}; add a name for all…")
        if names != self._names:
            self._names = names
            self._draw()
        self._fill()

    def remove(self, name: str) -> None:
        """Take one name away."""
        self._change(tuple(each for each in self._names if each != name))

    def _completer(self) -> QCompleter:
        completer = QCompleter(self._model, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._on_completed)
        return completer

    def _on_completed(self, name: str) -> None:
        # The completer writes its text into the line after this signal; the line is emptied behind that.
        if name in self._left():
            self._change((*self._names, name))
        self.line.clear()

    def _on_return(self) -> None:
        text = self.line.text().strip()
        close = [name for name in self._left() if name.lower() == text.lower()]
        if not text or text in self._names:
            self.line.clear()
        elif close or not self._offered:
            self.line.clear()
            self._change((*self._names, close[0] if close else text))
        else:
            left = ", ".join(self._left()[:6]) or "none that is not here already"
            self.refused.emit(f"There is no “{text}” to choose. There are: {left}.")

    def _left(self) -> list[str]:
        return [name for name in self._offered if name not in self._names]

    def _change(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._draw()
        self._fill()
        self.edited.emit(names, True)

    def _fill(self) -> None:
        left = self._left()
        if left != self._model.stringList():
            self._model.setStringList(left)

    def _draw(self) -> None:
        """One chip for each name."""
        while (item := self._flow.takeAt(0)) is not None:
            if (chip := item.widget()) is not None:
                chip.hide()
                chip.deleteLater()
        for name in self._names:
            chip = _Chip(name, self)
            self._flow.addWidget(chip)
            chip.show()
        self._chips.setVisible(bool(self._names))
        self._chips.updateGeometry()

    @property
    def appearance(self) -> Appearance:
        """Whose colours the chips wear."""
        return self._appearance


class _Chip(QToolButton):
    """One name; a click, Delete or Backspace removes it."""

    def __init__(self, name: str, editor: NamesEditor) -> None:
        super().__init__(editor)
        self._name, self._editor = name, editor
        theme = editor.appearance.theme
        self.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, WIDEST_CHIP))
        self.setIcon(icon("x", theme))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setToolTip(f"Remove {name}")
        self.setAccessibleName(f"Remove {name}")
        self.setStyleSheet(f"QToolButton:!focus:!hover {{ background: {theme.hover}; }}")
        self.clicked.connect(lambda: editor.remove(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._editor.remove(self._name)
        else:
            super().keyPressEvent(event)
