"""neuroloom rates: rates that teach, told in a table and a sentence; the file stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., Any]


def test_rates_are_tried_and_one_is_named(run: Command, fresh: Path) -> None:
    before = fresh.read_bytes()
    done = run("rates", fresh)
    assert done.code == 0
    assert "The loss fell fastest at a learning rate of" in done.out
    assert "1e-07" in done.out
    assert fresh.read_bytes() == before


def test_as_json_every_rate_is_there(run: Command, fresh: Path) -> None:
    done = run("rates", fresh, "--steps", 60, "--json")
    found = json.loads(done.out)
    rates = [each["rate"] for each in found["tried"]]
    assert rates == sorted(rates)
    assert 10 < len(rates) <= 60
    assert 1e-5 < found["steepest"] < 1


def test_an_optimizer_that_finds_its_own_steps_says_so(run: Command, fresh: Path) -> None:
    from engine.files.loom import Model, load, save
    from engine.optimizers.lbfgs import Lbfgs

    design = load(fresh).design
    save(Model(design.replace(training=design.training.replace(optimizer=Lbfgs()))), fresh)
    done = run("rates", fresh)
    assert done.code == 1
    assert "finds the length of its steps by itself" in done.err
