"""Where a number that is none was born: a step is run once more, and whatever it writes is looked at.

Nothing of this takes part in a step that goes well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from engine.graph import Graph
from engine.halves import Halves, suits
from engine.layers.base import Array, Call
from engine.network import Network
from engine.parallel import pieces
from engine.plan import Plan
from engine.reach import views_of

Part = Literal["rows", "truth", "weights", "forward", "loss", "backward", "update"]

PLACES: Mapping[Part, str] = {
    "rows": "in the rows that {title} was given",
    "truth": "in the truth that {title} was compared with",
    "weights": "in the weights of {title}, where the step before had left it",
    "forward": "in {title}, on the way forward",
    "loss": "in the loss of {title}",
    "backward": "in the gradient that {title} hands back",
    "update": "when the weights of {title} were moved: the gradient was finite, the step too large",
}
REASONS: Mapping[str, str] = {
    **dict.fromkeys(("exp", "exp2", "expm1", "power", "square"), "a power grew too large"),
    **dict.fromkeys(("divide", "reciprocal", "true_divide"), "something was divided by zero, or nearly so"),
    **dict.fromkeys(("log", "log1p", "log2"), "the logarithm of zero or of a negative number was taken"),
    **dict.fromkeys(("sqrt",), "the root of a negative number was taken"),
    **dict.fromkeys(("dot", "matmul", "add.reduce", "add", "einsum", "add.at"), "a sum grew too large"),
    **dict.fromkeys(("multiply",), "a product grew too large"),
    **dict.fromkeys(("subtract",), "a difference grew too large, or infinity was taken from infinity"),
}
"""What the name of the operation tells about why its result is no finite number."""


@dataclass(frozen=True)
class Cause:
    """The first number that is not finite in a step: at which node, in which part, by which operation of numpy.

    `number` is "nan" or "inf". The node is "" for the penalties; the operation is "" where none was at fault.
    """

    node: str
    part: Part
    number: Literal["nan", "inf"]
    operation: str = ""

    def sentence(self, graph: Graph) -> str:
        """Where it began and why, as far as that is known."""
        what = (
            "The first value that is not a number (NaN)"
            if self.number == "nan"
            else "The first infinite value"
        )
        title = graph[self.node].title if self.node else "the penalties"
        where = PLACES[self.part].format(title=title)
        why = REASONS.get(self.operation, "")
        return f"{what} appeared {where}{f': {why}' if why else ''}."


def find_cause(
    network: Network,
    inputs: Mapping[str, Array],
    targets: Mapping[str, Array],
    row_weights: Mapping[str, Array] | None = None,
    noise: Any = None,
) -> Cause | None:
    """Run a training step on these rows once more, and find where its first number that is not finite was born.

    All by node id. The weights must be as they were before the step; `noise` is the state of the generator of dropout
    from then. The step gets memory of its own; running statistics and the gradient are left as they are found. None
    where all is finite.
    """
    given: tuple[tuple[Part, Mapping[str, Array]], ...] = (("rows", inputs), ("truth", targets))
    for part, rows in given:
        for node_id, array in rows.items():
            if not np.isfinite(array).all():
                return Cause(node_id, part, _number(array))
    if (found := _spoilt(network, "weights", running=False)) is not None:
        return found
    rng = np.random.default_rng(0)
    if noise is not None:
        rng.bit_generator.state = noise
    plan = _compiled(network, len(next(iter(inputs.values()))), rng, bool(row_weights))
    for buffers, filling in (
        (plan.inputs, inputs),
        (plan.targets, targets),
        (plan.row_weights, row_weights or {}),
    ):
        for node_id, buffer in buffers.items():
            np.copyto(buffer, filling[node_id].reshape(buffer.shape))
    kept, gradient = network.state.copy(), network.gradient.copy()
    try:
        with np.errstate(all="ignore"):
            return _first(plan)
    finally:
        np.copyto(network.state, kept)
        np.copyto(network.gradient, gradient)


def spoilt_weights(network: Network) -> Cause | None:
    """What is not finite after an update whose gradient was; None where all is.

    First the weights that the update moved, then running statistics, which the forward pass has moved.
    """
    return _spoilt(network, "update", running=False) or _spoilt(network, "forward", running=True)


def _spoilt(network: Network, part: Part, *, running: bool) -> Cause | None:
    """The first node with weights that are not finite: among running statistics, or among all others."""
    for node_id, fact in network.analysis.facts.items():
        for weight in fact.weights:
            moves_by_itself = not weight.trainable and bool(getattr(fact.layer, "trainable", True))
            array = network.weights[node_id][weight.name]
            if moves_by_itself == running and not np.isfinite(array).all():
                return Cause(node_id, part, _number(array))
    return None


def _compiled(network: Network, rows: int, rng: np.random.Generator, weighted: bool) -> Plan | Halves:
    """A step that draws the same random numbers as the run's."""
    if not network.rows and suits(network.analysis, rows):
        return Halves(network, rows, rng, weighted)
    return Plan(network, rows, True, rng, weighted)


def _first(plan: Plan | Halves) -> Cause | None:
    """Run operation by operation until one leaves a number that is not finite where a finite one was before."""
    for stage in plan.stages:
        for operation in _pieces(stage.operations):
            arrays = [array for array in views_of([operation]) if array.dtype.kind in "fc"]
            before = [np.isfinite(array) for array in arrays]
            operation()
            for array, was in zip(arrays, before, strict=True):
                born = was & ~np.isfinite(array)
                if born.any():
                    return Cause(stage.node, stage.part, _number(array[born]), _name(operation))
    return None


def _pieces(operations: Iterable[Call]) -> Iterator[Call]:
    """The operations that these consist of, where they are chains or parts that run side by side."""
    for operation in operations:
        if inner := pieces(operation):
            yield from _pieces(inner)
        else:
            yield operation


def _number(array: Array) -> Literal["nan", "inf"]:
    return "nan" if np.isnan(array).any() else "inf"


def _name(operation: Call) -> str:
    """What numpy calls an operation; "add.reduce" for a ufunc's method."""
    function = operation.func if isinstance(operation, partial) else operation
    owner = getattr(function, "__self__", None)
    name = str(getattr(function, "__name__", ""))
    return f"{owner.__name__}.{name}" if isinstance(owner, np.ufunc) else name
