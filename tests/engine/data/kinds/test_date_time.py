import numpy as np
import polars as pl
import pytest

from engine.data.kinds.base import KindError
from engine.data.kinds.date_time import DateTime

TRAIN = pl.Series("sold", ["2023-01-01", "2023-07-01", "2024-01-01"])


def encoded(kind: DateTime, *cells: str | None) -> dict[str, list[float]]:
    fitted = kind.fit(TRAIN)
    out = np.zeros((len(cells), fitted.width), np.float32)
    fitted.encode(pl.Series("sold", cells, dtype=pl.String), out)
    return dict(zip(fitted.names, out.T.tolist(), strict=True))


def test_months_go_round_and_years_are_standardised() -> None:
    # The years of the training rows are 2023, 2023, 2024: their mean is 2023 1/3, their deviation the root of 2/9.
    found = encoded(DateTime(weekday=False), "2023-04-15", "2023-10-01")
    assert set(found) == {"sold year", "sold month sin", "sold month cos"}
    assert found["sold year"] == pytest.approx([(-1 / 3) / (2 / 9) ** 0.5] * 2)
    assert found["sold month sin"] == pytest.approx([1, -1])
    assert found["sold month cos"] == pytest.approx([0, 0], abs=1e-6)


def test_parts_that_never_differ_are_left_out() -> None:
    assert not any("hour" in name for name in encoded(DateTime(hour=True, day=True), "2023-04-15"))


def test_elapsed_days_count_from_the_first_training_row() -> None:
    kind = DateTime(year=False, month=False, weekday=False, elapsed=True)
    days = np.array([0.0, 181.0, 365.0])
    assert encoded(kind, "2023-01-11")["sold elapsed"] == pytest.approx([10 / days.std()])


def test_a_gap_is_the_moment_in_the_middle() -> None:
    kind = DateTime(missing="median")
    assert encoded(kind, None) == encoded(kind, "2023-07-01")


def test_cells_that_cannot_be_read_are_missing_and_counted() -> None:
    fitted = DateTime().fit(TRAIN)
    seen = fitted.encode(pl.Series(["2023-01-01", "soon", None]), np.zeros((3, fitted.width), np.float32))
    assert seen.missing.tolist() == [False, True, True]
    assert seen.text == 1


def test_moments_that_are_all_the_same_tell_nothing() -> None:
    with pytest.raises(KindError, match="the same in all training rows"):
        DateTime().fit(pl.Series("sold", ["2023-01-01"] * 3))


def test_a_cell_is_explained_by_its_parts() -> None:
    said = DateTime(year=False, month=False, elapsed=True).fit(TRAIN).explain("2023-01-11")
    assert said.startswith("2023-01-11 → weekday 3 = ")
    assert "elapsed 10 = " in said
