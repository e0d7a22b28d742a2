"""What all layers share that pool the cells of a window: settings, their checks, and the shape rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine.declare import AUTO, SettingError, setting
from engine.layers.base import Cell, Fix, Layer, Shape, ShapeError, Step
from engine.layers.families.lines import Line, pool
from engine.layers.families.maps import check_map
from engine.layers.families.windows import Window


@dataclass(frozen=True)
class Pooling(Layer):
    """The base of the layers that pool sequences (`rank` 1) or pictures (`rank` 2) window by window."""

    family = "pooling"
    backward_reads_x = backward_reads_y = False
    rank: ClassVar[int] = 2

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
    def windows(self) -> tuple[Window, ...]:
        """The windows along each axis of places."""
        sizes = self.pool_size * (self.rank // len(self.pool_size))
        strides = self._strides * (self.rank // len(self._strides))
        same = self.padding == "same"
        return tuple(Window(size, stride, same) for size, stride in zip(sizes, strides, strict=True))

    @property
    def _strides(self) -> tuple[int, ...]:
        return self.pool_size if isinstance(self.strides, str) else self.strides

    def shape(self, *inputs: Shape) -> Shape:
        """(places, ..., channels): as many places along each axis as there are windows."""
        check_map(self.label(), inputs[0], self.rank)
        lengths = inputs[0][:-1]
        places = tuple(window.places(length) for window, length in zip(self.windows, lengths, strict=True))
        if min(places) < 1:
            raise ShapeError(
                f"Its window {self.pool_size} does not fit into the shape {inputs[0]}. Set the padding to same, or "
                "make the window smaller.",
                Fix("Set the padding to same", settings={"padding": "same"}),
            )
        return (*places, inputs[0][-1])

    def pool(self, cell: Cell, along: Callable[[Line], Step]) -> Step:
        """The operations that pool along each axis in this way."""
        return pool(cell, self.windows, along)
