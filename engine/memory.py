"""How much memory a network needs to predict or to learn, told before any of it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

import numpy as np

from engine.analysis import Analysis, Fact
from engine.arena import load
from engine.chain import Links, links_of, suits
from engine.halves import suits as suits_halves
from engine.layers.base import Array, Cell, Layer, Shape, Step, Weight
from engine.layers.input import Input
from engine.layers.output import Output
from engine.lifetimes import Lifetimes
from engine.losses.base import LossCell, Mean
from engine.machine import machine_memory
from engine.network import PREDICT_ROWS, rows_at_once
from engine.optimizers.base import Block
from engine.outline import Outline
from engine.penalties import bind_layer
from engine.plan import bind_output
from engine.reach import owners_of
from engine.training.settings import TrainingSettings
from engine.training.stepper import BATCHES
from engine.training.updating import constrained_size, slot_shapes

OPERATION_BYTES = 600
"""What Python takes for one bound operation, its views of arrays and its line where a step is written out.

Measured: 200 to 500 bytes in a plan, 600 to 1100 in a chain.
"""

ORDER_BYTES = 16
"""What a run keeps for each row to shuffle them; besides, what was predicted and the truth in that order."""

FEW_ROWS = 16
"""What so many rows take is drawn on where more rows only repeat it."""

Between = Callable[[], object]
"""Called before each layer that is looked at: a large network takes seconds, and what it raises gives up."""


def _go_on() -> None:
    """Give nothing up."""


@dataclass(frozen=True)
class Need:
    """Bytes, by what they hold.

    All weights; the gradient and what the optimizer keeps; the weights of the best epoch and what is copied to go on
    later; values, slopes and all else that compiled steps work on. `largest` is the node that takes most.
    """

    weights: int = 0
    learning: int = 0
    copies: int = 0
    steps: int = 0
    largest: str = ""

    @property
    def total(self) -> int:
        """All of it: what is held when most is held."""
        return self.weights + self.learning + self.copies + self.steps


@dataclass(frozen=True)
class Shortage:
    """Why there is not enough memory: a sentence, the node that takes most, and a batch size that fits (0: none)."""

    sentence: str
    node: str
    batch_size: int


class Bound(NamedTuple):
    """All that decides what a layer asks for when it is bound; `slopes` says for which inputs a gradient is wanted."""

    layer: Layer
    inputs: tuple[Shape, ...]
    batch: int
    training: bool
    backward: bool
    slopes: tuple[bool, ...]
    weights: tuple[Weight, ...]
    dtype: np.dtype[Any]


class Untouched(Cell):
    """A cell of a step that nobody runs: what would be zeroed is asked for alone, which takes no time."""

    def buffer(self, *shape: int, dtype: Any = None) -> Array:
        """An array of any content."""
        return np.empty(shape, dtype or self.y.dtype)


class StepNeed(NamedTuple):
    """The bytes of a compiled step, and the node with the largest share in them."""

    bytes: int
    largest: str


def prediction_need(
    analysis: Analysis, rows: int, dtype: Any = np.float32, between: Between = _go_on
) -> Need:
    """What a sound network needs to predict this many rows, in blocks."""
    item = np.dtype(dtype).itemsize
    steps = [
        step_need(analysis, batch, False, dtype, between)
        for batch in _batches(rows, rows_at_once(analysis, item))
    ]
    return Need(
        weights=analysis.parameters * item,
        steps=sum(step.bytes for step in steps) + rows * item * _predicted(analysis),
        largest=steps[0].largest if steps else "",
    )


def training_need(
    analysis: Analysis,
    settings: TrainingSettings,
    rows: int,
    validation_rows: int = 0,
    dtype: Any = np.float32,
    between: Between = _go_on,
) -> Need:
    """What a sound network needs to learn from this many rows; the rows themselves are not counted."""
    item = np.dtype(dtype).itemsize
    weights = analysis.parameters * item
    trainable = sum(fact.trainable for fact in analysis.facts.values())
    slots, work = _update_bytes(settings, analysis, np.dtype(dtype))
    sizes = _batches(rows, settings.batch_size)
    # The last batch of an epoch, where it is smaller, has a step of its own that holds it alone.
    steps = [
        step_need(analysis, batch, True, dtype, between, rows // batch if batch == sizes[0] else 1)
        for batch in sizes
    ]
    judged = prediction_need(analysis, validation_rows, dtype, between).steps
    need = Need(
        weights=weights,
        learning=trainable * item + slots + work,
        # The best weights; and at a stop a copy of everything: the weights, the slots, the best.
        copies=weights + (weights + slots + weights),
        steps=sum(step.bytes for step in steps)
        + judged
        + rows * (2 * item * _predicted(analysis) + ORDER_BYTES),
        largest=steps[0].largest,
    )
    if 2 * need.steps > need.total:
        return need
    heaviest = max(analysis.facts, key=lambda node_id: analysis.facts[node_id].parameters)
    return replace(need, largest=heaviest)


def step_need(
    analysis: Analysis,
    batch: int,
    training: bool,
    dtype: Any = np.float32,
    between: Between = _go_on,
    batches: int = 1,
) -> StepNeed:
    """What a compiled step of this many rows needs, beside the weights and their gradient.

    There are so many `batches` that a step which holds several is given.
    """
    if training and suits_halves(analysis, batch) and not _chained(analysis, batch):
        halves = [
            _plan_need(analysis, rows, True, dtype, between) for rows in (batch // 2, batch - batch // 2)
        ]
        gradient = sum(fact.trainable for fact in analysis.facts.values()) * np.dtype(dtype).itemsize
        return StepNeed(gradient + sum(half.bytes for half in halves), halves[1].largest)
    return _plan_need(analysis, batch, training, dtype, between, min(batches, BATCHES))


def _plan_need(
    analysis: Analysis, batch: int, training: bool, dtype: Any, between: Between, batches: int = 1
) -> StepNeed:
    """What a plan needs, or a chain that holds so many batches."""
    when, dtype, facts = Lifetimes(analysis, training), np.dtype(dtype), analysis.facts
    penalised = (w.size for fact in facts.values() for w in fact.weights if w.trainable and w.penalised)
    own: dict[str, int] = {}
    work = {"": max(penalised, default=0) * dtype.itemsize}
    for node_id in when.order:
        between()
        fact, owner = facts[node_id], facts[facts[node_id].shares or node_id]
        slopes = tuple(edge in when.slopes for edge in analysis.graph.edges_in_order(node_id))
        backward = node_id in when.flowing
        own[node_id], work[node_id] = _layer_bytes(
            Bound(fact.layer, fact.inputs, batch, training, backward, slopes, owner.weights, dtype)
        )
        if fact.shares and training:
            own[node_id] += owner.trainable * dtype.itemsize
    links = _chained(analysis, batch)
    if links is not None:
        # A small chain has all in places of their own, and each batch its rows, and its operations at the ends.
        rows = 2 * batches * (links.widths[0] + links.widths[-1])
        values = (rows + sum(block.size for block in when.blocks)) * batch * dtype.itemsize
        values += sum(work.values())
        own |= {end: batches * own[end] for end in (next(iter(links.dense)), links.target)}
    else:
        values = load(when.blocks, batch, dtype.itemsize) + max(work.values())
    inner = (node_id for node_id in when.order if facts[node_id].inputs)
    largest = max(
        inner, key=lambda node_id: own[node_id] + when.values[node_id].size * batch * dtype.itemsize
    )
    return StepNeed(values + sum(own.values()), largest)


def _chained(analysis: Analysis, batch: int) -> Links | None:
    links = links_of(analysis)
    return links if links is not None and suits(links, batch) else None


@lru_cache(maxsize=8192)
def _layer_bytes(asked: Bound) -> tuple[int, int]:
    """Bytes that a layer keeps for itself, and of its passing work.

    It is bound to memory that is asked for but never touched, which a system gives without having it. Of many rows that
    are cut into blocks, what some rows need is drawn on in a straight line: a network of pictures would else be cut
    into tens of thousands. So it is where a system refuses the memory; where it refuses that of two rows too, what it
    refused is less than all, but more than it has.
    """
    if isinstance(asked.layer, Input) or asked.layer.view:
        return 0, 0
    try:
        if asked.batch > 2 * FEW_ROWS:
            kept, work, repeats = _bound_bytes(asked._replace(batch=FEW_ROWS))
            if repeats:
                return _drawn_on(asked, FEW_ROWS, (kept, work))
        return _bound_bytes(asked)[:2]
    except MemoryError:
        pass
    try:
        return _drawn_on(asked, 1, _bound_bytes(asked._replace(batch=1))[:2])
    except MemoryError as error:
        refused: Any = error  # numpy tells the shape and the dtype.
        return (prod(refused.shape) * refused.dtype.itemsize if hasattr(error, "dtype") else 0), 0


def _drawn_on(asked: Bound, rows: int, need: tuple[int, int]) -> tuple[int, int]:
    """What all rows need, where so many need this: by what twice as many do."""
    kept, work, _ = _bound_bytes(asked._replace(batch=2 * rows))
    times = asked.batch / rows - 1
    return round(need[0] + times * (kept - need[0])), round(need[1] + times * (work - need[1]))


def _bound_bytes(asked: Bound) -> tuple[int, int, bool]:
    """Bytes that a layer keeps, those of its passing work, and whether more rows only repeat what is there."""
    lent: list[Array] = []
    work: list[Array] = []
    outline = Outline()

    def lend(*shape: int) -> Array:
        lent.append(np.empty(shape, asked.dtype))
        return lent[-1]

    def take(shape: Shape, dtype: Any) -> Array:
        work.append(np.empty(shape, dtype))
        return work[-1]

    layer, batch = asked.layer, asked.batch
    shape = (batch, *layer.shape(*asked.inputs))
    x = tuple(lend(batch, *each) for each in asked.inputs)
    dx = tuple(lend(*each.shape) if flows else None for each, flows in zip(x, asked.slopes, strict=True))
    if isinstance(layer, Output):
        target = np.empty((*shape[:-1], layer.settled[1].target_size(shape[-1])), asked.dtype)
        step, ends = bind_output(
            layer, x[0], LossCell(lend(*shape), target, Mean(asked.dtype), dx[0]), None, take
        )
        step = Step((*step.forward, *ends), step.backward)
    else:
        learned = [weight for weight in asked.weights if weight.trainable and asked.training]
        cell = Untouched(
            x=x,
            y=lend(*shape),
            dy=lend(*shape) if asked.backward else None,
            dx=dx,
            weights={weight.name: lend(*weight.shape) for weight in asked.weights},
            gradients={weight.name: lend(*weight.shape) for weight in learned},
            training=asked.training,
            rng=np.random.default_rng(0),
            masks=(None,) * len(x),
            made_mask=np.empty(shape[:2], np.bool_) if layer.makes_mask else None,
            workspace=take,
            outline=outline,
        )
        step = bind_layer(layer, cell, np.zeros((), asked.dtype))
    given = {id(array) for array in (*lent, *work)}
    operations = (*step.forward, *step.backward)
    # What nobody can write to is one array for many: engine.elementwise.equal.
    kept = sum(
        array.nbytes for array in owners_of(operations) if id(array) not in given and array.flags.writeable
    )
    return kept + OPERATION_BYTES * len(operations), sum(array.nbytes for array in work), outline.repeats


def _update_bytes(settings: TrainingSettings, analysis: Analysis, dtype: np.dtype[Any]) -> tuple[int, int]:
    """Bytes of the flat vectors that a run remembers, and of the arrays that its update works on."""
    blocks, size = [], 0
    for node_id in analysis.graph.order:
        for weight in analysis.facts[node_id].weights:
            if weight.trainable:
                path = f"{analysis.facts[node_id].layer.kind()}/{analysis.graph[node_id].title}/{weight.name}"
                blocks.append(Block(size, size + weight.size, weight.shape, path))
                size += weight.size
    optimizer = settings.optimizer
    kept = sum(prod(shape) for shape in slot_shapes(settings, analysis).values()) * dtype.itemsize
    work = (size * (settings.average > 0) + constrained_size(analysis)) * dtype.itemsize
    work += size * optimizer.full_batch * dtype.itemsize  # The gradients of all batches, added up.
    try:
        slots = {name: np.empty(optimizer.slot_shape(name, size), dtype) for name in optimizer.slots}
        lent = [np.empty(size, dtype), np.empty(size, dtype), *slots.values()]
        update = optimizer.bind(lent[0], lent[1], slots, blocks, evaluate=lambda: 0.0)
    except MemoryError:
        return kept, work
    given = {id(array) for array in lent}
    return kept, work + sum(array.nbytes for array in owners_of([update]) if id(array) not in given)


def _predicted(analysis: Analysis) -> int:
    """Numbers in the predictions for a row."""
    return sum(prod(fact.shape or ()) for fact in analysis.facts.values() if not fact.layer.outputs)


def _batches(rows: int, batch: int) -> list[int]:
    """The different sizes of the batches that rows are cut into."""
    batch = max(1, min(batch, rows))
    return [size for size in (batch if rows else 0, rows % batch) if size]


def shortage(
    analysis: Analysis,
    settings: TrainingSettings,
    rows: int,
    validation_rows: int = 0,
    memory: int | None = None,
    between: Between = _go_on,
    dtype: Any = np.float32,
) -> Shortage | None:
    """Why this machine cannot train a sound network, and with which batch size it could; None where it can."""
    memory = machine_memory() if memory is None else memory
    if _roughly(analysis, settings, rows + validation_rows, np.dtype(dtype).itemsize) < memory:
        return None
    need = training_need(analysis, settings, rows, validation_rows, dtype, between)
    if not memory or need.total <= memory:
        return None
    title = analysis.graph[need.largest].title
    batch = min(settings.batch_size, rows)
    sentence = (
        f"Training in batches of {batch:,} needs {_said(need.total)} of memory, but this machine has "
        f"{_said(memory)}."
    )
    while batch > 1:
        batch = batch // 2
        fewer = settings.replace(batch_size=batch)
        fits = training_need(analysis, fewer, rows, validation_rows, dtype, between)
        if fits.total <= memory:
            remedy = f"Set the batch size to {batch:,}, which needs {_said(fits.total)}."
            return Shortage(f"{sentence} Most of it is for {title}. {remedy}", need.largest, batch)
    return Shortage(f"{sentence} Make {title} smaller, which takes most.", need.largest, 0)


def _roughly(analysis: Analysis, settings: TrainingSettings, rows: int, itemsize: int) -> int:
    """More bytes than a run can need, told in no time: most networks are far from any limit."""
    batch, facts = max(settings.batch_size, PREDICT_ROWS), analysis.facts
    slots = sum(prod(shape) for shape in slot_shapes(settings, analysis).values())
    values = sum(
        _most_values(fact, facts[fact.shares or node_id].parameters) for node_id, fact in facts.items()
    )
    counted = 20 * analysis.parameters + 3 * slots + batch * values + 2 * rows * (1 + _predicted(analysis))
    return 2 * itemsize * counted


def _most_values(fact: Fact, parameters: int) -> int:
    """More numbers than a layer with so many parameters works on for a row.

    What it multiplies without them are its inputs with one another, as attention does: it may keep all the products.
    """
    shapes = (*fact.inputs, fact.shape or ())
    places = max(prod(shape[:-1]) for shape in shapes)
    return 50 * sum(prod(shape) for shape in shapes) + max(0, fact.multiply_adds - places * parameters)


def _said(count: float) -> str:
    """A number of bytes to two digits."""
    for unit in ("bytes", "kB", "MB"):
        if count < 999.5:
            return f"{count:.2g} {unit}" if count < 99.5 else f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.2g} GB" if count < 99.5 else f"{count:,.0f} GB"
