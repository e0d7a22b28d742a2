"""Whole numbers as zeros and ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.declare import setting
from engine.layers.base import Array, Cell, Hints, Layer, Sample, Shape, ShapeError, Step
from engine.layers.families.codes import (
    MODES,
    check_codes,
    encode,
    encoded_shape,
    settled_count,
    without_slope,
)


@dataclass(frozen=True)
class OneHot(Layer):
    """Turns whole numbers that stand for things into zeros and ones: one place for each thing.

    one_hot: y[k] = 1 where k = x, else 0, for each number of a row
    multi_hot: y[k] = 1 where k is among the numbers of a list, else 0
    count: y[k] = how often k is among the numbers of a list
    """

    title = "One-hot"
    listed = 30
    family = "data"
    aliases = (
        "CategoryEncoding",
        "OneHot",
        "dummy",
        "multi-hot",
        "bag of words",
        "indicator",
        "onehotencode",
    )
    backward_reads_x = backward_reads_y = False

    num_tokens: int | Literal["auto"] = setting(
        2,
        "How many things there are; they are told by the numbers from 0.",
        label="tokens",
        low=1,
        high=1_000_000,
        auto="as many as the column has that it reads",
    )
    output_mode: str = setting(
        "one_hot", "A list for each number, or one for all numbers of a list.", label="output", choices=MODES
    )

    def resolve(self, hints: Hints) -> OneHot:
        """With as many tokens as the column has."""
        return self.replace(num_tokens=settled_count(self.num_tokens, hints, "tokens"))

    @property
    def _tokens(self) -> int:
        if isinstance(self.num_tokens, str):
            raise ShapeError("The number of tokens is not settled yet.")
        return self.num_tokens

    def shape(self, *inputs: Shape) -> Shape:
        """(..., n) -> (..., n, tokens) one-hot, where n is not 1; else (..., tokens)."""
        return encoded_shape(inputs[0], self._tokens, self.output_mode)

    def check_rows(self, *inputs: Array) -> None:
        """Whole numbers from 0 to one less than there are tokens."""
        check_codes(inputs[0], self._tokens, "tokens")

    def bind(self, cell: Cell) -> Step:
        """y = 1 where x is the place's number; dx = 0."""
        return without_slope(encode(cell.x[0], cell.y, self.output_mode, cell), cell)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Single numbers and lists, in every mode."""
        return (
            Sample(cls(num_tokens=3), ((1,),)),
            Sample(cls(num_tokens=3), ((2,),)),
            Sample(cls(num_tokens=2, output_mode="multi_hot"), ((3,),)),
            Sample(cls(num_tokens=4, output_mode="count"), ((2, 3),)),
        )
