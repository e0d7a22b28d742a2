"""What the recurrent layers share: Keras' published numbers, padding, both directions, and what is refused.

The numbers are those of Keras' own tests, keras/src/layers/rnn/{simple_rnn,lstm,gru,bidirectional}_test.py: all kernels
0.01, recurrent kernels 0.02 and biases 0.03.
"""

import itertools

import numpy as np
import pytest

from engine import parallel
from engine.analysis import analyse
from engine.graph import Edge, Graph, Node
from engine.initializers import INITIALIZERS
from engine.layers import LAYERS
from engine.layers.base import Cell, ShapeError
from engine.layers.families import directions, unrolled
from engine.network import Network

KINDS = ["simple_rnn", "lstm", "gru"]
PADDED = [[True, True, False, True], [True, False, False, True]]
ENDS_PADDED = [[True, True, True, False], [True, True, False, False]]
BEGINS_PADDED = [[False, True, True, True], [False, False, True, True]]


def run(kind, shape, mask=None, state=None, **settings):
    """The output of a layer with constant weights for the rows 0, 1, 2, ... of a batch of this shape."""
    constants = {
        name: INITIALIZERS["constant"](value=value)
        for name, value in [
            ("kernel_initializer", 0.01),
            ("recurrent_initializer", 0.02),
            ("bias_initializer", 0.03),
        ]
    }
    layer = LAYERS[kind](**constants, **settings)
    return forward(layer, np.arange(np.prod(shape), dtype=np.float64).reshape(shape), mask, state=state)


def forward(layer, x, mask=None, weights=None, state=None):
    """The output of a layer for x, with first weights unless others are given, from a state where there is one."""
    rng = np.random.default_rng(0)
    x = (x,) if state is None else (x, state)
    shapes = [each.shape[1:] for each in x]
    weights = weights or {
        each.name: each.initializer.draw(each.shape, rng) for each in layer.weights(*shapes)
    }
    y = np.full((len(x[0]), *layer.shape(*shapes)), np.nan)
    masks = (None if mask is None else np.array(mask), *(None for _ in x[1:]))
    for operation in layer.bind(Cell(x, y, None, (None,) * len(x), weights, {}, False, rng, masks)).forward:
        operation()
    return y


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("lstm", {}, [0.6288687, 0.86899155, 0.9460773]),
        ("lstm", {"go_backwards": True}, [0.35622165, 0.74789524, 0.8872726]),
        ("lstm", {"unit_forget_bias": False}, [0.57019705, 0.8661914, 0.9459622]),
        ("lstm", {"bias": False}, [0.54986924, 0.86226785, 0.9443936]),
        ("gru", {}, [0.5217289, 0.6371659, 0.39384964]),
        ("gru", {"go_backwards": True}, [0.24406259, 0.611516, 0.3928808]),
        ("gru", {"reset_after": False}, [0.51447755, 0.6426879, 0.40208298]),
        ("gru", {"bias": False}, [0.49988455, 0.64701194, 0.4103359]),
    ],
)
def test_published_last_outputs(kind, settings, expected):
    y = run(kind, (3, 6, 4), units=3, **settings)
    np.testing.assert_allclose(y, np.repeat(np.c_[expected], 3, axis=1), rtol=1e-5)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, [0.405432, 0.73605347]), ({"go_backwards": True}, [0.11144729, 0.5528889])],
)
def test_published_last_outputs_of_a_simple_rnn(settings, expected):
    y = run("simple_rnn", (2, 3, 4), units=4, **settings)
    np.testing.assert_allclose(y, np.repeat(np.c_[expected], 4, axis=1), rtol=1e-5)


