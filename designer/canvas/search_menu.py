"""Searching for a layer on the canvas itself: a field, and the kinds that fit what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from designer.canvas.style import Style, font
from designer.search import search
from engine.declare import Declared

WIDTH, HEIGHT = 340, 380
ROW_HEIGHT = 46
KIND = Qt.ItemDataRole.UserRole


class SearchMenu(QFrame):
    """Lies over the canvas while a layer is looked for. Enter or a click takes one, Esc takes none."""

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAccessibleName("Add a layer")
        self._fits: Callable[[type[Declared]], bool] = lambda _kind: True
        self._others = False
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Search layers: Dense, Linear, fullyConnected…")
        self.field.setClearButtonEnabled(True)
        self.field.setAccessibleName("Search layers")
        self.list = QListWidget(self)
        self.list.setAccessibleName("Layers found")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Row(style, self.list))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.resize(WIDTH, HEIGHT)
        theme = style.theme
        self.setObjectName("searchMenu")
        self.setStyleSheet(
            f"#searchMenu {{ background: {theme.panel}; border: 1px solid {theme.border}; border-radius: 10px; }}"
            f"QListWidget {{ background: {theme.panel}; border: none; }}"
        )
        self.field.textChanged.connect(self._on_text_changed)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self.list.itemEntered.connect(self.list.setCurrentItem)

    def open_at(
        self, at: QPoint, fits: Callable[[type[Declared]], bool], text: str = "", others: bool = False
    ) -> None:
        """Appear at a point of the parent, with what `fits`, and after it with `others`."""
        self._fits, self._others = fits, others
        self.field.setText(text)
        room = self._over.rect().adjusted(8, 8, -8, -8)
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height()))
        self._on_text_changed(text)
        self.move(
            max(room.left(), min(at.x(), room.right() - self.width())),
            max(room.top(), min(at.y(), room.bottom() - self.height())),
        )
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def kinds(self) -> list[type[Declared]]:
        """What is listed now."""
        return [self.list.item(row).data(KIND) for row in range(self.list.count())]

    def close_quietly(self) -> None:
        """Go without having chosen."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys of the field move in the list."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.close_quietly()
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        rows = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        if key in rows:
            last = self.list.count() - 1
            self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + rows[Qt.Key(key)])))
        elif key == Qt.Key.Key_Escape:
            self.close_quietly()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(self.list.currentItem())
        else:
            return False
        return True

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            kind = item.data(KIND)
            self.hide()
            self.chosen.emit(kind)
            self.closed.emit()

    def _on_text_changed(self, text: str) -> None:
        found = [kind for _, kind in search(text)]
        fitting = [kind for kind in found if self._fits(kind)]
        rest = [kind for kind in found if kind not in fitting] if self._others else []
        self._fill((*fitting, *rest))

    def _fill(self, kinds: Iterable[type[Declared]]) -> None:
        self.list.clear()
        for kind in kinds:
            item = QListWidgetItem(kind.label())
            item.setData(KIND, kind)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, kind.help()[0])
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._fit_height()

    def _fit_height(self) -> None:
        """No taller than what is found."""
        rows = max(self.list.count(), 1) * ROW_HEIGHT + 4
        around = self.field.sizeHint().height() + 24
        room = self._over.height() - 16
        self.resize(self.width(), min(HEIGHT, rows + around, room))


class _Row(QStyledItemDelegate):
    """The sign of the family, the label, and the first line of the help."""

    def __init__(self, style: Style, parent: QObject) -> None:
        super().__init__(parent)
        self._style = style
        self._name, self._help = font(13, QFont.Weight.Medium), font(11)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        kind = index.data(KIND)
        family = getattr(kind, "family", "activation")
        style, rect = self._style, QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setBrush(style.halo)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 7, 7)
        tile = QRectF(rect.left() + 8, rect.center().y() - 14, 28, 28)
        painter.setBrush(style.tint(family))
        painter.drawRoundedRect(tile, 7, 7)
        glyph = style.glyph(kind.kind(), family, 18, painter.device().devicePixelRatioF())
        painter.drawPixmap(tile.adjusted(5, 5, -5, -5), glyph, QRectF(glyph.rect()))
        left, width = tile.right() + 10, rect.width() - 62
        painter.setFont(self._name)
        painter.setPen(style.text)
        painter.drawText(QRectF(left, rect.top() + 5, width, 19), Qt.AlignmentFlag.AlignVCenter, kind.label())
        painter.setFont(self._help)
        painter.setPen(style.muted)
        words = QFontMetricsF(self._help).elidedText(kind.help()[0], Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(left, rect.top() + 23, width, 17), Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()
