"""neuroloom evaluate: how well a trained model does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from engine.cli.opening import CommandError, Part, learned, open_model, own_table, read_table
from engine.cli.printing import note, say, say_json, say_table, shown, title_of
from engine.files.loom import Model, save

if TYPE_CHECKING:
    from engine.data.prepare import Prepared
    from engine.data.table import Table
    from engine.inference import Evaluation
    from engine.training.trained import Trained

MOST_CLASSES = 12
"""Classes of a confusion matrix that still fits a terminal."""

PARTS = {"train": "Training", "validation": "Validation", "test": "Test", "all": "All rows"}

File = Annotated[Path, typer.Argument(metavar="FILE.loom", help="A trained model.", show_default=False)]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="FILE", help="Score every row of this table instead.", show_default=False),
]
Test = Annotated[
    bool, typer.Option("--test", help="Open the sealed test rows; the file remembers that they were seen.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")]


def evaluate(
    file: File, data: Data = None, part: Part = "", test: Test = False, as_json: AsJson = False
) -> None:
    """Score a trained model on its training and validation rows, on its test rows, or on another table."""
    from engine.inference import evaluate as score
    from engine.inference import prepare_again

    model = open_model(file)
    trained = learned(model, file)
    recipe = trained.design.recipe
    table = own_table(recipe, file) if data is None else read_table(data, recipe, part)
    if data is not None and not _is_own(trained, table):
        if test:
            raise CommandError(f"{data.name} is not the table of {file.name}, so it has no sealed test rows.")
        found = {"all": score(trained, _foreign(trained, table), "test")}
    else:
        prepared = prepare_again(trained, table)
        found = {"train": score(trained, prepared, "train")}
        found["validation"] = score(trained, prepared, "validation")
        if test:
            found["test"] = score(trained, prepared, "test")
            _unseal(model, trained, found["test"], file)
    if as_json:
        say_json({part: _plain(each) for part, each in found.items()})
    else:
        _say(trained, {part: each for part, each in found.items() if len(each)})


def _is_own(trained: Trained, table: Table) -> bool:
    """Whether the table has the bytes of the one that the run had."""
    recipe, source = trained.design.recipe, table.source
    if recipe is None or recipe.source is None or source is None:
        return False
    return source.same_bytes(recipe.source)


def _foreign(trained: Trained, table: Table) -> Prepared:
    """Another table, encoded as the run's own was: every row that can be scored is in the part "test"."""
    from engine.data.prepare import Prepared
    from engine.data.split import Parts

    applied = trained.preparation.apply(table)
    if applied.target is None:
        names = ", ".join(trained.preparation.target_names)
        raise CommandError(
            f"The table has no column {names}, so there is no truth to compare predictions with."
        )
    nothing = np.array([], np.int64)
    rows = np.flatnonzero(applied.complete & applied.answered)
    if left := table.rows - len(rows):
        note(
            f"{left:,} of {table.rows:,} rows cannot be scored: a value is missing, or the class is unknown."
        )
    if not len(rows):
        raise CommandError("Not one row of the table can be scored.")
    note(*applied.notes)
    parts = Parts(nothing, nothing, rows)
    return Prepared(trained.preparation, applied.features, applied.target, parts, track=applied.track)


def _unseal(model: Model, trained: Trained, found: Evaluation, file: Path) -> None:
    """Stamp the file before anything is shown."""
    if not len(found):
        raise CommandError(f"{file.name} keeps no test rows: the split gives them 0 %.")
    if not trained.unsealed:
        opened = replace(trained, unsealed=True, test_scores=found.scores)
        save(replace(model, trained=opened), file)
        note(f"The test rows are open now; {file.name} says so from here on.")


def _plain(found: Evaluation) -> dict[str, Any]:
    plain: dict[str, Any] = {"rows": len(found), "loss": found.loss, "scores": dict(found.scores)}
    if found.labels:
        plain |= {"labels": list(found.labels), "confusion": found.confusion.tolist()}
    return plain


def _say(trained: Trained, found: dict[str, Evaluation]) -> None:
    names = list(next(iter(found.values())).scores)
    rows = [["Rows", *(f"{len(each):,}" for each in found.values())]]
    rows.append(["Loss", *(shown(each.loss) for each in found.values())])
    rows += [[title_of(name), *(shown(each.scores[name]) for each in found.values())] for name in names]
    target = ", ".join(trained.preparation.target_names)
    say_table(
        f"{target}, weights of epoch {trained.epoch}",
        ["", *(PARTS[part] for part in found)],
        rows,
        right=range(1, 1 + len(found)),
    )
    part, last = list(found.items())[-1]
    if 0 < len(last.labels) <= MOST_CLASSES:
        counts = [
            [label, *map(str, row)] for label, row in zip(last.labels, last.confusion.tolist(), strict=True)
        ]
        say_table(
            f"{PARTS[part]}: actual (rows) and predicted (columns)",
            ["", *last.labels],
            counts,
            right=range(1, 1 + len(last.labels)),
        )
    if trained.unsealed and "test" not in found:
        scores = [f"{title_of(name)} {shown(value)}" for name, value in trained.test_scores.items()]
        say(f"The test rows have been opened before{': ' if scores else ''}{', '.join(scores)}.")
