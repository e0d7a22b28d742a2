"""Every fold of a table in turn: how a design does, and how much of that is luck."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.analysis import Analysis, analyse
from engine.feeding import prepare_for, signature, training_data
from engine.layers.base import Array
from engine.network import Network
from engine.training.loop import train
from engine.training.messages import EpochEnded, Record, RunEnded

if TYPE_CHECKING:
    from engine.data.source import Progress
    from engine.data.table import Table
    from engine.design import Design
    from engine.training.settings import TrainingSettings


@dataclass(frozen=True, eq=False)
class Fold:
    """How the network does that learned from all folds but one, on that one.

    `rows` are how many it learned from and how many judged it. `record` is the line of the history that is kept: the
    best epoch where early stopping restores it. It was chosen by the rows that judge, so scores say a little too much.
    """

    number: int
    rows: tuple[int, int]
    record: Record
    sentence: str


Begin = Callable[[Analysis, "TrainingSettings"], Network]
"""Makes the network that a run begins with."""


def drawn(analysis: Analysis, training: TrainingSettings) -> Network:
    """A network with weights drawn from the seed."""
    return Network.build(analysis, training.seed)


def crossvalidate(
    design: Design, table: Table, folds: int, begin: Begin = drawn, progress: Progress | None = None
) -> Iterator[Fold]:
    """Train anew on each fold, from the same seed. The test rows of the split stay sealed.

    Raises PrepareError, SplitError, UnsoundError and what else a run is refused for; Cancelled.
    """
    from engine.data.prepare import PrepareError
    from engine.data.source import report

    if design.recipe is None:
        raise PrepareError("The design has no recipe for a table; open a table first.")
    for number in range(1, folds + 1):
        report(progress, (number - 1) / folds, f"Fold {number} of {folds}")
        how = design.recipe.split.replace(folds=folds, fold=number)
        each = design.replace(recipe=design.recipe.with_split(how))
        prepared = prepare_for(each, table)
        analysis = analyse(each.graph, signature(each.graph, prepared.preparation))
        network = begin(analysis, each.training)
        history: list[Record] = []
        for message in train(network, training_data(each.graph, prepared), each.training):
            if isinstance(message, EpochEnded):
                history.append(message.record)
                share = (number - 1 + message.record.epoch / each.training.epochs) / folds
                report(progress, share, f"Fold {number} of {folds}, epoch {message.record.epoch}")
            elif isinstance(message, RunEnded):
                kept = next((record for record in history if record.epoch == message.epoch), None)
                nothing = Record(0, float("nan"), float("nan"))
                rows = len(prepared.parts.train), len(prepared.parts.validation)
                yield Fold(number, rows, kept or nothing, message.sentence)
    report(progress, 1.0, "Every fold is done")


def spread(folds: list[Fold]) -> Mapping[str, tuple[float, float]]:
    """The mean and the standard deviation of each validation score over the folds; the loss under "loss"."""
    found: dict[str, list[float]] = {}
    for fold in folds:
        for name, score in {"loss": fold.record.validation_loss, **fold.record.validation_scores}.items():
            found.setdefault(name, []).append(score)
    values: dict[str, Array] = {name: np.array(scores) for name, scores in found.items()}
    return {name: (float(each.mean()), float(each.std())) for name, each in values.items()}
