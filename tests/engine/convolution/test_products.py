"""Every algorithm against the definition, written as loops, for windows of every sort."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.convolution import blocks, kept_winograd
from engine.convolution.algorithm import Slopes
from engine.convolution.depthwise import Depthwise
from engine.convolution.kept_winograd import KeptWinograd
from engine.convolution.patches import Patches
from engine.convolution.planes import Planes
from engine.convolution.pointwise import Pointwise
from engine.convolution.wide import Wide
from engine.convolution.window import Window, sliding
from engine.convolution.winograd import Winograd


@st.composite
def windows(draw, kernel=None, stride=None, dilation=None, groups=None, share=None):
    """Any small window; what is given is not drawn. `share` is the number of channels in a group."""

    def any_or(given, low, high):
        return given or draw(st.integers(low, high))

    axes = [
        sliding(
            draw(st.integers(5, 9)),
            any_or(kernel, 1, 3),
            any_or(stride, 1, 3),
            any_or(dilation, 1, 2),
            draw(st.sampled_from(["valid", "same", "causal"])),
        )
        for _ in range(2)
    ]
    groups, share, filters = any_or(groups, 1, 3), any_or(share, 1, 3), draw(st.integers(1, 3))
    return Window(*axes, channels=groups * share, filters=groups * filters, groups=groups)


def joined(window):
    """Every product of the definition: place, position, tap, channel of x, channel of the kernel, filter."""
    high, wide = window.height, window.width
    share, filters = window.channels // window.groups, window.filters // window.groups
    for p, q, i, j in itertools.product(
        range(high.places), range(wide.places), range(high.kernel), range(wide.kernel)
    ):
        row = p * high.stride + i * high.dilation - high.before
        column = q * wide.stride + j * wide.dilation - wide.before
        if 0 <= row < high.length and 0 <= column < wide.length:
            for group, c, f in itertools.product(range(window.groups), range(share), range(filters)):
                yield (
                    (p, q, group * filters + f),
                    (row, column, group * share + c),
                    (i, j, c, group * filters + f),
                )


def run(operations):
    for operation in list(operations):
        operation()


def check(algorithm, window, kernel_of=lambda kernel: kernel, batch=3, tolerance=1e-12):
    """y and all gradients against sums over `joined`; `kernel_of` turns (i, j, c, f) arrays into the algorithm's."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(batch, window.height.length, window.width.length, window.channels))
    y = rng.normal(size=(batch, window.height.places, window.width.places, window.filters))
    kernel = rng.normal(
        size=(window.height.kernel, window.width.kernel, window.channels // window.groups, window.filters)
    )
    forward, back, slope = np.zeros_like(y), np.zeros_like(x), np.zeros_like(kernel)
    for place, position, tap in joined(window):
        forward[(slice(None), *place)] += x[(slice(None), *position)] * kernel[tap]
        back[(slice(None), *position)] += y[(slice(None), *place)] * kernel[tap]
        slope[tap] += x[(slice(None), *position)] @ y[(slice(None), *place)]

    def scratch(shape, dtype):
        return np.full(shape, np.nan, dtype)

    # Gradients are filled by every block, so that none may be forgotten.
    kernel, slope = kernel_of(kernel), kernel_of(slope)
    found, bias = np.full_like(y, np.nan), rng.normal(size=window.filters)
    x_slope, kernel_slope, bias_slope = (np.full_like(each, np.nan) for each in (x, kernel, bias))
    made = algorithm(window, x, scratch)
    run(made.apply(kernel, bias, found))
    np.testing.assert_allclose(found, forward + bias, atol=tolerance)
    run(made.slopes(kernel, y, Slopes(kernel_slope, bias_slope, x_slope)))
    np.testing.assert_allclose(x_slope, back, atol=tolerance)
    np.testing.assert_allclose(kernel_slope, slope, atol=tolerance)
    np.testing.assert_allclose(bias_slope, y.sum(axis=(0, 1, 2)), atol=tolerance)


@settings(deadline=None)
@given(window=windows())
def test_patches(window):
    check(Patches, window)


@settings(deadline=None)
@given(window=windows(groups=1))
def test_planes(window):
    check(Planes, window)


@settings(deadline=None)
@given(window=windows(share=1))
def test_depthwise(window):
    def by_channel(kernel):
        return kernel.reshape(*kernel.shape[:2], window.channels, -1)

    check(Depthwise, window, by_channel)


@settings(deadline=None, max_examples=20)
@given(window=windows(groups=1, kernel=3, stride=1, dilation=1))
def test_winograd(window):
    check(Winograd, window, tolerance=1e-11)


@settings(deadline=None, max_examples=20)
@given(window=windows(groups=1, kernel=1, stride=1, dilation=1))
def test_pointwise(window):
    check(Pointwise, window)


@pytest.mark.parametrize("algorithm", [Patches, Planes, Depthwise, Winograd, Pointwise])
def test_small_blocks_in_two_parts_give_the_same(algorithm, monkeypatch):
    monkeypatch.setattr(blocks, "LEAST_WORK", 1)
    monkeypatch.setattr(algorithm, "parts", one_row_blocks)
    axis = sliding(11, 1 if algorithm is Pointwise else 3, 1, 1, "same")
    if algorithm is Depthwise:
        check(algorithm, Window(axis, axis, 2, 2, groups=2), lambda kernel: kernel.reshape(3, 3, 2, 1))
    else:
        check(algorithm, Window(axis, axis, 2, 2))


@settings(deadline=None, max_examples=20)
@given(window=windows(groups=1, kernel=3, stride=1, dilation=1), large=st.booleans())
def test_winograd_for_predictions(window, large):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_winograd, "SMALL_KERNEL", 0 if large else 1000)
        patch.setattr(kept_winograd, "MOST_TILES", 2)
        patch.setattr(blocks, "LEAST_WORK", 1)
        check_prediction(KeptWinograd, window, tolerance=1e-11)


@settings(deadline=None)
@given(window=windows(groups=1))
def test_wide(window):
    check_prediction(Wide, window)


def check_prediction(algorithm, window, tolerance=1e-12):
    """The same as Patches give, with weights that change meanwhile."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, window.height.length, window.width.length, window.channels))
    kernel = rng.normal(size=(window.height.kernel, window.width.kernel, window.channels, window.filters))
    bias = rng.normal(size=window.filters)
    found, expected = (
        np.full((3, window.height.places, window.width.places, window.filters), np.nan) for _ in range(2)
    )
    made = algorithm(window, x, np.empty, training=False).apply(kernel, bias, found)
    wanted = Patches(window, x, np.empty, training=False).apply(kernel, bias, expected)
    for _ in range(2):
        run((*made, *wanted))
        np.testing.assert_allclose(found, expected, atol=tolerance)
        kernel *= -2
        bias += 1


def one_row_blocks(self):
    rows = -(-self.window.height.places // self.unit)
    return blocks.cut(len(self.x), rows, 1, 2, whole=True)
