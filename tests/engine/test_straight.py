"""One function does what the operations do, in order."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from engine.straight import LONGEST, straight


@pytest.mark.parametrize("count", [0, 1, 7, LONGEST, LONGEST + 1, 5 * LONGEST])
def test_operations_run_in_order(count: int) -> None:
    done: list[int] = []
    run = straight([partial(done.append, number) for number in range(count)])
    run()
    run()
    assert done == [*range(count), *range(count)]


def test_arguments_by_place_and_by_name_and_calls_without() -> None:
    x, y, total = np.array([1.0, -2.0]), np.zeros(2), np.zeros(())
    run = straight(
        [
            partial(np.maximum, x, 0.0, out=y),
            partial(np.add.reduce, y, axis=0, out=total),
            partial(y.fill, 5),
            lambda: x.fill(3),
        ]
    )
    run()
    assert (float(total), y.tolist(), x.tolist()) == (1, [5, 5], [3, 3])


def test_steps_of_one_form_have_functions_of_their_own() -> None:
    first, second = np.zeros(2), np.ones(2)
    runs = [straight([partial(np.add, x, 1.0, x), partial(np.multiply, x, x, x)]) for x in (first, second)]
    for run in runs:
        run()
    assert (first.tolist(), second.tolist()) == ([1, 1], [4, 4])
    assert runs[0].__code__ is runs[1].__code__
