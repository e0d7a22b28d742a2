"""Attention with several heads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine import parallel
from engine.activations.sigmoid import Sigmoid
from engine.declare import AUTO, pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import (
    Array,
    Call,
    Cell,
    Fix,
    Port,
    Sample,
    Shape,
    ShapeError,
    Step,
    Weight,
    WeightedLayer,
    call,
)
from engine.layers.families.apart import apart
from engine.layers.families.attending import Attending, Quartet
from engine.layers.families.projection import Projection
from engine.layers.families.restraint import Restrained
from engine.layers.families.sight import View, sight
from engine.layers.families.threads import side_by_side

SHARE = 5_000_000
"""Multiply-adds that are worth a thread of their own: some hundred microseconds."""


@dataclass(frozen=True)
class MultiHeadAttention(WeightedLayer, Restrained):
    """Every step of a sequence asks all steps what they know, and takes most from those that answer best.

    q = query Wq + bq,  k = key Wk + bk,  v = value Wv + bv,  in `num_heads` heads of their own each
    y = concat over heads of softmax(q k^T / sqrt(key size)) v, times Wo + bo
    One wire alone is query, key and value (self-attention); without a wire to key, value is the key too. Padded steps
    are not looked at; if causal, neither is what comes later. A query that may look at nothing gets the plain mean of
    all values, as in Keras, and no gradient. Steps on several axes all attend to one another, unless some are named.
    With a gate, what a head took is multiplied by sigmoid(query Wg + bg), number by number, before Wo.
    Vaswani et al. 2017, "Attention Is All You Need"; gate: Qiu et al. 2025, "Gated Attention for Large Language
    Models".
    """

    listed = 0
    family = "attention"
    inputs = (Port("query"), Port("value", optional=True), Port("key", optional=True))
    aliases = (
        "attentionLayer",
        "selfAttentionLayer",
        "MultiheadAttention",
        "transformer",
        "self-attention",
        "scaled dot product attention",
    )
    passes_mask = True

    num_heads: int = setting(
        4, "How many different questions each step may ask.", label="heads", low=1, high=1024
    )
    key_dim: int = setting(
        16,
        "How many numbers a question and its answers have, in each head.",
        label="key size",
        low=1,
        high=65_536,
    )
    value_dim: int | Literal["auto"] = setting(
        AUTO,
        "How many numbers each head takes from a step.",
        label="value size",
        low=1,
        high=65_536,
        auto="the key size",
        advanced=True,
    )
    output_dim: int | Literal["auto"] = setting(
        AUTO,
        "How many numbers a step of the output has.",
        label="output size",
        low=1,
        high=1_000_000,
        auto="as many as a step of the query",
        advanced=True,
    )
    causal: bool = setting(False, "No step sees what comes after it: for predicting the next one.")
    window: int = setting(
        0,
        "A step sees only those less than so many steps away; 0: all.",
        low=0,
        high=1_000_000,
        advanced=True,
    )
    attention_axes: tuple[int, ...] | Literal["auto"] = setting(
        AUTO,
        "Along which axes steps look at each other: 1 is the first, -2 the one before the numbers. Places along the "
        "others keep to themselves.",
        label="axes",
        low=-8,
        high=8,
        auto="all but that of the numbers",
        advanced=True,
    )
    gate: bool = setting(
        False, "Each step says how much of what its heads took goes on.", label="gated", advanced=True
    )
    dropout: float = setting(0.0, "The share of connections that are silenced in training.", low=0, high=0.99)
    bias: bool = setting(True, "Adds a number of its own to each sum.", advanced=True)
    kernel_initializer: Initializer = pick(
        INITIALIZERS, "glorot_uniform", "How the weights get their first values.", advanced=True
    )
    bias_initializer: Initializer = pick(
        INITIALIZERS, "zeros", "How the biases get their first values.", advanced=True
    )
    l1: float = setting(
        0.0, "Penalty on the weights' absolute values: pulls them to zero.", low=0, high=10, advanced=True
    )
    l2: float = setting(
        0.0, "Penalty on the weights' squares: keeps them small.", low=0, high=10, advanced=True
    )

    @property
    def head_dim(self) -> int:
        """How many numbers each head takes from a step: the value size."""
        return self.key_dim if isinstance(self.value_dim, str) else self.value_dim

    @property
    def backward_reads_y(self) -> bool:
        """The last product's gradients follow from what went into it."""
        return False

    def shape(self, *inputs: Shape) -> Shape:
        """query (..., n), value (..., m) -> (..., output size), with the query's steps."""
        for shape in inputs:
            if len(shape) < 2:
                raise ShapeError(
                    f"It reads sequences, (steps, numbers) in a row, but gets the shape {shape}. Put an Embedding or a "
                    "Reshape before it."
                )
        query, value, key = (inputs[place] for place in _sources(len(inputs)))
        if key[:-1] != value[:-1]:
            raise ShapeError(
                f"Key and value must have equally many steps, but the key has the shape {key} and the value {value}. "
                "Wire both to layers with equally many."
            )
        self._check_axes(query, value)
        return (*query[:-1], self._width(query))

    def _check_axes(self, query: Shape, value: Shape) -> None:
        """Raise ShapeError where axes to attend along are named that are not there, or others do not match."""
        if isinstance(self.attention_axes, str):
            return
        wrong = [axis for axis in self.attention_axes if not 0 < axis % (len(query) + 1) < len(query)]
        every = Fix("Look along all axes", settings={"attention_axes": AUTO})
        if wrong or not self.attention_axes or max(map(abs, self.attention_axes)) > len(query):
            raise ShapeError(
                f"The steps of the shape {query} lie along axes from 1 to {len(query) - 1}, but it is to look along "
                f"{self.attention_axes}. Name some of those.",
                every,
            )
        kept = [place for place in range(len(query) - 1) if place not in self._along(query)]
        if len(query) != len(value) or any(query[place] != value[place] for place in kept):
            raise ShapeError(
                f"Query and value must have equally many places along the axes that it does not look along, but have "
                f"the shapes {query} and {value}. Wire both to layers that agree there.",
                every,
            )

    def _along(self, shape: Shape) -> tuple[int, ...]:
        """The places in a row's shape that steps lie along."""
        if isinstance(self.attention_axes, str):
            return tuple(range(len(shape) - 1))
        return tuple(sorted({axis - 1 if axis > 0 else axis + len(shape) for axis in self.attention_axes}))

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """Of query, key, value and output: a kernel (n, heads, size), back (heads, size, n), and a bias each."""
        query, value, key = (inputs[place] for place in _sources(len(inputs)))
        heads, out = self.num_heads, self._width(query)
        kernels = (
            ("query", (query[-1], heads, self.key_dim), (heads, self.key_dim)),
            ("key", (key[-1], heads, self.key_dim), (heads, self.key_dim)),
            *((("gate", (query[-1], heads, self.head_dim), (heads, self.head_dim)),) if self.gate else ()),
            ("value", (value[-1], heads, self.head_dim), (heads, self.head_dim)),
            ("attention_output", (heads, self.head_dim, out), (out,)),
        )
        found = []
        for name, shape, ends in kernels:
            kernel = Weight(f"{name}_kernel", shape, self.kernel_initializer, l1=self.l1, l2=self.l2)
            found.append(replace(kernel, constraint=self.kernel_constraint))
            if self.bias:
                found.append(self.bias_of(ends, self.bias_initializer, f"{name}_bias"))
        return tuple(found)

    def multiply_adds(self, *inputs: Shape) -> int:
        """The four products, the scores, and what is taken by them."""
        query, value, key = (inputs[place] for place in _sources(len(inputs)))
        asked, held = math.prod(query[:-1]), math.prod(value[:-1])
        questions = (asked * query[-1] + held * key[-1]) * self.key_dim
        values = held * value[-1] * self.head_dim + asked * self.head_dim * self._width(query)
        values += asked * query[-1] * self.head_dim * self.gate
        seen = asked * held
        if not isinstance(self.attention_axes, str):
            seen = asked * math.prod(value[place] for place in self._along(value))
        return self.num_heads * (questions + values + seen * (self.key_dim + self.head_dim))

    def bind(self, cell: Cell) -> Step:
        """Steps along the axes that are named, for every place along the others by itself."""
        if isinstance(self.attention_axes, str):
            return self._attend(cell)
        return apart(cell, self._along(cell.x[0].shape[1:]), self.replace(attention_axes=AUTO)._attend)

    def _attend(self, cell: Cell) -> Step:
        """Projections, attention, projection; for shares of the batch side by side."""
        work = self.multiply_adds(*(x.shape[1:] for x in cell.x))
        rows = parallel.shares(cell.batch, least=math.ceil(SHARE / work))
        bound = _Bound(self, cell, len(rows))
        forward = side_by_side([bound.forward(part, share) for share, part in enumerate(rows)])
        forward = (*bound.attending.before, *forward)
        if cell.dy is None:
            return Step(forward)
        backward = side_by_side([bound.backward(part, share) for share, part in enumerate(rows)])
        return Step(forward, (*backward, *bound.totals()))

    def _width(self, query: Shape) -> int:
        return query[-1] if isinstance(self.output_dim, str) else self.output_dim

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """On one input, two and three; causal, in a window, with dropout, gated, on two axes of steps and along one."""
        return (
            Sample(cls(num_heads=2, key_dim=3), ((4, 2),)),
            Sample(cls(num_heads=2, key_dim=2, value_dim=3, output_dim=5), ((3, 4), (2, 3))),
            Sample(cls(num_heads=1, key_dim=2, causal=True, bias=False), ((2, 3), (4, 2), (4, 3))),
            Sample(cls(num_heads=3, key_dim=1, window=2, l2=0.1), ((4, 2),)),
            Sample(cls(num_heads=2, key_dim=2, dropout=0.3, causal=True), ((3, 2),)),
            Sample(cls(num_heads=2, key_dim=2, window=1), ((2, 2, 3), (3, 2))),
            Sample(cls(num_heads=2, key_dim=1, gate=True, value_dim=2), ((3, 2), (2, 3))),
            Sample(cls(num_heads=1, key_dim=2, attention_axes=(-2,)), ((2, 3, 2), (2, 2, 2))),
            Sample(cls(num_heads=1, key_dim=2, attention_axes=(1,), gate=True, bias=False), ((2, 3, 2),)),
        )


