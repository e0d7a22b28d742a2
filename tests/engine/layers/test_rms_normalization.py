"""RMSNormalization, worked by hand."""

import numpy as np
import pytest

from engine.declare import SettingError
from engine.layers.rms_normalization import RMSNormalization


def test_each_row_by_its_mean_square(bench):
    """The mean squares of the rows are 4 and 100; the mean is not taken off."""
    made = bench(RMSNormalization(epsilon=1e-12), ((2,),), batch=2)
    made.x[0][...] = [[2, -2], [10, 10]]
    made.weights["scale"][...] = [1, 3]
    np.testing.assert_allclose(made.forward(), [[1, -3], [1, 3]])
    made.direction[...] = [[1, 2], [3, 4]]
    made.backward()
    np.testing.assert_allclose(made.gradients["scale"], [4, 2])


def test_no_axis_is_refused():
    with pytest.raises(SettingError, match="axes is empty"):
        RMSNormalization(axis=())
