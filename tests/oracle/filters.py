"""Convolutions, pooling and what surrounds them, as PyTorch computes them (channels first, symmetric padding)."""

from __future__ import annotations

import math
from typing import Any

from tests.oracle.case import Case, case

Torch = Any
Pairs = tuple[int, ...]


def first(x: Any) -> Any:
    """(rows, ..., channels) -> (rows, channels, ...)."""
    return x.movedim(-1, 1)


def last(x: Any) -> Any:
    """(rows, channels, ...) -> (rows, ..., channels)."""
    return x.movedim(1, -1)


def pads(lengths: Pairs, sizes: Pairs, strides: Pairs, dilation: Pairs) -> list[tuple[int, int]]:
    """TensorFlow's "same": as many outputs as length / stride, rounded up; an odd zero stands at the end."""
    found = []
    for length, size, stride, step in zip(lengths, sizes, strides, dilation, strict=True):
        total = max((math.ceil(length / stride) - 1) * stride + (size - 1) * step + 1 - length, 0)
        found.append((total // 2, total - total // 2))
    return found


def padded(torch: Torch, x: Any, amounts: list[tuple[int, int]], value: float = 0.0) -> Any:
    """A channels-first array with margins."""
    flat = [each for pair in reversed(amounts) for each in pair]
    return torch.nn.functional.pad(x, flat, value=value)


def convolution(padding: str, strides: Pairs, dilation: Pairs, groups: int = 1, activation: str = "") -> Any:
    """Conv1D or Conv2D."""

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        kernel = weights["kernel"]
        x, places = first(inputs[0]), kernel.ndim - 2
        sizes = tuple(kernel.shape[:places])
        if padding == "same":
            x = padded(torch, x, pads(tuple(x.shape[2:]), sizes, strides, dilation))
        if padding == "causal":
            x = padded(torch, x, [((sizes[0] - 1) * dilation[0], 0)])
        function = torch.nn.functional.conv1d if places == 1 else torch.nn.functional.conv2d
        turned = kernel.movedim(-1, 0).movedim(-1, 1)
        y = last(function(x, turned, weights.get("bias"), strides, 0, dilation, groups))
        return getattr(torch, activation)(y) if activation else y

    return run


def depthwise(padding: str, strides: Pairs, multiplier: int, *, pointwise: bool = False) -> Any:
    """DepthwiseConv2D and SeparableConv2D."""

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        kernel = weights.get("depthwise_kernel", weights.get("kernel"))
        x, channels = first(inputs[0]), kernel.shape[2]
        if padding == "same":
            x = padded(torch, x, pads(tuple(x.shape[2:]), tuple(kernel.shape[:2]), strides, (1, 1)))
        turned = kernel.permute(2, 3, 0, 1).reshape(channels * multiplier, 1, *kernel.shape[:2])
        bias = None if pointwise else weights.get("bias")
        y = torch.nn.functional.conv2d(x, turned, bias, strides, 0, 1, channels)
        if pointwise:
            mixed = weights["pointwise_kernel"].permute(3, 2, 0, 1)
            y = torch.nn.functional.conv2d(y, mixed, weights.get("bias"))
        return last(y)

    return run


def transposed(padding: str, strides: Pairs) -> Any:
    """Conv1DTranspose and Conv2DTranspose: the slope of a convolution with regard to what it reads."""

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        kernel = weights["kernel"]
        x, places = first(inputs[0]), kernel.ndim - 2
        function = (
            torch.nn.functional.conv_transpose1d if places == 1 else torch.nn.functional.conv_transpose2d
        )
        y = function(x, kernel.movedim(-1, 0).movedim(-1, 1), None, strides)
        for axis, (length, size, stride) in enumerate(zip(x.shape[2:], kernel.shape, strides, strict=False)):
            wanted = length * stride + (0 if padding == "same" else max(size - stride, 0))
            before = max(size - stride, 0) // 2 if padding == "same" else 0
            missing = max(before + wanted - y.shape[2 + axis], 0)
            margins = [(0, 0)] * places
            margins[axis] = (0, missing)
            y = padded(torch, y, margins).narrow(2 + axis, before, wanted)
        return last(y) + weights["bias"] if "bias" in weights else last(y)

    return run


def pooling(mode: str, sizes: Pairs, strides: Pairs, padding: str) -> Any:
    """Max and average pooling; the average is of the cells that are there."""

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        x, places = first(inputs[0]), len(sizes)
        amounts = [(0, 0)] * places
        if padding == "same":
            amounts = pads(tuple(x.shape[2:]), sizes, strides, (1,) * places)
        functional = torch.nn.functional
        if mode == "max":
            function = functional.max_pool1d if places == 1 else functional.max_pool2d
            return last(function(padded(torch, x, amounts, -math.inf), sizes, strides))
        function = functional.avg_pool1d if places == 1 else functional.avg_pool2d
        there = function(padded(torch, torch.ones_like(x), amounts), sizes, strides)
        return last(function(padded(torch, x, amounts), sizes, strides) / there)

    return run


def plain(function: Any) -> Any:
    """What reads one input and has no weights."""
    return lambda torch, inputs, _weights: function(torch, inputs[0])


def upsampling(factor: Pairs, mode: str) -> Any:
    """UpSampling1D and UpSampling2D."""

    def run(torch: Torch, inputs: list[Any], weights: dict[str, Any]) -> Any:
        x = first(inputs[0])
        size = [length * times for length, times in zip(x.shape[2:], factor, strict=True)]
        options = {} if mode == "nearest" else {"align_corners": False}
        return last(torch.nn.functional.interpolate(x, size, mode=mode, **options))

    return run


def cases() -> list[Case]:
    """Every option, on the smallest shapes that tell them apart."""
    found = []
    for padding in ("valid", "same", "causal"):
        for stride, dilation, groups in ((1, 1, 1), (2, 1, 1), (3, 1, 2), (1, 2, 1), (2, 3, 1)):
            settings = {"strides": (stride,), "dilation": (dilation,), "groups": groups, "padding": padding}
            run = convolution(padding, (stride,), (dilation,), groups)
            name = f"{padding}, stride {stride}, dilation {dilation}, groups {groups}"
            found.append(case(name, "conv1d", ((8, 4),), run, filters=6, kernel_size=(3,), **settings))
    for padding in ("valid", "same"):
        for strides, dilation, groups, size in (
            ((1, 1), (1, 1), 1, (3, 3)),
            ((1, 1), (1, 1), 1, (1, 1)),
            ((2, 2), (1, 1), 1, (1, 1)),
            ((2, 1), (1, 1), 1, (3, 2)),
            ((2, 2), (1, 1), 2, (3, 3)),
            ((1, 1), (2, 1), 1, (2, 3)),
            ((3, 3), (1, 1), 4, (2, 2)),
            ((1, 1), (1, 1), 4, (3, 3)),
            ((2, 3), (3, 2), 2, (2, 3)),
        ):
            run = convolution(padding, strides, dilation, groups)
            name = f"{padding}, {size}, strides {strides}, dilation {dilation}, groups {groups}"
            found.append(
                case(
                    name,
                    "conv2d",
                    ((7, 6, 4),),
                    run,
                    filters=8,
                    kernel_size=size,
                    strides=strides,
                    dilation=dilation,
                    groups=groups,
                    padding=padding,
                )
            )
        for strides, multiplier in (((1, 1), 1), ((2, 2), 2)):
            options = {
                "padding": padding,
                "strides": strides,
                "kernel_size": (3, 2),
                "depth_multiplier": multiplier,
            }
            name = f"{padding}, strides {strides}, multiplier {multiplier}"
            run = depthwise(padding, strides, multiplier)
            found.append(case(name, "depthwise_conv2d", ((6, 5, 3),), run, **options))
            run = depthwise(padding, strides, multiplier, pointwise=True)
            found.append(case(name, "separable_conv2d", ((6, 5, 3),), run, filters=4, **options))
        for stride in (1, 2, 3, 4):
            run, options = transposed(padding, (stride,)), {"padding": padding, "strides": (stride,)}
            name = f"{padding}, stride {stride}"
            found.append(
                case(name, "conv1d_transpose", ((5, 3),), run, filters=4, kernel_size=(3,), **options)
            )
        for strides in ((1, 1), (2, 3)):
            run, options = transposed(padding, strides), {"padding": padding, "strides": strides}
            name = f"{padding}, strides {strides}"
            found.append(
                case(name, "conv2d_transpose", ((4, 3, 2),), run, filters=3, kernel_size=(3, 2), **options)
            )
    found.append(
        case(
            "without a bias, relu",
            "conv2d",
            ((6, 6, 2),),
            convolution("same", (1, 1), (1, 1), 1, "relu"),
            filters=3,
            padding="same",
            bias=False,
            activation="relu",
        )
    )
    return [*found, *_pooled(), *_margins()]


def _pooled() -> list[Case]:
    found = []
    for mode, word in (("max", "max"), ("average", "average")):
        for padding in ("valid", "same"):
            for size, stride in ((2, 2), (3, 2), (2, 3), (3, 1)):
                options = {"pool_size": (size,), "strides": (stride,), "padding": padding}
                run, name = pooling(mode, (size,), (stride,), padding), f"{padding}, {size} by {stride}"
                found.append(case(name, f"{word}_pooling1d", ((8, 3),), run, **options))
            for size2, stride2 in (((2, 2), (2, 2)), ((3, 3), (2, 2)), ((2, 3), (1, 2)), ((3, 2), (3, 3))):
                options = {"pool_size": size2, "strides": stride2, "padding": padding}
                run, name = pooling(mode, size2, stride2, padding), f"{padding}, {size2} by {stride2}"
                found.append(case(name, f"{word}_pooling2d", ((7, 6, 2),), run, **options))
    for places, shape in ((1, (5, 3)), (2, (4, 3, 2))):
        axes = tuple(range(1, 1 + places))
        for keep in (False, True):
            mean = plain(lambda _torch, x, axes=axes, keep=keep: x.mean(axes, keep))
            most = plain(lambda _torch, x, axes=axes, keep=keep: x.amax(axes, keep))
            name = "axes kept" if keep else "axes gone"
            found.append(case(name, f"global_average_pooling{places}d", (shape,), mean, keepdims=keep))
            found.append(case(name, f"global_max_pooling{places}d", (shape,), most, keepdims=keep))
    return found


def _margins() -> list[Case]:
    pad = lambda *amounts: plain(lambda torch, x: last(padded(torch, first(x), list(amounts))))  # noqa: E731
    return [
        case("one and two", "zero_padding1d", ((4, 2),), pad((1, 2)), padding=(1, 2)),
        case("all four", "zero_padding2d", ((3, 4, 2),), pad((1, 2), (3, 0)), padding=(1, 2, 3, 0)),
        case("symmetric", "zero_padding2d", ((3, 4, 2),), pad((1, 1), (2, 2)), padding=(1, 2)),
        case("one and two", "cropping1d", ((6, 2),), plain(lambda _t, x: x[:, 1:-2]), cropping=(1, 2)),
        case(
            "all four",
            "cropping2d",
            ((6, 5, 2),),
            plain(lambda _t, x: x[:, 1:-2, 2:-1]),
            cropping=(1, 2, 2, 1),
        ),
        case("three", "up_sampling1d", ((4, 2),), upsampling((3,), "nearest"), size=3),
        case("two by three", "up_sampling2d", ((3, 4, 2),), upsampling((2, 3), "nearest"), size=(2, 3)),
        case(
            "bilinear",
            "up_sampling2d",
            ((3, 4, 2),),
            upsampling((2, 3), "bilinear"),
            size=(2, 3),
            interpolation="bilinear",
        ),
        case("axes", "permute", ((3, 4, 2),), plain(lambda _t, x: x.permute(0, 3, 1, 2)), dims=(3, 1, 2)),
        case("four times", "repeat_vector", ((3,),), plain(lambda _t, x: x[:, None].repeat(1, 4, 1)), n=4),
    ]
