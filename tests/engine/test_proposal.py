import numpy as np
import pytest

from engine.analysis import analyse
from engine.data.prepare import prepare
from engine.data.profile import profiles
from engine.data.recipe import propose
from engine.data.table import Table
from engine.data.window import Window
from engine.design import Design
from engine.examples import examples
from engine.feeding import signature
from engine.proposal import chain, concerns, hidden_units, propose_design, sketch, with_table


def table_of(**columns):
    return Table.from_columns(columns)


def numbers(count):
    return [each % 17 + 0.5 for each in range(count)]


def recipe_and_profiles(table):
    found = profiles(table)
    return propose(table, found), found


@pytest.mark.parametrize(
    ("rows", "answers", "expected"),
    [
        (150, 3, (16,)),
        (1_000, 1, (16,)),
        (1_001, 1, (32,)),
        (10_000, 1, (32,)),
        (10_001, 1, (64, 32)),
        (500, 20, (20,)),
        (100_000, 50, (64, 50)),
        (500, 1_000, (128,)),
    ],
)
def test_the_hidden_layers_grow_with_the_table_and_are_no_bottleneck(rows, answers, expected):
    assert hidden_units(rows, answers) == expected


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_every_bundled_example_gets_a_network_that_can_be_trained(example):
    from engine.data.table import read

    table = read(example.path)
    design = propose_design(table, example.recipe(table))
    prepared = prepare(table, design.recipe, seed=7)
    analysis = analyse(design.graph, signature(design.graph, prepared.preparation))
    assert analysis.sound, analysis.problems
    assert set(design.places) == {node.id for node in design.graph.nodes}


def test_the_penguins_get_sixteen_relus_and_as_many_neurons_as_species():
    table = table_of(length=numbers(90), species=["a", "b", "c"] * 30)
    graph, places = chain((16,))
    assert [node.layer.label() for node in graph.nodes] == ["Input", "Dense", "Dense", "Output"]
    assert [node.title for node in graph.nodes] == ["Input", "Dense", "Dense 2", "Output"]
    assert graph["dense_1"].layer.units == 16
    assert graph["dense_1"].layer.activation.kind() == "relu"
    assert graph["dense_2"].layer.units == "auto"
    xs = [places[node.id][0] for node in graph.nodes]
    assert xs == sorted(xs)
    assert np.diff(xs).min() > 184
    assert sketch(*recipe_and_profiles(table)) == ("Input 1", "Dense 16 ReLU", "Dense 3", "Output species")


def test_a_sketch_counts_a_number_for_every_label():
    table = table_of(
        colour=["red", "green", "blue", "red"] * 5,
        wild=["yes", "no"] * 10,
        size=[1.5, 2.5, 3.5, 4.5, 6.0] * 4,
        price=numbers(20),
    )
    recipe, found = recipe_and_profiles(table)
    assert sketch(recipe.with_role("price", "target"), found)[0] == "Input 5"


def sound(table, recipe):
    design = propose_design(table, recipe)
    prepared = prepare(table, design.recipe, seed=7)
    analysis = analyse(design.graph, signature(design.graph, prepared.preparation))
    assert analysis.sound, analysis.problems
    assert set(design.places) == {node.id for node in design.graph.nodes}
    return [node.layer.kind() for node in design.graph.nodes]


def test_texts_and_numbers_get_an_input_each_and_are_joined():
    texts = [
        f"the {word} number {each} was very {word} indeed" for each in range(60) for word in ("good", "bad")
    ]
    table = table_of(size=numbers(120), said=texts, liked=["yes", "no"] * 60)
    kinds = sound(table, propose(table))
    assert kinds[:6] == ["input", "embedding", "global_average_pooling1d", "input", "concatenate", "dense"]


def test_a_text_alone_makes_a_chain():
    texts = [
        f"the {word} number {each} was very {word} indeed" for each in range(60) for word in ("good", "bad")
    ]
    table = table_of(said=texts, liked=["yes", "no"] * 60)
    assert sound(table, propose(table))[:3] == ["input", "embedding", "global_average_pooling1d"]


def test_pictures_in_columns_of_pixels_get_convolutions():
    rng = np.random.default_rng(3)
    columns = {f"pixel{number}": rng.integers(0, 256, 40) for number in range(28 * 28)}
    table = table_of(label=["a", "b"] * 20, **columns)
    kinds = sound(table, propose(table))
    assert kinds == [
        *("input", "rescaling", "conv2d", "max_pooling2d", "conv2d", "max_pooling2d", "flatten"),
        *("dense", "dense", "output"),
    ]


def test_the_past_of_a_series_goes_through_an_lstm():
    table = table_of(price=numbers(120), volume=numbers(120))
    recipe = propose(table).with_role("price", "target").with_window(Window(past=7))
    assert sound(table, recipe) == ["input", "lstm", "dense", "dense", "output"]
    assert sketch(recipe, profiles(table))[:2] == ("Input 7 × 2", "LSTM")


def test_a_table_is_opened_with_or_without_the_proposed_network():
    table = table_of(length=numbers(30), species=["a", "b"] * 15)
    graph, places = chain((3,))
    mine = Design(graph, places)
    recipe = propose(table)
    assert with_table(mine, table, recipe, network=False).graph is graph
    opened = with_table(mine, table, recipe, network=True)
    assert opened.graph["dense_1"].layer.units == 16
    assert opened.recipe is recipe


def test_a_single_column_is_a_concern():
    (sentence,) = concerns(*recipe_and_profiles(table_of(length=[1.5, 2.0, 3.0, 2.0])))
    assert "length is the only column" in sentence


def test_a_table_without_a_usable_column_is_a_concern():
    table = table_of(one=["x"] * 20, two=["y"] * 20)
    recipe, found = recipe_and_profiles(table)
    assert recipe.target is None
    assert "No column can be predicted" in concerns(recipe, found)[0]


def test_a_thousand_classes_are_a_concern():
    table = table_of(
        size=[float(each % 7) for each in range(3000)], code=[f"c{each % 1000}" for each in range(3000)]
    )
    recipe, found = recipe_and_profiles(table)
    (sentence,) = concerns(recipe.with_role("code", "target"), found)
    assert "1,000 classes, about 3 rows each" in sentence


def test_a_target_that_is_mostly_missing_is_a_concern():
    table = table_of(size=numbers(30), label=["a", "b", None, None, None] * 6)
    recipe, found = recipe_and_profiles(table)
    (sentence,) = concerns(recipe.with_role("label", "target"), found)
    assert "missing in 18 of 30 rows" in sentence


def test_a_target_alone_is_a_concern():
    table = table_of(size=numbers(30), label=["a", "b"] * 15)
    recipe, found = recipe_and_profiles(table)
    (sentence,) = concerns(recipe.with_role("size", "ignore"), found)
    assert "No other column" in sentence


def test_an_ordinary_table_is_no_concern():
    table = table_of(size=numbers(30), label=["a", "b"] * 15)
    assert concerns(*recipe_and_profiles(table)) == ()
