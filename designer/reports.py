"""What a worker tells of a run: frozen values that a view may keep, copied from a network that goes on. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.layers.base import Array
from engine.network import Network, Views
from engine.training.messages import BatchEnded, Checkpoint, EpochEnded

Reason = Literal["epochs", "early", "diverged", "stopped", "failed"]


@dataclass(frozen=True)
class Snapshot:
    """All weights, and the last step's gradients, by node id and name, as they were at one moment: copies.

    `epoch` counts the epochs that were finished by then.
    """

    weights: Views
    gradients: Views
    epoch: int

    @classmethod
    def of(cls, network: Network, epoch: int) -> Snapshot:
        """Copies of what a network holds now."""
        return cls(_copies(network.weights), _copies(network.gradients), epoch)


@dataclass(frozen=True)
class Report:
    """What has happened since the report before.

    `epochs` are all that ended; `batch` is the newest step, None where there was none; `snapshot` is there when it
    was asked for, `checkpoint` also when the run came to rest. `resting` says that the run waits to be resumed.
    """

    epochs: tuple[EpochEnded, ...] = ()
    batch: BatchEnded | None = None
    snapshot: Snapshot | None = None
    checkpoint: Checkpoint | None = None
    resting: bool = False


NOTHING = Report()


@dataclass(frozen=True)
class Ending:
    """How a run ended, and what it leaves behind: the weights in force, and where it could go on.

    `reason` is that of RunEnded, or "stopped", or "failed": then there are neither weights nor a checkpoint, and
    `error` is the exception where it was none that a person can mend. `node` is the one that it came from, where a run
    that diverged or was refused can name one.
    """

    reason: Reason
    sentence: str
    epoch: int = 0
    parameters: Array | None = None
    state: Array | None = None
    checkpoint: Checkpoint | None = None
    error: Exception | None = None
    node: str = ""


def _copies(views: Views) -> Views:
    return {
        node: {name: view.copy() for name, view in parts.items()} for node, parts in views.items() if parts
    }
