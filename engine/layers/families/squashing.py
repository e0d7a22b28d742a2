"""Activation functions at every step of a recurrent layer, and their slopes for several steps at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from engine.activations.base import Activation
from engine.layers.base import Array, Call, Scratch, Shape, Step, call, number


class Squash:
    """An activation function at every step: y[t] = f(x[t]), both (steps, ..., rows, units).

    Backward, `slope` writes f' of some steps at once into `slopes`, (steps at once, ..., rows, units): that of step t
    into slopes[t % steps at once]. A kind's formulas multiply by it. Each step's numbers, in all these arrays, are one
    block of memory. `slopes` is empty where no backward pass is wanted.
    """

    def __init__(self, function: Activation, x: Array, y: Array, slopes: Array, workspace: Scratch) -> None:
        self.x, self.y, self.slopes = x, y, slopes
        self._steps = list(self._bind(function, Reused(workspace)))

    def forward(self, t: int) -> tuple[Call, ...]:
        """y[t] = f(x[t])."""
        return self._steps[t].forward

    def slope(self, start: int, stop: int) -> Iterator[Call]:
        """slopes = f'(x[start:stop]); `start` is a multiple of the steps at once."""
        for t in range(start, stop):
            yield call(self.slopes[t - start].fill, 1)
            yield from self._steps[t].backward

    def back(self, t: int) -> tuple[Call, ...]:  # noqa: ARG002
        """What is left to do once the gradient of y[t] was multiplied by f'."""
        return ()

    def _bind(self, function: Activation, scratch: Reused) -> Iterator[Step]:
        ring = len(self.slopes)
        for t, (x, y) in enumerate(zip(self.x, self.y, strict=True)):
            slope = self.slopes[t % ring] if ring else None
            yield function.bind(x, y, slope, slope, scratch.again())


class Reused:
    """Passing memory for one step after the other: all get the same arrays, in the order in which they ask."""

    def __init__(self, workspace: Scratch) -> None:
        self._workspace, self._arrays, self._asked = workspace, list[Array](), 0

    def again(self) -> Reused:
        """The next step begins to ask."""
        self._asked = 0
        return self

    def __call__(self, shape: Shape, dtype: Any) -> Array:
        """An array for passing use."""
        if self._asked == len(self._arrays):
            self._arrays.append(self._workspace(shape, dtype))
        self._asked += 1
        return self._arrays[self._asked - 1]


class Tanh(Squash):
    """The usual function."""

    def forward(self, t: int) -> tuple[Call, ...]:
        """y[t] = tanh(x[t])."""
        return (call(np.tanh, self.x[t], self.y[t]), *self.after_tanh(t))

    def after_tanh(self, t: int) -> tuple[Call, ...]:  # noqa: ARG002
        """What is left to do once y[t] is tanh(x[t])."""
        return ()

    def slope(self, start: int, stop: int) -> Iterator[Call]:
        """1 - y^2."""
        y, slopes = self.y[start:stop], self.slopes[: stop - start]
        yield call(np.multiply, y, y, slopes)
        yield call(np.subtract, number(1, y), slopes, slopes)

    def _bind(self, function: Activation, scratch: Reused) -> Iterator[Step]:  # noqa: ARG002
        yield from ()


class SigmoidOfTwice(Tanh):
    """The sigmoid of 2 x[t], for sums that were halved: tanh(x) / 2 + 1 / 2. `slope` is that of the whole sum.

    numpy's tanh takes a third of the time of an exponential and a division.
    """

    def after_tanh(self, t: int) -> tuple[Call, ...]:
        """y[t] = tanh(x[t]) / 2 + 1 / 2."""
        y, half = self.y[t], number(0.5, self.y)
        return (call(np.multiply, y, half, y), call(np.add, y, half, y))

    def slope(self, start: int, stop: int) -> Iterator[Call]:
        """y (1 - y)."""
        y, slopes = self.y[start:stop], self.slopes[: stop - start]
        yield call(np.multiply, y, y, slopes)
        yield call(np.subtract, y, slopes, slopes)


class Rowwise(Squash):
    """A function that looks at all units at once, as softmax does: no slope tells all, `d[t]` is led through it."""

    def __init__(
        self,
        function: Activation,
        x: Array,
        y: Array,
        slopes: Array,
        workspace: Scratch,
        d: Iterable[Array],
    ) -> None:
        self._d = d
        super().__init__(function, x, y, slopes, workspace)

    def slope(self, start: int, stop: int) -> Iterator[Call]:
        """Left to `back`."""
        yield call(self.slopes[: stop - start].fill, 1)

    def back(self, t: int) -> tuple[Call, ...]:
        """From the gradient of y[t] to that of x[t]."""
        return self._steps[t].backward

    def _bind(self, function: Activation, scratch: Reused) -> Iterator[Step]:
        if not len(self.slopes):
            yield from super()._bind(function, scratch)
            return
        for x, y, d in zip(self.x, self.y, self._d, strict=True):
            yield function.bind(x, y, d, d, scratch.again())


def beside(one: Squash, other: Squash, x: Array, y: Array, t: int) -> tuple[Call, ...]:
    """The values of two at step t, with sums `x` and values `y` side by side: one tanh, where both are made of it."""
    if isinstance(one, Tanh) and isinstance(other, Tanh):
        return (call(np.tanh, x, y), *one.after_tanh(t), *other.after_tanh(t))
    return (*one.forward(t), *other.forward(t))


def squash(
    function: Activation, x: Array, y: Array, slopes: Array, workspace: Scratch, d: Iterable[Array]
) -> Squash:
    """The function at every step, in the way that suits it; `d` has the gradient of y[t] for every step t."""
    if function.kind() == "tanh":
        return Tanh(function, x, y, slopes, workspace)
    if function.elementwise:
        return Squash(function, x, y, slopes, workspace)
    return Rowwise(function, x, y, slopes, workspace, d)
