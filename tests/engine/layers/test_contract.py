"""What every layer must do, tried on every sample of every kind."""

import json

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.declare import settings_of
from engine.layers import LAYERS
from engine.layers.base import Sample, WeightedLayer

FAMILIES = {
    *("data", "core", "convolution", "pooling", "recurrent", "attention"),
    *("normalisation", "regularisation", "merge", "output"),
}
NO_PRODUCTS = {"embedding", "positional_embedding", "layer_normalization", "rms_normalization", "prelu"}
"""Layers whose arrays of several axes are no matrices: rows to look up, or a number for each place."""
SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in LAYERS
    for number, sample in enumerate(LAYERS[kind].samples())
]
INNER = [param for param in SAMPLES if param.values[0].layer.inputs and param.values[0].layer.outputs]
ACTIVATED = [
    pytest.param(Sample(sample.layer.replace(activation=activation()), sample.shapes), id=f"{kind}-{name}")
    for kind in LAYERS
    for sample in LAYERS[kind].samples()[:1]
    for name, activation in ACTIVATIONS.items()
    if sample.layer.outputs and any(each.name == "activation" for each in settings_of(LAYERS[kind]))
]
"""Layers with every activation: slopes of some follow from the input, of some from the output, of SiLU from both."""
RUN = [param for param in SAMPLES if param.values[0].layer.inputs]


@pytest.mark.parametrize("training", [True, False], ids=["training", "afterwards"])
@pytest.mark.parametrize("sample", RUN)
def test_forward_fills_the_shape_that_the_rule_gives(bench, sample, training):
    made = bench(*sample, training=training)
    y = made.forward()
    assert y.shape == (3, *made.layer.shape(*sample.shapes))
    assert np.isfinite(y).all()


@pytest.mark.parametrize("batch", [1, 40])
@pytest.mark.parametrize("sample", INNER)
def test_a_prediction_without_a_way_back_is_the_same(bench, sample, batch):
    alone = bench(*sample, training=False, batch=batch, backward=False)
    whole = bench(*sample, training=False, batch=batch)
    np.testing.assert_allclose(alone.forward(), whole.forward(), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("training", [True, False], ids=["training", "afterwards"])
@pytest.mark.parametrize("sample", INNER)
def test_gradient_of_the_inputs(bench, numeric, sample, training):
    made = bench(*sample, training=training)
    expected = [numeric(made.loss, x) for x in made.x]
    made.forward()
    for found, wanted in zip(made.backward(), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("training", [True, False], ids=["training", "afterwards"])
@pytest.mark.parametrize("sample", INNER)
def test_gradient_of_the_weights(bench, numeric, sample, training):
    made = bench(*sample, training=training)
    expected = {name: numeric(made.loss, made.weights[name]) for name in made.gradients}
    made.forward()
    made.backward()
    for name, wanted in expected.items():
        np.testing.assert_allclose(made.gradients[name], wanted, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("sample", INNER)
def test_what_it_says_of_memory_is_true(bench, sample):
    """The same bits with arrays in common, and with what the backward pass does not read gone."""
    plain, shared = bench(*sample), bench(*sample, in_place=True)
    np.testing.assert_array_equal(shared.forward(), plain.forward())
    expected = plain.backward()
    if not plain.layer.backward_reads_y:
        shared.y[...] = np.nan
    if not plain.layer.backward_reads_x:
        for x in shared.x:
            x[...] = shared.y if x is shared.y else np.nan
    for found, wanted in zip(shared.backward(), expected, strict=True):
        np.testing.assert_array_equal(found, wanted)
    for name, gradient in plain.gradients.items():
        np.testing.assert_array_equal(shared.gradients[name], gradient)


@pytest.mark.parametrize(
    "sample", [param for param in INNER if isinstance(param.values[0].layer, WeightedLayer)]
)
def test_a_frozen_layer_hands_on_its_gradient_and_moves_nothing(bench, numeric, sample):
    made = bench(*sample, frozen=True)
    before = {name: weight.copy() for name, weight in made.weights.items()}
    expected = [numeric(made.loss, x) for x in made.x]
    made.forward()
    for found, wanted in zip(made.backward(), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-7)
    for name, weight in made.weights.items():
        np.testing.assert_array_equal(weight, before[name])


@pytest.mark.parametrize("training", [True, False], ids=["training", "afterwards"])
@pytest.mark.parametrize("sample", [*INNER, *ACTIVATED])
def test_backward_reads_only_what_it_says(bench, sample, training):
    made, other = bench(*sample, training=training), bench(*sample, training=training)
    if made.layer.view:
        return
    with np.errstate(over="ignore", invalid="ignore"):  # A memory that grows exponentially overflows.
        made.forward()
        other.forward()
        if not made.layer.backward_reads_y:
            made.y.fill(np.nan)
        if not made.layer.backward_reads_x:
            for x in made.x:
                x.fill(np.nan)
        slopes = zip(made.backward(), other.backward(), strict=True)
    for found, wanted in slopes:
        np.testing.assert_array_equal(found, wanted)
    for name, gradient in made.gradients.items():
        np.testing.assert_array_equal(gradient, other.gradients[name])


@pytest.mark.parametrize("training", [True, False], ids=["training", "afterwards"])
@pytest.mark.parametrize("sample", RUN)
def test_nothing_is_allocated_when_it_runs(bench, assert_lean, many_rows, sample, training):
    made = bench(*sample, training=training, batch=many_rows, dtype=np.float32)
    assert_lean((*made.step.forward, *made.step.backward))


@pytest.mark.parametrize("sample", RUN)
def test_single_precision_stays_single(bench, sample):
    # Random numbers of another precision are others, so what draws them is compared as it runs afterwards.
    training = not bench(*sample).draws
    single, double = bench(*sample, dtype=np.float32, training=training), bench(*sample, training=training)
    assert single.forward().dtype == np.float32
    np.testing.assert_allclose(single.y, double.forward(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("sample", SAMPLES)
def test_settings_survive_a_file(sample):
    assert LAYERS.load(json.loads(json.dumps(sample.layer.to_dict()))) == sample.layer


@pytest.mark.parametrize(
    "sample", [param for param in SAMPLES if param.values[0].layer.kind() not in NO_PRODUCTS]
)
def test_a_layer_multiplies_where_it_has_a_matrix(bench, sample):
    made = bench(*sample)
    matrices = [weight.size for weight in made.declared if len(weight.shape) > 1]
    assert made.layer.multiply_adds(*sample.shapes) >= sum(matrices)
    assert bool(made.layer.multiply_adds(*sample.shapes)) == bool(matrices)


@pytest.mark.parametrize("kind", list(LAYERS))
def test_the_palette_finds_a_family(kind):
    assert LAYERS[kind].family in FAMILIES


@pytest.mark.parametrize("sample", [param for param in INNER if param.values[0].layer.rows_apart])
def test_rows_that_are_apart_can_be_had_alone(bench, sample):
    whole = bench(sample.layer, sample.shapes, batch=5, training=False)
    y, dx = whole.forward().copy(), [each.copy() for each in whole.backward()]
    for rows in (slice(0, 2), slice(2, 5)):
        x = tuple(each[rows] for each in whole.x)
        part = bench(sample.layer, sample.shapes, batch=rows.stop - rows.start, training=False, x=x)
        for weight, values in whole.weights.items():
            part.weights[weight][...] = values
        np.testing.assert_allclose(part.forward(), y[rows], rtol=1e-12)
        part.direction[...] = whole.direction[rows]
        for found, wanted in zip(part.backward(), dx, strict=True):
            np.testing.assert_allclose(found, wanted[rows], rtol=1e-12)
