import dataclasses

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.kinds.base import ColumnKind
from engine.data.kinds.category import Category
from engine.data.kinds.number import Number
from engine.data.kinds.yes_no import YesNo
from engine.data.preparation import Preparation, PrepareError
from engine.data.prepare import Prepared, prepare
from engine.data.recipe import Column, Recipe, propose
from engine.data.source import Cancelled
from engine.data.split import Split
from engine.data.table import Table


def simple(kind: ColumnKind, split: Split | None = None, **features: ColumnKind) -> Recipe:
    columns = [Column(name, each) for name, each in features.items()] or [Column("x", Number())]
    return Recipe(columns=(*columns, Column("y", kind, "target")), split=split or Split())


def test_penguins_become_arrays(penguins: Table) -> None:
    prepared = prepare(penguins, propose(penguins), seed=0)
    assert prepared.features.shape == (344, 10)
    assert prepared.features.dtype == prepared.target.dtype == np.float32
    assert prepared.features.flags.c_contiguous
    assert prepared.target.shape == (344, 3)
    assert prepared.labels == ("Adelie", "Chinstrap", "Gentoo")
    assert prepared.task == "multiclass"
    assert sum(prepared.parts.sizes) == 333
    assert len(prepared.notes) == 1
    assert prepared.notes[0].startswith("11 rows are left out: a value is missing in bill_length_mm (2)")
    train = prepared.features[prepared.parts.train][:, 3:7]
    assert train.mean(axis=0) == pytest.approx(0, abs=1e-6)
    assert train.std(axis=0) == pytest.approx(1, abs=1e-6)


def test_rows_stand_where_they_stand_in_the_table(penguins: Table) -> None:
    prepared = prepare(penguins, propose(penguins), seed=3)
    for part in (prepared.parts.train, prepared.parts.validation, prepared.parts.test):
        answers = prepared.preparation.decode(prepared.target[part])
        assert answers.tolist() == penguins.column("species").gather(part).to_list()


def test_the_seed_decides_all(penguins: Table) -> None:
    first, again, other = (prepare(penguins, propose(penguins), seed) for seed in (5, 5, 6))
    assert first.features.tobytes() == again.features.tobytes()
    assert (first.parts.test == again.parts.test).all()
    assert set(first.parts.test) != set(other.parts.test)


KINDS = st.fixed_dictionaries(
    {
        "size": st.builds(
            Number,
            st.sampled_from(["standardise", "min-max", "robust", "none"]),
            st.sampled_from(["drop row", "median"]),
        ),
        "weight": st.builds(Number, st.sampled_from(["standardise", "robust"]))
        | st.just(Category("ordinal")),
        "colour": st.builds(
            Category, st.sampled_from(["one-hot", "ordinal"]), st.sampled_from(["drop row", "own category"])
        ),
        "wild": st.sampled_from([YesNo(), Category()]),
    }
)


def trained_on(prepared: Prepared) -> tuple[object, ...]:
    rows = prepared.parts.train
    return (
        prepared.preparation,
        rows.tolist(),
        prepared.features[rows].tobytes(),
        prepared.target[rows].tobytes(),
    )


@given(
    KINDS,
    st.integers(0, 99),
    st.sampled_from(["size", "weight", "colour", "wild"]),
    st.sampled_from(["1e9", "odd", "", "no"]),
)
def test_no_cell_of_another_row_touches_the_training_rows(
    mixed: Table, kinds: dict[str, ColumnKind], seed: int, name: str, cell: str
) -> None:
    recipe = Recipe(
        columns=(*(Column(*each) for each in kinds.items()), Column("species", Category(), "target"))
    )
    before = prepare(mixed, recipe, seed)
    sealed = np.concatenate([before.parts.validation, before.parts.test])
    spoiled = mixed.column(name).cast(pl.String).scatter(sealed, cell or None)
    changed = Table(mixed.frame.with_columns(spoiled))
    after = prepare(changed, recipe, seed)
    assert trained_on(after) == trained_on(before)


