"""Forgetting at random, against learning by heart."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layers.base import Cell, Sample, Step
from engine.layers.families.dropping import Dropping, drop


@dataclass(frozen=True)
class Dropout(Dropping):
    """Silences numbers at random while training, so that the network does not lean on any single one of them.

    training: y = x m / (1 - rate), with each m drawn as 0 with probability rate, else 1
    afterwards: y = x
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, "Dropout: A Simple Way to Prevent Neural
    Networks from Overfitting".
    """

    aliases = ("dropoutLayer", "drop out")
    listed = 0

    def bind(self, cell: Cell) -> Step:
        """A new mask for every forward pass in training; the backward pass uses the same one."""
        return drop(cell, self.rate, self.drawn(cell.x[0].shape[1:]))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Half, a little along two axes, one fate for each column, and nothing."""
        return (
            Sample(cls(), ((6,),)),
            Sample(cls(rate=0.1), ((3, 4),)),
            Sample(cls(noise_shape=(1, 4)), ((3, 4),)),
            Sample(cls(rate=0.0), ((3,),)),
        )
