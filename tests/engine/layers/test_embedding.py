"""Embedding, worked by hand."""

import numpy as np
import pytest

from engine.layers.base import RowsError
from engine.layers.embedding import Embedding


def test_three_words(bench):
    made = bench(Embedding(input_dim=3, output_dim=2), ((3,),), batch=1, x=(np.array([[2.0, 0.0, 2.0]]),))
    made.weights["embeddings"][...] = [[1, 2], [3, 4], [5, 6]]
    assert made.forward().tolist() == [[[5, 6], [1, 2], [5, 6]]]
    made.direction[...] = [[[10, 20], [1, 2], [30, 40]]]
    (dx,) = made.backward()
    # Word 2 was read twice, word 1 never.
    assert made.gradients["embeddings"].tolist() == [[1, 2], [0, 0], [40, 60]]
    assert dx.tolist() == [[0, 0, 0]]


def test_keras_own_example(bench):
    # keras/src/layers/core/embedding_test.py, test_correctness
    made = bench(Embedding(input_dim=3, output_dim=2), ((3,),), batch=1, x=(np.array([[2.0, 1.0, 0.0]]),))
    made.weights["embeddings"][...] = [[0, 0], [2, 2], [3, 3]]
    assert made.forward().tolist() == [[[3, 3], [2, 2], [0, 0]]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # keras/src/layers/core/embedding_test.py, test_masking
        ([[2.0, 1.0, 0.0]], [[True, True, False]]),
        ([[[2.0, 0.0], [0.0, 0.0]]], [[True, False]]),
    ],
)
def test_zero_is_no_word(bench, words, expected):
    x = np.array(words)
    made = bench(Embedding(input_dim=3, output_dim=2, mask_zero=True), (x.shape[1:],), batch=1, x=(x,))
    made.forward()
    assert made.made_mask.tolist() == expected


@pytest.mark.parametrize("word", [-1.0, 7.0, np.nan, np.inf, -np.inf])
def test_a_number_outside_reads_the_nearest_inside(bench, word):
    made = bench(Embedding(input_dim=3, output_dim=1), ((),), batch=1, x=(np.array([word]),))
    made.weights["embeddings"][...] = [[1], [2], [3]]
    assert made.forward().tolist() == [[3 if word > 0 else 1]]
    made.backward()
    assert np.count_nonzero(made.gradients["embeddings"]) == 1


def test_the_shape_gains_an_axis():
    layer = Embedding(input_dim=9, output_dim=5)
    assert [layer.shape(shape) for shape in [(), (1,), (3,), (2, 3)]] == [(5,), (1, 5), (3, 5), (2, 3, 5)]
    assert [weight.shape for weight in layer.weights((3,))] == [(9, 5)]


def test_first_values_are_keras_uniform():
    (weight,) = Embedding(input_dim=2000).weights(())
    drawn = weight.initializer.draw(weight.shape, np.random.default_rng(0))
    assert (round(drawn.min(), 3), round(drawn.max(), 3)) == (-0.05, 0.05)


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ([0.0, 2.0], ""),
        ([], ""),
        ([1.0, 3.0, 7.0], "told by the numbers from 0 to 2, but the rows hold 7. Set the things to 8."),
        ([-1.0, 2.0], "It counts from 0, but the rows hold -1."),
        ([0.5], "It reads whole numbers, but the rows hold 0.5. Encode a category as ordinal"),
        ([np.nan], "It reads whole numbers, but the rows hold nan."),
        ([np.inf], "but the rows hold inf"),
    ],
)
def test_rows_that_it_cannot_read_are_refused(numbers, sentence):
    layer, rows = Embedding(input_dim=3), np.array(numbers)[:, None]
    if sentence:
        with pytest.raises(RowsError) as caught:
            layer.check_rows(rows)
        assert sentence in str(caught.value)
    else:
        layer.check_rows(rows)
