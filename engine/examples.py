"""The worked examples that come with the program: bundled tables, each with a question to put to it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from engine.data.recipe import Recipe
    from engine.data.table import Table


@dataclass(frozen=True)
class Example:
    """A bundled table with its target, its unused columns, and what a gallery says of it."""

    id: str
    title: str
    sentence: str
    task: str
    data: str
    target: str
    ignore: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the table lies."""
        return Path(str(files("resources"))) / "data" / self.data

    @property
    def picture(self) -> Path:
        """A small SVG of its rows."""
        return Path(str(files("resources"))) / "examples" / f"{self.id}.svg"

    def recipe(self, table: Table) -> Recipe:
        """The proposed recipe for the table, with this example's target."""
        from engine.data.recipe import propose

        recipe = propose(table)
        for name in self.ignore:
            recipe = recipe.with_role(name, "ignore")
        return recipe.with_role(self.target, "target")


def examples() -> tuple[Example, ...]:
    """Every example, in the order of the gallery."""
    text = (files("resources") / "examples" / "examples.json").read_bytes()
    return msgspec.json.decode(text, type=tuple[Example, ...])