class _Bound:
    """The arrays of one attention for one batch size, and its operations for a share of the batch."""

    def __init__(self, layer: MultiHeadAttention, cell: Cell, shares: int) -> None:
        x = [_steps(x) for x in cell.x]
        query, value, key = (x[place] for place in _sources(len(x)))
        room = cell.scratch if cell.dy is None else cell.buffer
        key_size, value_size = layer.num_heads * layer.key_dim, layer.num_heads * layer.head_dim
        self.held = Quartet(
            room(*query.shape[:2], key_size),
            room(*key.shape[:2], key_size),
            room(*value.shape[:2], value_size),
            room(*query.shape[:2], value_size),
        )
        self.q = Projection(cell, "query", query, self.held.q, shares)
        self.k = Projection(cell, "key", key, self.held.k, shares)
        self.v = Projection(cell, "value", value, self.held.v, shares)
        self.gate = _Gate(cell, query, self.held.context, shares) if layer.gate else None
        told = self.held.context if self.gate is None else self.gate.told
        self.out = Projection(cell, "attention_output", told, _steps(cell.y), shares)
        view = View(query.shape[1], key.shape[1], layer.causal, layer.window)
        seeing = sight(cell, view, 1 / math.sqrt(layer.key_dim), *_masks(cell))
        self.attending = Attending(cell, self.held, seeing, layer.num_heads, layer.dropout, shares)
        if cell.dy is not None:
            self.dy = _steps(cell.dy)
            self.slopes = Quartet(*(cell.scratch(*array.shape) for array in self.held))
            self.ways = list(self._ways_back(cell))

    def forward(self, rows: slice, share: int) -> list[Call]:
        """y of these rows."""
        projected = [*self.q.forward(rows), *self.k.forward(rows), *self.v.forward(rows)]
        gated = [] if self.gate is None else self.gate.forward(rows)
        return [*projected, *self.attending.forward(rows, share), *gated, *self.out.forward(rows)]

    def backward(self, rows: slice, share: int) -> list[Call]:
        """dx of these rows, and their share of the weights' gradients."""
        operations = self.out.backward(rows, share, self.dy, self.slopes.context)
        if self.gate is not None:
            operations += self.gate.backward(rows, self.slopes.context)
        operations += self.attending.backward(rows, share, self.slopes)
        for projection, slope, part, dx in self.ways:
            operations += projection.backward(rows, share, slope, part)
            if dx is not None and part is not None:
                operations.append(call(np.add, dx[rows], part[rows], dx[rows]))
        return operations

    def totals(self) -> list[Call]:
        """The sums of all shares' gradients."""
        gate = () if self.gate is None else (self.gate.projection,)
        return [each for part in (self.q, self.k, self.v, self.out, *gate) for each in part.totals()]

    def _ways_back(self, cell: Cell) -> Iterator[tuple[Projection, Array, Array | None, Array | None]]:
        """Each projection with its gradient, where it writes that of its input, and what this is then added to."""
        first: set[int] = set()
        ways = list(
            zip(
                _sources(len(cell.x)),
                (self.q, self.v, self.k),
                (self.slopes.q, self.slopes.v, self.slopes.k),
                strict=True,
            )
        )
        if self.gate is not None:
            ways.append((0, self.gate.projection, self.gate.slope))
        for place, projection, slope in ways:
            dx = cell.dx[place]
            if dx is None:
                yield projection, slope, None, None
            elif place in first:
                yield projection, slope, cell.scratch(*_steps(dx).shape), _steps(dx)
            else:
                first.add(place)
                yield projection, slope, _steps(dx), None


