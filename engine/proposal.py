"""The network that is proposed for a table: its size follows from the table's. Pure; no canvas.

The rule, measured on what it must serve (some hundred rows train in seconds, large tables are not starved):

* up to 1,000 rows one hidden layer of 16 neurons, up to 10,000 one of 32, beyond that two of 64 and 32;
* no hidden layer has fewer neurons than the target has classes, up to 128: a narrower one could not tell them apart;
* a text goes through an Embedding whose vectors are averaged, a picture through convolutions and pooling, the past
  of a series through an LSTM.

All hidden layers are Dense with ReLU; the last Dense has as many neurons as the target needs, and goes on following it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.activations import ACTIVATIONS
from engine.data.kinds.base import ColumnKind
from engine.data.kinds.number import Number
from engine.data.kinds.picture import Picture
from engine.data.kinds.text import RESERVED, Text
from engine.data.pixels import LEAST, grid_again
from engine.data.profile import Profile, profile
from engine.data.task import target_width
from engine.declare import AUTO
from engine.design import Design, Place
from engine.graph import Edge, Graph, Node
from engine.layers.base import Layer
from engine.layers.concatenate import Concatenate
from engine.layers.conv2d import Conv2D
from engine.layers.dense import Dense
from engine.layers.embedding import Embedding
from engine.layers.flatten import Flatten
from engine.layers.global_average_pooling1d import GlobalAveragePooling1D
from engine.layers.input import Input
from engine.layers.lstm import LSTM
from engine.layers.max_pooling2d import MaxPooling2D
from engine.layers.output import Output
from engine.layers.rescaling import Rescaling

if TYPE_CHECKING:
    from engine.data.recipe import Recipe
    from engine.data.table import Table

SMALL, LARGE = 1_000, 10_000
"""Tables of up to so many rows get the smallest, and up to so many the middle network."""
WIDEST = 128
"""The number of neurons beyond which the target's classes ask for no more."""
MANY_CLASSES = 100
"""More classes than this are mentioned."""
STEP, ROW = 264.0, 120.0
"""From the centre of one box to the next one to the right, and to the one below, in pixels at 100 %."""
MEMORY = 32
"""The units of an LSTM over the past."""
LENGTH = 16
"""The numbers that stand for a word."""
FILTERS, SIDE = 16, 7
"""The filters of the first convolution, and the side below which a picture is not made smaller."""


def hidden_units(rows: int, answers: int) -> tuple[int, ...]:
    """The neurons of each hidden layer for a table of so many rows and a target of so many values per row."""
    sizes = (16,) if rows <= SMALL else (32,) if rows <= LARGE else (64, 32)
    return tuple(max(size, min(answers, WIDEST)) for size in sizes)


def propose_network(table: Table, recipe: Recipe) -> tuple[Graph, dict[str, Place]]:
    """The proposed graph and the place of each node, from left to right.

    Without a target the smallest network is proposed; it fits whatever is chosen later.
    """
    known = {column.name: profile(table.column(column.name), column.kind) for column in recipe.targets}
    hidden = hidden_units(table.rows, target_width(recipe, known))
    names = [column.name for column in recipe.features if _as_it_is(column.kind)]
    white = float(np.nanmax(table.frame.select(names).max().to_numpy())) if len(names) >= LEAST else 0.0
    return drawn(branches_of(recipe, white), hidden)


def propose_design(table: Table, recipe: Recipe) -> Design:
    """The proposed network together with its recipe, ready to be trained or saved."""
    graph, places = propose_network(table, recipe)
    return Design(graph, places, recipe)


def branches_of(recipe: Recipe, white: float = 0.0) -> list[list[Layer]]:
    """The Inputs, each with the layers that make a list of numbers of it: tokens, pictures, and all that is left.

    Texts and pictures have an Input each; where there is one branch alone, its Input stands for every feature. `white`
    is the largest number in features that are taken as they are: pixels perhaps.
    """
    if recipe.window.on:
        return [[Input(), LSTM(units=MEMORY)]]
    shaped = [column for column in recipe.features if column.kind.material != "numbers"]
    plain = [column.name for column in recipe.features if column.kind.material == "numbers"]
    alike = all(_as_it_is(column.kind) for column in recipe.features)
    if alike and (grid := grid_again(plain, white)) is not None and len(grid.columns) == len(plain):
        return [[Input(dimensions=grid.shape), Rescaling(scale=(1 / white,)), *_seen(grid.shape)]]
    branches = [[Input(columns=(column.name,)), *_stem(column.kind)] for column in shaped]
    if plain or not shaped:
        branches.append([Input()])
    elif len(branches) == 1:
        branches[0][0] = Input()
    return branches


def _as_it_is(kind: ColumnKind) -> bool:
    """Whether a column holds numbers that are taken as they are, as pixels are."""
    return isinstance(kind, Number) and kind.scaling == "none"


def _stem(kind: ColumnKind) -> list[Layer]:
    """From what a column of texts or pictures becomes to a list of numbers."""
    if isinstance(kind, Text):
        return [
            Embedding(input_dim=kind.vocabulary + RESERVED, output_dim=LENGTH, mask_zero=True),
            GlobalAveragePooling1D(),
        ]
    if isinstance(kind, Picture):
        return _seen((kind.height, kind.width, kind.channels))
    return []


