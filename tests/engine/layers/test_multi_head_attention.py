"""MultiHeadAttention, worked by hand."""

import numpy as np
import pytest

from engine import parallel
from engine.layers import multi_head_attention
from engine.layers.base import ShapeError
from engine.layers.families import attending
from engine.layers.multi_head_attention import MultiHeadAttention


def plain(bench, shapes, **settings):
    """One head without biases that takes everything as it is: all four kernels are the identity."""
    made = bench(MultiHeadAttention(num_heads=1, key_dim=2, bias=False, **settings), shapes, batch=1)
    for kernel in made.weights.values():
        kernel[...] = np.eye(2).reshape(kernel.shape)
    return made


def test_two_steps_that_look_at_each_other(bench):
    made = plain(bench, ((2, 2), (2, 2)))
    one = np.sqrt(2) * np.log(3)
    made.x[0][...] = [[[one, 0], [0, 0]]]
    made.x[1][...] = [[[1, 0], [0, 4]]]
    # Scores q k / sqrt 2: the first query has log 3 and 0, so weights 3/4 and 1/4; the second 0 and 0, so halves.
    np.testing.assert_allclose(made.forward(), [[[0.75, 1], [0.5, 2]]])

    made.direction[...] = [[[4, 0], [0, 1]]]
    _, dvalue = made.backward()
    # The value's part: each step gets what was taken from it, 3/4 x (4, 0) + 1/2 x (0, 1) and 1/4 x ... + 1/2 x ...
    # The key's part: a (da - mean da) q / sqrt 2 with da = (4, 0) and a = (3/4, 1/4) is 3/4 x (4 - 3) = 3/4, and -3/4;
    # the second query is 0 and adds nothing.
    key = 0.75 * np.log(3)
    np.testing.assert_allclose(dvalue, [[[3 + key, 0.5], [1 - key, 0.5]]])


def test_causal_steps_do_not_look_ahead(bench):
    made = plain(bench, ((3, 2),), causal=True)
    made.weights["query_kernel"].fill(0)
    made.x[0][...] = [[[6, 0], [0, 6], [3, 3]]]
    # Equal scores: each step gets the mean of all up to itself.
    np.testing.assert_allclose(made.forward(), [[[6, 0], [3, 3], [3, 3]]])


def test_a_window_hides_what_is_far_away(bench):
    made = plain(bench, ((3, 2),), window=2)
    made.weights["query_kernel"].fill(0)
    made.x[0][...] = [[[6, 0], [0, 6], [3, 3]]]
    np.testing.assert_allclose(made.forward(), [[[3, 3], [3, 3], [1.5, 4.5]]])


def test_keras_own_numbers(bench):
    # keras/src/layers/attention/multi_head_attention_test.py, test_correctness
    layer = MultiHeadAttention(num_heads=8, key_dim=8)
    made = bench(layer, ((8, 8), (8, 8), (8, 8)), batch=1)
    for name, weight in made.weights.items():
        weight.fill(0)
        if name.endswith("kernel"):
            weight[...] = np.repeat(np.eye(8)[:, None, :], 8, axis=1)
    made.x[0][...] = made.x[2][...] = np.eye(8)
    made.x[1][...] = np.arange(64).reshape(8, 8) / 100
    expected = [2.406, 2.440, 2.473, 2.504, 2.535, 2.568, 2.602, 2.633]
    np.testing.assert_allclose(made.forward(), np.tile(np.reshape(expected, (8, 1)), 8)[None], atol=2e-3)


QUERY = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [1, 0, 0, 0, 0]], np.bool_)
VALUE = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1]], np.bool_)


@pytest.mark.parametrize("causal", [False, True])
def test_padding_of_query_and_value_is_passed_over(bench, causal):
    # The masks of keras/src/layers/attention/multi_head_attention_test.py, test_masking
    layer = MultiHeadAttention(num_heads=2, key_dim=2, causal=causal)
    made = bench(layer, ((5, 8), (3, 8)), masks=(QUERY, VALUE))
    seen = QUERY[:, None, :, None] & VALUE[:, None, None, :] & (np.tri(5, 3, dtype=np.bool_) | (not causal))
    np.testing.assert_allclose(made.forward(), naive(made, seen), rtol=1e-12)


def test_three_masks_are_joined(bench):
    key = np.array([[0, 1, 1], [1, 1, 0], [0, 0, 0]], np.bool_)
    made = bench(
        MultiHeadAttention(num_heads=2, key_dim=2), ((5, 8), (3, 8), (3, 4)), masks=(None, VALUE, key)
    )
    np.testing.assert_allclose(made.forward(), naive(made, (VALUE & key)[:, None, None, :]), rtol=1e-12)


def naive(made, seen):
    """The formula as it stands, with scores of what may not be seen replaced by a large negative number."""
    weights = made.weights
    q, v, k = made.x[0], made.x[1], made.x[-1]
    q = np.einsum("btd,dhk->bhtk", q, weights["query_kernel"]) + weights["query_bias"][:, None]
    k = np.einsum("bsd,dhk->bhsk", k, weights["key_kernel"]) + weights["key_bias"][:, None]
    v = np.einsum("bsd,dhk->bhsk", v, weights["value_kernel"]) + weights["value_bias"][:, None]
    scores = np.where(seen, np.einsum("bhtk,bhsk->bhts", q, k) / np.sqrt(q.shape[-1]), -1e30)
    exponentials = np.exp(scores - scores.max(-1, keepdims=True))
    taken = np.einsum("bhts,bhsv->bthv", exponentials / exponentials.sum(-1, keepdims=True), v)
    return (
        np.einsum("bthv,hvd->btd", taken, weights["attention_output_kernel"])
        + weights["attention_output_bias"]
    )


