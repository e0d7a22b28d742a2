"""Memory in common: blocks in use at the same time never overlap, and little is wasted."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.arena import ALIGNMENT, Arena, Block, Meter, Workspace, place

FLOAT = np.dtype(np.float32)

blocks = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 12), st.integers(0, 8)), max_size=14)


@given(blocks)
def test_blocks_in_use_at_once_never_overlap(given_blocks: list[tuple[int, int, int]]) -> None:
    found = [Block(size, first, first + length) for size, first, length in given_blocks]
    arena = Arena(found, 2, FLOAT)
    for moment in range(21):
        used = np.zeros(len(arena.memory), int)
        for block in found:
            if block.first <= moment <= block.last:
                used[arena.spans[block]] += 1
        assert used.max(initial=0) <= 1


def test_the_places_of_a_small_example() -> None:
    """Of three blocks of 128 bytes the third begins when the first is done, and lies in its place; the fourth above."""
    sizes = np.array([128, 128, 128, 64])
    starts = place(sizes, np.array([0, 0, 2, 2]), np.array([1, 2, 3, 3]))
    assert starts.tolist() == [0, 128, 0, 256]


def test_a_large_block_that_comes_late_does_not_find_a_small_one_in_its_way() -> None:
    sizes = np.array([64, 128, 1024])
    starts = place(sizes, np.array([0, 1, 2]), np.array([1, 2, 3]))
    assert starts.tolist() == [0, 1024, 0]


def test_an_array_is_aligned_and_the_same_whenever_asked_for() -> None:
    block = Block(3, 0, 1)
    arena = Arena([Block(5, 0, 1), block], 7, FLOAT)
    rows = arena.array(block, (3,))
    assert rows.shape == (7, 3)
    assert rows.dtype == np.float32
    assert rows.ctypes.data % ALIGNMENT == 0
    assert arena.array(block, (3,)) is rows
    assert np.shares_memory(arena.array(block, (1, 3)), rows)


def test_a_workspace_lies_in_one_place_for_all_layers() -> None:
    meter = Meter()
    meter.take((1000, 10), FLOAT)
    meter.take((5,), np.bool_)
    assert meter.size == 40_000 + 64
    workspace = Workspace(meter.size)
    first, second = workspace.take((1000, 10), FLOAT), workspace.take((5,), np.bool_)
    assert not np.shares_memory(first, second)
    workspace.begin()
    assert np.shares_memory(workspace.take((9_000,), FLOAT), first)
    assert workspace.take((), np.float64).shape == ()
    assert not np.shares_memory(workspace.take((9_000,), FLOAT), workspace.memory), "There is no room left."
