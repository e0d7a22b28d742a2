"""Every loss with any settings that its limits allow, on random rows: the gradient is the numeric one."""

import typing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.declare import AUTO, settings_of
from engine.losses import LOSSES
from engine.losses.base import LossCell

CLASSES = 3
KINDS = [kind for kind in LOSSES if settings_of(LOSSES[kind])]


def values(setting):
    """A strategy for one setting, well inside what is allowed, so that numeric slopes can be trusted."""
    if setting.type is bool:
        return st.booleans()
    if setting.type is int:
        return st.sampled_from([AUTO, -1, *range(CLASSES)])
    if typing.get_origin(setting.type) is tuple:
        size = st.sampled_from([1, CLASSES])
        return size.flatmap(lambda n: st.lists(st.floats(0, 5), min_size=n, max_size=n).map(tuple))
    return st.floats(max(setting.low, 0.0 if setting.low == 0 else 0.01), min(setting.high, 5.0))


@st.composite
def cases(draw):
    """A loss, whether it is on logits, and rows: source, truth and weights."""
    kind = LOSSES[draw(st.sampled_from(KINDS))]
    loss = kind(**{each.name: draw(values(each)) for each in settings_of(kind)})
    rng = np.random.default_rng(draw(st.integers(0, 2**20)))
    rows, on_logits = draw(st.integers(1, 5)), bool(loss.absorbs) and draw(st.booleans())
    source = rng.normal(0, 1.5, (rows, CLASSES))
    if loss.absorbs and not on_logits:
        source = 1 / (1 + np.exp(-source))
    codes = rng.integers(0, CLASSES, rows)
    if loss.target_size(CLASSES) == 1:
        target = codes[:, None].astype(float)
    elif loss.absorbs == "softmax":
        target = np.eye(CLASSES)[codes]
    else:
        target = rng.integers(0, 2, source.shape).astype(float)
    return loss, on_logits, source, target, draw(st.sampled_from([None, rng.uniform(0, 3, rows)]))


@settings(max_examples=200)
@given(cases())
def test_gradient_with_any_settings(case):
    loss, on_logits, source, target, weights = case
    gradient = np.full_like(source, np.nan)
    prediction, logits = (np.empty_like(source), source) if on_logits else (source, None)
    cell = LossCell(prediction, target, np.zeros(()), gradient, 1.0, logits, weights)
    step = loss.bind(cell)
    for operation in (*step.predict, *step.forward, *step.backward):
        operation()
    for place in np.ndindex(source.shape):
        sides = []
        for move in (1e-6, -1e-6):
            moved = source.copy()
            moved[place] += move
            sides.append(loss.value(moved, target, on_logits=on_logits, row_weights=weights))
        assert gradient[place] == pytest.approx((sides[0] - sides[1]) / 2e-6, rel=1e-5, abs=1e-7)
