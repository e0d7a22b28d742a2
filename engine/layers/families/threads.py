"""Matrix products that are large enough for threads to work on parts of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import parallel
from engine.layers.base import Array, Call, Scratch, call
from engine.products import in_pieces, product

WORTH = 1 << 21
"""Multiply-adds that are worth a thread: some forty microseconds, where handing over costs about twenty."""
NUMBERS_WORTH = 1 << 17
"""Numbers of an elementwise operation that are."""
FEW = 32
"""With so many rows or fewer, what a product waits for is its right matrix, which comes from memory."""
SINGLY = 8
"""So many rows or fewer are sooner multiplied one by one than BLAS has packed the right matrix for all."""


def cut(count: int, each: int) -> tuple[slice, ...]:
    """Parts of `count` rows or columns with `each` so many multiply-adds, every part worth a thread."""
    return parallel.shares(count, -(-WORTH // max(1, each)))


def across(a: Array, b: Array) -> bool:
    """Whether a b is cut by columns rather than by rows.

    BLAS lays out anew what it multiplies, each thread for its own part: the larger matrix is to be shared out, so that
    no thread lays out all of it. Measured on two cores with 128 to 1024 rows: 15 % less time for the slopes along a
    layer's inputs and for those of its kernel, where a row of `a` is not contiguous. Pieces are multiplied as they lie.
    """
    (rows, _), columns = a.shape, b.shape[1]
    return not in_pieces(a, b) and (columns >= rows or a.strides[-1] != a.itemsize)


def product_parts(a: Array, b: Array, out: Array) -> list[list[Call]]:
    """The operations of out = a b in parts that are worth a thread each; `out` shares no memory with the others."""
    (rows, depth), columns = a.shape, b.shape[1]
    if across(a, b):
        return [[multiply(a, b[:, part], out[:, part])] for part in cut(columns, rows * depth)]
    return [[multiply(a[part], b, out[part])] for part in cut(rows, depth * columns)]


def multiply(a: Array, b: Array, out: Array) -> Call:
    """The operation out = a b for two matrices; np.dot is called in half of np.matmul's time, where it is the same."""
    return product(a, b, out) if in_pieces(a, b) or not out.flags.c_contiguous else call(a.dot, b, out)


def side_by_side(parts: Sequence[Sequence[Call]], numbers: int = NUMBERS_WORTH) -> tuple[Call, ...]:
    """The operations of all parts: one that runs them side by side, or one after the other where there is one part.

    One after the other also where they work on fewer `numbers` than are worth a thread.
    """
    if len(parts) == 1 or numbers < NUMBERS_WORTH:
        return tuple(operation for part in parts for operation in part)
    return (parallel.split([parallel.chain(part) for part in parts]),)


def few_rows(a: Array, b: Array, out: Array, scratch: Scratch) -> tuple[Call, ...]:
    """out = a b, for `a` of at most FEW rows: no thread reads what another one reads of `b`.

    `b` is cut by its rows, so that each part of it lies in one piece, and the parts' products are added up.
    """
    parts = cut(len(b), out.size)
    terms = [out, *(scratch(out.shape, out.dtype) for _ in parts[1:])]
    products: list[list[Call]] = []
    for part, term in zip(parts, terms, strict=True):
        left, right = a[:, part], b[part]
        singly = len(parts) > 1 and 1 < len(a) <= SINGLY
        products.append(
            [call(np.matmul, left[:, None], right, term[:, None]) if singly else call(left.dot, right, term)]
        )
    return (*side_by_side(products), *(call(np.add, out, term, out) for term in terms[1:]))
