"""A convolution of few places: one product, of which each thread computes some filters."""

from __future__ import annotations

import numpy as np

from engine.convolution.algorithm import Algorithm
from engine.convolution.blocks import LEAST_WORK, Around, Block, Recycled, halves, nothing
from engine.convolution.frame import seen
from engine.layers.base import Array, Call, call
from engine.parallel import chain, shares, split
from engine.products import product

FEW = 256
"""Places of all pictures: with more, a thread has enough of them to use a kernel well that it reads whole."""


class Wide(Algorithm):
    """A convolution in one group, forward alone: no thread reads what another one reads of the kernel."""

    def apply(
        self, kernel: Array, bias: Array | None, y: Array, finish: Around = nothing
    ) -> tuple[Call, ...]:
        """y = patches kernel + bias: the patches, the product in parts of filters, the rest in parts of rows."""
        window, depth = self.window, self.window.taps * self.window.channels
        whole = Block(slice(0, len(self.x)), slice(0, window.height.places))
        calls, views = seen(window, self.x, whole, self.scratch)
        patches = views.reshape(-1, depth) if views.flags.c_contiguous else None
        if patches is None:
            patches = self.scratch((views.size // depth, depth), views.dtype)
            calls.append(call(np.copyto, patches.reshape(views.shape), views))
        busy = len(self.x) * window.products >= 2 * LEAST_WORK
        rows, weights = y.reshape(-1, window.filters), kernel.reshape(depth, -1)
        filters = shares(window.filters) if busy else (slice(0, window.filters),)
        calls.append(split([product(patches, weights[:, some], rows[:, some]) for some in filters]))
        scratch, ends = Recycled(self.scratch), []
        for block in halves(whole) if busy else [whole]:
            ending = list(finish(block, scratch))
            if bias is not None:
                lines = y[block].reshape(-1, window.filters)
                ending.insert(0, call(np.add, lines, bias, lines))
            ends.append(chain(ending))
        return (*calls, split(ends))
