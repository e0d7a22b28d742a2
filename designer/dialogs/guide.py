"""The guide: every word of the field, one page each, read from the bundled texts."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QWidget

from designer.guide import pages


class GuideDialog(QDialog):
    """A list of words, and the page of the chosen one. Links lead from page to page."""

    def __init__(self, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Guide")
        self._pages = list(pages().values())
        self.list = QListWidget(self)
        self.list.setAccessibleName("Words")
        self.list.setFixedWidth(250)
        self.page = QTextBrowser(self)
        self.page.setAccessibleName("Explanation")
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(14)
        self.page.anchorClicked.connect(self._on_anchor_clicked)
        for page in self._pages:
            self.list.addItem(page.title)
        self.list.currentRowChanged.connect(self._show)
        row = QHBoxLayout(self)
        row.addWidget(self.list)
        row.addWidget(self.page, 1)
        self.resize(880, 600)
        self.list.setCurrentRow(0)
        self.show_word(word)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_word(self, word: str) -> None:
        """Turn to the page of this name, where there is one."""
        names = [page.name for page in self._pages]
        if word in names:
            self.list.setCurrentRow(names.index(word))

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._pages):
            self.page.setMarkdown(self._pages[row].text)

    def _on_anchor_clicked(self, link: QUrl) -> None:
        self.show_word(link.toString())
