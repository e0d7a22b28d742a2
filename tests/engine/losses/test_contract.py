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
BOTH = [
    pytest.param(*param.values, on_logits, id=f"{param.id}-{'logits' if on_logits else 'prediction'}")
    for param in CASES
    for on_logits in (False, True)
    if param.values[0].absorbs or not on_logits
]
WEIGHTS = np.array([0.5, 2.0, 0.0, 1.0, 3.0, 0.25])


@pytest.mark.parametrize(("loss", "task"), CASES)
def test_gradient_on_the_prediction(loss, task, make_truth, make_guess, bind_loss, numeric):
    source, target = make_guess(task, loss), make_truth(task, loss=loss)
    wanted = numeric(lambda: loss.value(source, target), source)
    step, value, gradient = bind_loss(loss, source, target, on_logits=False)
    for operation in (*step.forward, *step.backward):
        operation()
    np.testing.assert_allclose(gradient, wanted, rtol=1e-6, atol=1e-8)
    assert float(value) == loss.value(source, target)


@pytest.mark.parametrize(("loss", "task"), LOGITS)
def test_gradient_on_logits(loss, task, make_truth, make_guess, bind_loss, numeric):
    target = make_truth(task, loss=loss)
    source = np.random.default_rng(4).normal(0, 2, make_guess(task).shape)
    wanted = numeric(lambda: loss.value(source, target, on_logits=True), source)
    step, value, gradient = bind_loss(loss, source, target, on_logits=True)
    for operation in (*step.forward, *step.backward):
        operation()
    np.testing.assert_allclose(gradient, wanted, rtol=1e-6, atol=1e-8)
    assert float(value) == loss.value(source, target, on_logits=True)


@pytest.mark.parametrize(("loss", "task"), LOGITS)
def test_logits_and_their_prediction_give_one_loss(loss, task, make_truth, make_guess):
    target = make_truth(task, loss=loss)
    logits = np.random.default_rng(4).normal(0, 2, make_guess(task).shape)
    prediction = ACTIVATIONS[loss.absorbs]().value(logits)
    assert loss.value(prediction, target) == pytest.approx(
        loss.value(logits, target, on_logits=True), rel=1e-5
    )


@pytest.mark.parametrize(("loss", "task", "on_logits"), BOTH)
def test_the_scale_reaches_the_gradient_alone(loss, task, on_logits, make_truth, make_guess, bind_loss):
    found = []
    for scale in (1.0, 3.0):
        step, value, gradient = bind_loss(
            loss, make_guess(task, loss), make_truth(task, loss=loss), on_logits=on_logits, scale=scale
        )
        for operation in (*step.forward, *step.backward):
            operation()
        found.append((float(value), gradient))
    assert found[0][0] == found[1][0]
    np.testing.assert_allclose(3 * found[0][1], found[1][1])


@pytest.mark.parametrize(("loss", "task", "on_logits"), BOTH)
def test_a_weighted_loss_is_the_weighted_mean_of_its_rows(loss, task, on_logits, make_truth, make_guess):
    source, target = make_guess(task, loss), make_truth(task, loss=loss)
    alone = [
        loss.value(source[row : row + 1], target[row : row + 1], on_logits=on_logits)
        for row in range(len(target))
    ]
    found = loss.value(source, target, on_logits=on_logits, row_weights=WEIGHTS)
    assert found == pytest.approx(np.mean(WEIGHTS * alone))


@pytest.mark.parametrize(("loss", "task", "on_logits"), BOTH)
def test_gradient_of_a_weighted_loss(loss, task, on_logits, make_truth, make_guess, bind_loss, numeric):
    source, target = make_guess(task, loss), make_truth(task, loss=loss)
    wanted = numeric(lambda: loss.value(source, target, on_logits=on_logits, row_weights=WEIGHTS), source)
    step, value, gradient = bind_loss(
        loss, source, target, on_logits=on_logits, scale=0.7, row_weights=WEIGHTS
    )
    for operation in (*step.forward, *step.backward):
        operation()
    np.testing.assert_allclose(gradient, 0.7 * wanted, rtol=1e-6, atol=1e-8)
    assert float(value) == loss.value(source, target, on_logits=on_logits, row_weights=WEIGHTS)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("loss", "task", "on_logits"), BOTH)
def test_weights_of_one_change_not_a_bit(loss, task, on_logits, dtype, make_truth, make_guess, bind_loss):
    source, target = make_guess(task, loss).astype(dtype), make_truth(task, loss=loss).astype(dtype)
    found = []
    for weights in (None, np.ones(len(target), dtype)):
        step, value, gradient = bind_loss(loss, source, target, on_logits=on_logits, row_weights=weights)
        for operation in (*step.forward, *step.backward):
            operation()
        found.append((float(value), gradient.tobytes()))
    assert found[0] == found[1]


