"""A rectifier that learns its slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.constraints import CONSTRAINTS
from engine.constraints.base import Constraint
from engine.declare import AUTO, pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.initializers.constant import Constant
from engine.layers.base import (
    Call,
    Cell,
    Fix,
    Sample,
    Shape,
    ShapeError,
    Step,
    Weight,
    WeightedLayer,
    call,
    number,
)


@dataclass(frozen=True)
class PReLU(WeightedLayer):
    """Lets positive numbers pass and multiplies negative ones by a factor that it learns.

    y = max(0, x) + alpha min(0, x)
    alpha is a number for each number of a row, or one for all along shared axes: (1, 2) shares it over a picture, so
    that each channel has its own.
    He, Zhang, Ren and Sun 2015, "Delving Deep into Rectifiers".
    """

    aliases = ("preluLayer", "parametric ReLU", "leaky")
    listed = 40
    passes_mask = True
    rows_apart = True
    backward_reads_y = False
    writes_over_x = writes_over_dy = True

    shared_axes: tuple[int, ...] | Literal["auto"] = setting(
        AUTO, "Along which axes all share a slope; 1 is the first.", low=1, high=8, auto="none"
    )
    alpha_initializer: Initializer = pick(
        INITIALIZERS, "zeros", "How the slopes get their first values.", advanced=True
    )
    l1: float = setting(
        0.0, "Penalty on the slopes' absolute values: pulls them to zero.", low=0, high=10, advanced=True
    )
    l2: float = setting(
        0.0, "Penalty on the slopes' squares: keeps them small.", low=0, high=10, advanced=True
    )
    alpha_constraint: Constraint = pick(
        CONSTRAINTS, "none", "What the slopes are kept to after every step.", advanced=True
    )

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        missing = [axis for axis in self._shared if axis > len(inputs[0])]
        if missing:
            raise ShapeError(
                f"There is no axis {missing[0]} to share a slope along in the shape {inputs[0]}. Name only axes from 1 "
                f"to {len(inputs[0])}.",
                Fix("Share none", settings={"shared_axes": AUTO}),
            )
        return inputs[0]

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """alpha, with a length of 1 along shared axes."""
        shape = tuple(1 if axis in self._shared else length for axis, length in enumerate(inputs[0], 1))
        constraint = self.alpha_constraint
        return (
            Weight("alpha", shape, self.alpha_initializer, l1=self.l1, l2=self.l2, constraint=constraint),
        )

    @property
    def _shared(self) -> tuple[int, ...]:
        return () if isinstance(self.shared_axes, str) else tuple(sorted(set(self.shared_axes)))

    def bind(self, cell: Cell) -> Step:
        """dalpha = sum of dy min(0, x) over the rows and the shared axes; dx = dy where x > 0, else alpha dy."""
        x, y, alpha = cell.x[0], cell.y, cell.weights["alpha"]
        part, zero = cell.scratch(*x.shape), number(0, x)
        forward = (
            call(np.minimum, x, zero, out=part),
            call(np.multiply, part, alpha, part),
            call(np.maximum, x, zero, out=y),
            call(np.add, y, part, y),
        )
        if cell.dy is None:
            return Step(forward)
        dy, dx, backward = cell.dy, cell.dx[0], list[Call]()
        if (gradient := cell.gradients.get("alpha")) is not None:
            rows, total = part.reshape(cell.batch, -1), cell.buffer(*x.shape[1:])
            places = tuple(axis - 1 for axis in self._shared)
            backward.append(call(np.minimum, x, zero, out=part))
            backward.append(call(np.multiply, part, dy, part))
            backward.append(call(np.dot, np.ones(cell.batch, x.dtype), rows, total.reshape(-1)))
            backward.append(call(np.add.reduce, total, places, None, gradient, True))
        if dx is not None:
            positive = cell.scratch(*x.shape, dtype=np.bool_)
            backward.append(call(np.greater, x, zero, positive))
            backward.append(call(np.multiply, dy, alpha, part))
            backward.append(call(np.subtract, dy, part, dx))
            backward.append(call(np.multiply, dx, positive, dx))
            backward.append(call(np.add, dx, part, dx))
        return Step(forward, tuple(backward))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """A slope for each number, for each channel, for each step, and one with penalties for all."""
        return (
            Sample(cls(), ((4,),)),
            Sample(cls(shared_axes=(1, 2)), ((2, 2, 3),)),
            Sample(cls(shared_axes=(2,), alpha_initializer=Constant(value=0.25)), ((2, 3),)),
            Sample(cls(shared_axes=(1,), l1=0.01, l2=0.02), ((3,),)),
        )