@pytest.mark.parametrize(
    ("kind", "units", "mask", "settings", "expected"),
    [
        ("simple_rnn", 4, PADDED, {}, [0.32951632, 0.61799484]),
        ("simple_rnn", 4, PADDED, {"go_backwards": True}, [0.07376196, 0.43645123]),
        ("lstm", 2, ENDS_PADDED, {}, [0.11755939, 0.28556206]),
        ("lstm", 2, BEGINS_PADDED, {"go_backwards": True}, [0.15341201, 0.3844719]),
        ("gru", 2, PADDED, {}, [0.19393763, 0.30818558]),
        ("gru", 2, PADDED, {"go_backwards": True}, [0.11669192, 0.28380975]),
    ],
)
def test_published_last_outputs_with_padding(kind, units, mask, settings, expected):
    y = run(kind, (2, 4, 3), mask, units=units, **settings)
    np.testing.assert_allclose(y, np.repeat(np.c_[expected], units, axis=1), rtol=1e-5)


@pytest.mark.parametrize(
    ("kind", "mask", "expected"),
    [
        (
            "simple_rnn",
            PADDED,
            [[0.0599281, 0.15122814, 0.15122814, 0.32394567], [0.3969304, 0.3969304, 0.3969304, 0.608085]],
        ),
        (
            "lstm",
            ENDS_PADDED,
            [
                [0.01588910, 0.05552048, 0.11755939, 0.11755939],
                [0.14185596, 0.28556206, 0.28556206, 0.28556206],
            ],
        ),
        (
            "gru",
            PADDED,
            [
                [0.03606692, 0.09497581, 0.09497581, 0.19393763],
                [0.16051409, 0.16051409, 0.16051409, 0.30818558],
            ],
        ),
    ],
)
def test_published_outputs_at_every_step_with_padding(kind, mask, expected):
    """At padding the last output stands still, or there are zeros."""
    expected = np.repeat(np.array(expected)[..., None], 2, axis=2)
    y = run(kind, (2, 4, 3), mask, units=2, return_sequences=True)
    np.testing.assert_allclose(y, expected, rtol=1e-5)
    y = run(kind, (2, 4, 3), mask, units=2, return_sequences=True, zero_output_for_mask=True)
    np.testing.assert_allclose(y, np.where(np.array(mask)[..., None], expected, 0), rtol=1e-5)


def test_published_outputs_of_both_directions():
    y = run("simple_rnn", (2, 3, 4), units=2, bidirectional="concat")
    forwards, backwards = [[0.39687276] * 2, [0.7237238] * 2], [[0.10004295] * 2, [0.53391594] * 2]
    np.testing.assert_allclose(y, np.hstack([forwards, backwards]), rtol=1e-5)
    y = run("simple_rnn", (2, 3, 4), units=2, bidirectional="average")
    np.testing.assert_allclose(y, [[0.24845785] * 2, [0.6288199] * 2], rtol=1e-5)
    y = run("gru", (2, 3, 4), units=2, bidirectional="sum", return_sequences=True)
    expected = [[0.20937867, 0.34462988, 0.40290534], [0.59829646, 0.6734641, 0.6479671]]
    np.testing.assert_allclose(y, np.repeat(np.array(expected)[..., None], 2, axis=2), rtol=1e-5)
    y = run("gru", (2, 4, 3), PADDED, units=2, bidirectional="concat")
    np.testing.assert_allclose(
        y, [[0.19393763] * 2 + [0.11669192] * 2, [0.30818558] * 2 + [0.28380975] * 2], rtol=1e-5
    )
    y = run("lstm", (2, 4, 3), units=2, bidirectional="concat")
    np.testing.assert_allclose(
        y, [[0.1990008] * 2 + [0.12659755] * 2, [0.52335435] * 2 + [0.44717982] * 2], rtol=1e-5
    )


def test_published_product_of_directions_with_weights_of_their_own():
    layer = LAYERS["simple_rnn"](units=2, bidirectional="multiply")
    values = {"kernel": 0.01, "recurrent_kernel": 0.02, "bias": 0.03}
    values |= {"backward_kernel": 0.03, "backward_recurrent_kernel": 0.02, "backward_bias": 0.01}
    weights = {each.name: np.full(each.shape, values[each.name]) for each in layer.weights((3, 4))}
    y = forward(layer, np.arange(24.0).reshape(2, 3, 4), weights=weights)
    np.testing.assert_allclose(y, [[0.08374989] * 2, [0.6740834] * 2], rtol=1e-5)


