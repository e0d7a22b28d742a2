"""Dense, worked by hand."""

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.layers.base import Hints, ShapeError, Target
from engine.layers.dense import Dense
from engine.parallel import set_threads, working


def test_two_inputs_two_neurons(bench):
    made = bench(Dense(units=2, activation=ACTIVATIONS["relu"]()), ((2,),), batch=1)
    made.x[0][...] = [[1, 2]]
    made.weights["kernel"][...] = [[1, 3], [2, -4]]
    made.weights["bias"][...] = [0.5, 1]
    # 1 * 1 + 2 * 2 + 0.5 = 5.5;  1 * 3 - 2 * 4 + 1 = -4, which ReLU stops.
    assert made.forward().tolist() == [[5.5, 0]]

    made.direction[...] = [[10, 100]]
    (dx,) = made.backward()
    assert dx.tolist() == [[10, 20]]
    assert made.gradients["kernel"].tolist() == [[10, 0], [20, 0]]
    assert made.gradients["bias"].tolist() == [10, 0]


def test_parameters_and_multiply_adds():
    layer = Dense(units=3).resolve(Hints())
    assert [weight.shape for weight in layer.weights((4,))] == [(4, 3), (3,)]
    assert layer.multiply_adds((4,)) == 12
    assert layer.multiply_adds((5, 4)) == 60


def test_units_follow_the_target():
    assert Dense(units="auto").resolve(Hints(target=Target("multiclass", 7))).units == 7


def test_units_without_a_target_say_what_to_do():
    with pytest.raises(ShapeError, match="Open a table and wire this layer to an Output"):
        Dense(units="auto").resolve(Hints())


@pytest.mark.parametrize(
    ("activation", "initializer"),
    [("relu", "he_uniform"), ("gelu", "he_uniform"), ("tanh", "glorot_uniform")],
)
def test_initialiser_follows_the_activation(activation, initializer):
    layer = Dense(activation=ACTIVATIONS[activation]()).resolve(Hints())
    assert layer.kernel_initializer.kind() == initializer


def test_penalties_reach_the_kernel_alone():
    kernel, bias = Dense(units=2, l1=0.1, l2=0.2).resolve(Hints()).weights((3,))
    assert (kernel.l1, kernel.l2, bias.l1, bias.l2) == (0.1, 0.2, 0, 0)


def test_a_single_number_is_refused():
    with pytest.raises(ShapeError, match="reads a list of numbers"):
        Dense(units=2).shape(())


def test_no_gradient_for_an_input_that_wants_none(bench):
    made = bench(Dense(units=2), ((3,),))
    cell = made._cell(training=True)
    cell.dx = (None,)
    step = made.layer.bind(cell)
    made.dy[...] = 1
    for operation in (*step.forward, *step.backward):
        operation()
    assert np.isnan(made.dx[0]).all()
    np.testing.assert_allclose(made.gradients["bias"], [3, 3])


@pytest.mark.parametrize("small_kernels", [True, False])
@pytest.mark.parametrize("activation", ["relu", "gelu", "softmax"])
def test_a_large_one_is_cut_into_parts_with_the_same_bits_for_any_number_of_threads(
    bench, activation, small_kernels, monkeypatch
):
    monkeypatch.setattr("engine.products.small_kernels", lambda: small_kernels)
    layer = Dense(units=256, activation=ACTIVATIONS[activation]())
    made = bench(layer, ((512,),), batch=67, dtype=np.float32)
    made.x[0][...] = np.random.default_rng(1).normal(size=(67, 512))
    made.direction[...] = np.random.default_rng(2).normal(size=(67, 256))
    found = []
    for threads in (1, 2):
        set_threads(threads)
        with working():
            y, (dx,) = made.forward(), made.backward()
        found.append([each.tobytes() for each in (y, dx, *made.gradients.values())])
    set_threads(None)
    assert found[0] == found[1]
    x, kernel = made.x[0], made.weights["kernel"]
    z = x @ kernel + made.weights["bias"]
    np.testing.assert_allclose(y, layer.activation.value(z), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(made.gradients["kernel"], x.T @ made.dy, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(dx, made.dy @ kernel.T, rtol=1e-3, atol=1e-3)
