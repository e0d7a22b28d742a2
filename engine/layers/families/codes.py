"""Whole numbers that stand for things: which rows hold them, and how they become zeros and ones."""

from __future__ import annotations

import numpy as np

from engine.layers.base import Array, Call, Cell, Hints, RowsError, Shape, ShapeError, Step, call, number

MODES = ("one_hot", "multi_hot", "count")
"""One list for each number; one for all numbers of a list: which there are; or how often each."""


def settled_count(count: int | str, hints: Hints, what: str) -> int:
    """How many different whole numbers there are: as set, or as the column has that is read. Raises ShapeError."""
    if not isinstance(count, str):
        return count
    if hints.feed is not None and hints.feed.values:
        return hints.feed.values
    raise ShapeError(
        f"The number of {what} follows from the column that it reads, if that holds whole numbers from 0 on, such as a "
        f"category's position or a text's tokens. Wire it to such a column's Input, or set the number of {what}."
    )


def check_codes(rows: Array, count: int, things: str) -> None:
    """Raise RowsError where rows hold anything but whole numbers from 0 to count - 1. `things` are their plural."""
    broken = rows[~np.isfinite(rows) | (rows != np.floor(rows))]
    if broken.size:
        raise RowsError(
            f"It reads whole numbers, but the rows hold {broken.flat[0]:g}. Encode a category as ordinal, or set "
            "the scaling of a number to none."
        )
    if rows.size and rows.min() < 0:
        raise RowsError(
            f"It counts from 0, but the rows hold {rows.min():,.0f}. Let their numbers begin at 0."
        )
    if rows.size and rows.max() >= count:
        raise RowsError(
            f"It knows {count:,} {things}, told by the numbers from 0 to {count - 1:,}, but the rows hold "
            f"{rows.max():,.0f}. Set the {things} to {rows.max() + 1:,.0f}."
        )


def encoded_shape(shape: Shape, count: int, mode: str) -> Shape:
    """A list of `count` numbers for each number of a row, or for each list of numbers, by the mode.

    A list of one number is as good as the number itself.
    """
    return (*shape, count) if mode == "one_hot" and shape[-1:] != (1,) else (*shape[:-1], count)


def encode(codes: Array, y: Array, mode: str, cell: Cell) -> tuple[Call, ...]:
    """The operations that write zeros and ones, or counts, into y for numbers that stand for its last axis' places."""
    places = np.arange(y.shape[-1], dtype=codes.dtype)
    lists = y.reshape(-1, y.shape[-1])
    codes = codes.reshape(len(lists), -1)
    if mode == "one_hot":
        return (call(np.equal, codes, places, lists),)
    here = cell.scratch(*lists.shape, dtype=np.bool_)
    calls: list[Call] = [call(np.copyto, lists, number(0, lists))]
    for place in range(codes.shape[1]):
        calls.append(call(np.equal, codes[:, place : place + 1], places, here))
        calls.append(
            call(np.add, lists, here, lists) if mode == "count" else call(np.maximum, lists, here, out=lists)
        )
    return tuple(calls)


def without_slope(forward: tuple[Call, ...], cell: Cell) -> Step:
    """These operations, with a slope of 0: what jumps from number to number has no other."""
    dx = cell.dx[0]
    if cell.dy is None or dx is None:
        return Step(forward)
    return Step(forward, (call(np.copyto, dx, number(0, dx)),))
