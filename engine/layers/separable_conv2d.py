"""The depthwise separable convolution of pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from engine.activations import ACTIVATIONS
from engine.constraints import CONSTRAINTS
from engine.constraints.base import Constraint
from engine.convolution.algorithm import Slopes
from engine.convolution.window import Axis, Window
from engine.declare import AUTO, pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import Array, Cell, Hints, Sample, Shape, Step, Weight
from engine.layers.families.convolution import Convolution, Ending, Filters


@dataclass(frozen=True)
class SeparableConv2D(Convolution, Filters):
    """A convolution in two cheap steps: patterns in each channel by itself, then a mixture of them for each filter.

    u = the depthwise convolution of x with K, multiplier m
    y[p, q, n] = f(sum over c of u[p, q, c] P[c, n] + b[n])
    Chollet 2017, "Xception: Deep Learning with Depthwise Separable Convolutions".
    """

    title = "Separable Conv2D"
    aliases = ("SeparableConv2D", "SeparableConvolution2D", "depthwise separable convolution")
    listed = 30

    depth_multiplier: int = setting(
        1, "Patterns that it looks for in each channel, before they are mixed.", low=1, high=10_000
    )
    pointwise_initializer: Initializer | Literal["auto"] = pick(
        INITIALIZERS,
        AUTO,
        "How the weights of the mixture get their first values.",
        auto="He for the ReLU family, else Glorot",
        advanced=True,
    )

    pointwise_l1: float | Literal["auto"] = setting(
        AUTO,
        "Penalty on the absolute values of the mixture's weights.",
        label="pointwise L1",
        low=0,
        high=10,
        auto="that of the other weights",
        advanced=True,
    )
    pointwise_l2: float | Literal["auto"] = setting(
        AUTO,
        "Penalty on the squares of the mixture's weights.",
        label="pointwise L2",
        low=0,
        high=10,
        auto="that of the other weights",
        advanced=True,
    )
    pointwise_constraint: Constraint = pick(
        CONSTRAINTS, "none", "What the mixture's weights are kept to after every step.", advanced=True
    )

    def resolve(self, hints: Hints) -> Self:  # noqa: ARG002
        """With the initialisers that suit the activation."""
        return self.suited(self.activation, "kernel_initializer", "pointwise_initializer")

    def window(self, shape: Shape) -> Window:
        """How the depthwise kernel slides. Raises ShapeError where it does not fit."""
        height, width = self.slid(shape)
        return Window(height, width, shape[-1], shape[-1] * self.depth_multiplier, groups=shape[-1])

    def square(self, kernel: Array) -> Array:
        """The depthwise kernel as one with as many groups as channels: (height, width, 1, channels * multiplier)."""
        return kernel.reshape(*kernel.shape[:2], 1, -1)

    def mixture(self, window: Window) -> Window:
        """The pointwise convolution that follows the depthwise one."""
        height, width = window.height.places, window.width.places
        return Window(Axis(height, height, 1), Axis(width, width, 1), window.filters, self.filters)

    def shape(self, *inputs: Shape) -> Shape:
        """(places high, places wide, filters)."""
        return (*super().shape(*inputs)[:-1], self.filters)

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """depthwise_kernel, pointwise_kernel (1, 1, channels * multiplier, filters) and bias (filters,)."""
        channels = inputs[0][-1]
        initializer = self.initializer("pointwise_initializer")
        l1, l2 = (
            kernel if isinstance(mixture, str) else mixture
            for kernel, mixture in ((self.l1, self.pointwise_l1), (self.l2, self.pointwise_l2))
        )
        mixed = (1, 1, channels * self.depth_multiplier, self.filters)
        return (
            self.kernel(channels, self.depth_multiplier, "depthwise_kernel"),
            Weight(
                "pointwise_kernel", mixed, initializer, l1=l1, l2=l2, constraint=self.pointwise_constraint
            ),
            *self.biases(self.filters),
        )

    def multiply_adds(self, *inputs: Shape) -> int:
        """Those of both steps."""
        window = self.window(inputs[0])
        return window.products + self.mixture(window).products

    def bind(self, cell: Cell) -> Step:
        """u = x * K channel by channel, z = u P + b, y = f(z)."""
        x, y, dx, dy = self.pictures(cell)
        first = self.window(cell.x[0].shape[1:])
        shape = (cell.batch, first.height.places, first.width.places, first.filters)
        u, du = cell.buffer(*shape), cell.scratch(*shape)
        depthwise, pointwise = (
            self.algorithm(window, cell)(
                window, read, cell.workspace, training=dy is not None, outline=cell.outline
            )
            for window, read in ((first, x), (self.mixture(first), u))
        )
        kernel, mixture = self.square(cell.weights["depthwise_kernel"]), cell.weights["pointwise_kernel"]
        end = Ending(self, cell, y, dy)
        forward = depthwise.apply(kernel, None, u)
        forward += pointwise.apply(mixture, cell.weights.get("bias"), end.z, end.finish)
        if dy is None:
            return Step(forward)
        slopes = cell.gradients
        mixing = Slopes(slopes.get("pointwise_kernel"), slopes.get("bias"), du)
        slope = self.square(slopes["depthwise_kernel"]) if "depthwise_kernel" in slopes else None
        looking = Slopes(slope, None, dx)
        backward = pointwise.slopes(mixture, dy, mixing, end.start)
        return Step(forward, backward + depthwise.slopes(kernel, du, looking))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; every way to pad, stride, dilate and multiply; activations of both sorts; penalties."""
        relu, gelu = ACTIVATIONS["relu"](), ACTIVATIONS["gelu"]()
        return (
            Sample(cls(filters=2, kernel_size=(2, 2)), ((3, 3, 2),)),
            Sample(cls(filters=3, padding="same", activation=relu), ((3, 2, 1),)),
            Sample(
                cls(filters=2, padding="same", strides=(2, 2), depth_multiplier=2, activation=gelu),
                ((3, 3, 1),),
            ),
            Sample(
                cls(filters=2, kernel_size=(2, 1), dilation=(2, 1), depth_multiplier=2, bias=False, l2=0.01),
                ((3, 2, 2),),
            ),
        )