@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
@pytest.mark.parametrize(("loss", "task", "on_logits"), BOTH)
def test_axes_between_rows_and_the_last_are_averaged_over(
    loss, task, on_logits, weighted, make_truth, make_guess, bind_loss
):
    """Rows of two steps are as many rows again, each with the weight of its row."""
    flat = (make_guess(task, loss), make_truth(task, loss=loss))
    deep = [each.reshape(3, 2, each.shape[-1]) for each in flat]
    weights = WEIGHTS[:3] if weighted else None
    found = []
    for (source, target), each in ((flat, None if weights is None else weights.repeat(2)), (deep, weights)):
        step, value, gradient = bind_loss(loss, source, target, on_logits=on_logits, row_weights=each)
        for operation in (*step.forward, *step.backward):
            operation()
        found.append((float(value), gradient.reshape(flat[0].shape)))
    assert found[0][0] == pytest.approx(found[1][0])
    np.testing.assert_allclose(found[0][1], found[1][1], rtol=1e-12)


@pytest.mark.parametrize(("loss", "task", "on_logits"), BOTH)
def test_steps_may_have_weights_of_their_own(loss, task, on_logits, make_truth, make_guess):
    flat = (make_guess(task, loss), make_truth(task, loss=loss))
    deep = [each.reshape(3, 2, each.shape[-1]) for each in flat]
    found = loss.value(*deep, on_logits=on_logits, row_weights=WEIGHTS.reshape(3, 2))
    assert found == pytest.approx(loss.value(*flat, on_logits=on_logits, row_weights=WEIGHTS))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("loss", "task"), LOGITS)
def test_extreme_logits_stay_finite_and_quiet(loss, task, dtype, make_truth, make_guess, bind_loss):
    target = make_truth(task, loss=loss).astype(dtype)
    for extreme in (-1000, 1000):
        source = np.full(make_guess(task).shape, extreme, dtype)
        source[::2, 0] *= -1
        step, value, gradient = bind_loss(loss, source, target, on_logits=True)
        for operation in (*step.forward, *step.backward):
            operation()
        assert np.isfinite(float(value))
        assert np.isfinite(gradient).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("loss", "task"), CASES)
def test_predictions_without_a_doubt_stay_finite_and_quiet(
    loss, task, dtype, make_truth, make_best, bind_loss
):
    target, best = make_truth(task, loss=loss).astype(dtype), make_best(task, loss).astype(dtype)
    for source in (best, 1 - best, best + 1, 0 * best):
        step, value, gradient = bind_loss(loss, source, target, on_logits=False)
        for operation in (*step.forward, *step.backward):
            operation()
        assert np.isfinite(float(value))
        assert np.isfinite(gradient).all()


@pytest.mark.parametrize(("loss", "task"), [case for case in CASES if case.id.split("-")[1] == "0"])
def test_the_truth_scores_better_than_a_guess(loss, task, make_truth, make_guess, make_best):
    target = make_truth(task, loss=loss)
    assert loss.value(make_best(task, loss), target) < loss.value(make_guess(task, loss), target)


@pytest.mark.parametrize(("loss", "task"), CASES)
def test_target_and_source_are_only_read(loss, task, make_truth, make_guess, bind_loss):
    source, target = make_guess(task, loss), make_truth(task, loss=loss)
    step, _, _ = bind_loss(loss, source, target, on_logits=bool(loss.absorbs))
    for operation in (*step.forward, *step.backward):
        operation()
    assert (source == make_guess(task, loss)).all()
    assert (target == make_truth(task, loss=loss)).all()


@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
@pytest.mark.parametrize(("loss", "task", "on_logits"), BOTH)
def test_nothing_is_allocated_when_it_runs(
    loss, task, on_logits, weighted, make_truth, make_guess, bind_loss, assert_lean, many_rows
):
    target = make_truth(task, many_rows, loss).astype(np.float32)
    source = np.full((many_rows, *make_guess(task).shape[1:]), 0.3, np.float32)
    weights = np.full(many_rows, 0.5, np.float32) if weighted else None
    step, _, _ = bind_loss(loss, source, target, on_logits=on_logits, row_weights=weights)
    assert_lean((*step.forward, *step.backward))


@pytest.mark.parametrize("loss", SAMPLES)
def test_settings_survive_a_file(loss):
    assert LOSSES.load(json.loads(json.dumps(loss.to_dict()))) == loss


@pytest.mark.parametrize("loss", SAMPLES)
def test_what_it_absorbs_is_an_activation(loss):
    assert not loss.absorbs or loss.absorbs in ACTIVATIONS
