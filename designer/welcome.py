"""The Welcome page: what to do first, the files of the last days, and the worked examples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from designer.icons import application_icon, icon
from designer.theme import Appearance, Theme
from designer.widgets.flow_layout import FlowLayout
from engine.examples import Example, examples

CARD_WIDTH, PICTURE_HEIGHT = 236, 128
SPACING, MARGIN = 14, 48
WIDEST = 4 * CARD_WIDTH + 3 * SPACING
GAP = "\u2009"
"""Qt leaves too little between icon and text."""


class WelcomePage(QScrollArea):
    """The ways to begin. It opens nothing itself; the window listens to its signals."""

    table_wanted = Signal()
    making_wanted = Signal()
    network_wanted = Signal()
    file_wanted = Signal()
    paste_wanted = Signal()
    recent_chosen = Signal(Path)
    example_chosen = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Welcome")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._appearance = appearance
        page, body = QWidget(), QWidget()
        body.setMaximumWidth(WIDEST)
        around = QGridLayout(page)
        around.setContentsMargins(MARGIN, 40, MARGIN, 40)
        around.addWidget(body, 1, 1)
        # In the middle, somewhat above half of the height; at most as wide as a row of cards.
        for column, share in ((0, 1), (1, 1000), (2, 1)):
            around.setColumnStretch(column, share)
        around.setRowStretch(0, 2)
        around.setRowStretch(2, 3)
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._add_head()
        self._column.addSpacing(8)
        self._add_starts()
        self._column.addSpacing(20)
        self._add_examples()
        self._recent_part = QWidget()
        recent = QVBoxLayout(self._recent_part)
        recent.setContentsMargins(0, 20, 0, 0)
        recent.addWidget(_heading("Recent files"))
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        recent.addLayout(self._recent)
        self._column.addWidget(self._recent_part)
        self.setWidget(page)
        self.set_recent(())
        appearance.changed.connect(self._on_theme_changed)
        self._on_theme_changed(appearance.theme)

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Show these files, the latest first."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for path in paths:
            button = QPushButton(f"{path.name}    {_short(path.parent)}")
            button.setProperty("kind", "quiet")
            button.setToolTip(str(path))
            button.setAccessibleName(f"Open {path.name}")
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, path=path: self.recent_chosen.emit(path))
            self._recent.addWidget(button)
        self._recent_part.setVisible(bool(paths))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V opens a copied table: there is nothing else here to paste into."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        else:
            super().keyPressEvent(event)

    # --- its parts -------------------------------------------------------------------------------------------

    def _add_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        sign = QLabel()
        sign.setPixmap(application_icon().pixmap(QSize(56, 56), self.devicePixelRatioF()))
        row.addWidget(sign)
        words = QVBoxLayout()
        words.setSpacing(2)
        title = QLabel("Neuroloom")
        title.setProperty("role", "title")
        line = QLabel("Draw a neural network, give it your own table, and see how it learns.")
        line.setProperty("role", "muted")
        line.setWordWrap(True)
        words.addWidget(title)
        words.addWidget(line)
        row.addLayout(words, 1)
        self._column.addLayout(row)

    def _add_starts(self) -> None:
        row = FlowLayout(spacing=10)
        self._starts: list[tuple[QPushButton, str]] = []
        for text, picture, signal, primary in (
            ("Open a table…", "table", self.table_wanted, True),
            ("Make a table…", "sparkles", self.making_wanted, False),
            ("Draw a network", "workflow", self.network_wanted, False),
            ("Open a model…", "folder-open", self.file_wanted, False),
        ):
            button = QPushButton(f"{GAP}{text}")
            button.setAccessibleName(text)
            button.setMinimumHeight(40)
            if primary:
                button.setProperty("kind", "primary")
            button.clicked.connect(signal)
            row.addWidget(button)
            self._starts.append((button, picture))
        self._column.addLayout(row)

    def _add_examples(self) -> None:
        line = QLabel("Each opens its table and proposes a network. Press Train and watch.")
        line.setProperty("role", "muted")
        line.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(_heading("Or begin with an example"))
        words.addWidget(line)
        self._column.addLayout(words)
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACING)
        self._cards = [ExampleCard(example, self._appearance) for example in examples()]
        for card in self._cards:
            card.clicked.connect(
                lambda _checked=False, example=card.example: self.example_chosen.emit(example)
            )
        self._column.addLayout(self._grid)
        self._columns = 0
        self._arrange(3)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(len(self._cards) + 1):
            self._grid.setColumnStretch(column, int(column == columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many cards in a row as fit."""
        super().resizeEvent(event)
        room = min(self.viewport().width() - 2 * MARGIN, WIDEST)
        self._arrange(max(1, min(len(self._cards), (room + SPACING) // (CARD_WIDTH + SPACING))))

    def _on_theme_changed(self, theme: Theme) -> None:
        for button, picture in self._starts:
            primary = button.property("kind") == "primary"
            button.setIcon(icon(picture, theme, theme.on_accent if primary else ""))


class ExampleCard(QAbstractButton):
    """One example: a picture of its rows, its question, and a sentence."""

    def __init__(self, example: Example, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.example = example
        self._appearance = appearance
        self._picture = QSvgRenderer(QByteArray(example.picture.read_bytes()), self)
        self.setAccessibleName(f"Example: {example.title} {example.sentence}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(CARD_WIDTH, PICTURE_HEIGHT + 88)
        appearance.changed.connect(lambda _theme: self.update())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A rounded card; its edge lights up under the mouse and the keyboard's focus."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(QColor(theme.accent if lit else theme.border), 2 if lit else 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(card, 10, 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(QRectF(8, 8, self.width() - 16, PICTURE_HEIGHT), 6, 6)
        self._picture.render(painter, QRectF(8, 8, self.width() - 16, PICTURE_HEIGHT))
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        left, width = 14, self.width() - 28
        top = PICTURE_HEIGHT + 16
        painter.drawText(QRectF(left, top, width, 22), Qt.AlignmentFlag.AlignVCenter, self.example.title)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.muted))
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(left, top + 23, width, 56), flags, self.example.sentence)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def _short(folder: Path) -> str:
    """A folder with the person's home shortened."""
    try:
        return f"~/{folder.relative_to(Path.home())}"
    except ValueError:
        return str(folder)
