"""Arrays that are made anew only when a weight has changed."""

import numpy as np
import pytest

from engine.convolution.derived import LINE, Derived


@pytest.fixture
def weight():
    return np.random.default_rng(0).normal(size=(3, LINE // 2 + 5)).astype(np.float32)


@pytest.fixture
def counted(weight):
    """The runs so far, and what derives from the weight."""
    runs = []
    return runs, Derived(weight, [lambda: runs.append(weight.copy())])


def test_once_is_enough_where_nothing_changes(counted):
    runs, derived = counted
    derived()
    derived()
    assert len(runs) == 1


@pytest.mark.parametrize("place", [0, LINE - 1, LINE, -1])
def test_a_change_anywhere_is_seen(counted, weight, place):
    runs, derived = counted
    derived()
    weight.reshape(-1)[place] += 1e-3
    derived()
    assert len(runs) == 2
    derived()
    assert len(runs) == 2


def test_numbers_that_change_places_are_seen(counted, weight):
    runs, derived = counted
    derived()
    weight[...] = weight[::-1].copy()
    derived()
    assert len(runs) == 2


def test_no_number_is_never_taken_for_known(counted, weight):
    runs, derived = counted
    weight[0, 0] = np.nan
    derived()
    derived()
    assert len(runs) == 2


def test_a_weight_of_less_than_a_line():
    runs, small = [], np.ones(3)
    derived = Derived(small, [lambda: runs.append(1)])
    derived()
    derived()
    small[2] = 2
    derived()
    assert len(runs) == 2
