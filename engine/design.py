"""The design: all that a person edits, as one frozen value. A document holds one; a file stores one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.graph import Graph
from engine.training.settings import TrainingSettings

if TYPE_CHECKING:
    from engine.data.recipe import Recipe

Place = tuple[float, float]
"""The centre of a node on the canvas, in pixels at 100 %."""


@dataclasses.dataclass(frozen=True)
class Design:
    """The network as drawn, where its nodes stand, how its table is prepared, and how it is to be trained.

    `places` has one entry for each node of the graph. `recipe` is None until a table has been opened.
    """

    graph: Graph = dataclasses.field(default_factory=Graph)
    places: Mapping[str, Place] = dataclasses.field(default_factory=dict)
    recipe: Recipe | None = None
    training: TrainingSettings = dataclasses.field(default_factory=TrainingSettings)

    def replace(self, **changes: Any) -> Design:
        """A copy with some parts changed."""
        return dataclasses.replace(self, **changes)
