"""Saved pictures and data: whole, in their format, and a sentence where it fails."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from designer.charts.export import write_csv, write_png, write_svg
from engine.atomic import SaveError

SIZE = QSize(60, 40)


def paint(painter: QPainter) -> None:
    painter.fillRect(QRectF(10, 10, 20, 20), Qt.GlobalColor.red)


def test_a_png_is_fine_and_has_its_ground(qapp: QApplication, tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", paint, SIZE, "#ffffff")
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (120, 80)
    assert image.pixelColor(2, 2) == QColor("#ffffff")
    assert image.pixelColor(40, 40) == QColor("red")


def test_an_svg_has_its_size_its_title_and_vectors(qapp: QApplication, tmp_path: Path) -> None:
    write_svg(tmp_path / "a.svg", paint, SIZE, "#ffffff", "Loss & more")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Loss &amp; more" in text
    assert "<image" not in text
    assert QSvgRenderer(str(tmp_path / "a.svg")).viewBoxF() == QRectF(0, 0, 60, 40)


def test_a_csv_has_full_floats_and_gaps(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["a, b", "c"], [[1, 0.1], [2, math.nan]])
    assert (tmp_path / "a.csv").read_text() == '"a, b",c\n1,0.1\n2,\n'


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match=r"a.csv could not be saved: its folder is not there"):
        write_csv(tmp_path / "no" / "a.csv", [], [])
