"""What the Data panel does to a recipe: pure functions from one recipe to the next, and what undo calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.data.kinds import KINDS
from engine.data.kinds.base import ColumnKind
from engine.data.kinds.category import Category
from engine.data.kinds.number import Number
from engine.data.profile import Profile
from engine.data.recipe import Column, Recipe, Role

ROLE_TEXTS: Mapping[Role, str] = {
    "feature": "Use {} as feature",
    "target": "Predict {}",
    "ignore": "Ignore {}",
}


def with_roles(
    recipe: Recipe, names: Sequence[str], role: Role, known: Mapping[str, Profile | None]
) -> Recipe:
    """These columns with another role. One whose kind does not suit it gets the kind that its cells suggest.

    Of several columns only the last becomes the target: there is one.
    """
    wanted = set(names[-1:] if role == "target" else names)
    columns = []
    for column in recipe.columns:
        if column.name in wanted:
            suits = column.kind.answers if role == "target" else column.kind.usable or role == "ignore"
            kind = column.kind if suits else usable_kind(known.get(column.name))
            columns.append(Column(column.name, kind, role))
        elif role == "target" and column.role == "target":
            columns.append(replace(column, role="feature"))
        else:
            columns.append(column)
    return replace(recipe, columns=tuple(columns))


def usable_kind(known: Profile | None) -> ColumnKind:
    """The kind that the cells of an ignored column suggest."""
    return Number() if known is not None and known.numeric else Category()


def with_kinds(recipe: Recipe, names: Sequence[str], kind_id: str) -> Recipe:
    """These columns read otherwise, with the kind's own defaults; those that are of it already stay as they are."""
    for name in names:
        if recipe.column(name).kind.kind() != kind_id:
            recipe = recipe.with_kind(name, KINDS[kind_id]())
    return recipe


def called(names: Sequence[str]) -> str:
    """One column by its name, several by their number."""
    return names[0] if len(names) == 1 else f"{len(names)} columns"
