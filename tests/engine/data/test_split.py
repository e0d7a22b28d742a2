import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.split import Parts, Split, SplitError, split


def together(parts: Parts) -> list[int]:
    return sorted(np.concatenate([parts.train, parts.validation, parts.test]).tolist())


@given(
    st.lists(st.integers(-1, 6), min_size=1, max_size=200),
    st.integers(1, 100),
    st.integers(0, 99),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2**31),
)
def test_every_row_is_in_one_part_and_the_parts_are_sorted(
    labels: list[int], train: int, validation: int, shuffle: bool, stratify: bool, seed: int
) -> None:
    validation = min(validation, 100 - train)
    how = Split(train, validation, 100 - train - validation, shuffle, stratify)
    parts = split(np.array(labels), how, seed)
    assert together(parts) == list(range(len(labels)))
    assert len(parts.train) > 0
    for rows, percent in zip((parts.train, parts.validation, parts.test), how.percent, strict=True):
        assert (np.diff(rows) > 0).all()
        assert percent or not len(rows)


@given(st.lists(st.integers(3, 60), min_size=1, max_size=12), st.integers(0, 1000))
def test_every_class_with_three_rows_is_in_every_part(sizes: list[int], seed: int) -> None:
    labels = np.repeat(np.arange(len(sizes)), sizes)
    parts = split(labels, Split(), seed)
    for rows in (parts.train, parts.validation, parts.test):
        assert set(labels[rows]) == set(labels)


def test_every_class_has_its_share_and_so_has_the_whole() -> None:
    labels = np.repeat([0, 1, 2], [500, 300, 207])
    parts = split(labels, Split(), 4)
    for rows, percent in zip((parts.train, parts.validation, parts.test), Split().percent, strict=True):
        assert np.bincount(labels[rows]) == pytest.approx(np.array([500, 300, 207]) * percent / 100, abs=1)
        assert len(rows) == pytest.approx(1007 * percent / 100, abs=1)


def test_many_small_classes_still_leave_the_whole_its_shares() -> None:
    parts = split(np.repeat(np.arange(200), 7), Split(), 1)
    assert np.array(parts.sizes) == pytest.approx(np.array([70, 15, 15]) * 14, abs=3)


def test_the_only_row_of_a_class_trains() -> None:
    labels = np.arange(50)
    assert split(labels, Split(), 0).sizes == (50, 0, 0)


def test_the_seed_decides_and_nothing_else_does() -> None:
    first, again, other = (split(1000, Split(), seed) for seed in (7, 7, 8))
    assert (first.train == again.train).all()
    assert (first.test == again.test).all()
    assert set(first.test) != set(other.test)


def test_without_shuffling_the_first_rows_train_and_the_last_ones_test() -> None:
    parts = split(20, Split(shuffle=False), 3)
    assert parts.train.tolist() == list(range(14))
    assert parts.test.tolist() == [17, 18, 19]


def test_without_strata_a_class_may_miss_a_part() -> None:
    labels = np.repeat([0, 1], [90, 10])
    parts = split(labels, Split(shuffle=False, stratify=False), 0)
    assert not labels[parts.train].any()


def test_rows_that_cannot_be_used_leave_their_part() -> None:
    parts = split(10, Split(50, 30, 20, shuffle=False), 0)
    keep = np.ones(10, bool)
    keep[[0, 9]] = False
    assert parts.only(keep).sizes == (4, 3, 1)


def test_percentages_must_make_a_whole() -> None:
    with pytest.raises(SplitError, match=r"70 \+ 15 \+ 10 = 95 %"):
        Split(test=10)


def test_no_rows_cannot_be_divided() -> None:
    with pytest.raises(SplitError, match="no rows"):
        split(0, Split(), 0)
