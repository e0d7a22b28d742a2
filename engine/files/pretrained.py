"""How a network begins: with weights drawn from the seed, or with those of a trained .loom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.analysis import Analysis
from engine.files.archive import LoadError
from engine.files.loom import load
from engine.network import Network
from engine.training.checks import check_memory
from engine.training.settings import TrainingSettings
from engine.training.trained import Trained
from engine.transfer import Transfer, take_weights


def begin(
    analysis: Analysis, training: TrainingSettings, between: Callable[[], object] = lambda: None
) -> tuple[Network, Transfer | None]:
    """A network with the weights that it begins with, and the report of what was taken from `training.pretrained`.

    `between` is called before each weight is drawn; what it raises gives up. Raises LoadError where that file cannot be
    opened or was never trained, and RefusedError where this machine has not the memory for such a network.
    """
    check_memory(analysis, training)
    network = Network.build(analysis, training.seed, between=between)
    if not training.pretrained:
        return network, None
    return network, take_weights(network, load_trained(Path(training.pretrained)).network())


def load_trained(path: Path) -> Trained:
    """What the model in this file has learned. Raises LoadError where it cannot be opened or was never trained."""
    model = load(path)
    if model.trained is not None:
        return model.trained
    if model.carried:
        raise LoadError(f"{path.name} has no weights to begin with. {' '.join(model.notes)}")
    raise LoadError(
        f"{path.name} was saved before it was trained, so that it has no weights to begin with. Train it, or choose "
        "another file under “weights from”."
    )
