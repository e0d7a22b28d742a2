"""The range test of a document: what it begins with, and what becomes of one that breaks off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from designer.document import Document
from designer.session.rates import RateRange, RateTest
from engine.data.table import read
from engine.examples import examples
from engine.files.pretrained import begin
from engine.proposal import propose_design


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
