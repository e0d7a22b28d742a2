"""What an Output cannot learn is refused before the first step, with the name of the node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.feeding import Feeds, TrainingData
from engine.layers.output import TruthError
from engine.network import Network
from engine.training.loop import train
from engine.training.settings import TrainingSettings

Setup = Callable[..., tuple[Network, TrainingData]]


def spoiled(feeds: Feeds) -> Feeds:
    """The same rows, one with a truth that is no number."""
    truth = {node_id: rows.copy() for node_id, rows in feeds.targets.items()}
    truth["out"][4] = np.nan
    return replace(feeds, targets=truth)


@pytest.mark.parametrize("part", ["train", "validation"])
def test_a_truth_that_is_no_number_is_refused_with_its_row(setup: Setup, part: str) -> None:
    network, data = setup()
    before = network.parameters.copy()
    wrong = replace(data, **{part: spoiled(getattr(data, part))})
    with pytest.raises(TruthError, match="out: Row 5 of the truth has nan") as caught:
        next(train(network, wrong, TrainingSettings()))
    assert caught.value.node == "out"
    assert (network.parameters == before).all()


def test_what_is_prepared_from_a_table_is_taken(setup: Setup) -> None:
    network, data = setup()
    next(train(network, data, TrainingSettings()))
