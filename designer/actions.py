"""Actions are data: one list holds everything that can be done by menu, key, tool bar or command palette.

Here is what an action is, and how menus, tool bars and shortcuts are made of a list of them. The list itself is in
`designer.menus`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from designer.icons import icon
from designer.theme import Appearance, Theme

ANYWHERE = Qt.ShortcutContext.WindowShortcut
WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut
MENUS = ("File", "Edit", "View", "Network", "Train", "Help")
"""The menus in the order of the menu bar."""


@dataclass(frozen=True)
class Action:
    """One thing that can be done.

    `missing` says why it cannot be done now, "" where it can. `checked` makes it a switch that shows a state;
    actions with the same `group` exclude each other. `named` gives the title that fits now, where it changes.
    `within` is the widget that must have the keyboard for the shortcuts to work; without one they work anywhere in
    the window. `separated` draws a line above it in its menu. `submenu` puts it a level deeper. `words` are further
    words that the command palette finds it by.
    """

    id: str
    title: str
    menu: str
    run: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    missing: Callable[[], str] | None = None
    checked: Callable[[], bool] | None = None
    group: str = ""
    named: Callable[[], str] | None = None
    within: QWidget | None = None
    separated: bool = False
    submenu: str = ""
    words: str = ""

    @property
    def path(self) -> str:
        """Where it stands in the menus, such as "View › Theme › Dark"."""
        return " › ".join(part for part in (self.menu, self.submenu, self.plain_title) if part)

    @property
    def plain_title(self) -> str:
        """The title that fits now, without the mark of its key."""
        title = self.named() if self.named is not None else self.title
        return "&".join(part.replace("&", "") for part in title.split("&&"))

    @property
    def reason(self) -> str:
        """Why it cannot be done now; "" where it can."""
        return self.missing() if self.missing is not None else ""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Its shortcuts as this system writes them."""
        native = QKeySequence.SequenceFormat.NativeText
        return tuple(QKeySequence(each).toString(native) for each in self.shortcuts)


class ActionTable(QObject):
    """The QActions of a list of actions, by id; `refresh` brings them up to date."""

    def __init__(self, actions: Iterable[Action], appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self.actions: tuple[Action, ...] = tuple(actions)
        self._appearance = appearance
        self._made: dict[str, QAction] = {}
        groups: dict[str, QActionGroup] = {}
        for action in self.actions:
            made = QAction(action.title, self)
            made.setObjectName(action.id)
            made.setShortcuts([QKeySequence(keys) for keys in action.shortcuts])
            made.setShortcutContext(ANYWHERE if action.within is None else WITHIN)
            made.setCheckable(action.checked is not None)
            made.triggered.connect(lambda _checked=False, run=action.run: run())
            if action.group:
                groups.setdefault(action.group, QActionGroup(self)).addAction(made)
            self._made[action.id] = made
            (action.within or window).addAction(made)
        appearance.changed.connect(self._on_theme_changed)
        self._on_theme_changed(appearance.theme)
        self.refresh()

    def __getitem__(self, action_id: str) -> QAction:
        return self._made[action_id]

    def refresh(self) -> None:
        """Ask every action whether it can be done, and what a switch shows."""
        for action in self.actions:
            made = self._made[action.id]
            missing = action.reason
            made.setEnabled(not missing)
            if action.checked is not None:
                made.setChecked(action.checked())
            if action.named is not None:
                made.setText(action.named())
            hint = missing or action.tip or action.plain_title.rstrip("…")
            made.setToolTip(f"{hint}  ({', '.join(action.keys)})" if action.keys else hint)
            made.setStatusTip(missing or action.tip)

    def fill(self, bar: QMenuBar, submenus: dict[str, QMenu] | None = None) -> None:
        """Make the menus of the bar. `submenus` are menus that fill themselves, by "menu/title"."""
        for name in MENUS:
            menu = bar.addMenu(f"&{name}")
            menu.setToolTipsVisible(True)
            inner: dict[str, QMenu] = {}
            for action in self.actions:
                if action.menu != name:
                    continue
                if action.separated:
                    menu.addSeparator()
                place = menu
                if action.submenu:
                    if action.submenu not in inner:
                        inner[action.submenu] = menu.addMenu(action.submenu)
                    place = inner[action.submenu]
                place.addAction(self._made[action.id])
                extra = (submenus or {}).get(action.id)
                if extra is not None:
                    menu.addMenu(extra)

    def _on_theme_changed(self, theme: Theme) -> None:
        for action in self.actions:
            if action.icon:
                self._made[action.id].setIcon(icon(action.icon, theme))


def found(actions: Sequence[Action], text: str) -> list[Action]:
    """The actions whose path or words hold every word of `text`, the nearest first.

    Nearest is the title that `text` begins, the shorter the nearer; then a title that holds all words; then the rest.
    """
    wanted = " ".join(text.lower().split())

    def distance(action: Action) -> tuple[int, int]:
        title = action.plain_title.lower()
        if not wanted:
            return 0, 0
        if title.startswith(wanted):
            return 0, len(title)
        return (1 if all(word in title for word in wanted.split()) else 2), 0

    return sorted(
        (a for a in actions if all(word in f"{a.path} {a.words}".lower() for word in wanted.split())),
        key=distance,
    )
