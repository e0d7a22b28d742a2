"""What all convolutions share: settings, their checks, and bias and activation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation
from engine.convolution.algorithm import Algorithm, Slopes
from engine.convolution.blocks import Block
from engine.convolution.choice import choose
from engine.convolution.window import Axis, Window, sliding
from engine.declare import AUTO, SettingError, pick, setting
from engine.layers.base import (
    Array,
    Call,
    Cell,
    Fix,
    Hints,
    Layer,
    Scratch,
    Shape,
    ShapeError,
    Step,
    Weight,
    WeightedLayer,
)
from engine.layers.families.follower import bound
from engine.layers.families.grid import picture, sequence
from engine.layers.families.kernel import KernelSettings
from engine.layers.families.pooling import Pooling
from engine.layers.families.restraint import Restrained

PLACES = ("kernel_size", "strides", "dilation", "output_padding")
"""The settings that have a number for every axis; one number alone stands for all."""


@dataclass(frozen=True)
class Filters(WeightedLayer):
    """A convolution whose number of output channels is chosen; a base of its own so that this setting comes first."""

    filters: int = setting(
        32, "How many features it looks for: its output's channels.", low=1, high=100_000, log=True
    )


@dataclass(frozen=True)
class Convolution(WeightedLayer, Restrained, KernelSettings):
    """The base of the layers that slide a kernel over a sequence (`rank` 1) or a picture (`rank` 2).

    A sequence is handled as a picture of width 1, whose rows can be cut: arrays are (batch, height, width, channels)
    throughout.
    """

    family = "convolution"
    takes_finish = True
    leads: ClassVar[bool] = True
    """Whether what follows can be bound to some of its rows (engine.following)."""
    rank: ClassVar[int] = 2

    kernel_size: tuple[int, ...] = setting(
        (3, 3), "How much of the picture it sees at once: height, width.", low=1, high=10_000
    )
    strides: tuple[int, ...] = setting(
        (1, 1), "How far it moves from place to place: down, across.", low=1, high=10_000
    )
    padding: str = setting(
        "valid",
        "At the edges: only where it fits (valid), or with zeros around so that at stride 1 the size stays (same).",
        choices=("valid", "same"),
    )
    dilation: tuple[int, ...] = setting(
        (1, 1),
        "The distance between the points that it sees; above 1 it sees further with the same weights.",
        low=1,
        high=10_000,
        advanced=True,
    )
    activation: Activation = pick(ACTIVATIONS, "linear", "What is done with each sum.")
    bias: bool = setting(True, "Each filter adds a number of its own to its sums.")

    def __post_init__(self) -> None:
        """Let one number stand for every axis, and check that there is one for each."""
        super().__post_init__()
        for name in PLACES:
            value: Any = getattr(self, name, AUTO)
            if value != AUTO and len(value) == 1:
                object.__setattr__(self, name, value * self.rank)
            elif value != AUTO and len(value) != self.rank:
                raise SettingError(
                    f"{self.label()}: {name.replace('_', ' ')} is {value}, but must be {self.rank} whole "
                    f"number{'s' * (self.rank > 1)}."
                )

    def resolve(self, hints: Hints) -> Self:  # noqa: ARG002
        """With the initialiser that suits the activation."""
        return self.suited(self.activation, "kernel_initializer")

    def shape(self, *inputs: Shape) -> Shape:
        """(places..., filters)."""
        window = self.window(inputs[0])
        return self.flat((window.height.places, window.width.places, window.filters))

    def multiply_adds(self, *inputs: Shape) -> int:
        """One per place, tap, channel and filter of its group."""
        return self.window(inputs[0]).products

    @property
    def backward_reads_y(self) -> bool:
        """Where the activation's slope follows from y."""
        return self.activation.needs_output

    def postpones(self, follower: Layer) -> bool:
        """Whether its activation is done after the greatest numbers have been picked, of which there are fewer."""
        return isinstance(follower, Pooling) and follower.picks and self.activation.keeps_order

    def bind(self, cell: Cell) -> Step:
        """z = x * kernel + b, y = f(z); and the gradients of both steps."""
        x, y, dx, dy = self.pictures(cell)
        window = self.window(cell.x[0].shape[1:])
        algorithm = self.algorithm(window, cell)(
            window, x, cell.workspace, training=dy is not None, outline=cell.outline
        )
        kernel = self.square(cell.weights["kernel"])
        end = Ending(self, cell, y, dy)
        forward = algorithm.apply(kernel, cell.weights.get("bias"), end.z, end.finish)
        if dy is None:
            return Step(forward)
        gradients = cell.gradients
        slope = self.square(gradients["kernel"]) if "kernel" in gradients else None
        wanted = Slopes(slope, gradients.get("bias"), dx)
        return Step(forward, algorithm.slopes(kernel, dy, wanted, end.start))

    # --- for subclasses --------------------------------------------------------------------------------------

    def window(self, shape: Shape) -> Window:
        """How the kernel slides over rows of this shape. Raises ShapeError."""
        raise TypeError(f"{self.label()} does not say how it reads {shape}.")

    def read(self, shape: Shape) -> tuple[int, int, int]:
        """The shape as height, width and channels. Raises ShapeError where it is no sequence, or no picture."""
        if self.rank == 2:
            return picture(shape)
        steps, channels = sequence(shape)
        return steps, 1, channels

    def slid(self, shape: Shape) -> tuple[Axis, Axis]:
        """How the kernel slides along height and width. Raises ShapeError where it does not fit."""
        *lengths, _ = self.read(shape)
        axes = [
            sliding(length, kernel, stride, dilation, self.padding)
            for length, kernel, stride, dilation in zip(
                lengths[: self.rank], self.kernel_size, self.strides, self.dilation, strict=True
            )
        ]
        if not all(axis.places for axis in axes):
            seen, there = tuple(axis.span for axis in axes), tuple(axis.length for axis in axes)
            raise ShapeError(
                f"Its kernel reaches over {_measure(seen)}, but its input is only {_measure(there)}. Set padding to "
                "same, or make the kernel smaller.",
                Fix("Set padding to same", settings={"padding": "same"}),
            )
        return (axes[0], ONE) if self.rank == 1 else (axes[0], axes[1])

    def kernel(self, channels: int, filters: int, name: str = "kernel") -> Weight:
        """The kernel's declaration, for this many channels and filters of it."""
        return Weight(
            name,
            (*self.kernel_size, channels, filters),
            self.initializer(),
            l1=self.l1,
            l2=self.l2,
            constraint=self.kernel_constraint,
        )

    def biases(self, filters: int) -> tuple[Weight, ...]:
        """The bias' declaration, where there is one."""
        return (self.bias_of((filters,), self.bias_initializer),) if self.bias else ()

    def algorithm(self, window: Window, cell: Cell) -> type[Algorithm]:
        """How it is computed."""
        return choose(window, cell.batch, cell.y.dtype, training=cell.dy is not None)

    def pictures(self, cell: Cell) -> tuple[Array, Array, Array | None, Array | None]:
        """x, y, dx and dy as pictures."""

        def seen(array: Array | None) -> Any:
            return array if array is None or self.rank == 2 else array[:, :, None]

        return seen(cell.x[0]), seen(cell.y), seen(cell.dx[0]), seen(cell.dy)

    def square(self, kernel: Array) -> Array:
        """A kernel as one of pictures."""
        return kernel if self.rank == 2 else kernel[:, None]

    def flat(self, shape: tuple[int, int, int]) -> Shape:
        return shape if self.rank == 2 else (shape[0], shape[2])


