"""What a run leaves behind: the network it trained, with the design and the preparation that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.analysis import Analysis, analyse
from engine.design import Design
from engine.feeding import signature
from engine.layers.base import Array
from engine.network import Network
from engine.training.messages import Checkpoint, Record

if TYPE_CHECKING:
    from engine.data.prepare import Preparation


@dataclass(frozen=True)
class Trained:
    """The result of a run, complete in itself: it predicts and evaluates whatever the canvas shows by now.

    `design` is the design as it was when the run began. `parameters` and `state` are the weights in force (the
    best epoch's where they were restored); `checkpoint` is where the run can go on. `unsealed` says that the test
    rows have been looked at.
    """

    design: Design
    preparation: Preparation
    parameters: Array
    state: Array
    checkpoint: Checkpoint
    epoch: int
    ending: str = ""
    unsealed: bool = False
    test_scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def history(self) -> tuple[Record, ...]:
        """One record per epoch that was finished."""
        return self.checkpoint.history

    def analysis(self) -> Analysis:
        """The facts of the network that was trained."""
        graph = self.design.graph
        return analyse(graph, signature(graph, self.preparation))

    def network(self) -> Network:
        """A network of its own with these weights."""
        network = Network.build(self.analysis(), seed=None)
        network.parameters[:] = self.parameters
        network.state[:] = self.state
        return network
