"""Normalising by the batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.initializers.ones import Ones
from engine.initializers.zeros import Zeros
from engine.layers.base import (
    Array,
    Call,
    Cell,
    Sample,
    Shape,
    ShapeError,
    Step,
    Weight,
    WeightedLayer,
    call,
    number,
)


@dataclass(frozen=True)
class BatchNormalization(WeightedLayer):
    """Brings each feature to mean 0 and variance 1 over the batch, then scales and shifts it as it learns to.

    training: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and variance of this batch
    afterwards, and where it is frozen: the same with the running mean and variance, of which each batch replaced the
    share 1 - momentum
    Ioffe and Szegedy 2015, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate
    Shift". Features lie along the last axis; the variance is that of the batch, divided by its size.
    """

    title = "Batch normalization"
    family = "normalisation"
    aliases = ("BatchNorm", "BatchNorm1d", "BatchNorm2d", "batchNormalizationLayer", "normalisation")
    passes_mask = True
    backward_reads_x = backward_reads_y = False
    writes_over_x = writes_over_dy = True

    momentum: float = setting(
        0.99,
        "The share of the running mean and variance that each batch keeps: 0.99 keeps 99 %.",
        low=0,
        high=1,
    )
    epsilon: float = setting(
        1e-3, "Keeps the division away from zero.", low=1e-12, high=1, log=True, advanced=True
    )
    center: bool = setting(True, "Learns a shift for each feature (beta).", advanced=True)
    scale: bool = setting(True, "Learns a factor for each feature (gamma).", advanced=True)

    def shape(self, *inputs: Shape) -> Shape:
        """(..., n) -> (..., n)."""
        if not inputs[0]:
            raise ShapeError("Batch normalization reads a list of numbers, but this is a single one.")
        return inputs[0]

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """gamma, beta, and the running moving_mean and moving_variance, each (n,)."""
        shape = inputs[0][-1:]
        return (
            *((Weight("gamma", shape, Ones()),) if self.scale else ()),
            *((Weight("beta", shape, Zeros()),) if self.center else ()),
            Weight("moving_mean", shape, Zeros(), trainable=False),
            Weight("moving_variance", shape, Ones(), trainable=False),
        )

    def bind(self, cell: Cell) -> Step:
        """Over the rows of the batch and every axis but the last."""
        return _Rows(self, cell).step()

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain, along the last of two axes, and without what it learns."""
        return (
            Sample(cls(), ((3,),)),
            Sample(cls(momentum=0.8, epsilon=1e-5), ((2, 3),)),
            Sample(cls(center=False), ((2,),)),
            Sample(cls(center=False, scale=False), ((2,),)),
        )


class _Rows:
    """The buffers of one batch as a matrix, rows x features, and the operations on it.

    `unit` is (x - mean) / sqrt(variance + epsilon), `inverse` is 1 / sqrt(variance + epsilon).
    """

    def __init__(self, layer: BatchNormalization, cell: Cell) -> None:
        self.layer, self.cell = layer, cell
        self.by_batch = cell.training and layer.trainable
        self.x = cell.x[0].reshape(-1, cell.x[0].shape[-1])
        self.y = cell.y.reshape(self.x.shape)
        self.count, features = self.x.shape
        self.unit, self.scratch = cell.buffer(*self.x.shape), cell.scratch(*self.x.shape)
        self.mean, self.variance, self.inverse, self.part = (cell.buffer(features) for _ in range(4))
        self.average = np.full(self.count, 1 / max(1, self.count), self.x.dtype)

    def step(self) -> Step:
        """The forward pass and, where it is wanted, the backward pass."""
        forward = (*self._statistics(), *self._normalise())
        return Step(forward, () if self.cell.dy is None else tuple(self._backward(self.cell.dy)))

    def _statistics(self) -> Iterator[Call]:
        running_mean, running_variance = (
            self.cell.weights["moving_mean"],
            self.cell.weights["moving_variance"],
        )
        if not self.by_batch:
            yield call(np.copyto, self.mean, running_mean)
            yield call(np.copyto, self.variance, running_variance)
            yield call(np.subtract, self.x, self.mean, self.unit)
            return
        yield call(np.dot, self.average, self.x, self.mean)
        yield call(np.subtract, self.x, self.mean, self.unit)
        yield call(np.multiply, self.unit, self.unit, self.scratch)
        yield call(np.dot, self.average, self.scratch, self.variance)
        yield from self._follow(running_mean, self.mean)
        yield from self._follow(running_variance, self.variance)

    def _follow(self, running: Array, now: Array) -> Iterator[Call]:
        yield call(np.multiply, running, number(self.layer.momentum, running), running)
        yield call(np.multiply, now, number(1 - self.layer.momentum, running), self.part)
        yield call(np.add, running, self.part, running)

    def _normalise(self) -> Iterator[Call]:
        yield call(np.add, self.variance, number(self.layer.epsilon, self.x), self.inverse)
        yield call(np.sqrt, self.inverse, self.inverse)
        yield call(np.reciprocal, self.inverse, self.inverse)
        yield call(np.multiply, self.unit, self.inverse, self.unit)
        if self.layer.scale:
            yield call(np.multiply, self.unit, self.cell.weights["gamma"], self.y)
        else:
            yield call(np.copyto, self.y, self.unit)
        if self.layer.center:
            yield call(np.add, self.y, self.cell.weights["beta"], self.y)

    def _backward(self, dy: Array) -> Iterator[Call]:
        """dx = gamma inverse (dy - mean(dy) - unit mean(dy unit)) in training, gamma inverse dy afterwards."""
        dy = dy.reshape(self.x.shape)
        along, straight = self.variance, self.mean
        yield call(np.multiply, dy, self.unit, self.scratch)
        yield call(np.dot, self.average, self.scratch, along)
        yield call(np.dot, self.average, dy, straight)
        for name, total in (("gamma", along), ("beta", straight)):
            if (slope := self.cell.gradients.get(name)) is not None:
                yield call(np.multiply, total, number(self.count, dy), slope)
        if self.cell.dx[0] is None:
            return
        dx = self.cell.dx[0].reshape(self.x.shape)
        if self.layer.scale:
            yield call(np.multiply, self.inverse, self.cell.weights["gamma"], self.inverse)
        if self.by_batch:
            yield call(np.multiply, self.unit, along, self.scratch)
            yield call(np.subtract, dy, straight, dy)
            yield call(np.subtract, dy, self.scratch, dy)
        yield call(np.multiply, dy, self.inverse, dx)