@pytest.mark.parametrize("causal", [False, True])
def test_gradients_with_padding(bench, numeric, causal):
    layer = MultiHeadAttention(num_heads=2, key_dim=2, causal=causal)
    made = bench(layer, ((5, 3), (3, 2)), masks=(QUERY, VALUE))
    expected = [numeric(made.loss, each) for each in (*made.x, *made.weights.values())]
    made.forward()
    for found, wanted in zip((*made.backward(), *made.gradients.values()), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("block", [1, 40])
@pytest.mark.parametrize("share", [1, 10**9])
def test_blocks_and_shares_change_nothing(bench, monkeypatch, block, share):
    settings = {"num_heads": 3, "key_dim": 2, "dropout": 0.2}
    sample = MultiHeadAttention(**settings), ((4, 2), (3, 2))
    whole = bench(*sample, batch=5)
    monkeypatch.setattr(attending, "BLOCK", block)
    monkeypatch.setattr(multi_head_attention, "SHARE", share)
    cut = bench(*sample, batch=5)
    with parallel.working():
        np.testing.assert_allclose(cut.forward(), whole.forward(), rtol=1e-12)
        for found, wanted in zip(cut.backward(), whole.backward(), strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-12)
    for name, wanted in whole.gradients.items():
        np.testing.assert_allclose(cut.gradients[name], wanted, rtol=1e-12, atol=1e-12)


def test_the_weights_are_laid_out_as_in_keras():
    layer = MultiHeadAttention(num_heads=3, key_dim=4, value_dim=5)
    assert {weight.name: weight.shape for weight in layer.weights((7, 8), (6, 9))} == {
        "query_kernel": (8, 3, 4),
        "query_bias": (3, 4),
        "key_kernel": (9, 3, 4),
        "key_bias": (3, 4),
        "value_kernel": (9, 3, 5),
        "value_bias": (3, 5),
        "attention_output_kernel": (3, 5, 8),
        "attention_output_bias": (8,),
    }


@pytest.mark.parametrize(
    ("settings", "shapes", "expected"),
    [
        # keras/src/layers/attention/multi_head_attention_test.py, test_basics and test_compute_output_shape
        ({}, ((8, 16), (4, 16)), (8, 16)),
        ({}, ((4, 8), (2, 8), (2, 3)), (4, 8)),
        ({}, ((4, 2, 3, 8), (1, 1, 5, 8), (1, 1, 5, 2)), (4, 2, 3, 8)),
        ({}, ((4, 2, 3, 8), (4, 2, 3, 7), (4, 2, 3, 8)), (4, 2, 3, 8)),
        ({"output_dim": 8}, ((4, 16), (4, 16)), (4, 8)),
    ],
)
def test_the_output_has_the_querys_steps(settings, shapes, expected):
    assert MultiHeadAttention(num_heads=2, key_dim=2, **settings).shape(*shapes) == expected


def test_unlike_numbers_of_steps_are_refused():
    # keras/src/layers/attention/multi_head_attention_test.py, test_shape_mismatch_error
    with pytest.raises(ShapeError, match=r"the key has the shape \(1, 7\) and the value \(2, 8\)"):
        MultiHeadAttention().shape((4, 8), (2, 8), (1, 7))


def test_a_plain_list_is_refused():
    with pytest.raises(ShapeError, match="It reads sequences"):
        MultiHeadAttention().shape((4,))


def test_a_gate_that_knows_nothing_lets_half_go_on(bench):
    made = plain(bench, ((2, 2), (2, 2)), gate=True)
    made.weights["gate_kernel"][...] = [[[0, 0]], [[0, np.log(3)]]]
    made.weights["query_kernel"].fill(0)
    made.x[0][...] = [[[0, 0], [0, 1]]]
    made.x[1][...] = [[[1, 0], [0, 4]]]
    # Equal scores give (1/2, 2); gates are 1/2 and 1/2 for the first step, 1/2 and 3/4 for the second.
    np.testing.assert_allclose(made.forward(), [[[0.25, 1], [0.25, 1.5]]])


@pytest.mark.parametrize("axis", [1, 2, -2, -3])
def test_places_along_other_axes_keep_to_themselves(bench, axis):
    shape, first = (3, 2, 4), axis in (1, -3)
    made = bench(MultiHeadAttention(num_heads=2, key_dim=3, attention_axes=(axis,)), (shape,), batch=2)
    y = made.forward()
    for place in range(shape[1] if first else shape[0]):
        rows = made.x[0][:, :, place] if first else made.x[0][:, place]
        alone = bench(
            MultiHeadAttention(num_heads=2, key_dim=3), (rows.shape[1:],), batch=2, x=(rows.copy(),)
        )
        for name, weight in alone.weights.items():
            weight[...] = made.weights[name]
        np.testing.assert_allclose(alone.forward(), y[:, :, place] if first else y[:, place], rtol=1e-12)


@pytest.mark.parametrize(
    ("axes", "shapes", "words"),
    [
        ((3,), ((3, 2, 4),), "axes from 1 to 2"),
        ((-1,), ((3, 2, 4),), "axes from 1 to 2"),
        ((0,), ((3, 2, 4),), "axes from 1 to 2"),
        ((), ((3, 2, 4),), "axes from 1 to 2"),
        ((2,), ((3, 2, 4), (2, 2, 4)), "equally many places along the axes that it does not look along"),
        ((2,), ((3, 2, 4), (2, 4)), "equally many places along the axes that it does not look along"),
    ],
)
def test_axes_that_do_not_fit_are_refused(axes, shapes, words):
    with pytest.raises(ShapeError, match=words) as caught:
        MultiHeadAttention(attention_axes=axes).shape(*shapes)
    assert caught.value.fix.settings == {"attention_axes": "auto"}
