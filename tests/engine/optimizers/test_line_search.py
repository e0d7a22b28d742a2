"""The search along a direction, on functions of one number."""

from math import cos, exp, inf, nan, sin

import pytest

from engine.optimizers.line_search import Trial, wolfe


def search(loss, slope, step, trials=25):
    """The trial found, and every step that was tried."""
    tried = []

    def at(step):
        tried.append(step)
        return Trial(step, loss(step), slope(step))

    return wolfe(at, Trial(0.0, loss(0.0), slope(0.0)), step, trials, 1.0), tried


def test_a_good_first_step_is_taken():
    found, tried = search(lambda x: (x - 1) ** 2, lambda x: 2 * (x - 1), 0.9)
    assert found.step == 0.9
    assert tried == [0.9]


def test_a_step_too_far_is_taken_back_to_the_bottom():
    # The cubic through both ends of a parabola is the parabola: its bottom is found at once.
    found, tried = search(lambda x: (x - 1) ** 2, lambda x: 2 * (x - 1), 8.0)
    assert found.step == pytest.approx(1.0)
    assert len(tried) == 2


def test_a_step_too_short_grows_by_ten_times_at_most():
    found, tried = search(lambda x: (x - 30) ** 2, lambda x: 2 * (x - 30), 0.01)
    assert tried[:3] == pytest.approx([0.01, 0.1, 1.0])
    assert found.step == pytest.approx(10.0)


@pytest.mark.parametrize("step", [0.01, 0.3, 1.0, 5.0, 40.0])
@pytest.mark.parametrize(
    ("loss", "slope"),
    [
        (lambda x: sin(x) * -2 + 0.1 * x, lambda x: cos(x) * -2 + 0.1),
        (lambda x: exp(-x) + 0.01 * x**2, lambda x: -exp(-x) + 0.02 * x),
        (lambda x: (x - 2) ** 4 - x, lambda x: 4 * (x - 2) ** 3 - 1),
    ],
)
def test_what_is_found_fulfils_the_strong_wolfe_conditions(loss, slope, step):
    found, _ = search(loss, slope, step)
    assert found.step > 0
    assert found.loss <= loss(0.0) + 1e-4 * found.step * slope(0.0)
    assert abs(found.slope) <= 0.9 * abs(slope(0.0))


@pytest.mark.parametrize("wall", [nan, inf])
def test_a_place_without_a_loss_is_a_wall(wall):
    found, _ = search(
        lambda x: wall if x > 3 else (x - 2) ** 2, lambda x: wall if x > 3 else 2 * (x - 2), 100.0
    )
    assert 0.2 < found.step < 3


def test_the_lowest_is_kept_where_trials_run_out():
    assert search(lambda x: -x, lambda x: -1.0, 1.0, trials=0)[0].step == 1.0
    assert search(lambda x: abs(x - 0.1), lambda x: -1.0 if x < 0.1 else 1.0, 50.0, trials=2)[0].loss <= 0.1
    assert search(lambda x: 0.0 if x == 0 else 1.0, lambda x: -1.0, 1.0, trials=3)[0].step == 0.0
