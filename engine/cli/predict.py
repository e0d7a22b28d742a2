"""neuroloom predict: the rows of a table with what the model says about each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.opening import CommandError, Part, learned, open_model, read_table
from engine.cli.printing import note, say

File = Annotated[Path, typer.Argument(metavar="FILE.loom", help="A trained model.", show_default=False)]
Data = Annotated[
    Path, typer.Option("--data", metavar="FILE", help="The rows to predict.", show_default=False)
]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="OUT.csv", help="Where to write them.", show_default=False)
]


def predict(file: File, data: Data, out: Out, part: Part = "") -> None:
    """Predict every row of a table; writes its columns, the prediction and, for classes, the probabilities."""
    from engine.data.write import write_predictions
    from engine.inference import predict as ask

    trained = learned(open_model(file), file)
    if os.path.realpath(data) == os.path.realpath(out):
        raise CommandError(
            f"{out.name} is the table itself, which would be lost; choose another name with -o."
        )
    table = read_table(data, trained.design.recipe, part)
    predictions = ask(trained, table)
    note(*predictions.notes)
    names = write_predictions(out, table, predictions.columns())
    say(f"{len(predictions):,} rows with {', '.join(names)}. Saved {out}.")
