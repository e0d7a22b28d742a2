"""One line of a form: the setting's title and help, its editor, the switch to automatic, and what was refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QToolButton, QToolTip, QVBoxLayout, QWidget

from designer.forms.choice_editor import words
from designer.forms.editor import Editor, same
from designer.forms.switch_editor import SwitchEditor
from designer.guide import page_on
from designer.icons import icon
from designer.theme import Appearance
from engine.declare import AUTO, Declared, Setting

MakeEditor = Callable[[Setting, QWidget], Editor]


class Row(QWidget):
    """A setting with all that belongs to it. `edited(value, final)` tells what a person did; `value` may be "auto".

    `word_asked` names the page of the guide that somebody wants to read on it.
    """

    edited = Signal(object, bool)
    word_asked = Signal(str)

    def __init__(self, setting: Setting, appearance: Appearance, make: MakeEditor, parent: QWidget) -> None:
        super().__init__(parent)
        self.setting, self._appearance = setting, appearance
        self._resolved: Any = None
        self.page = page_on(setting.title)
        self.editor = make(setting, self)
        self.auto: QCheckBox | None = None
        self.stands_for: QLabel | None = None
        self.message: QLabel | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self._layout.addLayout(self._head())
        if setting.auto:
            self._layout.addWidget(self._auto_text())
        if not isinstance(self.editor, SwitchEditor):
            self._layout.addWidget(self.editor)
        title = capital(setting.title)
        self.editor.describe(title, setting.help)
        self.editor.setToolTip(setting.help)
        self.setWhatsThis(setting.help)
        self.editor.edited.connect(self._on_editor_edited)
        self.editor.refused.connect(self.refuse)
        self.editor.word_asked.connect(self.word_asked)
        appearance.changed.connect(self._draw_help)

    def show_values(self, values: Sequence[Any], resolved: Sequence[Any] | None = None) -> None:
        """Show the values of all instances; `resolved` is what "auto" has come to in each, where that is known."""
        known = resolved is not None and len(resolved) > 0 and same(resolved)
        self._resolved = resolved[0] if known and resolved is not None else None
        self.accept()
        automatic = self.auto is not None and all(value == AUTO for value in values)
        if self.auto is not None:
            self.auto.setChecked(automatic)
            self._show_auto(automatic)
        if automatic:
            self.editor.show_resolved(self._resolved)
            return
        self.editor.show()
        self.editor.show_values(values, same(values))
        if AUTO in self.setting.choices:
            self.editor.show_resolved(self._resolved)

    def refuse(self, sentence: str) -> None:
        """Show why a value was not taken."""
        if self.message is None:
            self.message = QLabel(self)
            self.message.setProperty("role", "danger")
            self.message.setWordWrap(True)
            self._layout.addWidget(self.message)
        self.message.setText(sentence)
        self.message.show()
        self._mark(True)

    def accept(self) -> None:
        """Take back what `refuse` said."""
        if self.message is not None and not self.message.isHidden():
            self.message.hide()
            self._mark(False)

    @property
    def refusal(self) -> str:
        """The sentence that is shown, if any."""
        return self.message.text() if self.message is not None and not self.message.isHidden() else ""

    def _mark(self, wrong: bool) -> None:
        field = self.editor.focusProxy()
        if field is not None:
            field.setProperty("wrong", wrong)
            field.style().unpolish(field)
            field.style().polish(field)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(2)
        if isinstance(self.editor, SwitchEditor):
            head.addWidget(self.editor)
        else:
            unit = f" ({self.setting.unit})" if self.setting.unit else ""
            label = QLabel(capital(self.setting.title) + unit, self)
            label.setBuddy(self.editor)
            label.setToolTip(self.setting.help)
            head.addWidget(label)
        self._help = QToolButton(self)
        self._help.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._help.setIconSize(QSize(13, 13))
        more = "\n\nClick to read more in the guide." if self.page is not None else ""
        self._help.setToolTip(self.setting.help + more)
        self._help.setAccessibleName(f"Help on {self.setting.title}")
        self._help.clicked.connect(self._on_help_clicked)
        self._draw_help()
        head.addWidget(self._help)
        head.addStretch(1)
        if self.setting.auto:
            head.addWidget(self._auto_button())
        return head

    def _auto_button(self) -> QCheckBox:
        self.auto = QCheckBox("Auto", self)
        self.auto.setToolTip(f"Automatic: {self.setting.auto}")
        self.auto.setAccessibleName(f"{capital(self.setting.title)}: automatic")
        self.auto.setAccessibleDescription(self.setting.auto)
        self.auto.clicked.connect(self._on_auto_clicked)
        return self.auto

    def _auto_text(self) -> QLabel:
        self.stands_for = QLabel(self)
        self.stands_for.setWordWrap(True)
        self.stands_for.setTextFormat(Qt.TextFormat.PlainText)
        return self.stands_for

    def _draw_help(self, _theme: object = None) -> None:
        theme = self._appearance.theme
        self._help.setIcon(icon("circle-question-mark", theme, theme.muted))

    def _show_auto(self, automatic: bool) -> None:
        if self.stands_for is None:
            return
        known = self._resolved is not None and self._resolved != AUTO
        text = (
            f"auto: {spoken(self._resolved)}, {self.setting.auto}" if known else f"auto: {self.setting.auto}"
        )
        if self.stands_for.text() != text:
            self.stands_for.setText(text)
        self.stands_for.setVisible(automatic)

    def _on_editor_edited(self, value: Any, final: bool) -> None:
        self.edited.emit(value, final)

    def _on_help_clicked(self) -> None:
        if self.page is not None:
            self.word_asked.emit(self.page.name)
            return
        corner = self._help.mapToGlobal(QPoint(0, self._help.height()))
        QToolTip.showText(corner, self.setting.help, self._help)

    def _on_auto_clicked(self, automatic: bool) -> None:
        if automatic:
            self.edited.emit(AUTO, True)
            return
        self.edited.emit(self._by_hand(), True)
        (self.editor.focusProxy() or self.editor).setFocus()

    def _by_hand(self) -> Any:
        """The value to begin with when "auto" is switched off: what it stood for, or the nearest to nothing."""
        if self._resolved is not None and self._resolved != AUTO:
            return self._resolved
        setting = self.setting
        if setting.default != AUTO:
            return setting.default
        if setting.catalog is not None:
            return next(iter(setting.catalog.values()))()
        smallest = max(1, int(setting.low or 0))
        return smallest if setting.type is int else float(smallest) if setting.type is float else (smallest,)


def capital(text: str) -> str:
    """With a capital at the beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]


def spoken(value: Any) -> str:
    """A value of any setting in a few words."""
    if isinstance(value, Declared):
        return value.label()
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return f"({', '.join(map(str, value))})" if value else "none"
    return f"{value:g}" if isinstance(value, float) else words(value)
