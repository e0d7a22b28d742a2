"""Weights of classes, turned into weights of rows: how much each row's loss counts by what its true class is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.errors import ExplainedError
from engine.layers.base import Array


class ClassWeightError(ExplainedError):
    """A weight of a class is no number that a loss can be multiplied by."""


def classes_of(target: Array) -> Array:
    """The true class of each row: of a one-hot truth (rows, k), or of one column of 0 and 1, or of class indices.

    With axes between, (rows, steps, k), there is one for each step.
    """
    if target.ndim > 1 and target.shape[-1] > 1:
        return np.asarray(target.argmax(axis=-1))
    codes = target[..., 0] if target.ndim > 1 else target
    return np.rint(codes).astype(np.intp)


def row_weights(class_weights: Mapping[int, float] | Sequence[float], target: Array) -> Array:
    """The weight of the true class of each row (and step): what `LossCell.row_weights` takes.

    `class_weights` are by class index. As in Keras, a class without a weight counts once. Raises ClassWeightError.
    """
    given = class_weights if isinstance(class_weights, Mapping) else dict(enumerate(class_weights))
    for index, weight in given.items():
        if index < 0:
            raise ClassWeightError(
                f"There is a weight of class {index}, but classes are counted from 0. Leave it out."
            )
        if not (np.isfinite(weight) and weight >= 0):
            raise ClassWeightError(f"The weight of class {index} is {weight:g}, but must be 0 or more.")
    codes = classes_of(target)
    table = np.ones(max((0, *given, int(codes.max(initial=0)))) + 1, np.result_type(target, np.float32))
    for index, weight in given.items():
        table[index] = weight
    return table.take(codes, mode="clip")


def balanced(target: Array, classes: int) -> tuple[float, ...]:
    """Weights with which every class that occurs counts alike: rows / (classes that occur * rows of the class).

    scikit-learn's "balanced"; a class without rows gets 1, and rows with a number below 0, which are of no class, are
    not counted. King and Zeng 2001, "Logistic Regression in Rare Events Data".
    """
    codes = classes_of(target)
    counts = np.bincount(codes[codes >= 0], minlength=classes)
    total, found = counts.sum(), np.count_nonzero(counts)
    return tuple(float(total / (found * count)) if count else 1.0 for count in counts)
