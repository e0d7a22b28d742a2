import dataclasses

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import analyse
from engine.baselines import baselines
from engine.data.kinds.number import Number
from engine.data.kinds.yes_no import YesNo
from engine.data.preparation import PrepareError
from engine.data.prepare import prepare
from engine.data.recipe import Column, Recipe, propose
from engine.data.source import Cancelled
from engine.data.table import Table
from engine.design import Design
from engine.feeding import feeds, prepare_for, signature, training_data
from engine.graph import Edge, Graph, Node
from engine.inference import BLOCK, InferenceError, Predictor, evaluate, predict, prepare_again
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.network import Network
from engine.optimizers.adam import Adam
from engine.proposal import propose_design
from engine.training.loop import train
from engine.training.settings import TrainingSettings
from engine.training.trained import Trained

ROWS = 240


def columns(seed=1):
    random = np.random.default_rng(seed)
    length = random.normal(40, 5, ROWS)
    return {
        "length": [None if row % 40 == 7 else float(value) for row, value in enumerate(length)],
        "colour": random.choice(["red", "blue"], ROWS).tolist(),
        "weight": (3 * length + random.normal(0, 1, ROWS)).tolist(),
        "species": np.where(length < 37, "ant", np.where(length < 43, "bee", "cat")).tolist(),
        "long": np.where(length > 40, "yes", "no").tolist(),
    }


def fit(target, epochs=40, **output):
    table = Table.from_columns(columns())
    recipe = propose(table)
    for name in {"weight", "species", "long"} - {target}:
        recipe = recipe.with_role(name, "ignore")
    design = propose_design(table, recipe.with_role(target, "target"))
    design = design.replace(
        graph=design.graph.with_layer("output_1", LAYERS["output"](**output)),
        training=TrainingSettings(epochs=epochs),
    )
    prepared = prepare(table, design.recipe, design.training.seed)
    network = Network.build(analyse(design.graph, signature(design.graph, prepared.preparation)), seed=7)
    *_, ended = train(network, training_data(design.graph, prepared), design.training)
    trained = Trained(
        design,
        prepared.preparation,
        network.parameters.copy(),
        network.state.copy(),
        ended.checkpoint,
        ended.epoch,
    )
    return trained, prepared, table, network


@pytest.fixture(scope="module")
def classes():
    return fit("species")


@pytest.fixture(scope="module")
def numbers():
    return fit("weight")


@pytest.fixture(scope="module")
def answers():
    return fit("long")


def test_the_truth_as_numbers_of_classes_teaches_what_the_classes_teach(classes):
    other, prepared, _, _ = fit("species", loss=LOSSES["sparse_categorical_crossentropy"]())
    for one, another in zip(classes[0].history, other.history, strict=True):
        assert another.loss == pytest.approx(one.loss, rel=1e-4)
        assert another.scores == pytest.approx(one.scores, abs=0.02)
    found = evaluate(other, prepared, "validation")
    assert found.scores["accuracy"] == np.trace(found.confusion) / found.confusion.sum() > 0.8


@pytest.mark.parametrize(
    ("target", "loss", "settings"),
    [
        ("long", "hinge", {}),
        ("long", "squared_hinge", {"activation": ACTIVATIONS["tanh"]()}),
        ("species", "categorical_hinge", {}),
        ("long", "binary_focal_crossentropy", {}),
        ("species", "categorical_focal_crossentropy", {}),
        ("species", "kl_divergence", {}),
        ("species", "cosine_similarity", {}),
        ("weight", "log_cosh", {}),
    ],
)
def test_every_loss_learns_and_what_is_said_agrees_with_the_scores(target, loss, settings):
    trained, prepared, table, _ = fit(target, loss=LOSSES[loss](), **settings)
    found = evaluate(trained, prepared, "train")
    said = predict(trained, table)
    if target == "weight":
        assert found.scores["r2"] > 0.7
        return
    assert found.scores["accuracy"] == np.trace(found.confusion) / found.confusion.sum() > 0.7
    assert found.scores["auc_roc"] > 0.85
    right = said.values[found.rows] == np.array(columns()[target])[found.rows]
    assert right.mean() == pytest.approx(found.scores["accuracy"])
    assert (said.probabilities >= 0).all()
    np.testing.assert_allclose(said.probabilities.sum(axis=1), 1, rtol=1e-5)


