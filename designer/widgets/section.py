"""A part of a form with a title that folds it away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from designer.icons import icon
from designer.theme import Appearance, Theme


class Section(QWidget):
    """A title with a chevron and, below it while it is open, a body.

    `toggled` tells that the user opened or closed it; `set_open` emits nothing.
    """

    toggled = Signal(bool)

    def __init__(self, appearance: Appearance, title: str, body: QWidget, *, opened: bool = True) -> None:
        super().__init__()
        self._appearance = appearance
        self._body = body
        self._header = QToolButton()
        self._header.setProperty("kind", "section")
        self._header.setText(title)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setIconSize(QSize(14, 14))
        self._header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._header.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._header.clicked.connect(self._on_header_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._header)
        layout.addWidget(body)
        appearance.changed.connect(self._on_appearance_changed)
        self.set_open(opened)

    @property
    def header(self) -> QToolButton:
        """The title, which is a button."""
        return self._header

    @property
    def body(self) -> QWidget:
        """What is folded away."""
        return self._body

    @property
    def opened(self) -> bool:
        """True while the body is to be seen."""
        return not self._body.isHidden()

    def set_open(self, opened: bool) -> None:
        """Unfold or fold away the body."""
        self._body.setVisible(opened)
        self._header.setAccessibleName(f"{self._header.text()}, {'open' if opened else 'closed'}")
        self._on_appearance_changed(self._appearance.theme)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._header.setText(title)
        self.set_open(self.opened)

    def _on_header_clicked(self) -> None:
        self.set_open(not self.opened)
        self.toggled.emit(self.opened)

    def _on_appearance_changed(self, theme: Theme) -> None:
        self._header.setIcon(icon("chevron-down" if self.opened else "chevron-right", theme))
