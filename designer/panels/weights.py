"""The Weights panel: one layer's weights as a map and as a histogram, live, and every layer's gradient norm."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from designer.reports import Report, Snapshot
from designer.session import TrainingSession
from designer.theme import Appearance
from designer.widgets.calm import CalmComboBox
from designer.widgets.empty_state import EmptyState
from designer.widgets.readout import Readout
from engine.analysis import Analysis
from engine.layers.base import Array, WeightedLayer
from engine.layers.input import Input
from engine.layers.output import Output

if TYPE_CHECKING:
    from designer.charts.gradients import GradientChart
    from designer.charts.weight_histogram import WeightHistogram
    from designer.charts.weight_map import WeightMap

NOTHING = "No layer has weights yet. Add a Dense layer, and give the network a table."
MOST_NAMES = 1000
"""Beyond so many rows none has a name of its own."""
UNSOUND = "The network has no weights while it has a problem. The panel Problems says what to mend."


class WeightsPanel(QWidget):
    """Follows the selected layer. While it is hidden, no weight is copied for it."""

    said = Signal(str)

    def __init__(
        self, session: TrainingSession, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._document = session.document
        self._snapshot: Snapshot | None = None
        self._turn, self._slowly = 0, True
        self.map: WeightMap | None = None
        self.histogram: WeightHistogram | None = None
        self.gradients: GradientChart | None = None
        self.layer, self.weight = CalmComboBox(), CalmComboBox()
        self.layer.setAccessibleName("Layer")
        self.weight.setAccessibleName("Weight")
        self.layer.setMinimumWidth(160)
        self.weight.setMinimumWidth(110)
        self.layer.activated.connect(self._on_layer_activated)
        self.weight.activated.connect(self._on_weight_activated)
        self.moment = Readout()
        self.empty = EmptyState(appearance, "weight", NOTHING)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self._lay_out()
        session.weights_moved.connect(self._on_weights_moved)
        session.reported.connect(self._on_reported)
        session.state_changed.connect(self._on_history_changed)
        self._document.trained_changed.connect(self._on_history_changed)
        self._document.opened.connect(self._on_history_changed)
        self._document.selection_changed.connect(self._on_selection_changed)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the pictures, and begin to watch."""
        super().showEvent(event)
        if self.map is None:
            self._make()
        self._session.watch(self)
        self._on_weights_moved(self._session.weights)
        self._on_selection_changed()
        self._on_history_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop watching."""
        self._session.unwatch(self)
        super().hideEvent(event)

    @property
    def node(self) -> str:
        """The id of the layer that is shown; "" where there is none."""
        return str(self.layer.currentData() or "")

    # --- its parts -------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 0)
        bar.setSpacing(8)
        label = QLabel("Layer")
        label.setBuddy(self.layer)
        for widget in (label, self.layer, self.weight):
            bar.addWidget(widget)
        bar.addWidget(self.moment, 1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.splitter, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)

    def _make(self) -> None:
        from designer.charts.gradients import GradientChart
        from designer.charts.weight_histogram import WeightHistogram
        from designer.charts.weight_map import WeightMap

        self.map = WeightMap(self._appearance)
        self.histogram = WeightHistogram(self._appearance)
        self.gradients = GradientChart(self._appearance)
        for chart, share in ((self.map, 4), (self.histogram, 3), (self.gradients, 3)):
            chart.said.connect(self.said)
            self.splitter.addWidget(chart)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self.splitter.setSizes([480, 360, 360])

    # --- which weights ---------------------------------------------------------------------------------------

    def _on_weights_moved(self, snapshot: Snapshot | None) -> None:
        if not self.isVisible():
            return
        self._snapshot = snapshot
        layers = [] if snapshot is None else list(snapshot.weights)
        if layers != [self.layer.itemData(place) for place in range(self.layer.count())]:
            self._fill(layers)
        self._pages.setCurrentIndex(1 if layers else 0)
        drawn = any(isinstance(node.layer, WeightedLayer) for node in self._document.design.graph.nodes)
        self.empty.say(UNSOUND if drawn and not self._document.analysis.sound else NOTHING)
        if snapshot is not None:
            when = (
                f"after epoch {snapshot.epoch:,}" if snapshot.epoch else "the first weights, before training"
            )
            self.moment.setText(when)
        self._draw()

    def _fill(self, layers: list[str]) -> None:
        shown = self.node
        self.layer.clear()
        for node_id in layers:
            self.layer.addItem(self._title(node_id), node_id)
        wanted = next((each for each in (*reversed(self._document.selection), shown) if each in layers), "")
        self.layer.setCurrentIndex(max(0, self.layer.findData(wanted)))
        self._fill_weights()

    def _fill_weights(self) -> None:
        names = [] if self._snapshot is None else list(self._snapshot.weights.get(self.node, {}))
        if names != [self.weight.itemText(place) for place in range(self.weight.count())]:
            self.weight.clear()
            self.weight.addItems(names)
        if self.gradients is not None:
            self.gradients.choose(self.node)

    def _on_layer_activated(self, _place: int) -> None:
        self._fill_weights()
        self._draw_map()
        self._draw_histogram()
        if self.node in self._document.design.graph:
            self._document.select((self.node,))

    def _on_weight_activated(self, _place: int) -> None:
        self._draw_map()
        self._draw_histogram()

    def _on_selection_changed(self) -> None:
        place = next(
            (
                self.layer.findData(each)
                for each in reversed(self._document.selection)
                if self.layer.findData(each) >= 0
            ),
            -1,
        )
        if self.isVisible() and place >= 0 and place != self.layer.currentIndex():
            self.layer.setCurrentIndex(place)
            self._fill_weights()
            self._draw_map()
            self._draw_histogram()

    # --- drawing ---------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Both pictures; in a quick run they come one by one, in turn, so that no frame takes long."""
        if self._slowly or not self._session.active or self._session.state == "paused":
            self._draw_map()
            self._draw_histogram()

    def _on_reported(self, report: Report) -> None:
        if not self.isVisible():
            return
        if len(report.epochs) <= 1:
            self._slowly = True
            self._draw_gradients()
            return
        self._slowly = False
        pictures = (self._draw_map, self._draw_histogram, self._draw_gradients)
        self._turn = (self._turn + 1) % len(pictures)
        pictures[self._turn]()

    def _on_history_changed(self, *_what: object) -> None:
        if self.isVisible():
            self._draw()
            self._draw_gradients()

    def _chosen(self) -> Array | None:
        if self._snapshot is None:
            return None
        return self._snapshot.weights.get(self.node, {}).get(self.weight.currentText())

    def _draw_map(self) -> None:
        weights = self._chosen()
        if self.map is None:
            return
        if weights is None:
            self.map.clear()
            return
        analysis = self._document.analysis
        columns = names_of_neurons(analysis, self.node, weights.shape[-1] if weights.ndim else 1)
        rows: tuple[str, ...] = (self.weight.currentText(),)
        if weights.ndim > 1:
            rows = names_of_rows(analysis, self.node, rows[0], weights.shape)
        self.map.show_weights(weights, rows, columns)

    def _draw_histogram(self) -> None:
        weights = self._chosen()
        if self.histogram is not None and weights is not None:
            self.histogram.show_weights(weights)

    def _draw_gradients(self) -> None:
        if self.gradients is not None:
            titles = {node.id: node.title for node in self._session.design.graph.nodes}
            self.gradients.follow(self._session.history, titles)
            self.gradients.choose(self.node)

    def _title(self, node_id: str) -> str:
        graph = self._session.design.graph
        return graph[node_id].title if node_id in graph else node_id


