"""Where in the sequence a step stands, told to layers that see all steps at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.declare import AUTO, pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import (
    Array,
    Call,
    Cell,
    Fix,
    Sample,
    Shape,
    ShapeError,
    Step,
    Weight,
    WeightedLayer,
    call,
)


@dataclass(frozen=True)
class PositionalEmbedding(WeightedLayer):
    """Marks every step of a sequence with its place: attention alone cannot tell the first word from the last.

    y[t] = x[t] + P[t], or P[t] alone; P is learned, or made of waves:
    P[t, 2i] = sin(t / wavelength^(2i/n)),  P[t, 2i + 1] = cos(t / wavelength^(2i/n)) for steps of n numbers
    Steps are the second last axis.
    Learned: Gehring et al. 2017, "Convolutional Sequence to Sequence Learning"; waves: Vaswani et al. 2017, "Attention
    Is All You Need". As KerasHub's PositionEmbedding and SinePositionEncoding, which give P alone.
    """

    listed = 10
    family = "attention"
    aliases = (
        "PositionEmbedding",
        "SinePositionEncoding",
        "positionEmbeddingLayer",
        "sinusoidalPositionEncodingLayer",
        "positional encoding",
    )
    passes_mask = True

    encoding: str = setting("learned", "What marks a place.", choices=("learned", "sinusoidal"))
    sequence_length: int | Literal["auto"] = setting(
        AUTO,
        "How many places there are to learn.",
        label="places",
        low=1,
        high=1_000_000,
        auto="as many as the input has steps",
    )
    adds: bool = setting(True, "Adds the marks to its input; off, it hands on the marks alone.")
    embeddings_initializer: Initializer = pick(
        INITIALIZERS, "glorot_uniform", "How learned marks get their first values.", advanced=True
    )
    max_wavelength: float = setting(
        10_000.0, "How slow the slowest wave is, in steps by 2 pi.", low=1, high=1e9, log=True, advanced=True
    )

    @property
    def backward_reads_x(self) -> bool:
        """It only adds."""
        return False

    @property
    def backward_reads_y(self) -> bool:
        """It only adds."""
        return False

    def shape(self, *inputs: Shape) -> Shape:
        """(..., steps, n) -> the same."""
        if len(inputs[0]) < 2:
            raise ShapeError(
                f"It marks the steps of a sequence, (steps, numbers) in a row, but gets the shape {inputs[0]}. Put an "
                "Embedding or a Reshape before it."
            )
        steps = inputs[0][-2]
        if self.encoding == "learned" and self._places(inputs[0]) < steps:
            raise ShapeError(
                f"It has {self.sequence_length} places, but its input has {steps} steps. Set the places to automatic.",
                Fix("Set the places to automatic", settings={"sequence_length": AUTO}),
            )
        return inputs[0]

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """embeddings (places, n) where they are learned."""
        if self.encoding != "learned":
            return ()
        shape = (self._places(inputs[0]), inputs[0][-1])
        return (Weight("embeddings", shape, self.embeddings_initializer),)

    def bind(self, cell: Cell) -> Step:
        """y = x + P; dP = sum of dy over rows, dx = dy."""
        x, y, dy, dx = cell.x[0], cell.y, cell.dy, cell.dx[0]
        steps, width = y.shape[-2:]
        table = cell.weights.get("embeddings")
        marks = waves(steps, width, self.max_wavelength).astype(y.dtype) if table is None else table[:steps]
        forward = call(np.add, x, marks, y) if self.adds else call(np.copyto, y, marks)
        if dy is None:
            return Step((forward,))
        backward: list[Call] = []
        if (slope := cell.gradients.get("embeddings")) is not None:
            rows = dy.reshape(-1, steps * width)
            backward.append(call(np.dot, np.ones(len(rows), dy.dtype), rows, slope[:steps].reshape(-1)))
            if len(slope) > steps:
                backward.append(call(slope[steps:].fill, 0))
        if dx is not None:
            backward.append(call(np.copyto, dx, dy) if self.adds else call(dx.fill, 0))
        return Step((forward,), tuple(backward))

    def _places(self, shape: Shape) -> int:
        return shape[-2] if isinstance(self.sequence_length, str) else self.sequence_length

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Learned, with places to spare and alone; waves of an odd number, added and alone."""
        return (
            Sample(cls(), ((3, 2),)),
            Sample(cls(sequence_length=5, adds=False), ((2, 4, 3),)),
            Sample(cls(encoding="sinusoidal"), ((4, 5),)),
            Sample(cls(encoding="sinusoidal", adds=False, max_wavelength=100), ((4, 6),)),
        )


def waves(steps: int, width: int, max_wavelength: float) -> Array:
    """The sines and cosines of every step, (steps, width), float64."""
    place = np.arange(width)
    angles = np.arange(steps)[:, None] * max_wavelength ** (-2 * (place // 2) / width)
    return np.where(place % 2, np.cos(angles), np.sin(angles))
