"""What all recurrent layers share: settings, weights and shapes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation
from engine.constraints import CONSTRAINTS
from engine.constraints.base import Constraint
from engine.declare import pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import (
    Array,
    Cell,
    Fix,
    Port,
    Sample,
    Scratch,
    Shape,
    ShapeError,
    Step,
    Weight,
    WeightedLayer,
)
from engine.layers.families.directions import BACKWARD, bind
from engine.layers.families.grid import sequence
from engine.layers.families.packed import Packed, Weights
from engine.layers.families.restraint import Restrained
from engine.layers.families.squashing import SigmoidOfTwice, Squash, squash
from engine.layers.families.unrolled import Flow, Unrolled


@dataclass(frozen=True)
class Recurrence(WeightedLayer, Restrained):
    """The base of every recurrent layer.

    A step has a sum for each gate, and one for the candidate: what the state may become. `order` says where in Keras'
    weights each has its kernel; the candidate is the last. `memories` counts what it hands from step to step: its
    output, and in an LSTM the memory behind the gates.
    """

    family = "recurrent"
    order: ClassVar[tuple[int, ...]] = (0,)
    memories: ClassVar[int] = 1
    inputs = (Port("x"), Port("state", optional=True))
    backward_reads_x = backward_reads_y = False

    units: int = setting(32, "How many numbers it remembers.", low=1, high=100_000, log=True)
    activation: Activation = pick(
        ACTIVATIONS, "tanh", "What is done with the sum that becomes the new memory."
    )
    bias: bool = setting(True, "Each sum has a number of its own added.")
    return_sequences: bool = setting(
        False,
        "Gives its output at every step, as another recurrent layer reads it; off, at the last step alone.",
    )
    return_state: bool = setting(
        False,
        "Gives all that it remembers after the last step, as another layer's state reads it: an LSTM's output and "
        "memory side by side, and of two directions one after the other.",
        advanced=True,
    )
    go_backwards: bool = setting(
        False,
        "Reads the last step first. Its output is in the order in which it reads; a mask is handed on as it is.",
        advanced=True,
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
        0.0,
        "Penalty on the absolute values of the memory's weights.",
        label="recurrent L1",
        low=0,
        high=10,
        advanced=True,
    )
    recurrent_l2: float = setting(
        0.0,
        "Penalty on the squares of the memory's weights.",
        label="recurrent L2",
        low=0,
        high=10,
        advanced=True,
    )
    recurrent_constraint: Constraint = pick(
        CONSTRAINTS, "none", "What the memory's weights are kept to after every step.", advanced=True
    )

    @property
    def passes_mask(self) -> bool:
        """Where there is an output for every step. Keras hands the mask on as it is even if the steps are turned."""
        return self.return_sequences

    @property
    def writes_over_x(self) -> bool:
        """One direction has read a row before it writes it."""
        return self.bidirectional == "off"

    @property
    def writes_over_dy(self) -> bool:
        """Likewise."""
        return self.bidirectional == "off"

    def shape(self, *inputs: Shape) -> Shape:
        """(steps, features) -> (units,), or (steps, units); twice the units where two directions are joined."""
        self._check(inputs[0])
        for given in inputs[1:]:
            self._check_state(given)
        if self.return_state:
            return (self.state_size,)
        units = self.units * (2 if self.bidirectional == "concat" else 1)
        return (inputs[0][0], units) if self.return_sequences else (units,)

    @property
    def state_size(self) -> int:
        """How many numbers a state has."""
        return self.memories * self.units * (1 if self.bidirectional == "off" else 2)

    def _check_state(self, shape: Shape) -> None:
        if shape != (self.state_size,):
            raise ShapeError(
                f"Its state has {self.state_size} numbers, {self.units} for each of {self.state_size // self.units}, "
                f"but gets the shape {shape}. Wire it to a layer of its kind and size that returns its state, or to "
                f"a Dense of {self.state_size} units.",
                Fix(f"Set the Dense to {self.state_size} units", units=self.state_size, wire=1)
                if len(shape) == 1
                else None,
            )

    def _check(self, shape: Shape) -> None:
        if 0 in sequence(shape):
            raise ShapeError(f"It reads sequences (steps, channels), but {shape} is empty.")
        if self.go_backwards and self.bidirectional != "off":
            raise ShapeError(
                "It is to read in both directions, and backwards, which is one of them. Switch one of the two off.",
                Fix("Switch go backwards off", settings={"go_backwards": False}),
            )
        if self.return_state and self.return_sequences:
            raise ShapeError(
                "It is to return its state, and its output at every step, but has one output. Switch one of them off; "
                "a second layer that shares its weights can give the other.",
                Fix("Switch return sequences off", settings={"return_sequences": False}),
            )

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """kernel (features, gates units), recurrent_kernel (units, gates units), bias; twice for two directions."""
        one, columns = inputs[0][-1:], len(self.order) * self.units
        weights = [
            Weight(
                "kernel",
                (*one, columns),
                self.kernel_initializer,
                l1=self.l1,
                l2=self.l2,
                constraint=self.kernel_constraint,
            ),
            Weight(
                "recurrent_kernel",
                (self.units, columns),
                self.recurrent_initializer,
                l1=self.recurrent_l1,
                l2=self.recurrent_l2,
                constraint=self.recurrent_constraint,
            ),
        ]
        if self.bias:
            weights.append(self._bias())
        if self.bidirectional != "off":
            weights += [replace(each, name=BACKWARD + each.name) for each in weights]
        return tuple(weights)

    def _bias(self) -> Weight:
        return self.bias_of((len(self.order) * self.units,), self.bias_initializer)

    def multiply_adds(self, *inputs: Shape) -> int:
        """One per number of a kernel, step and direction."""
        steps, features = inputs[0]
        directions = 1 if self.bidirectional == "off" else 2
        return directions * steps * (features + self.units) * len(self.order) * self.units

    @property
    def halved(self) -> bool:
        """Whether the gates are computed from half their sums."""
        return False

    def pack(self, weights: Weights, gradients: Weights, cell: Cell) -> Packed:
        """The weights of one direction, laid out for its steps."""
        return Packed(weights, gradients, self.order, self.halved, cell)

    def unroll(self, packed: Packed, flow: Flow, cell: Cell) -> Unrolled:
        """The steps of one direction over some rows: where a kind states its maths."""
        raise TypeError(f"{self.label()} has no steps for {(packed, flow, cell)}.")

    def bind(self, cell: Cell) -> Step:
        """Every step of every direction, forward in time and back through it."""
        return bind(self, cell)


@dataclass(frozen=True)
class Gated(Recurrence):
    """A recurrent layer with gates."""

    recurrent_activation: Activation = pick(
        ACTIVATIONS, "sigmoid", "What opens and closes the gates.", advanced=True
    )

    @property
    def halved(self) -> bool:
        """Sigmoids are."""
        return self.recurrent_activation.kind() == "sigmoid"

    def squash_gates(
        self, sums: Array, values: Array, slopes: Array, workspace: Scratch, d: Iterable[Array]
    ) -> Squash:
        """The gates' activation at every step, as engine.layers.families.squashing.squash has it."""
        if self.halved:
            return SigmoidOfTwice(self.recurrent_activation, sums, values, slopes, workspace)
        return squash(self.recurrent_activation, sums, values, slopes, workspace, d)


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
        Sample(kind(units=2, recurrent_dropout=0.3, return_state=True), ((3, 2), (2 * kind.memories,))),
        Sample(kind(units=2, return_sequences=True), ((3, 1), (2 * kind.memories,))),
        Sample(kind(units=1, bidirectional="sum", return_state=True), ((2, 2), (2 * kind.memories,))),
    )
