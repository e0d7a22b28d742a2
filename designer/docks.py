"""Docks: panels that are made when they are first seen, and titles where no tab shows the name already."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabBar, QVBoxLayout, QWidget

from designer.icons import icon
from designer.theme import Appearance
from designer.widgets.dock_title import DockTitle

Make = Callable[[], QWidget]
SMALLEST_WINDOW, APART = QSize(560, 380), QPoint(40, -140)


class LazyDock(QDockWidget):
    """A dock whose panel is made when it is first shown; `made(panel)` tells when.

    Its title bar is there unless `set_tabbed(True)` says that a tab has the name already.
    """

    made = Signal(object)

    def __init__(
        self, name: str, title: str, make: Make, hint: QSize, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"dock.{name}")
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._make = make
        self._panel: QWidget | None = None
        self._holder = _Holder(hint)
        self._title = DockTitle(appearance, self)
        self._no_title = _Nothing()
        self._tabbed = False
        self.setTitleBarWidget(self._title)
        self.setWidget(self._holder)
        self.visibilityChanged.connect(self._on_visibility_changed)

    @property
    def panel(self) -> QWidget:
        """The panel; made now if it was not."""
        if self._panel is None:
            self._panel = self._make()
            layout = QVBoxLayout(self._holder)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(self._panel)
            self._panel.show()
            self.made.emit(self._panel)
        return self._panel

    @property
    def is_made(self) -> bool:
        """Whether the panel has been needed yet."""
        return self._panel is not None

    @property
    def in_front(self) -> bool:
        """Whether it can be seen: Qt keeps those behind another's tab outside of the window."""
        return self.isVisible() and (
            self.isFloating() or self.geometry().bottom() >= 0 <= self.geometry().right()
        )

    @property
    def tabbed(self) -> bool:
        """Whether a tab stands for the title."""
        return self._tabbed

    def set_tabbed(self, tabbed: bool) -> None:
        """Take the title bar away, or put it back."""
        if tabbed != self._tabbed:
            self._tabbed = tabbed
            self._title.setHidden(tabbed)
            self.setTitleBarWidget(self._no_title if tabbed else self._title)

    def enter(self) -> None:
        """Give the keyboard to the first control of the panel."""
        panel = self.panel
        for each in (panel, *panel.findChildren(QWidget)):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled() and each.isVisibleTo(panel):
                each.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def detach(self) -> None:
        """Make it a window of its own, where it does not hide the place it came from."""
        corner = self.mapToGlobal(QPoint(0, 0))
        self.setFloating(True)
        self.resize(self.size().expandedTo(SMALLEST_WINDOW))
        self.move(corner + APART)

    def _on_visibility_changed(self, visible: bool) -> None:
        # Qt shows all docks of a place before it hides those behind the front one.
        if visible and not self.is_made:
            QTimer.singleShot(0, self, self._make_if_seen)

    def _make_if_seen(self) -> None:
        if self.in_front:
            _ = self.panel


class DockTabs(QObject):
    """Sees to the tabs of a window's docks: no title under a tab, and a tab's menu detaches and closes."""

    def __init__(self, window: QMainWindow, docks: list[LazyDock], appearance: Appearance) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._appearance = appearance
        self._watched: list[QTabBar] = []
        # Docks tell of a move before it is done, and one by one; they are looked at once, afterwards.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        for dock in docks:
            for signal in (dock.topLevelChanged, dock.dockLocationChanged, dock.visibilityChanged):
                signal.connect(self._on_moved)
        self.refresh()

    def refresh(self) -> None:
        """Look which docks share a place now."""
        for dock in self._docks:
            others = [] if dock.isFloating() else self._window.tabifiedDockWidgets(dock)
            dock.set_tabbed(any(not other.isHidden() for other in others))
        self._watched = [bar for bar in self._window.findChildren(QTabBar) if bar.parent() is self._window]
        for bar in self._watched:
            bar.setAccessibleName("Panels")
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bar.removeEventFilter(self)
            bar.installEventFilter(self)

    def menu_at(self, bar: QTabBar, at: QPoint) -> QMenu | None:
        """What can be done with the dock whose tab is there."""
        dock = self._dock_of(bar, bar.tabAt(at))
        if dock is None:
            return None
        theme = self._appearance.theme
        menu = QMenu(bar)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("maximize-2", theme), "&Detach", dock.detach)
        menu.addAction(icon("x", theme), "&Close", dock.close)
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A tab's menu; a double click detaches, as it does on a title."""
        if isinstance(watched, QTabBar):
            if isinstance(event, QContextMenuEvent):
                return self._open_menu(watched, event)
            if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
                dock = self._dock_of(watched, watched.tabAt(event.position().toPoint()))
                if dock is not None:
                    dock.detach()
                    return True
        return super().eventFilter(watched, event)

    def _open_menu(self, bar: QTabBar, event: QContextMenuEvent) -> bool:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = bar.tabRect(bar.currentIndex()).center() if by_key else event.pos()
        menu = self.menu_at(bar, at)
        if menu is None:
            return False
        menu.popup(bar.mapToGlobal(at))
        return True

    def _dock_of(self, bar: QTabBar, index: int) -> LazyDock | None:
        """Qt tells only the text of a tab, which is its dock's title."""
        if index < 0:
            return None
        return next((dock for dock in self._docks if dock.windowTitle() == bar.tabText(index)), None)

    def _on_moved(self, *_where: object) -> None:
        self._later.start()


class _Holder(QWidget):
    """Gives a dock its first size, and lets it shrink."""

    def __init__(self, hint: QSize) -> None:
        super().__init__()
        self.setAutoFillBackground(True)
        self._hint = hint

    def sizeHint(self) -> QSize:
        return self._hint

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 60)


class _Nothing(QWidget):
    """A title bar that takes no room."""

    def sizeHint(self) -> QSize:
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)
