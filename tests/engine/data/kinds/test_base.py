"""What holds for every kind of column."""

import json

import numpy as np
import polars as pl
import pytest

from engine.data.kinds import KINDS, load_fitted
from engine.data.kinds.base import ColumnKind, KindError, codes, counted
from engine.data.plain import PlainError
from engine.declare import settings_of

SERIES = pl.Series("answer", ["1", None, "0", "1", "0", "1"])
VARIANTS = [
    kind().replace(**{each.name: choice})
    for kind in KINDS.values()
    for each in settings_of(kind)
    for choice in (each.choices or (each.default,))
] + [KINDS["ignore"]()]


def test_the_kinds_are_those_of_the_package() -> None:
    assert set(KINDS) == {"number", "category", "yes_no", "ignore"}


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_a_kind_survives_being_saved(kind: ColumnKind) -> None:
    assert KINDS.load(json.loads(json.dumps(kind.to_dict()))) == kind


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_what_was_fitted_survives_being_saved(kind: ColumnKind) -> None:
    fitted = kind.fit(SERIES)
    loaded = load_fitted(json.loads(json.dumps(fitted.to_dict())))
    assert loaded == fitted
    assert hash(loaded) == hash(fitted)


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_encoding_writes_all_of_its_room_and_nothing_else(kind: ColumnKind) -> None:
    fitted = kind.fit(SERIES)
    assert fitted.width == len(fitted.names)
    room = np.full((len(SERIES), fitted.width + 2), 77, np.float32)
    seen = fitted.encode(SERIES, room[:, 1:-1])
    assert (room[:, [0, -1]] == 77).all()
    assert not (room[:, 1:-1] == 77).any()
    if kind.usable:
        assert seen.missing.tolist() == kind.gaps(SERIES).tolist() == SERIES.is_null().to_list()


@pytest.mark.parametrize("kind", [kind for kind in VARIANTS if kind.usable], ids=repr)
def test_decoding_turns_encoding_back(kind: ColumnKind) -> None:
    fitted = kind.fit(SERIES)
    present = SERIES.drop_nulls()
    room = np.zeros((len(present), fitted.width), np.float32)
    fitted.encode(present, room)
    decoded = [float(value) for value in fitted.decode(room)]
    assert decoded == pytest.approx([float(cell) for cell in present], abs=1e-6)


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_every_cell_can_be_explained(kind: ColumnKind) -> None:
    fitted = kind.fit(SERIES)
    for value in ("1", None, "never seen", 1):
        assert "→" in fitted.explain(value)


@pytest.mark.parametrize("kind", [kind for kind in VARIANTS if kind.usable], ids=repr)
def test_a_column_without_values_cannot_be_fitted(kind: ColumnKind) -> None:
    with pytest.raises(KindError, match=r"answer holds no .* in the training rows"):
        kind.fit(pl.Series("answer", [None, None], dtype=pl.String))


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_kind_has_a_help_page(kind: type[ColumnKind]) -> None:
    first, rest = kind.help()
    assert first.endswith(".")
    assert rest
    assert all(each.help.endswith(".") for each in settings_of(kind))


def test_a_saved_column_with_a_wrong_part_is_a_sentence() -> None:
    plain = KINDS["number"]().fit(SERIES).to_dict()
    for change, sentence in (
        ({"scale": "x"}, "'scale' should be a number"),
        ({"scale": 0.0}, "scale of zero"),
        ({"labels": []}, "'labels', which is unknown"),
    ):
        with pytest.raises((PlainError, KindError), match=sentence):
            load_fitted(plain | change)


def test_codes_are_places_among_the_labels() -> None:
    assert codes(pl.Series([3.0, None, 1.0, 9.0]), ("1", "3")).tolist() == [1, -1, 0, -1]
    assert codes(pl.Series(["a"]), ()).tolist() == [-1]


def test_labels_are_counted_the_most_frequent_first() -> None:
    assert list(counted(pl.Series(["b", "a", "c", "c", None])).items()) == [("c", 2), ("a", 1), ("b", 1)]
