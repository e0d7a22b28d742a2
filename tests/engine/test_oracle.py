"""What PyTorch computed, recorded under tests/golden/oracle, and what the engine computes: in double and in single.

`make oracle` records anew where PyTorch is installed; nothing here needs it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from engine.layers.base import Cell
from engine.losses.base import LossCell, Mean
from tests.oracle import filters, losses, optimizers, others, schedules, sequences
from tests.oracle.__main__ import GOLDEN
from tests.oracle.case import BATCH, Case
from tests.oracle.numbers import Floats

LAYERS = [
    pytest.param(name, case, id=case.name)
    for name, room in (("filters", filters), ("sequences", sequences), ("others", others))
    for case in room.cases()
]
LOSSES = [pytest.param(case, id=f"{case.loss.kind()}: {case.name}") for case in losses.cases()]
OPTIMIZERS = [pytest.param(case, id=case.name) for case in optimizers.cases()]
SCHEDULES = [pytest.param(case, id=case.name) for case in schedules.cases()]


@cache
def golden(name: str) -> dict[str, Floats]:
    """All that was recorded of a family."""
    with np.load(GOLDEN / f"{name}.npz") as file:
        return dict(file)


def computed(case: Case, dtype: Any) -> dict[str, Floats]:
    """What the engine computes, under the names that the oracle has recorded."""
    x = tuple(rows.astype(dtype) for rows in case.inputs())
    declared = {each.name: each for each in case.layer.weights(*case.shapes)}
    weights = {name: values.astype(dtype) for name, values in case.weights().items()}
    gradients = {name: np.full_like(weights[name], np.nan) for name in weights if declared[name].trainable}
    dx = tuple(np.full_like(rows, np.nan) for rows in x)
    y, dy = np.full(case.slope().shape, np.nan, dtype), case.slope().astype(dtype)
    mask = None
    if case.lengths:
        mask = np.arange(case.shapes[0][0]) < np.array(case.lengths)[:, None]
    step = case.layer.bind(
        Cell(
            x=x,
            y=y,
            dy=dy,
            dx=tuple(None for _ in dx) if case.codes else dx,
            weights=weights,
            gradients=gradients,
            training=case.training,
            rng=np.random.default_rng(0),
            masks=(mask,) * len(x),
        )
    )
    for operation in step.forward:
        operation()
    found = {"y": y.copy()}
    for operation in step.backward:
        operation()
    if not case.codes:
        found |= {f"dx{place}": slope for place, slope in enumerate(dx)}
    found |= {f"d_{name}": slope for name, slope in gradients.items()}
    return found | {f"new_{name}": weights[name] for name in weights if not declared[name].trainable}


@pytest.mark.parametrize(
    ("dtype", "nearness"), [(np.float64, 1e-9), (np.float32, 1e-4)], ids=["double", "single"]
)
@pytest.mark.parametrize(("name", "case"), LAYERS)
def test_a_layer_forward_and_backward(name: str, case: Case, dtype: Any, nearness: float) -> None:
    found = computed(case, dtype)
    recorded = golden(name)
    wanted = {
        key.rpartition("/")[2]: recorded[key] for key in recorded if key.rpartition("/")[0] == case.name
    }
    assert found.keys() == wanted.keys()
    assert len(found["y"]) == BATCH
    for what, array in wanted.items():
        close = np.allclose(found[what], array.reshape(found[what].shape), rtol=nearness, atol=nearness)
        assert close, f"{what} differs by {np.abs(found[what] - array.reshape(found[what].shape)).max():.2g}"


@pytest.mark.parametrize(
    ("dtype", "nearness"), [(np.float64, 1e-9), (np.float32, 1e-4)], ids=["double", "single"]
)
@pytest.mark.parametrize("case", LOSSES)
def test_a_loss_and_its_slope(case: losses.LossCase, dtype: Any, nearness: float) -> None:
    source, target = case.source.astype(dtype), case.target.astype(dtype)
    value, slope = Mean(dtype), np.full_like(source, np.nan)
    prediction, logits = (np.empty_like(source), source) if case.on_logits else (source, None)
    weights = None if case.row_weights is None else case.row_weights.astype(dtype)
    step = case.loss.reduce(LossCell(prediction, target, value, slope, 1.0, logits, weights))
    for operation in (*step.predict, *step.forward, *step.backward):
        operation()
    recorded, name = golden("losses"), f"{case.loss.kind()}: {case.name}"
    np.testing.assert_allclose(float(value), recorded[f"{name}/value"], rtol=nearness)
    np.testing.assert_allclose(slope, recorded[f"{name}/slope"], rtol=nearness, atol=nearness)


@pytest.mark.parametrize(
    ("dtype", "nearness"), [(np.float64, 1e-9), (np.float32, 1e-4)], ids=["double", "single"]
)
@pytest.mark.parametrize("case", OPTIMIZERS)
def test_an_optimizer_over_a_thousand_steps(
    case: optimizers.OptimizerCase, dtype: Any, nearness: float
) -> None:
    parameters = optimizers.start().astype(dtype)
    slope, slots = np.zeros_like(parameters), case.optimizer.make_slots(parameters)
    update = case.optimizer.bind(parameters, slope, slots)
    for step in range(optimizers.STEPS):
        slope[:] = optimizers.gradient(parameters, step)
        update(case.optimizer.learning_rate, step + 1)
    wanted = golden("optimizers")[f"{case.name}/parameters"]
    np.testing.assert_allclose(parameters, wanted, rtol=nearness, atol=nearness)


@pytest.mark.parametrize("case", SCHEDULES)
def test_a_schedule_over_a_thousand_steps(case: schedules.ScheduleCase) -> None:
    wanted = golden("schedules")[f"{case.name}/rates"]
    np.testing.assert_allclose(schedules.ours(case), wanted, rtol=1e-9, atol=1e-15)
