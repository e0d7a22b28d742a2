"""The data recipe: what each column is, what it is for, and how the rows are divided. A value; reads no table.

`propose` makes the first guess from a table's columns. Nothing here imports polars.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from engine.data.dialect import Dialect
from engine.data.kinds import KINDS
from engine.data.kinds.base import ColumnKind
from engine.data.names import few
from engine.data.plain import PlainError, declared, listed, mapping, record, typed
from engine.data.source import Source
from engine.data.split import IN_FILE, Split
from engine.data.window import Window
from engine.errors import ExplainedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.data.profile import Profile
    from engine.data.table import Table

Role = Literal["feature", "target", "ignore"]
ROLES: tuple[Role, ...] = get_args(Role)


class RecipeError(ExplainedError):
    """A recipe would contradict itself."""


@dataclass(frozen=True)
class Column:
    """One column: its name, what its cells mean, and whether it is a feature, a target or ignored.

    A column of a kind that cannot be used (Ignore) always has the role "ignore"; one of a kind that cannot be predicted
    is no target.
    """

    name: str
    kind: ColumnKind
    role: Role = "feature"

    def __post_init__(self) -> None:
        """Check the parts against each other."""
        if self.role not in ROLES:
            raise RecipeError(
                f"The role of {self.name} is {self.role!r}, but must be one of {', '.join(ROLES)}."
            )
        if not self.kind.usable and self.role != "ignore":
            reason = getattr(self.kind, "reason", "") or "its kind is Ignore"
            raise RecipeError(
                f"{self.name} cannot be a {self.role} ({reason}); choose another kind for it first."
            )
        if self.role == "target" and not self.kind.answers:
            raise RecipeError(
                f"{self.name} cannot be the target: its kind, {self.kind.label()}, can be learned from but not "
                "predicted. Choose another kind for it, or another target."
            )

    def to_dict(self) -> dict[str, Any]:
        """This as plain JSON values."""
        return {"name": self.name, "role": self.role, "kind": self.kind.to_dict()}

    @classmethod
    def from_dict(cls, plain: Any) -> Self:
        """The reverse of `to_dict`. Raises PlainError, SettingError or RecipeError."""
        found = mapping(plain, "A column of the recipe", ("name", "role", "kind"))
        name = typed(found["name"], str, "The name of a column")
        return cls(name, KINDS.load(found["kind"]), typed(found["role"], str, f"The role of {name}"))


@dataclass(frozen=True)
class Recipe:
    """From a file to tensors: where the table is, how it is spelled, its columns, the split of its rows, their past.

    Column names are unique. A column has one role, so none is both a feature and a target.
    """

    source: Source | None = None
    dialect: Dialect = field(default_factory=Dialect)
    columns: tuple[Column, ...] = ()
    split: Split = field(default_factory=Split)
    window: Window = field(default_factory=Window)

    def __post_init__(self) -> None:
        """Check that no name occurs twice."""
        if len(set(self.names)) < len(self.columns):
            twice = next(name for name in self.names if self.names.count(name) > 1)
            raise RecipeError(f"Two columns of the recipe are called {twice}; names must differ.")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns in the table's order."""
        return tuple(column.name for column in self.columns)

    @property
    def features(self) -> tuple[Column, ...]:
        """The columns that the network sees."""
        return tuple(column for column in self.columns if column.role == "feature")

    @property
    def targets(self) -> tuple[Column, ...]:
        """The columns that the network predicts: none or one, as edits keep it."""
        return tuple(column for column in self.columns if column.role == "target")

    @property
    def target(self) -> Column | None:
        """The column that the network predicts, if one is chosen."""
        return next(iter(self.targets), None)

    def column(self, name: str) -> Column:
        """The column with this name. Raises RecipeError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise RecipeError(f"There is no column called {name}; there are {few(self.names) or 'none at all'}.")

    def with_column(self, column: Column) -> Recipe:
        """The same recipe with the column of that name replaced; a new target makes the old one a feature."""
        self.column(column.name)
        changed = []
        for old in self.columns:
            if old.name == column.name:
                changed.append(column)
            elif column.role == "target" and old.role == "target":
                changed.append(replace(old, role="feature"))
            else:
                changed.append(old)
        return replace(self, columns=tuple(changed))

    def with_role(self, name: str, role: Role) -> Recipe:
        """One column with another role. Raises RecipeError when its kind cannot be used."""
        return self.with_column(replace(self.column(name), role=role))

    def with_kind(self, name: str, kind: ColumnKind) -> Recipe:
        """One column with another kind. An ignored kind ignores it; a usable one instead makes it a feature again."""
        column = self.column(name)
        role: Role = column.role if column.kind.usable else "feature"
        if role == "target" and not kind.answers:
            role = "feature"
        return self.with_column(Column(name, kind, role if kind.usable else "ignore"))

    def with_split(self, split: Split) -> Recipe:
        """The rows divided otherwise."""
        return replace(self, split=split)

    def with_window(self, window: Window) -> Recipe:
        """The past seen otherwise."""
        return replace(self, window=window)

    def with_past(self, rows: int) -> Recipe:
        """So many rows of the past seen, in the order of the first date unless another is set; 0 for none."""
        order = self.window.order or next(iter(self.dates), "")
        return self.with_window(self.window.replace(past=rows, order=order if rows else self.window.order))

    @property
    def division(self) -> Split:
        """How the rows are divided in fact: as the split says, but where windows look back the earlier rows train.

        Dealt at random, hardly a window would keep to its part.
        """
        if not self.window.on or self.split.assigned:
            return self.split
        return self.split.replace(order=self.window.order or IN_FILE, group="")

    @property
    def dates(self) -> tuple[str, ...]:
        """The names of the columns of dates and times."""
        return tuple(column.name for column in self.columns if column.kind.kind() == "date_time")

    def to_dict(self) -> dict[str, Any]:
        """This as plain JSON values."""
        source = self.source
        return {
            "source": source and {"path": source.path, "size": source.size, "sha256": source.sha256},
            "dialect": self.dialect.to_dict(),
            "columns": [column.to_dict() for column in self.columns],
            "split": self.split.to_dict(),
            "window": self.window.to_dict(),
        }

    @classmethod
    def from_dict(cls, plain: Any) -> Self:
        """The reverse of `to_dict`. Raises PlainError, SettingError, SplitError or RecipeError: all sentences."""
        found = mapping(plain, "The data recipe", ("columns",), ("source", "dialect", "split", "window"))
        source = found.get("source")
        columns = listed(found["columns"], "The columns of the recipe")
        return cls(
            None if source is None else record(Source, source, "The recipe's source"),
            declared(Dialect, found.get("dialect", {}), "The recipe's dialect"),
            tuple(Column.from_dict(column) for column in columns),
            declared(Split, found.get("split", {}), "The recipe's split"),
            declared(Window, found.get("window", {}), "The recipe's window"),
        )


def propose(table: Table, profiles: Mapping[str, Profile] | None = None) -> Recipe:
    """A first guess for a table: kinds, roles and the default split.

    Identifiers, constant and empty columns are ignored, each with its reason; pixels of a picture stay together and
    as they are. The target is the
    first of these that there is: a column with a name that says so (target, label, class, species, outcome, y...);
    the last column if it is a category or yes/no, or else the first column if it is; the last category or yes/no
    column; the last number. Every other usable column is a feature. `profiles` saves counting again.
    """
    from engine.data.guess import guess_kind, guess_target
    from engine.data.kinds.number import Number
    from engine.data.pixels import grid_of
    from engine.data.profile import profiles as profiles_of

    found = profiles_of(table) if profiles is None else profiles
    kinds = {name: guess_kind(table.column(name), found[name]) for name in table.names}
    if (grid := grid_of(found)) is not None:
        kinds |= dict.fromkeys(grid.columns, Number(scaling="none", missing="zero"))
    target = guess_target(kinds)

    def role(name: str) -> Role:
        if not kinds[name].usable:
            return "ignore"
        return "target" if name == target else "feature"

    columns = tuple(Column(name, kind, role(name)) for name, kind in kinds.items())
    return Recipe(table.source, table.dialect, columns)


def adapt(recipe: Recipe, table: Table) -> tuple[Recipe, tuple[str, ...]]:
    """The recipe for another table (or the same one, changed), and a sentence for everything that differs.

    Columns that are still there keep their settings, new ones are proposed as `propose` would, but never as the
    target; columns that are gone leave the recipe.
    """
    proposed = {column.name: column for column in propose(table).columns}
    gone = [column for column in recipe.columns if column.name not in proposed]
    new = [name for name in proposed if name not in recipe.names]
    columns = []
    for name, column in proposed.items():
        if name in recipe.names:
            columns.append(recipe.column(name))
        else:
            columns.append(replace(column, role="feature") if column.role == "target" else column)
    notes = [
        f"The table has no column {column.name} any more"
        + (", which was the target: choose another." if column.role == "target" else ".")
        for column in gone
    ]
    notes += [f"The table has a new column {name}." for name in new]
    return replace(recipe, source=table.source, dialect=table.dialect, columns=tuple(columns)), tuple(notes)


__all__ = ["ROLES", "Column", "PlainError", "Recipe", "RecipeError", "Role", "Split", "adapt", "propose"]
