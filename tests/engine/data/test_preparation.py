import json
from typing import Any

import numpy as np
import pytest

from engine.data.kinds.base import KindError
from engine.data.kinds.category import Category
from engine.data.kinds.number import Number
from engine.data.kinds.yes_no import YesNo
from engine.data.plain import PlainError
from engine.data.preparation import LIMIT, Preparation, PrepareError
from engine.data.table import Table

TRAIN = Table.from_columns(
    {
        "size": [1.0, 2.0, 3.0],
        "colour": ["red", "blue", "red"],
        "wild": ["no", "yes", "no"],
        "price": [10, 20, 60],
    }
)


def fitted(task: str, target: str, kind: Any) -> Preparation:
    columns = (
        Number("none").fit(TRAIN.column("size")),
        Category(missing="most frequent").fit(TRAIN.column("colour")),
        YesNo().fit(TRAIN.column("wild")),
    )
    return Preparation(columns, (kind.fit(TRAIN.column(target)),), task)  # type: ignore[arg-type]


PRICE = fitted("regression", "price", Number())


def test_features_have_names_places_and_widths() -> None:
    assert PRICE.feature_names == ("size", "colour=blue", "colour=red", "wild=yes")
    assert PRICE.slices == {"size": slice(0, 1), "colour": slice(1, 3), "wild": slice(3, 4)}
    assert (PRICE.width, PRICE.target_width) == (4, 1)
    assert PRICE.features_of(["wild", "colour"]) == ("wild=yes", "colour=blue", "colour=red")


def test_a_table_becomes_features() -> None:
    applied = PRICE.apply(TRAIN)
    assert applied.features.dtype == np.float32
    assert applied.features.flags.c_contiguous
    assert applied.features.tolist() == [[1, 0, 1, 0], [2, 1, 0, 1], [3, 0, 1, 0]]
    assert applied.complete.all()
    assert applied.answered.all()


def test_rows_typed_by_hand_are_read_like_those_of_a_file() -> None:
    table = Table.from_columns({"wild": ["yes"], "size": ["2.5"], "colour": [""]})
    applied = PRICE.apply(table)
    assert applied.features.tolist() == [[2.5, 0, 1, 1]]
    assert applied.target is None
    assert not applied.answered.any()


def test_rows_with_gaps_are_kept_and_marked() -> None:
    table = Table.from_columns(
        {"size": [1.0, None, 2.0], "colour": ["red", "red", None], "wild": ["no", "no", "no"]}
    )
    applied = PRICE.apply(table)
    assert applied.complete.tolist() == [True, False, True]
    assert applied.gaps == {"size": 1}
    assert np.isfinite(applied.features).all()


def test_odd_cells_are_counted_in_sentences() -> None:
    table = Table.from_columns(
        {"size": ["1", "big", "huge"], "colour": ["green", "red", "red"], "wild": ["no"] * 3}
    )
    assert PRICE.apply(table).notes == (
        "size: 2 cells hold text where a number was expected; counted as missing.",
        "colour: 1 cell holds a label that the training rows do not have.",
    )


def test_a_column_that_lacks_is_named() -> None:
    with pytest.raises(
        PrepareError, match="lacks the column wild, which the network was trained on; it has size, colour"
    ):
        PRICE.apply(Table.from_columns({"size": [1], "colour": ["red"]}))
    with pytest.raises(PrepareError, match="lacks the columns size, wild"):
        PRICE.apply(Table.from_columns({"colour": ["red"]}))


def test_parts_of_the_features_can_be_taken_in_any_order() -> None:
    features = PRICE.apply(TRAIN).features
    assert PRICE.select(features, ["colour", "wild"]).tolist() == features[:, 1:].tolist()
    swapped = PRICE.select(features, ["wild", "size"])
    assert swapped.tolist() == features[:, [3, 0]].tolist()
    assert swapped.flags.c_contiguous
    assert PRICE.select(features, []).shape == (3, 0)
    with pytest.raises(PrepareError, match="price is not among the features"):
        PRICE.select(features, ["price"])


def test_whole_numbers_are_told_where_all_columns_have_them() -> None:
    ordinal = Category("ordinal").fit(TRAIN.column("colour"))
    made = Preparation((ordinal, *PRICE.columns[::2]), PRICE.targets, "regression")
    assert made.values_of(["colour"]) == 3
    assert made.values_of(["colour", "size"]) == 0
    assert made.values_of([]) == 0


def test_the_target_of_each_task() -> None:
    mean, std = 30.0, np.std([10, 20, 60])
    assert PRICE.apply(TRAIN).target == pytest.approx(
        ((np.array([10, 20, 60]) - mean) / std)[:, None], abs=1e-6
    )
    binary = fitted("binary", "colour", Category()).apply(TRAIN)
    assert binary.target is not None
    assert binary.target.tolist() == [[1], [0], [1]]
    several = fitted("multiclass", "price", Category()).apply(TRAIN.take([2, 0]))
    assert several.target is not None
    assert several.target.tolist() == [[0, 0, 1], [1, 0, 0]]


def test_classes_that_were_never_seen_are_not_answered() -> None:
    preparation = fitted("multiclass", "colour", Category())
    table = Table.from_columns({"size": [1, 2], "colour": ["red", "green"], "wild": ["no", "no"]})
    applied = preparation.apply(table)
    assert applied.answered.tolist() == [True, False]
    assert applied.target is not None
    assert applied.target[1].tolist() == [0, 0]


def test_outputs_are_decoded_to_what_the_column_holds() -> None:
    assert PRICE.decode(np.array([[0.0]])).tolist() == [30.0]
    binary = fitted("binary", "colour", Category())
    assert binary.decode(np.array([[0.5], [0.6]])).tolist() == ["blue", "red"]
    several = fitted("multiclass", "price", Category())
    assert several.decode(np.array([[0.1, 0.2, 0.7]])).tolist() == ["60"]
    two = Preparation(PRICE.columns, (PRICE.targets[0], PRICE.targets[0]), "regression")
    assert two.decode(np.zeros((3, 2))).tolist() == [[30.0, 30.0]] * 3


@pytest.mark.parametrize(
    "preparation",
    [PRICE, fitted("binary", "wild", YesNo()), fitted("multiclass", "price", Category("ordinal"))],
)
def test_a_preparation_survives_being_saved(preparation: Preparation) -> None:
    loaded = Preparation.from_dict(json.loads(json.dumps(preparation.to_dict())))
    assert loaded == preparation
    assert loaded.apply(TRAIN).features.tobytes() == preparation.apply(TRAIN).features.tobytes()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"task": "poetry"}, "must be one of regression, binary"),
        ({"task": 3}, "should be a text"),
        ({"columns": []}, "lacks its columns or its target"),
        ({"targets": {}}, "should be a list"),
        ({"columns": [{"kind": {"kind": "number"}}]}, "lacks 'column', 'offset'"),
        ({"columns": ["x"]}, "Expected a kind"),
        ({"task": "multiclass"}, "does not suit the task one of k"),
        ({"weights": []}, "unknown"),
    ],
)
def test_what_does_not_fit_is_a_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises((PlainError, KindError, ValueError), match=sentence):
        Preparation.from_dict(PRICE.to_dict() | change)


def test_more_than_memory_should_hold_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LIMIT > 1 << 30
    monkeypatch.setattr("engine.data.preparation.LIMIT", 40)
    with pytest.raises(
        PrepareError, match="3 rows with 4 values each are more than memory should hold; colour alone"
    ):
        PRICE.apply(TRAIN)
