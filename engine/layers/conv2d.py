"""The convolution of pictures."""

from __future__ import annotations

from dataclasses import dataclass

from engine.activations import ACTIVATIONS
from engine.layers.base import Sample
from engine.layers.families.grouped_convolution import GroupedConvolution


@dataclass(frozen=True)
class Conv2D(GroupedConvolution):
    """Looks for small patterns all over a picture: each filter is a little window that slides across it.

    y[p, q, n] = f(sum over i, j, c of x[p s + i d, q s + j d, c] K[i, j, c, n] + b[n])
    s are the strides, d the dilation, f the activation. With groups, each share of the filters sees its own share of
    the channels only. He initialisation for ReLUs, else Glorot.
    LeCun et al. 1989, "Backpropagation Applied to Handwritten Zip Code Recognition"; dilation: Yu and Koltun 2016,
    "Multi-Scale Context Aggregation by Dilated Convolutions".
    """

    aliases = ("Convolution2D", "convolution2dLayer", "groupedConvolution2dLayer", "CNN")
    listed = 0

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; every way to pad, stride, dilate and group; activations of both sorts; penalties, no bias."""
        relu, gelu, softmax = (ACTIVATIONS[kind]() for kind in ("relu", "gelu", "softmax"))
        return (
            Sample(cls(filters=2, kernel_size=(2, 2)), ((3, 3, 2),)),
            Sample(cls(filters=2, padding="same", activation=relu), ((3, 2, 1),)),
            Sample(cls(filters=2, strides=(2, 1), padding="same", activation=gelu), ((4, 3, 1),)),
            Sample(cls(filters=4, kernel_size=(1, 1), strides=(2, 2), groups=2, bias=False), ((3, 2, 4),)),
            Sample(cls(filters=2, kernel_size=(2, 3), dilation=(2, 1), l1=0.01, l2=0.02), ((4, 3, 1),)),
            Sample(cls(filters=3, kernel_size=(2, 1), groups=3, activation=softmax), ((3, 1, 3),)),
            Sample(cls(filters=1, kernel_size=(2, 2), strides=(2, 1), dilation=(1, 2)), ((4, 3, 1),)),
        )
