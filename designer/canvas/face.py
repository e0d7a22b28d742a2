"""What a node says of itself: the words on its box and in its tooltip, from its layer and the analysis. No Qt."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

from designer.canvas.geometry import shape_text
from engine.analysis import Analysis, Fact, Problem
from engine.declare import AUTO, Declared, Setting, settings_of
from engine.graph import Node
from engine.layers.base import Feed, Layer, Target, WeightedLayer
from engine.layers.input import Input
from engine.layers.output import Output

PARTS = 3
"""So many settings stand on a box; the inspector has them all."""
COUNTS = ("units", "filters")
"""Settings whose number says enough by itself."""
SIZES = ("kernel_size", "pool_size")
"""The window of a convolution or a pooling: written as 3×3, with its stride behind a slash, as papers do."""
FIRST = (*COUNTS, *SIZES, "activation")
"""What stands on a box first, where a layer has it."""
TOLD = ("strides", "trainable", "weights_of")
"""What a box says elsewhere."""

UNKNOWN = "shape unknown"


@dataclasses.dataclass(frozen=True)
class Face:
    """The words on one box. `problem` is "" where all is well; `follows` says that an earlier node is at fault.

    `frozen` marks a layer whose weights training leaves alone.
    """

    name: str
    kind: str
    family: str
    line: str
    shape: str
    cost: str
    problem: str = ""
    follows: bool = False
    frozen: bool = False


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
        cost=_cost(fact, analysis),
        problem="" if problem is None else problem.sentence,
        follows=problem is not None and problem.follows,
        frozen=_frozen(fact),
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
    if fact.shares:
        lines.append(f"Uses the weights of {analysis.graph[fact.shares].title}: both learn as one.")
    if _frozen(fact):
        lines.append("Frozen: training leaves its weights as they are.")
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
    for part in (shown.line, f"output {shown.shape}", shown.cost, "frozen" * shown.frozen, shown.problem):
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


def _cost(fact: Fact, analysis: Analysis) -> str:
    if fact.shares:
        return f"weights of {analysis.graph[fact.shares].title}"
    if fact.shape is None or not fact.parameters:
        return ""
    return f"{count_text(fact.parameters)} {'parameter' if fact.parameters == 1 else 'params'}"


def _frozen(fact: Fact) -> bool:
    """Whether training leaves its weights alone: its own, or those that it shares."""
    has = bool(fact.weights or fact.shares)
    return has and isinstance(fact.layer, WeightedLayer) and not fact.layer.trainable


def _line(layer: Layer, fact: Fact, feed: Feed | None, target: Target | None) -> str:
    if isinstance(layer, Input):
        return (
            _list(_columns(feed.names), 20)
            if feed is not None
            else ", ".join(layer.columns) or "no columns yet"
        )
    if isinstance(layer, Output):
        return _output_line(fact.layer, target)
    return " · ".join(_parts(layer, fact)[:PARTS])


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


def _parts(layer: Layer, fact: Fact) -> list[str]:
    """The settings that tell this layer from another of its kind, the most important first."""
    declared = [each for each in settings_of(type(layer)) if each.name not in TOLD]
    main = [each for each in declared if each.name in FIRST]
    rest = [each for each in declared if each.name not in FIRST]
    parts = []
    for place, each in enumerate([*main, *rest]):
        value = getattr(layer, each.name)
        if each.name in SIZES:
            parts.append(_window(value, getattr(fact.layer, "strides", ()), fact))
        elif value != each.default or value == AUTO or (place < 2 and not each.advanced and not each.choices):
            parts.append(_part(each, value, getattr(fact.layer, each.name), alone=place == 0))
    return [part for part in parts if part]


def _window(size: tuple[int, ...], strides: tuple[int, ...] | str, fact: Fact) -> str:
    """The size of a sliding window, and by how much it moves where that is not 1: 3×3 /2."""
    axes = len(fact.inputs[0]) - 1 if fact.inputs else len(size)
    text = _by(size, axes) if axes > 1 else f"{size[0]} wide"
    moves = strides if isinstance(strides, tuple) else ()
    if all(step == 1 for step in moves):
        return text
    return f"{text} /{moves[0] if len(set(moves)) == 1 else _by(moves, axes)}"


def _by(lengths: tuple[int, ...], axes: int) -> str:
    return "×".join(str(length) for length in (lengths * axes if len(lengths) == 1 else lengths))


def _part(declared: Setting, value: Any, settled: Any, *, alone: bool) -> str:
    if value == AUTO:
        if declared.name not in COUNTS:
            return ""
        return "auto" if settled == AUTO else f"{_plain(settled)} auto"
    if isinstance(value, Declared):
        return "" if value.kind() == "linear" else value.label()
    if isinstance(value, bool):
        return "" if value == declared.default else declared.title if value else f"no {declared.title}"
    if value in ((), ""):
        return ""
    if declared.name in COUNTS or declared.choices or (alone and isinstance(value, tuple)):
        return _plain(value)
    return f"{declared.title} {_plain(value)}"


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return shape_text(value)
    return (
        f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    )


def _list(names: tuple[str, ...], most: int) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
