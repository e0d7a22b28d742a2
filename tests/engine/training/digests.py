"""Short runs of networks of every sort, and digests of what they learned: python -m tests.engine.training.digests."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Signature, analyse
from engine.feeding import Feeds, TrainingData
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Layer, Target
from engine.network import Network
from engine.training.loop import train
from engine.training.messages import EpochEnded
from engine.training.settings import TrainingSettings

ROWS, BATCH = 160, 64
"""Two batches and a shorter one."""
THINGS = 500

RELU = ACTIVATIONS["relu"]()


def networks() -> dict[str, tuple[tuple[int, ...], list[Layer]]]:
    """The shape of a row, and the layers before the last; each so large that work is split between threads."""
    drop = LAYERS["dropout"](rate=0.3)
    dense = LAYERS["dense"](units=512, activation=RELU)
    narrow = dense.replace(units=256)
    words = LAYERS["embedding"](input_dim=THINGS, output_dim=32)
    flat = LAYERS["flatten"]()
    return {
        "dense": ((256,), [dense, drop, LAYERS["batch_normalization"](), dense]),
        "halves": ((256,), [narrow, drop, narrow]),
        "convolution": (
            (20, 20, 8),
            [
                LAYERS["conv2d"](filters=32, padding="same", activation=RELU),
                LAYERS["batch_normalization"](),
                LAYERS["max_pooling2d"](),
                LAYERS["spatial_dropout2d"](rate=0.2),
                LAYERS["separable_conv2d"](filters=32, activation=RELU),
                flat,
            ],
        ),
        "recurrence": (
            (12, 16),
            [
                LAYERS["lstm"](units=64, return_sequences=True, dropout=0.2, recurrent_dropout=0.2),
                LAYERS["gru"](units=32, bidirectional="concat"),
                drop,
            ],
        ),
        "attention": (
            (40,),
            [
                words,
                LAYERS["positional_embedding"](),
                LAYERS["multi_head_attention"](num_heads=4, key_dim=16, dropout=0.2),
                LAYERS["layer_normalization"](),
                flat,
            ],
        ),
        "embedding": ((30,), [words, LAYERS["gaussian_noise"](stddev=0.1), flat, dense]),
    }


def rows(shape: tuple[int, ...], codes: bool) -> Feeds:
    """Numbers without a pattern, or whole ones below THINGS, and a class for each row."""
    count = ROWS * prod(shape)
    wave = np.sin(np.arange(count, dtype=np.float64) ** 2 % 1009).reshape(ROWS, prod(shape))
    given = np.floor(abs(wave) * THINGS) if codes else wave
    truth = np.eye(3)[np.arange(ROWS) * 7 % 3]
    return Feeds({"in": given.astype(np.float32)}, {"out": truth.astype(np.float32)}, np.arange(ROWS))


class _Silent:
    """Scores nothing."""

    def scores(self, predictions: Any, targets: Any) -> dict[str, float]:
        """No score."""
        return {}


def _wire(layers: dict[str, Layer], source: str, target: str) -> Edge:
    return Edge(source, target, target_port=layers[target].inputs[0].name)


def analysis(shape: tuple[int, ...], layers: list[Layer]) -> Analysis:
    """The network with these layers, for three classes."""
    every = {
        "in": LAYERS["input"](dimensions=shape),
        **{f"layer_{place}": layer for place, layer in enumerate(layers)},
        "last": LAYERS["dense"](units="auto"),
        "out": LAYERS["output"](),
    }
    nodes = [Node(name, layer) for name, layer in every.items()]
    graph = Graph.of(nodes, [_wire(every, a, b) for a, b in pairwise(every)])
    target = Target("multiclass", 3, ("a", "b", "c"))
    return analyse(graph, Signature(outputs={"out": target}))


def digest(shape: tuple[int, ...], layers: list[Layer]) -> str:
    """A digest of the weights, the running statistics and the losses after two epochs."""
    network = Network.build(analysis(shape, layers), seed=7)
    codes = any(layer.kind() == "embedding" for layer in layers)
    feeds = rows(shape, codes)
    data = TrainingData(feeds, feeds, _Silent())  # type: ignore[arg-type]
    run = train(network, data, TrainingSettings(batch_size=BATCH, epochs=2, restore_best=False))
    records = [message.record for message in run if isinstance(message, EpochEnded)]
    made = hashlib.sha256(network.parameters.tobytes() + network.state.tobytes())
    for record in records:
        made.update(np.array([record.loss, record.validation_loss]).tobytes())
    return made.hexdigest()


def digests() -> dict[str, str]:
    """A digest for every network."""
    return {name: digest(*network) for name, network in networks().items()}


if __name__ == "__main__":
    print(json.dumps(digests()))
