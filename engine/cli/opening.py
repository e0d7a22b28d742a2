"""What every command begins with: the model, the table that belongs to it, and a sentence where one is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.printing import note
from engine.data.dialect import Dialect
from engine.declare import settings_of
from engine.errors import ExplainedError
from engine.files.loom import Model, load
from engine.files.reference import difference, locate

if TYPE_CHECKING:
    from engine.data.recipe import Recipe
    from engine.data.table import Table
    from engine.training.trained import Trained


Part = Annotated[
    str,
    typer.Option(
        "--part",
        "--sheet",
        metavar="NAME",
        help="The sheet of a workbook, or the file in a zip; by default the one that holds the table.",
        show_default=False,
    ),
]


Spelling = Annotated[
    list[str] | None,
    typer.Option(
        "--read",
        metavar="SETTING=VALUE",
        help="Where the guess is wrong: "
        f"{', '.join(each.name for each in settings_of(Dialect) if each.name != 'part')}.",
        show_default=False,
    ),
]


class CommandError(ExplainedError):
    """A command cannot be done with these files."""


def open_model(path: Path) -> Model:
    """The model in a file, what is odd about it being told. Raises LoadError."""
    model = load(path)
    note(*model.notes)
    return model


def learned(model: Model, path: Path) -> Trained:
    """What the model has learned. Raises CommandError where it was never trained."""
    if model.trained is None:
        raise CommandError(f"{path.name} has not been trained yet. Train it with: neuroloom train {path}")
    return model.trained


def corrected(dialect: Dialect, words: Sequence[str]) -> Dialect:
    """The dialect with settings such as "delimiter=;" or "skip=2". Raises CommandError or SettingError."""
    settings = {each.name: each for each in settings_of(Dialect)}
    for word in words:
        name, _, value = word.partition("=")
        if name not in settings:
            raise CommandError(f"--read {word}: there is no setting {name}; there are {', '.join(settings)}.")
        before = getattr(dialect, name)
        new: str | int | bool = value.replace("\\t", "\t")
        if isinstance(before, bool):
            new = value.lower() in ("yes", "true", "1")
        elif isinstance(before, int):
            if not value.isdecimal():
                raise CommandError(f"--read {word}: {name} is a whole number.")
            new = int(value)
        dialect = dialect.replace(**{name: new})
    return dialect


def read_table(
    path: Path, recipe: Recipe | None = None, part: str = "", spelling: Sequence[str] | None = None
) -> Table:
    """The table in a file, spelled as the recipe says where it is the recipe's own, else as it looks.

    Of a workbook or an archive the `part` is read, or the one with the name that the recipe's own has. `spelling`
    corrects the guess. Raises ReadError or CommandError.
    """
    from engine.data.contents import parts
    from engine.data.dialect import guess
    from engine.data.source import source_of
    from engine.data.table import read

    dialect = None
    if recipe is not None and not part:
        own = recipe.source is not None and recipe.source.same_bytes(source_of(path))
        dialect = recipe.dialect if own else None
        part = recipe.dialect.part if recipe.dialect.part in parts(path) else ""
    if spelling:
        dialect = corrected(dialect or guess(path, part), spelling)
    table = read(path, dialect, part=part)
    note(*table.listed)
    return table


def own_table(recipe: Recipe | None, loom: Path) -> Table:
    """The table that a recipe speaks of. Raises CommandError where it is not found, or ReadError.

    Tells when the file has changed.
    """
    if recipe is None or recipe.source is None:
        raise CommandError(f"{loom.name} has no table yet. Name one with --data.")
    path = locate(recipe, loom)
    if path is None:
        raise CommandError(
            f"The table {recipe.source.name} of {loom.name} is not where it was ({recipe.source.path}). Say where it "
            "is with --data."
        )
    if changed := difference(recipe.source, path):
        note(changed)
    from engine.data.table import read

    table = read(path, recipe.dialect)
    note(*table.listed)
    return table


def with_table(recipe: Recipe | None, table: Table) -> Recipe:
    """The recipe for another table with the same columns; a proposed one where there was none."""
    from engine.data.recipe import propose

    if recipe is None:
        return propose(table)
    return replace(recipe, source=table.source, dialect=table.dialect)
