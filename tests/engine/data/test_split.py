import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.split import NOWHERE, Keys, Parts, Split, SplitError, split


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


def test_in_order_the_earliest_train_and_the_latest_test() -> None:
    ranks = np.array([9, 0, 1, 2, 3, 4, 5, 6, 7, 8])
    parts = split(10, Split(60, 20, 20, order="day"), 0, Keys(ranks=ranks))
    assert [ranks[rows].tolist() for rows in (parts.train, parts.validation)] == [[0, 1, 2, 3, 4, 5], [6, 7]]
    assert sorted(ranks[parts.test]) == [8, 9]


@given(st.lists(st.integers(-1, 12), min_size=4, max_size=80), st.integers(0, 4))
def test_what_is_equal_in_order_is_never_divided_and_what_has_no_place_is_nowhere(
    ranks: list[int], folds: int
) -> None:
    how = Split(order="day", folds=0 if folds == 1 else folds, fold=max(folds, 1))
    found = np.array(ranks)
    parts = split(len(ranks), how, 0, Keys(ranks=found))
    in_parts = [found[rows] for rows in (parts.train, parts.validation, parts.test)]
    for earlier, later in ((0, 1), (1, 2), (0, 2)):
        if len(in_parts[earlier]) and len(in_parts[later]):
            assert in_parts[earlier].max() < in_parts[later].min()
    assert NOWHERE not in np.concatenate(in_parts)


@given(st.lists(st.integers(-1, 9), min_size=1, max_size=80), st.integers(0, 5), st.integers(0, 99))
def test_no_group_is_in_two_parts(groups: list[int], folds: int, seed: int) -> None:
    how = Split(group="patient", folds=0 if folds == 1 else folds)
    found = np.array(groups)
    parts = split(len(groups), how, seed, Keys(groups=found))
    assert together(parts) == list(range(len(groups)))
    sets = [set(found[rows]) - {NOWHERE} for rows in (parts.train, parts.validation, parts.test)]
    assert sum(map(len, sets)) == len(set.union(*sets))


def test_groups_fill_the_parts_about_as_asked() -> None:
    groups = np.repeat(np.arange(200), 5)
    sizes = split(1000, Split(group="patient"), 3, Keys(groups=groups)).sizes
    assert sizes == pytest.approx((700, 150, 150), abs=5)


def test_a_column_says_which_part() -> None:
    parts = split(5, Split(assigned="part"), 0, Keys(parts=np.array([0, 2, 1, -1, 0])))
    assert [rows.tolist() for rows in (parts.train, parts.validation, parts.test)] == [[0, 4], [2], [1]]


@pytest.mark.parametrize("how", [Split(), Split(shuffle=False), Split(group="g")])
def test_every_row_that_does_not_test_validates_once(how: Split) -> None:
    labels = np.arange(90) % 3
    keys = Keys(groups=np.arange(90) // 3)
    folds = [split(labels, how.replace(folds=5, fold=fold), 1, keys) for fold in range(1, 6)]
    assert all(parts.test.tolist() == folds[0].test.tolist() for parts in folds)
    validated = np.concatenate([parts.validation for parts in folds])
    assert sorted(validated) == sorted(np.setdiff1d(np.arange(90), folds[0].test))
    if not how.group:
        for parts in folds:
            assert np.ptp(np.bincount(labels[parts.validation])) <= 1


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"order": "a", "group": "b"}, "choose one of the three"),
        ({"folds": 1}, "two folds or more"),
        ({"folds": 3, "fold": 4}, "Fold 4 of 3"),
        ({"folds": 3, "assigned": "part"}, "no folds"),
    ],
)
def test_contradictions_are_refused(settings: dict[str, object], sentence: str) -> None:
    with pytest.raises(SplitError, match=sentence):
        Split(**settings)
