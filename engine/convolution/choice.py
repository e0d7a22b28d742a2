"""Which algorithm computes a convolution: by its shape and dtype alone, so that every machine adds up alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.convolution.algorithm import Algorithm
from engine.convolution.depthwise import Depthwise
from engine.convolution.kept_winograd import KeptWinograd
from engine.convolution.patches import Patches
from engine.convolution.planes import Planes
from engine.convolution.pointwise import Pointwise
from engine.convolution.wide import FEW, Wide
from engine.convolution.window import Axis, Window
from engine.convolution.winograd import PLACES, TAPS, Winograd

MULTIPLES = 2
"""With more filters for a channel than this, patches are gathered once for all of them."""
CALLS = 20_000.0
"""Nanoseconds of the calls that Winograd takes more than patches do."""


def choose(window: Window, batch: int, dtype: Any, *, training: bool) -> type[Algorithm]:
    """The algorithm for a kernel (height, width, channels / groups, filters)."""
    axes = (window.height, window.width)
    if window.groups > 1:
        alone = window.groups == window.channels and window.filters <= MULTIPLES * window.channels
        return Depthwise if alone else Patches
    plain = all((axis.kernel, axis.stride, axis.dilation) == (TAPS, 1, 1) for axis in axes)
    if plain and np.dtype(dtype) == np.float32 and winograd_wins(window, batch, training=training):
        return Winograd if training else KeptWinograd
    if not training and batch * window.height.places * window.width.places <= FEW:
        return Wide
    if all(axis == Axis(axis.length, axis.length, 1) for axis in axes):
        return Pointwise
    return Planes if window.channels == 1 else Patches


def winograd_wins(window: Window, batch: int, *, training: bool) -> bool:
    """Whether Winograd takes less time than patches, by nanoseconds measured for one core of 100 GFLOP/s.

    Patches make a product of 9 channels a place, and are gathered; when training twice, and added back tap by tap.
    Winograd makes 36 products a tile, of 16 places, and transforms of its channels. What remains is the kernel: fetched
    from memory, and 4 times that transformed, when training made anew; and more calls. Pictures of one channel have
    another rival, which gathers whole lines.
    """
    channels, filters = window.channels, window.filters
    if channels == 1:
        return False
    gathering, kernel = (20.0, 26.0) if training else (3.0, 7.2)
    places = batch * window.height.places * window.width.places
    tiles = batch * -(-window.height.places // PLACES) * -(-window.width.places // PLACES)
    patches = places * (0.2 * channels * filters + gathering * channels) + 1.8 * channels * filters
    winograd = tiles * (0.8 * channels * filters + 37.0 * channels + 24.0 * filters) + CALLS
    return winograd + kernel * channels * filters < patches
