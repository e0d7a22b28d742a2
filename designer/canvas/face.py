"""What a node says of itself: the words on its box and in its tooltip, from its layer and the analysis. No Qt."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

from designer.canvas.geometry import shape_text
from engine.analysis import Analysis, Fact, Problem
from engine.declare import AUTO, Declared, Setting, settings_of
from engine.graph import Node
from engine.layers.base import Feed, Layer, Target
from engine.layers.input import Input
from engine.layers.output import Output

PARTS = 3
"""So many settings stand on a box; the inspector has them all."""


UNKNOWN = "shape unknown"


@dataclasses.dataclass(frozen=True)
class Face:
    """The words on one box. `problem` is "" where all is well; `follows` says that an earlier node is at fault."""

    name: str
    kind: str
    family: str
    line: str
    shape: str
    cost: str
    problem: str = ""
    follows: bool = False


def face(node: Node, analysis: Analysis, problem: Problem | None) -> Face:
    """What this node shows with what is known now."""
    fact = analysis.facts[node.id]
    signature = analysis.signature
    return Face(
        name=node.title,
        kind=node.layer.kind(),
        family=node.layer.family,
        line=_line(node.layer, fact, signature.inputs.get(node.id), signature.outputs.get(node.id)),
        shape=UNKNOWN if fact.shape is None else shape_text(fact.shape),
        cost=_cost(fact),
        problem="" if problem is None else problem.sentence,
        follows=problem is not None and problem.follows,
    )


def tooltip(node: Node, analysis: Analysis, problem: Problem | None) -> str:
    """All that there is to say of a node in a few lines."""
    fact = analysis.facts[node.id]
    lines = [f"{node.title} · {node.layer.label()}", node.layer.help()[0]]
    if problem is not None:
        lines += ["", problem.sentence]
        if problem.fix is not None:
            lines.append(f"Right-click: {problem.fix.title}.")
        return "\n".join(lines)
    feed, target = analysis.signature.inputs.get(node.id), analysis.signature.outputs.get(node.id)
    if feed is not None:
        lines += ["", f"{len(feed.names)} numbers a row: {_list(feed.names, 12)}"]
    if target is not None:
        lines += ["", f"Target: {target.column or _list(target.names, 4)}"]
        if target.task in ("binary", "multiclass"):
            lines.append(f"Classes: {_list(target.names, 12)}")
    came = " and ".join(shape_text(shape) for shape in fact.inputs)
    if fact.shape is not None:
        lines += ["", f"{came} → {shape_text(fact.shape)}" if came else f"Gives {shape_text(fact.shape)}"]
    if fact.parameters:
        lines.append(f"{fact.parameters:,} parameters, {fact.multiply_adds:,} multiply-adds a row")
    return "\n".join(lines)


def port_text(node: Node, side: str, name: str) -> str:
    """Which of several ports on a side ("in" or "out") this is; nothing where there is one alone."""
    ports = node.layer.inputs if side == "in" else node.layer.outputs
    if len(ports) < 2:
        return ""
    optional = any(port.name == name and port.optional for port in ports)
    return f"{node.title}: {name}" + (" (may be left without a wire)" if optional else "")


def spoken(node: Node, shown: Face) -> str:
    """A node in one sentence, for a screen reader."""
    said = f"{shown.name}, {node.layer.label()}"
    for part in (shown.line, f"output {shown.shape}", shown.cost, shown.problem):
        said += f", {part}" if part else ""
    return said


def count_text(number: int) -> str:
    """A count that fits on a box: 1,234, 56.7 k, 1.2 M."""
    if number < 100_000:
        return f"{number:,}"
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return str(number)


def _cost(fact: Fact) -> str:
    if fact.shape is None or not fact.parameters:
        return ""
    return f"{count_text(fact.parameters)} {'parameter' if fact.parameters == 1 else 'params'}"


def _line(layer: Layer, fact: Fact, feed: Feed | None, target: Target | None) -> str:
    if isinstance(layer, Input):
        return (
            _list(_columns(feed.names), 20)
            if feed is not None
            else ", ".join(layer.columns) or "no columns yet"
        )
    if isinstance(layer, Output):
        return _output_line(fact.layer, target)
    return " · ".join(_parts(layer, fact.layer)[:PARTS])


def _columns(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns behind features: "island=Biscoe" and "island=Dream" both come from island."""
    heads = [name.partition("=")[0] for name in names]
    count = Counter(heads)
    return tuple(
        dict.fromkeys(head if count[head] > 1 else name for head, name in zip(heads, names, strict=True))
    )


def _output_line(layer: Layer, target: Target | None) -> str:
    parts = []
    if target is not None:
        parts.append(target.column or _list(target.names, 3))
        if target.task == "multiclass":
            parts.append(f"{target.size} classes")
        elif target.task == "binary":
            parts.append(" / ".join(target.names) if target.names else "yes / no")
    loss = getattr(layer, "loss", AUTO)
    if isinstance(loss, Declared) and len(parts) < 2:
        parts.append(loss.label())
    return " · ".join(parts) or "no target yet"


def _parts(layer: Declared, settled: Declared) -> list[str]:
    """The settings that tell this layer from another of its kind, the most important first."""
    parts = []
    for declared in settings_of(type(layer)):
        value = getattr(layer, declared.name)
        if declared.advanced and value == declared.default:
            continue
        text = _part(declared, value, getattr(settled, declared.name))
        if text:
            parts.append(text)
    return parts


def _part(declared: Setting, value: Any, settled: Any) -> str:
    if value == AUTO:
        if settled == AUTO or declared.catalog is not None:
            return "auto" if declared.catalog is None else ""
        return f"{_plain(settled)} auto"
    if isinstance(value, Declared):
        return "" if value.kind() == "linear" else value.label()
    if isinstance(value, bool):
        return "" if value == declared.default else declared.title if value else f"no {declared.title}"
    if isinstance(value, int) and declared.default is not None and declared.name in ("units", "filters"):
        return _plain(value)
    if isinstance(value, tuple) or value == "":
        return _plain(value) if value else ""
    return f"{declared.title} {_plain(value)}"


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return shape_text(value)
    return (
        f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    )


def _list(names: tuple[str, ...], most: int) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
