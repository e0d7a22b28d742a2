"""Which algorithm a convolution gets: for shapes that were measured."""

import numpy as np
import pytest

from engine.convolution.choice import choose
from engine.convolution.depthwise import Depthwise
from engine.convolution.kept_winograd import KeptWinograd
from engine.convolution.patches import Patches
from engine.convolution.planes import Planes
from engine.convolution.pointwise import Pointwise
from engine.convolution.wide import Wide
from engine.convolution.window import Window, sliding
from engine.convolution.winograd import Winograd


def window(side, channels, filters, kernel=3, stride=1, groups=1):
    axis = sliding(side, kernel, stride, 1, "same")
    return Window(axis, axis, channels, filters, groups)


@pytest.mark.parametrize(
    ("seen", "batch", "expected"),
    [
        (window(28, 1, 32), 64, Planes),
        (window(13, 32, 64), 64, Winograd),
        (window(13, 32, 64, stride=2), 64, Patches),
        (window(13, 32, 64, kernel=5), 64, Patches),
        (window(13, 32, 64, groups=2), 64, Patches),
        (window(13, 32, 64, groups=32), 64, Depthwise),
        (window(13, 32, 96, groups=32), 64, Patches),
        (window(13, 4, 4), 64, Winograd),
        (window(13, 4, 4), 1, Patches),
        (window(28, 3, 64), 64, Patches),
        (window(7, 512, 512), 1, Patches),
        (window(56, 64, 256, kernel=1), 8, Pointwise),
        (window(56, 64, 256, kernel=1, stride=2), 8, Patches),
    ],
)
def test_training(seen, batch, expected):
    assert choose(seen, batch, np.float32, training=True) is expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (window(224, 3, 64), Patches),
        (window(224, 64, 64), KeptWinograd),
        (window(14, 256, 256), KeptWinograd),
        (window(7, 512, 512), KeptWinograd),
        (window(14, 256, 1024, kernel=1), Wide),
        (window(56, 64, 256, kernel=1), Pointwise),
        (window(14, 1024, 2048, kernel=1, stride=2), Wide),
    ],
)
def test_prediction_of_one_picture(seen, expected):
    assert choose(seen, 1, np.float32, training=False) is expected


def test_double_precision_is_for_exactness():
    assert choose(window(13, 32, 64), 64, np.float64, training=True) is Patches
