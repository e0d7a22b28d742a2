"""The one form for every declared kind: a row for each setting, the rarely used ones folded away under "More"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_origin

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.forms.choice_editor import ChoiceEditor
from designer.forms.editor import Each, Editor
from designer.forms.kind_editor import KindEditor
from designer.forms.names_editor import NamesEditor
from designer.forms.number_editor import NumberEditor
from designer.forms.path_editor import PathEditor
from designer.forms.reference_editor import ReferenceEditor
from designer.forms.row import Row
from designer.forms.shape_editor import ShapeEditor
from designer.forms.switch_editor import SwitchEditor
from designer.forms.text_editor import TextEditor
from designer.theme import Appearance
from designer.widgets.section import Section
from engine.declare import Declared, Setting, settings_of
from engine.errors import ExplainedError

Offers = Mapping[str, Mapping[str, str]]
"""What may be chosen, by setting: each value with the title under which it is shown."""


class Form(QWidget):
    """Edits the settings of one kind, or what several have in common.

    `edited(name, value, final)` is emitted for every valid change that a person makes, with `instances` already
    holding the result; `final` ends a gesture. A value that is not allowed is refused beside its field, with the
    reason, and changes nothing. What is shown from outside emits nothing. `grown` tells that something was unfolded
    or folded away, so that whoever holds the form can lay it out at once; `word_asked` that somebody wants to read the
    page of the guide with this name.
    """

    edited = Signal(str, object, bool)
    grown = Signal()
    word_asked = Signal(str)

    def __init__(
        self,
        instances: Declared | Sequence[Declared],
        appearance: Appearance,
        *,
        resolved: Sequence[Declared] | None = None,
        offers: Offers | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._instances = (instances,) if isinstance(instances, Declared) else tuple(instances)
        self._kinds = tuple(dict.fromkeys(type(each) for each in self._instances))
        self._resolved: tuple[Declared, ...] | None = None
        self._offers: Offers = {}
        self._rows: dict[str, Row] = {}
        self._showing = False
        settings = shared_settings(self._kinds)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        for setting in settings:
            if not setting.advanced:
                self._layout.addWidget(self._row(setting, self))
        self._advanced = tuple(setting for setting in settings if setting.advanced)
        self.more: Section | None = None
        if self._advanced:
            self.more = self._fold()
            self._layout.addWidget(self.more)
        self._layout.addStretch(1)
        self.show_instances(self._instances, resolved, offers)

    @property
    def instances(self) -> tuple[Declared, ...]:
        """What is edited, in the order in which it was given, with every edit so far."""
        return self._instances

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the settings that can be edited here, folded ones included."""
        return tuple(setting.name for setting in shared_settings(self._kinds))

    def fits(self, instances: Sequence[Declared]) -> bool:
        """Whether this form can show these without being built anew."""
        return tuple(dict.fromkeys(type(each) for each in instances)) == self._kinds

    def show_instances(
        self,
        instances: Sequence[Declared],
        resolved: Sequence[Declared] | None = None,
        offers: Offers | None = None,
    ) -> None:
        """Show other values of the same kinds.

        `resolved` are the same with "auto" settled; `offers` is what names may be chosen from.
        """
        self._instances = tuple(instances)
        self._resolved = None if resolved is None else tuple(resolved)
        if offers is not None:
            self._offers = offers
        self._showing = True
        for name, row in self._rows.items():
            self._show(name, row)
        self._showing = False
        if self.more is not None:
            changed = sum(self._differs(setting) for setting in self._advanced)
            title = f"More ({changed} changed)" if changed else "More"
            if title != self.more.header.text():
                self.more.set_title(title)

    def row(self, name: str) -> Row:
        """The row of a setting; unfolds it where it is folded away. KeyError where there is none."""
        if (
            name not in self._rows
            and self.more is not None
            and name in {each.name for each in self._advanced}
        ):
            self.more.set_open(True)
            self._on_more_toggled(True)
        return self._rows[name]

    def editor(self, name: str) -> Editor:
        """The editor of a setting; unfolds it where it is folded away."""
        return self.row(name).editor

    def refuse(self, name: str, sentence: str) -> None:
        """Show a sentence by a field: for reasons that only the owner of the form knows."""
        self.row(name).refuse(sentence)

    def _row(self, setting: Setting, parent: QWidget) -> Row:
        row = Row(setting, self._appearance, self._make_editor, parent)
        row.editor.grown.connect(self.grown)
        row.word_asked.connect(self.word_asked)
        row.edited.connect(lambda value, final: self._on_edited(setting.name, value, final))
        self._rows[setting.name] = row
        return row

    def _make_editor(self, setting: Setting, parent: QWidget) -> Editor:
        if setting.catalog is not None:
            return KindEditor(setting, self._appearance, self._nested, parent)
        if setting.choices:
            return ChoiceEditor(setting, parent)
        if setting.type is bool:
            return SwitchEditor(setting, parent)
        if setting.type in (int, float):
            return NumberEditor(setting, parent)
        if get_origin(setting.type) is tuple:
            wanted = setting.type.__args__[0]
            return (
                ShapeEditor(setting, parent)
                if wanted in (int, float)
                else NamesEditor(setting, self._appearance, parent)
            )
        if setting.names == "layer":
            return ReferenceEditor(setting, parent)
        if setting.names == "file":
            return PathEditor(setting, self._appearance, parent)
        return TextEditor(setting, parent)

    def _nested(self, instances: Sequence[Declared]) -> Form:
        return Form(instances, self._appearance)

    def _show(self, name: str, row: Row) -> None:
        if isinstance(row.editor, NamesEditor | ReferenceEditor):
            row.editor.offer(self._offers.get(name, {}))
        resolved = None if self._resolved is None else [getattr(each, name) for each in self._resolved]
        row.show_values([getattr(each, name) for each in self._instances], resolved)

    def _differs(self, setting: Setting) -> bool:
        return any(getattr(each, setting.name) != setting.default for each in self._instances)

    def _fold(self) -> Section:
        """The closed fold for what is rarely used; its rows are made when it is opened first."""
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        section = Section(self._appearance, "More", body, opened=False)
        section.toggled.connect(self._on_more_toggled)
        return section

    def _on_more_toggled(self, opened: bool) -> None:
        rows = self.more.body.layout() if self.more is not None else None
        if rows is not None and opened and self._advanced[0].name not in self._rows:
            for setting in self._advanced:
                row = self._row(setting, self)
                rows.addWidget(row)
                row.show()
                self._show(setting.name, row)
        self.grown.emit()

    def _on_edited(self, name: str, value: Any, final: bool) -> None:
        if self._showing:
            # A field that is hidden commits what it holds; that was edited already, in what was shown before.
            return
        values = value.values if isinstance(value, Each) else (value,) * len(self._instances)
        row = self._rows[name]
        try:
            changed = tuple(
                each.replace(**{name: new}) for each, new in zip(self._instances, values, strict=True)
            )
        except ExplainedError as error:
            row.refuse(str(error))
            return
        row.accept()
        self._instances = changed
        self._resolved = None
        if row.auto is not None or isinstance(row.editor, KindEditor):
            self._show(name, row)
        self.edited.emit(name, getattr(changed[0], name), final)


def shared_settings(kinds: Sequence[type[Declared]]) -> tuple[Setting, ...]:
    """The settings that all these kinds have, with the same meaning."""
    if not kinds:
        return ()
    others = [{each.name: each for each in settings_of(kind)} for kind in kinds[1:]]
    return tuple(
        setting
        for setting in settings_of(kinds[0])
        if all(_alike(setting, other.get(setting.name)) for other in others)
    )


def _alike(one: Setting, other: Setting | None) -> bool:
    return other is not None and (one.type, one.catalog, one.choices, bool(one.auto)) == (
        other.type,
        other.catalog,
        other.choices,
        bool(other.auto),
    )
