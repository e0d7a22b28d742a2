"""What the network has to answer, told by the target column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from engine.data.kinds.base import ColumnKind

if TYPE_CHECKING:
    from engine.data.profile import Profile
    from engine.data.recipe import Recipe

Task = Literal["regression", "binary", "multiclass", "multilabel", "count"]

TASKS: Mapping[Task, str] = {
    "regression": "number",
    "binary": "yes/no",
    "multiclass": "one of k",
    "multilabel": "several of k",
    "count": "count",
}
"""Every task with the words that a person reads. No column suggests several of k: that is set by hand."""

NUMBERED: tuple[Task, ...] = ("regression", "count")
"""The tasks whose targets are numbers."""

_COUNT_VALUES = 30


def task_of(recipe: Recipe, profiles: Mapping[str, Profile]) -> Task | None:
    """The task that the recipe's target column(s) set; None while there is no target.

    Several targets must all be numbers, which is regression.
    """
    targets = recipe.targets
    if not targets:
        return None
    if len(targets) > 1:
        return "regression"
    return task_of_column(targets[0].kind, profiles[targets[0].name])


def task_of_column(kind: ColumnKind, profile: Profile) -> Task:
    """The task of one target column.

    Labels are "binary" when there are two of them and "multiclass" otherwise. Numbers are "regression", unless they
    look counted, which is said only when all of this holds: whole numbers from zero up, zero occurs, from three to
    thirty different values, and their mean is below a third of the largest (few things happen often).
    """
    if not kind.numeric:
        return "binary" if kind.kind() == "yes_no" or profile.distinct == 2 else "multiclass"
    counted = (
        profile.whole
        and profile.minimum == 0
        and 3 <= profile.distinct <= _COUNT_VALUES
        and profile.mean < profile.maximum / 3
    )
    return "count" if counted else "regression"


def target_width(recipe: Recipe, profiles: Mapping[str, Profile]) -> int:
    """How many values the network gives per row: the targets, or the classes of a single one of labels (0: none)."""
    task = task_of(recipe, profiles)
    if task is None:
        return 0
    return profiles[recipe.targets[0].name].distinct if task == "multiclass" else len(recipe.targets)
