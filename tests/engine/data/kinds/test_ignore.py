import numpy as np
import polars as pl

from engine.data.kinds.ignore import Ignore


def test_an_ignored_column_becomes_nothing() -> None:
    series = pl.Series("x", ["a", None])
    fitted = Ignore(reason="text").fit(series)
    assert (fitted.width, fitted.names) == (0, ())
    assert not fitted.encode(series, np.zeros((2, 0), np.float32)).missing.any()
    assert not Ignore().gaps(series).any()
    assert not Ignore().drops
    assert fitted.decode(np.zeros((2, 0))).tolist() == [None, None]
    assert fitted.explain("a") == "a → left out"
