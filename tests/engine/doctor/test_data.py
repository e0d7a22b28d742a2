"""Each check finds what it is for, its remedy mends it, and well-kept tables are left in peace."""

import numpy as np
import pytest

from engine.data.prepare import PrepareError, prepare
from engine.data.profile import profiles
from engine.data.recipe import propose
from engine.data.split import Split
from engine.data.table import Table, read
from engine.data.window import Window
from engine.design import Design
from engine.doctor.data import CHECKS, examine
from engine.doctor.data.base import Case, Finding
from engine.doctor.data.leak import in_order
from engine.examples import examples
from engine.proposal import propose_design

RNG = np.random.default_rng(5)
ROWS = 200
CLASS = np.array(["a", "b"])[RNG.integers(0, 2, ROWS)]


def case_of(table: Table, design: Design) -> Case:
    assert design.recipe is not None
    try:
        prepared = prepare(table, design.recipe, design.training.seed)
    except PrepareError:
        prepared = None
    return Case(table, design, design.recipe, profiles(table), prepared)


def design_of(table: Table, target: str = "kind") -> Design:
    return propose_design(table, propose(table).with_role(target, "target"))


def found(table: Table, design: Design) -> dict[tuple[str, tuple[str, ...]], Finding]:
    return {finding.key: finding for finding in examine(case_of(table, design))}


def mended(table: Table, design: Design, check: str, *columns: str) -> None:
    """A check finds something in these columns, its remedy takes it away, and it brings nothing new."""
    before = found(table, design)
    finding = before[check, columns]
    assert finding.sentence.endswith((".", "?"))
    assert finding.evidence
    assert finding.remedy
    assert finding.mend is not None
    after = found(table, finding.mend(design))
    assert (check, columns) not in after
    assert set(after) <= set(before)


def table_of(**columns: object) -> Table:
    plain = {"size": RNG.normal(size=ROWS), "kind": CLASS}
    return Table.from_columns({**plain, **columns})  # type: ignore[arg-type]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_well_kept_tables_are_left_in_peace(example) -> None:
    table = read(example.path)
    assert not found(table, propose_design(table, example.recipe(table)))


def test_what_is_the_same_in_every_row() -> None:
    table = table_of(same=np.ones(ROWS))
    recipe = design_of(table).recipe.with_kind("same", propose(table).column("size").kind)
    mended(table, design_of(table).replace(recipe=recipe), "of_no_use", "same")


def test_what_is_different_in_every_row() -> None:
    table = table_of(name=[f"row {number}" for number in range(ROWS)])
    recipe = design_of(table).recipe.with_kind("name", propose(table).column("kind").kind)
    mended(table, design_of(table).replace(recipe=recipe), "of_no_use", "name")


def test_a_label_that_is_the_class_in_other_words() -> None:
    table = table_of(word=np.where(CLASS == "a", "first", "second"))
    mended(table, design_of(table), "leak", "word")


def test_a_number_that_tells_the_class() -> None:
    table = table_of(weight=np.where(CLASS == "a", 0.0, 10.0) + RNG.normal(size=ROWS))
    mended(table, design_of(table), "leak", "weight")


def test_a_number_that_is_the_target_in_another_unit() -> None:
    price = RNG.normal(100, 20, ROWS)
    table = table_of(price=price, euros=price * 0.9 + 3)
    mended(table, design_of(table, "price"), "leak", "euros")


@pytest.mark.parametrize(
    ("numbers", "changes"),
    [
        ([1, 2, 3, 4, 5, 6] * 10, 2),  # every number comes ten times, always with the same class
        ([0] * 60, 40),  # the same throughout: right for the twenty rows of one class at most
        ([0, 0, 0, 0, 0, 9] * 10, 31),  # tells ten of the rows of the last class, and nothing of the others
    ],
)
def test_equal_numbers_tell_no_classes_apart(numbers: list[int], changes: int) -> None:
    classes = np.array([0, 0, 1, 1, 2, 2] * 10, np.int32)
    share, how = in_order(np.array(numbers, np.float64), classes)
    assert share == pytest.approx(1 - (changes - 2) / 60)
    assert how.endswith(f"changes {changes} times")


