"""The guide: every word of the field, one page each, read from the bundled texts."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QWidget


class GuideDialog(QDialog):
    """A list of words, and the page of the chosen one."""

    def __init__(self, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Guide")
        folder = files("resources") / "guide"
        pages = {
            entry.name.removesuffix(".md"): entry for entry in folder.iterdir() if entry.name.endswith(".md")
        }
        self._texts = {name: pages[name].read_text(encoding="utf-8") for name in sorted(pages)}
        self.list = QListWidget(self)
        self.list.setAccessibleName("Words")
        self.list.setFixedWidth(200)
        self.page = QTextBrowser(self)
        self.page.setAccessibleName("Explanation")
        self.page.setOpenLinks(False)
        for name in self._texts:
            self.list.addItem(title(name))
        self.list.currentRowChanged.connect(self._show)
        row = QHBoxLayout(self)
        row.addWidget(self.list)
        row.addWidget(self.page, 1)
        self.resize(760, 520)
        names = list(self._texts)
        self.list.setCurrentRow(names.index(word) if word in names else 0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, row: int) -> None:
        names = list(self._texts)
        if 0 <= row < len(names):
            self.page.setMarkdown(self._texts[names[row]])


def title(name: str) -> str:
    """A page's name as a person reads it."""
    return name.replace("-", " ").capitalize()
