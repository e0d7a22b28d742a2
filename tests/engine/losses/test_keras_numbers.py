"""The numbers that Keras 3 publishes for its losses, in its docstrings and in keras/src/losses/losses_test.py.

In single precision, as there: some of the numbers are those of a probability that was cut off at 1 - 1e-7.
"""

from math import log

import numpy as np
import pytest

from engine.losses import LOSSES
from engine.losses.base import EPSILON

NUMBERS = ([[4, 8, 12], [8, 1, 3]], [[1, 9, 2], [-5, -2, 6]])
"""Prediction and truth of the tests of MeanSquaredError, MeanAbsoluteError and their kin."""
STEPS = tuple(np.reshape(each, (2, 3, 1)) for each in NUMBERS)
STEP_WEIGHTS = [[3, 6, 5], [0, 4, 2]]
HINGES = ([[0.6, 0.4], [0.4, 0.6]], [[0, 1], [0, 0]])
HUBERS = ([[0.9, 0.2, 0.2], [0.8, 0.4, 0.6]], [[1, 0, 1], [1, 0, 0]])
SURE = ([[1, 1], [1, 0]], [[1, 0], [1, 0]])
BINARY_LOGITS = ([[10, -10, 10], [10, 10, -10]], [[1, 0, 1], [0, 1, 1]])
SHARES = ([[0.9, 0.05, 0.05], [0.5, 0.89, 0.6], [0.05, 0.01, 0.94]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
SHARE_LOGITS = ([[8, 1, 1], [0, 9, 1], [2, 3, 5]], SHARES[1])
CODES = [[0], [1], [2]]
FOCAL = ([[0.9, 0.8], [0.7, 0.2]], [[1, 0], [1, 0]])
FOCAL_LOGITS = ([[1.5, -2.7, 2.9], [-3.8, 1.2, -4.5]], [[1, 1, 0], [0, 1, 0]])
TENTH = {"label_smoothing": 0.1}

SUM, WEIGHTED = {"reduction": "sum"}, {"reduction": "weighted mean"}

PREDICTIONS = [
    # class MeanSquaredErrorTest
    ("mean_squared_error", {}, *NUMBERS, None, 49.5),
    ("mean_squared_error", {}, *NUMBERS, 2.3, 113.85),
    ("mean_squared_error", {}, *NUMBERS, [1.2, 3.4], 767.8 / 6),
    ("mean_squared_error", {}, *STEPS, STEP_WEIGHTS, 97.833336),
    ("mean_squared_error", {}, *NUMBERS, 0, 0),
    ("mean_squared_error", SUM, *NUMBERS, 2.3, 227.69998),
    ("mean_squared_error", WEIGHTED, *NUMBERS, [1.2, 3.4], (110 / 3 * 1.2 + 187 / 3 * 3.4) / (1.2 + 3.4)),
    # class MeanAbsoluteErrorTest
    ("mean_absolute_error", {}, *NUMBERS, None, 5.5),
    ("mean_absolute_error", {}, *NUMBERS, 2.3, 12.65),
    ("mean_absolute_error", {}, *NUMBERS, [1.2, 3.4], 81.4 / 6),
    ("mean_absolute_error", {}, *STEPS, STEP_WEIGHTS, 13.833333),
    ("mean_absolute_error", SUM, *NUMBERS, 2.3, 25.29999),
    ("mean_absolute_error", WEIGHTED, *NUMBERS, [1.2, 3.4], (14 / 3 * 1.2 + 19 / 3 * 3.4) / (1.2 + 3.4)),
    # class MeanAbsolutePercentageErrorTest
    ("mean_absolute_percentage_error", {}, *NUMBERS, None, 211.8518),
    ("mean_absolute_percentage_error", {}, *NUMBERS, 2.3, 487.259),
    ("mean_absolute_percentage_error", {}, *NUMBERS, [1.2, 3.4], 422.8888),
    ("mean_absolute_percentage_error", {}, *STEPS, STEP_WEIGHTS, 694.4444),
    ("mean_absolute_percentage_error", WEIGHTED, *NUMBERS, [1.2, 3.4], 183.865),
    # class MeanSquaredLogarithmicErrorTest
    ("mean_squared_logarithmic_error", {}, *NUMBERS, None, 1.4370),
    ("mean_squared_logarithmic_error", {}, *NUMBERS, 2.3, 3.3051),
    ("mean_squared_logarithmic_error", {}, *NUMBERS, [1.2, 3.4], 3.7856),
    ("mean_squared_logarithmic_error", {}, *STEPS, STEP_WEIGHTS, 2.647374),
    ("mean_squared_logarithmic_error", WEIGHTED, *NUMBERS, [1.2, 3.4], 1.646),
    # class HingeTest, SquaredHingeTest, CategoricalHingeTest
    ("hinge", {}, *HINGES, None, 1.3),
    ("hinge", {}, *HINGES, [1, 0], 0.55),
    ("hinge", SUM, *HINGES, None, 2.6),
    ("hinge", SUM, *HINGES, [1, 0], 1.1),
    ("squared_hinge", {}, *HINGES, None, 1.86),
    ("squared_hinge", {}, *HINGES, [1, 0], 0.73),
    ("squared_hinge", SUM, *HINGES, None, 3.72),
    ("squared_hinge", SUM, *HINGES, [1, 0], 1.46),
    ("categorical_hinge", {}, *HINGES, None, 1.4),
    ("categorical_hinge", {}, *HINGES, [1, 0], 0.6),
    ("categorical_hinge", SUM, *HINGES, None, 2.8),
    ("categorical_hinge", SUM, *HINGES, [1, 0], 1.2),
    # docstrings of huber, log_cosh and cosine_similarity
    ("huber", {}, [[0.6, 0.4], [0.4, 0.6]], [[0, 1], [0, 0]], None, 0.155),
    ("log_cosh", {}, [[1, 1], [0, 0]], [[0, 1], [0, 0]], None, 0.108),
    ("cosine_similarity", {}, [[1, 0], [1, 1], [-1, -1]], [[0, 1], [1, 1], [1, 1]], [3, 0, 0], 0),
    ("cosine_similarity", {}, [[1, 0], [1, 1], [-1, -1]], [[0, 1], [1, 1], [1, 1]], [0, 3, 0], -0.99999994),
    ("cosine_similarity", {}, [[1, 0], [1, 1], [-1, -1]], [[0, 1], [1, 1], [1, 1]], [0, 0, 3], 0.99999994),
    # class BinaryCrossentropyTest, and the docstring
    (
        "binary_crossentropy",
        {},
        [[0.9, 0.1, 0.2], [0.3, 0.8, 0.1], [0.1, 0.2, 0.7]],
        np.eye(3),
        None,
        0.20046903,
    ),
    ("binary_crossentropy", {}, *SURE, None, 3.98559),
    ("binary_crossentropy", {}, *SURE, 2.3, 9.1668),
    ("binary_crossentropy", {}, *SURE, [1.2, 3.4], 4.7827),
    ("binary_crossentropy", {}, *HINGES, [2, 0], 0.916),
    ("binary_crossentropy", {}, *HINGES, [0, 2], 0.714),
    # class CategoricalCrossentropyTest
    ("categorical_crossentropy", {}, *SHARES, None, 0.3239),
    ("categorical_crossentropy", {}, *SHARES, 2.3, 0.7449),
    ("categorical_crossentropy", {}, *SHARES, [1.2, 3.4, 5.6], 1.0696),
    # docstrings of categorical_crossentropy and sparse_categorical_crossentropy
    ("categorical_crossentropy", {}, [[0.05, 0.95, 0], [0.1, 0.8, 0.1]], [[0, 1, 0], [0, 0, 1]], None, 1.177),
    ("sparse_categorical_crossentropy", {}, [[0.05, 0.95, 0], [0.1, 0.8, 0.1]], [[1], [2]], None, 1.177),
    (
        "sparse_categorical_crossentropy",
        {},
        [[0.05, 0.95, 0], [0.1, 0.8, 0.1]],
        [[1], [2]],
        [0.3, 0.7],
        0.814,
    ),
    # class SparseCategoricalCrossentropyTest
    ("sparse_categorical_crossentropy", {}, SHARES[0], CODES, None, 0.3239),
    ("sparse_categorical_crossentropy", {}, SHARES[0], CODES, 2.3, 0.7449),
    ("sparse_categorical_crossentropy", {}, SHARES[0], CODES, [1.2, 3.4, 5.6], 1.0696),
    # class BinaryFocalCrossentropyTest
    ("binary_focal_crossentropy", {}, *FOCAL, None, 0.268),
    ("binary_focal_crossentropy", {}, *FOCAL, 1.23, 0.3296),
    ("binary_focal_crossentropy", {}, *FOCAL, [1.2, 3.4], 0.34415),
    ("binary_focal_crossentropy", {}, *FOCAL, [2, 0], 0.515547),
    ("binary_focal_crossentropy", {}, *FOCAL, [0, 2], 0.020513),
    # class CategoricalFocalCrossentropyTest, and the docstring
    ("categorical_focal_crossentropy", {}, *SHARES, None, 0.02059),
    ("categorical_focal_crossentropy", {}, *SHARES, 2.3, 0.047368),
    ("categorical_focal_crossentropy", {}, *SHARES, [1.2, 3.4, 5.6], 0.06987),
    (
        "categorical_focal_crossentropy",
        {},
        [[0.05, 0.95, 0], [0.1, 0.8, 0.1]],
        [[0, 1, 0], [0, 0, 1]],
        None,
        0.23315276,
    ),
]

ON_LOGITS = [
    # class BinaryCrossentropyTest
    ("binary_crossentropy", {}, *BINARY_LOGITS, None, 3.3333),
    ("binary_crossentropy", {}, *BINARY_LOGITS, 2.3, 7.666),
    ("binary_crossentropy", {}, *BINARY_LOGITS, [4, 3], 10.0),
    ("binary_crossentropy", TENTH, [[10, -10, -10]], [[1, 0, 1]], None, (10 + 5 * 0.1) / 3),
    # class CategoricalCrossentropyTest
    ("categorical_crossentropy", {}, *SHARE_LOGITS, None, 0.0573),
    ("categorical_crossentropy", {}, *SHARE_LOGITS, 2.3, 0.1317),
    ("categorical_crossentropy", {}, *SHARE_LOGITS, [1.2, 3.4, 5.6], 0.31829),
    ("categorical_crossentropy", {}, *SHARE_LOGITS, [3, 0, 0], 0.001822),
    ("categorical_crossentropy", {}, *SHARE_LOGITS, [0, 3, 0], 0.000459),
    ("categorical_crossentropy", {}, *SHARE_LOGITS, [0, 0, 3], 0.169846),
    ("categorical_crossentropy", TENTH, [[100, -100, -100]], [[1, 0, 0]], None, 400 * 0.1 / 3),
    # class SparseCategoricalCrossentropyTest
    ("sparse_categorical_crossentropy", {}, SHARE_LOGITS[0], CODES, None, 0.0573),
    ("sparse_categorical_crossentropy", {}, SHARE_LOGITS[0], CODES, [1.2, 3.4, 5.6], 0.31829),
    (
        "sparse_categorical_crossentropy",
        {"ignore_class": -1},
        [[[0.854, 0.698, 0.598], [0.088, 0.86, 0.018]]],
        [[[-1], [2]]],
        None,
        1.480129,
    ),
    # class BinaryFocalCrossentropyTest
    ("binary_focal_crossentropy", {"gamma": 3}, *FOCAL_LOGITS, None, 0.799),
    ("binary_focal_crossentropy", {"gamma": 3}, *FOCAL_LOGITS, 3.21, 2.565),
    ("binary_focal_crossentropy", {"gamma": 3}, *FOCAL_LOGITS, [1.2, 3.4], 0.95977),
    # class CategoricalFocalCrossentropyTest
    ("categorical_focal_crossentropy", {}, *SHARE_LOGITS, None, 0.000345),
    ("categorical_focal_crossentropy", {}, *SHARE_LOGITS, 2.3, 0.000794),
    ("categorical_focal_crossentropy", {}, *SHARE_LOGITS, [1.2, 3.4, 5.6], 0.001933),
    ("categorical_focal_crossentropy", {}, *SHARE_LOGITS, [0, 0, 3], 1.0360638e-03),
    ("categorical_focal_crossentropy", TENTH, [[4.9, -0.5, 2.05]], [[1, 0, 0]], None, 0.06685),
]


def found(kind, settings, prediction, truth, weights, *, on_logits):
    rows = np.asarray(prediction, np.float32)
    if weights is not None:
        weights = (
            np.full(len(rows), weights, np.float32) if np.isscalar(weights) else np.array(weights, np.float32)
        )
    return LOSSES[kind](**settings).value(
        rows, np.asarray(truth, np.float32), on_logits=on_logits, row_weights=weights
    )


def digits(number):
    """As many of its digits as Keras gives and checks, some of them cut off, not rounded."""
    return pytest.approx(number, rel=6e-4, abs=5e-4 if number > 1e-2 else 5e-7)


@pytest.mark.parametrize(("kind", "settings", "prediction", "truth", "weights", "wanted"), PREDICTIONS)
def test_predictions(kind, settings, prediction, truth, weights, wanted):
    assert found(kind, settings, prediction, truth, weights, on_logits=False) == digits(wanted)


@pytest.mark.parametrize(("kind", "settings", "logits", "truth", "weights", "wanted"), ON_LOGITS)
def test_logits(kind, settings, logits, truth, weights, wanted):
    assert found(kind, settings, logits, truth, weights, on_logits=True) == digits(wanted)


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (-log(0.2) - log(0.4), {(0, 3): [0.2, 0.8, 0], (3, 3): [0.6, 0.4, 0]}),
        (
            -log(0.2) - log(0.3) - log(0.5),
            {(0, 3): [0.2, 0, 0.8], (1, 0): [0.7, 0.3, 0], (3, 2): [0.5, 0.5, 0]},
        ),
    ],
    ids=["binary", "multi class"],
)
def test_segmentation(wanted, rows):
    """class SparseCategoricalCrossentropyTest: test_binary_segmentation and test_multi_class_segmentation."""
    truth = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [0, 0, 1, 1], [1, 1, 0, 1]])
    truth[0, 2] = len(rows) - 1
    prediction = np.eye(3)[truth]
    for place, shares in rows.items():
        prediction[place] = shares
    loss = LOSSES["sparse_categorical_crossentropy"]()
    assert loss.value(prediction, truth[..., None].astype(float)) == pytest.approx(wanted / 16, abs=1e-6)


