"""The numbers that Keras 3 publishes for its layers, in keras/src/layers/*/*_test.py and activations_test.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.layers import LAYERS

PLAIN = {"center": False, "scale": False}
EIGHT = [[-1, -1, 1, 1, 2, 2, 0, -2]]
TWO_BY_FOUR = [[[-1, -1, 2, 2], [1, 1, 0, -2]]]
RAMP = np.arange(16.0).reshape(1, 4, 2, 2)
RAMPS = [
    [[-1.5274, -1.0910], [-0.6546, -0.2182]],
    [[0.2182, 0.6546], [1.0910, 1.5274]],
    [[-1.5274, -1.0910], [-0.6546, -0.2182]],
    [[0.2182, 0.6546], [1.0910, 1.5274]],
]
ROOTS = [
    0,
    0.18731716,
    0.37463433,
    0.5619515,
    0.74926865,
    0.9365858,
    1.123903,
    1.3112202,
    1.4985373,
    1.6858544,
]
BINS = {"bin_boundaries": (0.0, 0.5, 1.0)}
COUNTS = {"num_tokens": 6}
SQUARES = [[[0.15, 0.75], [0.85, 0.45]]]
FOUR = np.eye(6)[[3, 2, 0, 1]]
WINDOWS = np.arange(24.0).reshape(2, 3, 4)

NUMBERS: list[tuple[str, dict[str, Any], Any, Any]] = [
    # normalization/group_normalization_test.py
    (
        "group_normalization",
        {"groups": 4, **PLAIN},
        [[[-1, 1, 0, 2], [1, 3, -4, -2]]],
        [[[-1, -1, 1, 1], [1, 1, -1, -1]]],
    ),
    (
        "group_normalization",
        {"groups": -1, **PLAIN},
        [[[-1, 1, 0, 2], [1, 3, -4, -2]]],
        [[[-1, -1, 1, 1], [1, 1, -1, -1]]],
    ),
    (
        "group_normalization",
        {"groups": 1, **PLAIN},
        EIGHT,
        [[-0.898, -0.898, 0.539, 0.539, 1.257, 1.257, -0.180, -1.616]],
    ),
    (
        "group_normalization",
        {"groups": 2, "axis": 1, **PLAIN},
        EIGHT,
        [[-1, -1, 1, 1, 0.904, 0.904, -0.301, -1.507]],
    ),
    (
        "group_normalization",
        {"groups": 1, **PLAIN},
        TWO_BY_FOUR,
        [[[-0.898, -0.898, 1.257, 1.257], [0.539, 0.539, -0.180, -1.616]]],
    ),
    (
        "group_normalization",
        {"groups": 2, "axis": 2, **PLAIN},
        TWO_BY_FOUR,
        [[[-1, -1, 0.904, 0.904], [1, 1, -0.301, -1.507]]],
    ),
    ("group_normalization", {"groups": 2, "axis": 1, **PLAIN}, RAMP, [RAMPS]),
    # normalization/layer_normalization_test.py, its shifts of 1 taken off; rms_normalization_test.py
    (
        "layer_normalization",
        PLAIN,
        [[0, 1, 2, 3, 4]],
        [[-1.41386, -0.70693, 0, 0.70693, 1.41386]],
    ),
    ("rms_normalization", {}, [np.arange(10)], [ROOTS]),
    # reshaping/up_sampling1d_test.py and up_sampling2d_test.py
    (
        "up_sampling1d",
        {},
        np.arange(12).reshape(2, 2, 3),
        [
            [[0, 1, 2], [0, 1, 2], [3, 4, 5], [3, 4, 5]],
            [[6, 7, 8], [6, 7, 8], [9, 10, 11], [9, 10, 11]],
        ],
    ),
    (
        "up_sampling2d",
        {"size": (1, 2)},
        np.arange(12).reshape(2, 2, 1, 3),
        [
            [[[0, 1, 2], [0, 1, 2]], [[3, 4, 5], [3, 4, 5]]],
            [[[6, 7, 8], [6, 7, 8]], [[9, 10, 11], [9, 10, 11]]],
        ],
    ),
    # preprocessing/discretization_test.py
    ("discretization", BINS, [[-1, 0, 0.1, 0.8, 1.2]], [[0, 1, 1, 2, 3]]),
    (
        "discretization",
        {"bin_boundaries": (0.0, 0.35, 0.5, 1.0)},
        [[-1, 0, 0.1, 0.2, 0.4, 0.5, 1, 1.2, 0.98]],
        [[0, 1, 1, 1, 2, 3, 4, 4, 3]],
    ),
    ("discretization", {**BINS, "output_mode": "one_hot"}, [[0.1], [0.8]], [[0, 1, 0, 0], [0, 0, 1, 0]]),
    ("discretization", {**BINS, "output_mode": "multi_hot"}, [[0.1, 0.8]], [[0, 1, 1, 0]]),
    ("discretization", {**BINS, "output_mode": "count"}, [[0.1, 0.8, 0.9]], [[0, 1, 2, 0]]),
    (
        "discretization",
        {**BINS, "output_mode": "one_hot"},
        SQUARES,
        [[[[0, 1, 0, 0], [0, 0, 1, 0]], [[0, 0, 1, 0], [0, 1, 0, 0]]]],
    ),
    ("discretization", {**BINS, "output_mode": "multi_hot"}, SQUARES, [[[0, 1, 1, 0], [0, 1, 1, 0]]]),
    # preprocessing/category_encoding_test.py
    (
        "one_hot",
        {**COUNTS, "output_mode": "count"},
        [[1, 2, 3, 1], [0, 3, 1, 0]],
        [[0, 2, 1, 1, 0, 0], [2, 1, 0, 1, 0, 0]],
    ),
    ("one_hot", {**COUNTS, "output_mode": "multi_hot"}, [[3, 2, 0, 1]] * 2, [[1, 1, 1, 1, 0, 0]] * 2),
    ("one_hot", COUNTS, [[3], [2], [0], [1]], FOUR),
    ("one_hot", COUNTS, [[3, 2, 0, 1]] * 2, [FOUR] * 2),
    # pooling/*_test.py, whose numbers follow from plain numpy
    ("max_pooling1d", {"strides": (1,)}, WINDOWS, np.maximum(WINDOWS[:, :-1], WINDOWS[:, 1:])),
    ("average_pooling1d", {"strides": (1,)}, WINDOWS, (WINDOWS[:, :-1] + WINDOWS[:, 1:]) / 2),
    ("global_average_pooling1d", {}, WINDOWS, WINDOWS.mean(axis=1)),
    ("global_max_pooling1d", {"keepdims": True}, WINDOWS, WINDOWS.max(axis=1, keepdims=True)),
    (
        "average_pooling2d",
        {"strides": (2, 1), "padding": "same"},
        np.arange(16).reshape(1, 4, 4, 1),
        np.array([[2.5, 3.5, 4.5, 5], [10.5, 11.5, 12.5, 13]])[None, :, :, None],
    ),
    # regularization/*_test.py: nothing happens afterwards
    ("dropout", {"rate": 0.5}, WINDOWS, WINDOWS),
    ("alpha_dropout", {"rate": 0.5}, WINDOWS, WINDOWS),
    ("spatial_dropout1d", {"rate": 0.5}, WINDOWS, WINDOWS),
]


@pytest.mark.parametrize(("kind", "settings", "x", "wanted"), NUMBERS)
def test_published_number(
    bench: Callable[..., Any], kind: str, settings: dict[str, Any], x: Any, wanted: Any
) -> None:
    rows, wanted = np.asarray(x, float), np.asarray(wanted, float)
    made = bench(LAYERS[kind](**settings), (rows.shape[1:],), batch=len(rows), training=False, x=(rows,))
    for weight in made.weights.values():
        weight.fill(1)
    np.testing.assert_allclose(made.forward(), wanted, atol=1e-3 if "group" in kind else 1e-5)


TENS = [-10, -5, 0, 5, 10]
CURVES: list[tuple[str, dict[str, Any], list[float], list[float]]] = [
    # layers/activations/relu_test.py, leaky_relu_test.py and activations/activations_test.py
    ("relu", {}, TENS, [0, 0, 0, 5, 10]),
    ("leaky_relu", {"negative_slope": 0.5}, TENS, [-5, -2.5, 0, 5, 10]),
    ("relu6", {}, [*TENS, 12], [0, 0, 0, 5, 6, 6]),
    ("clipped_relu", {"max_value": 10, "negative_slope": 0.5}, TENS, [-5, -2.5, 0, 5, 10]),
    ("clipped_relu", {"max_value": 8, "threshold": 5}, [6, 7, 0, 5, 10], [6, 7, 0, 0, 8]),
    ("clipped_relu", {"max_value": 5}, TENS, [0, 0, 0, 5, 5]),
    ("clipped_relu", {"max_value": "auto", "threshold": 5}, TENS, [0, 0, 0, 0, 10]),
    ("clipped_relu", {"max_value": 5, "threshold": 5}, TENS, [0, 0, 0, 0, 5]),
    ("clipped_relu", {"max_value": 5, "threshold": 5, "negative_slope": 0.5}, TENS, [-7.5, -5, -2.5, 0, 5]),
    # layers/activations/softmax_test.py
    ("softmax", {}, [1, 2, 1], [0.21194157, 0.57611686, 0.21194157]),
]


@pytest.mark.parametrize(("kind", "settings", "x", "wanted"), CURVES)
def test_published_curve(kind: str, settings: dict[str, Any], x: list[float], wanted: list[float]) -> None:
    np.testing.assert_allclose(ACTIVATIONS[kind](**settings).value(np.array([x], float)), [wanted], atol=1e-6)


@pytest.mark.parametrize(
    ("activation", "bias", "wanted"),
    [("relu", True, [10, 0]), ("linear", False, [5, -6]), ("relu", False, [5, 0])],
)
def test_dense(bench: Callable[..., Any], activation: str, bias: bool, wanted: list[float]) -> None:
    """core/dense_test.py, test_dense_correctness and test_dense_with_activation."""
    layer = LAYERS["dense"](units=2, bias=bias, activation=ACTIVATIONS[activation]())
    made = bench(layer, ((2,),), batch=1, x=(np.array([[-1.0, 2.0]]),))
    made.weights["kernel"][...] = [[1, -2], [3, -4]]
    if bias:
        made.weights["bias"][...] = [5, -6]
    assert made.forward().tolist() == [wanted]


def test_normalising_passes_over_padding(bench: Callable[..., Any]) -> None:
    """normalization/batch_normalization_test.py, test_bachnorm_ignore_masked_values."""
    rows = np.array([[[1, 5], [2, 5], [0.1, 0.1], [0.1, 0.1]]] * 10)
    mask = np.array([[True, True, False, False]] * 10)
    layer = LAYERS["batch_normalization"](momentum=0.0)
    made = bench(layer, ((4, 2),), batch=10, x=(rows,), masks=(mask,))
    made.forward()
    np.testing.assert_allclose(made.weights["moving_mean"], [1.5, 5])
    np.testing.assert_allclose(made.weights["moving_variance"], [0.25, 0], atol=1e-12)


def test_normalising_what_is_all_padding_gives_zeros(bench: Callable[..., Any]) -> None:
    """normalization/batch_normalization_test.py, test_input_fully_masked."""
    layer = LAYERS["batch_normalization"](**PLAIN)
    made = bench(layer, ((3, 5),), batch=4, x=(np.zeros((4, 3, 5)),), masks=(np.zeros((4, 3), bool),))
    assert not made.forward().any()


def test_steps_of_zeros_are_padding(bench: Callable[..., Any]) -> None:
    """core/masking_test.py, test_masking_correctness."""
    rows = np.array([[[0.0, 0], [1, 2], [0, 0]], [[2, 2], [0, 0], [2, 1]]])
    made = bench(LAYERS["masking"](), ((3, 2),), batch=2, x=(rows,))
    made.forward()
    assert made.made_mask.tolist() == [[False, True, False], [True, False, True]]