def test_a_pixel_that_is_hardly_ever_on_is_no_leak() -> None:
    digits = [f"digit {row % 10}" for row in range(ROWS)]
    pixels = {
        "edge": [float(row == 7) for row in range(ROWS)],
        "size": [float(row % 7) for row in range(ROWS)],
    }
    table = Table.from_columns(pixels | {"kind": digits})
    assert not [key for key in found(table, design_of(table)) if key[0] == "leak"]


def test_a_good_feature_is_no_leak() -> None:
    table = table_of(weight=np.where(CLASS == "a", 0.0, 2.0) + RNG.normal(size=ROWS))
    assert not found(table, design_of(table))


def test_rows_with_a_date_that_are_dealt_at_random() -> None:
    table = table_of(day=[f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}" for number in range(ROWS)])
    mended(table, design_of(table), "future", "day")


def test_a_feature_that_knows_the_target_ahead() -> None:
    price = RNG.normal(size=ROWS)
    table = table_of(price=price, tomorrow=np.append(price[1:], 0.0))
    design = design_of(table, "price")
    recipe = design.recipe.with_window(Window(past=3))
    mended(table, design.replace(recipe=recipe), "future", "tomorrow")


def test_a_class_that_most_rows_are_of() -> None:
    table = Table.from_columns({"size": RNG.normal(size=ROWS), "kind": ["a"] * 190 + ["b"] * 10})
    mended(table, design_of(table), "imbalance", "kind")


def test_classes_that_are_rare_or_that_a_part_lacks() -> None:
    table = Table.from_columns({"size": RNG.normal(size=ROWS), "kind": ["a", "c"] * 99 + ["b"] * 2})
    design = design_of(table)
    assert "b (" in found(table, design)["imbalance", ("kind", "rare")].evidence
    table = Table.from_columns({"size": RNG.normal(size=ROWS), "kind": ["a"] * 150 + ["b"] * 50})
    recipe = design.recipe.with_split(Split(shuffle=False, stratify=False))
    keys = found(table, design.replace(recipe=recipe))
    assert ("imbalance", ("kind", "rare")) not in keys
    table = Table.from_columns({"size": RNG.normal(size=ROWS), "kind": ["a", "b"] * 50 + ["a"] * 100})
    mended(table, design.replace(recipe=recipe), "imbalance", "kind", "test")


def test_rows_that_judge_and_are_learned_from() -> None:
    size = np.repeat(RNG.normal(size=ROWS // 4), 4)
    table = Table.from_columns({"size": size, "kind": np.repeat(CLASS[: ROWS // 4], 4)})
    assert "validation and test rows" in found(table, design_of(table))["duplicates", ()].evidence


def test_numbers_as_they_are_and_of_very_unequal_sizes() -> None:
    table = table_of(income=RNG.normal(50_000, 9_000, ROWS))
    recipe = design_of(table).recipe
    for name in ("size", "income"):
        recipe = recipe.with_kind(name, recipe.column(name).kind.replace(scaling="none"))
    mended(table, design_of(table).replace(recipe=recipe), "scales", "size", "income")


def test_a_number_far_from_all_others() -> None:
    size = RNG.normal(size=ROWS)
    size[3] = 1e5
    table = table_of(size=size)
    design = design_of(table)
    seed = next(seed for seed in range(99) if 3 in prepare(table, design.recipe, seed).parts.train)
    mended(table, design.replace(training=design.training.replace(seed=seed)), "scales", "size")


def test_dates_and_numbers_that_are_read_as_labels() -> None:
    table = table_of(day=[f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}" for number in range(100)] * 2)
    category = propose(table).column("kind").kind
    recipe = design_of(table).recipe.with_kind("day", category).with_kind("size", category)
    design = design_of(table).replace(recipe=recipe.with_split(Split(shuffle=False)))
    keys = found(table, design)
    assert keys["disguised", ("day",)].remedy == "Read day as date/time"
    assert keys["disguised", ("size",)].remedy == "Read size as number"
    mended(table, design, "disguised", "day")


def test_gaps_that_cost_many_rows() -> None:
    size = RNG.normal(size=ROWS)
    size[::3] = np.nan
    table = table_of(size=size, weight=RNG.normal(size=ROWS))
    mended(table, design_of(table), "gaps", "size")


def test_every_check_has_a_help_page_and_limits_that_are_explained() -> None:
    assert len(CHECKS) >= 8
    for check in CHECKS.values():
        assert all(check.help())
        assert check.title
