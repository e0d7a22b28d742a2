"""Conv2DTranspose, worked by hand."""

import numpy as np
import pytest

from engine.convolution.choice import choose
from engine.convolution.winograd import Winograd
from engine.layers.base import Hints, ShapeError
from engine.layers.conv2d_transpose import Conv2DTranspose


def test_each_place_paints_its_pattern(bench):
    made = bench(Conv2DTranspose(filters=1, kernel_size=(1, 2), strides=(1, 1)), ((1, 2, 1),), batch=1)
    made.x[0][0, 0, :, 0] = [1, 10]
    made.weights["kernel"][0, :, 0, 0] = [2, 3]
    made.weights["bias"][...] = 0.5
    # 1 paints 2 3, 10 paints 20 30 one further: where they overlap they add up.
    assert made.forward().ravel().tolist() == [2.5, 3 + 20 + 0.5, 30.5]

    made.direction[0, 0, :, 0] = [1, 10, 100]
    (dx,) = made.backward()
    assert dx.ravel().tolist() == [1 * 2 + 10 * 3, 10 * 2 + 100 * 3]
    assert made.gradients["kernel"].ravel().tolist() == [1 * 1 + 10 * 10, 1 * 10 + 10 * 100]
    assert made.gradients["bias"].tolist() == [111]


def test_patterns_side_by_side(bench):
    made = bench(Conv2DTranspose(filters=1, kernel_size=2, strides=2, bias=False), ((1, 2, 1),), batch=1)
    made.x[0][0, 0, :, 0] = [1, 10]
    made.weights["kernel"][..., 0, 0] = [[1, 2], [3, 4]]
    assert made.forward()[0, ..., 0].tolist() == [[1, 2, 10, 20], [3, 4, 30, 40]]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (6, 7, 5)),
        ({"strides": 2}, (9, 11, 5)),
        ({"strides": 2, "padding": "same"}, (8, 10, 5)),
        ({"strides": 2, "padding": "same", "output_padding": 0}, (7, 9, 5)),
        ({"strides": 2, "output_padding": (1, 0)}, (10, 11, 5)),
        ({"dilation": 2}, (8, 9, 5)),
        ({"kernel_size": 1, "strides": 3}, (12, 15, 5)),
    ],
)
def test_sizes_as_keras_has_them(settings, expected):
    assert Conv2DTranspose(filters=5, **settings).shape((4, 5, 2)) == expected


def test_parameters_and_multiply_adds():
    layer = Conv2DTranspose(filters=5, strides=2).resolve(Hints())
    assert [weight.shape for weight in layer.weights((4, 5, 2))] == [(3, 3, 5, 2), (5,)]
    assert layer.multiply_adds((4, 5, 2)) == 4 * 5 * 9 * 2 * 5


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"strides": 2, "output_padding": 2}, "must be less than its strides"),
        ({"strides": 1, "output_padding": (0, 1)}, "must be less than its strides"),
        ({"kernel_size": 2, "padding": "same", "output_padding": 0}, "nothing is left"),
    ],
)
def test_what_does_not_fit_is_mended_with_a_click(settings, sentence):
    layer = Conv2DTranspose(**settings)
    with pytest.raises(ShapeError, match=sentence) as caught:
        layer.shape((1, 1, 1))
    assert layer.replace(**caught.value.fix.settings).shape((1, 1, 1))


@pytest.mark.parametrize("wanted", [True, False], ids=["dx", "no dx"])
def test_single_precision_has_the_gradients_of_double_precision(bench, wanted):
    """There its convolution is Winograd's, which in a convolution's own layer keeps something of the forward pass."""
    found = []
    for dtype in (np.float32, np.float64):
        made = bench(Conv2DTranspose(filters=4, padding="same"), ((8, 8, 5),), batch=7, dtype=dtype)
        cell = made._cell(training=True)
        cell.dx = made.dx if wanted else (None,)
        step = made.layer.bind(cell)
        made.dy[...] = made.direction
        for operation in (*step.forward, *step.backward):
            operation()
        found.append([*made.gradients.values(), *(made.dx if wanted else ())])
    window = made.layer.window((8, 8, 5))
    assert choose(window, 7, np.float32, training=True) is Winograd
    for single, double in zip(*found, strict=True):
        np.testing.assert_allclose(single, double, rtol=1e-4, atol=1e-4)
