"""What all layers share that normalise: settings, weights, and axes other than the last."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from engine.constraints import CONSTRAINTS
from engine.constraints.base import Constraint
from engine.declare import SettingError, pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import Call, Cell, Fix, Shape, ShapeError, Step, Weight, WeightedLayer, call


@dataclass(frozen=True)
class Normalising(WeightedLayer):
    """The base of the layers that bring numbers to mean 0 and variance 1 and then scale and shift them."""

    family = "normalisation"
    passes_mask = True
    backward_reads_y = False
    writes_over_x = writes_over_dy = True

    epsilon: float = setting(
        1e-3, "Keeps the division away from zero.", low=1e-12, high=1, log=True, advanced=True
    )
    center: bool = setting(True, "Learns a shift for each feature (beta).", advanced=True)
    scale: bool = setting(True, "Learns a factor for each feature (gamma).", advanced=True)
    beta_initializer: Initializer = pick(
        INITIALIZERS, "zeros", "How the shifts get their first values.", advanced=True
    )
    gamma_initializer: Initializer = pick(
        INITIALIZERS, "ones", "How the factors get their first values.", advanced=True
    )
    beta_l1: float = setting(
        0.0, "Penalty on the shifts' absolute values.", label="beta L1", low=0, high=10, advanced=True
    )
    beta_l2: float = setting(
        0.0, "Penalty on the shifts' squares.", label="beta L2", low=0, high=10, advanced=True
    )
    gamma_l1: float = setting(
        0.0, "Penalty on the factors' absolute values.", label="gamma L1", low=0, high=10, advanced=True
    )
    gamma_l2: float = setting(
        0.0, "Penalty on the factors' squares.", label="gamma L2", low=0, high=10, advanced=True
    )
    beta_constraint: Constraint = pick(
        CONSTRAINTS, "none", "What the shifts are kept to after every step.", advanced=True
    )
    gamma_constraint: Constraint = pick(
        CONSTRAINTS, "none", "What the factors are kept to after every step.", advanced=True
    )

    def learned(self, shape: Shape) -> tuple[Weight, ...]:
        """gamma and beta of this shape, where they are asked for."""
        gamma = Weight(
            "gamma",
            shape,
            self.gamma_initializer,
            l1=self.gamma_l1,
            l2=self.gamma_l2,
            constraint=self.gamma_constraint,
        )
        beta = Weight(
            "beta",
            shape,
            self.beta_initializer,
            l1=self.beta_l1,
            l2=self.beta_l2,
            constraint=self.beta_constraint,
        )
        return (*((gamma,) if self.scale else ()), *((beta,) if self.center else ()))


@dataclass(frozen=True)
class AlongAxes(WeightedLayer):
    """The base of the layers that normalise each row by itself, along axes that are chosen."""

    axis: tuple[int, ...] = setting(
        (-1,), "Along which axes; -1 is the last, 1 the first.", label="axes", low=-8, high=8, advanced=True
    )

    def __post_init__(self) -> None:
        """Check that there is an axis."""
        super().__post_init__()
        if not self.axis:
            raise SettingError(
                f"{self.label()}: axes is empty, but must name at least one, such as -1 for the last."
            )

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        places(self.axis, inputs[0], (-1,))
        return inputs[0]

    def lengths(self, shape: Shape) -> Shape:
        """How many places a row of this shape has along each of the axes."""
        return tuple(shape[place] for place in places(self.axis, shape))

    def bind_along(self, cell: Cell, bind: Callable[[Cell, int], Step]) -> Step:
        """What `bind` does with the last so many numbers of each row, done to those along the axes."""
        shape = cell.x[0].shape[1:]
        length = prod(self.lengths(shape))
        return turned(cell, places(self.axis, shape), lambda cell: bind(cell, length))


def places(axes: Sequence[int], shape: Shape, mended: Any = -1) -> tuple[int, ...]:
    """Axes, counted from 1 or from -1 for the last, as places in the shape of a row, in order.

    Raises ShapeError where one is not there; `mended` is then offered as the value of the setting "axis".
    """
    found = set[int]()
    for axis in axes:
        place = axis + len(shape) if axis < 0 else axis - 1
        if not 0 <= place < len(shape):
            raise ShapeError(
                f"There is no axis {axis} in the shape {shape}. Set the axis to -1, the last.",
                Fix("Set the axis to -1", settings={"axis": mended}) if shape else None,
            )
        found.add(place)
    return tuple(sorted(found))


def turned(cell: Cell, last: Sequence[int], bind: Callable[[Cell], Step]) -> Step:
    """What `bind` does, with these places of a row's shape moved to its end and back again."""
    others = [place for place in range(cell.y.ndim - 1) if place not in last]
    order = (0, *(place + 1 for place in (*others, *last)))
    if order == tuple(range(cell.y.ndim)):
        return bind(cell)
    x, y = cell.x[0].transpose(order), cell.y.transpose(order)
    inner = dataclasses.replace(cell, x=(cell.buffer(*x.shape),), y=cell.scratch(*y.shape), masks=())
    there, back = call(np.copyto, inner.x[0], x), call(np.copyto, y, inner.y)
    if cell.dy is None:
        return Step((there, *bind(inner).forward, back))
    slope = cell.scratch(*y.shape)
    inner.dy, inner.dx = slope, (None if cell.dx[0] is None else slope,)
    step = bind(inner)
    backward: tuple[Call, ...] = (call(np.copyto, slope, cell.dy.transpose(order)), *step.backward)
    if cell.dx[0] is not None:
        backward = (*backward, call(np.copyto, cell.dx[0].transpose(order), slope))
    return Step((there, *step.forward, back), backward)
