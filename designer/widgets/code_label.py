"""Text that is to be read letter by letter: formulas, paths, names of columns."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel


class CodeLabel(QLabel):
    """A framed text that can be selected and copied, in a typeface whose letters are equally wide.

    A formula (`formula=True`) keeps the program's own typeface, a little larger, since that has all the signs.
    """

    def __init__(self, text: str = "", *, formula: bool = False) -> None:
        super().__init__(text)
        self.setProperty("role", "code")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        font = self.font() if formula else QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * (1.1 if formula else 1.0))
        self.setFont(font)
