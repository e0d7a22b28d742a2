"""Adam with weight decay of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.adam import Adam
from engine.optimizers.base import Update


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam that also shrinks every weight a little in each step, apart from the gradient's adaptive step.

    w = w - rate decay w, then Adam's step
    Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", as Keras does it.
    """

    aliases = ("Adam with weight decay", "decoupled weight decay")

    weight_decay: float = setting(
        0.004, "How fast weights shrink, in units of the learning rate.", low=0, high=1
    )

    def bind(self, parameters: Array, gradient: Array, slots: Mapping[str, Array]) -> Update:
        """One operation before Adam's: w = w (1 - rate decay)."""
        adam = super().bind(parameters, gradient, slots)
        shrink = number(1, parameters)
        multiply = np.multiply

        def update(rate: float, count: int) -> None:
            shrink.fill(1 - rate * self.weight_decay)
            multiply(parameters, shrink, parameters)
            adam(rate, count)

        return update
