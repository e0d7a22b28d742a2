"""The learning rate range test: short training with a rate that grows at every step, to see which rates teach.

Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3; growing by a factor and stopping early
as in fastai's lr_find.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import ExplainedError
from engine.feeding import TrainingData, shaped
from engine.layers.base import Array
from engine.network import Network
from engine.parallel import working
from engine.training.checks import check
from engine.training.loop import NOISE, ORDER
from engine.training.settings import TrainingSettings
from engine.training.stepper import Stepper
from engine.training.updating import Updater

MEMORY = 0.9
"""The share of the past in the smoothed loss."""
TOO_HIGH = 4.0
"""The test is over when the smoothed loss is so many times the lowest."""
LEAST_FALL = 0.01
"""A loss that falls by less than this share of itself has not fallen."""
FEWEST = 10
"""Steps without which there is no curve."""
REACH = 0.05
"""The share of the curve, to either side, over which a slope is measured: from step to step noise would be steepest."""


STILL_FALLING = (
    "The loss was still falling at {rate:.2g}, the highest rate that was tried. Begin with about {careful:.1g}, or let "
    "the test go higher."
)
UNBORN = (
    "The loss was no finite number before anything was learned, so no rate is to blame. Standardise columns with very "
    "large values, or train to be told the layer where it began."
)


class RateFinderError(ExplainedError):
    """No test can be run with these settings."""


@dataclass(frozen=True, slots=True)
class RateTried:
    """A step was taken at this rate: `step` of `steps`, from 1; the loss before it, by itself and smoothed."""

    step: int
    steps: int
    rate: float
    loss: float
    smoothed: float


@dataclass(frozen=True, slots=True)
class RateFound:
    """The end of a test, and what to make of it in a sentence.

    `steepest` is the rate at which the loss fell fastest, None where it fell to the end: it may fall faster further on.
    `careful` is a tenth of the rate at which it was lowest. Both are None where the loss did not fall. `diverged` says
    that the test ended before the highest rate.
    """

    steepest: float | None
    careful: float | None
    diverged: bool
    sentence: str

    @property
    def suggested(self) -> float | None:
        """The rate to try first: the steepest, else the careful one; None where there is neither.

        Tried with the bundled tables and ten optimizers for 20 epochs: on average the validation loss came down further
        at the steepest rate than at the careful one or between them; where it fell to the end, at the careful one.
        """
        return self.careful if self.steepest is None else self.steepest

    @property
    def lowest(self) -> float | None:
        """The rate at which the loss was lowest."""
        return None if self.careful is None else self.careful * 10


def find_rate(
    network: Network,
    data: TrainingData,
    settings: TrainingSettings,
    steps: int = 100,
    lowest: float = 1e-7,
    highest: float = 10.0,
) -> Iterator[RateTried | RateFound]:
    """Train a copy of `network` with rates from the lowest to the highest, and tell after every step and at the end.

    Batches, optimizer, clipping and weight decay are those of `settings`; schedule, gathering and averaging are left
    out. The network itself stays as it is; to stop, do not ask again. Raises RateFinderError, and what a run with these
    rows and settings would raise.
    """
    if settings.optimizer.full_batch:
        raise RateFinderError(
            f"{settings.optimizer.label()} finds the length of its steps by itself, so there is no learning rate to "
            "look for. Choose another optimizer for this test."
        )
    if not (0 < lowest < highest < math.inf):
        raise RateFinderError(
            f"The rates go from {lowest:g} to {highest:g}, but must rise from a number above 0."
        )
    if steps < FEWEST:
        raise RateFinderError(f"The test has {steps} steps, but needs at least {FEWEST}.")
    check(network.analysis, data.train, data.validation, settings, network.dtype)
    rates = np.geomspace(lowest, highest, steps).tolist()
    return _tried(network, data, settings.replace(accumulate=1, average=0.0), rates)


def _tried(
    network: Network, data: TrainingData, settings: TrainingSettings, rates: Sequence[float]
) -> Iterator[RateTried | RateFound]:
    losses: list[float] = []
    smoothed, best = 0.0, math.inf
    with working():
        for loss in _losses(_copied(network), data, settings, rates):
            losses.append(loss)
            smoothed = MEMORY * smoothed + (1 - MEMORY) * loss
            shown = smoothed / (1 - MEMORY ** len(losses))
            yield RateTried(len(losses), len(rates), rates[len(losses) - 1], loss, shown)
            if not math.isfinite(loss) or shown > best + (TOO_HIGH - 1) * abs(best):
                break
            best = min(best, shown)
    yield suggest(rates[: len(losses)], losses, diverged=len(losses) < len(rates))


def _losses(
    network: Network, data: TrainingData, settings: TrainingSettings, rates: Sequence[float]
) -> Iterator[float]:
    """The loss before each step, epoch after epoch in a run's own order."""
    feeds = shaped(data.train, network.analysis, network.dtype)
    updater = Updater(network, settings)
    stepper = Stepper(network, feeds, settings, np.random.default_rng([settings.seed, NOISE]))
    order: Array = np.empty(0, np.int64)
    for step, rate in enumerate(rates):
        epoch, batch = divmod(step, stepper.batches)
        if not batch:
            order = np.random.default_rng([settings.seed, ORDER, epoch + 1]).permutation(len(feeds))
        with np.errstate(all="ignore"):  # What is not finite ends the test.
            loss, _ = stepper.batch(order, batch)
            updater.take(rate, last=batch == stepper.batches - 1)
        yield loss


