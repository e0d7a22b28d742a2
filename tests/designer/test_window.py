"""The window: its parts, its places over two starts, its questions, and what it does while a network is trained."""

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QHeaderView, QWidget

from designer import edits
from designer.canvas.search_menu import SearchMenu
from designer.panels import factory
from engine.examples import examples
from engine.graph import Edge
from engine.layers import LAYERS
from engine.optimizers import OPTIMIZERS

COPY = Qt.DropAction.CopyAction


def add_dense(window):
    design, node_id = edits.add_layer(window.document.design, LAYERS["dense"](), (0.0, 0.0))
    window.document.edit("Add Dense", design)
    return node_id


def train_slowly(window, qtbot):
    window.session.set_pace(3.0)
    window.session.train()
    qtbot.waitUntil(lambda: len(window.session.history) > 0)


def dragged(*paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(window, mime):
    """Drag and drop on the window; True where it was taken."""
    flags = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(50, 50), COPY, mime, *flags)
    enter.ignore()
    window.dragEnterEvent(enter)
    event = QDropEvent(QPointF(50, 50), COPY, mime, *flags)
    window.dropEvent(event)
    return enter.isAccepted()


# --- the parts -----------------------------------------------------------------------------------------------


def test_it_begins_with_the_welcome_page_alone(window):
    assert window.pages.currentWidget() is window.welcome
    assert all(dock.isHidden() for dock in window.docks.values())
    assert not any(dock.is_made for dock in window.docks.values())
    assert window.windowTitle() == "Untitled[*] — Neuroloom"


def test_drawing_begins_on_the_canvas_with_every_panel(window):
    window.welcome.network_wanted.emit()
    assert window.pages.currentWidget() is window.canvas
    assert not any(dock.isHidden() for dock in window.docks.values())


@pytest.mark.parametrize("name", [panel.name for panel in factory.PANELS])
def test_every_panel_can_be_shown_before_there_is_anything(window, name, qtbot):
    panel = window.show_panel(name)
    qtbot.waitUntil(lambda: window.docks[name].in_front)
    assert panel.isVisible()


@pytest.mark.parametrize("name", [panel.name for panel in factory.PANELS])
def test_every_panel_can_be_shown_with_a_network_that_was_trained(penguins, name, qtbot):
    penguins.session.train()
    qtbot.waitUntil(lambda: penguins.session.state == "finished")
    assert penguins.show_panel(name).isVisible()


def test_a_panels_key_opens_enters_and_closes_it(window, qtbot):
    window.show_canvas()
    dock = window.docks["problems"]
    window.toggle_panel("problems")
    qtbot.waitUntil(lambda: dock.in_front)
    window.toggle_panel("data")
    qtbot.waitUntil(lambda: not dock.in_front)
    assert window.panel_visible("problems")
    window.toggle_panel("problems")
    qtbot.waitUntil(lambda: dock.in_front)
    window.toggle_panel("problems")
    assert not window.panel_visible("problems")


def test_the_welcome_page_comes_back_and_goes_with_the_panels_as_they_were(window):
    window.show_canvas()
    window.docks["log"].hide()
    window.show_welcome()
    assert all(dock.isHidden() for dock in window.docks.values())
    window.show_canvas()
    assert window.docks["log"].isHidden()
    assert not window.docks["data"].isHidden()


def test_the_layout_of_the_first_day_comes_back(window):
    window.show_canvas()
    window.docks["palette"].hide()
    window.docks["data"].detach()
    window.reset_layout()
    assert not window.docks["palette"].isHidden()
    assert not window.docks["data"].isFloating()


def test_the_number_of_problems_stands_on_the_tab(window):
    assert window.docks["problems"].windowTitle() == "Problems"
    add_dense(window)
    count = len(window.document.analysis.problems)
    assert window.docks["problems"].windowTitle() == f"Problems {count}"
    window.document.stack.undo()
    assert window.docks["problems"].windowTitle() == "Problems"


def test_layers_that_only_wait_for_another_are_not_counted_as_problems(window):
    first, second = add_dense(window), add_dense(window)
    design = window.document.design
    wired = dataclasses.replace(design, graph=design.graph.connect(Edge(first, second)))
    window.document.edit("Wire", wired)
    problems = window.document.analysis.problems
    assert [problem.node for problem in problems if problem.follows] == [second]
    assert window.docks["problems"].windowTitle() == f"Problems {len(problems) - 1}"