def test_the_order_of_test_rows_does_not_touch_the_training_rows(mixed: Table) -> None:
    recipe = propose(mixed)
    before = prepare(mixed, recipe, 1)
    order = np.arange(mixed.rows)
    species = np.array(mixed.column("species").to_list())
    for label in set(species):
        rows = before.parts.test[species[before.parts.test] == label]
        order[rows] = rows[::-1]
    after = prepare(mixed.take(order), recipe, 1)
    assert trained_on(after) == trained_on(before)


def test_the_target_of_test_rows_does_not_touch_the_training_rows_of_a_regression() -> None:
    random = np.random.default_rng(0)
    x, y = random.normal(size=50), random.normal(size=50)
    before = prepare(Table.from_columns({"x": x, "y": y}), simple(Number()), 2)
    y[before.parts.test] = 1e6
    after = prepare(Table.from_columns({"x": x, "y": y}), simple(Number()), 2)
    assert trained_on(after) == trained_on(before)


def test_groups_of_columns_can_be_taken(penguins: Table) -> None:
    prepared = prepare(penguins, propose(penguins), 0)
    assert prepared.select(["island"]).shape == (344, 3)
    assert prepared.select(["sex", "island"]).tolist() == prepared.features[:, [7, 8, 0, 1, 2]].tolist()


def test_numbers_stay_raw_when_they_are_counts() -> None:
    cells = [0, 0, 0, 1, 0, 2, 0, 1, 7, 0] * 4
    prepared = prepare(Table.from_columns({"x": range(40), "y": cells}), simple(Number()), 0)
    assert prepared.task == "count"
    assert prepared.target[:, 0].tolist() == cells


def test_the_task_can_be_overruled() -> None:
    cells = [0, 0, 0, 1, 0, 2, 0, 1, 7, 0] * 4
    table = Table.from_columns({"x": range(40), "y": cells})
    assert prepare(table, simple(Number()), 0, task="regression").target.min() < 0
    two = Table.from_columns({"x": range(40), "y": ["a", "b"] * 20})
    assert prepare(two, simple(Category()), 0).target.shape == (40, 1)
    assert prepare(two, simple(Category()), 0, task="multiclass").target.shape == (40, 2)


def test_several_numbers_can_be_asked_for() -> None:
    table = Table.from_columns({"x": range(40), "y": np.arange(40) * 2.0, "z": np.arange(40) - 5.0})
    recipe = Recipe(
        columns=(Column("x", Number()), Column("y", Number(), "target"), Column("z", Number(), "target"))
    )
    prepared = prepare(table, recipe, 0)
    assert prepared.target.shape == (40, 2)
    assert prepared.preparation.decode(prepared.target)[:, 1] == pytest.approx(np.arange(40) - 5.0, abs=1e-5)


def test_a_thousand_classes() -> None:
    table = Table.from_columns({"x": np.arange(4000.0), "y": [f"c{number % 1000}" for number in range(4000)]})
    prepared = prepare(table, simple(Category()), 0)
    assert prepared.target.shape == (4000, 1000)
    assert (prepared.target.sum(axis=1) == 1).all()


def test_a_class_that_only_others_have_is_left_out_and_counted() -> None:
    table = Table.from_columns({"x": range(20), "y": ["a", "b"] * 7 + ["a", "b", "c", "c", "a", "b"]})
    how = Split(shuffle=False, stratify=False)
    prepared = prepare(table, simple(Category(), how), 0)
    assert prepared.labels == ("a", "b")
    assert "2 rows are left out: no training row has their class of y." in prepared.notes
    assert not {16, 17} & {*prepared.parts.validation, *prepared.parts.test}


def test_rows_without_an_answer_are_left_out_and_counted() -> None:
    table = Table.from_columns({"x": range(20), "y": [None, *np.arange(19.0)]})
    prepared = prepare(table, simple(Number()), 0)
    assert sum(prepared.parts.sizes) == 19
    assert prepared.notes == ("1 row is left out: the target y is missing.",)


