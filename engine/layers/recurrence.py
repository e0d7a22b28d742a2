"""What the recurrent layers share: their settings, their shapes, and how their work is cut into directions.

Nothing here is a layer of its own: a kind is a Recurrence and a WeightedLayer, and states the maths of one step in an
Unrolled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation
from engine.declare import Declared, pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import Array, Cell, Fix, Sample, Shape, ShapeError, Step, Weight
from engine.layers.directions import BACKWARD, bind
from engine.layers.gates import Packed, Squash, Weights
from engine.layers.reshape import Reshape
from engine.layers.unrolled import Flow, Unrolled


@dataclass(frozen=True)
class Recurrence(Declared):
    """The settings and the shapes of a recurrent layer.

    `gates` counts the sums of a step, each with a kernel and a recurrent kernel of its own; `functions` are their
    activations.
    """

    family: ClassVar[str] = "recurrent"
    gates: ClassVar[int] = 1
    backward_reads_x: ClassVar[bool] = False
    backward_reads_y: ClassVar[bool] = False

    units: int = setting(32, "How many numbers it remembers.", low=1, high=100_000, log=True)
    activation: Activation = pick(
        ACTIVATIONS, "tanh", "What is done with the sum that becomes the new memory."
    )
    bias: bool = setting(True, "Each sum has a number of its own added.")
    return_sequences: bool = setting(
        False,
        "Gives its output at every step, as another recurrent layer reads it; off, at the last step alone.",
    )
    go_backwards: bool = setting(
        False, "Reads the last step first. Its output is in the order in which it reads.", advanced=True
    )
    bidirectional: str = setting(
        "off",
        "Reads forwards and, with weights of their own, backwards, as Keras' Bidirectional wrapper does; says how "
        "the two outputs become one.",
        choices=("off", "concat", "sum", "multiply", "average"),
    )
    dropout: float = setting(
        0.0,
        "The share of the inputs that are silenced while training, the same at all steps of a row.",
        low=0,
        high=0.99,
    )
    recurrent_dropout: float = setting(
        0.0,
        "The share of the memory that is silenced, where the next step reads it, while training; the same at all steps "
        "of a row.",
        low=0,
        high=0.99,
        advanced=True,
    )
    zero_output_for_mask: bool = setting(
        False,
        "Gives zeros at steps of padding instead of its last output; with both directions it always does.",
        label="zeros at padding",
        advanced=True,
    )
    kernel_initializer: Initializer = pick(
        INITIALIZERS, "glorot_uniform", "How the weights of the inputs get their first values.", advanced=True
    )
    recurrent_initializer: Initializer = pick(
        INITIALIZERS, "orthogonal", "How the weights of the memory get their first values.", advanced=True
    )
    bias_initializer: Initializer = pick(
        INITIALIZERS, "zeros", "How the biases get their first values.", advanced=True
    )
    l1: float = setting(
        0.0, "Penalty on the absolute values of the inputs' weights.", low=0, high=10, advanced=True
    )
    l2: float = setting(0.0, "Penalty on the squares of the inputs' weights.", low=0, high=10, advanced=True)
    recurrent_l1: float = setting(
        0.0, "Penalty on the absolute values of the memory's weights.", low=0, high=10, advanced=True
    )
    recurrent_l2: float = setting(
        0.0, "Penalty on the squares of the memory's weights.", low=0, high=10, advanced=True
    )

    @property
    def passes_mask(self) -> bool:
        """Where there is an output for every step, in the same order."""
        return self.return_sequences and not self.go_backwards

    @property
    def makes_mask(self) -> bool:
        """Where there is an output for every step, in the other order."""
        return self.return_sequences and self.go_backwards

    def shape(self, *inputs: Shape) -> Shape:
        """(steps, features) -> (units,), or (steps, units); twice the units where two directions are joined."""
        self._check(inputs[0])
        units = self.units * (2 if self.bidirectional == "concat" else 1)
        return (inputs[0][0], units) if self.return_sequences else (units,)

    def _check(self, shape: Shape) -> None:
        label = self.label()
        if not shape:
            raise ShapeError(f"{label} reads a sequence, (steps, features), but this is a single number.")
        if len(shape) != 2:
            mended = (*shape, 1) if len(shape) == 1 else (shape[0], -1)
            raise ShapeError(
                f"{label} reads a sequence, (steps, features), but gets the shape {shape}. Put a Reshape to {mended} "
                "before it.",
                Fix(f"Insert Reshape to {mended}", insert=Reshape(target_shape=mended)),
            )
        if 0 in shape:
            raise ShapeError(f"{label} reads a sequence, (steps, features), but {shape} is empty.")
        if self.go_backwards and self.bidirectional != "off":
            raise ShapeError(
                f"{label} is to read in both directions, and backwards, which is one of them. Switch one of the two "
                "off.",
                Fix("Switch go backwards off", settings={"go_backwards": False}),
            )

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """kernel (features, gates units), recurrent_kernel (units, gates units), bias; twice for two directions."""
        one, columns = inputs[0][-1:], self.gates * self.units
        weights = [
            Weight("kernel", (*one, columns), self.kernel_initializer, l1=self.l1, l2=self.l2),
            Weight(
                "recurrent_kernel",
                (self.units, columns),
                self.recurrent_initializer,
                l1=self.recurrent_l1,
                l2=self.recurrent_l2,
            ),
        ]
        if self.bias:
            weights.append(self._bias())
        if self.bidirectional != "off":
            weights += [replace(each, name=BACKWARD + each.name) for each in weights]
        return tuple(weights)

    def _bias(self) -> Weight:
        return Weight("bias", (self.gates * self.units,), self.bias_initializer)

    def multiply_adds(self, *inputs: Shape) -> int:
        """One per number of a kernel, step and direction."""
        steps, features = inputs[0]
        directions = 1 if self.bidirectional == "off" else 2
        return directions * steps * (features + self.units) * self.gates * self.units

    @property
    def functions(self) -> tuple[Activation, ...]:
        """The activation of each gate."""
        return (self.activation,)

    def pack(self, weights: Weights, gradients: Weights, scale: Array | None, cell: Cell) -> Packed:
        """The weights of one direction, laid out for its steps."""
        return Packed(weights, gradients, scale, range(self.gates), cell)

    def unroll(self, packed: Packed, squash: Squash, flow: Flow, cell: Cell) -> Unrolled:
        """The steps of one direction over some rows: where a kind states its maths."""
        raise TypeError(f"{self.label()} has no steps for {(packed, squash, flow, cell)}.")

    def bind(self, cell: Cell) -> Step:
        """Every step of every direction, forward in time and back through it."""
        return bind(self, cell)


def recurrence_samples(kind: type[Any]) -> tuple[Sample, ...]:
    """What the contract tests try of every recurrent kind."""
    return (
        Sample(kind(units=3), ((4, 2),)),
        Sample(kind(units=2, return_sequences=True, l1=0.01, l2=0.02), ((3, 1),)),
        Sample(kind(units=2, go_backwards=True, return_sequences=True, bias=False), ((3, 2),)),
        Sample(
            kind(units=2, dropout=0.4, recurrent_dropout=0.3, recurrent_l1=0.1, recurrent_l2=0.2), ((3, 3),)
        ),
        Sample(kind(units=2, bidirectional="concat", return_sequences=True, dropout=0.4), ((3, 2),)),
        Sample(kind(units=2, bidirectional="sum"), ((3, 2),)),
        Sample(kind(units=2, bidirectional="multiply", return_sequences=True, bias=False), ((3, 2),)),
        Sample(kind(units=2, bidirectional="average", recurrent_dropout=0.3), ((2, 2),)),
    )
