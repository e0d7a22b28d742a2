"""Weights as small pictures: a colour for each, zero in the middle."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from designer.charts.thumbnail import as_matrix, colour_table, strided, thumbnail
from designer.theme import DARK, LIGHT


def test_the_scale_runs_from_negative_over_zero_to_positive() -> None:
    for theme in (LIGHT, DARK):
        table = colour_table(theme, 257)
        ends = [QColor(*(int(channel) for channel in table[place])) for place in (0, 128, 256)]
        weights = theme.weights
        assert [ink.name() for ink in ends] == [weights.negative, weights.zero, weights.positive]


def test_each_weight_has_its_pixel() -> None:
    image = thumbnail(np.array([[-2.0, 0.0, 2.0], [0.0, 1.0, 0.0]]), LIGHT)
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(0, 0) == QColor(LIGHT.weights.negative)
    assert image.pixelColor(2, 0) == QColor(LIGHT.weights.positive)


def test_a_large_weight_is_thinned_and_none_gives_no_image() -> None:
    image = thumbnail(np.ones((100, 3, 70)), LIGHT, most=32)
    assert image.width() <= 32
    assert image.height() <= 32
    assert thumbnail(np.zeros((0, 4)), LIGHT).isNull()


def test_what_is_not_finite_is_drawn_as_zero() -> None:
    image = thumbnail(np.array([[np.nan, np.inf, 1.0]]), LIGHT)
    assert image.pixelColor(0, 0) == image.pixelColor(1, 0)
    assert image.pixelColor(2, 0) == QColor(LIGHT.weights.positive)


def test_vectors_are_rows_and_filters_stand_across() -> None:
    assert as_matrix(np.zeros(5)).shape == (1, 5)
    assert as_matrix(np.zeros((3, 3, 2, 8))).shape == (18, 8)
    assert strided(np.zeros((10, 4)), 4).shape == (4, 4)
