"""Where a kernel stands on its input: geometry alone, no arrays."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """A kernel that slides along one axis.

    Tap k of place p reads the position p * stride + k * dilation - before of the input, which is 0 outside its
    `length`.
    """

    length: int
    places: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0

    @property
    def span(self) -> int:
        """How far the kernel reaches, gaps included."""
        return _span(self.kernel, self.dilation)

    def reach(self, tap: int, among: slice | None = None) -> tuple[slice, slice]:
        """The places where this tap reads inside the input, and the positions that it reads there.

        Of the places in `among` alone where that is given, counted from its start.
        """
        among = among or slice(0, self.places)
        offset = tap * self.dilation - self.before
        first = max(among.start, -(offset // self.stride))
        stop = max(first, min(among.stop, (self.length - 1 - offset) // self.stride + 1))
        start = first * self.stride + offset
        positions = slice(start, start + max(0, (stop - first - 1) * self.stride + 1), self.stride)
        return slice(first - among.start, stop - among.start), positions

    @property
    def overhangs(self) -> bool:
        """Whether some tap reads outside the input."""
        return any(self.reach(tap)[0] != slice(0, self.places) for tap in range(self.kernel))


def _span(kernel: int, dilation: int) -> int:
    return (kernel - 1) * dilation + 1


def sliding(length: int, kernel: int, stride: int, dilation: int, padding: str) -> Axis:
    """A convolution along an axis of this length; no places where the kernel does not fit.

    valid: only inside the input; same: ceil(length / stride) places, the odd zero behind, as TensorFlow has it;
    causal: no place reads what comes after it.
    """
    span = _span(kernel, dilation)
    if padding == "same":
        places = -(-length // stride)
        before = max(0, (places - 1) * stride + span - length) // 2
    else:
        before = span - 1 if padding == "causal" else 0
        places = max(0, (length + before - span) // stride + 1)
    return Axis(length, places, kernel, stride, dilation, before)


def spreading(
    length: int, kernel: int, stride: int, dilation: int, padding: str, extra: int | None = None
) -> Axis:
    """The convolution whose adjoint is the transposed convolution of an input of this length.

    Its places are that input, its length is the output: length * stride for "same", (length - 1) * stride + span
    for "valid" (at least length * stride); with `extra`, Keras' output padding, (length - 1) * stride + extra, plus
    span for "valid", plus 1 for "same" and an odd span.
    """
    span = _span(kernel, dilation)
    if padding == "same":
        grown = length * stride if extra is None else (length - 1) * stride + span % 2 + extra
        around = stride + span - 2 if extra is None else span + span % 2 - 2 + extra
        before = span - 1 - min(-(-around // 2), span - 1)
    else:
        grown = (length - 1) * stride + (max(span, stride) if extra is None else span + extra)
        before = 0
    return Axis(max(0, grown), length, kernel, stride, dilation, before)


@dataclass(frozen=True)
class Window:
    """A kernel that slides over pictures, and the channels that it joins: `channels` on the input's side.

    The kernel is (height, width, channels / groups, filters); group g joins its share of the channels with its
    share of the filters.
    """

    height: Axis
    width: Axis
    channels: int
    filters: int
    groups: int = 1

    @property
    def taps(self) -> int:
        """Places that the kernel sees at once."""
        return self.height.kernel * self.width.kernel

    @property
    def overhangs(self) -> bool:
        """Whether some tap reads outside the picture."""
        return self.height.overhangs or self.width.overhangs

    @property
    def products(self) -> int:
        """Multiply-adds for one picture."""
        places = self.height.places * self.width.places
        return places * self.taps * (self.channels // self.groups) * self.filters

    def reaches(
        self, among: slice | None = None
    ) -> Iterator[tuple[tuple[slice, slice], tuple[slice, slice]]]:
        """For every tap, row by row: the places and the positions (height, width) that it joins.

        Of the rows of places in `among` alone where that is given, counted from its start.
        """
        for i, j in itertools.product(range(self.height.kernel), range(self.width.kernel)):
            (rows, from_rows), (columns, from_columns) = self.height.reach(i, among), self.width.reach(j)
            yield (rows, columns), (from_rows, from_columns)
