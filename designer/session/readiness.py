"""Whether a network can be trained, and whether a run can be taken up again: each a sentence, "" where it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.document import Document
from engine.design import Design
from engine.training.resuming import changed_since

if TYPE_CHECKING:
    from engine.data.prepare import Prepared
    from engine.training.trained import Trained


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
    changed = changed_since(trained, design, None if prepared is None else prepared.preparation)
    return f"{changed}, so training begins anew." if changed else ""
