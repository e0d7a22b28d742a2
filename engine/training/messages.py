"""What a training run says, and what can be said to it: frozen values, nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from engine.declare import SettingError
from engine.layers.base import Array
from engine.schedules.base import Memory


@dataclass(frozen=True, slots=True)
class Record:
    """One epoch's line in the history. Epochs count from 1.

    `loss` is the mean over the epoch's batches while the weights were moving, penalties included;
    `validation_loss` was measured after the epoch: nan without validation rows, inf where it is no number. `scores`
    are metrics of the training rows (from the predictions made during the epoch), `validation_scores` those of the
    validation rows after it, both by metric id. `rate` is the learning rate of the last step. `gradient_norms` are the
    L2 norms of the last batch's gradient, by node id.
    """

    epoch: int
    loss: float
    validation_loss: float
    scores: Mapping[str, float] = field(default_factory=dict)
    validation_scores: Mapping[str, float] = field(default_factory=dict)
    rate: float = 0.0
    gradient_norms: Mapping[str, float] = field(default_factory=dict)

    @property
    def watched(self) -> float:
        """The loss that early stopping watches: validation where there is one, else training."""
        return self.loss if self.validation_loss != self.validation_loss else self.validation_loss


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All that a run needs to go on as if it had never stopped. Its arrays are copies.

    `epoch` is the epoch in progress and `batch` the number of its batches done; `slots` are the flat vectors of the
    optimizer and of the run; `rate` is the learning rate before the schedule's share; `gathered` counts batches whose
    gradients wait for the next step; `memory` is what the schedule has seen; `noise` is the state of the generator
    behind dropout. `best_parameters` and `best_state` are those of `best_epoch` (0: none yet).
    """

    parameters: Array
    state: Array
    slots: Mapping[str, Array]
    steps: int
    epoch: int
    batch: int
    rate: float
    noise: Mapping[str, Any]
    loss_sum: float = 0.0
    gradient_norms: Mapping[str, float] = field(default_factory=dict)
    predictions: Mapping[str, Array] = field(default_factory=dict)
    best_epoch: int = 0
    best_loss: float = float("inf")
    best_parameters: Array | None = None
    best_state: Array | None = None
    history: tuple[Record, ...] = ()
    gathered: int = 0
    memory: Memory = field(default_factory=Memory)


class BatchEnded(NamedTuple):
    """A batch is done: number `batch` of `batches` (from 1) in epoch `epoch`, with this mean loss and learning rate.

    A named tuple is made in a fifth of a frozen dataclass's time, which is a microsecond of every step.
    """

    epoch: int
    batch: int
    batches: int
    loss: float
    rate: float


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """An epoch is done; `best` says whether it is the best so far."""

    record: Record
    best: bool


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The last message of a run that came to its own end.

    `reason`: all epochs done, stopped early, or diverged (a loss or weights that are not finite); `sentence` says it in
    words. After it the network holds the weights of `epoch` (the best where they were restored). `node` is where a run
    that diverged came to its first number that is none, "" where that is not known.
    """

    reason: Literal["epochs", "early", "diverged"]
    sentence: str
    epoch: int
    checkpoint: Checkpoint
    node: str = ""


Message = BatchEnded | EpochEnded | RunEnded | Checkpoint
"""What `train` yields. A Checkpoint is yielded only as the answer to TakeCheckpoint."""


@dataclass(frozen=True, slots=True)
class SetRate:
    """Go on with another learning rate, of which the schedule takes its share. Sent in; answered by None."""

    rate: float

    def __post_init__(self) -> None:
        """Raise SettingError where nothing can be learned at this rate."""
        if not 0 < self.rate < math.inf:
            raise SettingError(
                f"The learning rate is {self.rate:g}, but must be a finite number above 0. Pause the run where it is "
                "to rest."
            )


@dataclass(frozen=True, slots=True)
class TakeCheckpoint:
    """Copy everything that is needed to go on later. Sent into the generator; answered by a Checkpoint."""


Command = SetRate | TakeCheckpoint
