"""Each loss worked by hand."""

from math import log

import numpy as np
import pytest

from engine.losses import LOSSES

EXAMPLES = [
    # (1^2 + 3^2) / 2
    ("mean_squared_error", {}, [[1], [5]], [[2], [2]], False, 5),
    # (1 + 3) / 2
    ("mean_absolute_error", {}, [[1], [5]], [[2], [2]], False, 2),
    # 0.5^2 / 2 and 1 * 3 - 1^2 / 2
    ("huber", {}, [[1.5], [5]], [[2], [2]], False, (0.125 + 2.5) / 2),
    ("huber", {"delta": 2.0}, [[1.5], [5]], [[2], [2]], False, (0.125 + 4) / 2),
    ("poisson", {}, [[2], [3]], [[1], [4]], False, (2 - log(2) + 3 - 4 * log(3)) / 2),
    ("poisson", {}, [[log(2)], [log(3)]], [[1], [4]], True, (2 - log(2) + 3 - 4 * log(3)) / 2),
    ("binary_crossentropy", {}, [[0.75], [0.5]], [[1], [0]], False, -(log(0.75) + log(0.5)) / 2),
    ("binary_crossentropy", {}, [[log(3)], [0]], [[1], [0]], True, -(log(0.75) + log(0.5)) / 2),
    # The truth 1 counts as 0.9.
    (
        "binary_crossentropy",
        {"label_smoothing": 0.2},
        [[0.75]],
        [[1]],
        False,
        -0.9 * log(0.75) - 0.1 * log(0.25),
    ),
    # Certainty of a logit of -40 where the truth is yes costs 40, not the 16 at which probabilities are cut off.
    ("binary_crossentropy", {}, [[-40]], [[1]], True, 40),
    ("binary_crossentropy", {}, [[0]], [[1]], False, -log(1e-7)),
    ("categorical_crossentropy", {}, [[1 / 8, 2 / 8, 5 / 8]], [[0, 0, 1]], False, -log(5 / 8)),
    ("categorical_crossentropy", {}, [[0, log(2), log(5)]], [[0, 0, 1]], True, -log(5 / 8)),
    # Rows that do not add up to 1 are made to.
    ("categorical_crossentropy", {}, [[1, 2, 5]], [[0, 0, 1]], False, -log(5 / 8)),
    # The truth counts as 0.1, 0.1, 0.8.
    (
        "categorical_crossentropy",
        {"label_smoothing": 0.3},
        [[0, log(2), log(5)]],
        [[0, 0, 1]],
        True,
        -0.1 * log(1 / 8) - 0.1 * log(2 / 8) - 0.8 * log(5 / 8),
    ),
    ("categorical_crossentropy", {}, [[0, 1000]], [[1, 0]], True, 1000),
]


@pytest.mark.parametrize(("kind", "settings", "source", "target", "on_logits", "wanted"), EXAMPLES)
def test_worked_example(kind, settings, source, target, on_logits, wanted):
    found = LOSSES[kind](**settings).value(
        np.array(source, float), np.array(target, float), on_logits=on_logits
    )
    assert found == pytest.approx(wanted, rel=1e-5)


def test_every_loss_has_an_example():
    assert {example[0] for example in EXAMPLES} == set(LOSSES)


def test_the_gradient_on_logits_does_not_vanish_where_the_prediction_rounds_to_one(bind_loss):
    logits, target = np.array([[40.0]], np.float32), np.array([[0.0]], np.float32)
    step, _, gradient = bind_loss(LOSSES["binary_crossentropy"](), logits, target, on_logits=True)
    for operation in (*step.forward, *step.backward):
        operation()
    assert gradient == 1


@pytest.mark.parametrize(
    ("task", "kinds"),
    [
        ("regression", {"mean_squared_error", "mean_absolute_error", "huber"}),
        ("binary", {"binary_crossentropy", "mean_squared_error"}),
        ("multiclass", {"categorical_crossentropy", "mean_squared_error"}),
        ("count", {"poisson", "mean_squared_error", "mean_absolute_error", "huber"}),
    ],
)
def test_losses_offered_for_a_task(task, kinds):
    assert {kind for kind in LOSSES if task in LOSSES[kind].tasks} == kinds