ONE = Axis(1, 1, 1)
"""The width of a sequence."""


def _measure(lengths: Shape) -> str:
    return " by ".join(map(str, lengths)) if len(lengths) > 1 else f"{lengths[0]} steps"


class Ending:
    """What follows a convolution: y = f(z), block by block, and dL/dz in place of dL/dy before its gradients.

    After y comes the finish that the plan gives it. A layer that follows reads whole pictures; the activation may be
    postponed until it has made them smaller.

    `z` is where the sums go: y itself, unless the activation needs them afterwards.
    """

    def __init__(self, layer: Convolution, cell: Cell, y: Array, dy: Array | None) -> None:
        self.activation, self.cell, self.y, self.dy = layer.activation, cell, y, dy
        self.z = cell.buffer(*y.shape) if self.activation.needs_input else y
        self._postponed = cell.follower is not None and layer.postpones(cell.follower[0])
        self._slopes: dict[tuple[int, int], tuple[Call, ...]] = {}

    def finish(self, block: Block, scratch: Scratch) -> tuple[Call, ...]:
        """The activation of a block, and what comes after it."""
        here = block.pictures.start, block.rows.start
        step = Step() if self._postponed else self._activate(block, scratch)
        self._slopes[here] = step.backward
        if self.cell.follower is not None and block.rows.stop == self.y.shape[1]:
            after = self._follow(*self.cell.follower, block.pictures, scratch)
            first = block.pictures.start, 0
            self._slopes[first] = (*after.backward, *self._slopes[first])
            return (*step.forward, *after.forward)
        if self.cell.finish is None:
            return step.forward
        return (*step.forward, *self.cell.finish(tuple(block), scratch))

    def start(self, block: Block, scratch: Scratch) -> tuple[Call, ...]:  # noqa: ARG002
        """The slope of the activation in a block that has been finished, after that of what follows its pictures."""
        return self._slopes[block.pictures.start, block.rows.start]

    def _activate(self, block: Block, scratch: Scratch) -> Step:
        z = y = self.z[block]
        if self.z is not self.y:
            y = self.y[block]
        dy = None if self.dy is None else self.dy[block]
        return self.activation.bind(z, y, dy, dy, scratch)

    def _follow(self, layer: Layer, cell: Cell, pictures: slice, scratch: Scratch) -> Step:
        """What follows on pictures that are complete."""
        step, y, dy = bound(layer, cell, pictures, scratch)
        if not self._postponed:
            return step
        end = self.activation.bind(y, y, dy, dy, scratch)
        return Step((*step.forward, *end.forward), (*end.backward, *step.backward))