def test_several_of_k_are_learned_from_a_column_for_each():
    """Two columns of yes or no that a person makes targets, with the Output's task set by hand."""
    random = np.random.default_rng(3)
    x = random.normal(size=(ROWS, 2))
    table = Table.from_columns(
        {
            "a": x[:, 0],
            "b": x[:, 1],
            "hot": (x[:, 0] > 0).astype(int),
            "wet": np.where(x[:, 1] > 0, "yes", "no"),
        }
    )
    columns = (
        Column("a", Number()),
        Column("b", Number()),
        Column("hot", Number(), "target"),
        Column("wet", YesNo(), "target"),
    )
    graph = Graph.of(
        [
            Node("in", LAYERS["input"]()),
            Node("d", LAYERS["dense"](units="auto")),
            Node("out", LAYERS["output"](task="multilabel")),
        ],
        [Edge("in", "d"), Edge("d", "out")],
    )
    design = Design(
        graph=graph, recipe=Recipe(columns=columns), training=TrainingSettings(Adam(learning_rate=0.05))
    )
    prepared = prepare_for(design, table)
    network = Network.build(analyse(graph, signature(graph, prepared.preparation)), seed=7)
    *_, ended = train(network, training_data(graph, prepared), design.training)
    trained = Trained(
        design,
        prepared.preparation,
        network.parameters.copy(),
        network.state.copy(),
        ended.checkpoint,
        ended.epoch,
    )
    found = evaluate(trained, prepared, "train")
    assert list(found.scores)[:2] == ["f1", "exact_match"]
    assert found.scores["f1"] > 0.8
    assert found.scores["auc_roc"] > 0.95
    said = predict(trained, table)
    assert said.values.shape == (ROWS, 2)
    assert ((said.values >= 0.5)[:, 0] == (x[:, 0] > 0)).mean() > 0.9
    assert list(said.columns()) == ["prediction of hot", "prediction of wet"]
    assert {"f1", "exact_match"} <= set(baselines(prepared)[1].scores(prepared, "train"))


def test_classes_are_predicted_with_probabilities(classes):
    trained, _, table, _ = classes
    said = predict(trained, table)
    assert said.labels == ("ant", "bee", "cat")
    assert said.probabilities.shape == (ROWS, 3)
    np.testing.assert_allclose(said.probabilities.sum(axis=1), 1, rtol=1e-5)
    assert said.values.tolist() == [said.labels[place] for place in said.probabilities.argmax(axis=1)]
    complete = said.complete
    assert (said.values[complete] == np.array(columns()["species"])[complete]).mean() > 0.8


def test_a_prediction_is_what_the_network_computes(classes):
    trained, prepared, table, network = classes
    said = predict(trained, table)
    direct = network.predict(feeds(network.graph, prepared, np.arange(ROWS)).inputs)["output_1"]
    np.testing.assert_array_equal(said.outputs, direct)


def test_rows_with_gaps_get_no_prediction_and_are_counted(classes):
    trained, _, table, _ = classes
    said = predict(trained, table)
    assert (~said.complete).sum() == 6
    assert said.notes[0] == "6 rows get no prediction: a value is missing in length (6)."
    assert said.columns()["prediction"].null_count() == 6


def test_yes_and_no_have_two_probabilities(answers):
    trained, _, table, _ = answers
    said = predict(trained, table)
    assert said.labels == ("no", "yes")
    np.testing.assert_allclose(said.probabilities.sum(axis=1), 1, rtol=1e-5)
    assert ((said.probabilities[:, 1] >= 0.5) == (said.values == "yes")).all()


def test_numbers_are_predicted_in_the_columns_own_unit(numbers):
    trained, _, table, _ = numbers
    said = predict(trained, table)
    assert said.labels == ()
    assert said.probabilities.shape == (ROWS, 0)
    assert np.abs(said.values - np.array(columns()["weight"]))[said.complete].mean() < 10


def test_a_row_typed_by_hand_is_predicted(classes):
    predictor = Predictor(classes[0])
    said = predictor.predict(Table.from_columns({"length": [52.0], "colour": ["red"]}))
    assert said.values.tolist() == ["cat"]
    gap = predictor.predict(Table.from_columns({"length": [None], "colour": ["red"]}))
    assert not gap.complete[0]


