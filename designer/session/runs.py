"""The run under way, its pace, and the runs of this sitting with their weights as long as there is room. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from designer.reports import Ending, Report
from designer.worker import Make
from engine.analysis import Analysis
from engine.design import Design
from engine.feeding import TrainingData, training_data
from engine.files.pretrained import begin
from engine.metrics import METRICS
from engine.network import Network
from engine.training.messages import BatchEnded, Checkpoint, Record
from engine.training.trained import Trained

if TYPE_CHECKING:
    from engine.data.prepare import Prepared

LARGEST_BYTES = 512 << 20
"""What the weights of all runs together may take; the oldest let go of theirs first."""


@dataclass(frozen=True, eq=False)
class Begun:
    """What a run was begun with, whatever the canvas shows by now.

    `unsealed`: its test rows were opened before; `resumed`: it goes on from a checkpoint, which has the weights.
    """

    design: Design
    analysis: Analysis
    prepared: Prepared
    unsealed: bool = False
    resumed: bool = False

    @property
    def make(self) -> Make:
        """What the worker calls for its network and its rows."""
        design, analysis, prepared = self.design, self.analysis, self.prepared
        training = design.training.replace(pretrained="") if self.resumed else design.training

        def make() -> tuple[Network, TrainingData]:
            network, _ = begin(analysis, training)
            return network, training_data(design.graph, prepared)

        return make

    def under_way(self, checkpoint: Checkpoint) -> Trained:
        """What was learned up to a checkpoint, with the weights as they are there."""
        sentence = f"Under way in epoch {checkpoint.epoch}, after batch {checkpoint.batch}."
        if not checkpoint.batch:
            sentence = f"Under way, after epoch {checkpoint.epoch - 1}."
        epoch, preparation = checkpoint.epoch - 1, self.prepared.preparation
        weights = checkpoint.parameters, checkpoint.state
        return Trained(self.design, preparation, *weights, checkpoint, epoch, sentence, self.unsealed)

    def ended(self, ending: Ending) -> Trained | None:
        """What was learned in the end; None where the run failed."""
        if ending.checkpoint is None or ending.parameters is None or ending.state is None:
            return None
        return Trained(
            self.design,
            self.prepared.preparation,
            ending.parameters,
            ending.state,
            ending.checkpoint,
            ending.epoch,
            ending.sentence,
            self.unsealed,
        )


class Progress:
    """How far the run under way is, or how far the last one came; and its epochs."""

    def __init__(self, checkpoint: Checkpoint | None = None, epochs: int = 0) -> None:
        self.history: list[Record] = [] if checkpoint is None else list(checkpoint.history)
        self.best_epoch = 0 if checkpoint is None else checkpoint.best_epoch
        self.epochs = epochs
        self.batch: BatchEnded | None = None
        self._begin: tuple[float, float] | None = None
        self._last = (0.0, 0.0)

    def take(self, report: Report) -> None:
        """Take note of what has happened."""
        for ended in report.epochs:
            self.history.append(ended.record)
            if ended.best:
                self.best_epoch = ended.record.epoch
        if report.batch is not None:
            self.batch = report.batch
        if report.resting:
            self._begin = None
            return
        self._last = (perf_counter(), self.share)
        if self._begin is None:
            self._begin = self._last

    @property
    def share(self) -> float:
        """How much of all epochs is done, 0 to 1."""
        done = float(len(self.history))
        if self.batch is not None and self.batch.epoch > len(self.history):
            done += self.batch.batch / self.batch.batches
        return min(1.0, done / max(1, self.epochs))

    @property
    def epochs_done(self) -> float:
        """The epochs before the newest step, with the share of the one in progress."""
        batch = self.batch
        return (
            float(len(self.history)) if batch is None else batch.epoch - 1 + (batch.batch - 1) / batch.batches
        )

    @property
    def rate(self) -> float | None:
        """The learning rate of the newest step, the schedule's share taken; None before the first."""
        if self.batch is not None:
            return self.batch.rate
        return self.history[-1].rate if self.history else None

    @property
    def seconds_left(self) -> float | None:
        """The time that the rest takes, at most, at the pace since the start or the last pause; None while unknown."""
        if self._begin is None or self._last[1] <= self._begin[1]:
            return None
        seconds, done = self._last[0] - self._begin[0], self._last[1] - self._begin[1]
        return seconds / done * (1.0 - self.share)

    @property
    def words(self) -> str:
        """Epoch, batch and time left, as a person reads them; "" before the first step."""
        parts = []
        if self.history or self.batch is not None:
            epoch = max(len(self.history), 0 if self.batch is None else self.batch.epoch)
            parts.append(f"epoch {epoch:,} of {self.epochs:,}")
        if self.batch is not None and self.batch.epoch > len(self.history):
            parts.append(f"batch {self.batch.batch:,} of {self.batch.batches:,}")
        if (left := self.seconds_left) is not None and self.share < 1.0:
            parts.append(f"{_time(left)} left")
        return " · ".join(parts)


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


