"""Flatten, worked by hand."""

from engine.layers.flatten import Flatten


def test_the_last_axis_runs_fastest(bench):
    made = bench(Flatten(), ((2, 2),), batch=1)
    made.x[0][...] = [[[1, 2], [3, 4]]]
    assert made.forward().tolist() == [[1, 2, 3, 4]]


def test_shapes():
    assert Flatten().shape((2, 3, 4)) == (24,)
    assert Flatten().shape(()) == (1,)
