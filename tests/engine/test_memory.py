"""The memory that is foretold is the memory that is taken, and who asks for more than there is hears of it before."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from engine import memory
from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Signature, analyse
from engine.feeding import Feeds, TrainingData
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Layer, Target
from engine.machine import machine_memory
from engine.memory import prediction_need, shortage, step_need, training_need
from engine.network import Network
from engine.networks import NETWORKS as KNOWN
from engine.optimizers import OPTIMIZERS
from engine.outline import Outline
from engine.reach import owners_of, views_of
from engine.training.loop import train
from engine.training.settings import TrainingSettings

RELU = ACTIVATIONS["relu"]()
CLASSES = 10


def dense(units: int, **settings: object) -> Layer:
    return LAYERS["dense"](units=units, **settings)


def chain(*dimensions: int, layers: list[Layer]) -> Analysis:
    """These layers one after the other, and ten classes."""
    every = [LAYERS["input"](dimensions=dimensions), *layers, dense(CLASSES), LAYERS["output"]()]
    nodes = [Node(f"n{place}", layer, f"Layer {place}") for place, layer in enumerate(every)]
    wires = [Edge(a.id, b.id, target_port=b.layer.inputs[0].name) for a, b in itertools.pairwise(nodes)]
    graph = Graph.of(nodes, wires)
    return analyse(graph, Signature(outputs={nodes[-1].id: Target("multiclass", CLASSES)}))


NETWORKS = {
    "small": lambda: chain(64, layers=[dense(64, activation=RELU)]),
    "wide": lambda: chain(784, layers=[dense(256, activation=RELU, l2=0.01), dense(256, activation=RELU)]),
    "halves": lambda: chain(512, layers=[dense(256, activation=RELU), dense(256, activation=RELU)]),
    "pictures": lambda: chain(
        *(28, 28, 1),
        layers=[
            LAYERS["conv2d"](filters=16, activation=RELU),
            LAYERS["max_pooling2d"](),
            LAYERS["conv2d"](filters=32),
            LAYERS["batch_normalization"](),
            LAYERS["activation"](),
            LAYERS["flatten"](),
        ],
    ),
    "deep": lambda: chain(32, layers=[dense(32, activation=ACTIVATIONS["gelu"]()) for _ in range(60)]),
    "shared": lambda: chain(256, layers=[dense(256), *(dense(256, weights_of="n1") for _ in range(8))]),
}


class NoJudge:
    """Scores nothing."""

    def scores(self, predictions: object, targets: object) -> dict[str, float]:
        return {}


def rows(analysis: Analysis, count: int) -> Feeds:
    rng = np.random.default_rng(0)
    order = analysis.graph.order
    inputs = rng.normal(size=(count, *(analysis.shape(order[0]) or ()))).astype(np.float32)
    truth = np.eye(CLASSES, dtype=np.float32)[rng.integers(0, CLASSES, count)]
    return Feeds({order[0]: inputs}, {order[-1]: truth}, np.arange(count))


def peak_of(run: Callable[[], object]) -> int:
    """The most bytes that Python holds for a run, of which it has had one before: modules are read already."""
    run()
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "more"), [*((name, {}) for name in NETWORKS), ("wide", {"average": 0.9, "accumulate": 2})]
)
def test_a_run_takes_what_was_foretold(name: str, more: dict[str, object]) -> None:
    analysis = NETWORKS[name]()
    data = TrainingData(rows(analysis, 300), rows(analysis, 90), NoJudge())  # type: ignore[arg-type]
    settings = TrainingSettings(batch_size=128, epochs=1).replace(**more)
    need = training_need(analysis, settings, 300, 90)

    def run() -> None:
        for _ in train(Network.build(analysis, seed=0), data, settings):
            pass

    assert need.total == pytest.approx(peak_of(run), rel=0.2)


def test_a_prediction_takes_what_was_foretold() -> None:
    analysis = NETWORKS["pictures"]()
    pictures = rows(analysis, 700).inputs
    need = prediction_need(analysis, 700)
    peak = peak_of(lambda: Network.build(analysis, seed=0).predict(pictures))
    assert need.total == pytest.approx(peak, rel=0.2)


def test_large_pictures_are_predicted_few_at_a_time() -> None:
    network = Network(
        chain(224, 224, 3, layers=[LAYERS["conv2d"](filters=64), LAYERS["flatten"](), dense(1)])
    )
    assert network.predict_rows == (32 << 20) // (222 * 222 * 64 * 4)
    assert Network(NETWORKS["deep"]()).predict_rows == 512


def test_a_network_too_large_for_any_memory_is_measured_all_the_same() -> None:
    million = 1_000_000
    huge = chain(million, layers=[dense(million), LAYERS["dropout"]()])
    need = training_need(huge, TrainingSettings(batch_size=million), million)
    assert need.weights > 4 * million**2
    assert need.steps > 3 * 4 * million**2


@pytest.mark.parametrize("causal", [False, True])
def test_scores_that_no_memory_holds_are_measured_all_the_same(causal: bool) -> None:
    """A system may refuse even to promise the memory for one row of such a sequence."""
    steps = 1_000_000
    attention = LAYERS["multi_head_attention"](num_heads=1, key_dim=1, causal=causal)
    analysis = chain(steps, 2, layers=[attention, LAYERS["global_average_pooling1d"]()])
    found = shortage(analysis, TrainingSettings(), 1)
    assert found is not None
    assert found.node == "n1"
    assert "Make Layer 1 smaller" in found.sentence


# --- a shortage ----------------------------------------------------------------------------------------------


def test_enough_is_not_worth_a_word() -> None:
    assert shortage(NETWORKS["wide"](), TrainingSettings(), 1000) is None
    assert shortage(NETWORKS["wide"](), TrainingSettings(), 1000, memory=0) is None, "Where it is not known."


def test_a_shortage_names_the_layer_and_the_batch_that_fits() -> None:
    analysis = NETWORKS["pictures"]()
    small = training_need(analysis, TrainingSettings(batch_size=16), 4096).total
    found = shortage(analysis, TrainingSettings(batch_size=1024), 4096, memory=small)
    assert found is not None
    assert found.batch_size == 16
    assert found.node == "n1"
    for words in ("batches of 1,024", "Most of it is for Layer 1", "Set the batch size to 16"):
        assert words in found.sentence


@pytest.mark.parametrize(
    ("analysis", "settings", "count"),
    [
        (NETWORKS["wide"](), TrainingSettings(optimizer=OPTIMIZERS["lbfgs"](history=1000)), 300),
        (NETWORKS["deep"](), TrainingSettings(), 100_000_000),
        (
            chain(2000, 4, layers=[LAYERS["multi_head_attention"](key_dim=1), LAYERS["flatten"]()]),
            TrainingSettings(batch_size=512),
            512,
        ),
    ],
    ids=["what an optimizer remembers", "predictions of many rows", "scores of long sequences"],
)
def test_nothing_that_takes_much_is_overlooked(
    analysis: Analysis, settings: TrainingSettings, count: int
) -> None:
    """A rough sum tells which networks are far from any limit; it must not take these for such."""
    need = training_need(analysis, settings, count).total
    assert shortage(analysis, settings, count, memory=need - 1) is not None
    assert shortage(analysis, settings, count, memory=need) is None


def test_where_no_batch_fits_the_network_is_too_large() -> None:
    found = shortage(NETWORKS["wide"](), TrainingSettings(), 100, memory=1_000_000)
    assert found is not None
    assert found.batch_size == 0
    assert "Make Layer 1 smaller" in found.sentence


def test_a_machine_has_memory() -> None:
    assert machine_memory() > 100_000_000


def test_looking_can_be_given_up_between_layers():
    class EnoughError(Exception):
        pass

    asked = []

    def between():
        asked.append(len(asked))
        if len(asked) == 3:
            raise EnoughError

    with pytest.raises(EnoughError):
        training_need(NETWORKS["pictures"](), TrainingSettings(), 100, between=between)
    assert asked == [0, 1, 2]


def test_numbers_of_double_precision_take_twice_as_much():
    analysis = NETWORKS["wide"]()
    single, double = (
        training_need(analysis, TrainingSettings(), 300, dtype=d) for d in (np.float32, np.float64)
    )
    assert double.weights == 2 * single.weights
    found = [
        shortage(analysis, TrainingSettings(), 300, memory=single.total, dtype=d)
        for d in (np.float32, np.float64)
    ]
    assert found[0] is None
    assert found[1] is not None


@pytest.mark.parametrize("batch", [40, 99])
def test_pictures_cut_into_blocks_are_drawn_on_as_if_every_block_had_been_bound(batch, monkeypatch):
    """Convolutions 3 by 3, in groups, by channel and transposed; pooling, normalising, and a long sequence."""
    conv, relu = {"filters": 16, "kernel_size": (3, 3)}, {"activation": RELU}
    analysis = chain(
        *(112, 112, 16),
        layers=[
            LAYERS["conv2d"](**conv, **relu, padding="same"),
            LAYERS["conv2d"](**conv, groups=4, dilation=(5, 5)),
            LAYERS["max_pooling2d"](),
            LAYERS["batch_normalization"](),
            LAYERS["depthwise_conv2d"](strides=(2, 2)),
            LAYERS["conv2d_transpose"](**conv),
            LAYERS["reshape"](target_shape=(-1, 16)),
            LAYERS["lstm"](units=8),
        ],
    )
    assert analysis.sound
    foretold = step_need(analysis, batch, training=True).bytes
    memory._layer_bytes.cache_clear()
    monkeypatch.setattr(memory, "FEW_ROWS", batch)
    monkeypatch.setattr(Outline, "of", lambda _self, pieces, _kind: tuple(pieces))
    assert foretold == pytest.approx(step_need(analysis, batch, training=True).bytes, rel=0.01)


def test_a_large_network_is_foretold_from_few_operations(monkeypatch):
    """VGG16 in batches of 512 is bound to millions of arrays; to tell what they take, some thousand are enough."""
    looked_at = []

    def counted(operations):
        looked_at.append(len(views_of(operations)))
        return owners_of(operations)

    analysis = analyse(KNOWN["vgg16"]().graph())
    monkeypatch.setattr(memory, "owners_of", counted)
    memory._layer_bytes.cache_clear()
    step_need(analysis, 512, training=True)
    assert 1_000 < sum(looked_at) < 100_000


def test_a_network_is_drawn_without_room_for_its_weights_in_double_precision():
    analysis = chain(1000, layers=[dense(2000)])
    weights = 4 * analysis.parameters

    def build() -> None:
        Network.build(analysis, seed=0)

    # The weights and their gradient, and a slice of what is drawn.
    assert peak_of(build) < 2 * weights + 3_000_000
