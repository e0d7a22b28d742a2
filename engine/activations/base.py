"""What every activation function is: its maths bound to given buffers, and its curve."""

from __future__ import annotations

from math import inf
from typing import ClassVar, NamedTuple, Self

import numpy as np

from engine.declare import Declared
from engine.elementwise import times
from engine.layers.base import Array, Call, Scratch, Step


class Slopes(NamedTuple):
    """f'(x), elementwise: the operations that write it, and the array that holds it after them.

    Its numbers are those of y, or whole numbers with as many bits that are 1 or 0 (engine.elementwise.times).
    """

    operations: tuple[Call, ...]
    factor: Array


class Activation(Declared):
    """The base of every activation function.

    `needs_input` says that the gradient is computed from x; where it is False the gradient needs y alone, and a
    layer may let x and y share memory. `needs_output` says that it is computed from y. `rectifier` marks the ReLU
    family, which He initialisation suits. `elementwise` says that each number depends on one number only, so that
    there is a curve to draw. `bounds` are two numbers that f(x) never leaves. `keeps_order` says that f never falls
    and has the slope 0 wherever it is flat: the greatest of some numbers may be picked before it is applied, or after.

    A kind writes `forward`, and `slopes` where it `has_slopes`, else `backward`; or, where one pass keeps something for
    the other, `bind` alone. Others call `bind`.
    """

    needs_input: ClassVar[bool] = True
    needs_output: ClassVar[bool] = True
    rectifier: ClassVar[bool] = False
    elementwise: ClassVar[bool] = True
    keeps_order: ClassVar[bool] = False
    bounds: ClassVar[tuple[float, float]] = (-inf, inf)

    def bind(
        self,
        x: Array,
        y: Array,
        dy: Array | None = None,
        dx: Array | None = None,
        scratch: Scratch = np.empty,
    ) -> Step:
        """Operations that write y = f(x) and, where `dy` is given, dx = dL/dx from dy = dL/dy.

        All arrays are C-contiguous and have one shape, rows first. `y` may be `x` unless `needs_input`; `dx` may be
        `dy`. Arrays are made here, once, never by the operations: by `scratch` where what they hold need not outlast
        the pass, which may be another layer's memory too.
        """
        forward = self.forward(x, y, scratch)
        return Step(forward, () if dy is None or dx is None else self.backward(x, y, dy, dx, scratch))

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """Operations that write y = f(x)."""
        raise TypeError(f"{self.label()} has no forward pass for {x.shape} and {y.shape}.")

    @classmethod
    def has_slopes(cls) -> bool:
        """Whether f'(x) can be told from y = f(x) by itself: for several layers in one go, before dy is known."""
        return cls.slopes is not Activation.slopes

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f'(x), told from y = f(x)."""
        raise TypeError(f"{self.label()} does not tell its slopes from {y.shape} alone.")

    def backward(self, x: Array, y: Array, dy: Array, dx: Array, scratch: Scratch) -> tuple[Call, ...]:
        """Operations that write dx = dy * f'(x)."""
        slopes = self.slopes(y, scratch)
        return (*slopes.operations, times(dy, slopes.factor, dx))

    def value(self, x: Array) -> Array:
        """f(x) in a new array; for pictures and single rows."""
        y = np.empty_like(x)
        for operation in self.bind(x, y).forward:
            operation()
        return y

    def slope(self, x: Array) -> Array:
        """f'(x) of an elementwise activation, in a new array; for pictures. x has any shape."""
        y, dx = np.empty_like(x), np.empty_like(x)
        step = self.bind(x, y, np.ones_like(x), dx)
        for operation in (*step.forward, *step.backward):
            operation()
        return dx

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)
