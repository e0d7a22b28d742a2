"""What residual networks have in common: convolutions with batch normalization, and shortcuts around them."""

from __future__ import annotations

from engine.activations.relu import Relu
from engine.layers.activation import Activation
from engine.layers.add import Add
from engine.layers.base import Layer
from engine.layers.batch_normalization import BatchNormalization
from engine.layers.conv2d import Conv2D
from engine.layers.dense import Dense
from engine.layers.global_average_pooling2d import GlobalAveragePooling2D
from engine.layers.input import Input
from engine.layers.max_pooling2d import MaxPooling2D
from engine.layers.output import Output
from engine.layers.zero_padding2d import ZeroPadding2D
from engine.networks.base import Drawing

WIDEN = 4
"""How many times as many channels leave a bottleneck as pass through its middle."""


class Residual:
    """Draws a residual network. `bias` and `epsilon` are those of its convolutions and normalizations."""

    def __init__(self, *, bias: bool, epsilon: float, momentum: float = 0.99) -> None:
        self.drawing = Drawing()
        self._bias, self._epsilon, self._momentum = bias, epsilon, momentum

    def stem(self, side: int, channels: int) -> None:
        """Input, a convolution of 7 by 7 in steps of two, and pooling of 3 by 3 in steps of two."""
        put = self.drawing.put
        put("input", Input(dimensions=(side, side, channels)))
        put("conv1_pad", ZeroPadding2D(padding=(3, 3, 3, 3)))
        self.convolve("conv1", 64, 7, stride=2)
        put("conv1_relu", Activation(Relu()))
        put("pool1_pad", ZeroPadding2D(padding=(1, 1, 1, 1)))
        put("pool1_pool", MaxPooling2D(pool_size=(3, 3), strides=(2, 2)))

    def bottleneck(self, name: str, filters: int, *, stride: int, project: bool) -> None:
        """1 by 1, 3 by 3 and 1 by 1, the middle one narrow, beside a shortcut that may be projected."""
        put, start = self.drawing.put, self.drawing.last
        shortcut = start
        if project:
            shortcut = self.convolve(f"{name}_0", WIDEN * filters, 1, stride=stride)
        self.convolve(f"{name}_1", filters, 1, stride=stride, after=start)
        put(f"{name}_1_relu", Activation(Relu()))
        self.convolve(f"{name}_2", filters, 3, padding="same")
        put(f"{name}_2_relu", Activation(Relu()))
        last = self.convolve(f"{name}_3", WIDEN * filters, 1)
        put(f"{name}_add", Add(), shortcut, last)
        put(f"{name}_out", Activation(Relu()))

    def basic(self, name: str, filters: int, *, stride: int, project: bool) -> None:
        """Twice 3 by 3, beside a shortcut that may be projected."""
        put, start = self.drawing.put, self.drawing.last
        shortcut = start
        if project:
            shortcut = self.convolve(f"{name}_0", filters, 1, stride=stride)
        if stride > 1:
            put(f"{name}_1_pad", ZeroPadding2D(padding=(1, 1, 1, 1)), start)
            self.convolve(f"{name}_1", filters, 3, stride=stride)
        else:
            self.convolve(f"{name}_1", filters, 3, padding="same", after=start)
        put(f"{name}_1_relu", Activation(Relu()))
        last = self.convolve(f"{name}_2", filters, 3, padding="same")
        put(f"{name}_add", Add(), shortcut, last)
        put(f"{name}_out", Activation(Relu()))

    def head(self, classes: int) -> None:
        """The mean of each channel, a Dense layer, Output."""
        put = self.drawing.put
        put("avg_pool", GlobalAveragePooling2D())
        put("predictions", Dense(units=classes))
        put("output", Output(task="multiclass", size=classes))

    def convolve(
        self, name: str, filters: int, size: int, *, stride: int = 1, padding: str = "valid", after: str = ""
    ) -> str:
        """A convolution and its batch normalization. Returns the id of the latter."""
        convolution: Layer = Conv2D(
            filters=filters,
            kernel_size=(size, size),
            strides=(stride, stride),
            padding=padding,
            bias=self._bias,
        )
        self.drawing.put(f"{name}_conv", convolution, *([after] if after else []))
        return self.drawing.put(
            f"{name}_bn", BatchNormalization(momentum=self._momentum, epsilon=self._epsilon)
        )
