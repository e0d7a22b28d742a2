"""A list of numbers with commas between: a shape like "8, 8, 1", or fractions like "0.5, 10"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from designer.forms.editor import MIXED, Editor
from engine.declare import Setting
from engine.errors import ExplainedError

_BETWEEN = re.compile(r"\s*[,;×x*]\s*|\s+")


class ShapeTextError(ExplainedError):
    """A text is not a list of whole numbers."""


def read_shape(text: str) -> tuple[int, ...]:
    """The lengths in "8, 8, 1", "(8, 8, 1)", "8 x 8 x 1" or "8 8 1". Raises ShapeTextError."""
    inside = text.strip().strip("()[]").strip(" ,")
    parts = _BETWEEN.split(inside) if inside else []
    if not parts:
        raise ShapeTextError("Write at least one length: whole numbers with commas between, like 8, 8, 1.")
    for part in parts:
        if not re.fullmatch(r"[-−]?\d{1,9}", part):
            raise ShapeTextError(
                f"“{part}” is not a whole number. Write lengths with commas between, like 8, 8, 1."
            )
    return tuple(int(part.replace("−", "-")) for part in parts)


def read_numbers(text: str) -> tuple[float, ...]:
    """The numbers in "0.5, 10" or "0.5 10"; none in an empty text. Raises ShapeTextError."""
    parts = re.split(r"\s*[,;]\s*|\s+", text.strip().strip("()[]").strip(" ,"))
    try:
        return tuple(float(part.replace("−", "-")) for part in parts if part)
    except ValueError:
        raise ShapeTextError(
            f"“{text}” is not a list of numbers. Write them with commas between, like 0.5, 10."
        ) from None


class ShapeEditor(Editor):
    """A line that reads a shape with every key, and says what is wrong with it while it is. Escape takes it back.

    Where the setting wants numbers that may be fractions, it reads those.
    """

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(setting, parent)
        self.line = _Line(self)
        self._shown = ""
        self._whole = get_args(setting.type)[0] is int
        self.setFocusProxy(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        self.line.textEdited.connect(lambda _text: self._read(final=False))
        self.line.editingFinished.connect(self._on_finished)

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Write the shape, unless the line already says the same in other signs."""
        self.line.setPlaceholderText(("8, 8, 1" if self._whole else "0.5, 10") if alike else MIXED)
        self._shown = ", ".join(f"{number:.15g}" for number in values[0]) if alike else ""
        if not alike or self._typed() != tuple(values[0]):
            self.line.setText(self._shown)

    def take_back(self) -> None:
        """Write again what holds, whatever was typed."""
        self.line.setText(self._shown)
        self.line.setModified(False)
        if self._shown:
            self.edited.emit(self._numbers(self._shown), True)

    def _numbers(self, text: str) -> tuple[float, ...]:
        return read_shape(text) if self._whole else read_numbers(text)

    def _typed(self) -> tuple[float, ...] | None:
        try:
            return self._numbers(self.line.text())
        except ShapeTextError:
            return None

    def _read(self, *, final: bool) -> None:
        try:
            self.edited.emit(self._numbers(self.line.text()), final)
        except ShapeTextError as error:
            self.refused.emit(str(error))

    def _on_finished(self) -> None:
        if self.line.isModified():
            self.line.setModified(False)
            self._read(final=True)


class _Line(QLineEdit):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        editor = self.parent()
        if event.key() == Qt.Key.Key_Escape and self.isModified() and isinstance(editor, ShapeEditor):
            editor.take_back()
        else:
            super().keyPressEvent(event)
