"""Which classes are taken for which: a row for each true class, a column for each predicted one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from designer.charts.chart import Chart, Rows
from designer.charts.plot import make_plot, paint_plot, pixel_font
from designer.theme import Appearance, Theme, contrast, mix

MOST_NUMBERS = 14
"""Up to so many classes every cell shows its count; beyond, the cursor reads it out."""
MOST_NAMES = 40
CELL_WIDTH = 80
"""The line in which a cell's text is centred, in pixels."""
LONGEST_NAME = 14

Counts = NDArray[np.int64]


def confusion(truth: NDArray[np.integer], predicted: NDArray[np.integer], classes: int) -> Counts:
    """(classes, classes) counts from class numbers (rows,): truth down, prediction across."""
    places = truth.astype(np.int64) * classes + predicted
    return np.bincount(places, minlength=classes * classes).reshape(classes, classes)


class ConfusionMatrix(Chart):
    """Counts, coloured by their share of the row: what is right stands on the diagonal."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Confusion matrix", parent)
        self._counts: Counts = np.zeros((0, 0), np.int64)
        self._labels: Sequence[str] = ()
        self._plot = make_plot("predicted", "actual")
        self._plot.invertY(True)
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._plot.addItem(self._image)
        self._texts: list[pg.TextItem] = []
        self._lines: list[pg.InfiniteLine] = []
        self.area.addItem(self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def show_counts(self, counts: Counts, labels: Sequence[str]) -> None:
        """Draw counts (classes, classes), truth down and prediction across."""
        self._counts, self._labels = counts, tuple(labels)
        size = max(1, len(labels))
        self._image.setImage(self._shares(), autoLevels=False, levels=(0.0, 1.0))
        self._image.setRect(0, 0, size, size)
        self._plot.setRange(xRange=(0, size), yRange=(0, size), padding=0)
        ticks = [(place + 0.5, _short(label)) for place, label in enumerate(self._labels)]
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setTicks([ticks if size <= MOST_NAMES else []])
        self._write()
        self._stand()

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each true class."""
        rows = ([label, *line.tolist()] for label, line in zip(self._labels, self._counts, strict=True))
        return ["actual \\ predicted", *self._labels], rows

    def paint_in(self, theme: Theme) -> None:
        """From the panel's colour to blue."""
        paint_plot(self._plot, theme, grid=False)
        ends = [QColor(theme.panel), QColor(mix(theme.panel, theme.series.training, 0.9))]
        table = pg.ColorMap([0.0, 1.0], [(ink.red(), ink.green(), ink.blue()) for ink in ends])
        self._image.setColorMap(table)
        self._write()

    def _shares(self) -> NDArray[np.float64]:
        totals = self._counts.sum(axis=1, keepdims=True)
        return self._counts / np.maximum(totals, 1)

    def _write(self) -> None:
        for item in (*self._texts, *self._lines):
            self._plot.removeItem(item)
        self._texts, self._lines = [], []
        theme, size = self.theme, len(self._labels)
        if not size or size > MOST_NUMBERS:
            return
        for place in range(1, size):
            for angle in (0, 90):
                line = pg.InfiniteLine(place, angle, pg.mkPen(theme.border, width=1))
                self._plot.addItem(line, ignoreBounds=True)
                self._lines.append(line)
        blue = mix(theme.panel, theme.series.training, 0.9)
        for (row, column), share in np.ndenumerate(self._shares()):
            ground = mix(theme.panel, blue, float(share))
            light = contrast(theme.panel, ground) > contrast(theme.text, ground)
            colour = theme.panel if light else theme.text
            count = int(self._counts[row, column])
            self._texts.append(self._text(row, column, count, float(share), colour))

    def _text(self, row: int, column: int, count: int, share: float, colour: str) -> pg.TextItem:
        percent = f"<br><span style='font-size:10px'>{100 * share:.0f} %</span>" if count else ""
        weight = 600 if row == column else 400
        text = pg.TextItem(
            html=f"<div style='text-align:center;color:{colour}'><span style='font-weight:{weight}'>{count:,}</span>"
            f"{percent}</div>",
            anchor=(0.5, 0.5),
        )
        text.setFont(pixel_font(13))
        text.setTextWidth(CELL_WIDTH)
        text.setPos(column + 0.5, row + 0.5)
        self._plot.addItem(text, ignoreBounds=True)
        return text

    def _stand(self) -> None:
        total = int(self._counts.sum())
        right = int(np.trace(self._counts))
        self.say(f"{right:,} of {total:,} rows right" if total else "No rows to show.")

    def _on_mouse_moved(self, place: QPointF) -> None:
        if self._plot.vb.sceneBoundingRect().contains(place):
            there = self._plot.vb.mapSceneToView(place)
            row, column = int(there.y()), int(there.x())
            if 0 <= row < len(self._labels) and 0 <= column < len(self._labels):
                count, share = int(self._counts[row, column]), float(self._shares()[row, column])
                actual, predicted = self._labels[row], self._labels[column]
                rows = "row" if count == 1 else "rows"
                self.say(
                    f"{count:,} {rows} of {actual} taken for {predicted} ({100 * share:.0f} % of {actual})"
                )
                return
        self._stand()


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
