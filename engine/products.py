"""Matrix products in pieces that BLAS multiplies as they lie, without copying them together first.

OpenBLAS has kernels for small products on processors with AVX-512, for m k n up to a million. They reach the machine's
peak where its usual way, made for large products, spends a third of the time on packing: on narrow matrices, and on
many of middling size. numpy hands over many pieces in one call. Nothing here knows a layer.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SMALL = 1_000_000
"""The most multiply-adds of a product that the small kernels take."""
DEEPEST = 1024
"""The most terms of a sum: deeper pieces would be too narrow."""
NEAR_BYTES = 1024 * 1024
"""The right matrix may have so many: every piece of the left one goes through all of it, in the cache."""
KERNELS = ("SkylakeX", "Cooperlake", "SapphireRapids")
"""What OpenBLAS calls the processors for which it has such kernels."""


def product(a: Array, b: Array, out: Array) -> Callable[[], Any]:
    """The operation out = a b, for matrices or for stacks of as many; `out` shares no memory with the others.

    The last axis of `b` and of `out` is contiguous; `a` may be transposed.
    """
    if not in_pieces(a, b):
        return functools.partial(np.matmul, a, b, out)
    rows, columns = pieces(a.shape[-2], a.shape[-1], b.shape[-1], b.itemsize)
    lead = out.shape[:-2]
    high, wide, depth = out.shape[-2] // rows, out.shape[-1] // columns, a.shape[-1]
    left = a.reshape(*lead, high, 1, rows, depth)
    right = b.reshape(*lead, 1, depth, wide, columns).swapaxes(-3, -2)
    results = out.reshape(*lead, high, rows, wide, columns).swapaxes(-3, -2)
    return functools.partial(np.matmul, left, right, results)


def in_pieces(a: Array, b: Array) -> bool:
    """Whether `product` multiplies these in pieces."""
    rows, columns = a.shape[-2], b.shape[-1]
    whole = pieces(rows, a.shape[-1], columns, b.itemsize) == (rows, columns)
    return not whole and b.strides[-1] == b.itemsize and small_kernels()


def long_product(
    a: Array, b: Array, out: Array, scratch: Callable[..., Array]
) -> Iterator[Callable[[], Any]]:
    """Operations for out = a b of two matrices where the sums are long and `out` is small: piece by piece of the sums.

    `scratch` makes an array of a shape and a dtype for passing use.
    """
    (rows, depth), columns = a.shape, b.shape[1]
    part = next(_divisors(depth, 64, SMALL // (rows * columns)), depth) if rows * columns <= SMALL else depth
    if part == depth or not small_kernels():
        yield functools.partial(np.matmul, a, b, out)
        return
    terms = scratch((depth // part, rows, columns), out.dtype)
    left = a.reshape(rows, -1, part).swapaxes(0, 1)
    yield functools.partial(np.matmul, left, b.reshape(-1, part, columns), terms)
    yield functools.partial(np.add.reduce, terms, axis=0, out=out)


@functools.lru_cache(maxsize=4096)
def pieces(rows: int, depth: int, columns: int, itemsize: int) -> tuple[int, int]:
    """How many rows and columns of a product are computed at once: all, where smaller ones would not be faster."""
    if rows * depth * columns <= SMALL or depth > DEEPEST or depth * columns * itemsize > NEAR_BYTES:
        return rows, columns
    area = SMALL // depth
    best = (0, 0)
    for width in _divisors(columns, 64, area):
        height = next(_divisors(rows, 8, area // width), 0)
        # Of equal pieces the narrower: more of its columns stay at hand.
        if height * width >= best[0] * best[1]:
            best = height, width
    return best if all(best) else (rows, columns)


def _divisors(number: int, least: int, most: int) -> Iterator[int]:
    """From the largest down; the number itself even where it is less than `least`."""
    for divisor in range(min(number, most), 0, -1):
        if number % divisor == 0 and (divisor >= least or divisor == number):
            yield divisor


@functools.cache
def small_kernels() -> bool:
    """Whether numpy's BLAS has them on this machine."""
    from threadpoolctl import threadpool_info

    return any(
        info.get("architecture") in KERNELS for info in threadpool_info() if info["user_api"] == "blas"
    )
