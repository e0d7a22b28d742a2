"""Each metric worked by hand, and compared once with scikit-learn."""

from math import sqrt

import numpy as np
import pytest
from sklearn.metrics import f1_score, r2_score

from engine.metrics import METRICS

EXAMPLES = [
    ("accuracy", [[0.6], [0.5], [0.4], [0.1]], [[1], [1], [1], [0]], 3 / 4),
    ("accuracy", [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]], [[1, 0, 0], [0, 1, 0]], 1 / 2),
    # yes: 2 hits, 2 predicted, 3 true: 4/5;  no: 1 hit, 2 predicted, 1 true: 2/3
    ("macro_f1", [[0.6], [0.5], [0.4], [0.1]], [[1], [1], [1], [0]], (4 / 5 + 2 / 3) / 2),
    # first: 1 hit, 1 predicted, 2 true: 2/3;  second: 1 hit, 2 predicted, 1 true: 2/3;  third never occurs
    ("macro_f1", [[1, 0, 0], [0, 1, 0], [0, 1, 0]], [[1, 0, 0], [1, 0, 0], [0, 1, 0]], 2 / 3),
    # first: 1 hit, 1 predicted, 2 true: 2/3;  second: a false alarm
    ("macro_f1", [[1, 0], [0, 1]], [[1, 0], [1, 0]], 1 / 3),
    ("mean_absolute_error", [[1], [5]], [[2], [2]], 2),
    ("root_mean_squared_error", [[1], [5]], [[2], [2]], sqrt(5)),
    # 1 - (1 + 1) / (4 + 0 + 4)
    ("r2", [[1], [3], [6]], [[1], [3], [5]], 1 - 1 / 8),
    ("r2", [[3], [3], [3]], [[1], [3], [5]], 0),
    # One column is right, the other no better than its mean.
    ("r2", [[1, 3], [3, 3], [5, 3]], [[1, 1], [3, 3], [5, 5]], 0.5),
]


@pytest.mark.parametrize(("kind", "prediction", "target", "wanted"), EXAMPLES)
def test_worked_example(kind, prediction, target, wanted):
    assert METRICS[kind]().score(np.array(prediction, float), np.array(target, float)) == pytest.approx(
        wanted
    )


def test_every_metric_has_an_example():
    assert {example[0] for example in EXAMPLES} == set(METRICS)


def test_r2_of_a_constant_is_not_defined():
    constant = np.full((5, 1), 0.1, np.float32)
    assert np.isnan(METRICS["r2"]().score(constant, constant))


def test_macro_f1_as_scikit_learn_has_it():
    rng = np.random.default_rng(3)
    truth, guess = rng.integers(0, 4, 200), rng.integers(0, 4, 200)
    found = METRICS["macro_f1"]().score(np.eye(5)[guess], np.eye(5)[truth])
    assert found == pytest.approx(f1_score(truth, guess, average="macro"))


def test_r2_as_scikit_learn_has_it():
    rng = np.random.default_rng(3)
    truth, guess = rng.normal(5, 2, (100, 3)), rng.normal(5, 2, (100, 3))
    assert METRICS["r2"]().score(guess, truth) == pytest.approx(r2_score(truth, guess))