def test_filling_instead_of_dropping_keeps_all_rows(penguins: Table) -> None:
    recipe = propose(penguins)
    for column in recipe.features:
        fill = "mean" if isinstance(column.kind, Number) else "own category"
        recipe = recipe.with_kind(column.name, column.kind.replace(missing=fill))
    prepared = prepare(penguins, recipe, 0)
    assert sum(prepared.parts.sizes) == 344
    assert not prepared.notes


def test_text_among_numbers_is_said() -> None:
    cells = [str(number) for number in range(30)]
    cells[4] = "oops"
    table = Table.from_columns({"x": cells, "y": np.arange(30.0)})
    prepared = prepare(table, simple(Number()), 0)
    assert "x: 1 cell holds text where a number was expected; counted as missing." in prepared.notes


def test_parts_that_stay_empty_are_said() -> None:
    prepared = prepare(Table.from_columns({"x": [1, 2], "y": ["a", "b"]}), simple(Category()), 0)
    assert prepared.parts.sizes == (2, 0, 0)
    assert [note.split(",")[0] for note in prepared.notes] == [
        "No row is left for validation",
        "No row is left for test",
    ]


GOOD = Table.from_columns({"x": [1.0, 2.0, 3.0, 4.0], "y": ["a", "b", "a", "b"]})


@pytest.mark.parametrize(
    ("table", "recipe", "sentence"),
    [
        (GOOD, Recipe(), "No column is the target"),
        (GOOD, Recipe(columns=(Column("y", Category(), "target"),)), "No column is a feature"),
        (GOOD, Recipe(columns=(Column("x", Number()),)), "No column is the target"),
        (GOOD, simple(Category(), z=Number()), "no column z, which is a feature"),
        (Table.from_columns({"x": [1.0]}), simple(Category()), "no column y, which is the target"),
        (Table.from_columns({"x": [], "y": []}), simple(Category()), "has no rows"),
        (
            Table.from_columns({"x": [1, 2], "y": [None, None]}),
            simple(Category()),
            "Every cell of the target y is missing",
        ),
        (
            Table.from_columns({"x": [1, 2], "y": ["u", "v"]}),
            simple(Number()),
            "Every cell of the target y is missing",
        ),
        (
            Table.from_columns({"x": [None, "?"], "y": ["a", "b"]}),
            simple(Category()),
            r"without gaps \(x has 2 of 2\)",
        ),
        (
            Table.from_columns({"x": [1, 2, 3], "y": ["a", "a", "a"]}),
            simple(Category()),
            "y is a in every training row",
        ),
        (
            Table.from_columns({"x": [1, 2, 3], "y": [5, 5, 5]}),
            simple(Number()),
            "y is 5 in every training row",
        ),
        (
            Table.from_columns({"x": [1, 2, 3], "y": [5, 5, 5]}),
            simple(YesNo()),
            "y is 5 in every training row",
        ),
        (
            Table.from_columns({"x": [1, 2, 3, 4] * 3, "y": ["a", "b", "c", "a"] * 3}),
            simple(YesNo()),
            "make it a category",
        ),
        (
            Table.from_columns({"x": ["u", "v"], "y": ["a", "b"]}),
            simple(Category(), x=Number(missing="mean")),
            "no number",
        ),
    ],
)
def test_what_cannot_be_prepared_is_a_sentence(table: Table, recipe: Recipe, sentence: str) -> None:
    with pytest.raises(PrepareError, match=sentence):
        prepare(table, recipe, 0)


@pytest.mark.parametrize(
    ("cells", "kind", "task", "sentence"),
    [
        (["a", "b"] * 4, Category(), "regression", "holds labels, which does not suit the task number"),
        ([1, 2] * 4, Number(), "binary", "holds numbers, which does not suit the task yes/no"),
        (["a", "b", "c", "d"] * 4, Category(), "binary", "4 classes, but the task yes/no takes two"),
        ([-1, 2] * 4, Number(), "count", "below zero"),
    ],
)
def test_a_task_that_does_not_suit_is_a_sentence(
    cells: list[object], kind: ColumnKind, task: str, sentence: str
) -> None:
    table = Table.from_columns({"x": range(len(cells)), "y": cells})
    with pytest.raises(PrepareError, match=sentence):
        prepare(table, simple(kind), 0, task=task)  # type: ignore[arg-type]


