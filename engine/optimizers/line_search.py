"""A search along a direction for a step that lowers the loss enough and flattens its slope enough. No arrays here.

Nocedal and Wright 2006, "Numerical Optimization", algorithms 3.5 and 3.6, with the safeguards of Schmidt's minFunc,
which PyTorch's LBFGS has too: the same trials in the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite, sqrt
from typing import NamedTuple

ENOUGH_FALL, ENOUGH_FLATNESS = 1e-4, 0.9
"""The constants of the strong Wolfe conditions: the share of the fall and of the slope that the start promises."""
CLOSEST = 1e-9
"""Where no number would move by more than this, the search is at its end."""


class Trial(NamedTuple):
    """A place along the direction: how many times its length away, the loss there, and the loss's slope along it."""

    step: float
    loss: float
    slope: float


def wolfe(at: Callable[[float], Trial], start: Trial, step: float, trials: int, reach: float) -> Trial:
    """A trial that fulfils the strong Wolfe conditions; the lowest where that many trials find none.

    `at` evaluates a step; `start` is the trial at 0, whose slope is negative; `step` is tried first; `reach` is the
    largest number in the direction. A loss that is no number counts as infinite.
    """
    before, now = start, _tried(at, step)
    for count in range(trials):
        if _too_high(now, start) or (count > 1 and now.loss >= before.loss):
            return _between(at, start, (before, now), trials - count, reach)
        if _flat(now, start):
            return now
        if now.slope >= 0:
            return _between(at, start, (before, now), trials - count, reach)
        nearest, farthest = now.step + 0.01 * (now.step - before.step), 10 * now.step
        before, now = now, _tried(at, _bottom(before, now, nearest, farthest))
    return min(start, now, key=lambda trial: trial.loss)


def _between(
    at: Callable[[float], Trial], start: Trial, ends: tuple[Trial, Trial], trials: int, reach: float
) -> Trial:
    """Narrow down to a good trial between two, of which the lower is the better one."""
    low, high = sorted(ends, key=lambda trial: trial.loss)
    slow = False
    for _ in range(trials):
        left, right = sorted((low.step, high.step))
        if (right - left) * reach < CLOSEST:
            break
        step, margin = _bottom(low, high, left, right), 0.1 * (right - left)
        at_the_edge = min(right - step, step - left) < margin
        if at_the_edge and (slow or step >= right or step <= left):
            step = right - margin if right - step < step - left else left + margin
            at_the_edge = False
        slow = at_the_edge
        now = _tried(at, step)
        if _too_high(now, start) or now.loss >= low.loss:
            low, high = sorted((low, now), key=lambda trial: trial.loss)
            continue
        if _flat(now, start):
            return now
        if now.slope * (high.step - low.step) >= 0:
            high = low
        low = now
    return low


def _tried(at: Callable[[float], Trial], step: float) -> Trial:
    trial = at(step)
    return trial if isfinite(trial.loss) and isfinite(trial.slope) else Trial(step, inf, inf)


def _too_high(trial: Trial, start: Trial) -> bool:
    return trial.loss > start.loss + ENOUGH_FALL * trial.step * start.slope


def _flat(trial: Trial, start: Trial) -> bool:
    return abs(trial.slope) <= -ENOUGH_FLATNESS * start.slope


def _bottom(one: Trial, other: Trial, low: float, high: float) -> float:
    """Where the cubic through two trials has its bottom, between two limits; their middle where it has none there."""
    left, right = (one, other) if one.step <= other.step else (other, one)
    middle, width = (low + high) / 2, right.step - left.step
    if not (width and isfinite(right.loss) and isfinite(left.loss)):
        return middle
    bend = left.slope + right.slope - 3 * (left.loss - right.loss) / (left.step - right.step)
    square = bend**2 - left.slope * right.slope
    if square < 0:
        return middle
    root = sqrt(square)
    rise = right.slope - left.slope + 2 * root
    return min(max(right.step - width * ((right.slope + root - bend) / rise), low), high) if rise else middle
