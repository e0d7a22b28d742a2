"""Masks in a plan: who makes one, who passes it on, and what a layer is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis import Signature, analyse
from engine.declare import setting
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Cell, Layer, Port, Shape, Step, Target, call
from engine.network import Network
from engine.plan import Plan

GIVEN: list[Cell] = []


@dataclass(frozen=True)
class Marks(Layer):
    """Says that steps whose first number is above a limit are real."""

    limit: float = setting(0.0, "Where real steps begin.")

    @property
    def makes_mask(self) -> bool:
        """Always."""
        return True

    def bind(self, cell: Cell) -> Step:
        """Copies, and marks."""
        assert cell.made_mask is not None
        first = cell.x[0].reshape(*cell.made_mask.shape, -1)[:, :, 0]
        return Step(
            (
                call(np.copyto, cell.y, cell.x[0]),
                call(np.greater, first, np.float32(self.limit), cell.made_mask),
            )
        )


@dataclass(frozen=True)
class Watches(Layer):
    """Adds up its wires and keeps what it was given."""

    inputs = (Port("x", many=True),)

    def bind(self, cell: Cell) -> Step:
        """Remembers the cell."""
        GIVEN.append(cell)
        return Step((call(np.copyto, cell.y, cell.x[0]),))


@dataclass(frozen=True)
class First(Layer):
    """Hands on the first step alone."""

    def shape(self, *inputs: Shape) -> Shape:
        """(steps, n) -> (1, n)."""
        return (1, *inputs[0][1:])

    def bind(self, cell: Cell) -> Step:
        """Copies it."""
        return Step((call(np.copyto, cell.y, cell.x[0][:, :1]),))


def run(layers: dict[str, Layer], wires: Iterable[tuple[str, ...]]) -> tuple[Plan, Cell]:
    """A prediction plan for (3 steps, 2 numbers) that ends in a Watches, run on two rows, and that layer's cell."""
    every = {
        "in": LAYERS["input"](dimensions=(3, 2)),
        **layers,
        "watch": Watches(),
        "flat": LAYERS["flatten"](),
        "last": LAYERS["dense"](),
        "out": LAYERS["output"](),
    }
    edges = [Edge(*wire) for wire in (*wires, ("watch", "flat"), ("flat", "last"), ("last", "out"))]
    graph = Graph.of([Node(name, layer) for name, layer in every.items()], edges)
    plan = Network(analyse(graph, Signature(outputs={"out": Target("regression", 16)}))).plan(
        2, training=False
    )
    plan.inputs["in"][...] = [[[1, 0], [2, 0], [3, 0]], [[-1, 0], [0, 0], [1, 0]]]
    plan.forward()
    return plan, GIVEN.pop()


def steps(mask: Any) -> list[list[int]]:
    return [[int(real) for real in row] for row in mask]


def test_a_mask_is_passed_on_as_it_was_made() -> None:
    layers: dict[str, Layer] = {
        "mark": Marks(),
        "drop": LAYERS["dropout"](),
        "dense": LAYERS["dense"](units=5),
    }
    _, cell = run(layers, [("in", "mark"), ("mark", "drop"), ("drop", "dense"), ("dense", "watch")])
    assert steps(cell.mask) == [[1, 1, 1], [0, 0, 1]]


def test_without_a_mask_there_is_none() -> None:
    _, cell = run({}, [("in", "watch")])
    assert cell.masks == (None,)
    assert cell.made_mask is None


def test_a_layer_that_passes_none_on_ends_it() -> None:
    layers: dict[str, Layer] = {"mark": Marks(), "shape": LAYERS["reshape"](target_shape=(3, 2))}
    _, cell = run(layers, [("in", "mark"), ("mark", "shape"), ("shape", "watch")])
    assert cell.mask is None


def test_every_input_has_its_own() -> None:
    _, cell = run({"mark": Marks()}, [("in", "watch"), ("in", "mark"), ("mark", "watch")])
    assert cell.mask is None
    assert steps(cell.masks[1]) == [[1, 1, 1], [0, 0, 1]]


def test_a_sum_is_real_where_any_of_its_wires_is() -> None:
    layers: dict[str, Layer] = {"low": Marks(-0.5), "high": Marks(1.5), "sum": LAYERS["add"]()}
    wires = [("in", "low"), ("in", "high"), ("high", "sum"), ("low", "sum"), ("sum", "watch")]
    _, cell = run(layers, wires)
    assert steps(cell.mask) == [[1, 1, 1], [0, 1, 1]]
    _, cell = run(layers, [*wires, ("in", "sum")])
    assert cell.mask is None


def test_a_difference_is_real_where_either_of_its_wires_is() -> None:
    layers: dict[str, Layer] = {"low": Marks(-0.5), "high": Marks(1.5), "less": LAYERS["subtract"]()}
    wires = [("in", "low"), ("in", "high"), ("high", "less"), ("less", "watch")]
    _, cell = run(layers, [*wires, ("low", "less", "y", "less")])
    assert steps(cell.mask) == [[1, 1, 1], [0, 1, 1]]
    _, cell = run(
        {"high": Marks(1.5), "less": LAYERS["subtract"]()}, [*wires[1:], ("in", "less", "y", "less")]
    )
    assert cell.mask is None


def test_a_step_that_is_repeated_is_real_at_every_step_or_at_none() -> None:
    layers: dict[str, Layer] = {
        "mark": Marks(1.5),
        "first": First(),
        "one": Marks(0.5),
        "sum": LAYERS["add"](),
    }
    wires = [("in", "mark"), ("in", "first"), ("first", "one"), ("sum", "watch")]
    for order in (("mark", "one"), ("one", "mark")):
        _, cell = run(layers, [*wires, *((each, "sum") for each in order)])
        assert steps(cell.mask) == [[1, 1, 1], [0, 0, 0]]


def test_a_wire_with_fewer_axes_tells_nothing_of_the_steps() -> None:
    layers: dict[str, Layer] = {
        "mark": Marks(),
        "maps": LAYERS["reshape"](target_shape=(1, 3, 2)),
        "places": Marks(),
        "sum": LAYERS["add"](),
    }
    wires = [("in", "mark"), ("in", "maps"), ("maps", "places"), ("sum", "watch")]
    for order in (("mark", "places"), ("places", "mark")):
        _, cell = run(layers, [*wires, *((each, "sum") for each in order)])
        assert cell.mask is None


def test_a_layer_that_joins_masks_makes_one_where_there_is_any() -> None:
    layers: dict[str, Layer] = {"mark": Marks(), "joined": LAYERS["concatenate"](axis=1)}
    _, cell = run(layers, [("in", "mark"), ("mark", "joined"), ("in", "joined"), ("joined", "watch")])
    assert steps(cell.mask) == [[1, 1, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1]]
    _, cell = run({"joined": LAYERS["concatenate"](axis=1)}, [("in", "joined"), ("joined", "watch")])
    assert cell.mask is None
