"""A setting that holds another kind: a menu of the catalog, with the chosen kind's picture and settings below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from designer.forms.curve import CurveView, curve_icon
from designer.forms.editor import MIXED, Each, Editor, Menu, same
from designer.theme import Appearance
from engine.activations.base import Activation
from engine.declare import Declared, Setting, settings_of

if TYPE_CHECKING:
    from designer.forms.form import Form

MakeForm = Callable[[Sequence[Declared]], "Form"]


class KindEditor(Editor):
    """Chooses a kind and edits its own settings. An activation is drawn, in the menu too.

    The nested form is made when a kind that has settings is first shown, and kept while the kind stays.
    """

    def __init__(
        self, setting: Setting, appearance: Appearance, make_form: MakeForm, parent: QWidget | None = None
    ) -> None:
        super().__init__(setting, parent)
        self._appearance, self._make_form = appearance, make_form
        self._values: tuple[Any, ...] = ()
        self.form: Form | None = None
        self.picture: CurveView | None = None
        self.menu = Menu(self)
        self.menu.setPlaceholderText(MIXED)
        self.menu.setMaxVisibleItems(24)
        self.help = QLabel(self)
        self.help.setProperty("role", "small")
        self.help.setWordWrap(True)
        self.setFocusProxy(self.menu)
        self._nest = QFrame(self)
        self._nest.setVisible(False)
        self._nested = QVBoxLayout(self._nest)
        self._nested.setContentsMargins(12, 0, 0, 0)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        for part in (self.menu, self.help, self._nest):
            self._layout.addWidget(part)
        self._fill()
        self.menu.activated.connect(self._on_activated)
        appearance.changed.connect(lambda _theme: self._draw_icons())

    def place_picture(self, picture: QWidget) -> None:
        """Put a picture of what is chosen below the menu; it is the giver's to keep it up to date."""
        self._layout.insertWidget(1, picture)

    @property
    def catalog(self) -> Any:
        """The kinds that may be chosen."""
        return self.setting.catalog

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Show the one kind that all instances hold, with the settings that they share; or that they differ."""
        self.show()
        self.menu.show()
        self._values = tuple(values)
        alike = alike or same([type(value) for value in values])
        kind = values[0].kind() if alike else ""
        self.menu.setCurrentIndex(self.menu.findData(kind) if alike else -1)
        self._show_help(values[0] if alike else None)
        self._show_nested(self._values if alike else ())

    def show_resolved(self, value: Any) -> None:
        """Only the picture and the help of the kind that "auto" has come to."""
        known = isinstance(value, Declared)
        self.menu.hide()
        self.setVisible(known)
        self._show_nested(())
        self._show_help(value if known else None)

    def _fill(self) -> None:
        for name, kind in self.catalog.items():
            self.menu.addItem(kind.label(), name)
            self.menu.setItemData(self.menu.count() - 1, kind.help()[0], Qt.ItemDataRole.ToolTipRole)
        self._draw_icons()

    def _draw_icons(self) -> None:
        if not issubclass(self.catalog.base, Activation):
            return
        self.menu.setIconSize(QSize(26, 18))
        for index, kind in enumerate(self.catalog.values()):
            self.menu.setItemIcon(index, curve_icon(kind(), self._appearance.theme))

    def _show_help(self, value: Declared | None) -> None:
        self.help.setVisible(value is not None)
        if value is not None and self.help.text() != value.help()[0]:
            self.help.setText(value.help()[0])
        drawn = isinstance(value, Activation)
        if drawn and self.picture is None:
            self.picture = CurveView(self._appearance, self)
            self._layout.insertWidget(1, self.picture)
        if self.picture is not None:
            self.picture.setVisible(drawn)
            if isinstance(value, Activation):
                self.picture.show_activation(value)

    def _show_nested(self, values: tuple[Any, ...]) -> None:
        """The form of the chosen kind's own settings, where it has any."""
        wanted = bool(values) and bool(settings_of(type(values[0])))
        if self.form is not None and not (wanted and self.form.fits(values)):
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self._nest.setVisible(wanted)
        if not wanted:
            return
        if self.form is None:
            self.form = self._make_form(values)
            self._nested.addWidget(self.form)
            self.form.show()
            self.form.edited.connect(self._on_nested_edited)
            self.form.grown.connect(self.grown)
            self.form.word_asked.connect(self.word_asked)
        else:
            self.form.show_instances(values)

    def _on_activated(self, index: int) -> None:
        kind = self.catalog[self.menu.itemData(index)]
        if not all(type(value) is kind for value in self._values):
            self.edited.emit(kind(), True)

    def _on_nested_edited(self, _name: str, _value: Any, final: bool) -> None:
        if self.form is None:
            return
        self._values = self.form.instances
        if same(self._values):
            self._show_help(self._values[0])
            self.edited.emit(self._values[0], final)
        else:
            self.edited.emit(Each(self._values), final)