def _seen(shape: tuple[int, int, int]) -> list[Layer]:
    """Convolutions over a picture, each with half the side and twice the filters, down to some seven pixels; flat."""
    relu, side, filters = ACTIVATIONS["relu"](), min(shape[:2]), FILTERS
    layers: list[Layer] = []
    while not layers or (side >= 2 * SIDE and filters <= 8 * FILTERS):
        layers += [
            Conv2D(filters=filters, kernel_size=(3, 3), padding="same", activation=relu),
            MaxPooling2D(),
        ]
        side, filters = side // 2, 2 * filters
    return [*layers, Flatten()]


def chain(hidden: tuple[int, ...]) -> tuple[Graph, dict[str, Place]]:
    """Input, hidden layers of so many neurons, one more as wide as the target, Output; and their places."""
    return drawn([[Input()]], hidden)


def drawn(branches: Sequence[Sequence[Layer]], hidden: tuple[int, ...]) -> tuple[Graph, dict[str, Place]]:
    """Branches that are joined where there are several, hidden layers of so many neurons, and the Output."""
    relu = ACTIVATIONS["relu"]()
    trunk: list[Layer] = [Concatenate()] if len(branches) > 1 else []
    trunk += [*(Dense(units=size, activation=relu) for size in hidden), Dense(units=AUTO), Output()]
    counts: dict[str, int] = {}
    lines = [[_node(layer, counts) for layer in branch] for branch in branches]
    last = [_node(layer, counts) for layer in trunk]
    edges = [Edge(one.id, other.id) for line in (*lines, last) for one, other in pairwise(line)]
    edges += [Edge(line[-1].id, last[0].id) for line in lines]
    longest = max(map(len, lines))
    middle, height = (longest + len(last) - 1) / 2, (len(lines) - 1) / 2
    places = {
        node.id: ((longest - len(line) + place - middle) * STEP, (row - height) * ROW)
        for row, line in enumerate(lines)
        for place, node in enumerate(line)
    }
    places |= {node.id: ((longest + place - middle) * STEP, 0.0) for place, node in enumerate(last)}
    return Graph.of([node for line in (*lines, last) for node in line], edges), places


def _node(layer: Layer, counts: dict[str, int]) -> Node:
    number = counts[layer.kind()] = counts.get(layer.kind(), 0) + 1
    name = layer.label() if number == 1 else f"{layer.label()} {number}"
    return Node(f"{layer.kind()}_{number}", layer, name)


def with_table(design: Design, table: Table, recipe: Recipe, *, network: bool) -> Design:
    """The design with another recipe, and with the proposed network in place of its own where it is wanted."""
    if not network:
        return design.replace(recipe=recipe)
    graph, places = propose_network(table, recipe)
    return design.replace(graph=graph, places=places, recipe=recipe)


def concerns(recipe: Recipe, profiles: Mapping[str, Profile]) -> tuple[str, ...]:
    """A sentence for everything about a table that makes it hard or impossible to learn from as chosen."""
    if len(recipe.columns) == 1:
        only = recipe.names[0]
        return (
            f"{only} is the only column, so nothing can tell it: check the delimiter, or open another table.",
        )
    target = recipe.target
    if target is None:
        return ("No column can be predicted: all are ignored. Give one another kind in the Data panel.",)
    found, known = [], profiles[target.name]
    if not recipe.features:
        found.append(f"No other column can tell anything about {target.name}: all are ignored.")
    if not target.kind.numeric and known.distinct > MANY_CLASSES:
        found.append(
            f"{target.name} has {known.distinct:,} classes, about {known.present / known.distinct:.0f} rows each. "
            "That is much to tell apart; is it the right column?"
        )
    if known.missing * 2 > known.rows:
        found.append(
            f"{target.name} is missing in {known.missing:,} of {known.rows:,} rows, which are left out of training."
        )
    return tuple(found)


def sketch(recipe: Recipe, profiles: Mapping[str, Profile]) -> tuple[str, ...]:
    """The main boxes of the proposed network in words: "Input 8", "Dense 16 ReLU", "Dense 3", "Output species".

    Widths are those that the whole table gives; the training rows may know a label less.
    """
    answers = target_width(recipe, profiles)
    rows = max((each.rows for each in profiles.values()), default=0)
    width = sum(column.kind.width_for(profiles[column.name]) for column in recipe.features)
    target = recipe.target
    white = max(
        (profiles[each.name].maximum for each in recipe.features if _as_it_is(each.kind)), default=0.0
    )
    branches = branches_of(recipe, white)
    alone = [layer.label() for layer in branches[0][1:] if not isinstance(layer, Rescaling | Flatten)]
    shape = branches[0][0].dimensions if isinstance(branches[0][0], Input) else AUTO
    if recipe.window.on:
        own = sum(each.kind.width_for(profiles[each.name]) for each in recipe.targets) * recipe.window.own
        shape = (recipe.window.past, width + own)
    first = f"Input {width:,}" if isinstance(shape, str) else f"Input {' × '.join(map(str, shape))}"
    return (
        *((first, *alone) if len(branches) == 1 else ("Inputs " + str(len(branches)), "Concatenate")),
        *(f"Dense {size} ReLU" for size in hidden_units(rows, answers)),
        f"Dense {answers:,}" if answers else "Dense",
        f"Output {target.name}" if target is not None else "Output",
    )
