"""What is added to the loss for large weights, and to their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.arena import Workspace
from engine.layers.base import Array, Call, Step, Weight, call, number


class Penalised(NamedTuple):
    """A weight with a penalty, its numbers and their gradient, both flat."""

    weight: Weight
    w: Array
    dw: Array


def bind_penalties(penalised: Sequence[Penalised], total: Array, workspace: Workspace) -> Step:
    """Operations that write sum of l1 sum|w| + l2 sum(w^2) into the 0-d `total`, and add its slope to the gradients.

    The slope is l1 sign(w) + 2 l2 w.
    """
    forward: list[Call] = [call(total.fill, 0.0)] if penalised else []
    backward: list[Call] = []
    for weight, w, dw in penalised:
        workspace.begin()
        part, value = workspace.take(w.shape, w.dtype), np.zeros((), w.dtype)
        l1, l2, twice_l2 = number(weight.l1, w), number(weight.l2, w), number(2 * weight.l2, w)
        if weight.l1:
            forward += [call(np.abs, w, part), call(np.add.reduce, part, out=value)]
            forward += [call(np.multiply, value, l1, value), call(np.add, total, value, total)]
            backward += [call(np.sign, w, part), call(np.multiply, part, l1, part)]
            backward += [call(np.add, dw, part, dw)]
        if weight.l2:
            forward += [call(np.dot, w, w, value)]
            forward += [call(np.multiply, value, l2, value), call(np.add, total, value, total)]
            backward += [call(np.multiply, w, twice_l2, part), call(np.add, dw, part, dw)]
    return Step(tuple(forward), tuple(backward))
