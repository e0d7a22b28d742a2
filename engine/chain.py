"""The compiled step of a small plain chain of Dense layers, where calls cost more than numbers.

Three tricks save most of the calls of engine.plan; W1 and W2 in tests/benchmarks measure them.

- Bias as a row: kernel (n, units) and bias (units,) lie side by side in the flat vector, so together they are one
  matrix (n + 1, units). On values with a one at the end it gives the sums in one product, and its gradient too.
- Features first: the values of a hidden layer are (units + 1, rows), so that what comes before the ones is contiguous
  and activations run over it in one go. Those of all hidden layers lie side by side: where their slopes follow from
  them, they are told by the same calls for all.
- Many batches: the rows of several batches are filled in at once, and each batch has operations bound to its share.
"""

from __future__ import annotations

from functools import partial
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.activations.base import Activation
from engine.elementwise import times
from engine.layers.base import Array, Call, Step, call
from engine.layers.dense import Dense
from engine.layers.input import Input
from engine.layers.output import Output
from engine.losses.base import LossCell, Mean
from engine.plan import bind_output
from engine.straight import straight

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.analysis import Analysis
    from engine.network import Network

WIDEST = 256
"""The most numbers that a layer may have for a row."""
LARGEST = 1 << 14
"""The most numbers that a layer may have for a batch: beyond, the products cost more than the calls."""

ALONE = 9000
"""The most multiplications of a product that BLAS does not think of sharing out: OpenBLAS does from 9216 on."""


class Links(NamedTuple):
    """The nodes of a chain in order, and how many numbers each hands on for a row."""

    source: str
    dense: dict[str, Dense]
    target: str
    output: Output
    widths: tuple[int, ...]


def links_of(analysis: Analysis) -> Links | None:
    """The links of a network that is a plain chain: Input, Dense layers that all learn, Output. None for others."""
    graph, facts = analysis.graph, analysis.facts
    source, *between, target = graph.order
    ends = facts[source].layer, facts[target].layer
    shapes = [facts[node_id].shape or () for node_id in graph.order]
    if not isinstance(ends[0], Input) or not isinstance(ends[1], Output) or not between:
        return None
    if {(edge.source, edge.target) for edge in graph.edges} != set(pairwise(graph.order)):
        return None
    dense = {node_id: layer for node_id in between if isinstance(layer := facts[node_id].layer, Dense)}
    if len(dense) < len(between) or any(len(shape) != 1 for shape in shapes):
        return None
    plain = all(
        layer.bias
        and layer.trainable
        and not (any(layer.activity) or facts[node_id].shares)
        and not any(weight.penalised for weight in facts[node_id].weights)
        for node_id, layer in dense.items()
    )
    elementwise = all(layer.activation.elementwise for layer in list(dense.values())[:-1])
    widths = tuple(shape[0] for shape in shapes)
    return Links(source, dense, target, ends[1], widths) if plain and elementwise else None


def suits(links: Links, batch: int) -> bool:
    """Whether a chain is small enough to be run as one."""
    widest = max(links.widths)
    return widest <= WIDEST and widest * batch <= LARGEST


def brief(links: Links, rows: int) -> bool:
    """Whether the products of so many rows are so small that BLAS runs each on one thread by itself."""
    return rows * max(n * units for n, units in pairwise(links.widths)) <= ALONE


class Passes(NamedTuple):
    """The operations of one batch."""

    forward: tuple[Call, ...]
    loss: tuple[Call, ...]
    backward: tuple[Call, ...]


class Chain:
    """One step for a fixed number of rows, as engine.plan has it, for a network that is a chain.

    `inputs`, `targets`, `outputs` and `row_weights` hold the rows of all `batches`, one batch after the other;
    `forward`, `loss`, `backward` and `step` run the batch with the number that they are given.
    """

    def __init__(
        self,
        network: Network,
        links: Links,
        batch: int,
        training: bool,
        weighted: bool = False,
        batches: int = 1,
    ) -> None:
        self.batch, self.batches = batch, batches
        rows, dtype, size = batch * batches, network.dtype, links.widths[-1]
        self._output = links.output
        self._x = np.ones((rows, links.widths[0] + 1), dtype)
        self._prediction = np.zeros((rows, size), dtype)
        self._truth = np.zeros((rows, self._output.settled[1].target_size(size)), dtype)
        self._weights = np.ones(rows, dtype) if weighted else None
        self.inputs = {links.source: self._x[:, :-1]}
        self.outputs = {links.target: self._prediction}
        self.targets = {links.target: self._truth}
        self.row_weights = {} if self._weights is None else {links.target: self._weights}
        self._value = Mean(dtype)
        self._factor = self._output.weight / self._output.settled[1].added(batch)
        self._layers = _layers(network, links, batch, training)
        self._between = _between(self._layers)
        self._passes: dict[int, Passes] = {}
        self._forwards: list[Call] = [partial(self._first_forward, each) for each in range(batches)]
        self._steps: list[Callable[[], float]] = [partial(self._first_step, each) for each in range(batches)]

    def step(self, number: int = 0) -> float:
        """Forward, loss and backward in one go; returns the loss."""
        return self._steps[number]()

    def forward(self, number: int = 0) -> None:
        """From `inputs` to `outputs`."""
        self._forwards[number]()

    def loss(self, number: int = 0) -> float:
        """The mean loss of the rows, after `forward`, times the Output's weight."""
        for operation in self._pass(number).loss:
            operation()
        return self._share * float(self._value.total)

    def backward(self, number: int = 0) -> None:
        """From the truth in `targets` to the network's `gradient`, after `loss`."""
        for operation in self._pass(number).backward:
            operation()

    def _first_forward(self, number: int) -> None:
        """A batch's forward pass when it comes for the first time."""
        self._forwards[number] = straight(self._pass(number).forward)
        self._forwards[number]()

    def _first_step(self, number: int) -> float:
        """A batch's step when it comes for the first time: bound only now, so that no step waits for others."""
        passes = self._pass(number)
        operations = (*passes.forward, *passes.loss, *passes.backward)
        self._steps[number] = straight(operations, self._value.total, self._share)
        return self._steps[number]()

    def _pass(self, number: int) -> Passes:
        """The operations of a batch."""
        if number not in self._passes:
            self._passes[number] = self._bind(slice(number * self.batch, (number + 1) * self.batch))
        return self._passes[number]

    @property
    def _share(self) -> float:
        """What the sum that the loss leaves is multiplied by."""
        return self._factor / self._value.count

    def _bind(self, rows: slice) -> Passes:
        """The operations of the batch in these rows; those between the ends are the same for all."""
        first, last, between, x = self._layers[0], self._layers[-1], self._between, self._x[rows].T
        weights = None if self._weights is None else self._weights[rows]
        end = LossCell(
            self._prediction[rows],
            self._truth[rows],
            self._value,
            last.dy,
            self._output.weight,
            row_weights=weights,
        )
        output, loss = bind_output(self._output, last.y, end, None, np.empty)
        return Passes(
            (first.sums(x), *first.activation.forward, *between.forward, *output.forward),
            loss,
            (*output.backward, *between.backward, *first.back(x, None)),
        )