@dataclass(frozen=True)
class Run:
    """One run that came to an end. `reason` is that of its Ending, `sentence` says it in words.

    `scores` are those of the validation rows (of the training rows without such) at the epoch whose weights are
    kept; `test_scores` are empty while the test rows are sealed. `trained` is None once its weights were let go.
    """

    number: int
    seed: int
    epochs: int
    best_loss: float
    scores: dict[str, float]
    reason: str
    sentence: str
    test_scores: dict[str, float]
    trained: Trained | None

    @property
    def metric(self) -> str:
        """The id of the metric that stands first for this task; "" where there is none."""
        ranked = sorted(self.scores, key=lambda name: METRICS[name.rpartition("/")[2]].rank)
        return ranked[0] if ranked else ""

    @property
    def score(self) -> float:
        """The value of that metric; nan where there is none."""
        return self.scores.get(self.metric, math.nan)


class Runs:
    """The runs in the order of their ends, numbered from 1."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._ended = 0

    def __iter__(self) -> Iterator[Run]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    def __getitem__(self, number: int) -> Run:
        """The run with this number; KeyError where there is none."""
        for run in self._runs:
            if run.number == number:
                return run
        raise KeyError(number)

    def add(self, trained: Trained, reason: str, sentence: str) -> Run:
        """Note a run that has ended."""
        self._ended += 1
        run = _run(self._ended, trained, reason, sentence)
        self._runs.append(run)
        self._make_room()
        return run

    def renew(self, trained: Trained) -> bool:
        """Take note that the test rows of a run were opened; False where it is none of these."""
        for place, run in enumerate(self._runs):
            if run.trained is not None and run.trained.checkpoint is trained.checkpoint:
                self._runs[place] = replace(run, trained=trained, test_scores=dict(trained.test_scores))
                return True
        return False

    def clear(self) -> None:
        """Forget all; the numbers begin anew."""
        self._runs.clear()
        self._ended = 0

    def _make_room(self) -> None:
        total = 0
        for place in range(len(self._runs) - 1, -1, -1):
            run = self._runs[place]
            if run.trained is None:
                continue
            total += _bytes(run.trained)
            if total > LARGEST_BYTES and place < len(self._runs) - 1:
                self._runs[place] = replace(run, trained=None)


def _run(number: int, trained: Trained, reason: str, sentence: str) -> Run:
    record = _record(trained)
    scores = {} if record is None else dict(record.validation_scores or record.scores)
    losses = [each.watched for each in trained.history if math.isfinite(each.watched)]
    return Run(
        number,
        trained.design.training.seed,
        len(trained.history),
        min(losses, default=math.nan),
        scores,
        reason,
        sentence,
        dict(trained.test_scores),
        trained,
    )


def _record(trained: Trained) -> Record | None:
    """The line of the epoch whose weights are kept, or the last one."""
    for record in trained.history:
        if record.epoch == trained.epoch:
            return record
    return trained.history[-1] if trained.history else None


def _bytes(trained: Trained) -> int:
    checkpoint = trained.checkpoint
    arrays = [trained.parameters, trained.state, checkpoint.parameters, checkpoint.state]
    arrays += [*checkpoint.slots.values(), *checkpoint.predictions.values()]
    arrays += [each for each in (checkpoint.best_parameters, checkpoint.best_state) if each is not None]
    return sum(array.nbytes for array in arrays)
