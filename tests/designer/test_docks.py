"""Docks: made late, titled once, detached and closed from a tab."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QTabBar, QVBoxLayout, QWidget

from designer.docks import DockTabs, LazyDock

BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


def panel():
    made = QWidget()
    QVBoxLayout(made).addWidget(QLineEdit())
    return made


@pytest.fixture
def host(show, appearance):
    """A window with three docks in one place: `docks`, and `tabs` that sees to them."""
    window = QMainWindow()
    window.resize(800, 600)
    window.setCentralWidget(QWidget())
    window.docks = [
        LazyDock(name, name.title(), panel, QSize(300, 200), appearance, window)
        for name in ("one", "two", "three")
    ]
    for dock in window.docks:
        window.addDockWidget(BOTTOM, dock)
    for dock in window.docks[1:]:
        window.tabifyDockWidget(window.docks[0], dock)
    window.docks[0].raise_()
    window.tabs = DockTabs(window, window.docks, appearance)
    return show(window)


def tab_bar(host):
    return next(each for each in host.findChildren(QTabBar) if each.parent() is host and each.isVisible())


def test_a_panel_is_made_when_it_is_first_seen(host, qtbot):
    one, two, _ = host.docks
    qtbot.waitUntil(lambda: one.is_made)
    assert not two.is_made
    with qtbot.waitSignal(two.made) as heard:
        two.raise_()
    assert heard.args == [two.panel]


def test_a_panel_is_made_once_when_it_is_asked_for(host):
    two = host.docks[1]
    heard = []
    two.made.connect(heard.append)
    assert two.panel is two.panel
    assert heard == [two.panel]


def test_a_tab_takes_the_place_of_a_title(host, qtbot):
    one, two, three = host.docks
    assert [each.tabbed for each in host.docks] == [True] * 3
    assert one.titleBarWidget().sizeHint() == QSize(0, 0)
    two.close()
    three.close()
    qtbot.waitUntil(lambda: not one.tabbed)
    assert one.titleBarWidget().isVisible()
    assert one.titleBarWidget().sizeHint().height() >= 24


def test_a_detached_dock_has_its_title_back(host, qtbot):
    one, two, _ = host.docks
    two.detach()
    qtbot.waitUntil(lambda: not two.tabbed)
    assert two.isFloating()
    assert two.titleBarWidget().isVisible()
    assert one.tabbed
    two.setFloating(False)
    qtbot.waitUntil(lambda: two.tabbed)


def test_a_tabs_menu_detaches_and_closes(host, qtbot):
    bar = tab_bar(host)
    menu = host.tabs.menu_at(bar, bar.tabRect(2).center())
    detach, close = menu.actions()
    detach.trigger()
    assert host.docks[2].isFloating()
    close.trigger()
    assert host.docks[2].isHidden()
    assert host.tabs.menu_at(bar, QPoint(-5, -5)) is None


def test_the_menu_key_opens_the_menu_of_the_front_tab(host, qtbot):
    bar = tab_bar(host)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), bar.mapToGlobal(QPoint(0, 0)))
    QApplication.sendEvent(bar, event)
    menu = QApplication.activePopupWidget()
    assert [each.text() for each in menu.actions()] == ["&Detach", "&Close"]
    menu.actions()[1].trigger()
    menu.close()
    assert host.docks[0].isHidden()


def test_a_double_click_on_a_tab_detaches(host, qtbot):
    bar = tab_bar(host)
    qtbot.mouseDClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert host.docks[1].isFloating()


def test_a_renamed_dock_is_still_found_by_its_tab(host):
    host.docks[1].setWindowTitle("Two 7")
    bar = tab_bar(host)
    assert [bar.tabText(each) for each in range(bar.count())] == ["One", "Two 7", "Three"]
    host.tabs.menu_at(bar, bar.tabRect(1).center()).actions()[1].trigger()
    assert host.docks[1].isHidden()


def test_entering_a_dock_gives_its_first_control_the_keyboard(host):
    host.docks[0].enter()
    assert isinstance(host.focusWidget(), QLineEdit)
    assert host.docks[0].isAncestorOf(host.focusWidget())


def test_a_dock_can_be_made_small(host):
    assert host.docks[0].widget().minimumSizeHint().width() <= 120
    assert host.docks[0].widget().sizeHint() == QSize(300, 200)
