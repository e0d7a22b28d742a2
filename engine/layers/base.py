"""What every layer is: settings, a shape rule, weights it asks for, and its maths bound to given buffers.

A layer holds settings, never weights: those live in engine.network and are handed to `bind` in a Cell.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from engine.constraints.base import Constraint
from engine.declare import Declared, setting
from engine.errors import ExplainedError
from engine.initializers.base import Initializer
from engine.outline import Outline

Array = NDArray[Any]
Shape = tuple[int, ...]
"""The shape of one row: the batch axis is left out."""

call = partial
"""One operation of a compiled step: a function and the buffers it works on, run without arguments."""

Call = Callable[[], Any]

Scratch = Callable[[Shape, Any], Array]
"""Makes an array of a shape and a dtype for passing use, as np.empty does."""


def number(value: float, like: Array) -> Array:
    """A constant for operations on `like`: in its dtype and of no axes, which is what numpy reads fastest."""
    return np.array(value, like.dtype)


@dataclasses.dataclass(frozen=True)
class Port:
    """Where a wire ends. `many` ports take any number of wires, in order. `optional` ports stand last and may be left
    without a wire, from the last one on: a layer is given the inputs that are wired, and their number tells which.
    """

    name: str
    many: bool = False
    optional: bool = False


@dataclasses.dataclass(frozen=True)
class Fix:
    """A remedy for a problem that a person can accept with one click.

    `insert` is a layer to put into a wire before the node, or with `ahead` before the Dense layers that lead up to it;
    `settings` are new values of the node's own layer; `units` is a number of units for the nearest Dense before it.
    `wire` counts the wires into the node, from 0: the one that `insert` or `units` is about.
    """

    title: str
    insert: Layer | None = None
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    units: int | str | None = None
    wire: int = 0
    ahead: bool = False


class ShapeError(ExplainedError):
    """A layer cannot work with the shapes it is given; says why, and how to mend it."""

    def __init__(self, sentence: str, fix: Fix | None = None) -> None:
        super().__init__(sentence)
        self.fix = fix


class RowsError(ExplainedError):
    """Rows hold numbers that a layer cannot read."""


@dataclasses.dataclass(frozen=True)
class Weight:
    """An array that a layer asks for: learned by gradient descent, or kept as running statistics.

    `shape` counts numbers of one array; `l1` and `l2` are the factors of the penalties added to the loss:
    l1 * sum|w| + l2 * sum(w^2), as in Keras. `reads` says how many of its rows each row of a batch reads at most, where
    these are few (0: all of them). `constraint` is what it is kept to after every step.
    """

    name: str
    shape: Shape
    initializer: Initializer
    trainable: bool = True
    l1: float = 0.0
    l2: float = 0.0
    reads: int = 0
    constraint: Constraint | None = None

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)

    @property
    def penalised(self) -> bool:
        """Whether the loss grows with it."""
        return bool(self.l1 or self.l2)

    @property
    def constrained(self) -> bool:
        """Whether anything is done to it after a step."""
        return self.constraint is not None and not self.constraint.free


@dataclasses.dataclass(frozen=True)
class Feed:
    """What the data gives to an Input: its numbers' names, the shape of one row, and how many different values these
    have if they are whole numbers from 0 on, else 0.
    """

    names: tuple[str, ...]
    shape: Shape
    values: int = 0


@dataclasses.dataclass(frozen=True)
class Target:
    """What the data wants from an Output.

    `task` is one of engine.data.task's words (regression, binary, multiclass, count); `size` the numbers per row;
    `names` the classes, or the target columns.
    """

    task: str
    size: int
    names: tuple[str, ...] = ()
    column: str = ""


@dataclasses.dataclass(frozen=True)
class Hints:
    """What a layer may look at to settle its "auto" settings; None where the data has not been loaded.

    `feed` is set for an Input and for a layer that reads it alone, `target` for an Output and for every layer that
    leads to one. `missing` says why there is neither though a table has been loaded.
    """

    feed: Feed | None = None
    target: Target | None = None
    missing: str = ""


class Step(NamedTuple):
    """A layer's share of a compiled step: the operations of the forward and of the backward pass, in order."""

    forward: tuple[Call, ...] = ()
    backward: tuple[Call, ...] = ()


