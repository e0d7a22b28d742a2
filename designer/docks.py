"""Docks: panels that are made when they are first seen, so that the start does not pay for them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QScrollArea, QVBoxLayout, QWidget

Make = Callable[[], QWidget]


class LazyDock(QDockWidget):
    """A dock whose panel is made when it is first shown; `made(panel)` tells when."""

    made = Signal(object)

    def __init__(self, name: str, title: str, make: Make, hint: QSize, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"dock.{name}")
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._make = make
        self._panel: QWidget | None = None
        self._holder = _Holder(hint)
        self.setWidget(self._holder)

    @property
    def panel(self) -> QWidget:
        """The panel; made now if it was not."""
        if self._panel is None:
            self._panel = self._make()
            layout = QVBoxLayout(self._holder)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(self._panel)
            self.made.emit(self._panel)
        return self._panel

    @property
    def is_made(self) -> bool:
        """Whether the panel has been needed yet."""
        return self._panel is not None

    def showEvent(self, event: QShowEvent) -> None:
        """Make the panel."""
        super().showEvent(event)
        _ = self.panel


class _Holder(QWidget):
    """Gives a dock its first size, and lets it shrink."""

    def __init__(self, hint: QSize) -> None:
        super().__init__()
        self._hint = hint

    def sizeHint(self) -> QSize:
        return self._hint

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 60)


def scrolled(panel: QWidget) -> QScrollArea:
    """The panel in a scroll area that is as wide as it can be."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(panel)
    return area
