"""What Conv1DTranspose and Conv2DTranspose share: a convolution run from its output to its input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.convolution.patches import Patches
from engine.convolution.window import Window, spreading
from engine.declare import AUTO, setting
from engine.layers.base import Cell, Fix, Shape, ShapeError, Step, Weight
from engine.layers.families.convolution import ONE, Convolution, Ending, Filters


@dataclass(frozen=True)
class TransposedConvolution(Convolution, Filters):
    """The base of Conv1DTranspose and Conv2DTranspose.

    Its window is that of the convolution whose adjoint it is: the window's input is this layer's output.
    """

    output_padding: tuple[int, ...] | Literal["auto"] = setting(
        AUTO,
        "What is added to the output's size at its end: less than the strides.",
        low=0,
        high=10_000,
        auto="so that the size is multiplied by the strides",
        advanced=True,
    )

    def window(self, shape: Shape) -> Window:
        """The window of the convolution from the output to the input. Raises ShapeError."""
        self.check_steps()
        *lengths, channels = self.read(shape)
        extras = (None,) * self.rank if self.output_padding == AUTO else self.output_padding
        if any(
            extra is not None and extra >= stride for extra, stride in zip(extras, self.strides, strict=True)
        ):
            raise ShapeError(
                f"Its output padding {extras} must be less than its strides {self.strides}. Set it to automatic.",
                AUTOMATIC,
            )
        axes = [
            spreading(length, kernel, stride, dilation, self.padding, extra)
            for length, kernel, stride, dilation, extra in zip(
                lengths[-self.rank :], self.kernel_size, self.strides, self.dilation, extras, strict=True
            )
        ]
        if not all(axis.length for axis in axes):
            raise ShapeError(
                f"With output padding {extras} nothing is left of its output. Set it to automatic.", AUTOMATIC
            )
        height, width = (ONE, axes[0]) if self.rank == 1 else axes
        return Window(height, width, self.filters, channels)

    def shape(self, *inputs: Shape) -> Shape:
        """(grown places..., filters)."""
        window = self.window(inputs[0])
        return self.flat((window.height.length, window.width.length, self.filters))

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """kernel (places..., filters, channels) and bias (filters,)."""
        return (self.kernel(self.filters, inputs[0][-1]), *self.biases(self.filters))

    def bind(self, cell: Cell) -> Step:
        """The adjoint of a convolution forward; that convolution itself backward."""
        x, y, dx, dy = self.pictures(cell)
        window = self.window(cell.x[0].shape[1:])
        end = Ending(self, cell, y, dy)
        kernel = cell.weights["kernel"]
        forward = tuple(Patches(window, end.z, x, cell.scratch).adjoint(kernel, end.forward))
        if dy is None:
            return Step(forward)
        backward = list(end.backward())
        if (slope := cell.gradients.get("kernel")) is not None:
            backward += Patches(window, dy, x, cell.scratch).slope(slope)
        if dx is not None:
            backward += Patches(window, dy, dx, cell.scratch).apply(kernel)
        return Step(forward, tuple(backward))


AUTOMATIC = Fix("Set output padding to automatic", settings={"output_padding": AUTO})
