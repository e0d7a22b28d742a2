"""The network that is proposed for a table: a plain chain whose size follows from the table's. Pure; no canvas.

The rule, measured on what it must serve (some hundred rows train in seconds, large tables are not starved):

* up to 1,000 rows one hidden layer of 16 neurons, up to 10,000 one of 32, beyond that two of 64 and 32;
* no hidden layer has fewer neurons than the target has classes, up to 128: a narrower one could not tell them apart.

All hidden layers are Dense with ReLU; the last Dense has as many neurons as the target needs, and goes on following it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.activations import ACTIVATIONS
from engine.data.kinds.base import ColumnKind
from engine.data.profile import Profile, profile
from engine.data.task import target_width
from engine.declare import AUTO
from engine.design import Design, Place
from engine.graph import Edge, Graph, Node
from engine.layers.base import Layer
from engine.layers.dense import Dense
from engine.layers.input import Input
from engine.layers.output import Output

if TYPE_CHECKING:
    from engine.data.recipe import Recipe
    from engine.data.table import Table

SMALL, LARGE = 1_000, 10_000
"""Tables of up to so many rows get the smallest, and up to so many the middle network."""
WIDEST = 128
"""The number of neurons beyond which the target's classes ask for no more."""
MANY_CLASSES = 100
"""More classes than this are mentioned."""
STEP = 264.0
"""From the centre of one box to the next, in pixels at 100 %."""


def hidden_units(rows: int, answers: int) -> tuple[int, ...]:
    """The neurons of each hidden layer for a table of so many rows and a target of so many values per row."""
    sizes = (16,) if rows <= SMALL else (32,) if rows <= LARGE else (64, 32)
    return tuple(max(size, min(answers, WIDEST)) for size in sizes)


def propose_network(table: Table, recipe: Recipe) -> tuple[Graph, dict[str, Place]]:
    """The proposed graph and the place of each node, from left to right.

    Without a target the smallest network is proposed; it fits whatever is chosen later.
    """
    known = {column.name: profile(table.column(column.name), column.kind) for column in recipe.targets}
    return chain(hidden_units(table.rows, target_width(recipe, known)))


def propose_design(table: Table, recipe: Recipe) -> Design:
    """The proposed network together with its recipe, ready to be trained or saved."""
    graph, places = propose_network(table, recipe)
    return Design(graph, places, recipe)


def chain(hidden: tuple[int, ...]) -> tuple[Graph, dict[str, Place]]:
    """Input, hidden layers of so many neurons, one more as wide as the target, Output; and their places."""
    relu = ACTIVATIONS["relu"]()
    layers: list[Layer] = [Input(), *(Dense(units=size, activation=relu) for size in hidden)]
    layers += [Dense(units=AUTO), Output()]
    nodes, counts = [], dict[str, int]()
    for layer in layers:
        number = counts[layer.kind()] = counts.get(layer.kind(), 0) + 1
        name = layer.label() if number == 1 else f"{layer.label()} {number}"
        nodes.append(Node(f"{layer.kind()}_{number}", layer, name))
    edges = [Edge(one.id, other.id) for one, other in pairwise(nodes)]
    middle = (len(nodes) - 1) / 2
    places = {node.id: ((place - middle) * STEP, 0.0) for place, node in enumerate(nodes)}
    return Graph.of(nodes, edges), places


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
    """The proposed network in words, a box each: "Input 8", "Dense 16 ReLU", "Dense 3", "Output species".

    Widths are those that the whole table gives; the training rows may know a label less.
    """
    answers = target_width(recipe, profiles)
    rows = max((each.rows for each in profiles.values()), default=0)
    width = sum(feature_width(column.kind, profiles[column.name]) for column in recipe.features)
    target = recipe.target
    return (
        f"Input {width:,}",
        *(f"Dense {size} ReLU" for size in hidden_units(rows, answers)),
        f"Dense {answers:,}" if answers else "Dense",
        f"Output {target.name}" if target is not None else "Output",
    )


def feature_width(kind: ColumnKind, of: Profile) -> int:
    """How many numbers a column of this kind becomes, as far as its profile tells."""
    if not kind.usable:
        return 0
    if getattr(kind, "encoding", "") != "one-hot":
        return 1
    return of.distinct + int(getattr(kind, "missing", "") == "own category")
