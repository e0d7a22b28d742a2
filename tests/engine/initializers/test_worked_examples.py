"""The initialisers whose values can be told beforehand."""

import numpy as np
import pytest

from engine.declare import SettingError
from engine.initializers import INITIALIZERS


@pytest.mark.parametrize(
    ("kind", "settings", "wanted"),
    [
        ("zeros", {}, [[0, 0, 0], [0, 0, 0]]),
        ("ones", {}, [[1, 1, 1], [1, 1, 1]]),
        ("constant", {"value": 0.5}, [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]),
        ("identity", {"gain": 2.0}, [[2, 0, 0], [0, 2, 0]]),
    ],
)
def test_certain_values(kind, settings, wanted):
    assert INITIALIZERS[kind](**settings).draw((2, 3), np.random.default_rng(0)).tolist() == wanted


@pytest.mark.parametrize(("width", "middle"), [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2)])
def test_identity_of_a_filter_hands_the_picture_on(width, middle):
    values = INITIALIZERS["identity"](gain=2.0).draw((width, 3, 2, 4), np.random.default_rng(0))
    assert values[middle, 1].tolist() == [[2, 0, 0, 0], [0, 2, 0, 0]]
    assert np.count_nonzero(values) == 2
    # With padding "same": (width - 1) // 2 rows of zeros before the picture, the rest after it.
    row = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    padded = np.pad(row, ((width - 1) // 2, width // 2))
    assert np.correlate(padded, values[:, 1, 0, 0], "valid").tolist() == (2 * row).tolist()


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (3, 2, 4), (3, 3, 2, 5), (1, 1, 3, 8)], ids=str)
def test_orthogonal_directions(shape):
    values = INITIALIZERS["orthogonal"](gain=3.0).draw(shape, np.random.default_rng(0)).reshape(-1, shape[-1])
    square = values.T @ values if len(values) >= shape[-1] else values @ values.T
    np.testing.assert_allclose(square, 9 * np.eye(len(square)), atol=1e-12)


def test_orthogonal_directions_are_spread_evenly():
    rng = np.random.default_rng(0)
    corners = [INITIALIZERS["orthogonal"]().draw((3, 3), rng)[0, 0] for _ in range(2000)]
    assert np.mean(corners) == pytest.approx(0, abs=0.05)


def test_a_range_upside_down_is_refused():
    with pytest.raises(SettingError, match="Swap the two"):
        INITIALIZERS["random_uniform"](minval=1.0, maxval=0.0)
