"""Conv2D, worked by hand."""

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.declare import SettingError
from engine.layers.base import Hints, ShapeError
from engine.layers.conv2d import Conv2D


def edges(bench, **settings):
    """A filter that subtracts the left neighbour from the right one, on the picture 1 2 4 / 8 16 32."""
    made = bench(Conv2D(filters=1, kernel_size=(1, 2), **settings), ((2, 3, 1),), batch=1)
    made.x[0][0, :, :, 0] = [[1, 2, 4], [8, 16, 32]]
    made.weights["kernel"][0, :, 0, 0] = [-1, 1]
    made.weights["bias"][...] = 0.5
    return made


def test_differences_of_neighbours(bench):
    made = edges(bench)
    assert made.forward()[0, ..., 0].tolist() == [[1.5, 2.5], [8.5, 16.5]]

    made.direction[0, ..., 0] = [[1, 10], [100, 1000]]
    (dx,) = made.backward()
    # Every number is the right one of the window before it and the left one of its own.
    assert dx[0, ..., 0].tolist() == [[-1, 1 - 10, 10], [-100, 100 - 1000, 1000]]
    # The left weight met 1, 2, 8 and 16, the right one 2, 4, 16 and 32.
    assert made.gradients["kernel"].ravel().tolist() == [1 + 20 + 800 + 16000, 2 + 40 + 1600 + 32000]
    assert made.gradients["bias"].tolist() == [1111]


def test_same_puts_the_zero_of_an_even_kernel_behind(bench):
    made = edges(bench, padding="same", activation=ACTIVATIONS["relu"]())
    assert made.forward()[0, ..., 0].tolist() == [[1.5, 2.5, 0], [8.5, 16.5, 0]]


def test_strides_skip_rows(bench):
    assert edges(bench, strides=(2, 1)).forward()[0, ..., 0].tolist() == [[1.5, 2.5]]


def test_dilation_looks_past_a_neighbour(bench):
    assert edges(bench, dilation=(1, 2)).forward()[0, ..., 0].tolist() == [[3.5], [24.5]]


def test_strides_and_dilation_together_as_pytorch_has_them(bench):
    made = bench(
        Conv2D(filters=1, kernel_size=(1, 2), strides=(1, 2), dilation=(1, 2)), ((1, 5, 1),), batch=1
    )
    made.x[0][0, 0, :, 0] = [1, 2, 4, 8, 16]
    made.weights["kernel"][0, :, 0, 0] = [-1, 1]
    made.weights["bias"][...] = 0
    assert made.forward().ravel().tolist() == [4 - 1, 16 - 4]
    made.direction[...] = [[[[1], [10]]]]
    (dx,) = made.backward()
    assert dx.ravel().tolist() == [-1, 0, 1 - 10, 0, 10]


def test_groups_keep_channels_apart(bench):
    made = bench(Conv2D(filters=2, kernel_size=1, groups=2, bias=False), ((1, 1, 4),), batch=1)
    made.x[0][...] = [1, 10, 100, 1000]
    made.weights["kernel"][0, 0] = [[1, 3], [2, 4]]
    assert made.forward().ravel().tolist() == [1 * 1 + 10 * 2, 100 * 3 + 1000 * 4]


def test_parameters_and_multiply_adds():
    layer = Conv2D(filters=64, kernel_size=3, padding="same").resolve(Hints())
    assert [weight.shape for weight in layer.weights((224, 224, 3))] == [(3, 3, 3, 64), (64,)]
    assert layer.multiply_adds((224, 224, 3)) == 224 * 224 * 9 * 3 * 64
    grouped = Conv2D(filters=64, kernel_size=3, groups=32).resolve(Hints())
    assert grouped.weights((5, 5, 32))[0].shape == (3, 3, 1, 64)
    assert grouped.multiply_adds((5, 5, 32)) == 3 * 3 * 9 * 64


@pytest.mark.parametrize(
    ("activation", "initializer"), [("relu", "he_uniform"), ("linear", "glorot_uniform")]
)
def test_initialiser_follows_the_activation(activation, initializer):
    layer = Conv2D(activation=ACTIVATIONS[activation]()).resolve(Hints())
    assert layer.kernel_initializer.kind() == initializer


def test_one_number_stands_for_both_axes():
    assert Conv2D(kernel_size=5, strides=(2,)) == Conv2D(kernel_size=(5, 5), strides=[2, 2])


@pytest.mark.parametrize("size", [(), (3, 3, 3), (0, 3), (3.0, 3.0), "3"])
def test_what_is_no_kernel_size_is_refused(size):
    with pytest.raises(SettingError, match="kernel size"):
        Conv2D(kernel_size=size)


@pytest.mark.parametrize(
    ("shape", "mended"), [((784,), (28, 28, 1)), ((3072,), (32, 32, 3)), ((28, 28), (28, 28, 1))]
)
def test_what_is_no_picture_is_reshaped_with_a_click(shape, mended):
    with pytest.raises(ShapeError, match="reads pictures") as caught:
        Conv2D().shape(shape)
    assert caught.value.fix.insert.target_shape == mended


@pytest.mark.parametrize("shape", [(), (10,), (2, 3, 4, 5)])
def test_what_could_be_no_picture_gets_words_alone(shape):
    with pytest.raises(ShapeError, match="Insert a Reshape") as caught:
        Conv2D().shape(shape)
    assert caught.value.fix is None


@pytest.mark.parametrize(
    ("settings", "sentence", "fix"),
    [
        ({"kernel_size": (5, 5)}, "reaches over 5 by 5, but its input is only 4 by 4", {"padding": "same"}),
        ({"dilation": (2, 2)}, "reaches over 5 by 5", {"padding": "same"}),
        ({"groups": 4, "filters": 10}, "4 groups do not divide both the 6 channels", {"groups": 2}),
    ],
)
def test_what_does_not_fit_is_mended_with_a_click(settings, sentence, fix):
    layer = Conv2D(**settings)
    with pytest.raises(ShapeError, match=sentence) as caught:
        layer.shape((4, 4, 6))
    assert caught.value.fix.settings == fix
    assert layer.replace(**fix).shape((4, 4, 6))


def test_frozen_weights_and_an_input_that_wants_no_gradient(bench):
    made = bench(Conv2D(filters=2), ((3, 3, 1),))
    cell = made._cell(training=True)
    cell.dx, cell.gradients = (None,), {}
    step = made.layer.bind(cell)
    for operation in (*step.forward, *step.backward):
        operation()
    assert np.isnan(made.dx[0]).all()
    assert np.isnan(made.gradients["kernel"]).all()
