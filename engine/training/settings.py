"""The settings of a training run, declared like those of any kind."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.declare import Declared, pick, setting
from engine.optimizers import OPTIMIZERS
from engine.optimizers.base import Optimizer
from engine.schedules import SCHEDULES
from engine.schedules.base import Schedule, Span


@dataclass(frozen=True)
class TrainingSettings(Declared):
    """How the network learns: which optimizer, how many rows a step, how many epochs, when to stop.

    One seed decides the split, the first weights, the order of the batches, and dropout.
    """

    title = "Training"

    optimizer: Optimizer = pick(OPTIMIZERS, "adam", "How the gradient moves the weights.")
    schedule: Schedule = pick(SCHEDULES, "constant", "How the learning rate changes during the run.")
    batch_size: int = setting(
        32, "Rows that are averaged into one step.", low=1, high=1_000_000, log=True, unit="rows"
    )
    epochs: int = setting(
        100, "How many times the training rows are passed through.", low=1, high=1_000_000, log=True
    )
    seed: int = setting(
        7, "Decides the split, the first weights, the order of batches and dropout.", low=0, high=2**31 - 1
    )
    pretrained: str = setting(
        "",
        "A trained .loom whose weights the network begins with, layer by layer where name and shape agree. Empty: "
        "random weights.",
        label="weights from",
        names="file",
        advanced=True,
    )
    early_stopping: bool = setting(True, "Stop when the validation loss has not improved for a while.")
    patience: int = setting(
        10, "Epochs without improvement before stopping.", low=0, high=100_000, log=True, unit="epochs"
    )
    minimum_improvement: float = setting(
        0.0, "A smaller fall of the loss does not count as improvement.", low=0, high=1e6, advanced=True
    )
    start_from_epoch: int = setting(
        0,
        "Epochs at the start that nobody judges: none of them is the best, and none is waited for.",
        label="warm-up",
        low=0,
        high=1_000_000,
        unit="epochs",
        advanced=True,
    )
    restore_best: bool = setting(True, "At the end take back the weights of the best epoch.")
    clip_norm: float = setting(
        0.0, "Scale the gradient down where its norm is larger; 0 is off.", low=0, high=1e6, advanced=True
    )
    clip_value: float = setting(
        0.0,
        "Cut each number of the gradient to plus or minus this; 0 is off.",
        low=0,
        high=1e6,
        advanced=True,
    )
    clip_each: bool = setting(
        False,
        "Limit the norm of each kernel and each bias by itself, instead of one norm over all weights together.",
        label="clip each weight",
        advanced=True,
    )
    weight_decay: float = setting(
        0.0,
        "Pulls all weights, not the biases, towards zero at every step, against overfitting; 0 is off.",
        low=0,
        high=1,
        advanced=True,
    )
    decay_kind: str = setting(
        "decoupled",
        "Decoupled shrinks the weights beside the optimizer's step, as AdamW does; L2 adds the pull to the gradient.",
        label="kind of decay",
        choices=("decoupled", "L2"),
        advanced=True,
    )
    accumulate: int = setting(
        1,
        "Batches whose gradients are averaged into one step: large batches in little memory.",
        label="batches a step",
        low=1,
        high=10_000,
        log=True,
        advanced=True,
    )
    average: float = setting(
        0.0,
        "Scores and keeps a moving average of the weights with this memory, such as 0.99, which is calmer than the "
        "weights themselves; 0 is off.",
        label="average of weights",
        low=0,
        high=0.99999,
        advanced=True,
    )
    average_every: int = setting(
        0,
        "Puts the average in the place of the weights after every so many steps; 0: at the end of the run alone.",
        label="average takes over every",
        low=0,
        high=1_000_000,
        unit="steps",
        advanced=True,
    )
    class_weights: str = setting(
        "none",
        "Balanced lets every class count alike, however rare it is among the training rows.",
        choices=("none", "balanced"),
        advanced=True,
    )
    find_cause: bool = setting(
        True,
        "When the loss is not a number any more, look for the layer and the operation where that began.",
        label="find the cause",
        advanced=True,
    )

    def span(self, rows: int) -> Span:
        """How long a run with so many training rows is."""
        batches = 1 if self.optimizer.full_batch else math.ceil(rows / self.batch_size)
        return Span(self.epochs, math.ceil(batches / self.accumulate))

    def waited(self, epoch: int, best_epoch: int) -> int:
        """For how many epochs the loss has not improved, after this one."""
        return epoch - max(best_epoch, self.start_from_epoch)
