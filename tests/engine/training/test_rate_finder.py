"""The learning rate range test: what it tries, what it leaves alone, and what it makes of a curve."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate, islice, pairwise

import numpy as np
import pytest

from engine import memory
from engine.data.prepare import Prepared
from engine.feeding import TrainingData, feeds
from engine.memory import training_need
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.training.checks import RefusedError
from engine.training.rate_finder import RateFinderError, RateFound, RateTried, find_rate, suggest
from engine.training.settings import TrainingSettings

Setup = Callable[..., tuple[Network, TrainingData]]
RATES = np.geomspace(1e-6, 1, 61).tolist()
"""Ten to each power of ten."""


def test_rates_grow_by_a_factor_until_the_loss_is_far_too_high(setup: Setup) -> None:
    network, data = setup()
    *tried, found = find_rate(network, data, TrainingSettings(), highest=1e3)
    assert all(isinstance(each, RateTried) for each in tried)
    assert isinstance(found, RateFound)
    assert tried[0].rate == pytest.approx(1e-7)
    factors = {round(later.rate / each.rate, 9) for each, later in pairwise(tried)}
    assert factors == {round(1e10 ** (1 / 99), 9)}
    assert [each.step for each in tried] == list(range(1, len(tried) + 1))
    assert found.diverged == (len(tried) < 100)
    assert found.diverged
    lows = list(accumulate((each.smoothed for each in tried), min))
    over = [later.smoothed > 4 * low for low, later in zip(lows, tried[1:], strict=False)]
    assert over == [False] * (len(tried) - 2) + [True]
    assert tried[0].smoothed == pytest.approx(tried[0].loss)
    assert 1e-4 < found.careful < 0.1
    assert 1e-4 < found.steepest < 0.1


def test_the_network_stays_as_it_is(setup: Setup) -> None:
    network, data = setup("dropout", "batch_normalization")
    before = network.parameters.tobytes(), network.state.tobytes()
    whole = list(find_rate(network, data, TrainingSettings()))
    list(islice(find_rate(network, data, TrainingSettings()), 5))
    assert (network.parameters.tobytes(), network.state.tobytes()) == before
    assert list(find_rate(network, data, TrainingSettings())) == whole


def test_the_first_losses_are_those_of_a_run(setup: Setup) -> None:
    from engine.training.loop import train

    network, data = setup()
    chosen = TrainingSettings(optimizer=OPTIMIZERS["sgd"](learning_rate=1e-3))
    tried = list(islice(find_rate(network, data, chosen, lowest=1e-3, highest=1e-3 * (1 + 1e-12)), 9))
    run = list(islice(train(network, data, replace(chosen, early_stopping=False)), 9))
    assert [each.loss for each in tried[:8]] == pytest.approx([each.loss for each in run[:8]], rel=1e-6)


def test_gathering_averaging_and_the_schedule_are_left_out(setup: Setup) -> None:
    network, data = setup()
    plain = list(find_rate(network, data, TrainingSettings()))
    assert list(find_rate(network, data, TrainingSettings(accumulate=4, average=0.9))) == plain


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lowest": 0.0}, "must rise from a number above 0"),
        ({"lowest": 1.0, "highest": 0.1}, "go from 1 to 0.1"),
        ({"highest": math.inf}, "from 1e-07 to inf"),
        ({"lowest": math.nan}, "must rise"),
        ({"steps": 5}, "5 steps, but needs at least 10"),
    ],
    ids=str,
)
def test_a_range_that_is_none_is_refused(setup: Setup, changes: dict[str, float], said: str) -> None:
    network, data = setup()
    with pytest.raises(RateFinderError, match=said):
        find_rate(network, data, TrainingSettings(), **changes)


def test_an_optimizer_without_a_rate_to_find_is_refused(setup: Setup) -> None:
    network, data = setup()
    with pytest.raises(RateFinderError, match="L-BFGS finds the length of its steps by itself"):
        find_rate(network, data, TrainingSettings(optimizer=OPTIMIZERS["lbfgs"]()))


def test_rows_that_no_run_could_learn_from_are_refused(setup: Setup, prepared: Prepared) -> None:
    network, data = setup("batch_normalization")
    one = TrainingSettings(batch_size=1)
    with pytest.raises(RefusedError, match="compares the rows of a batch with each other"):
        find_rate(network, data, one)
    with pytest.raises(RefusedError, match="no row to learn from"):
        find_rate(network, replace(data, train=feeds(network.graph, prepared, np.arange(0))), one)


def test_the_memory_of_double_precision_is_asked_for(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    single, data = setup()
    double = Network.build(single.analysis, 1, np.float64)
    need = training_need(single.analysis, TrainingSettings(), len(data.train), len(data.validation))
    monkeypatch.setattr(memory, "machine_memory", lambda: need.total)
    find_rate(single, data, TrainingSettings())
    with pytest.raises(RefusedError, match="of memory, but this machine has"):
        find_rate(double, data, TrainingSettings())


def test_what_a_curve_says() -> None:
    # Level to 1e-4, down in a straight line to 1e-1, then up.
    losses = [float(np.interp(math.log10(rate), [-6, -4, -1, 0], [3, 3, 0.5, 4])) for rate in RATES]
    found = suggest(RATES, losses, diverged=True)
    assert 1e-4 < found.steepest < 1e-1
    assert 2e-3 < found.careful <= 1e-2
    assert found.sentence.startswith("The loss fell fastest at a learning rate of 0.0")
    assert "try one from" in found.sentence
    assert found.suggested == found.steepest


def test_a_curve_that_never_falls_suggests_nothing() -> None:
    rising = suggest(RATES, np.linspace(1, 9, 61).tolist(), diverged=True)
    assert (rising.steepest, rising.careful) == (None, None)
    assert "begin with a lower rate" in rising.sentence
    level = suggest(RATES, [1.0] * 61, diverged=False)
    assert (level.steepest, level.careful) == (None, None)
    assert "may be stuck" in level.sentence


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_losses_that_are_no_numbers_end_the_curve(loss: float) -> None:
    found = suggest(RATES[:31], [*np.linspace(3, 1, 30).tolist(), loss], diverged=True)
    assert found.careful == pytest.approx(RATES[29] / 10)
    assert suggest(RATES[:3], [1.0, 0.5, loss], diverged=True).steepest is None
    assert "before anything was learned" in suggest(RATES[:1], [loss], diverged=True).sentence


def test_noise_is_not_taken_for_the_steepest_fall() -> None:
    rates = np.geomspace(1e-7, 1, 401)
    falling = np.interp(np.log10(rates), [-7, -4, -1, 0], [3, 3, 0.5, 4])
    noisy = falling + np.random.default_rng(7).normal(0, 0.4, 401)
    found = suggest(rates.tolist(), noisy.tolist(), diverged=False)
    assert 1e-4 < found.steepest < 0.1
    assert found.lowest == pytest.approx(10 * found.careful)


def test_losses_below_nothing_are_no_reason_to_stop(setup: Setup) -> None:
    # Four times a loss of -2 would be passed at once; -2 + 3 * 2 is not.
    falling = [-2.0 + place / 100 for place in range(61)]
    assert suggest(RATES, falling[::-1], diverged=True).careful == pytest.approx(0.1)


def test_a_loss_that_falls_to_the_end_asks_for_higher_rates() -> None:
    found = suggest(RATES[:40], np.linspace(3, 1, 40).tolist(), diverged=False)
    assert found.steepest is None
    assert found.suggested == found.careful == RATES[39] / 10
    assert found.sentence.startswith(f"The loss was still falling at {RATES[39]:.2g}, the highest rate")
