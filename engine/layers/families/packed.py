"""The weights of a recurrent layer as its steps want them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.layers.base import Array, Call, Cell, call, number

Weights = Mapping[str, Array]
"""Arrays of one direction by name: kernel, recurrent_kernel, and bias where there is one."""


class Packed:
    """The weights of one direction as its steps want them, and the way back for their gradients.

    `order` says which of Keras' gates is in which block; the last block is the candidate, which is not a gate. A step
    reads [h x 1], the state, its input and a one side by side: `kernel` has a block for each sum, (blocks, units +
    features + 1, units), so that one product gives them all. `halved`: gates get half their sums. `back_to_h`
    and `back_to_x` are the recurrent kernel and the kernel transposed: (blocks units, units), (blocks units, features).
    """

    def __init__(
        self, weights: Weights, gradients: Weights, order: Sequence[int], halved: bool, cell: Cell
    ) -> None:
        self.weights, self.gradients, self.order = weights, gradients, tuple(order)
        self.halved = halved
        self.features, columns = weights["kernel"].shape
        self.units = columns // len(self.order)
        self.width = self.units + self.features + ("bias" in weights)
        self.kernel = cell.buffer(len(self.order), self.width, self.units)
        self.back_to_h = cell.scratch(columns, self.units)
        self.back_to_x = cell.scratch(columns, self.features)

    @property
    def rows(self) -> tuple[slice, slice, slice]:
        """Where h, x and 1 are in what a step reads."""
        units, inputs = self.units, self.units + self.features
        return slice(0, units), slice(units, inputs), slice(inputs, self.width)

    def columns(self, gate: int) -> slice:
        """Where Keras has a gate in the weights."""
        return slice(gate * self.units, (gate + 1) * self.units)

    def pack(self) -> Iterator[Call]:
        """Before the forward pass."""
        for block, gate in zip(self.kernel, self.order, strict=True):
            yield from self.pack_block(block, gate)
        if self.halved:
            gates = self.kernel[:-1]
            yield call(np.multiply, gates, number(0.5, gates), gates)

    def pack_block(self, block: Array, gate: int) -> Iterator[Call]:
        """Write the weights of one sum, (units + features + 1, units)."""
        h, x, one = self.rows
        yield call(np.copyto, block[h], self.weights["recurrent_kernel"][:, self.columns(gate)])
        yield call(np.copyto, block[x], self.weights["kernel"][:, self.columns(gate)])
        if "bias" in self.weights:
            yield call(np.copyto, block[one], self.weights["bias"][self.columns(gate)])

    def turn(self) -> Iterator[Call]:
        """Before the backward pass."""
        for place, gate in enumerate(self.order):
            block = self.columns(place)
            yield call(
                np.copyto, self.back_to_h[block], self.weights["recurrent_kernel"][:, self.columns(gate)].T
            )
            yield call(np.copyto, self.back_to_x[block], self.weights["kernel"][:, self.columns(gate)].T)

    def unpack(self, *totals: Array) -> Iterator[Call]:
        """Write the gradients: (units + features + 1, blocks units), or such with some of the blocks each, in order."""
        blocks = [block for total in totals for block in np.split(total, total.shape[1] // self.units, 1)]
        for block, gate in zip(blocks, self.order, strict=True):
            yield from self.unpack_block(block, gate)

    def unpack_block(self, total: Array, gate: int) -> Iterator[Call]:
        """Write the gradients of the weights of one sum."""
        h, x, one = self.rows
        yield call(np.copyto, self.gradients["recurrent_kernel"][:, self.columns(gate)], total[h])
        yield call(np.copyto, self.gradients["kernel"][:, self.columns(gate)], total[x])
        if "bias" in self.gradients:
            yield call(np.copyto, self.gradients["bias"][self.columns(gate)], total[one][0])
