"""The window: puts the parts together. What they do is theirs; what is here is who stands where and hears whom."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from designer.actions import ActionTable
from designer.canvas.view import CanvasView
from designer.dialogs.desk import DialogDesk
from designer.docks import DockTabs, LazyDock
from designer.document import Document
from designer.filing import OPENED_BY_DROP, Filing
from designer.icons import application_icon
from designer.menus import actions
from designer.notices import Notices
from designer.panels import factory
from designer.session import TrainingSession
from designer.settings import Preferences
from designer.status import StatusBar
from designer.theme import Appearance, Choice
from designer.thumbnails import Thumbnails
from designer.toolbar import ToolBar
from designer.welcome import WelcomePage

FIRST_SIZE = QSize(1440, 900)


class MainWindow(QMainWindow):
    """One document in one window."""

    def __init__(self, appearance: Appearance, preferences: Preferences) -> None:
        super().__init__()
        self.appearance, self.preferences = appearance, preferences
        self.document = Document(self)
        self.session = TrainingSession(self.document, self)
        self.canvas = CanvasView(self.document, appearance)
        self.welcome = WelcomePage(appearance)
        self.filing = Filing(self.document, self.session, preferences, appearance, self._thumbnail, self)
        self.dialogs = DialogDesk(appearance, lambda: self.actions_by_id.actions, self)
        self.docks: dict[str, LazyDock] = {}
        self._places: QByteArray | None = None
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self._add_centre()
        self._add_docks()
        self.actions_by_id = ActionTable(actions(self), appearance, self)
        self._add_bars()
        self._connect()
        self.thumbnails = Thumbnails(self.canvas, self.session, appearance)
        self._restore()
        self.show_welcome()

    # --- who stands where ------------------------------------------------------------------------------------

    def _add_centre(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.canvas)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages)
        self.setCentralWidget(centre)
        self.notices = Notices(self.appearance, centre)

    def _add_docks(self) -> None:
        """Palette left, inspector right, the others as tabs below."""
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        first: LazyDock | None = None
        for panel in factory.PANELS:
            make = partial(panel.make, self.document, self.session, self.appearance)
            size = QSize(panel.width, panel.height)
            dock = LazyDock(panel.name, panel.title, make, size, self.appearance, self)
            dock.made.connect(partial(self._on_panel_made, panel.name))
            self.docks[panel.name] = dock
            self.addDockWidget(panel.area, dock)
            if panel.area == Qt.DockWidgetArea.BottomDockWidgetArea:
                if first is None:
                    first = dock
                else:
                    self.tabifyDockWidget(first, dock)
        if first is not None:
            first.raise_()
        self.tabs = DockTabs(self, list(self.docks.values()), self.appearance)

    def _add_bars(self) -> None:
        recent = QMenu("Open &recent", self)
        recent.aboutToShow.connect(lambda: self._fill_recent(recent))
        self.actions_by_id.fill(self.menuBar(), {"data.open": recent})
        self.toolbar = ToolBar(self.actions_by_id, self.appearance)
        self.addToolBar(self.toolbar)
        self.status = StatusBar(self.document, self.session, self)
        self.setStatusBar(self.status)

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self.preferences.recent_files:
            menu.addAction(str(path), partial(self.filing.open, path))
        if menu.isEmpty():
            menu.addAction("Nothing was opened yet").setEnabled(False)
        else:
            menu.addSeparator()
            menu.addAction("Forget these", self.preferences.forget_all_files)

    # --- who hears whom --------------------------------------------------------------------------------------

    def _connect(self) -> None:
        document, session = self.document, self.session
        for sender in (self.canvas, self.filing, session):
            sender.said.connect(self.notices.say)
        for offering in (self.canvas, self.filing):
            offering.offered.connect(self.notices.offer)
        self.canvas.edit_requested.connect(self._on_edit_requested)
        self.filing.failed.connect(self.notices.complain)
        self.filing.opened.connect(self.show_canvas)
        self.notices.noted.connect(self._on_noted)
        self.welcome.table_wanted.connect(self.filing.choose_table)
        self.welcome.making_wanted.connect(lambda: self.actions_by_id["data.make"].trigger())
        self.welcome.paste_wanted.connect(self.filing.paste_table)
        self.welcome.file_wanted.connect(self.filing.choose)
        self.welcome.network_wanted.connect(self.show_canvas)
        self.welcome.recent_chosen.connect(self.filing.open)
        self.welcome.example_chosen.connect(self.filing.open_example)
        document.opened.connect(self.notices.bar.dismiss)
        document.data_failed.connect(self.notices.complain)
        session.ended.connect(self._on_ended)
        session.crashed.connect(_raise)
        self._connect_work()
        # Every edit moves the index of the stack, once: there is no need to hear of the design's own change too.
        for signal in (
            document.stack.indexChanged,
            document.data_changed,
            document.trained_changed,
            document.selection_changed,
            session.state_changed,
            self.pages.currentChanged,
        ):
            signal.connect(self._refresh)
        document.analysed.connect(self._show_problems)
        document.location_changed.connect(self._show_title)
        self._show_title()

    def _connect_work(self) -> None:
        """What is read and prepared aside shows in the status bar."""
        loader, document, work = self.filing.loader, self.document, self.status.work
        loader.progressed.connect(lambda share, doing: work.show_progress(share, doing, loader.cancel))
        for ended in (loader.loaded, loader.failed, loader.cancelled, loader.crashed):
            ended.connect(lambda *_: work.hide())
        document.prepare_progressed.connect(work.show_progress)
        for told in (document.data_changed, document.changed):
            told.connect(lambda *_: work.setVisible(loader.busy or document.preparing))

    def _on_panel_made(self, name: str, panel: Any) -> None:
        """Panels tell by signals of these names what they cannot do themselves."""
        hearers = {
            "said": self.notices.say,
            "failed": self.notices.complain,
            "offered": self.notices.offer,
            "shown": self._on_shown,
            "blamed": self._on_blamed,
            "open_requested": self.filing.choose_table,
            "find_requested": self.filing.find_table,
            "example_requested": self.filing.open_example,
            "train_requested": self.train,
            "rates_requested": lambda: self.dialogs.find_rate(self.session),
            "word_asked": self.dialogs.show_guide,
        }
        for signal, hearer in hearers.items():
            if hasattr(panel, signal):
                getattr(panel, signal).connect(hearer)
        if name == "log":
            for at, sentence in self.notices.lines:
                panel.add(sentence, at)

    def _on_noted(self, sentence: str) -> None:
        if self.docks["log"].is_made:
            self.docks["log"].panel.add(sentence)  # type: ignore[attr-defined]

    def _refresh(self, *_what: object) -> None:
        self.actions_by_id.refresh()
        drawing = self.pages.currentWidget() is self.canvas
        self.toolbar.show_reason(self.session.why_not() if drawing and not self.session.active else "")

    def _show_problems(self) -> None:
        problems = self.document.analysis.problems if len(self.document.design.graph) else ()
        count = sum(not problem.follows for problem in problems)
        self.docks["problems"].setWindowTitle(f"Problems {count}" if count else "Problems")

    def _on_edit_requested(self, node_id: str) -> None:
        self.document.select((node_id,))
        self.show_panel("inspector")
        self.docks["inspector"].enter()

    def _on_shown(self, node_id: str) -> None:
        self.show_canvas()
        self.canvas.reveal(node_id)

    def _on_ended(self, sentence: str) -> None:
        node, last = self.session.culprit, next(reversed(list(self.session.runs)), None)
        diverged = last is not None and (last.reason, last.sentence) == ("diverged", sentence)
        if diverged and self.docks["training"].in_front:
            self.notices.note(sentence)  # The panel tells of it itself.
        elif node in self.document.design.graph:
            self.notices.offer(sentence, "Show the layer", lambda: self._on_blamed(node))
        else:
            self.notices.say(sentence)

    def _on_blamed(self, node_id: str) -> None:
        self.show_canvas()
        self.canvas.reveal(node_id, centred=True)

    # --- what the actions do ---------------------------------------------------------------------------------

    def show_welcome(self) -> None:
        """The Welcome page in place of the canvas, with all panels out of the way."""
        self.welcome.set_recent(self.preferences.recent_files[:6])
        if self._places is None:
            self._places = self.saveState()
        self.pages.setCurrentWidget(self.welcome)
        for dock in self.docks.values():
            dock.hide()

    def show_canvas(self) -> None:
        """The canvas in place of the Welcome page, and the panels where they were."""
        self.pages.setCurrentWidget(self.canvas)
        if self._places is not None:
            places, self._places = self._places, None
            self.restoreState(places)
            self.tabs.refresh()
        self.canvas.setFocus()

    def add_layer(self) -> None:
        """Search for a layer on the canvas."""
        self.show_canvas()
        self.canvas.open_search()

    def show_drawn(self, node_ids: tuple[str, ...]) -> None:
        """The canvas, with these nodes as large as they fit."""
        self.show_canvas()
        self.canvas.fit_nodes(node_ids)

    def next_problem(self) -> None:
        """Show the next layer that something is wrong with, after the selected one."""
        nodes = list(dict.fromkeys(each.node for each in self.document.analysis.problems if each.node))
        if nodes:
            last = [nodes.index(each) for each in self.document.selection if each in nodes]
            self._on_shown(nodes[(last[-1] + 1) % len(nodes) if last else 0])

    def undo(self) -> None:
        """One step back."""
        self.document.stack.undo()

    def redo(self) -> None:
        """One step forward again."""
        self.document.stack.redo()

    def train(self) -> None:
        """Train, and show how it goes."""
        self.show_panel("training")
        self.session.train()

    def propose_network(self) -> None:
        """Put the network on the canvas that suits the table."""
        from engine.proposal import propose_network

        table, recipe = self.document.table, self.document.design.recipe
        if table is not None and recipe is not None:
            graph, places = propose_network(table, recipe)
            self.document.edit("Propose a network", self.document.design.replace(graph=graph, places=places))
            self.show_canvas()
            self.canvas.fit_all()

    def panel_titles(self) -> list[tuple[str, str]]:
        """Every panel's name and title."""
        return [(panel.name, panel.title) for panel in factory.PANELS]

    def panel_visible(self, name: str) -> bool:
        """Whether a panel is open, in front or behind another's tab."""
        return not self.docks[name].isHidden()

    def show_panel(self, name: str) -> QWidget:
        """Open a panel and bring it to the front, the canvas with it."""
        self.show_canvas()
        dock = self.docks[name]
        dock.show()
        dock.raise_()
        return dock.panel

    def toggle_panel(self, name: str) -> None:
        """Open a panel, bring it to the front, or close it when it is there."""
        dock = self.docks[name]
        if not dock.in_front:
            self.show_panel(name)
            dock.enter()
        else:
            dock.hide()
        self._refresh()

    def reset_layout(self) -> None:
        """Every panel where it was on the first day."""
        self.show_canvas()
        self.restoreState(self._first_state)
        self.tabs.refresh()

    def choose_theme(self, choice: Choice) -> None:
        """Light, dark, or as the system."""
        self.preferences.theme = choice
        self.appearance.choose(choice)
        self._refresh()

    def toggle_motion(self) -> None:
        """Animate, or do not."""
        self.preferences.reduce_motion = not self.preferences.reduce_motion
        self._refresh()

    def toggle_full_screen(self) -> None:
        """All of the screen, or back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def take_weights(self) -> None:
        """Ask for a trained model whose weights the network begins with, and show which of them fit."""
        if self.filing.choose_weights():
            self.show_panel("training")

    # --- the window itself -----------------------------------------------------------------------------------

    def _restore(self) -> None:
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize() * 0.96))
        self._first_state = self.saveState()
        if not self.preferences.window_geometry.isEmpty():
            self.restoreGeometry(self.preferences.window_geometry)
            self.restoreState(self.preferences.window_state)

    def _show_title(self) -> None:
        path = self.document.path
        name = path.name if path is not None else "Untitled"
        self.setWindowTitle(f"{name}[*] — Neuroloom")
        self.setWindowModified(self.document.modified)

    def _thumbnail(self) -> bytes | None:
        """A small PNG of the canvas for the file."""
        if not len(self.document.design.graph):
            return None
        picture = self.canvas.grab().scaledToWidth(480, Qt.TransformationMode.SmoothTransformation)
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(data.data())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A model or a table may be dropped anywhere."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what is dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.filing.open(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what would be lost; remember the places."""
        if not self.filing.may_leave():
            event.ignore()
            return
        # Its end is a change of the stack too, when there is nothing left that could be refreshed.
        self.document.stack.blockSignals(True)
        self.session.shut_down()
        self.status.shut_down()
        self.filing.loader.wait()
        self.document.wait()
        self.preferences.window_geometry = self.saveGeometry()
        self.preferences.window_state = self.saveState() if self._places is None else self._places
        super().closeEvent(event)


def _raise(error: BaseException) -> None:
    """A bug on a thread of its own is reported where all bugs are: on the window's."""
    raise error


def _dropped(event: QDropEvent) -> Path | None:
    """The one file of ours that is being dropped, if it is."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_dir() or path.suffix.lower() in OPENED_BY_DROP else None
