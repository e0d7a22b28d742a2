"""Axes: whole epochs only, and decades that do not crowd."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from designer.charts.axes import ColumnAxis, EpochAxis, ValueAxis


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


def test_a_columns_axis_says_numbers_moments_and_names(qapp: QApplication) -> None:
    axis = ColumnAxis("bottom")
    assert [axis.said(value) for value in (0.5, float("nan"))] == ["0.5", "–"]
    axis.show_column(moments=True)
    assert axis.said(86_400.0) == "1970-01-02"
    assert axis.said(90_000.0) == "1970-01-02 01:00"
    axis.show_column(names=("north", "south-south-west"), first=0.5)
    assert axis.said(1.5) == "south-south-west"
    assert axis.tickValues(0.0, 2.0, 100.0) == [(1.0, [0.5, 1.5])]
    assert axis.tickStrings([0.5, 1.5], 1.0, 1.0) == ["north", "south-…"]
    assert axis.tickValues(0.0, 2.0, 30.0) == [(2.0, [0.5])]
