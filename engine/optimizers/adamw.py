"""Adam with weight decay of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Array
from engine.optimizers.adam import Adam
from engine.optimizers.base import Rest, Update, shrinking


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

    def rest(self) -> Rest | None:
        """Every weight shrinks in every step, and goes on moving as Adam's does."""
        rest = super().rest()
        return None if rest is None else rest._replace(decay=self.weight_decay)

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:
        """One operation before Adam's: w = w (1 - rate decay)."""
        return shrinking(w, self.weight_decay, super().rule(w, g, slots, spare))