class _Layer:
    """A Dense layer on buffers of its own. Its sums `z` and values `y` are (units, rows), or (rows, units) if `last`.

    `w` is kernel and bias as one matrix, `dw` their gradient. `column` (units + 1, rows) is what the next layer reads:
    `y` and a row of ones; the last layer's is empty. `dy` is the slope along `y`, and after the activation's backward
    pass that along `z`.
    """

    def __init__(
        self, network: Network, node_id: str, activation: Activation, column: Array, training: bool
    ) -> None:
        kernel, bias = (place for place in network.layout if place.node == node_id)
        units = bias.weight.size
        self.w = network.parameters[kernel.start : bias.stop].reshape(-1, units)
        self.dw = network.gradient[kernel.start : bias.stop].reshape(-1, units)
        self.last = not len(column)
        self.column = column
        self.y = np.zeros((column.shape[1], units), network.dtype) if self.last else column[:-1]
        self.z = np.zeros_like(self.y) if activation.needs_input else self.y
        self.dy = np.zeros_like(self.y) if training else None
        self.activation = activation.bind(self.z, self.y, self.dy, self.dy)

    def slope_by(self, factor: Array, before: tuple[Call, ...]) -> None:
        """Let the activation's backward pass be a product with its slopes, which operations `before` may write."""
        if self.dy is not None:
            self.activation = self.activation._replace(backward=(*before, times(self.dy, factor, self.dy)))

    def sums(self, x: Array) -> Call:
        """z = W x, with x (n + 1, rows)."""
        return call(x.T.dot, self.w, self.z) if self.last else call(self.w.T.dot, x, self.z)

    def back(self, x: Array, dx: Array | None) -> tuple[Call, ...]:
        """dW = x dz, and dx = W dz without the bias where it is wanted, with dx (n, rows)."""
        if self.dy is None:
            return ()
        dz = self.dy if self.last else self.dy.T
        hand_back = () if dx is None else (call(self.w[:-1].dot, dz.T, dx),)
        return (*self.activation.backward, call(x.dot, dz, self.dw), *hand_back)


def _layers(network: Network, links: Links, batch: int, training: bool) -> list[_Layer]:
    """The layers of a chain, with the columns of all hidden ones side by side."""
    heights = [*(width + 1 for width in links.widths[1:-2]), 0]
    columns = np.ones((sum(heights), batch), network.dtype)
    tops = [0, *accumulate(heights)]
    activations = [layer.activation for layer in links.dense.values()]
    layers = [
        _Layer(network, node_id, activation, columns[top : top + height], training)
        for node_id, activation, top, height in zip(links.dense, activations, tops, heights, strict=False)
    ]
    if training:
        _slope_together(layers[:-1], activations[:-1], columns)
    return layers


def _slope_together(hidden: Sequence[_Layer], activations: Sequence[Activation], columns: Array) -> None:
    """Tell the slopes of all hidden layers by the same calls, before the first that goes back, where that is possible.

    Those of the rows of ones are told as well, and mean nothing.
    """
    if len(set(activations)) != 1 or not activations[0].has_slopes():
        return
    (operations, factor), top = activations[0].slopes(columns, np.empty), 0
    for layer in hidden:
        layer.slope_by(factor[top : top + len(layer.y)], operations if layer is hidden[-1] else ())
        top += len(layer.column)


def _between(layers: Sequence[_Layer]) -> Step:
    """The operations of every layer but the first."""
    pairs = list(pairwise(layers))
    forward = [(layer.sums(below.column), *layer.activation.forward) for below, layer in pairs]
    backward = [layer.back(below.column, below.dy) for below, layer in reversed(pairs)]
    return Step(tuple(chain.from_iterable(forward)), tuple(chain.from_iterable(backward)))
