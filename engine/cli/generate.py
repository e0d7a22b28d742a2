"""neuroloom generate: a table that is made up by a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.opening import CommandError
from engine.cli.printing import say

Kind = Annotated[
    str,
    typer.Argument(
        help="circles, exclusive_or, gaussians, moons, plane, sine or spiral.",
        metavar="KIND",
        show_default=False,
    ),
]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE.csv", help="Where to save.", show_default=False)
]
Rows = Annotated[int, typer.Option("--rows", help="How many rows.")]
Noise = Annotated[float, typer.Option("--noise", help="How far rows stray from where they belong, 0 to 1.")]
Seed = Annotated[int, typer.Option("--seed", help="Another seed draws other rows.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


def generate(
    kind: Kind, out: Out, rows: Rows = 400, noise: Noise = 0.1, seed: Seed = 7, force: Force = False
) -> None:
    """Make up a table: a small world with two features, in which a network's thinking can be watched."""
    from engine.data.generators import GENERATORS
    from engine.data.write import write_table

    if kind not in GENERATORS:
        raise CommandError(
            f"There is no made-up table called {kind}. Choose among {', '.join(sorted(GENERATORS))}."
        )
    if out.exists() and not force:
        raise CommandError(f"{out.name} is there already. Choose another name, or replace it with --force.")
    generator = GENERATORS[kind](rows=rows, noise=noise, seed=seed)
    write_table(out, generator.table())
    say(
        f"Saved {rows:,} rows in {out}. Learn from them with: neuroloom new --data {out} --target {generator.target}"
    )