FOUR, EIGHT = (np.arange(float(count)).reshape(2, -1) for count in (4, 8))


@pytest.mark.parametrize(
    ("kind", "units", "state", "settings", "expected"),
    [
        ("simple_rnn", 4, EIGHT, {}, [[0.33621645] * 4, [0.6262637] * 4]),
        ("simple_rnn", 4, EIGHT, {"go_backwards": True}, [[0.07344437] * 4, [0.43043602] * 4]),
        ("gru", 2, FOUR, {}, [[0.23774096, 0.33508456], [0.83659905, 1.0227708]]),
        ("gru", 2, FOUR, {"go_backwards": True}, [[0.13486053, 0.23261218], [0.78257304, 0.9691353]]),
        # test_pass_return_state: the state is the output.
        ("gru", 2, FOUR, {"return_state": True}, [[0.23774096, 0.33508456], [0.83659905, 1.0227708]]),
        ("lstm", 2, np.hstack([FOUR, FOUR]), {}, [[0.20574439, 0.3558822], [0.64930826, 0.66276]]),
        (
            "lstm",
            2,
            np.hstack([FOUR, FOUR]),
            {"go_backwards": True},
            [[0.13281618, 0.2790356], [0.5839337, 0.5992567]],
        ),
        (
            "lstm",
            2,
            np.hstack([times * FOUR for times in (1, 2, 3, 4)]),
            {"bidirectional": "concat"},
            [[0.20794602, 0.4577124, 0.14046375, 0.48191673], [0.6682636, 0.6711909, 0.60943645, 0.60950446]],
        ),
    ],
)
def test_published_outputs_from_a_state(kind, units, state, settings, expected):
    """test_pass_initial_state."""
    y = run(kind, (2, 4, 3), state=state, units=units, **settings)
    np.testing.assert_allclose(y, expected, rtol=1e-5)


@pytest.mark.parametrize("mode", ["concat", "sum"])
def test_published_states_of_both_directions(mode):
    """test_return_state, however outputs are merged: h and c forwards, h and c backwards."""
    y = run("lstm", (2, 4, 3), units=2, bidirectional=mode, return_state=True)
    expected = [[0.1990008, 0.35567185, 0.12659755, 0.2501858], [0.52335435, 1.0492687, 0.44717982, 0.941473]]
    np.testing.assert_allclose(y, np.repeat(expected, 2, axis=1), rtol=1e-5)


@pytest.mark.parametrize(
    ("kind", "units", "shape", "settings", "expected"),
    [
        ("simple_rnn", 4, (2, 3, 4), {}, [[0.40559256] * 4, [0.7361247] * 4]),
        ("gru", 4, (2, 3, 4), {}, [[0.29542392] * 4, [0.5885018] * 4]),
        ("lstm", 4, (2, 3, 4), {}, [[0.3124785] * 4, [0.6863672] * 4]),
        (
            "lstm",
            2,
            (2, 4, 3),
            {"bidirectional": "concat"},
            [[0.26234663] * 2 + [0.16959146] * 2, [0.6137073] * 2 + [0.5381646] * 2],
        ),
    ],
)
def test_published_outputs_of_a_second_call(kind, units, shape, settings, expected):
    """test_statefulness: what was remembered of the rows is handed to the same rows once more."""
    state = run(kind, shape, units=units, return_state=True, **settings)
    np.testing.assert_allclose(run(kind, shape, state=state, units=units, **settings), expected, rtol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_state_of_another_size_is_refused(kind):
    layer = LAYERS[kind](units=3)
    size = layer.state_size
    with pytest.raises(ShapeError, match=f"Its state has {size} numbers") as caught:
        layer.shape((4, 2), (size + 1,))
    assert caught.value.fix.units == size
    assert caught.value.fix.wire == 1
    with pytest.raises(ShapeError, match="Switch one of them off"):
        layer.replace(return_state=True, return_sequences=True).shape((4, 2))


@pytest.mark.parametrize("kind", KINDS)
def test_both_directions_give_zeros_at_padding(kind):
    y = run(kind, (2, 4, 3), PADDED, units=2, bidirectional="sum", return_sequences=True)
    assert (y[~np.array(PADDED)] == 0).all()
    assert (y[np.array(PADDED)] != 0).all()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"return_sequences": True},
        {"return_sequences": True, "zero_output_for_mask": True},
        {"return_sequences": True, "go_backwards": True},
        {"bidirectional": "concat"},
        {"bidirectional": "multiply", "return_sequences": True},
        {"recurrent_dropout": 0.4, "dropout": 0.3},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", [*KINDS, "gru_before"])
