"""What the commands print: results to the standard output, everything else to the standard error."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from engine.files.parts import number
from engine.metrics import METRICS

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 120
"""Columns of a table that goes into a pipe or a file."""


def say(text: str) -> None:
    """A line of the result."""
    typer.echo(text)


def note(*sentences: str) -> None:
    """Something to know besides the result, which must not get mixed up with it."""
    for sentence in sentences:
        typer.echo(sentence, err=True)


def say_json(plain: Any) -> None:
    """The result for another program: one JSON value; what is not a number is null."""
    typer.echo(json.dumps(_finite(plain), ensure_ascii=False, allow_nan=False, indent=2))


def console(*, to_errors: bool = False) -> Console:
    """Where tables and progress bars are drawn."""
    from rich.console import Console

    found = Console(stderr=to_errors, highlight=False)
    if not found.is_terminal:
        found.width = WIDTH
    return found


def say_table(
    title: str, heads: Iterable[str], rows: Iterable[Iterable[str]], right: Iterable[int] = ()
) -> None:
    """A table below its title; the columns with the numbers in `right` are aligned to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    at_right = set(right)
    table = Table(box=box.SIMPLE_HEAD)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place in at_right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    screen = console()
    screen.print(Text(title, style="bold"))
    screen.print(table)


def shown(value: float) -> str:
    """A loss or a score as a person reads it; a dash where there is none."""
    return "–" if value != value else f"{value:,.4g}"


def title_of(name: str) -> str:
    """What a score is called."""
    node, _, kind = name.rpartition("/")
    label = METRICS[kind].label() if kind in METRICS else kind
    return f"{node}: {label}" if node else label


def _finite(plain: Any) -> Any:
    if isinstance(plain, Mapping):
        return {key: _finite(value) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [_finite(value) for value in plain]
    return number(plain) if isinstance(plain, float) else plain
