"""What every picture has: its plots, a line for what lies under the cursor, and a menu to save picture and data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QFileDialog,
    QGraphicsItem,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.charts.export import to_image, write_csv, write_png, write_svg
from designer.icons import icon
from designer.theme import Appearance, Theme
from designer.widgets.readout import Readout
from engine.errors import ExplainedError

Rows = Iterable[Sequence[object]]
NO_CACHE = QGraphicsItem.CacheMode.NoCache
DEVICE_CACHE = QGraphicsItem.CacheMode.DeviceCoordinateCache


class Chart(QWidget):
    """A picture of numbers. `said` carries a sentence on what was saved, or why it could not be.

    Subclasses put plots into `area`, controls into `bar`, colour everything in `paint_in`, and give their numbers
    in `data`.
    """

    said = Signal(str)

    def __init__(self, appearance: Appearance, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._title = title
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.area = pg.GraphicsLayoutWidget()
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setMinimumSize(120, 90)
        self.area.ci.layout.setContentsMargins(4, 2, 10, 4)
        self.area.ci.layout.setSpacing(10)
        self.readout = Readout()
        self.bar = QHBoxLayout()
        self.bar.setContentsMargins(10, 4, 6, 0)
        self.bar.setSpacing(8)
        self.bar.addWidget(self.readout, 1)
        self._menu_button = self._save_button()
        self.bar.addWidget(self._menu_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.bar)
        column.addWidget(self.area, 1)
        appearance.changed.connect(self._on_appearance_changed)

    # --- for subclasses --------------------------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        """The colours that hold now."""
        return self._appearance.theme

    def paint_in(self, theme: Theme) -> None:
        """Put every plot into the colours of a theme."""

    def data(self) -> tuple[Sequence[str], Rows]:
        """The numbers that are shown: the names of their columns, and rows."""
        return (), ()

    def say(self, text: str) -> None:
        """Show what lies under the cursor; screen readers get it too."""
        if text != self.readout.text():
            self.readout.setText(text)
            self.setAccessibleDescription(text)

    def add_control(self, control: QWidget) -> None:
        """Put a control into the bar, before the menu."""
        self.bar.insertWidget(self.bar.count() - 1, control)

    def finish(self) -> None:
        """Call at the end of a subclass' constructor: everything is there and can be coloured."""
        self._on_appearance_changed(self.theme)

    # --- saving ----------------------------------------------------------------------------------------------

    def render_into(self, painter: QPainter) -> None:
        """Draw the plots as they are on the screen, in the screen's pixels."""
        cached = [item for item in self.area.scene().items() if item.cacheMode() != NO_CACHE]
        for item in cached:
            item.setCacheMode(NO_CACHE)  # So that vectors stay vectors, and fine pixels fine.
        frame = QRect(QPoint(0, 0), self.area.viewport().size())
        self.area.render(painter, QRectF(frame), frame)
        for item in cached:
            item.setCacheMode(DEVICE_CACHE)

    def save_png(self, path: Path) -> None:
        """Save the picture with two pixels for each on the screen. Raises SaveError."""
        write_png(path, self.render_into, self.area.viewport().size(), self.theme.panel)

    def save_svg(self, path: Path) -> None:
        """Save the picture as vectors. Raises SaveError."""
        write_svg(path, self.render_into, self.area.viewport().size(), self.theme.panel, self._title)

    def save_csv(self, path: Path) -> None:
        """Save the numbers. Raises SaveError."""
        write_csv(path, *self.data())

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        image = to_image(self.render_into, self.area.viewport().size(), self.theme.panel)
        QGuiApplication.clipboard().setImage(image)
        self.said.emit("The picture is on the clipboard.")

    def _save_button(self) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setToolTip("Save or copy this picture, or its data")
        button.setAccessibleName(f"Save: {self._title}")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(button)
        menu.addAction("Copy picture", self.copy)
        menu.addSeparator()
        menu.addAction(
            "Save picture as PNG…", lambda: self._ask("PNG picture (*.png)", ".png", self.save_png)
        )
        menu.addAction(
            "Save picture as SVG…", lambda: self._ask("SVG drawing (*.svg)", ".svg", self.save_svg)
        )
        menu.addAction("Save data as CSV…", lambda: self._ask("CSV table (*.csv)", ".csv", self.save_csv))
        button.setMenu(menu)
        return button

    def _ask(self, kinds: str, ending: str, save: Callable[[Path], None]) -> None:
        suggestion = self._title.lower().replace(" ", "-") + ending
        name, _ = QFileDialog.getSaveFileName(self, "Save", suggestion, kinds)
        if name:
            path = Path(name)
            self.save_to(path if path.suffix else path.with_suffix(ending), save)

    def save_to(self, path: Path, save: Callable[[Path], None]) -> None:
        """Save, and say so, or why it failed."""
        try:
            save(path)
        except ExplainedError as error:
            self.said.emit(str(error))
        else:
            self.said.emit(f"Saved {path.name}.")

    def _on_appearance_changed(self, theme: Theme) -> None:
        self.area.setBackground(QColor(theme.panel))
        self._menu_button.setIcon(icon("download", theme))
        self.paint_in(theme)
