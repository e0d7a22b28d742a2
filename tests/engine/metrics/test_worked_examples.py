"""Each metric worked by hand."""

from math import log, sqrt

import numpy as np
import pytest

from engine.metrics import METRICS

SURE = [[0.7], [0.6], [0.5], [0.1]]
TRUE = [[1], [1], [1], [0]]
THREE = [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.4, 0.3, 0.3], [0.2, 0.5, 0.3]]
SEVERAL = [[0.9, 0.2, 0.6], [0.1, 0.7, 0.4]]

EXAMPLES = [
    # A half is no yes.
    ("accuracy", SURE, TRUE, 3 / 4),
    ("accuracy", [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]], [[1, 0, 0], [0, 1, 0]], 1 / 2),
    # yes: 2 hits, 2 predicted, 3 true: 4/5;  no: 1 hit, 2 predicted, 1 true: 2/3
    ("macro_f1", SURE, TRUE, (4 / 5 + 2 / 3) / 2),
    # first: 1 hit, 1 predicted, 2 true: 2/3;  second: 1 hit, 2 predicted, 1 true: 2/3;  third never occurs
    ("macro_f1", [[1, 0, 0], [0, 1, 0], [0, 1, 0]], [[1, 0, 0], [1, 0, 0], [0, 1, 0]], 2 / 3),
    # first: 1 hit, 1 predicted, 2 true: 2/3;  second: a false alarm
    ("macro_f1", [[1, 0], [0, 1]], [[1, 0], [1, 0]], 1 / 3),
    # yes: 2 hits, 2 predicted, 3 true
    ("f1", SURE, TRUE, 4 / 5),
    ("precision", SURE, TRUE, 1),
    ("recall", SURE, TRUE, 2 / 3),
    # Nothing was said to be a yes.
    ("precision", [[0.1], [0.2]], [[1], [0]], 0),
    # predicted 0, 2, 0, 1; true 0, 2, 1, 1: shares of 1/2, 1, 1 and of 1, 1/2, 1
    ("precision", THREE, [[0], [2], [1], [1]], (1 / 2 + 1 + 1) / 3),
    ("recall", THREE, [[0], [2], [1], [1]], (1 + 1 / 2 + 1) / 3),
    ("accuracy", THREE, [[0], [2], [1], [1]], 3 / 4),
    # Only in the third row a class is likelier than the true one, and only one.
    (("top_k", {"k": 1}), THREE, [[0], [2], [1], [1]], 3 / 4),
    (("top_k", {"k": 2}), THREE, [[0], [2], [1], [1]], 1),
    # 0.7 and 0.6 are above 0.1, 0.5 too: 3 of 3
    ("auc_roc", SURE, TRUE, 1),
    # Of two pairs of yes and no one is in order; of two the second is a tie.
    ("auc_roc", [[0.3], [0.8], [0.5]], [[1], [1], [0]], 1 / 2),
    ("auc_roc", [[0.5], [0.8], [0.5]], [[1], [1], [0]], 3 / 4),
    # The yeses come first and third: a half at 1/1, the other at 2/3.
    ("auc_pr", [[0.9], [0.8], [0.7], [0.6]], [[1], [0], [1], [0]], (1 + 2 / 3) / 2),
    # All pass the bar together, and half of them are a yes.
    ("auc_pr", [[0.5], [0.5]], [[1], [0]], 1 / 2),
    ("log_loss", [[0.75], [0.5]], [[1], [0]], -(log(0.75) + log(0.5)) / 2),
    ("log_loss", THREE[:2], [[0], [1]], -(log(0.5) + log(0.2)) / 2),
    (("log_loss", {"multilabel": True}), [[0.75, 0.5]], [[1, 0]], -(log(0.75) + log(0.5)) / 2),
    ("log_loss", [[0.0]], [[1]], -log(1e-7)),
    # 3 of 4 agree; by chance (2 * 1 + 1 * 2 + 1 * 1) / 16 would
    ("cohens_kappa", THREE, [[0], [2], [1], [1]], (3 / 4 - 5 / 16) / (1 - 5 / 16)),
    # One row is off by a class. By chance, predicted 2, 1, 1 against true 1, 2, 1: (2 (2 + 2) + (1 + 1) + (2 + 2)) / 4,
    # and with squares (2 (2 + 4) + (1 + 1) + (4 + 2)) / 4.
    (("cohens_kappa", {"weights": "linear"}), THREE, [[0], [2], [1], [1]], 1 - 1 / (14 / 4)),
    (("cohens_kappa", {"weights": "quadratic"}), THREE, [[0], [2], [1], [1]], 1 - 1 / (20 / 4)),
    # (3 * 4 - 5) / sqrt((16 - 6) (16 - 6))
    ("mcc", THREE, [[0], [2], [1], [1]], 7 / 10),
    # 2 hits, no alarm, 1 missed, 1 rightly left: (2 * 1 - 0 * 1) / sqrt(2 * 3 * 1 * 2)
    ("mcc", SURE, TRUE, 2 / sqrt(12)),
    # hits 1, 1, 0; predicted 1, 1, 1; true 2, 1, 0
    (("f1", {"multilabel": True}), SEVERAL, [[1, 0, 0], [1, 1, 0]], (2 / 3 + 1 + 0) / 3),
    (("f1", {"multilabel": True, "average": "micro"}), SEVERAL, [[1, 0, 0], [1, 1, 0]], 4 / 6),
    (
        ("f1", {"multilabel": True, "average": "weighted"}),
        SEVERAL,
        [[1, 0, 0], [1, 1, 0]],
        (2 * 2 / 3 + 1) / 3,
    ),
    (("exact_match", {"multilabel": True}), SEVERAL, [[1, 0, 1], [1, 1, 0]], 1 / 2),
    ("mean_squared_error", [[1], [5]], [[2], [2]], 5),
    ("mean_absolute_percentage_error", [[1], [5]], [[2], [2]], (1 / 2 + 3 / 2) / 2),
    ("mean_absolute_error", [[1], [5]], [[2], [2]], 2),
    ("root_mean_squared_error", [[1], [5]], [[2], [2]], sqrt(5)),
    # 1 - (1 + 1) / (4 + 0 + 4)
    ("r2", [[1], [3], [6]], [[1], [3], [5]], 1 - 1 / 8),
    ("r2", [[3], [3], [3]], [[1], [3], [5]], 0),
    # An eighth is missed, by three rows and one feature: (3 - 1) / (3 - 1 - 1) times as much.
    (("r2", {"num_regressors": 1}), [[1], [3], [6]], [[1], [3], [5]], 3 / 4),
    (("r2", {"num_regressors": 2}), [[1], [3], [6]], [[1], [3], [5]], 7 / 8),
    # Of the columns 0 of 8 and 32 of 32 are missed.
    (("r2", {"average": "variance"}), [[1, 5], [3, 5], [5, 5]], [[1, 1], [3, 5], [5, 9]], 1 - 32 / 40),
    # One column is right, the other no better than its mean.
    ("r2", [[1, 3], [3, 3], [5, 3]], [[1, 1], [3, 3], [5, 5]], 0.5),
]


