"""What every loss must do, tried on every sample of every kind and every task it suits."""

import json

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.losses import LOSSES

SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in LOSSES
    for number, sample in enumerate(LOSSES[kind].samples())
]
CASES = [
    pytest.param(param.values[0], task, id=f"{param.id}-{task}")
    for param in SAMPLES
    for task in param.values[0].tasks
]
LOGITS = [param for param in CASES if param.values[0].absorbs]


@pytest.mark.parametrize(("loss", "task"), CASES)
def test_gradient_on_the_prediction(loss, task, make_truth, make_guess, bind_loss, numeric):
    source, target = make_guess(task), make_truth(task)
    wanted = numeric(lambda: loss.value(source, target), source)
    step, value, gradient = bind_loss(loss, source, target, on_logits=False)
    for operation in (*step.forward, *step.backward):
        operation()
    np.testing.assert_allclose(gradient, wanted, rtol=1e-6, atol=1e-8)
    assert float(value) == loss.value(source, target)


@pytest.mark.parametrize(("loss", "task"), LOGITS)
def test_gradient_on_logits(loss, task, make_truth, bind_loss, numeric):
    target = make_truth(task)
    source = np.random.default_rng(4).normal(0, 2, target.shape)
    wanted = numeric(lambda: loss.value(source, target, on_logits=True), source)
    step, value, gradient = bind_loss(loss, source, target, on_logits=True)
    for operation in (*step.forward, *step.backward):
        operation()
    np.testing.assert_allclose(gradient, wanted, rtol=1e-6, atol=1e-8)
    assert float(value) == loss.value(source, target, on_logits=True)


@pytest.mark.parametrize(("loss", "task"), LOGITS)
def test_logits_and_their_prediction_give_one_loss(loss, task, make_truth):
    target = make_truth(task)
    logits = np.random.default_rng(4).normal(0, 2, target.shape)
    prediction = ACTIVATIONS[loss.absorbs]().value(logits)
    assert loss.value(prediction, target) == pytest.approx(
        loss.value(logits, target, on_logits=True), rel=1e-5
    )


@pytest.mark.parametrize("on_logits", [False, True], ids=["prediction", "logits"])
@pytest.mark.parametrize(("loss", "task"), CASES)
def test_the_scale_reaches_the_gradient_alone(loss, task, on_logits, make_truth, make_guess, bind_loss):
    on_logits = on_logits and bool(loss.absorbs)
    found = []
    for scale in (1.0, 3.0):
        step, value, gradient = bind_loss(
            loss, make_guess(task), make_truth(task), on_logits=on_logits, scale=scale
        )
        for operation in (*step.forward, *step.backward):
            operation()
        found.append((float(value), gradient))
    assert found[0][0] == found[1][0]
    np.testing.assert_allclose(3 * found[0][1], found[1][1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("loss", "task"), LOGITS)
def test_extreme_logits_stay_finite_and_quiet(loss, task, dtype, make_truth, bind_loss):
    target = make_truth(task).astype(dtype)
    for extreme in (-1000, 1000):
        source = np.full(target.shape, extreme, dtype)
        source[::2, 0] *= -1
        step, value, gradient = bind_loss(loss, source, target, on_logits=True)
        for operation in (*step.forward, *step.backward):
            operation()
        assert np.isfinite(value)
        assert np.isfinite(gradient).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("loss", "task"), CASES)
def test_predictions_without_a_doubt_stay_finite_and_quiet(loss, task, dtype, make_truth, bind_loss):
    target = make_truth(task).astype(dtype)
    for source in (target.copy(), 1 - target, target + 1):
        step, value, gradient = bind_loss(loss, source, target, on_logits=False)
        for operation in (*step.forward, *step.backward):
            operation()
        assert np.isfinite(value)
        assert np.isfinite(gradient).all()


@pytest.mark.parametrize(("loss", "task"), [case for case in CASES if case.id.split("-")[1] == "0"])
def test_the_truth_scores_better_than_a_guess(loss, task, make_truth, make_guess):
    target = make_truth(task)
    assert loss.value(target.copy(), target) < loss.value(make_guess(task), target)


@pytest.mark.parametrize(("loss", "task"), CASES)
def test_target_and_source_are_only_read(loss, task, make_truth, make_guess, bind_loss):
    source, target = make_guess(task), make_truth(task)
    step, _, _ = bind_loss(loss, source, target, on_logits=bool(loss.absorbs))
    for operation in (*step.forward, *step.backward):
        operation()
    assert (source == make_guess(task)).all()
    assert (target == make_truth(task)).all()


@pytest.mark.parametrize("on_logits", [False, True], ids=["prediction", "logits"])
@pytest.mark.parametrize(("loss", "task"), CASES)
def test_nothing_is_allocated_when_it_runs(
    loss, task, on_logits, make_truth, bind_loss, assert_lean, many_rows
):
    target = make_truth(task, many_rows).astype(np.float32)
    source = np.full(target.shape, 0.3, np.float32)
    step, _, _ = bind_loss(loss, source, target, on_logits=on_logits and bool(loss.absorbs))
    assert_lean((*step.forward, *step.backward))


@pytest.mark.parametrize("loss", SAMPLES)
def test_settings_survive_a_file(loss):
    assert LOSSES.load(json.loads(json.dumps(loss.to_dict()))) == loss


@pytest.mark.parametrize("loss", SAMPLES)
def test_what_it_absorbs_is_an_activation(loss):
    assert not loss.absorbs or loss.absorbs in ACTIVATIONS
