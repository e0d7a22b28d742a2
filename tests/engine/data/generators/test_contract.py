"""What holds for every made-up table, and what a few of them look like."""

import json

import numpy as np
import pytest

from engine.data.generators import GENERATORS
from engine.data.generators.base import Generator
from engine.data.prepare import prepare
from engine.data.recipe import propose
from engine.declare import SettingError


@pytest.fixture(params=sorted(GENERATORS))
def kind(request) -> type[Generator]:
    return GENERATORS[request.param]


def test_the_small_worlds_that_a_course_names() -> None:
    assert set(GENERATORS) == {"circles", "exclusive_or", "gaussians", "moons", "plane", "sine", "spiral"}


def test_the_same_settings_give_the_same_rows(kind) -> None:
    assert kind().table().frame.equals(kind().table().frame)
    assert not kind().table().frame.equals(kind(seed=8).table().frame)
    assert kind(rows=33).table().rows == 33


def test_it_can_be_learned_from(kind) -> None:
    table = kind(noise=0.0).table()
    assert table.names == ("x1", "x2", kind.target)
    recipe = propose(table)
    assert recipe.target is not None
    assert recipe.target.name == kind.target
    prepared = prepare(table, recipe, seed=1)
    assert prepared.task == ("binary" if kind.target == "class" else "regression")
    if kind.target == "class":
        assert prepared.target.mean() == pytest.approx(0.5, abs=0.1)


def test_noise_moves_rows_and_settings_have_limits(kind) -> None:
    calm, wild = (kind(noise=noise).draw(np.random.default_rng(1)) for noise in (0.0, 0.8))
    assert not np.array_equal(np.column_stack(calm), np.column_stack(wild))
    with pytest.raises(SettingError, match="noise is 2"):
        kind(noise=2.0)


def test_it_survives_being_saved_and_has_a_help_page(kind) -> None:
    assert GENERATORS.load(json.loads(json.dumps(kind(rows=50).to_dict()))) == kind(rows=50)
    assert all(kind.help())


def test_without_noise_the_answer_follows_from_the_place() -> None:
    points, classes = GENERATORS["circles"](noise=0.0).draw(np.random.default_rng(0))
    assert ((np.hypot(*points.T) > 1.3) == classes).all()
    points, classes = GENERATORS["exclusive_or"](noise=0.0).draw(np.random.default_rng(0))
    assert ((points[:, 0] * points[:, 1] < 0) == classes).all()
    points, numbers = GENERATORS["plane"](noise=0.0).draw(np.random.default_rng(0))
    assert numbers == pytest.approx(points.sum(axis=1) / 2)