@pytest.mark.parametrize(("kind", "prediction", "target", "wanted"), EXAMPLES)
def test_worked_example(kind, prediction, target, wanted):
    kind, settings = (kind, {}) if isinstance(kind, str) else kind
    found = METRICS[kind](**settings).score(np.array(prediction, float), np.array(target, float))
    assert found == pytest.approx(wanted)


def test_every_metric_has_an_example():
    assert {kind if isinstance(kind, str) else kind[0] for kind, *_ in EXAMPLES} == set(METRICS)


def test_r2_of_a_constant_is_not_defined():
    constant = np.full((5, 1), 0.1, np.float32)
    assert np.isnan(METRICS["r2"]().score(constant, constant))


@pytest.mark.parametrize("kind", ["auc_roc", "auc_pr", "cohens_kappa"])
def test_of_rows_that_are_all_a_no_nothing_can_be_told(kind):
    assert np.isnan(METRICS[kind]().score(np.full((5, 1), 0.2), np.zeros((5, 1))))


def test_classes_that_do_not_occur_are_left_out_of_the_mean():
    """The second and third are told apart perfectly; the first never occurs."""
    prediction, target = np.array([[0.5, 0.4, 0.1], [0.5, 0.1, 0.4]]), np.eye(3)[[1, 2]]
    assert METRICS["auc_roc"]().score(prediction, target) == 1
    assert METRICS["auc_pr"]().score(prediction, target) == 1


def test_the_bar_for_a_yes_can_be_moved():
    prediction, target = np.array([[0.2], [0.4], [0.6]]), np.array([[0], [1], [1]])
    assert METRICS["accuracy"](threshold=0.3).score(prediction, target) == 1
    assert METRICS["recall"](threshold=0.5).score(prediction, target) == 0.5


def test_the_likeliest_few_say_nothing_of_as_many_classes():
    assert [METRICS["top_k"](k=5).tells(size) for size in (3, 5, 6)] == [False, False, True]


def test_equal_probabilities_do_not_count_against_the_true_class():
    alike = np.full((4, 3), 1 / 3)
    assert METRICS["top_k"](k=1).score(alike, np.eye(3)[[0, 1, 2, 0]]) == 1


def test_of_a_class_that_is_not_there_nothing_is_known():
    truth = np.eye(3)[[0, 1, 2]]
    assert np.isnan(METRICS["precision"](class_id=3).score(truth, truth))
    assert METRICS["precision"](class_id=2).score(truth, truth) == 1
