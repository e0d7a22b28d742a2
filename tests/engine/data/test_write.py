from pathlib import Path

import numpy as np
import polars as pl
import pytest

from engine.atomic import SaveError
from engine.data.preparation import Preparation
from engine.data.prepare import prepare
from engine.data.recipe import propose
from engine.data.source import Cancelled
from engine.data.table import Table, read
from engine.data.write import prediction_columns, write_predictions


def prepared(cells: list[object]) -> Preparation:
    table = Table.from_columns({"x": np.arange(len(cells)) ** 2, "y": cells})
    return prepare(table, propose(table), 0).preparation


def test_classes_get_a_label_and_a_probability_each() -> None:
    columns = prediction_columns(prepared(["a", "b", "c"] * 5), np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]))
    assert list(columns) == ["prediction", "probability of a", "probability of b", "probability of c"]
    assert columns["prediction"].to_list() == ["a", "c"]
    assert columns["probability of c"].to_list() == [0.2, 0.8]


def test_yes_and_no_get_both_probabilities() -> None:
    columns = prediction_columns(prepared(["no", "yes"] * 5), np.array([[0.25], [0.75]]))
    assert columns["prediction"].to_list() == ["no", "yes"]
    assert columns["probability of no"].to_list() == [0.75, 0.25]


def test_numbers_come_in_the_unit_of_the_column() -> None:
    preparation = prepared([1.5, 2.5, 4.5] * 5)
    columns = prediction_columns(preparation, np.zeros((2, 1)))
    assert columns["prediction"].to_list() == pytest.approx([preparation.targets[0].to_dict()["offset"]] * 2)


def test_rows_that_are_not_complete_get_nothing() -> None:
    columns = prediction_columns(prepared(["a", "b", "c"] * 5), np.eye(3)[:2], np.array([True, False]))
    assert [column[1] for column in columns.values()] == [None] * 4


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    table = Table.from_columns(
        {"text": ["=1+2", "@x", "-y", 'q"u', "l\nm", "a,b", None], "x": [1.5, 2, None, 4, 5, 6, 7]}
    )
    path = tmp_path / "out.csv"
    names = write_predictions(path, table, {"prediction": pl.Series(range(7))})
    assert names == ("prediction",)
    again = read(path)
    assert again.frame.rows() == [(*row, number) for number, row in enumerate(table.frame.rows())]


def test_texts_stand_in_quotation_marks(tmp_path: Path) -> None:
    table = Table.from_columns({"a": ["=cmd", "+1x", "@x"]})
    write_predictions(tmp_path / "out.csv", table, {"p": pl.Series([1, 2, 3])})
    assert (tmp_path / "out.csv").read_text() == '"a","p"\n"=cmd",1\n"+1x",2\n"@x",3\n'


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    table = Table.from_columns({"prediction": [1], "prediction 2": [2]})
    names = write_predictions(tmp_path / "out.csv", table, {"prediction": pl.Series([3])})
    assert names == ("prediction 3",)
    assert read(tmp_path / "out.csv").frame.rows() == [(1, 2, 3)]


def test_many_rows_are_all_written(tmp_path: Path) -> None:
    table = Table.from_columns({"x": np.arange(25_000)})
    shares: list[float] = []
    write_predictions(
        tmp_path / "out.csv",
        table,
        {"p": pl.Series(np.arange(25_000) * 2)},
        lambda share, _: shares.append(share),
    )
    assert read(tmp_path / "out.csv").column("p").to_list() == list(range(0, 50_000, 2))
    assert shares == [0.0, 0.4, 0.8, 1.0]


def test_what_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    table = Table.from_columns({"x": [1]})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("engine.atomic.os.fsync", full)
    with pytest.raises(SaveError, match=r"out\.csv could not be saved: the disk is full; make room"):
        write_predictions(path, table, {})
    with pytest.raises(Cancelled):
        write_predictions(path, table, {}, lambda *_: False)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="folder is not there any more"):
        write_predictions(tmp_path / "gone" / "out.csv", Table.from_columns({"x": [1]}), {})