Index = tuple[slice, ...]
"""Some rows of an array, and some of what lies along its second axis: contiguous in memory."""


class Finish(NamedTuple):
    """A layer's forward pass in parts: operations `before` all of them, and what there is to do for each `part`."""

    before: tuple[Call, ...]
    part: Callable[[Index, Scratch], Iterable[Call]]


class Rows(NamedTuple):
    """Some rows of a weight, for a layer that needs few of them.

    The layer writes their numbers to `numbers` and runs `fetch`; then `values` holds those rows. Its backward pass adds
    to the weight's gradient, which is 0 by then.
    """

    numbers: Array
    values: Array
    fetch: Call


@dataclasses.dataclass
class Cell:
    """The buffers that one layer works on for one batch size. All arrays have the batch as their first axis.

    forward reads `x` and writes `y`. backward reads `dy` (which it may overwrite), writes every `dx` that is not
    None, and writes (not adds) every gradient that is there: weights that are frozen have none. `dy` is None where
    no backward pass is wanted.

    `masks` has an entry for each of `x`: which steps of a sequence are real, (batch, steps) of bool, or None where all
    are. A layer with `makes_mask` or `joins_masks` writes its own into `made_mask`, if that is there, in its forward
    pass.

    `rows` has an entry for each weight that is to be read by the row: a function that is told how many are read.

    `finish` is what a layer that takes one does for every part of `y` as soon as it is written. `follower` is the
    layer after it with its own cell, to be bound to rows that are complete (engine.following).

    Where an `outline` is given, the operations will not be run: a layer with very many need bind only those of it.
    """

    x: tuple[Array, ...]
    y: Array
    dy: Array | None
    dx: tuple[Array | None, ...]
    weights: Mapping[str, Array]
    gradients: Mapping[str, Array]
    training: bool
    rng: np.random.Generator
    masks: tuple[Array | None, ...] = ()
    made_mask: Array | None = None
    workspace: Scratch = np.empty
    rows: Mapping[str, Callable[[int], Rows]] = dataclasses.field(default_factory=dict)
    finish: Callable[[Index, Scratch], Iterable[Call]] | None = None
    follower: tuple[Layer, Cell] | None = None
    outline: Outline | None = None

    @property
    def mask(self) -> Array | None:
        """The mask of the first input."""
        return self.masks[0] if self.masks else None

    @property
    def batch(self) -> int:
        """Rows in this batch."""
        return int(self.y.shape[0])

    def buffer(self, *shape: int, dtype: Any = None) -> Array:
        """A zeroed array of the layer's own, laid out once; the dtype of `y` unless told."""
        return np.zeros(shape, dtype or self.y.dtype)

    def scratch(self, *shape: int, dtype: Any = None) -> Array:
        """An array for passing use: what it holds is lost once another layer's operations, or the other pass, run.

        Several of one layer do not overlap. It begins with any numbers. `workspace` makes them too.
        """
        return self.workspace(shape, dtype or self.y.dtype)


class Sample(NamedTuple):
    """A layer with shapes that it accepts: what the contract tests try."""

    layer: Layer
    shapes: tuple[Shape, ...]


