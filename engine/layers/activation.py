"""An activation function as a layer of its own."""

from __future__ import annotations

from dataclasses import dataclass

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation as Function
from engine.declare import pick
from engine.layers.base import Call, Cell, Finish, Index, Layer, Sample, Scratch, Shape, Step


@dataclass(frozen=True)
class Activation(Layer):
    """Applies an activation function to what it reads: use it where a layer and its activation stand apart.

    y = f(x), number by number (softmax: along the last axis)
    """

    aliases = ("nonlinearity", "transfer function", "activation function")
    passes_mask = True

    activation: Function = pick(ACTIVATIONS, "relu", "Which function it applies.")

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
        return self.activation.bind(cell.x[0], cell.y, cell.dy, cell.dx[0], cell.workspace)

    def finishes(self, *inputs: Shape) -> bool:
        """Number by number, or along the last axis of more than one."""
        return self.activation.elementwise or len(inputs[0]) > 1

    def finish(self, cell: Cell) -> Finish:
        """y = f(x) for a part."""

        def part(index: Index, scratch: Scratch) -> tuple[Call, ...]:
            x = cell.x[0][index]
            y = x if cell.x[0] is cell.y else cell.y[index]
            return self.activation.bind(x, y, scratch=scratch).forward

        return Finish((), part)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """One that works from its output, one that works from its input, and one along an axis."""
        return (
            Sample(cls(), ((4,),)),
            Sample(cls(activation=ACTIVATIONS["gelu"]()), ((2, 3),)),
            Sample(cls(activation=ACTIVATIONS["softmax"]()), ((2, 3),)),
        )