class _Gate:
    """told = context sigmoid(query Wg + bg), number by number; `slope` is the gradient of what the sigmoid reads."""

    def __init__(self, cell: Cell, query: Array, context: Array, shares: int) -> None:
        room = cell.scratch if cell.dy is None else cell.buffer
        self._sigmoid, self._context, self._workspace = Sigmoid(), context, cell.workspace
        self._opened, self.told = room(*context.shape), room(*context.shape)
        self.slope = cell.scratch(*context.shape) if cell.dy is not None else self._opened
        self.projection = Projection(cell, "gate", query, self._opened, shares)

    def forward(self, rows: slice) -> list[Call]:
        """What goes on of these rows' context."""
        opened = self._opened[rows]
        operations = [*self.projection.forward(rows)]
        operations += self._sigmoid.forward(opened, opened, self._workspace)
        return [*operations, call(np.multiply, self._context[rows], opened, self.told[rows])]

    def backward(self, rows: slice, dcontext: Array) -> list[Call]:
        """From the gradient of what went on, that of the context in its place, and `slope`."""
        opened, slope, told = self._opened[rows], self.slope[rows], dcontext[rows]
        return [
            call(np.multiply, told, self._context[rows], slope),
            *self._sigmoid.backward(opened, opened, slope, slope, self._workspace),
            call(np.multiply, told, opened, told),
        ]


def _sources(inputs: int) -> tuple[int, int, int]:
    """Which of so many inputs are query, value and key."""
    return 0, min(1, inputs - 1), inputs - 1


def _steps(array: Array) -> Array:
    """(batch, ..., width) as (batch, steps, width), the same memory."""
    return array.reshape(len(array), -1, array.shape[-1])


def _masks(cell: Cell) -> tuple[Array | None, list[Array]]:
    """The mask of the query and those of value and key, where there are masks of their steps."""
    masks = [mask if x.ndim == 3 else None for x, mask in zip(cell.x, cell.masks, strict=False)]
    if not masks:
        return None, []
    query, value, key = (masks[place] for place in _sources(len(masks)))
    return query, [mask for mask in (value, key if len(masks) > 2 else None) if mask is not None]
