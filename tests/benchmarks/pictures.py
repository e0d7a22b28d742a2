"""What is measured beside training: known networks that say what one picture shows, with the same weights for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.analysis import analyse
from engine.network import Network
from engine.networks import NETWORKS

TOLERANCE = 1e-3
"""How far a peer's probabilities may lie from the engine's, in shares of the greatest."""


STATISTICS = ("gamma", "beta", "moving_mean", "moving_variance")
"""What a normalization has, in the order of PyTorch and ONNX."""


class DifferentError(RuntimeError):
    """A peer says something else than the engine, so it computes something else, and its time means nothing."""


@dataclass(frozen=True)
class Prediction:
    """One line of the table: `network`, with its defaults, predicts one picture 224 high and wide."""

    data: ClassVar = "picture"
    doing: ClassVar = "predict"
    products: ClassVar[float] = 0.0
    within: ClassVar[float] = 0.0

    name: str
    title: str
    network: str
    bars: Mapping[str, float] = field(default_factory=dict)
    """How many times faster than a peer the engine promises to be."""

    def built(self) -> Network:
        """The network as the engine has it. Normalizations differ from channel to channel, as after training.

        Their factors are small, so that probabilities stay far from 0 and 1 however many blocks are added up.
        """
        network = Network.build(analyse(NETWORKS[self.network]().graph()), seed=1)
        rng = np.random.default_rng(1)
        for weights in network.weights.values():
            if "gamma" in weights:
                ranges = ((0.1, 0.4), (-0.1, 0.1), (-0.1, 0.1), (0.5, 1.5))
                for name, (low, high) in zip(STATISTICS, ranges, strict=True):
                    weights[name][...] = rng.uniform(low, high, weights[name].shape)
        return network

    def picture(self) -> NDArray[np.float32]:
        """(1, height, width, channels)."""
        known = NETWORKS[self.network]()
        shape = (1, known.side, known.side, known.channels)
        return np.random.default_rng(1).normal(size=shape).astype(np.float32)

    def floating_point_operations(self) -> int:
        """Of the matrix products."""
        facts = analyse(NETWORKS[self.network]().graph()).facts.values()
        return 2 * sum(fact.multiply_adds for fact in facts)

    def compare(self, network: Network, said: NDArray[np.float32]) -> None:
        """Raises DifferentError where a peer's probabilities are not the engine's."""
        (expected,) = network.predict({"input": self.picture()}).values()
        apart = float(np.abs(said - expected).max() / expected.max())
        if not apart <= TOLERANCE:
            raise DifferentError(f"{self.name}: its probabilities lie {apart:.2g} of the greatest apart.")


def channels_first(node: str, weights: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """The weights of a node as peers want them that have channels before height and width.

    A convolution's kernel is (filters, channels, height, width); VGG16's first Dense layer reads what was flattened so.
    """
    changed = dict(weights)
    if "kernel" in changed and changed["kernel"].ndim == 4:
        changed["kernel"] = np.ascontiguousarray(changed["kernel"].transpose(3, 2, 0, 1))
    if node == "fc1":
        kernel = changed["kernel"].reshape(7, 7, 512, -1)
        changed["kernel"] = kernel.transpose(2, 0, 1, 3).reshape(changed["kernel"].shape)
    return changed


PREDICTIONS = (
    Prediction(
        "W8",
        "VGG16 predicts one picture 224x224x3",
        "vgg16",
        bars={"pytorch": 1.4, "onnxruntime": 1},
    ),
    Prediction("W8R", "ResNet-152 predicts one picture 224x224x3", "resnet152", bars={"pytorch": 0.9}),
)
