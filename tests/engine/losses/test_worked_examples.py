"""Each loss worked by hand."""

from math import e, log

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
    # e^(ln 2) = 2: (2 + 1/2) / 2 = 5/4; no difference costs nothing
    ("log_cosh", {}, [[log(2)], [3]], [[0], [3]], False, log(5 / 4) / 2),
    # Far off it is the difference less ln 2, near by half its square.
    ("log_cosh", {}, [[-1000]], [[1000]], False, 2000 - log(2)),
    ("log_cosh", {}, [[1e-5]], [[0]], False, 5e-11),
    # 1 off from 2 is half, 3 off from 4 three quarters
    ("mean_absolute_percentage_error", {}, [[1], [7]], [[2], [4]], False, 100 * (1 / 2 + 3 / 4) / 2),
    # Nothing is divided by less than 1e-7.
    ("mean_absolute_percentage_error", {}, [[1e-7]], [[0]], False, 100),
    ("mean_squared_logarithmic_error", {}, [[1], [7]], [[3], [3]], False, (log(2) ** 2 + log(2) ** 2) / 2),
    # What is below 0 counts as 1e-7.
    ("mean_squared_logarithmic_error", {}, [[-5]], [[e - 1]], False, 1),
    # yes at 0.5 lacks 0.5, no at -3 nothing, no at 0.5 lacks 1.5
    ("hinge", {}, [[0.5], [-3], [0.5]], [[1], [0], [0]], False, (0.5 + 0 + 1.5) / 3),
    ("hinge", {}, [[0.5], [-3], [0.5]], [[1], [-1], [-1]], False, (0.5 + 0 + 1.5) / 3),
    ("squared_hinge", {}, [[0.5], [-3], [0.5]], [[1], [0], [0]], False, (0.25 + 0 + 2.25) / 3),
    # The best wrong class scores 2, the true one 2.5: half a point is lacking.
    ("categorical_hinge", {}, [[2, 2.5, -1]], [[0, 1, 0]], False, 0.5),
    # All wrong classes are below 0, so 0 is what the true one must be a point above.
    ("categorical_hinge", {}, [[-2, 0.25, -1]], [[0, 1, 0]], False, 0.75),
    ("categorical_hinge", {}, [[0, 9, 8]], [[0, 1, 0]], False, 0),
    ("kl_divergence", {}, [[1 / 2, 1 / 2]], [[3 / 4, 1 / 4]], False, 0.75 * log(3 / 2) + 0.25 * log(1 / 2)),
    ("kl_divergence", {}, [[7, 7]], [[3 / 4, 1 / 4]], True, 0.75 * log(3 / 2) + 0.25 * log(1 / 2)),
    # (3 * 4 + 4 * 3) / (5 * 5), and opposite
    ("cosine_similarity", {}, [[3, 4], [-1, -1]], [[4, 3], [2, 2]], False, -(24 / 25 - 1) / 2),
    ("cosine_similarity", {}, [[0, 0]], [[4, 3]], False, 0),
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
    ("sparse_categorical_crossentropy", {}, [[1 / 8, 2 / 8, 5 / 8]], [[2]], False, -log(5 / 8)),
    ("sparse_categorical_crossentropy", {}, [[0, log(2), log(5)]], [[2]], True, -log(5 / 8)),
    ("sparse_categorical_crossentropy", {}, [[0, 1000]], [[0]], True, 1000),
    # The mean is over the rows that count.
    ("sparse_categorical_crossentropy", {"ignore_class": 1}, [[0, log(3)], [5, 9]], [[0], [1]], True, log(4)),
    ("sparse_categorical_crossentropy", {"ignore_class": -1}, [[5, 9]], [[-1]], True, 0),
    # A quarter off, squared, times the surprise; and half off.
    ("binary_focal_crossentropy", {}, [[0.75], [0.5]], [[1], [0]], False, (log(4 / 3) / 16 + log(2) / 4) / 2),
    ("binary_focal_crossentropy", {}, [[log(3)], [0]], [[1], [0]], True, (log(4 / 3) / 16 + log(2) / 4) / 2),
    # yes weighs 1/5, no 4/5
    (
        "binary_focal_crossentropy",
        {"apply_class_balancing": True, "alpha": 0.2, "gamma": 1.0},
        [[0.75], [0.5]],
        [[1], [0]],
        False,
        (0.2 * log(4 / 3) / 4 + 0.8 * log(2) / 2) / 2,
    ),
    # The truth 1 counts as 0.9, so that 0.75 is 0.9 / 4 + 0.1 * 3 / 4 = 0.3 off.
    (
        "binary_focal_crossentropy",
        {"label_smoothing": 0.2},
        [[0.75]],
        [[1]],
        False,
        0.3**2 * (-0.9 * log(0.75) - 0.1 * log(0.25)),
    ),
    ("binary_focal_crossentropy", {}, [[-40]], [[1]], True, 40),
    (
        "categorical_focal_crossentropy",
        {},
        [[1 / 8, 2 / 8, 5 / 8]],
        [[0, 0, 1]],
        False,
        (3 / 8) ** 2 * log(8 / 5) / 4,
    ),
    (
        "categorical_focal_crossentropy",
        {},
        [[0, log(2), log(5)]],
        [[0, 0, 1]],
        True,
        (3 / 8) ** 2 * log(8 / 5) / 4,
    ),
    (
        "categorical_focal_crossentropy",
        {"gamma": 1.0, "alpha": (1, 2, 3)},
        [[0, log(2), log(5)], [0, log(2), log(5)]],
        [[0, 0, 1], [0, 1, 0]],
        True,
        (3 * 3 / 8 * log(8 / 5) + 2 * 6 / 8 * log(8 / 2)) / 2,
    ),
    ("categorical_focal_crossentropy", {}, [[0, 1000]], [[1, 0]], True, 1000 / 4),
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


