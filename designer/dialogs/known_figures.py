"""What a known network comes to with some settings: built, laid out and measured aside, after the last edit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QObject, QTimer, Signal

from designer.background import Progress, Task, own_task, small_turns
from designer.folding import fold
from designer.layout import tidy
from designer.session.memory import Outlook, outlook
from engine.analysis import Analysis, analyse
from engine.declare import AUTO
from engine.design import Design, Place
from engine.graph import Graph
from engine.layers.dense import Dense
from engine.layers.output import Output
from engine.networks.base import KnownNetwork
from engine.training.settings import TrainingSettings

SETTLED_MS = 120
"""So long no setting may have been edited: a key is not worth a network."""


@dataclass(frozen=True)
class Drawn:
    """A network ready to be put on the canvas, with a tidy place for every node.

    `analysis` is that of the network by itself; in `graph` what answers may follow the table instead.
    """

    network: KnownNetwork
    graph: Graph
    analysis: Analysis
    places: dict[str, Place]


@dataclass(frozen=True)
class Box:
    """A stretch of layers whose ids begin alike, in a few words, with the family that it is known by."""

    text: str
    family: str


class KnownFigures(QObject):
    """Works out one network after the other: `drawn` tells that the last one asked for is built, `foretold` that it is
    known what training it takes. What was asked for before is given up.

    `built` and `outlook` are None while they are not known.
    """

    drawn = Signal()
    foretold = Signal()
    crashed = Signal(object)

    def __init__(self, settings: TrainingSettings, rows: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._rows = settings, rows
        self._wanted: tuple[KnownNetwork, bool] | None = None
        self.built: Drawn | None = None
        self.outlook: Outlook | None = None
        self._task: Task | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._build)

    @property
    def busy(self) -> bool:
        """Whether something is still to be told."""
        return self._later.isActive() or self._task is not None

    def ask(self, network: KnownNetwork, follows: bool = False, *, at_once: bool = False) -> None:
        """Work this one out; `follows` lets its answer follow the table's target."""
        self.cancel()
        self._wanted = network, follows
        self.built = self.outlook = None
        self._later.start(0 if at_once else SETTLED_MS)

    def cancel(self) -> None:
        """Give up; what still runs ends by itself, unheard."""
        self._later.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def wait(self) -> None:
        """Give up, and return when no thread runs any more."""
        self.cancel()
        for task in self.findChildren(Task):
            task.cancel()
            task.wait()

    def _build(self) -> None:
        if self._wanted is not None:
            network, follows = self._wanted
            self._start(own_task(lambda _progress: draw(network, follows), self), self._on_built)

    def _on_built(self, built: Drawn) -> None:
        self.built = built
        rows = self._rows or self._settings.batch_size
        work = own_task(lambda progress: _foretell(built.analysis, self._settings, rows, progress), self)
        self._start(work, self._on_foretold)
        self.drawn.emit()

    def _on_foretold(self, found: Outlook) -> None:
        self._task, self.outlook = None, found
        self.foretold.emit()

    def _start(self, task: Task, then: object) -> None:
        self._task = task
        task.done.connect(then)
        task.crashed.connect(self.crashed)
        task.start()


def draw(network: KnownNetwork, follows: bool = False) -> Drawn:
    """Build a network and find a place for every layer; `follows` lets its answer follow a table's target."""
    with small_turns():
        graph = network.graph()
        analysis = analyse(graph)
        places = tidy(Design(graph, dict.fromkeys(graph.by_id, (0.0, 0.0))))
        return Drawn(network, _following(graph) if follows else graph, analysis, fold(graph, places))


def _following(graph: Graph) -> Graph:
    """With Outputs, and the Dense layers that they read, that settle by the target how many numbers there are."""
    for node in graph.nodes:
        if isinstance(node.layer, Output):
            graph = graph.with_layer(node.id, Output())
            for edge in graph.edges_into[node.id]:
                layer = graph[edge.source].layer
                if isinstance(layer, Dense):
                    graph = graph.with_layer(edge.source, layer.replace(units=AUTO))
    return graph


def _foretell(analysis: Analysis, settings: TrainingSettings, rows: int, progress: Progress) -> Outlook:
    return outlook(analysis, settings, rows, 0, progress)


def boxes(analysis: Analysis) -> Iterator[Box]:
    """The network in some boxes: one for each stretch of layers whose ids begin alike, with its last shape."""
    for stem, some in groupby(analysis.graph.order, key=lambda node_id: node_id.partition("_")[0]):
        node_ids = list(some)
        families = [analysis.graph[node_id].layer.family for node_id in node_ids]
        learned = [
            family for family, each in zip(families, node_ids, strict=True) if analysis.facts[each].weights
        ]
        folded = learned.count("convolution")
        name = stem if len(node_ids) > 1 else node_ids[0]
        times = f" · {folded} convolutions" if folded > 1 else ""
        shape = "×".join(map(str, analysis.shape(node_ids[-1]) or ()))
        yield Box(f"{name}{times} · {shape}", "convolution" if folded else families[-1])
