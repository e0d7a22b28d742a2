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
    pytest.param(metric, task, id=f"{kind}-{number}-{task}")
    for kind in METRICS
    for task in METRICS[kind].tasks
    for number, metric in enumerate(
        sample.replace(**({"multilabel": True} if task == "multilabel" else {}))
        for sample in METRICS[kind].samples()
    )
]


def truth(task):
    rng = np.random.default_rng(2)
    if task == "multiclass":
        return np.eye(3)[rng.integers(0, 3, 50)]
    if task == "multilabel":
        return rng.integers(0, 2, (50, 3)).astype(float)
    if task == "binary":
        return rng.integers(0, 2, (50, 1)).astype(float)
    return rng.poisson(5.0, (50, 1)).astype(float)


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_the_truth_is_the_best_score_there_is(metric, task):
    target = truth(task)
    best = metric.score(target.copy(), target)
    worse = metric.score(target[::-1].copy(), target)
    assert best == pytest.approx(1 if metric.greater_is_better else 0, abs=1e-6)
    assert worse < best if metric.greater_is_better else worse > best


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_no_rows_have_no_score(metric, task):
    nothing = truth(task)[:0]
    assert np.isnan(metric.score(nothing, nothing))


@pytest.mark.parametrize(("metric", "task"), [case for case in CASES if case.values[1] == "multiclass"])
def test_the_number_of_the_class_is_as_good_a_truth_as_the_class_itself(metric, task):
    target = truth(task)
    guess = np.random.default_rng(4).dirichlet([1, 1, 1], 50)
    assert metric.score(guess, target.argmax(axis=1)[:, None].astype(float)) == metric.score(guess, target)


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_prediction_and_truth_are_only_read(metric, task):
    target, guess = truth(task), truth(task)[::-1] * 0.9 + 0.01
    before = guess.copy()
    metric.score(guess, target)
    assert (guess == before).all()
    assert (target == truth(task)).all()


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_what_is_no_number_is_no_good_score(metric, task):
    """A network that has diverged predicts nan."""
    target = truth(task)
    found = metric.score(np.full_like(target, np.nan), target)
    assert not (found > 0.8 if metric.greater_is_better else found < 0.8)


@pytest.mark.parametrize("metric", SAMPLES)
def test_it_is_watched_only_where_it_suits(metric):
    assert set(metric.watched) <= set(metric.tasks)


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


WATCHED = {
    "regression": ["mean_absolute_error", "r2", "root_mean_squared_error"],
    "binary": ["accuracy", "macro_f1"],
    "multiclass": ["accuracy", "macro_f1"],
    "multilabel": ["f1", "exact_match"],
    "count": ["mean_absolute_error", "r2", "root_mean_squared_error"],
}
NUMBERS = [*WATCHED["count"], "mean_squared_error", "mean_absolute_percentage_error"]


@pytest.mark.parametrize(
    ("task", "kinds"),
    [
        ("regression", NUMBERS),
        ("count", NUMBERS),
        (
            "binary",
            [
                "accuracy",
                "macro_f1",
                "f1",
                "auc_roc",
                "auc_pr",
                "precision",
                "recall",
                "log_loss",
                "mcc",
                "cohens_kappa",
            ],
        ),
        (
            "multiclass",
            [
                "accuracy",
                "macro_f1",
                "top_k",
                "auc_roc",
                "auc_pr",
                "precision",
                "recall",
                "log_loss",
                "mcc",
                "cohens_kappa",
            ],
        ),
        ("multilabel", ["f1", "exact_match", "auc_roc", "auc_pr", "precision", "recall", "log_loss"]),
    ],
)
def test_metrics_of_a_task_in_their_order(task, kinds):
    def ranked(suited):
        return sorted(suited, key=lambda kind: METRICS[kind].rank)

    assert ranked(kind for kind in METRICS if task in METRICS[kind].tasks) == kinds
    assert ranked(kind for kind in METRICS if task in METRICS[kind].watched) == WATCHED[task]
    assert kinds[0] in WATCHED[task]


def test_those_in_the_targets_unit():
    assert {kind for kind in METRICS if METRICS[kind].in_units} == {
        "mean_absolute_error",
        "root_mean_squared_error",
    }


def test_those_that_are_no_shares():
    assert {kind for kind in METRICS if not METRICS[kind].share} == {
        *("mean_absolute_error", "root_mean_squared_error", "mean_squared_error", "r2"),
        *("log_loss", "mcc", "cohens_kappa"),
    }
