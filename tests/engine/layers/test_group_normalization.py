"""GroupNormalization, worked by hand."""

import numpy as np
import pytest

from engine.declare import SettingError
from engine.layers.base import ShapeError
from engine.layers.group_normalization import GroupNormalization


def prepared(bench, groups):
    """One row of two places and two channels, [[1, 5], [5, 9]]: gamma 1 and 2, beta 0 and 10; epsilon about 0."""
    made = bench(GroupNormalization(groups=groups, epsilon=1e-12), ((2, 2),), batch=1)
    made.x[0][...] = [[[1, 5], [5, 9]]]
    made.weights["gamma"][...] = [1, 2]
    made.weights["beta"][...] = [0, 10]
    return made


def test_all_channels_as_one_group(bench):
    """Mean 5, variance 8."""
    root = 2**0.5
    np.testing.assert_allclose(prepared(bench, 1).forward(), [[[-root, 10], [0, 10 + 2 * root]]], atol=1e-12)


@pytest.mark.parametrize("groups", [2, -1])
def test_each_channel_by_itself(bench, groups):
    """Means 3 and 7, variances 4 and 4."""
    made = prepared(bench, groups)
    np.testing.assert_allclose(made.forward(), [[[-1, 8], [1, 12]]])
    made.direction[...] = [[[1, 2], [3, 4]]]
    made.backward()
    np.testing.assert_allclose(made.gradients["gamma"], [2, 2])
    np.testing.assert_allclose(made.gradients["beta"], [4, 6])


@pytest.mark.parametrize(("channels", "groups", "mended"), [(6, 4, 3), (3, 32, 3), (7, 2, 1)])
def test_channels_that_cannot_be_divided_are_mended(channels, groups, mended):
    with pytest.raises(ShapeError, match="cannot be divided") as caught:
        GroupNormalization(groups=groups).shape((4, channels))
    assert caught.value.fix.settings == {"groups": mended}
    GroupNormalization(**caught.value.fix.settings).shape((4, channels))


def test_no_groups_are_refused():
    with pytest.raises(SettingError, match="groups is 0"):
        GroupNormalization(groups=0)
