"""What holds a layer's biases and outputs back, and its weights within bounds: settings that many layers share."""

from __future__ import annotations

from dataclasses import dataclass

from engine.constraints import CONSTRAINTS
from engine.constraints.base import Constraint
from engine.declare import pick, setting
from engine.initializers.base import Initializer
from engine.layers.base import Layer, Shape, Weight


@dataclass(frozen=True, kw_only=True)
class Restrained(Layer):
    """The base of the layers with kernels and a bias. Its settings come after the layer's own, in forms and files."""

    bias_l1: float = setting(
        0.0,
        "Penalty on the biases' absolute values: pulls them to zero.",
        label="bias L1",
        low=0,
        high=10,
        advanced=True,
    )
    bias_l2: float = setting(
        0.0,
        "Penalty on the biases' squares: keeps them small.",
        label="bias L2",
        low=0,
        high=10,
        advanced=True,
    )
    activity_l1: float = setting(
        0.0,
        "Penalty on the absolute values of what it says, for the mean row: makes most of it 0.",
        label="output L1",
        low=0,
        high=10,
        advanced=True,
    )
    activity_l2: float = setting(
        0.0,
        "Penalty on the squares of what it says, for the mean row: keeps it small.",
        label="output L2",
        low=0,
        high=10,
        advanced=True,
    )
    kernel_constraint: Constraint = pick(
        CONSTRAINTS, "none", "What the weights are kept to after every step.", advanced=True
    )
    bias_constraint: Constraint = pick(
        CONSTRAINTS, "none", "What the biases are kept to after every step.", advanced=True
    )

    @property
    def activity(self) -> tuple[float, float]:
        """The factors of the two penalties on its output."""
        return self.activity_l1, self.activity_l2

    def bias_of(self, shape: Shape, initializer: Initializer, name: str = "bias") -> Weight:
        """A bias' declaration."""
        return Weight(
            name, shape, initializer, l1=self.bias_l1, l2=self.bias_l2, constraint=self.bias_constraint
        )