def _copied(network: Network) -> Network:
    copy = Network(network.analysis, network.dtype)
    np.copyto(copy.parameters, network.parameters)
    np.copyto(copy.state, network.state)
    return copy


def suggest(rates: Sequence[float], losses: Sequence[float], *, diverged: bool) -> RateFound:
    """What these losses at these rates say.

    They are smoothed forwards and backwards. The first tenth, in which smoothing knows too little, is left out.
    """
    curve = smoothed_both_ways(losses)
    first = len(curve) // 10
    if diverged and not len(curve):
        return RateFound(None, None, diverged, UNBORN)
    if len(curve) < FEWEST:
        return RateFound(None, None, diverged, _nothing(diverged))
    bottom = first + int(curve[first:].argmin())
    if bottom < first + 2 or curve[first] - curve[bottom] < LEAST_FALL * abs(curve[first]):
        return RateFound(None, None, diverged, _nothing(diverged))
    careful = rates[bottom] / 10
    if not diverged and bottom >= len(curve) - _reach(curve):
        sentence = STILL_FALLING.format(rate=rates[len(curve) - 1], careful=careful)
        return RateFound(None, careful, diverged, sentence)
    steepest = rates[first + int(_slopes(curve, np.log(rates[: len(curve)]))[first:bottom].argmin())]
    sentence = (
        f"The loss fell fastest at a learning rate of {steepest:.2g} and was lowest at {rates[bottom]:.2g}: "
        f"try {_range(steepest, careful)}."
    )
    return RateFound(steepest, careful, diverged, sentence)


def smoothed_both_ways(losses: Sequence[float]) -> Array:
    """The finite losses, smoothed forwards and backwards, so that no fall is seen later than it was."""
    finite = np.array([loss for loss in losses if math.isfinite(loss)])
    curve: Array = (_smooth(finite) + _smooth(finite[::-1])[::-1]) / 2
    return curve


def _range(one: float, other: float) -> str:
    low, high = (f"{rate:.1g}" for rate in sorted((one, other)))
    return f"about {low}" if low == high else f"one from {low} to {high}"


def _nothing(diverged: bool) -> str:
    if diverged:
        return "The loss rose from the first steps on: begin with a lower rate, or look at the data's scale."
    return "The loss did not fall at any rate: the network may be stuck, or needs more steps."


def _slopes(curve: Array, places: Array) -> Array:
    """The slope at each point, measured across its neighbours within REACH."""
    points = np.arange(len(curve))
    reach = _reach(curve)
    before, after = np.maximum(points - reach, 0), np.minimum(points + reach, len(curve) - 1)
    slopes: Array = (curve[after] - curve[before]) / (places[after] - places[before])
    return slopes


def _reach(curve: Array) -> int:
    return max(1, round(REACH * len(curve)))


def _smooth(losses: Array) -> Array:
    """Fading means, each over all losses up to its own."""
    means, total = np.empty_like(losses), 0.0
    for place, loss in enumerate(losses.tolist()):
        total = MEMORY * total + (1 - MEMORY) * loss
        means[place] = total / (1 - MEMORY ** (place + 1))
    return means
