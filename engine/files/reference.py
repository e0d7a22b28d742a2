"""Where the CSV of a .loom lies: stored relative to the file, looked for where it may have gone, and compared."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from pathlib import Path

from engine.data.recipe import Recipe
from engine.data.source import Source, source_of
from engine.examples import examples


def stored(recipe: Recipe, loom: Path) -> Recipe:
    """The recipe with its source as seen from the folder of `loom`; absolute where that is on another drive."""
    if recipe.source is None:
        return recipe
    return replace(recipe, source=replace(recipe.source, path=stored_path(recipe.source.path, loom)))


def absolute(recipe: Recipe, loom: Path) -> Recipe:
    """The reverse of `stored`: the source with the path that it has on this machine, whether it is there or not."""
    if recipe.source is None:
        return recipe
    return replace(recipe, source=replace(recipe.source, path=absolute_path(recipe.source.path, loom)))


def stored_path(path: str, loom: Path) -> str:
    """A path as seen from the folder of `loom`, with slashes; absolute where that is on another drive."""
    there = os.path.abspath(path)
    with contextlib.suppress(ValueError):
        there = os.path.relpath(there, os.path.abspath(loom.parent))
    return there.replace(os.sep, "/")


def absolute_path(path: str, loom: Path) -> str:
    """The reverse of `stored_path`."""
    return os.path.normpath(os.path.join(os.path.abspath(loom.parent), path))


def locate(recipe: Recipe | None, loom: Path | None) -> Path | None:
    """The CSV that a recipe speaks of: where it was, beside the .loom, or among the bundled ones; None if nowhere.

    A bundled table counts only when it has the very same bytes. Paths to other machines are not tried.
    """
    source = None if recipe is None else recipe.source
    if source is None or not source.name:
        return None
    there = [] if _elsewhere(source.path) else [Path(source.path)]
    if loom is not None:
        beside = loom.parent / source.name
        there = [loom.parent / each for each in there] + [beside]
    for path in there:
        if os.path.exists(path):
            return path
    for example in examples():
        if example.path.name == source.name and not difference(source, example.path):
            return example.path
    return None


def difference(source: Source, path: Path) -> str:
    """A sentence when the file at `path` no longer holds the bytes of `source`; empty when it does.

    Reads the whole file unless its size tells. Raises ReadError where it cannot be read.
    """
    if os.path.isfile(path) and os.path.getsize(path) != source.size:
        change = f"it has {os.path.getsize(path):,} bytes instead of {source.size:,}"
    elif source_of(path).same_bytes(source):
        return ""
    else:
        change = "its contents are others"
    return (
        f"{path.name} has changed since this model was saved: {change}. Scores and preparation may differ from those "
        "of the last run."
    )


def _elsewhere(path: str) -> bool:
    """Whether only asking for this path would already talk to another machine (Windows' network shares)."""
    return path.replace("\\", "/").startswith("//")
