"""Momentum made orthogonal, matrix by matrix."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.adam import Adam
from engine.optimizers.base import Block, Evaluate, Optimizer, Update, in_turn, shrinking

SMALLEST = 1e-7
"""Added to the norm of a matrix that is divided by it."""


@dataclass(frozen=True)
class Muon(Optimizer):
    """Turns each matrix of weights as a whole: all directions in which it could move get steps of one length.

    m = momentum m + g,  G = g + momentum m (Nesterov), or m
    W = W - rate rms_rate sqrt(max(rows, columns)) U V^T, where G = U S V^T
    U V^T is found by Newton-Schulz steps on X = G / |G|: X = (a + b A + c A^2) X with A = X X^T. Biases, embeddings,
    kernels of convolutions and the layers that you name are moved by AdamW. Jordan et al. 2024, "Muon: An optimizer
    for hidden layers in neural networks"; Liu et al. 2025, "Muon is Scalable for LLM Training", as Keras does it.
    """

    aliases = ("MomentUm Orthogonalized by Newton-Schulz", "orthogonal momentum")

    learning_rate: float = setting(0.001, "The size of a step.", low=1e-8, high=10, log=True)
    momentum: float = setting(0.95, "The share of the past in the direction.", low=0, high=0.9999)
    weight_decay: float = setting(
        0.004, "How fast matrices shrink, in units of the learning rate.", low=0, high=1
    )
    exclude_layers: tuple[str, ...] = setting(
        (), "Layers whose weights AdamW moves, by name or a part of it; the last layer, say.", advanced=True
    )
    exclude_embeddings: bool = setting(True, "Lets AdamW move embeddings.", advanced=True)
    nesterov: bool = setting(True, "Looks ahead along the momentum.", advanced=True)
    rms_rate: float = setting(
        0.2,
        "The usual size of one number's move, in units of the learning rate; 0 leaves it to the matrix.",
        low=0,
        high=100,
        advanced=True,
    )
    ns_steps: int = setting(
        5, "Newton-Schulz steps.", label="Newton-Schulz steps", low=1, high=50, advanced=True
    )
    muon_a: float = setting(
        3.4445, "The factor a of a Newton-Schulz step.", low=-100, high=100, advanced=True
    )
    muon_b: float = setting(
        -4.7750, "The factor b of a Newton-Schulz step.", low=-100, high=100, advanced=True
    )
    muon_c: float = setting(
        2.0315, "The factor c of a Newton-Schulz step.", low=-100, high=100, advanced=True
    )
    adam_lr_ratio: float = setting(
        1.0,
        "AdamW's learning rate, in units of this one; its decay keeps to this one.",
        low=1e-6,
        high=1e3,
        log=True,
        advanced=True,
    )
    adam_beta_1: float = setting(
        0.9, "How long AdamW's mean of gradients remembers.", low=0, high=0.9999, advanced=True
    )
    adam_beta_2: float = setting(
        0.999, "How long AdamW's mean of squares remembers.", low=0, high=0.99999, advanced=True
    )
    adam_weight_decay: float = setting(
        0.004, "How fast AdamW's weights shrink, in units of the learning rate.", low=0, high=1, advanced=True
    )
    epsilon: float = setting(
        1e-7, "Keeps AdamW's division away from zero.", low=1e-12, high=10, log=True, advanced=True
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The fading sums of the gradient and, where AdamW needs it, of its square."""
        return ("gradient_sum", "square_sum")

    def turns(self, block: Block) -> bool:
        """Whether a weight is a matrix that is moved as a whole."""
        path = block.path.lower()
        embedding = self.exclude_embeddings and "embedding" in path
        return len(block.shape) == 2 and not (
            embedding or any(name.lower() in path for name in self.exclude_layers)
        )

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: Mapping[str, Array],
        blocks: Sequence[Block] = (),
        evaluate: Evaluate | None = None,  # noqa: ARG002
        momentum: Array | None = None,  # noqa: ARG002
    ) -> Update:
        """Each matrix by itself, and what lies between two matrices together; all of it AdamW's without blocks."""
        updates, done = [], 0
        for block in sorted(filter(self.turns, blocks)):
            own = slice(block.start, block.stop)
            if block.start > done:
                updates.append(self._adamw(slice(done, block.start), parameters, gradient, slots))
            arrays = (
                array[own].reshape(block.shape) for array in (parameters, gradient, slots["gradient_sum"])
            )
            updates.append(shrinking(parameters[own], self.weight_decay, self._turn(*arrays)))
            done = block.stop
        if done < parameters.size:
            updates.append(self._adamw(slice(done, parameters.size), parameters, gradient, slots))
        return in_turn(updates)

    def _adamw(self, part: slice, parameters: Array, gradient: Array, slots: Mapping[str, Array]) -> Update:
        own, ratio = {name: slot[part] for name, slot in slots.items()}, self.adam_lr_ratio
        adam = Adam(beta_1=self.adam_beta_1, beta_2=self.adam_beta_2, epsilon=self.epsilon)
        update = adam.bind(parameters[part], gradient[part], own)
        return shrinking(
            parameters[part],
            self.adam_weight_decay,
            update if ratio == 1 else lambda rate, count: update(rate * ratio, count),
        )

    def _turn(self, w: Array, g: Array, m: Array) -> Update:
        """The update of one matrix; all arrays have its shape."""
        momentum, factor = number(self.momentum, w), number(0, w)
        length = self.rms_rate * sqrt(max(w.shape)) if self.rms_rate else 1.0
        source = g if self.nesterov else m
        turned, orthogonalize = newton_schulz(source, self.ns_steps, (self.muon_a, self.muon_b, self.muon_c))
        add, multiply, subtract = np.add, np.multiply, np.subtract

        def update(rate: float, count: int) -> None:  # noqa: ARG001
            factor[()] = rate * length
            multiply(m, momentum, m)
            add(m, g, m)
            if source is g:
                multiply(m, momentum, turned)
                add(g, turned, g)
            orthogonalize()
            multiply(turned, factor, turned)
            subtract(w, turned, w)

        return update

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and with everything else than usual."""
        return (
            cls(),
            cls(nesterov=False, rms_rate=0.0, momentum=0.8, adam_lr_ratio=0.5, exclude_embeddings=False),
        )


def newton_schulz(
    source: Array, steps: int, factors: tuple[float, float, float]
) -> tuple[Array, Callable[[], None]]:
    """An array, and a function that fills it with about U V^T of the matrix in `source`, U S V^T.

    The singular values come out between 0.7 and 1.2 with the usual factors and five steps. The shorter side is
    multiplied out, so a tall matrix is worked on lying down.
    """
    lying = source.T if source.shape[0] > source.shape[1] else source
    side = lying.shape[0]
    x, y = np.empty(lying.shape, source.dtype), np.empty(lying.shape, source.dtype)
    square, polynomial = np.empty((side, side), source.dtype), np.empty((side, side), source.dtype)
    diagonal = polynomial.reshape(-1)[:: side + 1]
    flat, scale = x.reshape(-1), number(0, source)
    a, b, c = (number(factor, source) for factor in factors)
    pairs = ((x, x.T, y), (y, y.T, x))
    dot, add, multiply = np.dot, np.add, np.multiply

    def orthogonalize() -> None:
        np.copyto(x, lying)
        scale[()] = 1 / (sqrt(dot(flat, flat)) + SMALLEST)
        multiply(x, scale, x)
        for step in range(steps):
            now, turned, following = pairs[step % 2]
            dot(now, turned, square)
            dot(square, square, polynomial)
            multiply(polynomial, c, polynomial)
            multiply(square, b, square)
            add(polynomial, square, polynomial)
            add(diagonal, a, diagonal)
            dot(polynomial, now, following)

    found = pairs[steps % 2][0]
    return (found.T if lying is not source else found), orthogonalize
