"""The tool bar: the data, and the one button that everything leads to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QActionEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from designer.actions import ActionTable
from designer.icons import icon
from designer.theme import Appearance, Theme
from designer.widgets.elided_label import ElidedLabel

GAP = "\u2009"

WIDEST_REASON = 380
"""A longer sentence is cut short, and whole in its tooltip: it must not push the buttons about."""


class ToolBar(QToolBar):
    """Made of actions; Train stands out, and what keeps it from being pressed stands beside it."""

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
        self.reason = ElidedLabel()
        self.reason.setProperty("role", "muted")
        self.reason.setAccessibleName("What is missing for training")
        self.reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.reason.setMaximumWidth(WIDEST_REASON)
        room = QWidget()
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(room)
        self.addWidget(self.reason)
        self.train = self._add("train.start", with_text=True)
        self.train.setProperty("kind", "primary")
        self._add("train.pause")
        self._add_step()
        self._add("train.stop")
        self._add_speed()
        self._add("train.rewind")
        self._add("train.new_seed")
        appearance.changed.connect(self._on_theme_changed)
        self._on_theme_changed(appearance.theme)

    def show_reason(self, sentence: str) -> None:
        """Say what is missing before Train can be pressed; "" where nothing is."""
        self.reason.setText(sentence)

    def _add_step(self) -> None:
        step = self._add("train.step_batch")
        menu = QMenu(step)
        menu.addAction(self._actions["train.step_batch"])
        menu.addAction(self._actions["train.step_epoch"])
        step.setMenu(menu)
        step.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)

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

    def _add(self, action_id: str, *, with_text: bool = False) -> ActionButton:
        button = ActionButton(self._actions[action_id], with_text)
        self.addWidget(button)
        return button

    def _on_theme_changed(self, theme: Theme) -> None:
        self.speed.setIcon(icon("gauge", theme))
        self.train.paint_icon("play", theme)


class ActionButton(QToolButton):
    """A button that shows its action: a screen reader hears its name, and what it does or why it cannot."""

    def __init__(self, action: QAction, with_text: bool) -> None:
        super().__init__()
        self._own: tuple[str, Theme] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon if with_text else style.ToolButtonIconOnly)
        self.setDefaultAction(action)
        self._dress()

    def paint_icon(self, name: str, theme: Theme) -> None:
        """An icon of its own in place of the action's, for a button in the colour of accents."""
        # No QIcon is kept here: Python may free it after the window, and Qt's part of it is gone by then.
        self._own = name, theme
        self._dress()

    def actionEvent(self, event: QActionEvent) -> None:
        """Follow the action."""
        super().actionEvent(event)
        if event.type() != QEvent.Type.ActionRemoved:
            self._dress()

    def _dress(self) -> None:
        action = self.defaultAction()
        # Qt leaves too little between icon and text, and no style sheet changes it.
        self.setText(GAP + action.iconText())
        if self._own is not None:
            name, theme = self._own
            self.setIcon(icon(name, theme, theme.on_accent if action.isEnabled() else theme.disabled))
        self.setAccessibleName(action.iconText())
        self.setAccessibleDescription(action.toolTip())
