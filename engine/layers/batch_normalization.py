"""Normalising by the batch."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from engine.declare import SettingError, pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import Cell, Finish, Sample, Shape, ShapeError, Step, Weight
from engine.layers.families.batch_statistics import BatchStatistics, by_running
from engine.layers.families.normalising import Normalising, places, turned

DRAWN = 32
"""So many numbers tell whether an initialiser draws any below 0."""


@dataclass(frozen=True)
class BatchNormalization(Normalising):
    """Brings each feature to mean 0 and variance 1 over the batch, then scales and shifts it as it learns to.

    training: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and variance of this batch
    afterwards: the same with the running mean and variance, of which each batch replaced the share 1 - momentum
    Ioffe and Szegedy 2015, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate
    Shift". Features lie along one axis, usually the last; the variance is that of the batch, divided by its size. Steps
    that a mask says are padding do not count, unless they are the features. A frozen one uses its running mean and
    variance in training too.
    """

    title = "Batch normalization"
    aliases = ("BatchNorm", "BatchNorm1d", "BatchNorm2d", "batchNormalizationLayer", "normalisation")
    listed = 0

    momentum: float = setting(
        0.99,
        "The share of the running mean and variance that each batch keeps: 0.99 keeps 99 %.",
        low=0,
        high=1,
    )
    axis: int = setting(
        -1, "Along which axis the features lie; -1 is the last, 1 the first.", low=-8, high=8, advanced=True
    )
    moving_mean_initializer: Initializer = pick(
        INITIALIZERS, "zeros", "Where the running mean begins.", advanced=True
    )
    moving_variance_initializer: Initializer = pick(
        INITIALIZERS, "ones", "Where the running variance begins.", advanced=True
    )

    def __post_init__(self) -> None:
        """Check that the running variance can be one."""
        super().__post_init__()
        if self.moving_variance_initializer.draw((DRAWN,), np.random.default_rng(0)).min() < 0:
            raise SettingError(
                f"{self.label()}: moving variance initializer gives numbers below 0, but must give variances, which "
                "are 0 or more. Set it to ones."
            )

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        if not inputs[0]:
            raise ShapeError("Batch normalization reads a list of numbers, but this is a single one.")
        places((self.axis,), inputs[0])
        return inputs[0]

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """gamma, beta, and the running moving_mean and moving_variance, each a number for every feature."""
        shape = (inputs[0][places((self.axis,), inputs[0])[0]],)
        return (
            *self.learned(shape),
            Weight("moving_mean", shape, self.moving_mean_initializer, trainable=False),
            Weight("moving_variance", shape, self.moving_variance_initializer, trainable=False),
        )

    def least_rows(self, *inputs: Shape) -> int:
        """Two where a row has one number of each feature: a single number has no variance."""
        return 2 if self.trainable and prod(inputs[0][:-1]) == 1 else 1

    def bind(self, cell: Cell) -> Step:
        """Over the rows of the batch and every axis but that of the features."""
        by_batch = cell.training and self.trainable
        return turned(
            cell,
            places((self.axis,), cell.x[0].shape[1:]),
            lambda cell: BatchStatistics(cell, self.momentum, self.epsilon, by_batch).step(),
        )

    def finishes(self, *inputs: Shape) -> bool:
        """Where the features lie along the last axis."""
        return self.axis in (-1, len(inputs[0]))

    def finish(self, cell: Cell) -> Finish:
        """By the running statistics, for a part."""
        return by_running(cell, self.epsilon)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain, of pictures, along another axis, and without what it learns."""
        return (
            Sample(cls(), ((3,),)),
            Sample(cls(momentum=0.8, epsilon=1e-5), ((2, 3),)),
            Sample(cls(center=False), ((2, 2, 2),)),
            Sample(cls(axis=1), ((2, 3),)),
            Sample(cls(center=False, scale=False), ((2,),)),
        )
