"""The gates of a recurrent layer: their weights side by side in memory, and their activation functions in one pass.

Nothing here is a layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.activations.base import Activation
from engine.layers.base import Array, Call, Cell, Step, call, number

Weights = Mapping[str, Array]
"""Arrays of one direction by name: kernel, recurrent_kernel, and bias where there is one."""

ALL = slice(None)


class Squash:
    """The activation functions of a step's gates.

    Where they are all sigmoid or tanh, one tanh serves all of them, as sigmoid(x) = tanh(x / 2) / 2 + 1 / 2. Each gate
    then wants its sum multiplied by its number in `scale`: the weights that make the sum are. `scale` is None where
    each gate is computed by itself, from a plain sum.
    """

    def __init__(self, functions: Sequence[Activation], candidate: Activation, dtype: Any) -> None:
        self.functions, self.candidate = tuple(functions), candidate
        kinds = [function.kind() for function in functions]
        self.scale: Array | None = None
        if candidate.kind() == "tanh" and set(kinds) <= {"sigmoid", "tanh"}:
            self.scale = np.array([0.5 if kind == "sigmoid" else 1 for kind in kinds], dtype)[:, None, None]

    @property
    def in_place(self) -> bool:
        """Whether the values may take the place of the sums."""
        return self.scale is not None or not any(function.needs_input for function in self.functions)

    def bind(self, sums: Array, values: Array, slopes: Array | None, part: Array, gates: slice = ALL) -> Step:
        """Operations that write values = f(sums) and, where `slopes` is given, multiply it by f'(sums).

        Arrays of (gates, rows, units) for the gates that are told, each gate one block of memory; `part` is scratch of
        that shape.
        """
        functions = self.functions[gates]
        if self.scale is None:
            dys = (None,) * len(functions) if slopes is None else slopes
            each = zip(functions, sums, values, dys, part, strict=True)
            steps = [apply(*arrays) for arrays in each]
            return Step(
                tuple(one for step in steps for one in step.forward),
                tuple(one for step in steps for one in step.backward),
            )
        scale, one = self.scale[gates], number(1, sums)
        if (scale == 1).all():
            slope = () if slopes is None else tuple(_tanh_slope(values, slopes, part))
            return Step((call(np.tanh, sums, values),), slope)
        shift = one - scale
        forward = (
            call(np.tanh, sums, values),
            call(np.multiply, values, scale, values),
            call(np.add, values, shift, values),
        )
        if slopes is None:
            return Step(forward)
        # scale^2 - (y - shift)^2 is 1 - y^2 for tanh and y (1 - y) for sigmoid.
        backward = (
            call(np.subtract, values, shift, part),
            call(np.multiply, part, part, part),
            call(np.subtract, scale * scale, part, part),
            call(np.multiply, slopes, part, slopes),
        )
        return Step(forward, backward)


def apply(function: Activation, x: Array, y: Array, dy: Array | None, part: Array) -> Step:
    """Operations that write y = f(x) and, where `dy` is given, multiply it by f'(x); `part` is scratch for a tanh."""
    if function.kind() != "tanh" or dy is None:
        return function.bind(x, y, dy, dy)
    return Step((call(np.tanh, x, y),), tuple(_tanh_slope(y, dy, part)))


def _tanh_slope(y: Array, dy: Array, part: Array) -> Iterator[Call]:
    """dy *= 1 - y^2."""
    yield call(np.multiply, y, y, part)
    yield call(np.subtract, number(1, y), part, part)
    yield call(np.multiply, dy, part, dy)


class Packed:
    """The weights of one direction with one block of memory for each gate, and the way back for their gradients.

    kernel: (gates, features + 1, units), whose last row is the bias where there is one; recurrent: (gates, units,
    units), in the order `order`; both multiplied by the gates' `scale`. `turned` is recurrent, plain and transposed.
    """

    def __init__(
        self,
        weights: Weights,
        gradients: Weights,
        scale: Array | None,
        order: Sequence[int],
        cell: Cell,
    ) -> None:
        features, columns = weights["kernel"].shape
        self.units = weights["recurrent_kernel"].shape[0]
        self.gates = columns // self.units
        self.features = features
        self.weights, self.gradients = weights, gradients
        self.order = tuple(order)
        self.scale = np.ones((self.gates, 1, 1), cell.y.dtype) if scale is None else scale
        self.kernel = cell.buffer(self.gates, features + ("bias" in weights), self.units)
        self.recurrent = cell.buffer(self.gates, self.units, self.units)
        self.turned = cell.buffer(*self.recurrent.shape)

    def by_gate(self, matrix: Array) -> Array:
        """(rows, gates * units) seen as (gates, rows, units)."""
        return matrix.reshape(-1, self.gates, self.units).transpose(1, 0, 2)

    def pack(self) -> Iterator[Call]:
        """Before the forward pass."""
        yield call(
            np.multiply, self.by_gate(self.weights["kernel"]), self.scale, self.kernel[:, : self.features]
        )
        if "bias" in self.weights:
            yield from self.pack_bias(self.kernel[:, self.features :])
        recurrent = self.by_gate(self.weights["recurrent_kernel"])
        for place, gate in enumerate(self.order):
            yield call(np.multiply, recurrent[gate], self.scale[gate], self.recurrent[place])

    def pack_bias(self, row: Array) -> Iterator[Call]:
        """Write the scaled bias into `row`, (gates, 1, units)."""
        yield call(np.multiply, self.by_gate(self.weights["bias"]), self.scale, row)

    def turn(self) -> Iterator[Call]:
        """Before the backward pass."""
        recurrent = self.by_gate(self.weights["recurrent_kernel"])
        for place, gate in enumerate(self.order):
            yield call(np.copyto, self.turned[place], recurrent[gate].T)

    def unpack(self, sums: Sequence[Array]) -> Iterator[Call]:
        """Write the gradients: those of kernel and recurrent, laid out as here, and what a kind adds to them."""
        kernel, recurrent = sums[:2]
        yield call(np.copyto, self.by_gate(self.gradients["kernel"]), kernel[:, : self.features])
        if "bias" in self.gradients:
            yield from self.unpack_bias(kernel[:, self.features :], sums)
        by_gate = self.by_gate(self.gradients["recurrent_kernel"])
        for place, gate in enumerate(self.order):
            yield call(np.copyto, by_gate[gate], recurrent[place])

    def unpack_bias(self, row: Array, sums: Sequence[Array]) -> Iterator[Call]:  # noqa: ARG002
        """Write the bias' gradient, given as (gates, 1, units)."""
        yield call(np.copyto, self.by_gate(self.gradients["bias"]), row)
