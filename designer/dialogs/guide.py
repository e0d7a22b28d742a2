"""The guide: every word of the field, one page each, read from the bundled texts."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from designer.guide import pages


class GuideDialog(QDialog):
    """A list of words, and the page of the chosen one. Links lead from page to page; a search shortens the list."""

    def __init__(self, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Guide")
        self._pages = list(pages().values())
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find a word")
        self.field.setAccessibleName("Find a word")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._find)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Words")
        self.field.returnPressed.connect(self.list.setFocus)
        self.list.setFixedWidth(250)
        self.field.setFixedWidth(250)
        self.page = QTextBrowser(self)
        self.page.setAccessibleName("Explanation")
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(14)
        self.page.anchorClicked.connect(self._on_anchor_clicked)
        for page in self._pages:
            self.list.addItem(page.title)
        self.list.currentRowChanged.connect(self._show)
        left = QVBoxLayout()
        left.addWidget(self.field)
        left.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setSpacing(10)
        row.addLayout(left)
        row.addWidget(self.page, 1)
        self.resize(880, 600)
        self.list.setCurrentRow(0)
        self.show_word(word)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_word(self, word: str) -> None:
        """Turn to the page of this name, where there is one."""
        names = [page.name for page in self._pages]
        if word in names:
            if self.list.item(names.index(word)).isHidden():
                self.field.clear()
            self.list.setCurrentRow(names.index(word))

    def _find(self, text: str) -> None:
        """Keep the pages in which all these letters stand, and turn to one that is called so, or to the first."""
        wanted = text.lower().split()
        kept = [all(each in page.text.lower() for each in wanted) for page in self._pages]
        for row, page_kept in enumerate(kept):
            self.list.item(row).setHidden(not page_kept)
        called = [all(each in page.title.lower() for each in wanted) for page in self._pages]
        best = next((row for row, so in enumerate(called) if so), kept.index(True) if any(kept) else -1)
        if best < 0:
            self.list.setCurrentRow(best)
            self.page.setPlainText(
                f"No page has “{text.strip()}”. Try another word, or only its first letters."
            )
        elif wanted or self.list.currentRow() < 0:
            self.list.setCurrentRow(best)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._pages):
            self.page.setMarkdown(self._pages[row].text)

    def _on_anchor_clicked(self, link: QUrl) -> None:
        self.show_word(link.toString())
