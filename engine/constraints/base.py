"""What every constraint is: a rule that brings a weight back to where it may be, after each step that moved it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from engine.declare import Declared, SettingError, setting

Array = NDArray[Any]
Call = Callable[[], Any]

EPSILON = 1e-7
"""What Keras adds to a norm, so that weights of 0 can be divided by theirs."""


class Constraint(Declared):
    """The base of every constraint. `free` is the one that is none."""

    free: ClassVar[bool] = False

    def misfit(self, shape: tuple[int, ...]) -> str:  # noqa: ARG002
        """Why weights of this shape cannot be kept to it, as half a sentence; empty where they can."""
        return ""

    def bind(self, w: Array, spare: Array) -> tuple[Call, ...]:
        """The operations that bring the weight `w` back in place; `spare`, of its shape, may be overwritten."""
        raise TypeError(f"{self.label()} keeps no weight of {w.shape} with {spare.shape}.")

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)


@dataclass(frozen=True, kw_only=True)
class Norm(Constraint):
    """The base of the constraints on the lengths of a weight's vectors, which lie along some of its axes."""

    axis: tuple[int, ...] = setting(
        (0,),
        "The axes that a vector lies along, counted from 0: 0 is all that one unit reads; 0, 1, 2 is a filter of "
        "pictures; 1 is a row of an Embedding.",
        label="axes",
        low=-8,
        high=7,
    )

    def __post_init__(self) -> None:
        """Check that there is an axis."""
        super().__post_init__()
        if not self.axis:
            raise SettingError(f"{self.label()}: axes is empty, but must name at least one, such as 0.")

    def misfit(self, shape: tuple[int, ...]) -> str:
        """Where an axis is not there, or named twice."""
        count = len(shape)
        absent = [axis for axis in self.axis if not -count <= axis < count]
        if absent:
            return (
                f"there is no axis {absent[0]} in its shape {shape}, whose axes count from 0 to {count - 1}"
            )
        if len({axis % count for axis in self.axis}) < len(self.axis):
            return f"its axes {self.axis} name one of the shape {shape} twice"
        return ""

    def norms(self, w: Array, spare: Array) -> tuple[Array, tuple[Call, ...]]:
        """The norm of every vector, with an axis of 1 for each that it lies along, and what computes it."""
        along = tuple(axis % w.ndim for axis in self.axis)
        norms = np.zeros(
            tuple(1 if axis in along else length for axis, length in enumerate(w.shape)), w.dtype
        )
        return norms, (
            partial(np.multiply, w, w, spare),
            partial(np.add.reduce, spare, along, None, norms, True),
            partial(np.sqrt, norms, norms),
        )

    def scaled(self, w: Array, norms: Array, wanted: Array) -> tuple[Call, ...]:
        """w = w wanted / (norm + epsilon); both arrays of norms are overwritten."""
        return (
            partial(np.add, norms, np.array(EPSILON, w.dtype), norms),
            partial(np.divide, wanted, norms, wanted),
            partial(np.multiply, w, wanted, w),
        )
