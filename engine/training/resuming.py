"""Whether a run can be taken up again: what has changed since it stopped, and whether anything of it is left."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from engine.design import Design
from engine.training.trained import Trained

if TYPE_CHECKING:
    from engine.data.preparation import Preparation

BYSTANDERS = (
    *("epochs", "early_stopping", "patience", "minimum_improvement", "start_from_epoch", "restore_best"),
    "find_cause",
)
"""Settings that may differ when a run is taken up again: they say when it ends and what is told, not how it learns."""


def changed_since(trained: Trained, design: Design, preparation: Preparation | None) -> str:
    """What has changed since a run so that it cannot go on, as the beginning of a sentence; "" where nothing has.

    `preparation` is that of the table as it is now, None where there is none.
    """
    then = trained.design
    if wiring(design) != wiring(then):
        return "The network has changed since that run"
    if _data(design) != _data(then) or preparation is None:
        return "The data has changed since that run"
    if preparation.to_dict() != trained.preparation.to_dict():
        return "The table has changed since that run"
    if manner(design) != manner(then):
        return "The training settings have changed since that run"
    return ""


def nothing_left(trained: Trained, design: Design) -> str:
    """Why a run that came to its own end has nowhere to go on to; "" where it has."""
    checkpoint, training = trained.checkpoint, design.training
    if checkpoint.epoch > training.epochs:
        return f"All {training.epochs} epochs are done. Raise the number of epochs to go on."
    waited = training.waited(checkpoint.epoch - 1, checkpoint.best_epoch)
    if training.early_stopping and not checkpoint.batch and waited > 0 and waited >= training.patience:
        return "The run stopped early. Raise the patience, or switch early stopping off, to go on."
    return ""


def wiring(design: Design) -> object:
    """The network without names and places."""
    return [(node.id, node.layer) for node in design.graph.nodes], design.graph.edges


def manner(design: Design) -> object:
    """How the network learns, without the rate, and without what only says when it ends."""
    training = design.training
    plain = training.to_dict()
    plain["optimizer"] = {**training.optimizer.to_dict(), "learning_rate": 0.0}
    return {name: value for name, value in plain.items() if name not in BYSTANDERS}


def _data(design: Design) -> object:
    """The recipe without the place where its table lies: the preparation tells whether it is the same table."""
    return None if design.recipe is None else dataclasses.replace(design.recipe, source=None)