def test_problems_are_walked_through(window):
    window.show_canvas()
    first, second = add_dense(window), add_dense(window)
    window.document.select()
    window.next_problem()
    assert window.document.selection == (first,)
    window.next_problem()
    assert window.document.selection == (second,)
    window.next_problem()
    assert window.document.selection == (first,)


def test_enter_on_the_canvas_edits_the_layer_in_the_inspector(window, qtbot):
    window.show_canvas()
    node_id = add_dense(window)
    window.document.select((node_id,))
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.docks["inspector"].isAncestorOf(window.focusWidget())


def test_adding_a_layer_begins_on_the_canvas(window):
    window.actions_by_id["network.add"].trigger()
    assert window.pages.currentWidget() is window.canvas
    assert window.canvas.findChild(SearchMenu).isVisible()
    window.canvas.close_search()


def test_what_was_said_of_a_document_goes_with_it(window):
    window.show_canvas()
    window.notices.complain("No column is a feature.")
    assert window.notices.bar.isVisible()
    window.filing.new()
    assert window.notices.bar.isHidden()


def test_what_is_said_is_in_the_log(window):
    window.notices.say("Said before.")
    log = window.show_panel("log")
    window.notices.complain("Said after.")
    said = [line.partition("  ")[2].strip() for line in log.text.toPlainText().splitlines()]
    assert said == ["Said before.", "Said after."]


# --- looks ---------------------------------------------------------------------------------------------------


def test_the_theme_is_switched_and_remembered(window, make_window):
    window.actions_by_id["view.theme.dark"].trigger()
    assert window.appearance.theme.name == "dark"
    assert window.actions_by_id["view.theme.dark"].isChecked()
    assert window.preferences.theme == "dark"
    window.actions_by_id["view.theme.light"].trigger()
    assert window.appearance.theme.name == "light"
    assert make_window().preferences.theme == "light"


def test_motion_is_reduced_and_remembered(window, make_window):
    window.actions_by_id["view.motion"].trigger()
    assert window.actions_by_id["view.motion"].isChecked()
    assert make_window().preferences.reduce_motion


def test_full_screen_and_back(window):
    window.toggle_full_screen()
    assert window.windowState() & Qt.WindowState.WindowFullScreen
    window.toggle_full_screen()
    assert not window.windowState() & Qt.WindowState.WindowFullScreen


def test_the_title_names_the_file_and_marks_what_is_not_saved(window, tmp_path):
    add_dense(window)
    assert window.isWindowModified()
    window.filing.save_to(tmp_path / "net.loom")
    assert window.windowTitle() == "net.loom[*] — Neuroloom"
    assert not window.isWindowModified()
    window.document.stack.undo()
    assert window.isWindowModified()
    window.document.stack.redo()
    assert not window.isWindowModified()


# --- places --------------------------------------------------------------------------------------------------


def test_places_are_remembered_for_the_next_window(make_window):
    first = make_window()
    first.show_canvas()
    first.resize(700, 650)
    first.docks["palette"].hide()
    first.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, first.docks["log"])
    first.close()
    second = make_window()
    second.show_canvas()
    assert second.size() == first.size()
    assert second.docks["palette"].isHidden()
    assert not second.docks["inspector"].isHidden()
    assert second.dockWidgetArea(second.docks["log"]) == Qt.DockWidgetArea.RightDockWidgetArea


def test_closing_on_the_welcome_page_keeps_the_places_of_the_canvas(make_window):
    first = make_window()
    first.show_canvas()
    first.docks["summary"].hide()
    first.show_welcome()
    first.close()
    second = make_window()
    second.show_canvas()
    assert second.docks["summary"].isHidden()
    assert not second.docks["data"].isHidden()


def test_places_that_make_no_sense_are_forgotten(make_window, settings_folder):
    first = make_window()
    first.preferences.window_state = first.saveState()[:20]
    first.preferences.window_geometry = first.saveGeometry()[:7]
    second = make_window()
    second.show_canvas()
    assert not second.docks["palette"].isHidden()


# --- files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["net.loom", "table.csv", "TABLE.CSV", "rows.tsv", "iris.data", "a.xlsx", "a.parquet"]
)
def test_a_file_that_is_dropped_is_opened(window, tmp_path, monkeypatch, name):
    opened = []
    monkeypatch.setattr(window.filing, "open", opened.append)
    assert drop(window, dragged(tmp_path / name))
    assert opened == [tmp_path / name]


