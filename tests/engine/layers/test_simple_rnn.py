"""SimpleRNN, worked by hand."""

from engine.activations import ACTIVATIONS
from engine.layers.simple_rnn import SimpleRNN


def test_three_steps_of_one_number(bench):
    made = bench(
        SimpleRNN(units=1, activation=ACTIVATIONS["relu"](), return_sequences=True), ((3, 1),), batch=1
    )
    made.x[0][...] = [[[1], [-5], [2]]]
    made.weights["kernel"][...] = 2
    made.weights["recurrent_kernel"][...] = 3
    made.weights["bias"][...] = 1
    # 2 * 1 + 1 = 3;  2 * -5 + 3 * 3 + 1 = 0, which ReLU stops;  2 * 2 + 3 * 0 + 1 = 5.
    assert made.forward().tolist() == [[[3], [0], [5]]]

    made.direction[...] = [[[10], [100], [1000]]]
    # Nothing flows back through the step that was stopped.
    assert made.backward()[0].tolist() == [[[20], [0], [2000]]]
    assert made.gradients["kernel"].tolist() == [[10 * 1 + 1000 * 2]]
    assert made.gradients["recurrent_kernel"].tolist() == [[1000 * 0]]
    assert made.gradients["bias"].tolist() == [10 + 1000]


def test_the_last_output_carries_the_gradient_back_to_the_first_step(bench):
    made = bench(SimpleRNN(units=1, activation=ACTIVATIONS["linear"]()), ((3, 1),), batch=1)
    made.x[0][...] = [[[1], [10], [100]]]
    made.weights["kernel"][...] = 1
    made.weights["recurrent_kernel"][...] = 0.5
    made.weights["bias"][...] = 0
    assert made.forward().tolist() == [[100 + 5 + 0.25]]

    made.direction[...] = 8
    assert made.backward()[0].tolist() == [[[2], [4], [8]]]
    # 8 h2 + 4 h1, with h1 = 1 and h2 = 10.5.
    assert made.gradients["recurrent_kernel"].tolist() == [[8 * 10.5 + 4 * 1]]
