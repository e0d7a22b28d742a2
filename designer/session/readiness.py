"""Whether a network can be trained, and whether a run can be taken up again: each a sentence, "" where it can."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from designer.document import Document
from engine.design import Design

if TYPE_CHECKING:
    from engine.data.prepare import Prepared
    from engine.training.trained import Trained

BYSTANDERS = ("epochs", "early_stopping", "patience", "minimum_improvement", "restore_best")
"""Settings that may differ when a run is taken up again: they say when it ends, not how it learns."""


def missing(document: Document, failure: str) -> str:
    """What is missing before the network can be trained; `failure` is why its table could not be prepared."""
    recipe = document.design.recipe
    if not len(document.design.graph):
        return "The canvas is empty. Open a table, or drag an Input from the palette."
    if recipe is None:
        return "Open a table first: there is nothing to learn from yet."
    if document.table is None:
        name = f"The table {recipe.source.path}" if recipe.source is not None else "The table of this network"
        return f"{name} is not there. Find it, or open another."
    if recipe.target is None:
        return "No column is the target: choose the one that the network should predict."
    if document.prepared is None:
        return failure or "The table is being prepared; one moment."
    problems = document.analysis.problems
    own = next((each for each in problems if not each.follows), None) or next(iter(problems), None)
    return own.sentence if own is not None else ""


def misfit(trained: Trained, design: Design, prepared: Prepared | None) -> str:
    """What has changed since a run, so that it cannot go on."""
    then = trained.design
    if wiring(design) != wiring(then):
        return "The network has changed since that run, so training begins anew."
    if spoken(design) != spoken(then) or prepared is None:
        return "The data has changed since that run, so training begins anew."
    if prepared.preparation.to_dict() != trained.preparation.to_dict():
        return "The table has changed since that run, so training begins anew."
    if manner(design) != manner(then):
        return "The training settings have changed since that run, so training begins anew."
    return ""


def nothing_left(trained: Trained, design: Design) -> str:
    """Why a run that came to its own end has nowhere to go on to."""
    checkpoint, training = trained.checkpoint, design.training
    if checkpoint.epoch > training.epochs:
        return f"All {training.epochs} epochs are done. Raise the number of epochs to go on."
    waited = checkpoint.epoch - 1 - checkpoint.best_epoch
    if training.early_stopping and not checkpoint.batch and waited > 0 and waited >= training.patience:
        return "The run stopped early. Raise the patience, or switch early stopping off, to go on."
    return ""


def wiring(design: Design) -> object:
    """The network without names and places."""
    return [(node.id, node.layer) for node in design.graph.nodes], design.graph.edges


def spoken(design: Design) -> object:
    """The recipe without the place where its table lies: the preparation tells whether it is the same table."""
    return None if design.recipe is None else dataclasses.replace(design.recipe, source=None)


def manner(design: Design) -> object:
    """How the network learns, without the rate, and without what only says when it ends."""
    training = design.training
    plain = training.to_dict()
    plain["optimizer"] = {**training.optimizer.to_dict(), "learning_rate": 0.0}
    return {name: value for name, value in plain.items() if name not in BYSTANDERS}
