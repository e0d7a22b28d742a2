"""LSTM, worked by hand."""

import numpy as np

from engine.layers.lstm import LSTM


def test_half_open_gates(bench):
    made = bench(LSTM(units=1, return_sequences=True), ((2, 1),), batch=1)
    # All gates are sigmoid(0) = 0.5; the candidate is tanh(x): 0.8, then -0.6.
    made.x[0][...] = np.arctanh([[[0.8], [-0.6]]])
    made.weights["kernel"][...] = [[0, 0, 1, 0]]
    made.weights["recurrent_kernel"][...] = 0
    made.weights["bias"][...] = 0
    memory = [0.5 * 0.8, 0.5 * 0.4 - 0.5 * 0.6]
    np.testing.assert_allclose(made.forward()[0, :, 0], 0.5 * np.tanh(memory))

    made.direction[...] = [[[0], [1]]]
    dc = 0.5 * (1 - np.tanh(memory[1]) ** 2)
    (dx,) = made.backward()
    # Through the input gate and tanh' = 1 - g^2; to the first step through the forget gate as well.
    np.testing.assert_allclose(dx[0, :, 0], [dc * 0.5 * 0.5 * (1 - 0.64), dc * 0.5 * (1 - 0.36)])
    # The order of the gates is input, forget, candidate, output: the slope of a sigmoid at 0 is 0.25.
    output = np.tanh(memory[1]) * 0.25
    forget = dc * memory[0] * 0.25
    np.testing.assert_allclose(made.gradients["bias"][1], forget)
    np.testing.assert_allclose(made.gradients["bias"][3], output)


def test_a_memory_of_a_thousand_steps(bench):
    """With the forget gate open and the input gate shut after the first step, what was read stays."""
    made = bench(LSTM(units=1), ((1000, 2),), batch=1)
    made.x[0][...] = [0, 1]
    made.x[0][0, 0] = [1, 0]
    # The first feature opens the input gate and writes; the second shuts it.
    made.weights["kernel"][...] = [[100, 0, 2, 0], [-100, 0, 0, 0]]
    made.weights["recurrent_kernel"][...] = 0
    made.weights["bias"][...] = [0, 100, 0, 100]
    np.testing.assert_allclose(made.forward(), [[np.tanh(np.tanh(2))]])
    assert made.backward()[0][0, 0, 0] > 0


def test_parameters():
    assert sum(weight.size for weight in LSTM(units=64).weights((32, 8))) == 18_688


def test_the_forget_gate_begins_open():
    rng = np.random.default_rng(0)
    *_, bias = LSTM(units=2).weights((3, 1))
    assert bias.initializer.draw(bias.shape, rng).tolist() == [0, 0, 1, 1, 0, 0, 0, 0]
    *_, bias = LSTM(units=2, unit_forget_bias=False).weights((3, 1))
    assert bias.initializer.draw(bias.shape, rng).tolist() == [0] * 8
