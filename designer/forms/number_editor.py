"""Numbers, whole or not: a box to type in and, where the limits make sense of one, a slider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from designer.forms.editor import MIXED, Editor
from designer.widgets.number_field import FloatField, IntField
from engine.declare import AUTO, Setting

REACH = 1024
"""Where the slider of a whole number ends that may be larger still; the box goes on."""
WIDEST = 2.0
"""A slider with even steps over a wider range of fractions would hide the small ones: there is none."""


class NumberEditor(Editor):
    """An int or a float. Where instances differ the box is empty until something is typed into it."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(setting, parent)
        self.field = _whole(setting) if setting.type is int else _fraction(setting)
        self._line = cast("QLineEdit", self.field.box.findChild(QLineEdit))
        self._mixed = self._typed_over = False
        self.setFocusProxy(self.field.box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field)
        self.field.edited.connect(lambda value: self._tell(value, final=False))
        self.field.committed.connect(lambda value: self._tell(value, final=True))
        self.field.box.editingFinished.connect(self._on_finished)
        self._line.textEdited.connect(self._on_text_edited)

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Show the number, or that instances differ."""
        self._mixed = not alike
        shown = next(value for value in values if value != AUTO)
        if self._mixed or self.field.value() != shown:
            self.field.set_value(shown)
        self._show_mixed()

    def describe(self, name: str, text: str) -> None:
        """Name box and slider."""
        self.field.setAccessibleName(name)
        self.field.box.setAccessibleDescription(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Empty the box again: Qt writes its number when it appears."""
        super().showEvent(event)
        self._show_mixed()

    def _show_mixed(self) -> None:
        self._line.setPlaceholderText(MIXED if self._mixed else "")
        if self._mixed:
            self._line.clear()

    def _tell(self, value: Any, *, final: bool) -> None:
        self._mixed = self._typed_over = False
        self._line.setPlaceholderText("")
        self.edited.emit(value, final)

    def _on_text_edited(self, _text: str) -> None:
        # Typing just the number that the empty box still holds is no change to the box, but is one to the others.
        if self._mixed and self.field.box.hasAcceptableInput():
            self._mixed = False
            self.edited.emit(self.field.value(), False)
            self._typed_over = True

    def _on_finished(self) -> None:
        if self._typed_over:
            self._tell(self.field.value(), final=True)
        elif self._mixed:
            self._show_mixed()


def _whole(setting: Setting) -> IntField:
    low = 0 if setting.low is None else int(setting.low)
    high = None if setting.high is None else int(setting.high)
    far = high is None or high - low > REACH
    return IntField(
        -(2**31) + 1 if setting.low is None else low,
        high,
        reach=low + REACH - low % 2 if far else high,
        log=setting.log,
        slider=setting.low is not None and (setting.log or not far),
    )


def _fraction(setting: Setting) -> FloatField:
    low, high = setting.low, setting.high
    narrow = low is not None and high is not None and high - low <= WIDEST
    return FloatField(low, high, log=setting.log, slider=setting.log or narrow)
