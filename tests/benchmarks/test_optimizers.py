"""One step of Adam on vectors of many lengths: in pieces, by two threads, and beside PyTorch's; rounds interleaved."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import pytest

from engine import parallel
from engine.optimizers import base
from engine.optimizers.adam import Adam

ROUNDS = 9
Step = Callable[[], object]


def engine_step(size: int, piece: int, share: int, monkeypatch: pytest.MonkeyPatch) -> Step:
    """Adam in single precision, so many numbers at a time, so many at least for each thread."""
    monkeypatch.setattr(base, "PIECE", piece)
    monkeypatch.setattr(base, "SHARE", share)
    adam, parameters, gradient = Adam(), np.ones(size, np.float32), np.full(size, 0.1, np.float32)
    update = adam.bind(parameters, gradient, adam.make_slots(parameters))
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        gradient.fill(0.1)
        update(0.001, count)

    return step


def pytorch_step(size: int, fused: bool) -> Step:
    """PyTorch's Adam, as it is used by default or fused into one pass."""
    torch = pytest.importorskip("torch")
    parameters = torch.nn.Parameter(torch.ones(size))
    parameters.grad = torch.full((size,), 0.1)
    adam = torch.optim.Adam([parameters], fused=fused)

    def step() -> None:
        parameters.grad.fill_(0.1)
        adam.step()

    return step


def medians(steps: dict[str, Step], seconds: float = 0.05) -> dict[str, float]:
    """Microseconds for a step of each."""
    found: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            count, start = 0, time.perf_counter()
            while (passed := time.perf_counter() - start) < seconds:
                step()
                count += 1
            found[name].append(passed / count * 1e6)
    return {name: statistics.median(times) for name, times in found.items()}


@pytest.mark.parametrize("size", [200, 235_146, 2_000_000, 20_000_000])
def test_adam_in_pieces_against_the_whole_and_pytorch(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces cost next to nothing where the cache holds all, and gain where it does not."""
    piece, share = base.PIECE, base.SHARE
    with parallel.working():
        found = medians(
            {
                "engine": engine_step(size, piece, share, monkeypatch),
                "one thread": engine_step(size, piece, size, monkeypatch),
                "whole": engine_step(size, size, size, monkeypatch),
                "pytorch": pytorch_step(size, fused=False),
                "pytorch fused": pytorch_step(size, fused=True),
            }
        )
    print(f"\n{size:,} numbers: {', '.join(f'{name} {us:,.1f} us' for name, us in found.items())}")
    if size > base.PIECE:  # Below, these are one and the same.
        assert found["one thread"] <= (1.2 if size < 10_000_000 else 0.9) * found["whole"]
        assert found["engine"] <= 1.3 * found["one thread"]
