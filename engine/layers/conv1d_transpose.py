"""The transposed convolution of sequences."""

from __future__ import annotations

from dataclasses import dataclass

from engine.activations import ACTIVATIONS
from engine.declare import setting
from engine.layers.base import Sample
from engine.layers.families.transposed_convolution import TransposedConvolution


@dataclass(frozen=True)
class Conv1DTranspose(TransposedConvolution):
    """Makes a longer sequence: each step of its input writes its filters' patterns, in a row or overlapping.

    y[p s + i d, n] = f(sum over p, i, c of x[p, c] K[i, n, c] + b[n])
    s is the stride, d the dilation, f the activation: a convolution's backward pass used forward.
    Zeiler et al. 2010, "Deconvolutional Networks"; Dumoulin and Visin 2016, "A Guide to Convolution Arithmetic".
    """

    rank = 1
    listed = 45
    title = "Conv1D transpose"
    aliases = (
        "Conv1DTranspose",
        "ConvTranspose1d",
        "transposedConv1dLayer",
        "Convolution1DTranspose",
        "Deconvolution",
    )

    kernel_size: tuple[int, ...] = setting((3,), "How many steps it writes at once.", low=1, high=10_000)
    strides: tuple[int, ...] = setting((1,), "How far it moves from place to place.", low=1, high=10_000)
    dilation: tuple[int, ...] = setting(
        (1,), "The distance between the steps that it writes.", low=1, high=10_000, advanced=True
    )

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; every way to pad, stride, dilate and pad the output; activations of both sorts; penalties."""
        relu, gelu = ACTIVATIONS["relu"](), ACTIVATIONS["gelu"]()
        return (
            Sample(cls(filters=2), ((3, 2),)),
            Sample(cls(filters=2, padding="same", strides=(2,), activation=relu), ((3, 1),)),
            Sample(
                cls(filters=2, kernel_size=(2,), strides=(3,), output_padding=(2,), activation=gelu),
                ((2, 2),),
            ),
            Sample(cls(filters=1, kernel_size=(1,), strides=(2,), bias=False), ((3, 2),)),
            Sample(cls(filters=2, padding="same", dilation=(2,), l2=0.1), ((4, 1),)),
        )
