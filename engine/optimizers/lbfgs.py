"""Newton's method from memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, Shape
from engine.optimizers.base import Block, Evaluate, Optimizer, Update
from engine.optimizers.line_search import CLOSEST, Trial, wolfe

LEAST_CURVATURE = 1e-10
"""Steps along which the slope does not rise by more say nothing about the valley, and are forgotten."""


@dataclass(frozen=True)
class Lbfgs(Optimizer):
    """Learns the shape of the valley from its last steps and jumps for the bottom: best for small tables and networks.

    w = w - a H g, with a found by a line search and H from the last pairs s = the step, y = what it did to g
    Each update evaluates all training rows many times, so batches, dropout and clipping do not go with it. H g comes
    from two loops over the pairs: Nocedal 1980, "Updating Quasi-Newton Matrices with Limited Storage"; the search
    fulfils the strong Wolfe conditions. As PyTorch's LBFGS with that search, whose history is 100.
    """

    title = "L-BFGS"
    aliases = ("LBFGS", "limited-memory BFGS", "quasi-Newton")
    full_batch = True

    learning_rate: float = setting(
        1.0, "The first step that each line search tries, in units of the jump.", low=1e-8, high=10, log=True
    )
    iterations: int = setting(20, "Jumps in one update, which takes the place of an epoch.", low=1, high=1000)
    history: int = setting(10, "How many steps it remembers.", low=1, high=1000)
    tolerance_grad: float = setting(
        1e-7, "It rests where no number of the gradient is larger.", low=0, high=1, advanced=True
    )
    tolerance_change: float = setting(
        CLOSEST, "It rests where neither a weight nor the loss changes by more.", low=0, high=1, advanced=True
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The pairs, the products s y, and how many pairs there have been."""
        return ("steps", "changes", "curvatures", "turn")

    def slot_shape(self, slot: str, size: int) -> Shape:
        """A row for each pair; one number for the turn."""
        return {"steps": (self.history, size), "changes": (self.history, size), "turn": (1,)}.get(
            slot, (self.history,)
        )

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: Mapping[str, Array],
        blocks: Sequence[Block] = (),  # noqa: ARG002
        evaluate: Evaluate | None = None,
        momentum: Array | None = None,  # noqa: ARG002
    ) -> Update:
        """Jump after jump until it rests, or as many as are set; the last evaluation is of the weights it leaves."""
        if evaluate is None:
            raise TypeError("L-BFGS must be bound with a function that evaluates the loss.")
        walk = _Walk(parameters, gradient, evaluate, _Pairs(slots))
        most = max(self.iterations * 5 // 4, self.iterations + 5)

        def update(rate: float, count: int) -> None:  # noqa: ARG001
            walk.begin()
            for _ in range(self.iterations if rate else 0):
                if walk.steepest() <= self.tolerance_grad or walk.evaluations >= most:
                    return
                moved, fell = walk.jump(rate, most, self.tolerance_change)
                if moved <= self.tolerance_change or abs(fell) < self.tolerance_change:
                    return

        return update

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and with a short memory."""
        return (cls(), cls(history=2, iterations=3, learning_rate=0.5))


class _Pairs:
    """The last steps and what they did to the gradient, in rows that are used in turn."""

    def __init__(self, slots: Mapping[str, Array]) -> None:
        self._steps, self._changes = list(slots["steps"]), list(slots["changes"])
        self._curvatures, self._turn = slots["curvatures"], slots["turn"]

    def __len__(self) -> int:
        return min(int(self._turn[0]), len(self._steps))

    def newest_first(self) -> list[int]:
        """The rows that are filled."""
        turn, rows = int(self._turn[0]), len(self._steps)
        return [(turn - 1 - age) % rows for age in range(min(turn, rows))]

    def remember(self, step: Array, change: Array) -> None:
        """Keep a pair, in place of the oldest; not one that says nothing."""
        curvature = float(np.dot(step, change))
        if curvature > LEAST_CURVATURE:
            turn, rows = int(self._turn[0]), len(self._steps)
            row = turn % rows
            np.copyto(self._steps[row], step)
            np.copyto(self._changes[row], change)
            self._curvatures[row] = curvature
            # Small for ever, so that single precision counts exactly.
            self._turn[0] = turn + 1 if turn + 1 < 2 * rows else rows

    def apply(self, d: Array, spare: Array) -> None:
        """d = H d, by the two loops."""
        order = self.newest_first()
        if not order:
            return
        shares = []
        for row in order:
            share = float(np.dot(self._steps[row], d)) / float(self._curvatures[row])
            shares.append(share)
            np.multiply(self._changes[row], share, spare)
            np.subtract(d, spare, d)
        newest = self._changes[order[0]]
        np.multiply(d, float(self._curvatures[order[0]]) / float(np.dot(newest, newest)), d)
        for row, share in zip(reversed(order), reversed(shares), strict=True):
            back = float(np.dot(self._changes[row], d)) / float(self._curvatures[row])
            np.multiply(self._steps[row], share - back, spare)
            np.add(d, spare, d)


class _Walk:
    """Where the parameters `w` with the gradient `g` stand, and how they move on."""

    def __init__(self, w: Array, g: Array, evaluate: Evaluate, pairs: _Pairs) -> None:
        self._w, self._g, self._pairs = w, g, pairs
        self._evaluate: Callable[[], float] = evaluate
        self._from, self._slope, self._d, self._spare = (np.empty_like(w) for _ in range(4))
        self._at = 0.0
        self.loss, self.evaluations = 0.0, 0

    def begin(self) -> None:
        """Evaluate the parameters as they are."""
        self.loss, self.evaluations = self._evaluate(), 1

    def steepest(self) -> float:
        """The largest number of the gradient; 0 where the loss is no finite number, from where nothing leads on."""
        return _largest(self._g, self._spare) if isfinite(self.loss) else 0.0

    def jump(self, rate: float, most: int, least: float) -> tuple[float, float]:
        """Move to the bottom along the direction. Returns the largest move of a parameter, and the fall of the loss."""
        d, g = self._d, self._g
        np.negative(g, d)
        self._pairs.apply(d, self._spare)
        slope = float(np.dot(g, d))
        if not slope < -least:
            return 0.0, 0.0
        # The first step has no memory to say how far the bottom may be.
        np.abs(g, self._spare)
        step = rate if len(self._pairs) else rate * min(1.0, 1 / float(self._spare.sum()))
        np.copyto(self._from, self._w)
        np.copyto(self._slope, g)
        start, reach = Trial(0.0, self.loss, slope), _largest(d, self._spare)
        found = wolfe(self._try, start, step, most - self.evaluations, reach)
        if found.step != self._at:
            self._try(found.step)
        self.loss = found.loss
        np.multiply(d, found.step, d)
        np.subtract(g, self._slope, self._spare)
        self._pairs.remember(d, self._spare)
        return reach * found.step, start.loss - found.loss

    def _try(self, step: float) -> Trial:
        np.multiply(self._d, step, self._w)
        np.add(self._w, self._from, self._w)
        loss = self._evaluate()
        self.evaluations, self._at = self.evaluations + 1, step
        return Trial(step, loss, float(np.dot(self._g, self._d)))


def _largest(numbers: Array, spare: Array) -> float:
    np.abs(numbers, spare)
    return float(spare.max()) if spare.size else 0.0
