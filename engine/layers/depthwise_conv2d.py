"""The depthwise convolution of pictures."""

from __future__ import annotations

from dataclasses import dataclass

from engine.activations import ACTIVATIONS
from engine.convolution.window import Window
from engine.declare import setting
from engine.layers.base import Array, Sample, Shape, Weight
from engine.layers.families.convolution import Convolution


@dataclass(frozen=True)
class DepthwiseConv2D(Convolution):
    """Looks for patterns in each channel by itself: a convolution that never mixes channels.

    y[p, q, c m + k] = f(sum over i, j of x[p s + i d, q s + j d, c] K[i, j, c, k] + b[c m + k])
    m is the depth multiplier, s are the strides, d the dilation, f the activation.
    Sifre 2014, "Rigid-Motion Scattering for Image Classification"; Howard et al. 2017, "MobileNets".
    """

    title = "Depthwise Conv2D"
    aliases = ("DepthwiseConv2D", "channel-wise convolution", "groupedConvolution2dLayer", "Conv2d groups")
    listed = 20

    depth_multiplier: int = setting(
        1, "Patterns that it looks for in each channel: outputs for one channel.", low=1, high=10_000
    )

    def window(self, shape: Shape) -> Window:
        """How the kernel slides: every channel is a group. Raises ShapeError where it does not fit."""
        height, width = self.slid(shape)
        return Window(height, width, shape[-1], shape[-1] * self.depth_multiplier, groups=shape[-1])

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """kernel (height, width, channels, multiplier) and bias (channels * multiplier,)."""
        channels = inputs[0][-1]
        return (
            self.kernel(channels, self.depth_multiplier),
            *self.biases(channels * self.depth_multiplier),
        )

    def square(self, kernel: Array) -> Array:
        """The kernel as one with as many groups as channels: (height, width, 1, channels * multiplier)."""
        return kernel.reshape(*kernel.shape[:2], 1, -1)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; every way to pad, stride, dilate and multiply; activations of both sorts; penalties."""
        relu, gelu = ACTIVATIONS["relu"](), ACTIVATIONS["gelu"]()
        return (
            Sample(cls(kernel_size=(2, 2)), ((3, 3, 2),)),
            Sample(cls(padding="same", activation=relu), ((3, 2, 2),)),
            Sample(cls(padding="same", strides=(2, 2), depth_multiplier=2, activation=gelu), ((3, 3, 2),)),
            Sample(
                cls(kernel_size=(2, 1), dilation=(2, 1), depth_multiplier=3, bias=False, l1=0.01),
                ((3, 2, 1),),
            ),
        )
