"""What is added to the loss for large weights and for large outputs, and to their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.arena import Workspace
from engine.layers.base import Array, Call, Cell, Layer, Step, Weight, call, number


class Penalised(NamedTuple):
    """A weight with a penalty, its numbers and their gradient, both flat."""

    weight: Weight
    w: Array
    dw: Array


def bind_penalties(penalised: Sequence[Penalised], total: Array, workspace: Workspace) -> Step:
    """Operations that write the penalties of all weights into the 0-d `total`, and add its slope to the gradients."""
    forward: list[Call] = [call(total.fill, 0.0)] if penalised else []
    backward: list[Call] = []
    for weight, w, dw in penalised:
        workspace.begin()
        step = _penalty(w, dw, (weight.l1, weight.l2), total, workspace.take(w.shape, w.dtype))
        forward += step.forward
        backward += step.backward
    return Step(tuple(forward), tuple(backward))


def bind_layer(layer: Layer, cell: Cell, total: Array) -> Step:
    """The operations of a layer; where its output has a penalty they write that into the 0-d `total` as well.

    It is the mean over the rows, as Keras' activity_regularizer has it. Its slope is added to dy before the layer's
    own backward pass. Predictions have none.
    """
    step = layer.bind(cell)
    if not (any(layer.activity) and cell.training):
        return step
    y, dy = cell.y.reshape(-1), None if cell.dy is None else cell.dy.reshape(-1)
    l1, l2 = (factor / cell.batch for factor in layer.activity)
    penalty = _penalty(y, dy, (l1, l2), total, cell.scratch(y.size))
    return Step((*step.forward, call(total.fill, 0.0), *penalty.forward), (*penalty.backward, *step.backward))


def _penalty(v: Array, dv: Array | None, factors: tuple[float, float], total: Array, part: Array) -> Step:
    """total = total + l1 sum|v| + l2 sum(v^2), dv = dv + l1 sign(v) + 2 l2 v; `part` is overwritten."""
    value, forward, backward = np.zeros((), v.dtype), list[Call](), list[Call]()
    l1, l2, twice_l2 = (number(factor, v) for factor in (*factors, 2 * factors[1]))
    if l1:
        forward += [call(np.abs, v, part), call(np.add.reduce, part, out=value)]
        forward += [call(np.multiply, value, l1, value), call(np.add, total, value, total)]
        backward += [call(np.sign, v, part), call(np.multiply, part, l1, part), call(np.add, dv, part, dv)]
    if l2:
        forward += [call(np.dot, v, v, value)]
        forward += [call(np.multiply, value, l2, value), call(np.add, total, value, total)]
        backward += [call(np.multiply, v, twice_l2, part), call(np.add, dv, part, dv)]
    return Step(tuple(forward), () if dv is None else tuple(backward))
