"""A line that changes often: it shows what fits, tells all, and never asks for another layout."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from designer.theme import Appearance
from designer.widgets.readout import Readout

Show = Callable[[QWidget], QWidget]


class Layouts(QObject):
    """Counts how often a widget lays itself out."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_new_text_is_painted_without_a_new_layout(appearance: Appearance, show: Show, qtbot: QtBot) -> None:
    window, line = QWidget(), Readout()
    row = QHBoxLayout(window)
    row.addWidget(line)
    row.addWidget(QPushButton("x"))
    window.resize(300, 60)
    show(window)
    layouts = Layouts(window)
    before = line.grab().toImage()
    line.setText("epoch 41 of 100")
    after = line.grab().toImage()
    assert before != after
    assert layouts.count == 0
    assert line.text() == line.accessibleDescription() == "epoch 41 of 100"


def test_what_does_not_fit_is_in_the_tooltip(appearance: Appearance, show: Show) -> None:
    line = show(Readout())
    line.resize(60, 20)
    line.setText("something that is much too long")
    assert line.toolTip() == line.text()
    line.setText("short")
    assert line.toolTip() == ""


def test_it_is_as_wide_as_its_widest_text(appearance: Appearance, show: Show) -> None:
    assert show(Readout("epoch 10,000/10,000")).width() >= Readout().fontMetrics().horizontalAdvance(
        "epoch 10,000/10,000"
    )
