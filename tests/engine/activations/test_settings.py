"""Every activation with any settings that its limits allow: the slope is the numeric one, in place as well."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation
from tests.engine.drawn import kinds

STEPS = (1e-6, 1e-8)
"""How far numbers are moved: a kink may lie within the first, hardly ever within both."""


@pytest.mark.parametrize("kind", list(ACTIVATIONS))
def test_slope_with_any_settings(kind: str, run_activation: Callable[..., Any]) -> None:
    @settings(max_examples=20)
    @given(
        activation=kinds(ACTIVATIONS[kind]),
        seed=st.integers(0, 2**16),
        shape=st.sampled_from(((4,), (3, 1), (2, 5), (2, 3, 4))),
        size=st.sampled_from((0.3, 1.0, 3.0)),
    )
    def check(activation: Activation, seed: int, shape: tuple[int, ...], size: float) -> None:
        rng = np.random.default_rng(seed)
        x, dy, way = (rng.normal(0, scale, shape) for scale in (size, 1, 1))
        y, dx = run_activation(activation, x.copy(), dy.copy(), in_place=False)
        misses = []
        for step in STEPS:
            above, below = (activation.value(x + side * way) for side in (step, -step))
            found = float(np.vdot(dy, above - below)) / (2 * step)
            allowed = 1e-5 * (1 + abs(found)) + 1e-14 * (1 + float(np.abs(y * dy).sum())) / step
            misses.append(abs(float(np.vdot(dx, way)) - found) > allowed)
        assert not all(misses)
        if not activation.needs_input:
            for found, wanted in zip(run_activation(activation, x, dy, in_place=True), (y, dx), strict=True):
                np.testing.assert_array_equal(found, wanted)

    check()
