"""What all layers share that pool the cells of a window: settings, their checks, and the shape rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine.convolution.window import Axis, sliding
from engine.declare import AUTO, SettingError, setting
from engine.layers.base import Cell, Fix, Layer, Shape, ShapeError, Step
from engine.layers.families.grid import picture, sequence
from engine.layers.families.lines import Line, pool


@dataclass(frozen=True)
class Pooling(Layer):
    """The base of the layers that pool sequences (`rank` 1) or pictures (`rank` 2) window by window."""

    family = "pooling"
    backward_reads_x = backward_reads_y = False
    rank: ClassVar[int] = 2
    picks: ClassVar[bool] = False
    """Whether each number is one of its window, the greatest."""

    pool_size: tuple[int, ...] = setting(
        (2, 2), "How large a window is: height, width, or one number for both.", low=1, high=10_000
    )
    strides: tuple[int, ...] | Literal["auto"] = setting(
        AUTO,
        "How far it is from one window to the next: down, across, or one number for both.",
        low=1,
        high=10_000,
        auto="the window's size",
    )
    padding: str = setting(
        "valid",
        "At the edges: only windows that fit (valid), or also those that reach over (same).",
        choices=("valid", "same"),
    )

    def __post_init__(self) -> None:
        """Check that there is a number for each axis, or one for all."""
        super().__post_init__()
        for name, given in (("pool size", self.pool_size), ("strides", self._strides)):
            if len(given) not in (1, self.rank):
                wanted = "one number" if self.rank == 1 else "two numbers (height, width), or one for both"
                raise SettingError(f"{self.label()}: {name} is {given}, but must be {wanted}.")

    @property
    def _strides(self) -> tuple[int, ...]:
        return self.pool_size if isinstance(self.strides, str) else self.strides

    def shape(self, *inputs: Shape) -> Shape:
        """(places, ..., channels): as many places along each axis as there are windows."""
        shape = picture(inputs[0]) if self.rank == 2 else sequence(inputs[0])
        places = tuple(axis.places for axis in self.axes(shape))
        if min(places) < 1:
            raise ShapeError(
                f"Its window {self.pool_size} does not fit into the shape {shape}. Set the padding to same, or make "
                "the window smaller.",
                Fix("Set the padding to same", settings={"padding": "same"}),
            )
        return (*places, shape[-1])

    def axes(self, shape: Shape) -> tuple[Axis, ...]:
        """The windows along each axis of a row's shape but the last."""
        sizes = self.pool_size * (self.rank // len(self.pool_size))
        strides = self._strides * (self.rank // len(self._strides))
        return tuple(
            sliding(length, size, stride, 1, self.padding)
            for length, size, stride in zip(shape, sizes, strides, strict=False)
        )

    def pool(self, cell: Cell, along: Callable[[Line], Step]) -> Step:
        """The operations that pool along each axis in this way."""
        return pool(cell, self.axes(cell.x[0].shape[1:]), along)
