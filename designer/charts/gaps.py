"""Where cells are missing: rows down, columns across, as dark as cells are missing there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from designer.charts.axes import ColumnAxis
from designer.charts.chart import Chart, Rows
from designer.charts.plot import make_plot, paint_plot
from designer.theme import Appearance, Theme, mix
from engine.data.pictures.gaps import Gaps

FAINTEST = 0.35
"""What a single missing cell is drawn with, as a share of the full colour, however many rows stand with it."""


class GapsChart(Chart):
    """A column for each of the table's, and a line for some neighbouring rows."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Missing values", parent)
        self._found: Gaps | None = None
        self._bottom = ColumnAxis("bottom")
        self._plot = make_plot("", "row, of those shown", bottom_axis=self._bottom)
        self._plot.invertY(True)
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._plot.addItem(self._image)
        self._lines: list[pg.InfiniteLine] = []
        self.area.addItem(self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def show_picture(self, found: Gaps) -> None:
        """Draw the map."""
        self._found = found
        size = len(found.columns)
        shown = np.where(found.shares > 0, FAINTEST + (1 - FAINTEST) * found.shares, 0.0)
        self._image.setImage(shown, autoLevels=False, levels=(0.0, 1.0))
        self._image.setRect(0, 0, size, found.rows)
        self._bottom.show_column(names=found.columns, first=0.5)
        self._plot.setRange(xRange=(0, size), yRange=(0, found.rows), padding=0)
        self.paint_in(self.theme)
        self._stand()

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each stretch of rows, with the share of each column's cells that are missing."""
        found = self._found
        if found is None:
            return (), ()
        lines = zip(found.lines.tolist(), found.shares.tolist(), strict=True)
        return ["from row", *found.columns], ([line, *shares] for line, shares in lines)

    def paint_in(self, theme: Theme) -> None:
        """From a tint of the panel to the colour of warnings, with lines between the columns."""
        paint_plot(self._plot, theme, grid=False)
        ends = [QColor(mix(theme.panel, theme.text, 0.06)), QColor(theme.warning)]
        self._image.setColorMap(
            pg.ColorMap([0.0, 1.0], [(ink.red(), ink.green(), ink.blue()) for ink in ends])
        )
        for line in self._lines:
            self._plot.removeItem(line)
        columns = len(self._found.columns) if self._found is not None else 0
        pen = pg.mkPen(theme.panel, width=2)
        self._lines = [pg.InfiniteLine(place, 90, pen) for place in range(1, columns)]
        for line in self._lines:
            self._plot.addItem(line, ignoreBounds=True)

    def _stand(self) -> None:
        found = self._found
        if found is None:
            return
        total = int(found.counts.sum())
        cells = "1 cell" if total == 1 else f"{total:,} cells" if total else "no cell"
        more = f"   ·   {found.left_out:,} columns with fewer gaps have no room" if found.left_out else ""
        self.say(f"{cells} missing in {found.told}{more}")

    def _on_mouse_moved(self, place: QPointF) -> None:
        found = self._found
        if found is not None and self._plot.vb.sceneBoundingRect().contains(place):
            there = self._plot.vb.mapSceneToView(place)
            column, row = int(there.x()), int(there.y())
            if 0 <= column < len(found.columns) and 0 <= row < found.rows:
                band = int(np.searchsorted(found.starts, row, "right")) - 1
                share, missing = float(found.shares[band, column]), int(found.counts[column])
                self.say(
                    f"{found.columns[column]}:  {missing:,} missing ({100 * missing / found.rows:.2g} %); "
                    f"about row {int(found.lines[band]):,} {100 * share:.3g} %"
                )
                return
        self._stand()
