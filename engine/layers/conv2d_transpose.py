"""The transposed convolution of pictures."""

from __future__ import annotations

from dataclasses import dataclass

from engine.activations import ACTIVATIONS
from engine.layers.base import Sample
from engine.layers.families.transposed_convolution import TransposedConvolution


@dataclass(frozen=True)
class Conv2DTranspose(TransposedConvolution):
    """Makes a larger picture: each place of its input paints its filters' patterns, side by side or overlapping.

    y[p s + i d, q s + j d, n] = f(sum over p, q, i, j, c of x[p, q, c] K[i, j, n, c] + b[n])
    s are the strides, d the dilation, f the activation: a convolution's backward pass used forward, so that it leads
    from the shape of a convolution's output to that of its input.
    Zeiler et al. 2010, "Deconvolutional Networks"; Dumoulin and Visin 2016, "A Guide to Convolution Arithmetic".
    """

    title = "Conv2D transpose"
    aliases = (
        "Conv2DTranspose",
        "ConvTranspose2d",
        "transposedConv2dLayer",
        "Convolution2DTranspose",
        "Deconvolution",
    )
    listed = 40

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; every way to pad, stride, dilate and pad the output; activations of both sorts; penalties."""
        relu, gelu = ACTIVATIONS["relu"](), ACTIVATIONS["gelu"]()
        return (
            Sample(cls(filters=2, kernel_size=(2, 2)), ((2, 2, 2),)),
            Sample(cls(filters=2, padding="same", strides=(2, 1), activation=relu), ((2, 2, 1),)),
            Sample(
                cls(filters=1, strides=(2, 3), padding="same", output_padding=(1, 0), activation=gelu),
                ((2, 2, 2),),
            ),
            Sample(
                cls(filters=2, kernel_size=(1, 2), strides=(2, 2), output_padding=(1, 0), bias=False),
                ((2, 2, 1),),
            ),
            Sample(
                cls(filters=2, kernel_size=(2, 2), dilation=(2, 1), padding="same", l1=0.01), ((3, 2, 1),)
            ),
            Sample(cls(filters=1, kernel_size=(2, 2), strides=(2, 1), dilation=(2, 2)), ((2, 2, 1),)),
        )
