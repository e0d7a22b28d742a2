"""A vector of its own for every word, user or other thing that is told by a whole number."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np

from engine.constraints import CONSTRAINTS
from engine.constraints.base import Constraint
from engine.declare import pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import (
    Array,
    Call,
    Cell,
    Hints,
    Sample,
    Shape,
    ShapeError,
    Step,
    Weight,
    WeightedLayer,
    call,
    number,
)
from engine.layers.families.codes import check_codes, settled_count


@dataclass(frozen=True)
class Embedding(WeightedLayer):
    """Learns a list of numbers for every word, user or thing; each is told by a whole number, counted from 0.

    y = W[x]
    W has one row per thing; the gradient reaches the rows that were read alone. Single numbers become lists, lists
    of numbers become lists of lists: (steps,) -> (steps, length).
    Bengio, Ducharme, Vincent and Janvin 2003, "A Neural Probabilistic Language Model".
    """

    listed = 40
    family = "data"
    aliases = ("wordEmbeddingLayer", "EmbeddingBag", "lookup table", "word vectors", "entity embedding")

    input_dim: int | Literal["auto"] = setting(
        1000,
        "How many different things there are: one more than the largest number.",
        label="things",
        low=1,
        high=10_000_000,
        log=True,
        auto="as many as the column has that it reads",
    )
    output_dim: int = setting(
        16, "How many numbers stand for a thing.", label="length", low=1, high=100_000, log=True
    )
    mask_zero: bool = setting(
        False, "0 stands for no word at all: it fills up short lists, and layers that can, pass over it."
    )
    embeddings_initializer: Initializer = pick(
        INITIALIZERS, "random_uniform", "How the lists get their first values.", advanced=True
    )
    l1: float = setting(
        0.0, "Penalty on the numbers' absolute values: pulls them to zero.", low=0, high=10, advanced=True
    )
    l2: float = setting(
        0.0, "Penalty on the numbers' squares: keeps them small.", low=0, high=10, advanced=True
    )
    embeddings_constraint: Constraint = pick(
        CONSTRAINTS, "none", "What the lists are kept to after every step.", advanced=True
    )

    def resolve(self, hints: Hints) -> Embedding:
        """With as many things as the column has."""
        return self.replace(input_dim=settled_count(self.input_dim, hints, "things"))

    @property
    def _things(self) -> int:
        if isinstance(self.input_dim, str):
            raise ShapeError("The number of things is not settled yet.")
        return self.input_dim

    @property
    def backward_reads_x(self) -> bool:
        """It keeps the whole numbers that it read."""
        return False

    @property
    def backward_reads_y(self) -> bool:
        """The gradient of a row is the output's."""
        return False

    @property
    def makes_mask(self) -> bool:
        """Where 0 is no word."""
        return self.mask_zero

    def shape(self, *inputs: Shape) -> Shape:
        """(...) -> (..., length)."""
        return (*inputs[0], self.output_dim)

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """embeddings (things, length)."""
        shape, reads = (self._things, self.output_dim), prod(inputs[0])
        initializer, constraint = self.embeddings_initializer, self.embeddings_constraint
        return (Weight("embeddings", shape, initializer, True, self.l1, self.l2, reads, constraint),)

    def check_rows(self, *inputs: Array) -> None:
        """Whole numbers from 0 to one less than there are things."""
        check_codes(inputs[0], self._things, "things")

    def bind(self, cell: Cell) -> Step:
        """y = W[x], numbers outside read as the nearest inside; dW[x] += dy, dx = 0."""
        table, x = cell.weights["embeddings"], cell.x[0]
        rows = cell.rows["embeddings"](x.size) if "embeddings" in cell.rows else None
        index = cell.buffer(*x.shape, dtype=np.intp) if rows is None else rows.numbers.reshape(x.shape)
        held = cell.scratch(*x.shape)
        forward: list[Call] = [
            # fmax and fmin take the number where the other is none at all.
            call(np.fmax, x, number(0, held), held),
            call(np.fmin, held, number(self._things - 1, held), held),
            call(np.copyto, index, held, casting="unsafe"),
        ]
        if rows is None:
            forward.append(call(table.take, index, 0, cell.y, "clip"))
        else:
            forward += [rows.fetch, call(np.copyto, cell.y, rows.values.reshape(cell.y.shape))]
        if cell.made_mask is not None and index.ndim > 1:
            forward += _real_steps(cell, index, cell.made_mask)
        if cell.dy is None:
            return Step(tuple(forward))
        backward: list[Call] = []
        if (slope := cell.gradients.get("embeddings")) is not None:
            backward += [] if rows is not None else [call(slope.fill, 0)]
            backward += _scatter(cell, index, cell.dy, slope)
        if cell.dx[0] is not None:
            backward.append(call(cell.dx[0].fill, 0))
        return Step(tuple(forward), tuple(backward))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """A sequence of words with and without padding, a table of them of an odd length with a penalty, one word."""
        return (
            Sample(cls(input_dim=5, output_dim=4), ((3,),)),
            Sample(cls(input_dim=5, output_dim=2, mask_zero=True), ((4,),)),
            Sample(cls(input_dim=3, output_dim=3, mask_zero=True, l2=0.1), ((2, 3),)),
            Sample(cls(input_dim=4, output_dim=2), ((1,),)),
        )


def _real_steps(cell: Cell, index: Array, mask: Array) -> tuple[Call, ...]:
    """A step is real where any number in it is not 0."""
    if index.ndim == 2:
        return (call(np.not_equal, index, 0, mask),)
    real = cell.scratch(*index.shape, dtype=np.bool_)
    axes = tuple(range(2, index.ndim))
    return call(np.not_equal, index, 0, real), call(np.logical_or.reduce, real, axes, None, mask)


def _scatter(cell: Cell, index: Array, rows: Array, table: Array) -> tuple[Call, ...]:
    """Add each row of `rows` (..., length) to the row of `table` that `index` (...) names, in order.

    numpy adds fastest at indices into one flat vector. Two neighbours count as one complex number where the length
    is even: half as many indices to make and to follow.
    """
    if table.shape[1] % 2 == 0:
        pairs = np.result_type(table.dtype, np.complex64)
        table, rows = table.view(pairs), rows.view(pairs)
    length = table.shape[1]
    starts = cell.scratch(index.size, 1, dtype=np.intp)
    places = cell.scratch(index.size, length, dtype=np.intp)
    return (
        call(np.multiply, index.reshape(-1, 1), length, starts),
        call(np.copyto, places, np.arange(length)),
        call(np.add, places, starts, places),
        call(np.add.at, table.reshape(-1), places.reshape(-1), rows.reshape(-1)),
    )