def test_anything_else_that_is_dropped_is_refused(window, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(window.filing, "open", opened.append)
    words, web = QMimeData(), QMimeData()
    words.setText("words")
    web.setUrls([QUrl("https://example.org/a.csv")])
    for mime in (words, web, dragged(tmp_path / "a.png"), dragged(tmp_path / "a.csv", tmp_path / "b.csv")):
        assert not drop(window, mime)
    assert opened == []


def test_recent_files_are_offered_and_forgotten(window, tmp_path, monkeypatch):
    (tmp_path / "one.csv").touch()
    (tmp_path / "two.csv").touch()
    window.preferences.remember_file(tmp_path / "one.csv")
    window.preferences.remember_file(tmp_path / "two.csv")
    opened = []
    monkeypatch.setattr(window.filing, "open", opened.append)
    file_menu = window.menuBar().actions()[0].menu()
    recent = next(each.menu() for each in file_menu.actions() if each.text() == "Open &recent")
    recent.aboutToShow.emit()
    assert [Path(each.text()).name for each in recent.actions()[:2]] == ["two.csv", "one.csv"]
    recent.actions()[1].trigger()
    assert opened == [tmp_path / "one.csv"]
    recent.actions()[-1].trigger()
    recent.aboutToShow.emit()
    assert [each.isEnabled() for each in recent.actions()] == [False]


def test_the_thumbnail_is_a_picture_of_the_network(penguins):
    assert penguins._thumbnail().startswith(b"\x89PNG")
    penguins.document.stack.clear()
    penguins.filing.new()
    assert penguins._thumbnail() is None


# --- leaving -------------------------------------------------------------------------------------------------


def test_closing_asks_about_what_is_not_saved(window, answers):
    add_dense(window)
    answers.will_be("Cancel")
    assert not window.close()
    assert window.isVisible()
    answers.will_be("Discard")
    assert window.close()
    assert not window.isVisible()


def test_quit_is_the_same(window, answers):
    add_dense(window)
    answers.will_be("Cancel")
    window.actions_by_id["file.quit"].trigger()
    assert window.isVisible()


def test_closing_while_it_trains_asks_and_stops_it(penguins, answers, qtbot):
    train_slowly(penguins, qtbot)
    answers.will_be("Go on training")
    assert not penguins.close()
    assert penguins.session.state == "running"
    answers.will_be("Stop training", "Discard")
    assert penguins.close()
    assert not penguins.session.active
    assert penguins.document.trained is not None


def test_closing_while_a_table_is_read_stops_the_reading(window, qtbot):
    window.filing.open_example(examples()[0])
    assert window.filing.loader.busy
    assert window.close()
    assert not window.filing.loader.busy


# --- while it trains -----------------------------------------------------------------------------------------


def test_unplugging_a_layer_while_it_trains_lets_the_run_go_on(penguins, qtbot):
    window = penguins
    train_slowly(window, qtbot)
    graph = window.document.design.graph
    dense = next(node.id for node in graph.nodes if node.id.startswith("dense"))
    window.document.edit("Delete", edits.remove(window.document.design, [dense]))
    assert "goes on with the network" in window.notices.bar.message
    epochs = len(window.session.history)
    qtbot.waitUntil(lambda: len(window.session.history) > epochs)
    assert window.session.state == "running"
    window.session.stop()
    qtbot.waitUntil(lambda: window.session.state == "finished")
    assert window.document.trained.design.graph is graph
    assert window.session.why_not_resume()


def test_taking_the_table_away_while_it_trains_lets_the_run_go_on(penguins, qtbot):
    train_slowly(penguins, qtbot)
    penguins.document.edit("Close the table", penguins.document.design.replace(recipe=None))
    epochs = len(penguins.session.history)
    qtbot.waitUntil(lambda: len(penguins.session.history) > epochs)
    penguins.session.stop()
    qtbot.waitUntil(lambda: penguins.session.state == "finished")
    assert penguins.session.why_not() == "Open a table first: there is nothing to learn from yet."


def test_removing_the_target_after_training_says_so_and_keeps_what_was_learned(penguins, qtbot):
    window = penguins
    window.session.train()
    qtbot.waitUntil(lambda: window.session.state == "finished")
    trained = window.document.trained
    recipe = window.document.design.recipe
    window.document.edit(
        "Ignore species", window.document.design.replace(recipe=recipe.with_role("species", "ignore"))
    )
    reason = "No column is the target: choose the one that the network should predict."
    assert window.session.why_not() == reason
    assert window.toolbar.reason.text() == reason
    assert not window.toolbar.train.isEnabled()
    assert window.document.trained is trained
    for name in ("evaluation", "predict", "training", "weights", "data", "runs"):
        assert window.show_panel(name).isVisible()
    window.document.stack.undo()
    assert window.session.why_not() == ""
    assert window.document.trained is trained


def test_a_run_that_diverged_shows_where(penguins, qtbot):
    window = penguins
    node = next(node.id for node in window.document.design.graph.nodes if node.layer.kind() == "dense")
    window.session.culprit = node
    window.canvas.centerOn(5000.0, 5000.0)
    window.session.ended.emit("The run has diverged.")
    button = window.notices.bar.button
    assert (button.isVisible(), button.text()) == (True, "Show the layer")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.document.selection == (node,)
    assert window.canvas.shown().contains(window.canvas.scene_of_items.nodes[node].box())
    window.session.culprit = ""
    window.session.ended.emit("All is well.")
    assert not button.isVisible()


def test_a_run_that_diverged_is_told_once(penguins, qtbot):
    window = penguins
    window.filing.open_example(examples()[1])
    qtbot.waitUntil(lambda: window.document.prepared is not None)
    design, sgd = window.document.design, OPTIMIZERS["sgd"](learning_rate=10.0)
    window.document.edit("x", design.replace(training=design.training.replace(optimizer=sgd)))
    with qtbot.waitSignal(window.session.ended, timeout=20_000) as ended:
        window.train()
    panel = window.docks["training"].panel
    assert panel.notice.isVisible()
    assert panel.notice.message == ended.args[0]
    assert not window.notices.bar.isVisible()
    assert window.notices.lines[-1][1] == ended.args[0]
    window.canvas.centerOn(5000.0, 5000.0)
    qtbot.mouseClick(panel.notice.look, Qt.MouseButton.LeftButton)
    assert window.document.selection == (window.session.culprit,)
    window.show_panel("log")
    with qtbot.waitSignal(window.session.ended, timeout=20_000):
        window.session.start()
    assert window.notices.bar.isVisible()
    assert window.notices.bar.button.text() == "Show the layer"


def test_training_brings_its_panel_to_the_front_and_says_how_it_ended(penguins, qtbot):
    penguins.train()
    qtbot.waitUntil(lambda: penguins.docks["training"].in_front)
    qtbot.waitUntil(lambda: penguins.session.state == "finished")
    assert penguins.notices.bar.message == penguins.document.trained.ending
    assert penguins.isWindowModified()


def test_proposing_a_network_replaces_the_canvas_in_one_step(penguins):
    graph = penguins.document.design.graph
    penguins.document.edit(
        "Delete", edits.remove(penguins.document.design, [node.id for node in graph.nodes])
    )
    penguins.actions_by_id["network.propose"].trigger()
    assert len(penguins.document.design.graph) == len(graph)
    assert penguins.document.stack.undoText() == "Propose a network"


# --- for everybody -------------------------------------------------------------------------------------------


def test_every_control_has_a_name(penguins, qtbot):
    window = penguins
    window.session.train()
    qtbot.waitUntil(lambda: window.session.state == "finished")
    for name in window.docks:
        window.show_panel(name)
        qtbot.waitUntil(lambda name=name: window.docks[name].in_front)
    window.document.select((window.document.design.graph.nodes[1].id,))
    unnamed = [
        each for each in window.findChildren(QWidget) if _can_be_reached(each, window) and not _name(each)
    ]
    assert [f"{type(each).__name__} in {_path(each)}" for each in unnamed] == []


def _can_be_reached(widget, window):
    by_key = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    return by_key and widget.isVisibleTo(window) and not _inside_a_control(widget)


def _inside_a_control(widget):
    """Qt's own parts of a control: the control speaks for them."""
    around = widget.parentWidget()
    return widget.objectName().startswith("qt_") or isinstance(
        around, QAbstractSpinBox | QComboBox | QHeaderView
    )


def _name(widget):
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text()
    return ""


def _path(widget):
    parts = []
    while widget is not None:
        parts.append(widget.objectName() or type(widget).__name__)
        widget = widget.parentWidget()
    return " < ".join(parts[1:6])


def test_the_welcome_page_makes_a_table(window, monkeypatch):
    asked = []
    monkeypatch.setattr(window.dialogs, "make_table", lambda *where: asked.append(where))
    window.welcome.making_wanted.emit()
    assert len(asked) == 1
