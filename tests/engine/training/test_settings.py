"""The settings of a run: how long it is."""

import pytest

from engine.optimizers import OPTIMIZERS
from engine.schedules.base import Span
from engine.training.settings import TrainingSettings


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({}, 4),  # 100 rows in batches of 32: 32, 32, 32 and 4.
        ({"accumulate": 3}, 2),
        ({"batch_size": 1000}, 1),
        ({"optimizer": OPTIMIZERS["lbfgs"]()}, 1),
    ],
    ids=str,
)
def test_steps_in_an_epoch(changes: dict[str, object], steps: int) -> None:
    assert TrainingSettings(epochs=7, **changes).span(100) == Span(7, steps)
