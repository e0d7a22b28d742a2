"""L-BFGS on functions whose bottom is known."""

import numpy as np
import pytest

from engine.optimizers.lbfgs import Lbfgs


class Walk:
    """Parameters on their way down a function, given with its gradient."""

    def __init__(self, optimizer, start, function):
        self.optimizer, self.function = optimizer, function
        self.parameters, self.gradient = start.copy(), np.zeros_like(start)
        self.slots = optimizer.make_slots(start)
        self.losses = []
        self.update = optimizer.bind(self.parameters, self.gradient, self.slots, (), self.evaluate)

    def evaluate(self):
        loss, self.gradient[...] = self.function(self.parameters)
        self.losses.append(float(loss))
        return self.losses[-1]

    def step(self, rate=None):
        self.update(self.optimizer.learning_rate if rate is None else rate, 1)
        return self.parameters


def bowl(w):
    return 0.5 * ((w - 1) ** 2).sum(), w - 1


def valley(w):
    """Rosenbrock's, with the bottom at 1."""
    slope = np.zeros_like(w)
    bend = w[1:] - w[:-1] ** 2
    slope[1:] += 200 * bend
    slope[:-1] -= 400 * bend * w[:-1] + 2 * (1 - w[:-1])
    return (100 * bend**2 + (1 - w[:-1]) ** 2).sum(), slope


def test_the_first_jump_by_hand():
    # The slope is -3, so the first step is 1 / 3 of it: to 1, of which the slope is -2; that is flat enough for the
    # search. Then s = 1 and y = 1, H = 1, and the jump along 2 ends at the bottom.
    walk = Walk(Lbfgs(iterations=1), np.array([0.0]), lambda w: (0.5 * (w[0] - 3) ** 2, w - 3))
    assert walk.step() == pytest.approx(1.0)
    assert walk.step() == pytest.approx(3.0)
    assert walk.losses == [4.5, 2.0, 2.0, 0.0]


@pytest.mark.parametrize("optimizer", Lbfgs.samples(), ids=str)
def test_it_finds_the_bottom_of_a_valley(optimizer):
    walk = Walk(optimizer, np.array([-1.2, 1.0, 0.3]), valley)
    for _ in range(60):
        walk.step()
    np.testing.assert_allclose(walk.parameters, 1, atol=1e-4)


def test_the_steps_are_those_of_pytorch():
    # torch.optim.LBFGS of PyTorch 2.13 with max_iter=5, max_eval=10, history_size=10, line_search_fn="strong_wolfe":
    # the parameters after each step, and the evaluations so far.
    recorded = [
        (-1.02030848, 1.035276987, 7),
        (-0.665708457, 0.413983083, 13),
        (-0.04613967, -0.018042704, 21),
        (0.513535705, 0.256360004, 29),
        (0.804600645, 0.646200016, 36),
        (0.973387133, 0.948957755, 43),
        (0.999999333, 0.999998674, 50),
    ]
    walk = Walk(Lbfgs(iterations=5), np.array([-1.2, 1.0]), valley)
    for x, y, evaluations in recorded:
        np.testing.assert_allclose(walk.step(), [x, y], rtol=0, atol=2e-8)
        assert len(walk.losses) == evaluations


def test_the_last_evaluation_is_that_of_the_parameters_it_leaves():
    walk = Walk(Lbfgs(), np.array([-1.2, 1.0]), valley)
    for _ in range(3):
        walk.step()
        loss, slope = valley(walk.parameters)
        assert walk.losses[-1] == loss
        assert (walk.gradient == slope).all()


def test_at_the_bottom_it_rests():
    walk = Walk(Lbfgs(), np.ones(3), bowl)
    walk.step()
    assert (walk.parameters == 1).all()
    assert len(walk.losses) == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_resuming_goes_on_bit_for_bit(dtype):
    start = np.array([-1.2, 1.0, 0.3, 2.0, -0.5], dtype)
    optimizer = Lbfgs(history=3, iterations=4)
    whole = Walk(optimizer, start, valley)
    half = Walk(optimizer, start, valley)
    for _ in range(5):
        whole.step()
        half.step()
    rest = Walk(optimizer, half.parameters, valley)
    for name, slot in half.slots.items():
        rest.slots[name][...] = slot
    for _ in range(3):
        whole.step()
        rest.step()
    assert (rest.parameters == whole.parameters).all()
    assert rest.parameters.dtype == dtype
    assert rest.slots["turn"][0] < 6


def test_a_rate_of_nothing_moves_nothing():
    walk = Walk(Lbfgs(), np.array([-1.2, 1.0]), valley)
    assert (walk.step(rate=0.0) == [-1.2, 1.0]).all()


@pytest.mark.parametrize("loss", [np.nan, np.inf])
def test_a_loss_that_is_no_number_moves_nothing(loss):
    walk = Walk(Lbfgs(), np.array([-1.2, 1.0]), lambda w: (loss, np.full(2, loss)))
    assert (walk.step() == [-1.2, 1.0]).all()


def test_single_precision_follows_double():
    start = np.array([-1.2, 1.0])
    double, single = Walk(Lbfgs(), start, bowl), Walk(Lbfgs(), start.astype(np.float32), bowl)
    np.testing.assert_allclose(single.step(), double.step(), rtol=1e-5)


def test_nothing_is_allocated_when_it_runs(many_rows, assert_lean):
    start = np.linspace(-1, 3, many_rows, dtype=np.float32)
    walk = Walk(Lbfgs(history=2, iterations=3), start, bowl)
    away = np.zeros_like(start)

    def evaluate():
        np.subtract(walk.parameters, 1, walk.gradient)
        return float(np.dot(walk.gradient, walk.gradient)) / 2

    update = walk.optimizer.bind(walk.parameters, walk.gradient, walk.slots, (), evaluate)
    assert_lean([lambda: np.copyto(walk.parameters, away), lambda: update(0.1, 1)])


def test_it_must_be_able_to_evaluate():
    with pytest.raises(TypeError, match="evaluates the loss"):
        Lbfgs().bind(np.zeros(1), np.zeros(1), {})


def test_slots_hold_a_row_for_each_pair():
    slots = Lbfgs(history=3).make_slots(np.zeros(7, np.float32))
    assert {name: slot.shape for name, slot in slots.items()} == {
        "steps": (3, 7),
        "changes": (3, 7),
        "curvatures": (3,),
        "turn": (1,),
    }
