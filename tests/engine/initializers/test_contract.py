"""What every initialiser must do, tried on every sample of every kind."""

import json
from math import sqrt

import numpy as np
import pytest

from engine.initializers import INITIALIZERS, base
from engine.initializers.base import fans

SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in INITIALIZERS
    for number, sample in enumerate(INITIALIZERS[kind].samples())
]
SHAPES = [(), (5,), (4, 3), (3, 4), (3, 4, 2), (3, 3, 4, 2), (2, 2, 3, 4, 5)]
CERTAIN = {"zeros", "ones", "constant", "identity"}
FAN_IN, FAN_OUT = 300, 500

VARIANCES = {
    "glorot_uniform": 2 / (FAN_IN + FAN_OUT),
    "glorot_normal": 2 / (FAN_IN + FAN_OUT),
    "he_uniform": 2 / FAN_IN,
    "he_normal": 2 / FAN_IN,
    "lecun_uniform": 1 / FAN_IN,
    "lecun_normal": 1 / FAN_IN,
    "variance_scaling": 1 / FAN_IN,
    "random_normal": 0.05**2,
    "random_uniform": 0.1**2 / 12,
    "truncated_normal": (0.05 * 0.87962566103423978) ** 2,
    "orthogonal": 1 / FAN_OUT,
}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("initializer", SAMPLES)
def test_values_have_the_shape_asked_for(initializer, shape):
    values = initializer.draw(shape, np.random.default_rng(1))
    assert values.shape == shape
    assert values.dtype == np.float64
    assert np.isfinite(values).all()


@pytest.mark.parametrize("initializer", SAMPLES)
def test_a_seed_gives_the_same_values_and_another_others(initializer):
    first, again, other = (initializer.draw((6, 5), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first == other).all() == (initializer.kind() in CERTAIN)


@pytest.mark.parametrize("initializer", SAMPLES)
def test_settings_survive_a_file(initializer):
    assert INITIALIZERS.load(json.loads(json.dumps(initializer.to_dict()))) == initializer


@pytest.mark.parametrize("kind", list(VARIANCES))
def test_mean_and_variance(kind):
    values = INITIALIZERS[kind]().draw((FAN_IN, FAN_OUT), np.random.default_rng(1))
    assert values.mean() == pytest.approx(0, abs=4 * sqrt(VARIANCES[kind] / values.size))
    assert values.var() == pytest.approx(VARIANCES[kind], rel=0.02)


def test_every_initialiser_that_draws_has_a_variance():
    assert set(INITIALIZERS) == set(VARIANCES) | CERTAIN


@pytest.mark.parametrize("kind", ["glorot_uniform", "he_uniform", "lecun_uniform", "random_uniform"])
def test_even_values_fill_their_range_and_no_more(kind):
    values = INITIALIZERS[kind]().draw((FAN_IN, FAN_OUT), np.random.default_rng(1))
    limit = sqrt(3 * VARIANCES[kind])
    assert 0.999 * limit < np.abs(values).max() <= limit


@pytest.mark.parametrize("kind", ["glorot_normal", "he_normal", "lecun_normal", "truncated_normal"])
def test_bell_curves_are_cut_off_at_two_deviations(kind):
    values = INITIALIZERS[kind]().draw((FAN_IN, FAN_OUT), np.random.default_rng(1))
    limit = 2 * sqrt(VARIANCES[kind]) / 0.87962566103423978
    assert 0.999 * limit < np.abs(values).max() <= limit


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ((), (1, 1)),
        ((5,), (5, 5)),
        ((4, 3), (4, 3)),  # Dense: inputs, units
        ((7, 4, 3), (28, 21)),  # Conv1D: width, channels, filters
        ((3, 3, 4, 2), (36, 18)),  # Conv2D: height, width, channels, filters
        ((3, 3, 8, 2), (72, 18)),  # Depthwise, as Keras counts: channels, depth multiplier
        ((2, 3, 4, 5, 6), (120, 144)),
    ],
    ids=str,
)
def test_fans_are_those_of_keras(shape, wanted):
    assert fans(shape) == wanted


@pytest.mark.parametrize("shape", [(3, 3, 20, 40), (5, 60, 30), (200, 100), (3, 3, 400, 1)], ids=str)
@pytest.mark.parametrize(
    "kind", ["glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal"]
)
def test_the_variance_follows_the_fans_of_a_filter(kind, shape):
    fan_in, fan_out = fans(shape)
    wanted = {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[kind.partition("_")[0]]
    assert INITIALIZERS[kind]().draw(shape, np.random.default_rng(2)).var() == pytest.approx(wanted, rel=0.06)


DEFAULTS = {
    "constant": {"value": 0.0},
    "random_normal": {"mean": 0.0, "stddev": 0.05},
    "random_uniform": {"minval": -0.05, "maxval": 0.05},
    "truncated_normal": {"mean": 0.0, "stddev": 0.05},
    "orthogonal": {"gain": 1.0},
    "identity": {"gain": 1.0},
    "variance_scaling": {"scale": 1.0, "mode": "fan_in", "distribution": "truncated_normal"},
}


@pytest.mark.parametrize("kind", list(INITIALIZERS))
def test_defaults_are_those_of_keras(kind):
    assert INITIALIZERS[kind]().to_dict() == {"kind": kind, **DEFAULTS.get(kind, {})}


@pytest.mark.parametrize("initializer", SAMPLES)
def test_filling_gives_the_values_that_are_drawn_rounded(initializer, monkeypatch):
    """However many are drawn at a time."""
    drawn = initializer.draw((3, 7, 5), np.random.default_rng(3))
    monkeypatch.setattr(base, "SLICE", 10)
    filled = np.empty((3, 7, 5), np.float32)
    initializer.fill(filled, np.random.default_rng(3))
    assert (filled == drawn.astype(np.float32)).all()
