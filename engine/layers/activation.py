"""An activation function as a layer of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation as Function
from engine.declare import pick, setting
from engine.layers.base import Call, Cell, Finish, Index, Layer, Sample, Scratch, Shape, Step, call
from engine.layers.families.normalising import places


@dataclass(frozen=True)
class Activation(Layer):
    """Applies an activation function to what it reads: use it where a layer and its activation stand apart.

    y = f(x), number by number (softmax: along an axis, the last unless told)
    """

    aliases = (
        "nonlinearity",
        "transfer function",
        "activation function",
        "Softmax layer",
        "LogSoftmax layer",
    )
    listed = 10
    passes_mask = True
    rows_apart = True

    activation: Function = pick(ACTIVATIONS, "relu", "Which function it applies.")

    axis: int = setting(
        -1,
        "Along which axis softmax and its logarithm add up to 1; -1 is the last, 1 the first. Others do not ask.",
        low=-8,
        high=8,
        advanced=True,
    )

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        if not self.activation.elementwise:
            places((self.axis,), inputs[0])
        return inputs[0]

    @property
    def backward_reads_x(self) -> bool:
        """Where the slope follows from x."""
        return self.activation.needs_input

    @property
    def backward_reads_y(self) -> bool:
        """Where the slope follows from y."""
        return self.activation.needs_output

    @property
    def writes_over_x(self) -> bool:
        """Where the slope follows from y."""
        return not self.activation.needs_input

    @property
    def writes_over_dy(self) -> bool:
        """Number by number, or row by row."""
        return True

    def bind(self, cell: Cell) -> Step:
        """y = f(x), dx = dy f'(x)."""
        x, y, dy, dx = cell.x[0], cell.y, cell.dy, cell.dx[0]
        if self._along_last(x.shape[1:]):
            return self.activation.bind(x, y, dy, dx, cell.workspace)
        place = places((self.axis,), x.shape[1:])[0] + 1
        turned = cell.buffer(*np.moveaxis(x, place, -1).shape)
        slope = None if dy is None or dx is None else cell.scratch(*turned.shape)
        step = self.activation.bind(turned, turned, slope, slope, cell.workspace)
        forward: tuple[Call, ...] = (
            call(np.copyto, turned, np.moveaxis(x, place, -1)),
            *step.forward,
            call(np.copyto, np.moveaxis(y, place, -1), turned),
        )
        if slope is None or dy is None or dx is None:
            return Step(forward)
        backward: tuple[Call, ...] = (
            call(np.copyto, slope, np.moveaxis(dy, place, -1)),
            *step.backward,
            call(np.copyto, np.moveaxis(dx, place, -1), slope),
        )
        return Step(forward, backward)

    def _along_last(self, shape: Shape) -> bool:
        return self.activation.elementwise or places((self.axis,), shape)[0] == len(shape) - 1

    def finishes(self, *inputs: Shape) -> bool:
        """Number by number, or along the last axis of more than one."""
        return self.activation.elementwise or (len(inputs[0]) > 1 and self._along_last(inputs[0]))

    def finish(self, cell: Cell) -> Finish:
        """y = f(x) for a part."""

        def part(index: Index, scratch: Scratch) -> tuple[Call, ...]:
            x = cell.x[0][index]
            y = x if cell.x[0] is cell.y else cell.y[index]
            return self.activation.bind(x, y, scratch=scratch).forward

        return Finish((), part)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """One that works from its output, one that works from its input, and some along an axis."""
        return (
            Sample(cls(), ((4,),)),
            Sample(cls(activation=ACTIVATIONS["gelu"]()), ((2, 3),)),
            Sample(cls(activation=ACTIVATIONS["softmax"]()), ((2, 3),)),
            Sample(cls(activation=ACTIVATIONS["softmax"](), axis=1), ((2, 3),)),
            Sample(cls(activation=ACTIVATIONS["log_softmax"](), axis=-2), ((2, 3, 2),)),
        )
