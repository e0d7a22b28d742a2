"""neuroloom summary: the layers of a model as a table, as Keras prints it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.opening import open_model, own_table
from engine.cli.printing import note, say, say_table
from engine.errors import ExplainedError

if TYPE_CHECKING:
    from engine.analysis import Analysis, Signature
    from engine.files.loom import Model

File = Annotated[Path, typer.Argument(metavar="FILE.loom", help="A model.", show_default=False)]


def summary(file: File) -> None:
    """Print the layers: name, kind, output shape, parameters, and what each reads."""
    from engine.analysis import analyse

    model = open_model(file)
    graph = model.design.graph
    analysis = analyse(graph, _signature(model, file))
    rows = []
    for node_id in graph.order:
        node, fact = graph[node_id], analysis.facts[node_id]
        reads = ", ".join(graph[edge.source].title for edge in graph.edges_in_order(node_id))
        rows.append([node.title, node.layer.label(), _shape(fact.shape), f"{fact.parameters:,}", reads])
    say_table(file.name, ("Name", "Kind", "Output shape", "Parameters", "Reads"), rows, right=(3,))
    _totals(analysis)
    note(*(problem.sentence for problem in analysis.problems if not problem.follows))


def _signature(model: Model, file: Path) -> Signature:
    """What the data gives: as the last run had it where it had this network, else as the table has it now."""
    from engine.analysis import Signature
    from engine.feeding import prepare_for, signature

    design, trained = model.design, model.trained
    if (
        trained is not None
        and trained.design.graph == design.graph
        and trained.design.recipe == design.recipe
    ):
        return signature(design.graph, trained.preparation)
    if design.recipe is None:
        return Signature()
    try:
        prepared = prepare_for(design, own_table(design.recipe, file))
    except ExplainedError as error:
        note(str(error))
        return Signature()
    return signature(design.graph, prepared.preparation)


def _shape(shape: tuple[int, ...] | None) -> str:
    """A shape with the batch axis, as Keras prints it."""
    return "?" if shape is None else f"({', '.join(('rows', *map(str, shape)))})"


def _totals(analysis: Analysis) -> None:
    trainable = sum(fact.trainable for fact in analysis.facts.values())
    say(f"Parameters: {analysis.parameters:,} ({_bytes(analysis.bytes)})")
    say(f"Trainable: {trainable:,}, not trainable: {analysis.parameters - trainable:,}")
    say(f"Multiply-adds per row: {analysis.multiply_adds:,}")


def _bytes(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            return f"{count:,.0f} {unit}" if unit == "bytes" else f"{count:,.1f} {unit}"
        count /= 1000
    return ""
