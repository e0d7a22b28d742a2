"""Axes: whole epochs only, and decades that do not crowd."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from designer.charts.axes import EpochAxis, ValueAxis


@pytest.mark.parametrize("span", [2.0, 5.0, 37.0, 10_000.0])
def test_no_number_stands_between_two_epochs(qapp: QApplication, span: float) -> None:
    axis = EpochAxis("bottom")
    assert min(step for step, _ in axis.tickSpacing(0.0, span, 400)) >= 1


@pytest.mark.parametrize(("low", "high"), [(-3.0, 0.5), (-0.3, 0.3), (-30.0, 30.0)])
def test_decades_are_numbered_and_do_not_crowd(qapp: QApplication, low: float, high: float) -> None:
    axis = ValueAxis("left")
    ticks = [place for _, places in axis.logTickValues(low, high, 200, ()) for place in places]
    assert 1 <= len(ticks) <= 9
    assert all(low <= place <= high for place in ticks)
    assert axis.logTickStrings([-1.0, 0.0, 2.0], 1.0, None) == ["0.1", "1", "100"]
