"""Arrays are found wherever an operation keeps them."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.parallel import chain
from engine.reach import owners_of, views_of


def test_arrays_are_found_in_arguments_closures_and_methods() -> None:
    whole, hidden, told, deep = (np.zeros(size) for size in (10, 20, 30, 40))

    def closed(given: np.ndarray = told) -> float:
        return float(hidden.sum() + given.sum())

    nested = chain([partial(np.negative, deep, deep), partial(np.add, whole[2:5], whole[5:8], out=whole[:3])])
    operations = [nested, closed, whole.sum]
    assert sorted(len(array) for array in owners_of(operations)) == [10, 20, 30, 40]
    assert sorted(len(array) for array in views_of(operations)) == [3, 3, 3, 10, 20, 30, 40]


def test_the_owner_of_a_strided_view_is_found() -> None:
    whole = np.zeros(10)
    view = as_strided(whole[2:], (3, 3), (8, 8))
    assert owners_of([partial(np.negative, view[:1])])[0] is whole
