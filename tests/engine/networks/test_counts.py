"""The known networks: their published numbers of parameters, and some steps of training on small pictures."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.analysis import analyse
from engine.network import Network
from engine.networks import NETWORKS
from engine.optimizers.sgd import Sgd

SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in NETWORKS
    for number, sample in enumerate(NETWORKS[kind].samples())
]


@pytest.mark.parametrize("kind", list(NETWORKS))
def test_parameters_are_the_published_ones(kind):
    analysis = analyse(NETWORKS[kind]().graph())
    assert analysis.problems == ()
    assert analysis.parameters == NETWORKS[kind].parameters


@pytest.mark.parametrize(
    ("kind", "published"),
    [("vgg16", 138_357_544), ("resnet50", 25_636_712), ("resnet152", 60_419_944), ("resnet18", 11_699_112)],
)
def test_the_numbers_are_those_that_everybody_quotes(kind, published):
    assert NETWORKS[kind].parameters == published


def test_layers_that_learn_are_as_many_as_the_name_says():
    for kind, count in [("vgg16", 16), ("resnet18", 18), ("resnet50", 50), ("resnet152", 152)]:
        assert NETWORKS[kind].depth == count
        nodes = NETWORKS[kind]().graph().nodes
        matrices = [node for node in nodes if node.layer.kind() in ("conv2d", "dense")]
        projected = [node for node in matrices if node.id.endswith("_0_conv")]
        assert len(matrices) - len(projected) == count


@pytest.mark.parametrize("network", SAMPLES)
def test_a_step_of_training_makes_the_loss_smaller(network):
    built = Network.build(analyse(network.graph()), seed=1, dtype=np.float64)
    rng = np.random.default_rng(2)
    plan = built.plan(4, training=True)
    plan.inputs["input"][...] = rng.normal(size=plan.inputs["input"].shape)
    plan.targets["output"][...] = np.eye(network.classes)[[0, 2, 1, 0]]
    plan.forward()
    before = plan.loss()
    plan.backward()
    steepness = float(np.linalg.norm(built.gradient))
    assert 0 < steepness < np.inf
    # So short a step straight downhill that the loss falls by just what the gradient says.
    fall = 1e-6
    Sgd().bind(built.parameters, built.gradient, {})(fall / steepness**2, 1)
    plan.forward()
    assert before - plan.loss() == pytest.approx(fall, rel=0.02)


@pytest.mark.parametrize("network", SAMPLES)
def test_settings_survive_a_file(network):
    assert NETWORKS.load(json.loads(json.dumps(network.to_dict()))) == network


@pytest.mark.parametrize("kind", list(NETWORKS))
def test_the_paper_is_named_with_its_year(kind):
    assert f" {NETWORKS[kind].year}, " in NETWORKS[kind].source()


def test_settings_fit_the_data():
    network = NETWORKS["vgg16"]()
    assert network.fitted((10,), 3) == network.replace(classes=3)
    assert network.fitted((64, 64, 1), 0) == network.replace(side=64, channels=1)
    assert network.fitted((64, 48, 1), 1) == network, "Not square, and no classes."
    assert network.fitted((28, 28, 1), 10) == network.replace(classes=10), "Too small."
