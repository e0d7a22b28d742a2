import numpy as np
import polars as pl
import pytest

from engine.data.kinds.base import KindError
from engine.data.kinds.number import Number

VALUES = [1.0, 2.0, 4.0, 9.0]


def encoded(kind: Number, values: list[float | None], series: pl.Series | None = None) -> list[float]:
    out = np.zeros((len(values), 1), np.float32)
    kind.fit(pl.Series("x", VALUES)).encode(pl.Series("x", values) if series is None else series, out)
    return [round(float(value), 5) for value in out[:, 0]]


@pytest.mark.parametrize(
    ("scaling", "wanted"),
    [
        ("standardise", [(value - 4.0) / np.std(VALUES) for value in VALUES]),
        ("min-max", [0.0, 0.125, 0.375, 1.0]),
        ("robust", [(value - 3.0) / 3.5 for value in VALUES]),
        ("none", VALUES),
    ],
)
def test_scaling_by_hand(scaling: str, wanted: list[float]) -> None:
    assert encoded(Number(scaling=scaling), [*VALUES]) == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize(
    ("missing", "fill"), [("mean", 4.0), ("median", 3.0), ("zero", 0.0), ("drop row", 4.0)]
)
def test_gaps_are_filled_as_the_setting_says(missing: str, fill: float) -> None:
    assert encoded(Number("none", missing), [None]) == [fill]


@pytest.mark.parametrize("scaling", ["standardise", "min-max", "robust"])
def test_a_constant_becomes_zero(scaling: str) -> None:
    fitted = Number(scaling).fit(pl.Series("x", [7.0, 7.0]))
    out = np.ones((2, 1), np.float32)
    fitted.encode(pl.Series("x", [7.0, 7.0]), out)
    assert out[:, 0].tolist() == [0.0, 0.0]


def test_quartiles_that_are_equal_do_not_divide_by_zero() -> None:
    assert Number("robust").fit(pl.Series("x", [5.0] * 9 + [6.0])).scale > 0


def test_text_and_infinity_are_gaps_and_counted() -> None:
    fitted = Number("none", "zero").fit(pl.Series("x", VALUES))
    out = np.ones((4, 1), np.float32)
    seen = fitted.encode(pl.Series("x", ["1", "many", None, "inf"]), out)
    assert out[:, 0].tolist() == [1.0, 0.0, 0.0, 0.0]
    assert seen.missing.tolist() == [False, True, True, True]
    assert seen.text == 2


def test_decoding_gives_the_unit_of_the_column() -> None:
    fitted = Number().fit(pl.Series("x", VALUES))
    assert fitted.decode(np.array([[0.0], [1.0]])) == pytest.approx([4.0, 4.0 + np.std(VALUES)])


@pytest.mark.parametrize("scaling", ["standardise", "min-max", "robust", "none"])
@pytest.mark.parametrize("missing", ["drop row", "mean", "median"])
def test_numbers_too_large_to_work_with_are_a_sentence(scaling: str, missing: str) -> None:
    with pytest.raises(KindError, match="too large"):
        Number(scaling, missing).fit(pl.Series("x", [-1.7e308, 1.5e308, 1.7e308, 1.7e308, 1.7e308, 1.7e308]))


def test_a_cell_far_beyond_the_training_rows_is_cut_off() -> None:
    fitted = Number("min-max").fit(pl.Series("x", [0.0, 0.001]))
    out = np.zeros((1, 1), np.float32)
    fitted.encode(pl.Series("x", [1.7e308]), out)
    assert out[0, 0] == np.finfo(np.float32).max


def test_a_number_beyond_float32_stays_finite() -> None:
    assert np.isfinite(encoded(Number("none"), [1e300])).all()


def test_a_cell_is_explained_by_its_arithmetic() -> None:
    fitted = Number("min-max").fit(pl.Series("x", VALUES))
    assert fitted.explain(3) == "3 → (3 − 1) / 8 = 0.25"
    assert fitted.explain(None) == "missing → (4 − 1) / 8 = 0.375"
    assert Number("none").fit(pl.Series("x", VALUES)).explain("2.5") == "2.5 → 2.5"
