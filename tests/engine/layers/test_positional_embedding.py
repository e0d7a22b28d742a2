"""PositionalEmbedding, worked by hand."""

import numpy as np
import pytest

from engine.layers.base import ShapeError
from engine.layers.positional_embedding import PositionalEmbedding, waves


def test_each_step_gets_its_own_mark(bench):
    made = bench(PositionalEmbedding(), ((2, 2),), batch=2)
    made.x[0][...] = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    made.weights["embeddings"][...] = [[10, 20], [30, 40]]
    assert made.forward().tolist() == [[[11, 22], [33, 44]], [[15, 26], [37, 48]]]
    made.direction[...] = [[[1, 2], [3, 4]], [[10, 20], [30, 40]]]
    (dx,) = made.backward()
    assert dx.tolist() == made.direction.tolist()
    assert made.gradients["embeddings"].tolist() == [[11, 22], [33, 44]]


def test_alone_it_is_kerashubs_layer(bench):
    # keras_hub/src/layers/modeling/position_embedding_test.py, test_callable_initializer
    made = bench(PositionalEmbedding(adds=False), ((4, 3),), batch=2)
    made.weights["embeddings"][...] = np.arange(12).reshape(4, 3)
    np.testing.assert_array_equal(made.forward(), np.broadcast_to(np.arange(12).reshape(4, 3), (2, 4, 3)))


def test_places_to_spare_are_not_read(bench):
    made = bench(PositionalEmbedding(sequence_length=3), ((2, 1),), batch=1)
    made.weights["embeddings"][...] = [[1], [2], [9]]
    made.x[0].fill(0)
    assert made.forward().tolist() == [[[1], [2]]]
    made.backward()
    assert made.gradients["embeddings"][2] == 0


def test_waves_of_kerashubs_own_test():
    # keras_hub/src/layers/modeling/sine_position_encoding_test.py, test_output_correct_values
    found = waves(4, 6, 10_000)
    np.testing.assert_allclose(found[0], [0, 1, 0, 1, 0, 1])
    np.testing.assert_allclose(found[3], [0.14112, -0.98999, 0.13879, 0.99032, 0.00646, 0.99997], atol=1e-5)


def test_waves_have_no_weights():
    assert PositionalEmbedding(encoding="sinusoidal").weights((4, 6)) == ()
    assert [weight.shape for weight in PositionalEmbedding().weights((4, 6))] == [(4, 6)]


def test_too_few_places_are_mended():
    layer = PositionalEmbedding(sequence_length=3)
    with pytest.raises(ShapeError, match="3 places, but its input has 4 steps") as caught:
        layer.shape((4, 6))
    assert layer.replace(**caught.value.fix.settings).shape((4, 6)) == (4, 6)


def test_a_plain_list_is_refused():
    with pytest.raises(ShapeError, match="marks the steps of a sequence"):
        PositionalEmbedding().shape((4,))
