"""Which algorithm computes a convolution: by its shape and dtype alone, so that every machine adds up alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.convolution.algorithm import Algorithm
from engine.convolution.patches import Patches
from engine.convolution.planes import Planes
from engine.convolution.pointwise import Pointwise
from engine.convolution.window import Axis, Window
from engine.convolution.winograd import PLACES, TAPS, Winograd


def choose(window: Window, batch: int, dtype: Any) -> type[Algorithm]:
    """The algorithm for a kernel (height, width, channels / groups, filters)."""
    axes = (window.height, window.width)
    if window.groups > 1:
        return Patches
    if all(axis == Axis(axis.length, axis.length, 1) for axis in axes):
        return Pointwise
    plain = all((axis.kernel, axis.stride, axis.dilation) == (TAPS, 1, 1) for axis in axes)
    if plain and np.dtype(dtype) == np.float32 and winograd_wins(window, batch):
        return Winograd
    return Planes if window.channels == 1 else Patches


def winograd_wins(window: Window, batch: int) -> bool:
    """Whether Winograd takes less time than patches, by nanoseconds measured for one core of 100 GFLOP/s."""
    channels, filters = window.channels, window.filters
    places = batch * window.height.places * window.width.places
    tiles = batch * -(-window.height.places // PLACES) * -(-window.width.places // PLACES)
    patches = places * (0.18 * channels * filters + 3.0 * channels)
    winograd = tiles * (0.8 * channels * filters + 50.0 * channels + 30.0 * filters)
    return winograd + 26.0 * channels * filters < patches
