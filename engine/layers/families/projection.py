"""One matrix among several of a layer: from steps of one width to steps of another, a share of the batch at a time."""

from __future__ import annotations

import numpy as np

from engine.layers.base import Array, Call, Cell, call
from engine.layers.families.threads import multiply


class Projection:
    """y = x W + b for x (batch, steps, n) and y (batch, steps, m), with the weights `<name>_kernel` and `<name>_bias`.

    The kernel may have more axes, of which the first few count n and the others m. Shares of the batch may run side by
    side: each sums gradients of its own, and `totals` adds them up.
    """

    def __init__(self, cell: Cell, name: str, x: Array, y: Array, shares: int) -> None:
        self.x, self.y = x, y
        width = y.shape[-1]
        self._kernel = cell.weights[f"{name}_kernel"].reshape(-1, width)
        bias = cell.weights.get(f"{name}_bias")
        self._bias = None if bias is None else bias.reshape(width)
        self._kernel_slopes = _slopes(cell, f"{name}_kernel", self._kernel.shape, shares)
        self._bias_slopes = _slopes(cell, f"{name}_bias", (width,), shares)

    def forward(self, rows: slice) -> list[Call]:
        """y of these rows of the batch."""
        y = _flat(self.y[rows])
        product = multiply(_flat(self.x[rows]), self._kernel, y)
        return [product] if self._bias is None else [product, call(np.add, y, self._bias, y)]

    def backward(self, rows: slice, share: int, dy: Array, dx: Array | None) -> list[Call]:
        """The gradients of the weights from these rows of `dy`, a share of them, and these rows of `dx`."""
        x, slope = _flat(self.x[rows]), _flat(dy[rows])
        operations: list[Call] = []
        if self._kernel_slopes:
            operations.append(multiply(x.T, slope, self._kernel_slopes[share]))
        if self._bias_slopes:
            operations.append(call(np.dot, np.ones(len(x), x.dtype), slope, self._bias_slopes[share]))
        if dx is not None:
            operations.append(call(np.dot, slope, self._kernel.T, _flat(dx[rows])))
        return operations

    def totals(self) -> list[Call]:
        """The sums of all shares' gradients."""
        return [
            call(np.add, slopes[0], part, slopes[0])
            for slopes in (self._kernel_slopes, self._bias_slopes)
            for part in slopes[1:]
        ]


def _flat(steps: Array) -> Array:
    """(batch, steps, width) -> (batch x steps, width), the same memory."""
    return steps.reshape(-1, steps.shape[-1])


def _slopes(cell: Cell, name: str, shape: tuple[int, ...], shares: int) -> list[Array]:
    """An array for each share of the gradient, the layer's own first; none where the weight learns nothing."""
    gradient = cell.gradients.get(name)
    if gradient is None:
        return []
    return [gradient.reshape(shape), *(cell.scratch(*shape) for _ in range(shares - 1))]
