"""Axes: whole epochs only, and decades that do not crowd."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from designer.charts.axes import ColumnAxis, EpochAxis, ValueAxis, calendar


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


DAY = 86_400.0


@pytest.mark.parametrize(
    ("days", "spelling", "places"),
    [
        (1 / 24, "%H:%M", [0, 900, 1800, 2700, 3600]),
        (1.0, "%d %b %H:%M", [0, 6 * 3600, 12 * 3600, 18 * 3600, DAY]),
        (10.0, "%d %b %Y", [0, 5 * DAY, 10 * DAY]),
        (365.0, "%b %Y", [0, 90 * DAY, 181 * DAY, 273 * DAY, 365 * DAY]),
        (3653.0, "%Y", [0, 5 * 365 * DAY + DAY, 3652 * DAY]),
    ],
)
def test_a_calendar_takes_whole_steps_with_room_between_them(
    days: float, spelling: str, places: list[float]
) -> None:
    assert calendar(0.0, days * DAY, 340.0) == (spelling, places)


@pytest.mark.parametrize(("low", "high"), [(-1e13, 1e13), (0.0, 0.0), (-6.2e10, 2.5e11)])
def test_a_calendar_has_an_end(qapp: QApplication, low: float, high: float) -> None:
    axis = ColumnAxis("bottom")
    axis.show_column(moments=True)
    for _, places in axis.tickValues(low, high, 400.0):
        assert len(places) < 20
        assert len(axis.tickStrings(places, 1.0, 1.0)) == len(places)
