"""What holds for every kind of column."""

import json
from math import prod
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from engine.data.kinds import KINDS, load_fitted
from engine.data.kinds.base import ColumnKind, KindError, codes, counted
from engine.data.plain import PlainError
from engine.data.profile import profile
from engine.declare import settings_of

SETTINGS = [(kind, each) for kind in KINDS.values() for each in settings_of(kind)]
SET = [
    kind().replace(**{each.name: choice})
    for kind, each in SETTINGS
    for choice in (each.choices or ((True, False) if each.type is bool else (each.default,)))
]
VARIANTS = [*dict.fromkeys(SET), KINDS["identifier"]()]
SERIES = pl.Series("answer", ["1", None, "0", "1", "0", "1"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pictures that a kind's examples name."""
    found = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(7)
    for name in filter(None, KINDS["picture"].examples):
        Image.fromarray(rng.integers(0, 256, (5, 7, 3), np.uint8)).save(found / name)
    return found


def series_of(kind: ColumnKind, folder: Path) -> pl.Series:
    """A column of cells that a kind reads."""
    cells = kind.examples
    if kind.kind() == "picture":
        cells = tuple(cell and str(folder / cell) for cell in cells)
    return pl.Series("answer", cells, dtype=pl.String)


def test_the_kinds_are_those_of_the_package() -> None:
    assert set(KINDS) == {
        "category",
        "date_time",
        "identifier",
        "ignore",
        "number",
        "picture",
        "text",
        "yes_no",
    }


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_a_kind_survives_being_saved(kind: ColumnKind) -> None:
    assert KINDS.load(json.loads(json.dumps(kind.to_dict()))) == kind


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_what_was_fitted_survives_being_saved(kind: ColumnKind, folder: Path) -> None:
    fitted = kind.fit(series_of(kind, folder))
    loaded = load_fitted(json.loads(json.dumps(fitted.to_dict())))
    assert loaded == fitted
    assert hash(loaded) == hash(fitted)


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_encoding_writes_all_of_its_room_and_nothing_else(kind: ColumnKind, folder: Path) -> None:
    series = series_of(kind, folder)
    fitted = kind.fit(series)
    assert fitted.width == len(fitted.names) == prod(fitted.shape)
    room = np.full((len(series), fitted.width + 2), 777, np.float32)
    seen = fitted.encode(series, room[:, 1:-1])
    assert (room[:, [0, -1]] == 777).all()
    assert not (room[:, 1:-1] == 777).any()
    if kind.usable:
        assert seen.missing.tolist() == kind.gaps(series).tolist() == series.is_null().to_list()


@pytest.mark.parametrize("kind", [kind for kind in VARIANTS if kind.answers], ids=repr)
def test_decoding_turns_encoding_back(kind: ColumnKind) -> None:
    fitted = kind.fit(SERIES)
    present = SERIES.drop_nulls()
    room = np.zeros((len(present), fitted.width), np.float32)
    fitted.encode(present, room)
    decoded = [float(value) for value in fitted.decode(room)]
    assert decoded == pytest.approx([float(cell) for cell in present], abs=1e-6)


@pytest.mark.parametrize("kind", [kind for kind in VARIANTS if kind.usable and not kind.answers], ids=repr)
def test_what_cannot_be_a_target_says_so(kind: ColumnKind, folder: Path) -> None:
    with pytest.raises(KindError, match=r"answer is of the kind .* cannot be predicted"):
        kind.fit(series_of(kind, folder)).decode(np.zeros((1, 1)))


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_every_cell_can_be_explained(kind: ColumnKind, folder: Path) -> None:
    fitted = kind.fit(series_of(kind, folder))
    for value in (*kind.examples, "never seen", 1):
        assert "→" in fitted.explain(value)


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_training_rows_alone_decide(kind: ColumnKind, folder: Path) -> None:
    series = series_of(kind, folder)
    fitted = kind.fit(series)
    alone, beside = (np.zeros((rows, fitted.width), np.float32) for rows in (len(series), len(series) + 3))
    fitted.encode(series, alone)
    fitted.encode(pl.concat([series, pl.Series("answer", ["31/12/1999", "x y z", "9e9"])]), beside)
    assert np.array_equal(alone, beside[: len(series)])


@pytest.mark.parametrize("kind", VARIANTS, ids=repr)
def test_a_width_is_told_before_the_rows_are_known(kind: ColumnKind, folder: Path) -> None:
    series = series_of(kind, folder)
    width = kind.fit(series).width
    told = kind.width_for(profile(series, kind))
    if kind.kind() == "text":
        assert told > 0
    elif kind.kind() == "date_time":
        assert told >= width
    else:
        assert told == width


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