FOR_NUMBERS = {
    "mean_squared_error",
    "mean_absolute_error",
    "huber",
    "log_cosh",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
}
FOR_YES_AND_NO = {
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "hinge",
    "squared_hinge",
    "mean_squared_error",
}
FOR_CLASSES = {
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_hinge",
    "kl_divergence",
    "cosine_similarity",
    "mean_squared_error",
}


@pytest.mark.parametrize(
    ("task", "kinds"),
    [
        ("regression", FOR_NUMBERS | {"cosine_similarity"}),
        ("binary", FOR_YES_AND_NO),
        ("multilabel", FOR_YES_AND_NO | {"cosine_similarity"}),
        ("multiclass", FOR_CLASSES),
        ("count", FOR_NUMBERS | {"poisson"}),
    ],
)
def test_losses_offered_for_a_task(task, kinds):
    assert {kind for kind in LOSSES if task in LOSSES[kind].tasks} == kinds


@pytest.mark.parametrize("sample", range(2))
def test_the_number_of_the_class_gives_what_the_class_itself_gives(sample):
    """Sparse and categorical cross-entropy are one loss for two ways to write the truth."""
    rng = np.random.default_rng(sample)
    codes, logits = rng.integers(0, 5, 20), rng.normal(size=(20, 5))
    for on_logits, source in ((True, logits), (False, np.exp(logits))):
        one_hot = LOSSES["categorical_crossentropy"]().value(source, np.eye(5)[codes], on_logits=on_logits)
        sparse = LOSSES["sparse_categorical_crossentropy"]()
        assert sparse.value(source, codes[:, None], on_logits=on_logits) == pytest.approx(one_hot)


def test_differences_beyond_all_measure_have_a_finite_loss_and_slope(bind_loss):
    """Where a square would be infinite."""
    for kind in ("mean_absolute_error", "huber", "log_cosh"):
        step, value, gradient = bind_loss(
            LOSSES[kind](), np.array([[1e30]], np.float32), np.array([[-1e30]], np.float32), on_logits=False
        )
        for operation in (*step.forward, *step.backward):
            operation()
        assert float(value) == pytest.approx(2e30)
        assert gradient == 1


def test_where_several_classes_are_best_among_the_wrong_they_share_the_slope(bind_loss):
    step, _, gradient = bind_loss(
        LOSSES["categorical_hinge"](),
        np.array([[2.0, 2.0, 1.0]]),
        np.array([[0.0, 0.0, 1.0]]),
        on_logits=False,
    )
    for operation in (*step.forward, *step.backward):
        operation()
    assert gradient.tolist() == [[0.5, 0.5, -1]]


@pytest.mark.parametrize(
    ("loss", "size", "words"),
    [
        (LOSSES["cosine_similarity"](), 1, "directions, which a single number does not have"),
        (LOSSES["categorical_focal_crossentropy"](alpha=(1, 2)), 3, "has 2 numbers in alpha for 3 classes"),
    ],
)
def test_predictions_that_a_loss_cannot_judge_are_refused_in_words(loss, size, words):
    assert words in loss.refusal(size)
    assert loss.refusal(2) == ""
