"""The rectified linear unit."""

from dataclasses import dataclass
from math import inf

from engine.activations.base import Activation, Slopes
from engine.elementwise import at_least, is_positive, whole
from engine.layers.base import Array, Call, Scratch


@dataclass(frozen=True)
class Relu(Activation):
    """Passes positive sums on and stops negative ones: the usual choice inside a network.

    f(x) = max(0, x)
    Nair and Hinton 2010, "Rectified Linear Units Improve Restricted Boltzmann Machines".
    """

    title = "ReLU"
    aliases = ("rectifier", "reluLayer")
    listed = 0
    needs_input = False
    rectifier = True
    keeps_order = True
    bounds = (0, inf)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = max(0, x)."""
        return (at_least(x, 0, y),)

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = 1 where y > 0, else 0."""
        sign = scratch(y.shape, whole(y.dtype))
        return Slopes((is_positive(y, sign),), sign)
