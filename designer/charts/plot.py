"""One pair of axes in our looks: thin lines, small ticks, labels with units, nothing that distracts."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPen
from PySide6.QtWidgets import QGraphicsItem

from designer.charts.axes import EpochAxis, ValueAxis
from designer.theme import FONT_FAMILY, Theme, mix

TICK_PIXELS = 11
SCALE_PIXELS = 10
LABEL_PIXELS = 12
LINE_WIDTH = 2.0
BOTTOM_HEIGHT = 40
AHEAD = 0.4
"""The free space that an axis of epochs gets ahead of a curve that grows, as a share of what it has."""
FILLED = 0.3
"""A curve that takes less of an axis than this gets another one."""


def make_plot(
    bottom: str,
    left: str,
    *,
    counts: bool = False,
    log: bool = False,
    bottom_axis: pg.AxisItem | None = None,
    left_axis: pg.AxisItem | None = None,
) -> pg.PlotItem:
    """Axes with these labels; the wheel and dragging zoom and move them.

    `counts`: the bottom counts whole things; `log`: what is drawn there are powers of ten. Axes of other kinds can be
    given instead.
    """
    kind = EpochAxis if counts else ValueAxis if log else pg.AxisItem
    axes = {"bottom": bottom_axis or kind("bottom"), "left": left_axis or ValueAxis("left")}
    plot = pg.PlotItem(axisItems=axes)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setContentsMargins(0, 4, 0, 0)
    plot.setLabel("bottom", bottom)
    plot.setLabel("left", left)
    for axis in axes.values():
        axis.setStyle(tickLength=-4, tickTextOffset=6, hideOverlappingLabels=True)
        axis.enableAutoSIPrefix(False)
        # Painting the numbers takes longer than painting all curves, and they seldom change.
        axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
    axes["bottom"].setHeight(BOTTOM_HEIGHT)
    axes["bottom"].setLogMode(x=log)
    return plot


def paint_plot(plot: pg.PlotItem, theme: Theme, *, grid: bool = True) -> None:
    """Colour the axes, their numbers and labels, and a faint grid."""
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setTickFont(pixel_font(TICK_PIXELS))
        axis.setPen(pg.mkPen(theme.outline, width=1))
        axis.setTickPen(pg.mkPen(QColor(theme.border), width=1))
        axis.setTextPen(pg.mkPen(theme.muted))
        axis.setGrid(110 if grid else False)
        axis.labelStyle = {"color": theme.muted, "font-size": f"{LABEL_PIXELS}px", "font-family": FONT_FAMILY}
        axis.setLabel(axis.labelText)


def paint_scale(scale: pg.ColorBarItem, table: NDArray[np.uint8], theme: Theme) -> None:
    """Colour a scale by a table of colours (n, 3 or 4), the lowest first, and its numbers by the theme."""
    scale.setColorMap(pg.ColorMap(np.linspace(0, 1, len(table)), table))
    scale.axis.setTickFont(pixel_font(SCALE_PIXELS))
    scale.axis.setTextPen(pg.mkPen(theme.muted))
    scale.axis.setPen(pg.mkPen(theme.outline))


def pixel_font(pixels: int) -> QFont:
    """The program's typeface at a size in pixels of the screen."""
    font = QFont(FONT_FAMILY)
    font.setPixelSize(pixels)
    return font


def line_pen(colour: str, *, width: float = LINE_WIDTH, dashed: bool = False, pale: bool = False) -> QPen:
    """A pen for a curve. Pale is for what stands behind a smoothed one."""
    ink = QColor(colour)
    if pale:
        ink.setAlphaF(0.28)
    pen = pg.mkPen(ink, width=1.5 if pale else width)
    if dashed:
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4.0, 2.5])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def thin_pen(theme: Theme, colour: str = "", style: Qt.PenStyle = Qt.PenStyle.DotLine) -> QPen:
    """A pen for a line that helps: a baseline, a crosshair, a best epoch."""
    return pg.mkPen(colour or mix(theme.panel, theme.text, 0.45), width=1, style=style)


def make_legend(plot: pg.PlotItem, *, right: bool = True, place: float = 0.0) -> pg.LegendItem:
    """A legend inside the plot, at the right or the left; `place` is its height, 0 for the top and 1 the bottom."""
    legend = pg.LegendItem(labelTextSize=f"{LABEL_PIXELS}px", verSpacing=-5)
    legend.setParentItem(plot.vb)
    across = 1 if right else 0
    legend.anchor((across, place), (across, place), offset=(-8 if right else 8, 8 - 16 * place))
    # It stays where it is: a drag that begins on it moves the plot.
    legend.mouseDragEvent = lambda event: event.ignore()
    return legend


def make_side_legend(plot: pg.PlotItem) -> pg.LegendItem:
    """A legend at the right of the plot, where it hides nothing; `make_room` once its entries are there."""
    legend = pg.LegendItem(labelTextSize=f"{LABEL_PIXELS}px", verSpacing=-5)
    legend.setParentItem(plot)
    legend.anchor((1, 0), (1, 0), offset=(-2, 2))
    legend.mouseDragEvent = lambda event: event.ignore()
    return legend


def make_room(plot: pg.PlotItem, legend: pg.LegendItem) -> None:
    """Leave the plot as much room as the legend at its side does not take."""
    legend.setVisible(bool(legend.items))
    legend.updateSize()
    plot.setContentsMargins(0, 4, legend.boundingRect().width() if legend.items else 0, 0)


def paint_legend(legend: pg.LegendItem, theme: Theme) -> None:
    """A ground that lets the curves shine through a little."""
    ground = QColor(theme.panel)
    ground.setAlphaF(0.82)
    legend.setBrush(ground)
    legend.setPen(pg.mkPen(None))
    legend.setLabelTextColor(theme.text)


def holds(axis: tuple[float, float], curve: tuple[float, float]) -> bool:
    """Whether an axis still suits a curve: an axis that stays is easier to read, and need not be painted anew."""
    inside = axis[0] <= curve[0] and curve[1] <= axis[1]
    return inside and curve[1] - curve[0] >= FILLED * (axis[1] - axis[0])


def figure(value: float, digits: int = 4) -> str:
    """A number as a person reads it; a dash for what is none."""
    return "–" if value != value else f"{value:.{digits}g}"