def test_gradients_pass_padding_by(bench, numeric, kind, settings):
    if kind == "gru_before":
        kind, settings = "gru", {**settings, "reset_after": False}
    # The last row is nothing but padding.
    mask = np.array([[1, 1, 1, 0], [0, 1, 0, 1], [0, 0, 0, 0]], np.bool_)
    made = bench(LAYERS[kind](units=2, **settings), ((4, 2),), masks=(mask,))
    expected = [numeric(made.loss, array) for array in (made.x[0], *made.weights.values())]
    made.forward()
    found = [*made.backward(), *made.gradients.values()]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-7)
    assert (made.dx[0][~mask] == 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_padding_makes_no_difference(kind):
    layer = LAYERS[kind](units=3)
    x = np.random.default_rng(1).normal(size=(2, 5, 2))
    mask = np.ones((2, 5), np.bool_)
    mask[:, 3:] = False
    np.testing.assert_array_equal(forward(layer, x, mask), forward(layer, x[:, :3]))


@pytest.mark.parametrize("kind", KINDS)
def test_backwards_is_forwards_on_the_turned_sequence(kind):
    x = np.random.default_rng(1).normal(size=(2, 5, 2))
    layer = LAYERS[kind](units=3, return_sequences=True)
    turned = forward(layer.replace(go_backwards=True), x[:, ::-1])
    np.testing.assert_array_equal(forward(layer, x), turned)


@pytest.mark.parametrize("settings", [{}, {"return_sequences": True, "bidirectional": "concat"}], ids=str)
@pytest.mark.parametrize("masked", [False, True], ids=["all real", "masked"])
@pytest.mark.parametrize("kind", [*KINDS, "gru_before"])
def test_work_is_cut_without_a_trace(bench, monkeypatch, kind, masked, settings):
    """Rows in parts and steps in stages give what is got in one piece, and one thread the same bits as two."""
    if kind == "gru_before":
        kind, settings = "gru", {**settings, "reset_after": False}
    masks = (np.random.default_rng(0).random((5, 37)) < 0.7,) if masked else ()

    def run_it(threads):
        made = bench(LAYERS[kind](units=3, **settings), ((37, 2),), batch=5, masks=masks)
        parallel.set_threads(threads)
        try:
            with parallel.working():
                return [made.forward(), *made.backward(), *made.gradients.values()]
        finally:
            parallel.set_threads(None)

    whole = run_it(1)
    monkeypatch.setattr(unrolled, "LARGE", 0)
    monkeypatch.setattr(directions, "LEAST", 0)
    cut, side_by_side = run_it(1), run_it(2)
    for one, two, three in zip(whole, cut, side_by_side, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(two, three)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mask_goes_with_the_steps(kind):
    layer = LAYERS[kind]()
    assert not layer.passes_mask
    assert layer.replace(return_sequences=True).passes_mask
    # Keras' RNN.compute_mask does not turn it with the steps.
    assert layer.replace(return_sequences=True, go_backwards=True).passes_mask


@pytest.mark.parametrize("kind", KINDS)
def test_dropout_silences_the_same_numbers_at_every_step(bench, kind):
    """With all weights 1 a row of a silenced input keeps a state of the bias alone; the rate is right on average."""
    made = bench(LAYERS[kind](units=1, dropout=0.25, bias=False), ((6, 1),), batch=2000)
    y = made.forward()
    silenced = (y[:, 0] == 0).mean()
    assert 0.2 < silenced < 0.3
    made.dy[...] = 1
    assert (made.backward()[0][y[:, 0] == 0] == 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_weights_by_name(kind):
    gates = {"simple_rnn": 1, "lstm": 4, "gru": 3}[kind]
    layer = LAYERS[kind](units=3, bidirectional="sum", l1=0.1, recurrent_l2=0.2)
    weights = {weight.name: weight for weight in layer.weights((5, 2))}
    assert list(weights) == [
        *("kernel", "recurrent_kernel", "bias"),
        *("backward_kernel", "backward_recurrent_kernel", "backward_bias"),
    ]
    assert weights["kernel"].shape == weights["backward_kernel"].shape == (2, gates * 3)
    assert weights["recurrent_kernel"].shape == (3, gates * 3)
    assert [(each.l1, each.l2) for each in weights.values()] == [(0.1, 0), (0, 0.2), (0, 0)] * 2


@pytest.mark.parametrize(
    ("settings", "shape"),
    [
        ({}, (6,)),
        ({"return_sequences": True}, (4, 6)),
        ({"bidirectional": "concat"}, (12,)),
        ({"bidirectional": "average", "return_sequences": True}, (4, 6)),
        ({"bidirectional": "concat", "return_sequences": True}, (4, 12)),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_shapes(kind, settings, shape):
    assert LAYERS[kind](units=6, **settings).shape((4, 2)) == shape


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_is_a_sequence_after_a_reshape(kind):
    with pytest.raises(ShapeError, match=r"reads sequences.*Insert a Reshape to \(7, 1\) before it") as error:
        LAYERS[kind]().shape((7,))
    assert error.value.fix.insert.target_shape == (7, 1)
    with pytest.raises(ShapeError, match=r"gets \(4, 5, 6\)") as error:
        LAYERS[kind]().shape((4, 5, 6))
    assert error.value.fix.insert.shape((4, 5, 6)) == (4, 30)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_an_empty_sequence_is_refused(shape):
    with pytest.raises(ShapeError, match="is empty"):
        LAYERS["lstm"]().shape(shape)


def test_backwards_in_both_directions_is_refused():
    with pytest.raises(ShapeError, match="Switch one of the two off") as error:
        LAYERS["lstm"](bidirectional="sum", go_backwards=True).shape((3, 2))
    assert error.value.fix.settings == {"go_backwards": False}


@pytest.mark.parametrize("kind", [*KINDS, "gru_before"])
def test_nothing_is_allocated_with_padding(bench, assert_lean, many_rows, kind):
    settings = {"reset_after": False} if kind == "gru_before" else {}
    layer = LAYERS[kind.partition("_before")[0]](
        units=2,
        return_sequences=True,
        zero_output_for_mask=True,
        dropout=0.2,
        recurrent_dropout=0.2,
        **settings,
    )
    mask = np.random.default_rng(0).random((many_rows, 3)) < 0.5
    made = bench(layer, ((3, 2),), batch=many_rows, dtype=np.float32, masks=(mask,))
    assert_lean((*made.step.forward, *made.step.backward))


def test_short_texts_in_a_network():
    """Words that fill up make no difference to what is predicted, through two layers and both directions."""
    layers = {
        "in": LAYERS["input"](dimensions=(6,)),
        "words": LAYERS["embedding"](input_dim=9, output_dim=3, mask_zero=True),
        "first": LAYERS["lstm"](units=4, return_sequences=True, bidirectional="concat"),
        "second": LAYERS["gru"](units=4, return_sequences=True),
        "last": LAYERS["simple_rnn"](units=4),
        "dense": LAYERS["dense"](units=1),
        "out": LAYERS["output"](task="regression", size=1),
    }
    graph = Graph.of(
        [Node(name, layer) for name, layer in layers.items()],
        [Edge(*pair) for pair in itertools.pairwise(layers)],
    )
    network = Network.build(analyse(graph), seed=1)
    texts = np.array([[3, 1, 4, 0, 0, 0], [0, 0, 3, 1, 4, 0], [3, 1, 4, 1, 5, 8]], np.float32)
    short, moved, full = network.predict({"in": texts})["out"][:, 0]
    assert short == pytest.approx(moved, rel=1e-5)
    assert abs(short - full) > 1e-3
