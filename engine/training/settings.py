"""The settings of a training run, declared like those of any kind."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import Declared, pick, setting
from engine.optimizers import OPTIMIZERS
from engine.optimizers.base import Optimizer


@dataclass(frozen=True)
class TrainingSettings(Declared):
    """How the network learns: which optimizer, how many rows a step, how many epochs, when to stop.

    One seed decides the split, the first weights, the order of the batches, and dropout.
    """

    title = "Training"

    optimizer: Optimizer = pick(OPTIMIZERS, "adam", "How the gradient moves the weights.")
    batch_size: int = setting(
        32, "Rows that are averaged into one step.", low=1, high=1_000_000, log=True, unit="rows"
    )
    epochs: int = setting(
        100, "How many times the training rows are passed through.", low=1, high=1_000_000, log=True
    )
    seed: int = setting(
        7, "Decides the split, the first weights, the order of batches and dropout.", low=0, high=2**31 - 1
    )
    early_stopping: bool = setting(True, "Stop when the validation loss has not improved for a while.")
    patience: int = setting(
        10, "Epochs without improvement before stopping.", low=0, high=100_000, log=True, unit="epochs"
    )
    minimum_improvement: float = setting(
        0.0, "A smaller fall of the loss does not count as improvement.", low=0, high=1e6, advanced=True
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
