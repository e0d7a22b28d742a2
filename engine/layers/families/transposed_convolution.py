"""What Conv1DTranspose and Conv2DTranspose share: a convolution run from its output to its input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.convolution.algorithm import Slopes
from engine.convolution.choice import choose
from engine.convolution.window import Window, spreading
from engine.declare import AUTO, setting
from engine.layers.base import Cell, Fix, Shape, ShapeError, Step, Weight, call
from engine.layers.families.convolution import ONE, Convolution, Filters


@dataclass(frozen=True)
class TransposedConvolution(Convolution, Filters):
    """The base of Conv1DTranspose and Conv2DTranspose.

    Its window is that of the convolution whose adjoint it is: the window's input is this layer's output.
    """

    takes_finish = leads = False

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
                lengths[: self.rank], self.kernel_size, self.strides, self.dilation, extras, strict=True
            )
        ]
        if not all(axis.length for axis in axes):
            raise ShapeError(
                f"With output padding {extras} nothing is left of its output. Set it to automatic.", AUTOMATIC
            )
        height, width = (axes[0], ONE) if self.rank == 1 else axes
        return Window(height, width, self.filters, channels)

    def shape(self, *inputs: Shape) -> Shape:
        """(grown places..., filters)."""
        window = self.window(inputs[0])
        return self.flat((window.height.length, window.width.length, self.filters))

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """kernel (places..., filters, channels) and bias (filters,)."""
        return (self.kernel(self.filters, inputs[0][-1]), *self.biases(self.filters))

    def bind(self, cell: Cell) -> Step:
        """The gradient of a convolution's input forward; that convolution itself, and its kernel's, backward."""
        x, y, dx, dy = self.pictures(cell)
        window = self.window(cell.x[0].shape[1:])
        # Its forward pass is a convolution's backward pass, which those made for predictions alone do not have.
        algorithm = choose(window, cell.batch, cell.y.dtype, training=True)
        kernel, gradients = self.square(cell.weights["kernel"]), cell.gradients
        z = cell.buffer(*y.shape) if self.activation.needs_input else y
        activation = self.activation.bind(z, y, dy, dy, cell.workspace)
        spread = algorithm(window, z, cell.workspace, outline=cell.outline)
        forward = list(spread.slopes(kernel, x, Slopes(x=z)))
        if self.bias:
            forward.append(call(np.add, z, cell.weights["bias"], z))
        forward += activation.forward
        if dy is None:
            return Step(tuple(forward))
        backward = list(activation.backward)
        if (slope := gradients.get("bias")) is not None:
            rows = dy.reshape(-1, slope.size)
            backward.append(call(np.dot, np.ones(len(rows), rows.dtype), rows, slope))
        turned = algorithm(window, dy, cell.workspace, outline=cell.outline)
        if dx is not None:
            backward += turned.apply(kernel, None, dx)
        if "kernel" in gradients:
            backward += turned.slopes(kernel, x, Slopes(self.square(gradients["kernel"])))
        return Step(tuple(forward), tuple(backward))


AUTOMATIC = Fix("Set output padding to automatic", settings={"output_padding": AUTO})
