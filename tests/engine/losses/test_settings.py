"""Every loss with any settings that its limits allow, on any rows: the slope is the numeric one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.declare import AUTO
from engine.layers.output import TASKS
from engine.losses import LOSSES
from engine.losses.base import Loss, LossCell, Mean
from tests.engine.drawn import kinds

STEPS = (1e-6, 1e-8)
"""How far numbers are moved: a kink may lie within the first, hardly ever within both."""

Array = NDArray[Any]
Draw = Any
Case = tuple[Loss, bool, Array, Array, Array | None]


@st.composite
def cases(draw: Draw, kind: str) -> Case:
    """A loss, whether it is on logits, and rows: source, truth and weights."""
    loss = draw(kinds(LOSSES[kind]))
    shape = draw(st.sampled_from(((1, 3), (4, 1), (3, 4), (2, 3, 3))))
    assume(not loss.refusal(shape[-1]))
    task, rng = draw(st.sampled_from(loss.tasks)), np.random.default_rng(draw(st.integers(0, 2**20)))
    assume(task != "multiclass" or shape[-1] > 1)
    on_logits = bool(loss.absorbs) and draw(st.booleans())
    source = rng.normal(0, 1.5, shape)
    if not on_logits:
        source = ACTIVATIONS[loss.last or TASKS[task].activation]().value(source)
    weights = draw(st.sampled_from((None, rng.uniform(0, 3, shape[:1]), rng.uniform(0, 3, shape[:-1]))))
    return loss, on_logits, source, _truth(loss, task, shape, rng), weights


def _truth(loss: Loss, task: str, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    if task == "multiclass":
        codes = rng.integers(0, shape[-1], shape[:-1])
        if loss.target_size(2) == 2:
            return np.eye(shape[-1])[codes]
        ignored = getattr(loss, "ignore_class", AUTO)
        codes = codes if ignored == AUTO else np.where(rng.random(codes.shape) < 0.3, ignored, codes)
        return codes[..., None].astype(float)
    if task in ("binary", "multilabel"):
        return rng.integers(0, 2, shape).astype(float)
    if task == "count":
        return rng.poisson(3.0, shape).astype(float)
    # Far enough from 0 for what divides by the truth.
    return rng.uniform(0.3, 3, shape) * rng.choice((-1, 1), shape)


@pytest.mark.parametrize("kind", list(LOSSES))
def test_slope_with_any_settings(kind: str) -> None:
    @settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
    @given(case=cases(kind), seed=st.integers(0, 2**16))
    def check(case: Case, seed: int) -> None:
        loss, on_logits, source, target, weights = case
        slope, value = np.full_like(source, np.nan), Mean(source.dtype)
        prediction, logits = (np.empty_like(source), source) if on_logits else (source, None)
        step = loss.reduce(LossCell(prediction, target, value, slope, 1.0, logits, weights))
        for operation in (*step.predict, *step.forward, *step.backward):
            operation()
        way, misses = np.random.default_rng(seed).normal(size=source.shape), []
        for move in STEPS:
            above, below = (
                loss.value(source + side * way, target, on_logits=on_logits, row_weights=weights)
                for side in (move, -move)
            )
            found = (above - below) / (2 * move)
            allowed = 1e-5 * (1 + abs(found)) + 1e-14 * (1 + abs(float(value))) / move
            misses.append(abs(float(np.vdot(slope, way)) - found) > allowed)
        assert not all(misses), f"{loss} on {'logits' if on_logits else 'predictions'} {source}, {target}"

    check()
