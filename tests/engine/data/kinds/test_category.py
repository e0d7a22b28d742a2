import numpy as np
import polars as pl
import pytest

from engine.data.kinds.base import KindError, Seen
from engine.data.kinds.category import Category, CategoryFitted

TRAIN = pl.Series("island", ["Dream", "Biscoe", "Dream", None, "Torgersen"])


def encoded(kind: Category, cells: list[str | None]) -> tuple[list[list[float]], Seen]:
    fitted = kind.fit(TRAIN)
    out = np.full((len(cells), fitted.width), 7, np.float32)
    seen = fitted.encode(pl.Series("island", cells, dtype=pl.String), out)
    return out.tolist(), seen


def test_one_feature_per_label_in_order() -> None:
    fitted = Category().fit(TRAIN)
    assert fitted.labels == ("Biscoe", "Dream", "Torgersen")
    assert fitted.names == ("island=Biscoe", "island=Dream", "island=Torgersen")
    assert encoded(Category(), ["Torgersen", "Biscoe"])[0] == [[0, 0, 1], [1, 0, 0]]


def test_an_unknown_label_is_zero_everywhere_and_counted() -> None:
    rows, seen = encoded(Category(), ["Elephant", "Dream"])
    assert rows == [[0, 0, 0], [0, 1, 0]]
    assert (seen.unknown, seen.missing.any()) == (1, False)


def test_gaps_become_the_most_frequent_label_or_one_of_their_own() -> None:
    assert encoded(Category(missing="most frequent"), [None])[0] == [[0, 1, 0]]
    assert encoded(Category(missing="own category"), [None])[0] == [[0, 0, 0, 1]]
    assert Category(missing="own category").fit(TRAIN).names[-1] == "island=(missing)"


def test_ordinal_is_the_place_of_the_label() -> None:
    rows, seen = encoded(Category("ordinal", "own category"), ["Torgersen", None, "Elephant"])
    assert rows == [[2], [3], [4]]
    assert seen.unknown == 1
    assert encoded(Category("ordinal"), ["Elephant"])[0] == [[3]]
    assert Category("ordinal").fit(TRAIN).names == ("island",)
    assert Category("ordinal").fit(TRAIN).values == 4
    assert Category("ordinal", "own category").fit(TRAIN).values == 5
    assert Category().fit(TRAIN).values == 0


def test_numbers_are_labels_in_the_order_of_their_values() -> None:
    assert Category().fit(pl.Series("x", [10, 9, 10, 1])).labels == ("1", "9", "10")


def test_decoding_takes_the_largest() -> None:
    fitted = Category().fit(TRAIN)
    assert fitted.decode(np.array([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]])).tolist() == ["Torgersen", "Biscoe"]


def test_a_single_label_can_be_decoded() -> None:
    fitted = Category().fit(pl.Series("x", ["only"]))
    assert fitted.decode(np.array([[1.0], [0.0]])).tolist() == ["only", "only"]


def test_a_cell_is_explained_by_its_numbers() -> None:
    fitted = Category().fit(TRAIN)
    assert fitted.explain("Torgersen") == "Torgersen → 0 0 1"
    assert fitted.explain("Elephant") == "Elephant (unknown) → 0 0 0"
    many = Category().fit(pl.Series("x", [str(number) for number in range(40)]))
    assert many.explain("7") == "7 → 1 at place 8 of 40"


def test_labels_that_contradict_themselves_are_refused() -> None:
    for classes, frequent in (((), 0), (("a", "a"), 0), (("a",), 1)):
        with pytest.raises(KindError):
            CategoryFitted("x", Category(), classes, frequent).check()
