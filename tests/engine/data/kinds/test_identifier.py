import polars as pl

from engine.data.kinds.identifier import Identifier


def test_a_name_of_a_row_becomes_nothing() -> None:
    fitted = Identifier().fit(pl.Series("id", ["a", "b"]))
    assert fitted.width == 0
    assert fitted.explain("a") == "a → left out"
    assert not Identifier().usable
