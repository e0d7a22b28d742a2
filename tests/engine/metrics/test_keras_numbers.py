"""The numbers that Keras 3 publishes for its metrics, in keras/src/metrics/*_test.py."""

from math import sqrt

import numpy as np
import pytest

from engine.metrics import METRICS

BITS = (
    [[0, 0, 1, 1, 0], [1, 1, 1, 1, 1], [0, 1, 0, 1, 0], [1, 1, 1, 1, 1]],
    [[0, 1, 0, 1, 0], [0, 0, 1, 1, 1], [1, 1, 1, 1, 0], [0, 0, 0, 0, 1]],
)
BARRED = ([[0.7, 0.7, 0.7], [1, 0, 0], [0.9, 0.8, 0]], [[0, 0, 1], [1, 1, 0], [1, 1, 1]])
SHARES = (
    [[0.9, 0.1, 0], [0.2, 0.6, 0.2], [0, 0, 1], [0.4, 0.3, 0.3], [0, 0.9, 0.1], [0, 0, 1]],
    [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 0, 0], [0, 0, 1]],
)
R2 = (
    [[0.4, 0.5, 0.6], [0.1, 0.2, 0.3], [0.5, 0.8, 0.2]],
    [[0, 0, 1], [0, 1, 0], [1, 0, 0]],
)
BAR = {"multilabel": True, "threshold": 0.66}
SEVERAL = {"multilabel": True}
TOP_3 = {"multilabel": True, "top_k": 3, "threshold": 0.0}
TOP_2 = {"multilabel": True, "top_k": 2, "threshold": 0.7}
OF_THREE = (
    [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2], [0.2, 0.6, 0.2], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]],
    np.eye(3)[[2, 0, 1, 0, 2]],
)

NUMBERS = [
    # regression_metrics_test.py
    ("mean_squared_error", {}, *BITS, 0.5),
    ("mean_absolute_error", {}, *BITS, 0.5),
    ("mean_absolute_percentage_error", {}, *BITS, 35e7 / 100),
    ("root_mean_squared_error", {}, [[1], [3], [2]], [[2], [4], [6]], sqrt(6)),
    ("r2", {}, *R2, -0.12),
    ("r2", {"average": "variance"}, *R2, -0.12),
    # accuracy_metrics_test.py
    ("accuracy", {}, [[0.98], [1], [0], [0.6]], [[1], [1], [0], [0]], 0.75),
    ("accuracy", {"threshold": 0.3}, [[0.98], [0.5], [0.1], [0.2]], [[1], [1], [0], [0]], 1.0),
    ("accuracy", {"threshold": 0.9}, [[0.98], [0.5], [0.1], [0.2]], [[1], [1], [0], [0]], 0.75),
    ("accuracy", {}, [[0.1, 0.9, 0.8], [0.05, 0.95, 0]], [[0, 0, 1], [0, 1, 0]], 0.5),
    ("accuracy", {}, [[0.1, 0.6, 0.3], [0.05, 0.95, 0]], [[2], [1]], 0.5),
    ("top_k", {"k": 1}, [[0.1, 0.9, 0.8], [0.05, 0.95, 0]], [[0, 0, 1], [0, 1, 0]], 0.5),
    # f_score_metrics_test.py
    ("f1", {**BAR, "average": "micro"}, *BARRED, 0.6666667),
    ("f1", {**BAR, "average": "macro"}, *BARRED, 0.6555555),
    ("f1", {**BAR, "average": "weighted"}, *BARRED, 0.6555555),
    ("f1", {"average": "micro"}, *SHARES, 0.833334),
    ("f1", {"average": "macro"}, *SHARES, 0.822222),
    ("f1", {"average": "weighted"}, *SHARES, 0.844445),
    ("f1", {**BAR, "average": "micro", "beta": 2.0}, *BARRED, 0.6666667),
    ("f1", {**BAR, "average": "macro", "beta": 0.5}, *BARRED, 0.6825397),
    ("f1", {**BAR, "average": "macro", "beta": 2.0}, *BARRED, 0.6548822),
    ("f1", {**BAR, "class_id": 0, "beta": 0.5}, *BARRED, 0.71428573),
    ("f1", {**BAR, "class_id": 2, "beta": 0.5}, *BARRED, 0.833334),
    ("f1", {**BAR, "class_id": 0, "beta": 2.0}, *BARRED, 0.9090904),
    ("f1", {"average": "macro", "beta": 0.5}, *SHARES, 0.821549),
    ("f1", {"average": "macro", "beta": 2.0}, *SHARES, 0.849206),
    ("f1", {"average": "weighted", "beta": 0.5}, *SHARES, 0.880471),
    ("f1", {"average": "weighted", "beta": 2.0}, *SHARES, 0.829365),
    ("f1", {"class_id": 1}, *SHARES, 0.6666667),
    # confusion_metrics_test.py, where all numbers are counted together
    ("precision", {}, [[1], [0], [1], [0]], [[0], [1], [1], [0]], 0.5),
    ("precision", {}, [[0], [0], [0], [0]], [[0], [0], [0], [0]], 0),
    ("recall", {}, [[1], [0], [1], [0]], [[0], [1], [1], [0]], 0.5),
    ("recall", {}, [[0], [0], [0], [0]], [[0], [0], [0], [0]], 0),
    ("recall", {**SEVERAL, "average": "micro"}, *BITS, 7 / 10),
    ("precision", {**TOP_3, "average": "micro"}, [[0.2, 0.1, 0.5, 0, 0.2]], [[0, 1, 1, 0, 0]], 1 / 3),
    ("recall", {**TOP_3, "average": "micro"}, [[0.2, 0.1, 0.5, 0, 0.2]], [[0, 1, 1, 0, 0]], 0.5),
    ("precision", {**TOP_2, "average": "micro"}, [[0.2, 0.8, 0.6, 0, 0.2]], [[0, 1, 1, 0, 1]], 1),
    ("recall", {**TOP_2, "average": "micro"}, [[0.2, 0.8, 0.6, 0, 0.2]], [[1, 1, 1, 0, 1]], 0.25),
    ("precision", {**SEVERAL, "class_id": 1}, *OF_THREE, 1),
    ("recall", {**SEVERAL, "class_id": 1}, *OF_THREE, 1),
]


@pytest.mark.parametrize(("kind", "settings", "prediction", "truth", "wanted"), NUMBERS)
def test_published_number(kind, settings, prediction, truth, wanted):
    found = METRICS[kind](**settings).score(np.array(prediction, float), np.array(truth, float))
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-6)
