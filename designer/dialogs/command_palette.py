"""Ctrl+K: every action by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
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

from designer.actions import Action, found
from designer.icons import icon
from designer.theme import Theme

ROWS = 12
ROW_HEIGHT, ICON_SIZE = 32, 16
ACTION = Qt.ItemDataRole.UserRole


class CommandPalette(QDialog):
    """A field and a list: type a few letters, press Enter. Runs the action after it has closed itself.

    What cannot be done now is shown with the reason, and Enter on it does nothing.
    """

    def __init__(self, actions: Sequence[Action], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName("Command palette")
        self._actions = actions
        self._theme = theme
        self.field = QLineEdit()
        self.field.setPlaceholderText("What do you want to do?")
        self.field.setAccessibleName("Name of a command")
        self.list = QListWidget()
        self.list.setAccessibleName("Commands")
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(CommandRow(theme, self))
        frame = QFrame(self)
        frame.setProperty("role", "card")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.setFixedSize(600, ROWS * ROW_HEIGHT + 64)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._show)
        self.field.returnPressed.connect(self._run)
        self.list.itemClicked.connect(lambda _item: self._run())
        self._show("")
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in the field walk the list."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: ROWS,
                Qt.Key.Key_PageUp: -ROWS,
            }.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
                return True
        return super().eventFilter(watched, event)

    def _show(self, text: str) -> None:
        self.list.clear()
        for action in found(self._actions, text):
            item = QListWidgetItem(action.path, self.list)
            item.setData(ACTION, action)
            item.setToolTip(action.reason or action.tip)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        if self.list.currentRow() < 0:
            return
        action: Action = self.list.currentItem().data(ACTION)
        if not action.reason:
            self.close()
            action.run()


class CommandRow(QStyledItemDelegate):
    """An icon, the way through the menus, and on the right the key, or why it cannot be done now."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are as high."""
        return QSize(0, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row."""
        theme, action = self._theme, index.data(ACTION)
        area, state = QRect(option.rect), option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(area, 5, 5)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(area, 5, 5)
        reason = action.reason
        if action.icon:
            at = QRect(area.left() + 10, area.center().y() - ICON_SIZE // 2 + 1, ICON_SIZE, ICON_SIZE)
            mode = QIcon.Mode.Disabled if reason else QIcon.Mode.Normal
            icon(action.icon, theme).paint(painter, at, Qt.AlignmentFlag.AlignCenter, mode)
        area.adjust(38, 0, -10, 0)
        metrics, middle = painter.fontMetrics(), Qt.AlignmentFlag.AlignVCenter
        note = reason or (action.keys[0] if action.keys else "")
        room = area.width() - metrics.horizontalAdvance(action.path) - 24
        painter.setPen(QColor(theme.muted))
        elided = metrics.elidedText(note, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | middle, elided)
        painter.setPen(QColor(theme.disabled if reason else theme.text))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | middle, action.path)
        painter.restore()
