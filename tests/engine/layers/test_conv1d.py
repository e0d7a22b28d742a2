"""Conv1D, worked by hand."""

import numpy as np
import pytest

from engine.convolution.patches import Patches
from engine.layers.base import Hints, ShapeError
from engine.layers.conv1d import Conv1D


def differences(bench, **settings):
    """A filter that subtracts each step from the next, on the sequence 1 2 4 8."""
    made = bench(Conv1D(filters=1, kernel_size=2, **settings), ((4, 1),), batch=1)
    made.x[0][0, :, 0] = [1, 2, 4, 8]
    made.weights["kernel"][:, 0, 0] = [-1, 1]
    made.weights["bias"][...] = 0
    return made


def test_differences_of_steps(bench):
    made = differences(bench)
    assert made.forward().ravel().tolist() == [1, 2, 4]
    made.direction[0, :, 0] = [1, 10, 100]
    (dx,) = made.backward()
    assert dx.ravel().tolist() == [-1, 1 - 10, 10 - 100, 100]
    assert made.gradients["kernel"].ravel().tolist() == [1 + 20 + 400, 2 + 40 + 800]
    assert made.gradients["bias"].tolist() == [111]


def test_causal_knows_nothing_of_later_steps(bench):
    assert differences(bench, padding="causal").forward().ravel().tolist() == [1, 1, 2, 4]
    assert differences(bench, padding="causal", dilation=2).forward().ravel().tolist() == [1, 2, 3, 6]


def test_same_puts_the_zero_of_an_even_kernel_behind(bench):
    assert differences(bench, padding="same").forward().ravel().tolist() == [1, 2, 4, -8]
    assert differences(bench, padding="same", strides=2).forward().ravel().tolist() == [1, 4]


def test_parameters_and_multiply_adds():
    layer = Conv1D(filters=6, kernel_size=5, groups=2).resolve(Hints())
    assert [weight.shape for weight in layer.weights((9, 4))] == [(5, 2, 6), (6,)]
    assert layer.multiply_adds((9, 4)) == 5 * 5 * 2 * 6


@pytest.mark.parametrize(("shape", "mended"), [((30,), (30, 1)), ((28, 28, 3), (28, 84))])
def test_what_is_no_sequence_is_reshaped_with_a_click(shape, mended):
    with pytest.raises(ShapeError, match="reads sequences") as caught:
        Conv1D().shape(shape)
    assert caught.value.fix.insert.target_shape == mended


def test_a_kernel_longer_than_the_sequence_is_refused():
    with pytest.raises(ShapeError, match="reaches over 3 steps, but its input is only 2 steps"):
        Conv1D().shape((2, 1))


@pytest.mark.parametrize("backward", [True, False])
def test_a_long_sequence_is_worked_off_in_blocks_with_the_same_numbers(bench, monkeypatch, backward):
    layer = Conv1D(filters=4, kernel_size=5, padding="causal", strides=2)
    found = []
    for size in (Patches.block_bytes, 4000):
        monkeypatch.setattr(Patches, "block_bytes", size)
        made = bench(layer, ((601, 3),), batch=2, backward=backward)
        found.append([made.forward()])
        if backward:
            found[-1] += [*made.backward(), *made.gradients.values()]
    for whole, cut in zip(*found, strict=True):
        np.testing.assert_allclose(cut, whole, rtol=1e-12, atol=1e-12)
