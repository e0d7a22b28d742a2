"""The tool bar: the data, and the one button that everything leads to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from designer.actions import ActionTable
from designer.icons import icon
from designer.theme import Appearance, Theme


class ToolBar(QToolBar):
    """Made of actions; Train stands out, Step has a menu of its two sizes."""

    def __init__(self, actions: ActionTable, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__("Tools", parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._actions = actions
        self._add("data.open", with_text=True)
        self._add("file.save")
        self.addSeparator()
        self._add("edit.undo")
        self._add("edit.redo")
        self.addSeparator()
        self._add("network.add", with_text=True)
        self._add("network.tidy")
        self._add("view.fit")
        room = QWidget()
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(room)
        self.train = self._add("train.start", with_text=True)
        self.train.setProperty("kind", "primary")
        self._add("train.pause")
        step = self._add("train.step_batch")
        menu = QMenu(step)
        menu.addAction(actions["train.step_batch"])
        menu.addAction(actions["train.step_epoch"])
        step.setMenu(menu)
        step.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self._add("train.stop")
        self._add_speed()
        self._add("train.rewind")
        self._add("train.new_seed")
        appearance.changed.connect(self._on_theme_changed)
        self._on_theme_changed(appearance.theme)

    def _add_speed(self) -> None:
        """A button with the paces that a training can be watched at."""
        self.speed = QToolButton()
        self.speed.setToolTip("Speed: slow the training down to watch it")
        self.speed.setAccessibleName("Speed of the training")
        self.speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self.speed)
        for action in self._actions.actions:
            if action.group == "pace":
                menu.addAction(self._actions[action.id])
        self.speed.setMenu(menu)
        self.addWidget(self.speed)

    def _add(self, action_id: str, *, with_text: bool = False) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[action_id])
        button.setAccessibleName(self._actions[action_id].text().replace("&", ""))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        style = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if with_text
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        button.setToolButtonStyle(style)
        self.addWidget(button)
        return button

    def _on_theme_changed(self, theme: Theme) -> None:
        self.speed.setIcon(icon("gauge", theme))
        self._actions["train.start"].setIcon(icon("play", theme, theme.on_accent))
