"""neuroloom new: the model that is proposed for a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.opening import CommandError, Part, Spelling, read_table
from engine.cli.printing import note, say
from engine.files.loom import Model, save

Data = Annotated[Path, typer.Option("--data", metavar="FILE", help="The table.", show_default=False)]
Target = Annotated[
    str, typer.Option("--target", metavar="COLUMN", help="The column to be predicted.", show_default=False)
]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE.loom", help="Where to save.", show_default=False)
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


Past = Annotated[int, typer.Option("--past", help="Tell each row from so many rows before it.")]
Horizon = Annotated[int, typer.Option("--horizon", help="With --past: how many rows ahead is predicted.")]
Series = Annotated[
    str, typer.Option("--series", metavar="COLUMN", help="With --past: whose series a row is in.")
]
Order = Annotated[
    str,
    typer.Option(
        "--order", metavar="COLUMN", help="The earliest rows train and the latest test, in this order."
    ),
]
Group = Annotated[
    str, typer.Option("--together", metavar="COLUMN", help="Rows that are equal here are in the same part.")
]
Assigned = Annotated[
    str, typer.Option("--parts", metavar="COLUMN", help="The column that says train, validation or test.")
]


def new(
    data: Data,
    target: Target,
    out: Out,
    part: Part = "",
    read: Spelling = None,
    past: Past = 0,
    horizon: Horizon = 1,
    series: Series = "",
    order: Order = "",
    together: Group = "",
    parts: Assigned = "",
    force: Force = False,
) -> None:
    """Make a model for a table: columns, preparation and network as they are proposed in the window."""
    from engine.data.prepare import prepare
    from engine.data.recipe import propose
    from engine.proposal import propose_design

    if out.exists() and not force:
        raise CommandError(f"{out.name} is there already. Choose another name, or replace it with --force.")
    table = read_table(data, part=part, spelling=read)
    recipe = propose(table).with_role(target, "target")
    recipe = recipe.with_split(recipe.split.replace(order=order, group=together, assigned=parts))
    if past:
        recipe = recipe.with_window(
            recipe.window.replace(horizon=horizon, series=series, order=order)
        ).with_past(past)
    design = propose_design(table, recipe)
    prepared = prepare(table, recipe, design.training.seed)
    note(*prepared.notes)
    save(Model(design), out)
    features = ", ".join(column.name for column in recipe.features)
    say(f"Predicts {target} from {features}.")
    say(" → ".join(node.title for node in design.graph.nodes))
    say(f"Saved {out}. Train it with: neuroloom train {out}")