def test_formulas_of_docstrings():
    """poisson, kl_divergence, and the tests of Huber, LogCosh and CosineSimilarity, which compute what they expect."""
    rng = np.random.default_rng(0)
    truth, guess = rng.integers(0, 2, (2, 3)).astype(float), rng.random((2, 3))
    moved = guess + EPSILON
    assert LOSSES["poisson"]().value(guess, truth) == pytest.approx((moved - truth * np.log(moved)).mean())
    t, p = np.clip(truth, EPSILON, 1), np.clip(guess, EPSILON, 1)
    assert LOSSES["kl_divergence"]().value(guess, truth) == pytest.approx(
        (t * np.log(t / p)).sum(axis=-1).mean()
    )
    prediction, target = (np.array(each, float) for each in NUMBERS)
    cosh = np.log(np.cosh(prediction - target)).mean()
    assert LOSSES["log_cosh"]().value(prediction, target) == pytest.approx(cosh)
    unit = [each / np.linalg.norm(each, axis=1, keepdims=True) for each in (prediction, target)]
    assert LOSSES["cosine_similarity"]().value(prediction, target) == pytest.approx(
        -(unit[0] * unit[1]).sum(axis=1).mean()
    )
    prediction, target = (np.array(each, float) for each in HUBERS)
    near = np.minimum(np.abs(prediction - target), 0.8)
    huber = 0.5 * near**2 + 0.8 * (np.abs(prediction - target) - near)
    assert LOSSES["huber"](delta=0.8).value(prediction, target) == pytest.approx(huber.mean())
