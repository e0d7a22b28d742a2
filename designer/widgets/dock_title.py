"""The title bar of a dock: Qt's own has buttons too small to hit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QToolButton, QWidget

from designer.icons import icon
from designer.theme import Appearance, Theme
from designer.widgets.elided_label import ElidedLabel

ICON_SIZE = 14


class DockTitle(QWidget):
    """A dock's name and the buttons that detach and close it, as far as the dock has these features.

    It follows the dock's name and features; `dock.setTitleBarWidget(DockTitle(appearance, dock))` is all it needs.
    """

    def __init__(self, appearance: Appearance, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._appearance = appearance
        self._dock = dock
        self._name = ElidedLabel()
        self._name.setProperty("role", "heading")
        self._float = _button()
        self._float.clicked.connect(self._on_float_clicked)
        self._close = _button()
        self._close.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(self._name, 1)
        row.addWidget(self._float)
        row.addWidget(self._close)
        dock.windowTitleChanged.connect(self._on_window_title_changed)
        dock.featuresChanged.connect(self._on_features_changed)
        dock.topLevelChanged.connect(self._on_top_level_changed)
        dock.dockLocationChanged.connect(self._on_dock_location_changed)
        appearance.changed.connect(self._on_appearance_changed)
        self._on_window_title_changed(dock.windowTitle())
        self._on_features_changed(dock.features())
        self._on_appearance_changed(appearance.theme)

    @property
    def float_button(self) -> QToolButton:
        """The button that detaches the dock and puts it back."""
        return self._float

    @property
    def close_button(self) -> QToolButton:
        """The button that closes the dock."""
        return self._close

    def _on_float_clicked(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _on_window_title_changed(self, title: str) -> None:
        self._name.setText(title)
        _name(self._close, f"Close {title}")
        self._on_top_level_changed(self._dock.isFloating())

    def _on_features_changed(self, features: QDockWidget.DockWidgetFeature) -> None:
        self._float.setVisible(bool(features & QDockWidget.DockWidgetFeature.DockWidgetFloatable))
        self._close.setVisible(bool(features & QDockWidget.DockWidgetFeature.DockWidgetClosable))

    def _on_top_level_changed(self, floating: bool) -> None:
        _name(self._float, f"{'Put back' if floating else 'Detach'} {self._dock.windowTitle()}")
        self._on_appearance_changed(self._appearance.theme)

    def _on_dock_location_changed(self, _area: Qt.DockWidgetArea) -> None:
        # A dock that was never in a window is floating, and does not say so when it is first put into one.
        self._on_top_level_changed(self._dock.isFloating())

    def _on_appearance_changed(self, theme: Theme) -> None:
        self._float.setIcon(icon("minimize-2" if self._dock.isFloating() else "maximize-2", theme))
        self._close.setIcon(icon("x", theme))


def _button() -> QToolButton:
    button = QToolButton()
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _name(button: QToolButton, name: str) -> None:
    button.setToolTip(name)
    button.setAccessibleName(name)
