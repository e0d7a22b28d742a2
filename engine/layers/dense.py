"""The fully connected layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

import numpy as np

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation
from engine.declare import AUTO, pick, setting
from engine.layers.base import (
    Array,
    Call,
    Cell,
    Hints,
    Sample,
    Scratch,
    Shape,
    ShapeError,
    Step,
    Weight,
    WeightedLayer,
    call,
)
from engine.layers.families.kernel import KernelSettings
from engine.layers.families.restraint import Restrained
from engine.layers.families.threads import FEW, across, cut, few_rows, multiply, product_parts, side_by_side
from engine.products import in_pieces


@dataclass(frozen=True)
class Dense(WeightedLayer, Restrained, KernelSettings):
    """Every neuron sees every input: it weighs them, adds them up with its bias, and applies its activation.

    y = f(x W + b)
    W has one column per neuron (fan in x units), b one number per neuron, f is the activation. Inputs with more
    than one axis are handled along their last one, each place with the same weights.
    Rosenblatt 1958, "The Perceptron"; He initialisation for ReLUs: He et al. 2015; else Glorot and Bengio 2010.
    """

    aliases = ("Linear", "fullyConnected", "fully connected", "InnerProduct", "TimeDistributed", "perceptron")
    listed = 0
    passes_mask = True
    rows_apart = True

    units: int | Literal["auto"] = setting(
        16, "How many neurons.", low=1, high=1_000_000, log=True, auto="as many as the target needs"
    )
    activation: Activation = pick(ACTIVATIONS, "linear", "What each neuron does with its sum.")
    bias: bool = setting(True, "Each neuron adds a number of its own to its sum.")

    def resolve(self, hints: Hints) -> Dense:
        """With the units that the target needs and the initialiser that the activation suits."""
        settled = self
        if self.units == AUTO:
            if hints.target is None:
                raise ShapeError(
                    "The number of units follows from the target, and no target is known. Open a table and wire "
                    "this layer to an Output, or set the number of units."
                )
            settled = settled.replace(units=hints.target.size)
        return settled.suited(self.activation, "kernel_initializer")

    def shape(self, *inputs: Shape) -> Shape:
        """(..., n) -> (..., units)."""
        if not inputs[0]:
            raise ShapeError("Dense reads a list of numbers, but this is a single one.")
        return (*inputs[0][:-1], self._count)

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """kernel (n, units) and bias (units,)."""
        shape, constraint = (inputs[0][-1], self._count), self.kernel_constraint
        kernel = Weight("kernel", shape, self.initializer(), l1=self.l1, l2=self.l2, constraint=constraint)
        return (kernel, self.bias_of((self._count,), self.bias_initializer)) if self.bias else (kernel,)

    def multiply_adds(self, *inputs: Shape) -> int:
        """One per weight and place."""
        return math.prod(inputs[0]) * self._count

    @property
    def backward_reads_x(self) -> bool:
        """For the gradient of the kernel."""
        return self.trainable

    @property
    def backward_reads_y(self) -> bool:
        """Where the activation's slope follows from y."""
        return self.activation.needs_output

    def bind(self, cell: Cell) -> Step:
        """z = x W + b, y = f(z); dW = x^T dz, db = sum of dz over rows, dx = dz W^T.

        Where there is much to do, products are cut for threads to work side by side.
        """
        kernel = cell.weights["kernel"]
        n, units = kernel.shape
        x, y = cell.x[0].reshape(-1, n), cell.y.reshape(-1, units)
        z = cell.buffer(*y.shape) if self.activation.needs_input else y
        dy = None if cell.dy is None else cell.dy.reshape(y.shape)
        dx = None if cell.dx[0] is None else cell.dx[0].reshape(x.shape)
        rows = cut(len(x), n * units)
        activations = [self._activate(z, y, dy, part, cell.workspace) for part in rows]
        forward = self._forward(cell, x, z, rows, activations)
        if dy is None:
            return Step(forward)
        slopes = [step.backward for step in activations]
        gradients: list[list[Call]] = [[]]
        if (slope := cell.gradients.get("kernel")) is not None:
            gradients = product_parts(x.T, dy, slope)
        if (slope := cell.gradients.get("bias")) is not None:
            gradients[-1].append(call(np.ones(len(x), x.dtype).dot, dy, slope))
        hand_back = [] if dx is None else product_parts(dy, kernel.T, dx)
        none: list[Call] = []
        products = [[*one, *other] for one, other in zip_longest(gradients, hand_back, fillvalue=none)]
        return Step(forward, (*side_by_side(slopes, y.size), *side_by_side(products)))

    def _forward(
        self, cell: Cell, x: Array, z: Array, rows: Sequence[slice], activations: Sequence[Step]
    ) -> tuple[Call, ...]:
        """The bias and the activation follow each part of the sums, or all of them where a part has no whole rows."""
        kernel, bias = cell.weights["kernel"], cell.weights.get("bias")
        finishes: list[list[Call]] = []
        for part, step in zip(rows, activations, strict=True):
            biased = [] if bias is None else [call(np.add, z[part], bias, z[part])]
            finishes.append([*biased, *step.forward])
        if len(x) <= FEW and not in_pieces(x, kernel):
            return (*few_rows(x, kernel, z, cell.workspace), *side_by_side(finishes, z.size))
        if across(x, kernel):
            return (*side_by_side(product_parts(x, kernel, z)), *side_by_side(finishes, z.size))
        sums = [multiply(x[part], kernel, z[part]) for part in rows]
        return side_by_side([[each, *finish] for each, finish in zip(sums, finishes, strict=True)])

    def _activate(self, z: Array, y: Array, dy: Array | None, part: slice, scratch: Scratch) -> Step:
        """The activation of some rows. An array that is another is so here too: that is faster in numpy."""
        rows, slopes = y[part], None if dy is None else dy[part]
        return self.activation.bind(rows if z is y else z[part], rows, slopes, slopes, scratch)

    @property
    def _count(self) -> int:
        if isinstance(self.units, str):
            raise ShapeError("The number of units is not settled yet.")
        return self.units

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain, with an activation, without a bias, along the last axis of two, with penalties."""
        return (
            Sample(cls(units=3), ((4,),)),
            Sample(cls(units=5, activation=ACTIVATIONS["tanh"]()), ((3,),)),
            Sample(cls(units=2, bias=False, activation=ACTIVATIONS["relu"]()), ((3,),)),
            Sample(cls(units=2, l1=0.01, l2=0.02), ((3, 4),)),
        )
