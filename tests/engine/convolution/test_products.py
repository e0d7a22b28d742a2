"""Every algorithm against the definition, written as loops, for windows of every sort."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.convolution import depthwise, patches
from engine.convolution.depthwise import Depthwise
from engine.convolution.patches import Patches
from engine.convolution.window import Window, sliding


@st.composite
def windows(draw, depthwise=False):
    """Any small window; `depthwise` with one channel a group."""
    axes = [
        sliding(
            draw(st.integers(4, 6)),
            draw(st.integers(1, 2)),
            draw(st.integers(1, 3)),
            draw(st.integers(1, 2)),
            draw(st.sampled_from(["valid", "same", "causal"])),
        )
        for _ in range(2)
    ]
    groups, share, filters = (draw(st.integers(1, 3)) for _ in range(3))
    share = 1 if depthwise else share
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


def check(algorithm, window, kernel_of, batch=3):
    """All three products against sums over `joined`; `kernel_of` turns (i, j, c, f) arrays into the algorithm's."""
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

    def scratch(*shape):
        return np.full(shape, np.nan)

    found = np.full_like(y, np.nan)
    run(algorithm(window, x, found, scratch).apply(kernel_of(kernel)))
    np.testing.assert_allclose(found, forward, atol=1e-12)
    found = np.full_like(x, np.nan)
    run(algorithm(window, found, y, scratch).adjoint(kernel_of(kernel)))
    np.testing.assert_allclose(found, back, atol=1e-12)
    found = np.full_like(kernel_of(kernel), np.nan)
    run(algorithm(window, x, y, scratch).slope(found))
    np.testing.assert_allclose(found, kernel_of(slope), atol=1e-12)


@settings(deadline=None)
@given(window=windows())
def test_patches(window):
    check(Patches, window, lambda kernel: kernel)


@settings(deadline=None)
@given(window=windows(depthwise=True))
def test_depthwise(window):
    def by_channel(kernel):
        return kernel.reshape(*kernel.shape[:2], window.channels, -1)

    check(Depthwise, window, by_channel)


@pytest.mark.parametrize("module", [patches, depthwise])
def test_blocks_of_one_picture_give_the_same(module, monkeypatch):
    monkeypatch.setattr(module, "BLOCK_BYTES", 1)
    axis = sliding(4, 3, 1, 1, "same")
    if module is patches:
        check(Patches, Window(axis, axis, 2, 2), lambda kernel: kernel)
    else:
        check(Depthwise, Window(axis, axis, 2, 2, groups=2), lambda kernel: kernel.reshape(3, 3, 2, 1))
