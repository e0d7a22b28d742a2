"""What a check of the data is given, and what it finds. Names no check."""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.kinds.base import ColumnKind
from engine.data.recipe import Column, Recipe
from engine.declare import Declared

if TYPE_CHECKING:
    import polars as pl

    from engine.data.prepare import Prepared
    from engine.data.profile import Profile
    from engine.data.table import Table
    from engine.design import Design


class Severity(IntEnum):
    """How grave a finding is, the gravest first."""

    WRONG = 0
    """The scores would mean nothing."""
    HARMFUL = 1
    """The network learns worse than it could."""
    NOTEWORTHY = 2
    """Good to know."""


Mend = Callable[["Design"], "Design"]


@dataclass(frozen=True, eq=False)
class Finding:
    """Something about the data: a sentence, the evidence in numbers, and one change of the design that mends it.

    `columns` are those that it is about. Without a `mend` there is nothing that could be done with one click.
    """

    check: str
    severity: Severity
    columns: tuple[str, ...]
    sentence: str
    evidence: str
    remedy: str = ""
    mend: Mend | None = None

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What it is about, the same for the same finding at another time."""
        return self.check, self.columns


@dataclass(frozen=True, eq=False)
class Case:
    """A table, what it is to become, and what it became, if it could be prepared.

    Evidence comes from the training rows, that nothing is learned from the others; only what is the same in several
    parts is counted over all of them.
    """

    table: Table
    design: Design
    recipe: Recipe
    profiles: Mapping[str, Profile]
    prepared: Prepared | None = None

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The training rows; all rows while the table cannot be prepared."""
        return np.arange(self.table.rows) if self.prepared is None else self.prepared.parts.train

    def cells(self, name: str) -> pl.Series:
        """The training rows of a column."""
        return self.table.column(name).gather(self.rows)

    @property
    def features(self) -> tuple[Column, ...]:
        """The features that the table has and whose profile is known."""
        return tuple(column for column in self.recipe.features if column.name in self.profiles)

    @property
    def target(self) -> Column | None:
        """The target, if the table has it."""
        target = self.recipe.target
        return target if target is not None and target.name in self.profiles else None


@dataclass(frozen=True)
class Check(Declared, abc.ABC):
    """Looks for one thing. Its settings are the limits beyond which something is worth saying."""

    @abc.abstractmethod
    def look(self, case: Case) -> Iterator[Finding]:
        """What there is to say."""


def ignoring(*names: str) -> Mend:
    """Ignore columns."""
    return partial(_each, change=_ignored, names=names)


def setting_kind(kind: ColumnKind, *names: str) -> Mend:
    """Read columns as another kind."""
    return partial(_each, change=partial(_of_kind, kind=kind), names=names)


def changing(*names: str, **settings: Any) -> Mend:
    """Change settings of columns' kinds."""
    return partial(_each, change=partial(_changed, settings=settings), names=names)


def splitting(**settings: Any) -> Mend:
    """Divide the rows otherwise."""
    return partial(_split, settings=settings)


def training(**settings: Any) -> Mend:
    """Change the settings of the training."""
    return partial(_training, settings=settings)


def _each(design: Design, change: Callable[[Recipe, str], Recipe], names: tuple[str, ...]) -> Design:
    recipe = design.recipe
    if recipe is None:
        return design
    for name in names:
        if name in recipe.names:
            recipe = change(recipe, name)
    return design.replace(recipe=recipe)


def _ignored(recipe: Recipe, name: str) -> Recipe:
    return recipe.with_role(name, "ignore")


def _of_kind(recipe: Recipe, name: str, kind: ColumnKind) -> Recipe:
    return recipe.with_kind(name, kind)


def _changed(recipe: Recipe, name: str, settings: Mapping[str, Any]) -> Recipe:
    column = recipe.column(name)
    return recipe.with_column(dataclasses.replace(column, kind=column.kind.replace(**settings)))


def _split(design: Design, settings: Mapping[str, Any]) -> Design:
    recipe = design.recipe
    return (
        design
        if recipe is None
        else design.replace(recipe=recipe.with_split(recipe.split.replace(**settings)))
    )


def _training(design: Design, settings: Mapping[str, Any]) -> Design:
    return design.replace(training=design.training.replace(**settings))
