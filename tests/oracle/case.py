"""One thing that PyTorch and the engine both compute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.activations import ACTIVATIONS
from engine.layers import LAYERS
from engine.layers.base import Hints, Layer
from tests.oracle.numbers import Floats, numbers, weight

BATCH = 3

Function = Callable[[Any, list[Any], dict[str, Any]], Any]
"""y from the module torch, the inputs, and the weights by name: tensors in the engine's layout. Weights that do not
learn may be replaced in the dictionary: that is how running statistics come out."""


@dataclass(frozen=True)
class Case:
    """A layer with settings, the shapes of its inputs, and what PyTorch does in its place."""

    name: str
    layer: Layer
    shapes: tuple[tuple[int, ...], ...]
    function: Function
    training: bool = True
    lengths: tuple[int, ...] = ()
    """How many steps of each row are real; none: all."""
    codes: int = 0
    """Inputs are whole numbers below this, where it is not 0."""

    def inputs(self) -> list[Floats]:
        """The rows."""
        found = [numbers((BATCH, *shape), 1 + place) for place, shape in enumerate(self.shapes)]
        if self.codes:
            found = [(abs(rows) * 1000 // 1 % self.codes) for rows in found]
        return found

    def weights(self) -> dict[str, Floats]:
        """The weights, by name."""
        declared = self.layer.weights(*self.shapes)
        return {each.name: weight(each.name, each.shape, 10 + place) for place, each in enumerate(declared)}

    def slope(self) -> Floats:
        """dL/dy."""
        return numbers((BATCH, *self.layer.shape(*self.shapes)), 50)


def case(
    name: str,
    kind: str,
    shapes: tuple[tuple[int, ...], ...],
    function: Function,
    *,
    activation: str = "",
    training: bool = True,
    lengths: tuple[int, ...] = (),
    codes: int = 0,
    **settings: Any,
) -> Case:
    """A case by the kind's id and settings; `activation` is an id too."""
    if activation:
        settings["activation"] = ACTIVATIONS[activation]()
    layer = LAYERS[kind](**settings).resolve(Hints())
    return Case(f"{kind}: {name}", layer, shapes, function, training, lengths, codes)
