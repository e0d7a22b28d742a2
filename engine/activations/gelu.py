"""The Gaussian error linear unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, sqrt
from typing import Self

import numpy as np
from numpy.polynomial.chebyshev import cheb2poly

from engine.activations.base import Activation
from engine.declare import setting
from engine.elementwise import at_least
from engine.layers.base import Array, Call, Scratch, Step, call, number

CENTRE = 3.75
SERIES = (
    1.1775789345674017,
    -0.0045900545806463978,
    -0.084249133366517973,
    0.05920993999819199,
    -0.026658668435305857,
    0.0090749976707053398,
    -0.0024131635404177321,
    0.00049077583652578066,
    -6.9169733025300698e-05,
    4.1390279857658913e-06,
    7.7403830658801214e-07,
    -2.1886401020581985e-07,
    1.0764999599388645e-08,
    4.5219602406757509e-09,
    -7.7544054176620927e-10,
    -6.3180213676756831e-11,
    2.8688299048560026e-11,
    1.9432500297379587e-13,
    -9.6560051478282658e-13,
    3.1339470109438657e-14,
    3.2924916008894046e-14,
    -1.9224685635558928e-15,
)
"""Chebyshev coefficients of (1 + 2z) e^(z^2) erfc(z) in s = (z - CENTRE) / (z + CENTRE), z from 0 to infinity."""


@dataclass(frozen=True)
class Gelu(Activation):
    """Weighs each sum by the chance that a normal random number is smaller: a smooth ReLU, usual in transformers.

    f(x) = x P(x),  P(x) = (1 + erf(x / sqrt 2)) / 2
    approximate: f(x) = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
    Hendrycks and Gimpel 2016, "Gaussian Error Linear Units (GELUs)".
    """

    title = "GELU"
    aliases = ("geluLayer", "Gaussian error linear unit")
    listed = 60
    needs_output = False
    rectifier = True

    approximate: bool = setting(False, "Use the formula with tanh instead of the exact one.", advanced=True)

    def bind(
        self,
        x: Array,
        y: Array,
        dy: Array | None = None,
        dx: Array | None = None,
        scratch: Scratch = np.empty,
    ) -> Step:
        """f'(x) = P(x) + x p(x), with p the normal density; or the derivative of the formula with tanh."""
        return (
            self._approximate(x, y, dy, dx, scratch)
            if self.approximate
            else self._exact(x, y, dy, dx, scratch)
        )

    def _exact(self, x: Array, y: Array, dy: Array | None, dx: Array | None, scratch: Scratch) -> Step:
        keep = scratch if dy is None or dx is None else np.empty
        size, tail, decay, part = (make(x.shape, x.dtype) for make in (scratch, keep, keep, scratch))
        forward: tuple[Call, ...] = (
            call(np.absolute, x, size),
            *_tail(size, tail, decay, part, scratch(x.shape, x.dtype)),
            # For x > 0 this is x - x Q(x), for x < 0 it is x Q(|x|): the far tails keep their digits.
            call(np.multiply, size, tail, part),
            at_least(x, 0, y),
            call(np.subtract, y, part, y),
        )
        if dy is None or dx is None:
            return Step(forward)
        backward: tuple[Call, ...] = (
            call(np.subtract, number(0.5, x), tail, tail),
            call(np.copysign, tail, x, tail),
            call(np.add, tail, number(0.5, x), tail),
            call(np.multiply, decay, number(1 / sqrt(2 * pi), x), decay),
            call(np.multiply, decay, x, decay),
            call(np.add, tail, decay, tail),
            call(np.multiply, dy, tail, dx),
        )
        return Step(forward, backward)

    def _approximate(self, x: Array, y: Array, dy: Array | None, dx: Array | None, scratch: Scratch) -> Step:
        keep = scratch if dy is None or dx is None else np.empty
        square, bend, slope = (make(x.shape, x.dtype) for make in (keep, keep, scratch))
        scale = sqrt(2 / pi)
        forward: tuple[Call, ...] = (
            call(np.multiply, x, x, square),
            call(np.multiply, square, number(scale * 0.044715, x), bend),
            call(np.add, bend, number(scale, x), bend),
            call(np.multiply, bend, x, bend),
            call(np.tanh, bend, bend),
            call(np.add, bend, number(1, x), y),
            call(np.multiply, y, x, y),
            call(np.multiply, y, number(0.5, x), y),
        )
        if dy is None or dx is None:
            return Step(forward)
        backward: tuple[Call, ...] = (
            # (1 + t) / 2 + x / 2 (1 - t^2) scale (1 + 3 * 0.044715 x^2)
            call(np.multiply, square, number(1.5 * scale * 0.044715, x), square),
            call(np.add, square, number(0.5 * scale, x), square),
            call(np.multiply, square, x, square),
            call(np.multiply, bend, bend, slope),
            call(np.subtract, number(1, x), slope, slope),
            call(np.multiply, slope, square, slope),
            call(np.multiply, bend, number(0.5, x), bend),
            call(np.add, slope, bend, slope),
            call(np.add, slope, number(0.5, x), slope),
            call(np.multiply, dy, slope, dx),
        )
        return Step(forward, backward)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Exact, and with tanh."""
        return (cls(), cls(approximate=True))


def _tail(size: Array, tail: Array, decay: Array, z: Array, total: Array) -> Iterator[Call]:
    """Operations that write Q(a), the normal distribution's mass above a >= 0, into `tail`, e^(-a^2 / 2) into `decay`.

    With z = a / sqrt 2: Q = erfc(z) / 2 = e^(-z^2) / 2 * S(s) / (1 + 2z), where S is the polynomial of SERIES. Its
    relative error is below 1e-12 in float64 and 1e-6 in float32, where fewer terms are enough.
    """
    terms = len(SERIES) if size.dtype == np.float64 else 12
    powers = [number(float(power), size) for power in cheb2poly(SERIES[:terms])]
    s = tail
    yield call(np.multiply, size, number(sqrt(0.5), size), z)
    yield call(np.add, z, number(CENTRE, size), decay)
    yield call(np.subtract, z, number(CENTRE, size), s)
    yield call(np.divide, s, decay, s)
    yield call(np.multiply, s, powers[-1], total)
    for power in powers[-2:0:-1]:
        yield call(np.add, total, power, total)
        yield call(np.multiply, total, s, total)
    yield call(np.add, total, powers[0], total)
    yield call(np.multiply, z, number(2, size), tail)
    yield call(np.add, tail, number(1, size), tail)
    yield call(np.divide, total, tail, tail)
    yield call(np.multiply, z, z, decay)
    yield call(np.negative, decay, decay)
    yield call(np.exp, decay, decay)
    yield call(np.multiply, tail, decay, tail)
    yield call(np.multiply, tail, number(0.5, size), tail)
