"""Saving a picture as PNG or SVG and its data as CSV: whole or not at all, and a sentence where it fails."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from engine.atomic import write_whole

PNG_RATIO = 2.0
"""Pixels of a saved picture for each on the screen: fine enough for print."""

Paint = Callable[[QPainter], None]
"""Draws a picture into a painter whose units are pixels of the screen."""


def to_image(paint: Paint, size: QSize, ground: str, ratio: float = PNG_RATIO) -> QImage:
    """The picture as pixels, on a ground of colour "#rrggbb"."""
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return image


def write_png(path: Path, paint: Paint, size: QSize, ground: str) -> None:
    """Save the picture as PNG. Raises SaveError."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    to_image(paint, size, ground).save(buffer, "PNG")  # type: ignore[call-overload]
    write_whole(path, lambda file: file.write(data.data()))


def write_svg(path: Path, paint: Paint, size: QSize, ground: str, title: str) -> None:
    """Save the picture as SVG. Raises SaveError."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    drawing.setOutputDevice(buffer)
    drawing.setSize(size)
    drawing.setViewBox(QRectF(0, 0, size.width(), size.height()))
    drawing.setTitle(title)
    drawing.setDescription("Made with Neuroloom")
    painter = QPainter(drawing)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(ground))
    paint(painter)
    painter.end()
    write_whole(path, lambda file: file.write(data.data()))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Save what a picture shows as a table; a gap stands for what is not a number. Raises SaveError."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    write_whole(path, lambda file: file.write(text.getvalue().encode("utf-8")))


def _cell(value: object) -> object:
    """Floats to nine digits, which tell every float32; nothing for nan."""
    if isinstance(value, float):
        return "" if value != value else f"{value:.9g}"
    return value
