"""neuroloom train: a run from the first epoch, or from where the last one stopped, to a saved file."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli.opening import CommandError, Part, open_model, own_table, read_table, with_table
from engine.cli.printing import note, say, say_json, shown, title_of
from engine.cli.running import Ending, Interruption, Meter, follow
from engine.files.loom import Model, save
from engine.training.resuming import changed_since, nothing_left

if TYPE_CHECKING:
    from engine.data.prepare import Prepared
    from engine.design import Design
    from engine.training.trained import Trained

File = Annotated[Path, typer.Argument(metavar="FILE.loom", help="The model to train.", show_default=False)]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="FILE", help="Another table with the same columns.", show_default=False),
]
Epochs = Annotated[
    int | None,
    typer.Option(
        min=1, max=1_000_000, help="How many times the rows are passed through.", show_default=False
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        min=0, max=2**31 - 1, help="Decides split, first weights, order, dropout.", show_default=False
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Where to save; by default FILE.loom itself.", show_default=False
    ),
]
WeightsFrom = Annotated[
    Path | None,
    typer.Option(
        "--weights-from",
        metavar="OTHER.loom",
        help="Begin with the weights of another trained model, where names and shapes agree.",
        show_default=False,
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where the last run stopped.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and no progress.")]


def train(
    file: File,
    data: Data = None,
    part: Part = "",
    epochs: Epochs = None,
    seed: Seed = None,
    out: Out = None,
    weights_from: WeightsFrom = None,
    resume: Resume = False,
    as_json: AsJson = False,
) -> None:
    """Train a model and save it. Ctrl+C stops the run and saves what was learned.

    A run starts anew from the seed unless --resume is given.
    """
    if resume and seed is not None:
        raise typer.BadParameter("--resume goes on with the seed of the last run; leave --seed out.")
    if resume and weights_from is not None:
        raise typer.BadParameter(
            "--resume goes on with the weights of the last run; leave --weights-from out."
        )
    model = open_model(file)
    wanted = _wanted(model.design, epochs=epochs, seed=seed, pretrained=weights_from)
    before = _last_run(model, file) if resume else None
    design, prepared = _prepared(wanted, file, data, part)
    if before is not None:
        _check_resumable(before, wanted, prepared, file)
    note(*prepared.notes)
    target = out or file
    began = time.perf_counter()
    with Interruption() as interruption, Meter(design.training.epochs, silent=as_json) as meter:
        ending = _run(design, prepared, before, interruption, meter)
    if not ending.trained.history:
        _nothing_learned(ending, target)
    save(Model(design, ending.trained, model.thumbnail, model.canvas), target)
    seconds = time.perf_counter() - began
    if as_json:
        say_json(_plain(ending, target, seconds))
    else:
        _say(ending, target, seconds)
    if ending.reason in ("diverged", "stopped"):
        raise typer.Exit(1)


def _wanted(design: Design, *, pretrained: Path | None, **settings: int | None) -> Design:
    """What is to be trained. Settings that are None stay."""
    changes: dict[str, Any] = {name: value for name, value in settings.items() if value is not None}
    if pretrained is not None:
        changes["pretrained"] = str(pretrained.absolute())
    return design.replace(training=design.training.replace(**changes))


def _last_run(model: Model, file: Path) -> Trained:
    """The run to go on with. Raises CommandError where there is none."""
    if model.trained is None:
        raise CommandError(f"{file.name} has no run to go on with. Leave --resume out to begin one.")
    return model.trained


def _check_resumable(before: Trained, design: Design, prepared: Prepared, file: Path) -> None:
    """Raise CommandError where the last run cannot go on with the design as it is now, or has come to its end."""
    if changed := changed_since(before, design, prepared.preparation):
        raise CommandError(f"{changed} of {file.name}, so it cannot go on. Leave --resume out to begin anew.")
    if done := nothing_left(before, design):
        raise CommandError(f"{done} Leave --resume out to begin anew.")


def _prepared(design: Design, file: Path, data: Path | None, part: str) -> tuple[Design, Prepared]:
    """The table made ready, and the design with the table as it was found."""
    from engine.feeding import prepare_for

    table = own_table(design.recipe, file) if data is None else read_table(data, design.recipe, part)
    found = design.replace(recipe=with_table(design.recipe, table))
    return found, prepare_for(found, table)


def _run(
    design: Design, prepared: Prepared, before: Trained | None, interruption: Interruption, meter: Meter
) -> Ending:
    from engine.analysis import analyse
    from engine.feeding import signature, training_data
    from engine.files.pretrained import begin

    analysis = analyse(design.graph, signature(design.graph, prepared.preparation))
    # A run that goes on has its weights.
    training = design.training if before is None else design.training.replace(pretrained="")
    network, transfer = begin(analysis, training)
    if transfer is not None:
        note(
            transfer.summary(Path(design.training.pretrained).name),
            *(each.sentence for each in transfer.missed),
        )
    data = training_data(design.graph, prepared)
    return follow(network, data, design, prepared.preparation, before, interruption, meter)


def _nothing_learned(ending: Ending, target: Path) -> None:
    raise CommandError(f"{ending.sentence} Not one epoch was finished, so {target.name} was left as it was.")


def _plain(ending: Ending, target: Path, seconds: float) -> dict[str, Any]:
    trained = ending.trained
    record = ending.record
    return {
        "file": str(target),
        "reason": ending.reason,
        "ending": trained.ending,
        "epoch": trained.epoch,
        "epochs": len(trained.history),
        "loss": record.loss,
        "validation_loss": record.validation_loss,
        "scores": record.scores,
        "validation_scores": record.validation_scores,
        "parameters": len(trained.parameters),
        "seconds": round(seconds, 3),
    }


def _say(ending: Ending, target: Path, seconds: float) -> None:
    record = ending.record
    say(ending.sentence)
    measured = not math.isnan(record.validation_loss)
    scores = record.validation_scores if measured else record.scores
    loss = record.validation_loss if measured else record.loss
    rows = "Validation" if measured else "Training"
    said = ", ".join(f"{title_of(name)} {shown(value)}" for name, value in scores.items())
    say(f"{rows}: loss {shown(loss)}{', ' if said else ''}{said}.")
    say(f"{seconds:.1f} s. Saved {target}.")
