"""neuroloom rates: which learning rates teach this network something, before it is trained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.opening import CommandError, open_model, own_table, read_table
from engine.cli.printing import note, say, say_json, say_table, shown

if TYPE_CHECKING:
    from engine.training.rate_finder import RateFound, RateTried

LINES = 15
"""Rates that are printed, of all that were tried."""

File = Annotated[Path, typer.Argument(metavar="FILE.loom", help="The model to try.", show_default=False)]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="CSV", help="Another table with the same columns.", show_default=False),
]
Steps = Annotated[int, typer.Option(min=10, max=100_000, help="How many rates are tried, one a step.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print every rate and loss as JSON.")]


def rates(file: File, data: Data = None, steps: Steps = 100, as_json: AsJson = False) -> None:
    """Find a good learning rate: train a copy with rates that grow at every step, and see where the loss falls.

    The file stays as it is.
    """
    from engine.analysis import analyse
    from engine.feeding import prepare_for, signature, training_data
    from engine.files.pretrained import begin
    from engine.training.rate_finder import RateTried, find_rate

    design = open_model(file).design
    table = own_table(design.recipe, file) if data is None else read_table(data, design.recipe)
    prepared = prepare_for(design, table)
    note(*prepared.notes)
    analysis = analyse(design.graph, signature(design.graph, prepared.preparation))
    network, _ = begin(analysis, design.training)
    tried, found = [], None
    for message in find_rate(network, training_data(design.graph, prepared), design.training, steps):
        if isinstance(message, RateTried):
            tried.append(message)
        else:
            found = message
    if found is None:
        raise CommandError("The test broke off before it had found anything.")
    if as_json:
        say_json(_plain(tried, found))
        return
    picked = [tried[place] for place in _spread(len(tried))]
    rows = [(f"{each.rate:.2g}", shown(each.loss), shown(each.smoothed)) for each in picked]
    say_table("Loss at growing learning rates", ("Rate", "Loss", "Smoothed"), rows, right=(0, 1, 2))
    say(found.sentence)


def _spread(count: int) -> list[int]:
    """Places spread evenly over so many, the first and the last among them."""
    lines = min(LINES, count)
    return sorted({round(line * (count - 1) / max(1, lines - 1)) for line in range(lines)})


def _plain(tried: list[RateTried], found: RateFound) -> dict[str, object]:
    return {
        "steepest": found.steepest,
        "careful": found.careful,
        "suggested": found.suggested,
        "diverged": found.diverged,
        "sentence": found.sentence,
        "tried": [{"rate": each.rate, "loss": each.loss, "smoothed": each.smoothed} for each in tried],
    }
