"""OneHot, worked by hand; the numbers are those of Keras' CategoryEncoding."""

import numpy as np
import pytest

from engine.layers.base import RowsError
from engine.layers.one_hot import OneHot


def run(bench, layer, x):
    x = np.array(x, float)
    made = bench(layer, (x.shape[1:],), batch=len(x), x=(x,))
    return made.forward().tolist()


def test_one_place_for_each_token(bench):
    wanted = [[0, 0, 0, 1], [0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]]
    assert run(bench, OneHot(num_tokens=4), [[3], [2], [0], [1]]) == wanted
    assert run(bench, OneHot(num_tokens=4), [[3, 2, 0, 1]]) == [wanted]
    assert run(bench, OneHot(num_tokens=4), [[[3], [2], [0], [1]]]) == [wanted]


def test_which_tokens_a_list_holds(bench):
    found = run(bench, OneHot(num_tokens=4, output_mode="multi_hot"), [[0, 1], [0, 0], [1, 2], [3, 1]])
    assert found == [[1, 1, 0, 0], [1, 0, 0, 0], [0, 1, 1, 0], [0, 1, 0, 1]]


def test_how_often_a_list_holds_each(bench):
    found = run(bench, OneHot(num_tokens=6, output_mode="count"), [[1, 2, 3, 1], [0, 3, 1, 0]])
    assert found == [[0, 2, 1, 1, 0, 0], [2, 1, 0, 1, 0, 0]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[0.5]], "hold 0.5"),
        ([[-1.0]], "counts from 0"),
        ([[4.0]], "Set the tokens to 5"),
        ([[np.nan]], "nan"),
    ],
)
def test_rows_that_it_cannot_read_are_refused(rows, said):
    OneHot(num_tokens=4).check_rows(np.array([[0.0], [3.0]]))
    with pytest.raises(RowsError, match=said):
        OneHot(num_tokens=4).check_rows(np.array(rows))
