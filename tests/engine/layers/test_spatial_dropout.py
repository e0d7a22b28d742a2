"""SpatialDropout1D and SpatialDropout2D, worked by hand."""

import numpy as np
import pytest

from engine.layers.base import ShapeError
from engine.layers.spatial_dropout1d import SpatialDropout1D
from engine.layers.spatial_dropout2d import SpatialDropout2D


@pytest.mark.parametrize(
    ("layer", "shape"), [(SpatialDropout1D(rate=0.75), (4, 50)), (SpatialDropout2D(rate=0.75), (2, 2, 50))]
)
def test_a_channel_is_kept_or_silenced_as_a_whole(bench, layer, shape):
    made = bench(layer, (shape,))
    y = made.forward().reshape(3, 4, 50)
    kept = (y != 0).any(axis=1, keepdims=True)
    assert 0 < kept.mean() < 0.5
    np.testing.assert_allclose(y, np.where(kept, 4 * made.x[0].reshape(y.shape), 0))
    np.testing.assert_allclose(
        made.backward()[0].reshape(y.shape), np.where(kept, 4 * made.direction.reshape(y.shape), 0)
    )


def test_a_shape_that_is_no_picture_is_mended():
    with pytest.raises(ShapeError) as caught:
        SpatialDropout2D().shape((8, 8))
    assert SpatialDropout2D().shape(caught.value.fix.insert.shape((8, 8))) == (8, 8, 1)
