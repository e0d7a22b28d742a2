"""What every metric must do, tried on every sample of every kind and every task it suits."""

import json

import numpy as np
import pytest

from engine.metrics import METRICS

SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in METRICS
    for number, sample in enumerate(METRICS[kind].samples())
]
CASES = [
    pytest.param(param.values[0], task, id=f"{param.id}-{task}")
    for param in SAMPLES
    for task in param.values[0].tasks
]


def truth(task):
    rng = np.random.default_rng(2)
    if task == "multiclass":
        return np.eye(3)[rng.integers(0, 3, 50)]
    if task == "binary":
        return rng.integers(0, 2, (50, 1)).astype(float)
    return rng.poisson(5.0, (50, 1)).astype(float)


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_the_truth_is_the_best_score_there_is(metric, task):
    target = truth(task)
    best = metric.score(target.copy(), target)
    worse = metric.score(target[::-1].copy(), target)
    assert best == (1 if metric.greater_is_better else 0)
    assert worse < best if metric.greater_is_better else worse > best


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_no_rows_have_no_score(metric, task):
    nothing = truth(task)[:0]
    assert np.isnan(metric.score(nothing, nothing))


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_single_precision_gives_the_same_score(metric, task):
    target = truth(task)
    guess = target[::-1] * 0.9 + 0.01
    found = metric.score(guess.astype(np.float32), target.astype(np.float32))
    assert type(found) is float
    assert found == pytest.approx(metric.score(guess, target), rel=1e-5)


@pytest.mark.parametrize("metric", SAMPLES)
def test_settings_survive_a_file(metric):
    assert METRICS.load(json.loads(json.dumps(metric.to_dict()))) == metric


@pytest.mark.parametrize(
    ("task", "kinds"),
    [
        ("regression", ["mean_absolute_error", "r2", "root_mean_squared_error"]),
        ("binary", ["accuracy", "macro_f1"]),
        ("multiclass", ["accuracy", "macro_f1"]),
        ("count", ["mean_absolute_error", "r2", "root_mean_squared_error"]),
    ],
)
def test_metrics_of_a_task_in_their_order(task, kinds):
    suited = [kind for kind in METRICS if task in METRICS[kind].tasks]
    assert sorted(suited, key=lambda kind: METRICS[kind].rank) == kinds


def test_those_in_the_targets_unit():
    assert {kind for kind in METRICS if METRICS[kind].in_units} == {
        "mean_absolute_error",
        "root_mean_squared_error",
    }