def test_several_targets_must_be_numbers() -> None:
    recipe = simple(Number())
    recipe = dataclasses.replace(recipe, columns=(*recipe.columns, Column("z", Category(), "target")))
    table = Table.from_columns({"x": [1, 2], "y": [1, 2], "z": ["a", "b"]})
    with pytest.raises(PrepareError, match=r"Several targets \(y, z\) must all be numbers"):
        prepare(table, recipe, 0)


def several(**kinds: ColumnKind) -> Recipe:
    """A number to learn from, and these columns as targets."""
    targets = (Column(name, kind, "target") for name, kind in kinds.items())
    return Recipe(columns=(Column("x", Number()), *targets))


def test_several_of_k_are_yes_or_no_each() -> None:
    table = Table.from_columns({"x": range(8), "hot": [0, 1] * 4, "wet": ["yes", "no", "yes", "yes"] * 2})
    prepared = prepare(table, several(hot=Number(), wet=YesNo()), 0, task="multilabel")
    assert prepared.task == "multilabel"
    assert prepared.labels == ()
    assert prepared.target.tolist() == [[0, 1], [1, 0], [0, 1], [1, 1]] * 2
    assert Preparation.from_dict(prepared.preparation.to_dict()) == prepared.preparation
    assert prepared.preparation.decode(np.array([[0.25, 1]])).tolist() == [[0.25, 1]]


@pytest.mark.parametrize(
    ("cells", "kind", "sentence"),
    [
        ([0, 1, 2, 3] * 2, Number(), "numbers other than 0 and 1, such as 2"),
        (["a", "b"] * 4, Category(), "neither yes or no nor 0 or 1"),
    ],
)
def test_what_is_no_answer_cannot_be_one_of_several(
    cells: list[object], kind: ColumnKind, sentence: str
) -> None:
    table = Table.from_columns({"x": range(8), "hot": [0, 1] * 4, "y": cells})
    with pytest.raises(PrepareError, match=sentence):
        prepare(table, several(hot=Number(), y=kind), 0, task="multilabel")


def test_progress_moves_and_cancel_is_felt(mixed: Table) -> None:
    shares: list[float] = []
    prepare(mixed, propose(mixed), 0, progress=lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(Cancelled):
        prepare(mixed, propose(mixed), 0, progress=lambda share, _: share < 0.5)


@pytest.mark.parametrize("stratified", [True, False])
def test_other_test_rows_leave_the_training_arrays_as_they_are(stratified: bool) -> None:
    words = ["good", "bad", "so so", "very good indeed", "hardly bad"]
    columns: dict[str, list[object]] = {
        "number": [number * 37 % 101 + 0.5 for number in range(100)],
        "group": [f"g{number * 7 % 9}" for number in range(100)],
        "flag": ["yes" if number % 3 else "no" for number in range(100)],
        "day": [f"{number % 12 + 1}/{number % 11 + 1}/2024" for number in range(100)],
        "said": [f"{words[number % 5]} number {number} of them all" for number in range(100)],
        "kind": ["a", "b"] * 50,
    }
    recipe = propose(Table.from_columns(columns)).with_split(Split(stratify=stratified))
    assert {column.kind.kind() for column in recipe.columns} == {
        "number",
        "category",
        "yes_no",
        "date_time",
        "text",
    }
    before = prepare(Table.from_columns(columns), recipe, seed=3)
    for row in (*before.parts.test, *before.parts.validation):
        columns["number"][row] = 1e9
        columns["group"][row] = "never seen"
        columns["flag"][row] = "perhaps"
        columns["day"][row] = "31/12/1999"
        columns["said"][row] = "words that nobody has ever said before"
    after = prepare(Table.from_columns(columns), recipe, seed=3)
    assert np.array_equal(before.parts.train, after.parts.train)
    assert before.preparation == after.preparation
    assert np.array_equal(before.features[before.parts.train], after.features[after.parts.train])
    assert np.array_equal(before.target[before.parts.train], after.target[after.parts.train])
