"""Weights of classes become weights of rows."""

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight, compute_sample_weight

from engine.losses import LOSSES
from engine.losses.class_weights import ClassWeightError, balanced, row_weights

CODES = np.array([2, 0, 1, 2, 2])


@pytest.mark.parametrize(
    "target", [np.eye(3)[CODES], CODES[:, None].astype(float), CODES], ids=["one-hot", "indices", "flat"]
)
@pytest.mark.parametrize("weights", [{0: 5.0, 2: 0.5}, (5.0, 1.0, 0.5), np.array([5.0, 1.0, 0.5])])
def test_each_row_gets_the_weight_of_its_class(weights, target):
    assert row_weights(weights, target).tolist() == [0.5, 5, 1, 0.5, 0.5]


def test_yes_and_no_are_the_classes_one_and_zero():
    target = np.array([[1], [0], [1]], np.float32)
    found = row_weights({1: 3.0}, target)
    assert found.tolist() == [3, 1, 3]
    assert found.dtype == np.float32


def test_no_rows_have_no_weights():
    assert row_weights({1: 3.0}, np.zeros((0, 1))).shape == (0,)


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_a_weight_that_cannot_be_is_refused_in_words(weight):
    with pytest.raises(ClassWeightError, match=r"The weight of class 1 is .*, but must be 0 or more"):
        row_weights({0: 1.0, 1: weight}, np.eye(2))


def test_balanced_as_scikit_learn_has_it():
    weights = balanced(np.eye(3)[CODES], 3)
    assert weights == pytest.approx(compute_class_weight("balanced", classes=np.arange(3), y=CODES))
    assert row_weights(weights, np.eye(3)[CODES]) == pytest.approx(compute_sample_weight("balanced", CODES))


def test_a_class_that_does_not_occur_is_no_reason_to_divide_by_zero():
    assert balanced(np.eye(3)[[0, 0, 1]], 3) == (3 / 4, 3 / 2, 1)


def test_rows_of_no_class_are_not_counted():
    assert balanced(np.array([[0], [-1], [1], [-1], [0]]), 2) == (3 / 4, 3 / 2)


def test_a_class_weighted_loss_worked_by_hand():
    """-ln 1/2 for the first row, counted four times; -ln 1/4 for the second."""
    prediction, target = np.array([[0.5, 0.5], [0.75, 0.25]]), np.eye(2)
    found = LOSSES["categorical_crossentropy"]().value(
        prediction, target, row_weights=row_weights({0: 4.0}, target)
    )
    assert found == pytest.approx((4 * np.log(2) + np.log(4)) / 2)


def test_a_weight_of_a_class_below_the_first_is_refused():
    with pytest.raises(ClassWeightError, match="a weight of class -1, but classes are counted from 0"):
        row_weights({-1: 2.0}, np.array([[0.0], [1.0]]))
