"""What every part of a form that shows one value has in common. Editors know no design, no history and no form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from designer.widgets.calm import CalmComboBox
from engine.declare import Setting

MIXED = "mixed"
"""What stands in an editor whose instances differ."""


@dataclass(frozen=True)
class Each:
    """A value of its own for each instance of a form, in their order; where a plain value would be one for all."""

    values: tuple[Any, ...]


class Editor(QWidget):
    """Shows the values that one setting has in one or several instances, and tells what a person makes of them.

    `edited(value, final)` carries one value for all, or an Each; `final` ends a gesture (a drag, typing). `refused`
    carries a sentence on what was typed; `grown` tells that more or less is unfolded; `word_asked` names a page of the
    guide. Values shown from outside emit nothing.
    """

    edited = Signal(object, bool)
    refused = Signal(str)
    grown = Signal()
    word_asked = Signal(str)

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self.setMinimumWidth(0)

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Show the one value that all instances have, or, not `alike`, that they differ: then some may be "auto"."""
        raise TypeError(f"{type(self).__name__} cannot show {values!r} ({alike}).")

    def show_resolved(self, value: Any) -> None:  # noqa: ARG002
        """Show, not to be edited, what "auto" has come to; None where that is not known. By default nothing."""
        self.hide()

    def describe(self, name: str, text: str) -> None:
        """Give the control that takes the keyboard its name and help for those who hear it."""
        target = self.focusProxy() or self
        target.setAccessibleName(name)
        target.setAccessibleDescription(text)


def same(values: Sequence[Any]) -> bool:
    """Whether all values are one."""
    return all(value == values[0] for value in values[1:])


class Menu(CalmComboBox):
    """A menu in a form: as wide as the form, however long its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        self.setParent(parent)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