def names_of_rows(analysis: Analysis, node_id: str, weight: str, shape: tuple[int, ...]) -> tuple[str, ...]:
    """What the rows of a weight stand for: places in a window, things, the layer's own neurons, or what it reads."""
    size = prod(shape[:-1])
    if size > MOST_NAMES:
        return ()
    if len(shape) > 2:
        places = [tuple(number + 1 for number in index) for index in np.ndindex(*shape[:-1])]
        alone = shape[-2] == 1
        return tuple(
            ", ".join(map(str, place[:-1])) + ("" if alone else f" · channel {place[-1]}") for place in places
        )
    if weight == "embeddings":
        return tuple(map(str, range(size)))
    if weight.endswith("recurrent_kernel"):
        return tuple(f"{analysis.graph[node_id].title} {number}" for number in range(1, size + 1))
    return names_of_inputs(analysis, node_id, size)


def names_of_inputs(analysis: Analysis, node_id: str, size: int) -> tuple[str, ...]:
    """What the rows of a layer's weight stand for: features, or neurons of the layer before; () where not known."""
    edges = analysis.graph.edges_into.get(node_id, ())
    if len(edges) != 1:
        return ()
    source = analysis.graph[edges[0].source]
    feed = analysis.signature.inputs.get(source.id)
    if isinstance(source.layer, Input):
        return feed.names if feed is not None and len(feed.names) == size else ()
    return tuple(f"{source.title} {number}" for number in range(1, size + 1)) if size <= MOST_NAMES else ()


def names_of_neurons(analysis: Analysis, node_id: str, size: int) -> tuple[str, ...]:
    """What the columns of a layer's weight stand for: classes or targets where an Output reads them, else ()."""
    for edge in analysis.graph.edges_from.get(node_id, ()):
        target = analysis.signature.outputs.get(edge.target)
        if (
            isinstance(analysis.graph[edge.target].layer, Output)
            and target is not None
            and len(target.names) == size
        ):
            return target.names
    return ()
