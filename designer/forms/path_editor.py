"""The path of a file: a line to type or paste it, a button to choose it, and one to have none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QToolButton, QWidget

from designer.forms.editor import MIXED, Editor
from designer.icons import icon
from designer.theme import Appearance, Theme
from engine.declare import Setting

MODELS = "Neuroloom model (*.loom);;All files (*)"
SIDE = 28


class PathEditor(Editor):
    """A path. What is typed counts when it is finished; what lies there is for others to say."""

    def __init__(self, setting: Setting, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(setting, parent)
        self._appearance = appearance
        self._path = ""
        self.line = QLineEdit(self)
        self.setFocusProxy(self.line)
        self.browse = self._button("folder-open", "Browse…", f"Choose a file: {setting.title}")
        self.none = self._button("x", "No file", f"No file: {setting.title}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.line, self.browse, self.none):
            row.addWidget(part)
        self.line.editingFinished.connect(self._on_finished)
        self.browse.clicked.connect(self._on_browse_clicked)
        self.none.clicked.connect(lambda: self._choose(""))
        appearance.changed.connect(self._draw)
        self._draw(appearance.theme)

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Show the path, or that instances differ."""
        self._path = str(values[0]) if alike else ""
        self.line.setPlaceholderText("no file" if alike else MIXED)
        if self.line.text() != self._path:
            self.line.setText(self._path)
            self.line.setCursorPosition(len(self._path))  # The name of the file is what tells files apart.
        self.line.setToolTip(self._path or self.setting.help)
        self.none.setVisible(bool(self._path) or not alike)

    def _button(self, picture: str, tip: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("picture", picture)
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(SIDE, SIDE)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(tip)
        button.setAccessibleName(name)
        return button

    def _draw(self, theme: Theme) -> None:
        for button in (self.browse, self.none):
            button.setIcon(icon(str(button.property("picture")), theme))

    def _on_browse_clicked(self) -> None:
        start = str(Path(self._path).parent) if self._path else ""
        title = self.setting.title.capitalize()
        name, _ = QFileDialog.getOpenFileName(self.window(), title, start, MODELS)
        if name:
            self._choose(name)

    def _on_finished(self) -> None:
        text = self.line.text().strip()
        if self.line.isModified() and text != self._path:
            self._choose(str(Path(text).expanduser().absolute()) if text else "")

    def _choose(self, path: str) -> None:
        self.show_values([path], True)
        self.line.setModified(False)
        self.edited.emit(path, True)
