"""Depthwise convolution: each channel with kernels of its own, as products along the channels, tap by tap."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from engine.convolution.patches import Finish, Scratch, nothing
from engine.convolution.window import Window
from engine.layers.base import Array, Call, call

BLOCK_BYTES = 256 * 1024
"""Products held at a time."""


class Depthwise:
    """A convolution of x (batch, height, width, channels) and y (batch, places high, places wide, filters).

    `kernel` is (height, width, channels, multiplier): channel c gives the filters c * multiplier and following.
    """

    def __init__(self, window: Window, x: Array, y: Array, scratch: Scratch) -> None:
        self.window, self.x, self.scratch = window, x, scratch
        self.multiplier = window.filters // window.channels
        self.y = y.reshape(*y.shape[:3], window.channels, self.multiplier)
        self.places = window.height.places * window.width.places * window.channels
        self.block = max(1, min(len(x), BLOCK_BYTES // max(1, self.places * x.itemsize)))

    def apply(self, kernel: Array, finish: Finish = nothing) -> Iterator[Call]:
        """y = sum over taps of x there times the kernel."""
        products = self._products()
        for pictures in self._blocks():
            yield call(self.y[pictures].fill, 0)
            for x, y, weights, part in self._taps(kernel, products, pictures):
                yield call(np.multiply, x, weights, part)
                yield call(np.add, y, part, y)
            yield from finish(pictures)

    def slope(self, gradient: Array) -> Iterator[Call]:
        """The kernel's gradient from x and dL/dy, which is in `y`."""
        products, sums = self._products(), self.scratch(self.window.channels)
        ones = np.ones(self.block * self.places // self.window.channels, self.x.dtype)
        yield call(gradient.fill, 0)
        for pictures in self._blocks():
            for x, y, weights, part in self._taps(gradient, products, pictures):
                rows = part.reshape(-1, self.window.channels)
                yield call(np.multiply, x, y, part)
                yield call(np.dot, ones[: len(rows)], rows, sums)
                yield call(np.add, weights, sums, weights)

    def adjoint(self, kernel: Array, finish: Finish = nothing) -> Iterator[Call]:
        """x = sum over taps of y there times the kernel: dL/dx from dL/dy."""
        products = self._products()
        for pictures in self._blocks():
            yield call(self.x[pictures].fill, 0)
            for x, y, weights, part in self._taps(kernel, products, pictures):
                yield call(np.multiply, y, weights, part)
                yield call(np.add, x, part, x)
            yield from finish(pictures)

    def _products(self) -> Array:
        return self.scratch(self.block * self.places)

    def _blocks(self) -> Iterator[slice]:
        for start in range(0, len(self.x), self.block):
            yield slice(start, min(len(self.x), start + self.block))

    def _taps(
        self, kernel: Array, products: Array, pictures: slice
    ) -> Iterator[tuple[Array, Array, Array, Array]]:
        """For every tap and multiplier: what it joins of x and of y, its kernel, and room for the products."""
        kernel = kernel.reshape(self.window.taps, self.window.channels, self.multiplier)
        reaches = enumerate(self.window.reaches())
        for (tap, (places, positions)), copy in itertools.product(reaches, range(self.multiplier)):
            x = self.x[(pictures, *positions)]
            if x.size:
                part = products[: x.size].reshape(x.shape)
                yield x, self.y[(pictures, *places)][..., copy], kernel[tap, :, copy], part
