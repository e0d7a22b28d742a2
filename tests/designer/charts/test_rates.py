"""The picture of a learning rate range test: its curve, its marks, and the rate that is chosen on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

from designer.charts.rates import RateChart, rounded
from engine.training.rate_finder import RateTried, suggest

RATES = np.geomspace(1e-6, 1, 61).tolist()
LOSSES = [float(np.interp(math.log10(rate), [-6, -4, -1, 0], [3, 3, 0.5, 4])) for rate in RATES]


@pytest.fixture
def tried():
    return [RateTried(place + 1, 61, RATES[place], loss, loss) for place, loss in enumerate(LOSSES)]


@pytest.fixture
def chart(show, appearance):
    made = RateChart(appearance)
    made.resize(700, 400)
    return show(made)


def marked(chart):
    return {
        name: 10 ** signs.getData()[0][0] for name, signs in chart._signs.items() if len(signs.getData()[0])
    }


def test_the_curve_grows_with_the_steps(chart, tried):
    chart.follow(tried[:10], 1e-6, 1.0)
    assert len(chart._line.getData()[0]) == 10
    assert marked(chart) == {}
    left, right = chart._plot.vb.viewRange()[0]
    assert (left < -6, right > 0) == (True, True)


def test_what_was_found_is_marked(chart, tried):
    found = suggest(RATES, LOSSES, diverged=True)
    chart.follow(tried, 1e-6, 1.0, found)
    assert marked(chart) == pytest.approx(
        {"steepest": found.steepest, "lowest": found.lowest, "diverged": 1.0}
    )
    assert chart._band.isVisible()
    falling = suggest(RATES[:40], LOSSES[:40], diverged=False)
    chart.follow(tried[:40], 1e-6, 1.0, falling)
    assert marked(chart) == pytest.approx({"suggested": falling.careful, "lowest": falling.lowest}, rel=0.3)
    assert not chart._band.isVisible()
    chart.follow(tried, 1e-6, 1.0, found)
    heights = chart._line.getData()[1]
    lowest = chart._line.getData()[0][heights[6:].argmin() + 6]
    assert 10**lowest == pytest.approx(found.lowest)


def test_losses_that_are_no_numbers_are_left_out(chart, tried):
    last = RateTried(61, 61, 1.0, math.nan, math.nan)
    found = suggest(RATES, [*LOSSES[:60], math.nan], diverged=True)
    chart.follow([*tried[:60], last], 1e-6, 1.0, found)
    assert len(chart._line.getData()[0]) == 60
    assert marked(chart)["diverged"] == pytest.approx(1.0)


def test_a_rise_beyond_all_bounds_does_not_press_the_fall_flat(chart, tried):
    chart.follow([*tried[:-1], RateTried(61, 61, 1.0, 1e6, 1e5)], 1e-6, 1.0)
    assert chart._plot.vb.viewRange()[1][1] < 10


def test_keys_move_the_choice_within_the_range(chart, tried, qtbot):
    chart.follow(tried, 1e-6, 1.0)
    chart.picked.connect(chart.choose)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.chosen is None
    chart.choose(0.5)
    qtbot.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert chart.chosen == 1.0
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.chosen == 0.89


def test_another_theme_is_taken_over(chart, tried, appearance):
    chart.follow(tried, 1e-6, 1.0)
    chart.show_present(0.001)
    before = chart.grab().toImage()
    appearance.choose("dark")
    assert chart.grab().toImage() != before


def test_rates_have_two_digits():
    assert [rounded(rate) for rate in (0.012345, 1.26e-5, 3.0)] == [0.012, 1.3e-5, 3.0]
