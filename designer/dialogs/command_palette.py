"""Ctrl+K: every action by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from designer.actions import Action, found
from designer.icons import icon
from designer.theme import Theme

ROWS = 12


class CommandPalette(QDialog):
    """A field and a list: type a few letters, press Enter. Runs the action after it has closed itself."""

    def __init__(self, actions: Sequence[Action], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName("Command palette")
        self._actions = actions
        self._theme = theme
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("What do you want to do?")
        self.field.setAccessibleName("Name of a command")
        self.list = QListWidget(self)
        self.list.setAccessibleName("Commands")
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.setFixedSize(560, 440)
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
            missing = action.missing() if action.missing is not None else ""
            keys = "   ".join(
                QKeySequence(each).toString(QKeySequence.SequenceFormat.NativeText)
                for each in action.shortcuts[:1]
            )
            item = QListWidgetItem(f"{action.path}{f'      {keys}' if keys else ''}")
            item.setData(Qt.ItemDataRole.UserRole, action)
            if action.icon:
                item.setIcon(icon(action.icon, self._theme))
            if missing:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setToolTip(missing)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        action: Action = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        action.run()
