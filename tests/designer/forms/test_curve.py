"""The picture shows what the activation computes, nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from designer.forms.curve import EXAMPLE, FAR_REACH, REACH, CurveView, curve_icon, polygon, samples
from designer.theme import DARK, LIGHT
from engine.activations import ACTIVATIONS

EVERY = pytest.mark.parametrize("kind", list(ACTIVATIONS))


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@EVERY
def test_samples_are_the_activations_own_values(kind):
    activation = ACTIVATIONS[kind]()
    found = samples(activation)
    assert np.isfinite(found.y).all()
    if activation.elementwise:
        assert (found.x[0], found.x[-1]) == (-found.reach, found.reach)
        np.testing.assert_array_equal(found.y, activation.value(found.x))
        np.testing.assert_array_equal(found.slope, activation.slope(found.x))
    else:
        assert found.slope is None
        np.testing.assert_allclose(found.y, activation.value(np.array([EXAMPLE]))[0])


@EVERY
def test_every_curve_stays_within_its_limits(kind):
    found = samples(ACTIVATIONS[kind]())
    low, high = found.limits
    assert -found.reach <= low <= 0 <= high <= found.reach
    assert low < high


def test_a_curve_that_bends_further_out_is_drawn_further_out():
    assert samples(ACTIVATIONS["relu6"]()).reach == FAR_REACH
    assert {samples(ACTIVATIONS[kind]()).reach for kind in ("relu", "tanh", "exponential")} == {REACH}


def test_settings_bend_the_curve():
    leaky = ACTIVATIONS["leaky_relu"]
    assert samples(leaky(negative_slope=0.5)).y[0] == -0.5 * REACH


def test_places_of_a_curve_fill_the_area():
    from PySide6.QtCore import QRectF

    line = polygon(np.array([-REACH, REACH]), np.array([0.0, 1.0]), QRectF(10, 20, 100, 50), (0.0, 1.0))
    first, last = line.first(), line.last()
    assert (first.x(), first.y()) == (10, 70)
    assert (last.x(), last.y()) == (110, 20)


@EVERY
def test_every_activation_is_drawn_in_both_themes(kind, appearance, show):
    view = CurveView(appearance)
    view.resize(250, view.sizeHint().height())
    view.show_activation(ACTIVATIONS[kind]())
    show(view)
    light = view.grab().toImage()
    assert QColor(LIGHT.families.activation).name() in colours(light)
    appearance.choose("dark")
    assert QColor(DARK.families.activation).name() in colours(view.grab().toImage())


def test_the_curve_is_read_off_under_the_mouse(appearance, show):
    view = CurveView(appearance)
    view.resize(250, view.sizeHint().height())
    view.show_activation(ACTIVATIONS["tanh"]())
    show(view)
    calm = view.grab().toImage()
    QTest.mouseMove(view, QPoint(150, 40))
    assert view.grab().toImage() != calm
    QTest.mouseMove(view, QPoint(1, 40))
    assert view.grab().toImage() == calm


def test_the_picture_is_told_in_words(appearance, show):
    view = show(CurveView(appearance))
    view.show_activation(ACTIVATIONS["relu"]())
    assert view.accessibleName() == "Curve of ReLU"
    assert "at 2 it is 2 with slope 1" in view.accessibleDescription()
    view.show_activation(ACTIVATIONS["softmax"]())
    assert "2 becomes 0.71" in view.accessibleDescription()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_an_icon_is_as_sharp_as_the_screen(ratio, qapp):
    pixmap = curve_icon(ACTIVATIONS["relu"](), LIGHT).pixmap(QSize(26, 18), ratio)
    assert pixmap.size() == QSize(26, 18) * ratio
    assert QColor(LIGHT.families.activation).name() in colours(pixmap.toImage())


def test_icons_of_different_activations_differ(qapp):
    drawn = [curve_icon(kind(), LIGHT).pixmap(QSize(40, 28)).toImage() for kind in ACTIVATIONS.values()]
    same = [(i, j) for i in range(len(drawn)) for j in range(i) if drawn[i] == drawn[j]]
    kinds = list(ACTIVATIONS)
    assert [(kinds[i], kinds[j]) for i, j in same] == [("elu", "celu")], (
        "these two are one curve while alpha is 1"
    )
