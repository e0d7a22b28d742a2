import numpy as np
import polars as pl
import pytest

from engine.data.kinds.base import KindError
from engine.data.kinds.yes_no import YesNo, YesNoFitted


@pytest.mark.parametrize(
    ("cells", "yes"),
    [
        (["yes", "no"], "yes"),
        (["True", "False"], "True"),
        (["0", "1"], "1"),
        (["ja", "nein"], "ja"),
        (["negative", "positive"], "positive"),
        (["female", "male"], "male"),
        (["no", "maybe"], "maybe"),
        (["benign", "malignant"], "malignant"),
        (["no"], "yes"),
    ],
)
def test_the_answer_that_reads_like_a_yes_counts_as_one(cells: list[str], yes: str) -> None:
    assert YesNo().fit(pl.Series("x", cells)).yes == yes


def test_one_may_say_which_answer_counts_as_yes() -> None:
    fitted = YesNo(yes="female").fit(pl.Series("sex", ["female", "male"]))
    assert fitted.labels == ("male", "female")
    assert fitted.names == ("sex=female",)


def test_an_answer_that_never_occurs_cannot_count_as_yes() -> None:
    with pytest.raises(KindError, match="never holds 'x'"):
        YesNo(yes="x").fit(pl.Series("sex", ["female", "male"]))


def test_three_answers_are_a_category() -> None:
    with pytest.raises(KindError, match="holds 3 different labels"):
        YesNo().fit(pl.Series("x", ["yes", "no", "maybe"]))


@pytest.mark.parametrize(("missing", "wanted"), [("no", 0), ("most frequent", 1), ("drop row", 1)])
def test_gaps_are_filled_as_the_setting_says(missing: str, wanted: int) -> None:
    out = np.full((3, 1), 7, np.float32)
    seen = (
        YesNo(missing=missing)
        .fit(pl.Series("x", ["yes", "no", "yes"]))
        .encode(pl.Series("x", [None, "no", "?!"]), out)
    )
    assert out[:, 0].tolist() == [wanted, 0, wanted]
    assert seen.missing.tolist() == [True, False, True]
    assert seen.unknown == 1


def test_decoding_says_yes_above_a_half() -> None:
    fitted = YesNo().fit(pl.Series("x", [0, 1]))
    assert fitted.decode(np.array([[0.5], [0.51]])).tolist() == ["0", "1"]


def test_a_cell_is_explained_by_its_number() -> None:
    fitted = YesNo().fit(pl.Series("x", ["yes", "no"]))
    assert [fitted.explain(cell) for cell in ("yes", "no", "perhaps", None)] == [
        "yes → 1",
        "no → 0",
        "perhaps (unknown) → 0",
        "missing → 0",
    ]


def test_answers_that_do_not_differ_are_refused() -> None:
    with pytest.raises(KindError, match="must differ"):
        YesNoFitted("x", YesNo(), "a", "a", 0).check()


@pytest.mark.parametrize(
    ("label", "no", "yes"),
    [("0", "0", "1"), ("1", "0", "1"), ("No", "No", "Yes"), ("TRUE", "FALSE", "TRUE"), ("male", "", "male")],
)
def test_one_answer_in_the_training_rows_brings_the_other_with_it(label: str, no: str, yes: str) -> None:
    fitted = YesNo().fit(pl.Series("x", [label] * 3))
    assert (fitted.no, fitted.yes, fitted.frequent) == (no, yes, int(label == yes))