class Layer(Declared):
    """The base of every layer.

    `family` gives its colour and its group in the palette. `view` layers change only the shape: their output is
    their input's memory seen otherwise, and they bind to nothing.

    What a plan may do with memory is for a layer to say, here or in a property. `backward_reads_x` and
    `backward_reads_y`: whether the backward pass reads the input and the output as the forward pass left them; where it
    does not, their memory is used for something else meanwhile. What is kept in a `cell.buffer` is the layer's own and
    not meant. `writes_over_x`: whether `cell.y` may be `cell.x[0]` itself; `writes_over_dy`: whether `cell.dx[0]` may
    be `cell.dy`. A plan makes them the very same array where both have one shape and nobody else reads it; that is
    right where each number is read for the last time before, or in the same operation as, it is written over.

    A layer that `takes_finish` writes its output in parts, and runs `cell.finish` on each; one that `finishes` can be
    such a finish in a plan for predictions: all that it does is the same for every part of a row, and `finish` binds it
    to a cell without a backward pass.

    `rows_apart` says that no row depends on another, while training either, and that the passes are few operations on
    all rows: then halves of a batch may be computed beside each other (engine.halves).

    `passes_mask` says that the output's steps are the input's, so that the first input's mask holds for it too. A layer
    that `merges` joins its wires step by step: a step is real where any wire's is, and all are where one has no mask.
    """

    family: ClassVar[str] = "core"
    inputs: ClassVar[tuple[Port, ...]] = (Port("x"),)
    outputs: ClassVar[tuple[Port, ...]] = (Port("y"),)
    view: ClassVar[bool] = False
    merges: ClassVar[bool] = False
    takes_finish: ClassVar[bool] = False
    rows_apart: ClassVar[bool] = False

    @property
    def backward_reads_x(self) -> bool:
        """Whether the backward pass reads the input."""
        return True

    @property
    def backward_reads_y(self) -> bool:
        """Whether the backward pass reads the output."""
        return True

    @property
    def writes_over_x(self) -> bool:
        """Whether the forward pass may write its output where the first input lies."""
        return False

    @property
    def writes_over_dy(self) -> bool:
        """Whether the backward pass may write the first input's gradient where the output's lies."""
        return False

    @property
    def passes_mask(self) -> bool:
        """Whether the output's steps are the input's."""
        return False

    @property
    def makes_mask(self) -> bool:
        """Whether the forward pass tells which steps of the output are real."""
        return False

    @property
    def joins_masks(self) -> bool:
        """Whether it tells so by what it is told of its inputs; where none of them has a mask, it has none to make."""
        return False

    @property
    def activity(self) -> tuple[float, float]:
        """The factors l1 and l2 of the penalty on its output y: l1 * sum|y| + l2 * sum(y^2), the mean over the rows."""
        return 0.0, 0.0

    @property
    def unusable(self) -> str:
        """Why no network can hold this layer; empty where it can."""
        return ""

    def resolve(self, hints: Hints) -> Self:  # noqa: ARG002
        """This layer with its "auto" settings settled. Raises ShapeError where the hints do not tell."""
        return self

    def shape(self, *inputs: Shape) -> Shape:
        """The shape of one output row for these input rows. Raises ShapeError."""
        return inputs[0]

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:  # noqa: ARG002
        """The arrays that this layer needs for these input rows."""
        return ()

    def multiply_adds(self, *inputs: Shape) -> int:  # noqa: ARG002
        """Multiplications with an addition per row in the forward pass; cheaper work counts as none."""
        return 0

    def least_rows(self, *inputs: Shape) -> int:  # noqa: ARG002
        """The fewest rows of a batch that it can learn from, for these input rows."""
        return 1

    def check_rows(self, *inputs: Array) -> None:
        """Raise RowsError where it cannot read these rows of the data, which reach it unchanged."""

    def bind(self, cell: Cell) -> Step:
        """The operations of this layer on these buffers."""
        raise TypeError(f"{self.label()} only changes the shape and has nothing to bind to {cell.y.shape}.")

    def finishes(self, *inputs: Shape) -> bool:  # noqa: ARG002
        """Whether it can be done to parts of these inputs' rows, the same for each."""
        return False

    def finish(self, cell: Cell) -> Finish:
        """Its forward pass in parts."""
        raise TypeError(f"{self.label()} is not done in parts of {cell.y.shape}.")

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Settings and shapes that the contract tests try; at least one."""
        return (Sample(cls(), ((4,),)),)


@dataclasses.dataclass(frozen=True, kw_only=True)
class WeightedLayer(Layer):
    """The base of every layer with weights: whether and how fast they learn, and whose they are.

    Its settings come last in forms and files, after the layer's own.
    """

    trainable: bool = setting(
        True, "Training moves its weights. Off, they stay as they are: frozen.", advanced=True
    )
    rate_factor: float = setting(
        1.0,
        "Its learning rate as a multiple of the run's: below 1 for weights that are good already.",
        label="learning rate times",
        low=0,
        high=1000,
        advanced=True,
    )
    weights_of: str = setting(
        "",
        "The id of another layer of this kind whose weights it uses as well: both learn as one. Empty: its own.",
        label="shares weights with",
        names="layer",
        advanced=True,
    )