def test_more_rows_than_a_block_come_out_in_order(classes):
    trained = classes[0]
    many = np.linspace(25, 55, BLOCK + 100)
    table = Table.from_columns({"length": many, "colour": ["red"] * len(many)})
    said = predict(trained, table)
    last = predict(trained, table.take(range(BLOCK, BLOCK + 100)))
    np.testing.assert_allclose(said.outputs[BLOCK:], last.outputs, rtol=1e-5)


def test_columns_that_are_not_there_are_named(classes):
    with pytest.raises(PrepareError, match="lacks the column length"):
        predict(classes[0], Table.from_columns({"colour": ["red"]}))


def test_text_where_a_number_was_is_counted_as_missing(classes):
    table = Table.from_columns({"length": ["40", "n.a. today"], "colour": ["red", "red"]})
    said = predict(classes[0], table)
    assert said.complete.tolist() == [True, False]
    assert any("text where a number was expected" in note for note in said.notes)


def test_a_table_without_rows_gives_no_predictions(classes):
    said = predict(classes[0], classes[2].take([]))
    assert len(said) == 0
    assert said.columns()["prediction"].len() == 0


def test_predicting_can_be_cancelled(classes):
    with pytest.raises(Cancelled):
        predict(classes[0], classes[2], lambda share, doing: share < 0.5)


def test_the_confusion_matrix_counts_actual_by_predicted(classes):
    trained, prepared, _, _ = classes
    found = evaluate(trained, prepared, "train")
    assert found.confusion.sum() == len(found) == len(prepared.parts.train)
    by_hand = np.zeros((3, 3), int)
    for actual, predicted in zip(found.actual, found.predicted, strict=True):
        by_hand[actual, predicted] += 1
    np.testing.assert_array_equal(found.confusion, by_hand)
    assert found.scores["accuracy"] == pytest.approx(np.trace(by_hand) / by_hand.sum())
    assert found.probabilities.shape == (len(found), 3)
    truth = np.array(columns()["species"])[found.rows]
    assert [found.labels[code] for code in found.actual] == truth.tolist()


def test_numbers_are_evaluated_in_the_columns_own_unit(numbers):
    trained, prepared, _, _ = numbers
    found = evaluate(trained, prepared, "validation")
    truth = np.array(columns()["weight"])[found.rows]
    np.testing.assert_allclose(found.actual, truth, rtol=1e-4)
    assert found.scores["mean_absolute_error"] == pytest.approx(
        np.abs(found.predicted - found.actual).mean(), rel=1e-4
    )
    assert found.confusion.shape == (0, 0)


def test_yes_and_no_are_evaluated(answers):
    found = evaluate(answers[0], answers[1], "test")
    assert found.confusion.shape == (2, 2)
    assert found.scores["accuracy"] == pytest.approx(np.trace(found.confusion) / len(found))


def test_a_part_without_rows_has_no_scores(classes):
    trained, prepared, _, _ = classes
    none = dataclasses.replace(prepared.parts, test=np.empty(0, np.int64))
    found = evaluate(trained, dataclasses.replace(prepared, parts=none), "test")
    assert len(found) == 0
    assert found.scores == {}
    assert np.isnan(found.loss)


def test_a_part_without_rows_has_no_numbers(numbers):
    trained, prepared, _, _ = numbers
    none = dataclasses.replace(prepared.parts, test=np.empty(0, np.int64))
    found = evaluate(trained, dataclasses.replace(prepared, parts=none), "test")
    assert found.actual.shape == found.predicted.shape == (0,)


def test_data_that_was_prepared_otherwise_is_refused(classes):
    trained, _, table, _ = classes
    otherwise = prepare(table, trained.design.recipe, seed=99)
    with pytest.raises(InferenceError, match="prepared otherwise"):
        evaluate(trained, otherwise, "test")


def test_the_data_of_the_run_can_be_prepared_again(classes):
    trained, prepared, table, _ = classes
    again = prepare_again(trained, table)
    assert again.preparation == prepared.preparation
    np.testing.assert_array_equal(again.parts.test, prepared.parts.test)
    assert evaluate(trained, again, "test").scores == evaluate(trained, prepared, "test").scores


def test_without_a_recipe_nothing_can_be_prepared_again(classes):
    trained, _, table, _ = classes
    bare = dataclasses.replace(trained, design=trained.design.replace(recipe=None))
    with pytest.raises(InferenceError, match="without a recipe"):
        prepare_again(bare, table)
