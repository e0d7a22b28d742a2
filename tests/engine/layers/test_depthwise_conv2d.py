"""DepthwiseConv2D, worked by hand."""

from engine.layers.base import Hints
from engine.layers.depthwise_conv2d import DepthwiseConv2D


def test_channels_never_meet(bench):
    made = bench(DepthwiseConv2D(kernel_size=(1, 2), depth_multiplier=2), ((1, 2, 2),), batch=1)
    made.x[0][0, 0] = [[1, 100], [10, 1000]]
    made.weights["kernel"][0] = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    made.weights["bias"][...] = [0, 0, 0.5, 0]
    # Channel 0 holds 1 and 10: 1 * 1 + 10 * 5, then 1 * 2 + 10 * 6; channel 1 holds 100 and 1000.
    assert made.forward().ravel().tolist() == [51, 62, 300 + 7000 + 0.5, 400 + 8000]

    made.direction[...] = [1, 10, 0, 100]
    (dx,) = made.backward()
    assert dx[0, 0].tolist() == [[1 * 1 + 10 * 2, 100 * 4], [1 * 5 + 10 * 6, 100 * 8]]
    assert made.gradients["kernel"][0].tolist() == [[[1, 10], [0, 10_000]], [[10, 100], [0, 100_000]]]
    assert made.gradients["bias"].tolist() == [1, 10, 0, 100]


def test_parameters_and_multiply_adds():
    layer = DepthwiseConv2D(depth_multiplier=2, padding="same", strides=2).resolve(Hints())
    assert layer.shape((5, 5, 3)) == (3, 3, 6)
    assert [weight.shape for weight in layer.weights((5, 5, 3))] == [(3, 3, 3, 2), (6,)]
    assert layer.multiply_adds((5, 5, 3)) == 3 * 3 * 9 * 6
