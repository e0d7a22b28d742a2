"""Each activation at a point or two, worked by hand from its formula."""

from math import atanh, e, exp, log, sqrt, tanh

import numpy as np
import pytest

from engine.activations import ACTIVATIONS

SCALE, ALPHA = 1.0507009873554805, 1.6732632423543772

EXAMPLES = {
    "linear": ({}, [-2, 3], [-2, 3]),
    "relu": ({}, [-2, 3], [0, 3]),
    "relu6": ({}, [-2, 3, 8], [0, 3, 6]),
    "clipped_relu": ({"max_value": 5, "threshold": 1, "negative_slope": 0.5}, [-3, 1, 4, 8], [-2, 0, 4, 5]),
    "leaky_relu": ({}, [-2, 3], [-0.4, 3]),
    "elu": ({"alpha": 2.0}, [-1, 3], [2 * (1 / e - 1), 3]),
    "selu": ({}, [-1, 3], [SCALE * ALPHA * (1 / e - 1), 3 * SCALE]),
    "celu": ({"alpha": 2.0}, [-2, 3], [2 * (1 / e - 1), 3]),
    # P(1) of the normal distribution is 0.841344746068543.
    "gelu": ({}, [-1, 0, 1], [-0.158655253931457, 0, 0.841344746068543]),
    "silu": ({}, [-log(3), log(3)], [-log(3) / 4, 3 * log(3) / 4]),
    "mish": ({}, [0, log(e - 1)], [0, log(e - 1) * tanh(1)]),
    "softplus": ({"beta": 2.0}, [0, log(3) / 2], [log(2) / 2, log(4) / 2]),
    "softsign": ({}, [-3, 1], [-0.75, 0.5]),
    "tanh": ({}, [atanh(-0.5), atanh(0.25)], [-0.5, 0.25]),
    "hard_tanh": ({}, [-3, 0.5, 3], [-1, 0.5, 1]),
    "sigmoid": ({}, [0, log(3)], [0.5, 0.75]),
    "hard_sigmoid": ({}, [-4, 0, 1.5, 4], [0, 0.5, 0.75, 1]),
    "hard_silu": ({}, [-4, -1.5, 1.5, 4], [0, -0.375, 1.125, 4]),
    "exponential": ({}, [0, 2], [1, exp(2)]),
    "softmax": ({}, [0, log(2), log(5)], [1 / 8, 2 / 8, 5 / 8]),
    "log_softmax": ({}, [0, log(2), log(5)], [log(1 / 8), log(2 / 8), log(5 / 8)]),
}


@pytest.mark.parametrize("kind", list(EXAMPLES))
def test_worked_example(kind):
    settings, x, y = EXAMPLES[kind]
    np.testing.assert_allclose(ACTIVATIONS[kind](**settings).value(np.array([x], float)), [y], rtol=1e-14)


def test_every_activation_has_an_example():
    assert set(EXAMPLES) == set(ACTIVATIONS)


def test_softmax_rows_add_up_to_one():
    x = np.random.default_rng(1).normal(0, 50, (20, 7)).astype(np.float32)
    np.testing.assert_allclose(ACTIVATIONS["softmax"]().value(x).sum(axis=-1), 1, rtol=1e-6)


def test_selu_keeps_mean_and_variance_of_normal_numbers():
    y = ACTIVATIONS["selu"]().value(np.random.default_rng(1).normal(size=(1000, 200)))
    assert y.mean() == pytest.approx(0, abs=0.01)
    assert y.var() == pytest.approx(1, abs=0.01)


def test_gelu_with_tanh_is_near_the_exact_one():
    x = np.linspace(-5, 5, 101)
    gelu = ACTIVATIONS["gelu"]
    assert np.abs(gelu(approximate=True).value(x) - gelu().value(x)).max() < 5e-4
    x = np.array([0.5])
    assert gelu(approximate=True).value(x) == pytest.approx(
        0.25 * (1 + tanh(sqrt(2 / np.pi) * (0.5 + 0.044715 * 0.125)))
    )


def test_the_relu_family_is_marked_for_he_initialisation():
    marked = {kind for kind in ACTIVATIONS if ACTIVATIONS[kind].rectifier}
    assert {"relu", "relu6", "leaky_relu", "elu", "gelu", "silu"} <= marked
    assert marked.isdisjoint({"linear", "tanh", "sigmoid", "softmax", "selu"})
