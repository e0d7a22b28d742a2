"""The range test of a document: what it begins with, and what becomes of one that breaks off."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from designer.document import Document
from designer.session.rates import RateRange, RateTest, _so_far
from engine.data.table import read
from engine.examples import examples
from engine.files.pretrained import begin
from engine.proposal import propose_design
from engine.training.rate_finder import RateTried


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    """The penguins with the network that suits them."""
    made = Document()
    table = read(examples()[0].path)
    made.reset(propose_design(table, examples()[0].recipe(table)), table=table)
    yield made
    made.deleteLater()


@pytest.fixture
def rate_test(document: Document) -> RateTest:
    return RateTest(document, document)


def run(rate_test: RateTest, qtbot: QtBot, wanted: RateRange) -> None:
    with qtbot.waitSignal(rate_test.ended, timeout=20_000):
        rate_test.start(wanted)


def test_the_same_test_says_the_same(rate_test: RateTest, qtbot: QtBot) -> None:
    run(rate_test, qtbot, RateRange(steps=50))
    first = list(rate_test.tried), rate_test.found
    run(rate_test, qtbot, RateRange(steps=50))
    assert (list(rate_test.tried), rate_test.found) == first
    assert not rate_test.busy


def test_a_test_that_is_stopped_suggests_nothing_before_the_loss_has_turned() -> None:
    rates = np.geomspace(1e-7, 10, 101).tolist()
    losses = [float(np.interp(math.log10(rate), [-7, -5, -2, 1], [3, 3, 0.5, 9])) for rate in rates]
    tried = [
        RateTried(step + 1, 101, *pair, pair[1]) for step, pair in enumerate(zip(rates, losses, strict=True))
    ]
    assert _so_far(tried[:5]).sentence == "Stopped after 5 steps, too few to say anything."
    assert _so_far(tried[:1]).sentence.startswith("Stopped after 1 step,")
    falling, turned, clear = (_so_far(tried[:count]) for count in (45, 66, 85))
    for stopped in (falling, turned):
        assert "before the loss had clearly risen again" in stopped.sentence
        assert stopped.suggested is None
    assert 1e-5 < clear.suggested < 1e-2


def test_another_test_takes_the_place_of_one_under_way(rate_test: RateTest, qtbot: QtBot) -> None:
    rate_test.start(RateRange(1e-8, 1e-7, 10_000))
    run(rate_test, qtbot, RateRange(1e-4, 1e-3, 20))
    assert [each.steps for each in rate_test.tried] == [20] * 20


def test_without_anything_learned_it_begins_with_the_first_weights(rate_test: RateTest, qtbot: QtBot) -> None:
    assert not rate_test.learned_fits
    run(rate_test, qtbot, RateRange(steps=20, learned=True))
    assert rate_test.failure == ""


def test_a_document_without_a_table_is_told(qtbot: QtBot) -> None:
    empty = Document()
    rate_test = RateTest(empty, empty)
    run(rate_test, qtbot, RateRange())
    assert rate_test.failure.startswith("There is no table to learn from.")
    empty.deleteLater()


def test_memory_that_is_not_there_is_told(
    rate_test: RateTest, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("designer.session.rates.begin", broken)
    run(rate_test, qtbot, RateRange())
    assert "not enough memory" in rate_test.failure


def test_a_bug_is_handed_on(rate_test: RateTest, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("designer.session.rates.begin", broken)
    with qtbot.waitSignal(rate_test.crashed) as crashed:
        rate_test.start(RateRange())
    assert isinstance(crashed.args[0], ZeroDivisionError)
    assert "mistake in Neuroloom" in rate_test.failure
    monkeypatch.setattr("designer.session.rates.begin", begin)
    run(rate_test, qtbot, RateRange(steps=20))
    assert rate_test.failure == ""
