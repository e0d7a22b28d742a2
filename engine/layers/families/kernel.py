"""A kernel and a bias: how they begin, and what keeps the kernel small. Settings that Dense and convolutions share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Self

from engine.activations.base import Activation
from engine.declare import AUTO, pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import Layer, ShapeError


@dataclass(frozen=True, kw_only=True)
class KernelSettings(Layer):
    """The base of the layers with a kernel that suits their activation. Its settings come after the layer's own."""

    kernel_initializer: Initializer | Literal["auto"] = pick(
        INITIALIZERS,
        AUTO,
        "How the weights get their first values.",
        auto="He for the ReLU family, else Glorot",
        advanced=True,
    )
    bias_initializer: Initializer = pick(
        INITIALIZERS, "zeros", "How the biases get their first values.", advanced=True
    )
    l1: float = setting(
        0.0, "Penalty on the weights' absolute values: pulls them to zero.", low=0, high=10, advanced=True
    )
    l2: float = setting(
        0.0, "Penalty on the weights' squares: keeps them small.", low=0, high=10, advanced=True
    )

    def suited(self, activation: Activation, *names: str) -> Self:
        """With the initialisers of these names, where they are automatic, that suit the activation."""
        chosen = INITIALIZERS["he_uniform" if activation.rectifier else "glorot_uniform"]()
        settled: dict[str, Any] = {name: chosen for name in names if getattr(self, name) == AUTO}
        return self.replace(**settled) if settled else self

    def initializer(self, name: str = "kernel_initializer") -> Initializer:
        """The initialiser that is settled."""
        chosen: Any = getattr(self, name)
        if not isinstance(chosen, Initializer):
            raise ShapeError(f"{self.label()} is not settled yet: its initialiser is still automatic.")
        return chosen
