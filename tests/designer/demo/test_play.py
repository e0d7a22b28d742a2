"""Playing a script: it waits for what it yields, goes on inside dialogs, and its failure is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from designer.demo.play import DemoError, Player, Script, Wait, check, expect, pause


@pytest.fixture
def player(qapp: QApplication) -> Player:
    """One that plays."""
    return Player()


def test_it_waits_until_what_it_waits_for_has_come_about(player: Player) -> None:
    seen: list[str] = []

    def script() -> Script:
        QTimer.singleShot(30, player, lambda: seen.append("came"))
        yield Wait(lambda: seen, "It did not come.")
        seen.append("went on")

    player.play(script())
    assert seen == ["came", "went on"]


def test_what_does_not_come_about_is_a_failure_with_its_sentence(player: Player) -> None:
    def script() -> Script:
        yield Wait(lambda: False, "The bus did not come.", seconds=0.02)

    with pytest.raises(DemoError, match="The bus did not come"):
        player.play(script())


def test_it_goes_on_while_a_dialog_waits_and_closes_it_where_it_fails(player: Player) -> None:
    dialog = QDialog()

    def script() -> Script:
        QTimer.singleShot(0, dialog, dialog.exec)
        yield Wait(dialog.isVisible, "The dialog did not open.")
        check(False, "It was the wrong one.")

    with pytest.raises(DemoError, match="wrong one"):
        player.play(script())
    assert not dialog.isVisible()


def test_a_bug_in_a_script_is_raised_as_it_is(player: Player) -> None:
    def script() -> Script:
        yield pause()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        player.play(script())
    player.play(pause() for _ in range(2))


def test_failing_from_outside(player: Player) -> None:
    def script() -> Script:
        yield Wait(lambda: False)

    QTimer.singleShot(0, player, lambda: player.fail(DemoError("Enough.")))
    with pytest.raises(DemoError, match="Enough"):
        player.play(script())


def test_what_is_expected() -> None:
    assert expect(int, 3, "no number") == 3
    with pytest.raises(DemoError, match="no number"):
        expect(int, None, "no number")
