"""Pictures with zeros around them, and what a kernel sees of them from every place, as views without a copy."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.convolution.blocks import Block
from engine.convolution.window import Window
from engine.layers.base import Array, Call, Scratch, call


def seen(window: Window, x: Array, block: Block, scratch: Scratch) -> tuple[list[Call], Array]:
    """What a kernel sees: (pictures, rows, columns, kernel height, kernel width, channels), a view.

    The block's rows are the kernel's places. Where it looks over an edge, the operations come first that copy the
    pictures into a frame of zeros.
    """
    height, width = window.height, window.width
    corner = (block.rows.start * height.stride - height.before, -width.before)
    room = ((block.height - 1) * height.stride + height.span, (width.places - 1) * width.stride + width.span)
    pictures, calls = x[block.pictures], list[Call]()
    if any(
        start < 0 or start + size > length
        for start, size, length in zip(corner, room, x.shape[1:3], strict=True)
    ):
        frame = scratch((block.batch, *room, x.shape[-1]), x.dtype)
        calls, pictures = _framed(pictures, corner, frame), frame
    else:
        pictures = pictures[:, corner[0] :, corner[1] :]
    picture, row, column, channel = pictures.strides
    places = (picture, row * height.stride, column * width.stride)
    taps = (row * height.dilation, column * width.dilation, channel)
    shape = (block.batch, block.height, width.places, height.kernel, width.kernel, x.shape[-1])
    return calls, as_strided(pictures, shape, (*places, *taps))


def _framed(pictures: Array, corner: tuple[int, int], frame: Array) -> list[Call]:
    """Copy the pictures into a frame whose first corner lies there, in their own counting."""
    source, target = [], []
    for start, length, room in zip(corner, pictures.shape[1:3], frame.shape[1:3], strict=True):
        first, stop = max(0, start), max(0, start, min(length, start + room))
        source.append(slice(first, stop))
        target.append(slice(first - start, stop - start))
    return [
        call(frame.fill, 0),
        call(np.copyto, frame[:, target[0], target[1]], pictures[:, source[0], source[1]]),
    ]


def spread(window: Window, x: Array, block: Block, cells: Array) -> Iterator[Call]:
    """The transpose: add what each place has for each tap to `x` there; `cells` is as above, channels in any axes.

    A block with a picture's first rows begins with zeros.
    """
    if block.rows.start == 0:
        yield call(x[block.pictures].fill, 0)
    taps = itertools.product(range(window.height.kernel), range(window.width.kernel))
    for (i, j), (places, positions) in zip(taps, window.reaches(block.rows), strict=True):
        target = x[(block.pictures, *positions)]
        if target.size:
            yield call(np.add, target, cells[(slice(None), *places, i, j)], target)
