"""neuroloom crossvalidate: how a model does on every fold of its table, and how much of that is luck."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.opening import CommandError, open_model, own_table, with_table
from engine.cli.printing import note, say, say_json, say_table, shown, title_of

if TYPE_CHECKING:
    from engine.analysis import Analysis
    from engine.crossvalidation import Fold
    from engine.network import Network
    from engine.training.settings import TrainingSettings

File = Annotated[
    Path, typer.Argument(metavar="FILE.loom", help="The model; it stays as it is.", show_default=False)
]
Folds = Annotated[int, typer.Option(min=2, max=50, help="Into how many folds the rows are cut.")]
Epochs = Annotated[
    int | None, typer.Option(min=1, max=1_000_000, help="Epochs of each run.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")]


def crossvalidate(file: File, folds: Folds = 5, epochs: Epochs = None, as_json: AsJson = False) -> None:
    """Train a copy of the model on every fold of its table, and print the scores on the rows left out.

    The test rows stay sealed. The epoch that counts is chosen by the rows that judge, so scores say a little too much.
    """
    from engine.crossvalidation import crossvalidate as run

    design = open_model(file).design
    table = own_table(design.recipe, file)
    design = design.replace(recipe=with_table(design.recipe, table))
    if epochs is not None:
        design = design.replace(training=replace(design.training, epochs=epochs))
    found: list[Fold] = []
    for fold in run(design, table, folds, _begin):
        if not fold.record.epoch:
            raise CommandError(f"Fold {fold.number}: {fold.sentence}")
        found.append(fold)
        if not as_json:
            note(f"Fold {fold.number} of {folds}: {fold.sentence}")
    _say(found, as_json)


def _begin(analysis: Analysis, training: TrainingSettings) -> Network:
    from engine.files.pretrained import begin

    return begin(analysis, training)[0]


def _say(found: list[Fold], as_json: bool) -> None:
    from engine.crossvalidation import spread

    means = spread(found)
    if as_json:
        scores = {name: {"mean": mean, "std": std} for name, (mean, std) in means.items()}
        each = [{"loss": fold.record.validation_loss, **fold.record.validation_scores} for fold in found]
        say_json({"folds": each, "scores": scores})
        return
    names = list(means)
    rows = [
        [
            str(fold.number),
            f"{fold.rows[0]:,}",
            f"{fold.rows[1]:,}",
            *(
                shown({"loss": fold.record.validation_loss, **fold.record.validation_scores}[name])
                for name in names
            ),
        ]
        for fold in found
    ]
    mean = ["mean ± std", "", "", *(f"{shown(each)} ± {shown(std)}" for each, std in means.values())]
    titles = ["Loss" if name == "loss" else title_of(name) for name in names]
    say_table("Validation", ["Fold", "Learned from", "Judged by", *titles], [*rows, mean])
    say("Rows left out judge each fold; the test rows were not looked at.")
