"""The form edits what a kind declares, refuses what it forbids, and keeps quiet about what it is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from designer.forms.choice_editor import ChoiceEditor
from designer.forms.form import Form, shared_settings
from designer.forms.kind_editor import KindEditor
from designer.forms.names_editor import NamesEditor
from designer.forms.number_editor import NumberEditor
from designer.forms.shape_editor import ShapeEditor
from designer.forms.switch_editor import SwitchEditor
from engine.activations import ACTIVATIONS
from engine.constraints import CONSTRAINTS
from engine.declare import AUTO, settings_of
from engine.initializers import INITIALIZERS
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.training.settings import TrainingSettings

DENSE, DROPOUT, OUTPUT = LAYERS["dense"], LAYERS["dropout"], LAYERS["output"]
EVERY_KIND = [
    kind
    for catalog in (LAYERS, ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEDULES, INITIALIZERS, CONSTRAINTS)
    for kind in catalog.values()
]


@pytest.fixture
def put(show):
    """A function that shows a form as wide as a narrow dock."""

    def sized(form: Form) -> Form:
        form.resize(256, 600)
        return show(form)

    return sized


def type_into(line: QLineEdit, text: str) -> None:
    line.selectAll()
    QTest.keyClicks(line, text)


def box(form: Form, name: str) -> QLineEdit:
    return form.editor(name).field.box.findChild(QLineEdit)


@pytest.mark.parametrize("kind", [*EVERY_KIND, TrainingSettings], ids=lambda kind: kind.__name__)
def test_every_kind_has_a_row_for_each_of_its_settings(kind, appearance, put):
    form = put(Form(kind(), appearance))
    for setting in settings_of(kind):
        row = form.row(setting.name)
        assert row.whatsThis() == setting.help
        assert (row.editor.focusProxy() or row.editor).accessibleName()
    assert form.instances == (kind(),)


@pytest.mark.parametrize("kind", [*EVERY_KIND, TrainingSettings], ids=lambda kind: kind.__name__)
def test_no_form_needs_more_than_a_narrow_dock(kind, appearance, put):
    form = put(Form(kind(), appearance))
    for setting in settings_of(kind):
        form.row(setting.name)
    assert form.minimumSizeHint().width() <= 280 - 24


def test_the_editor_follows_from_the_setting(appearance, put):
    dense, output = put(Form(DENSE(), appearance)), put(Form(OUTPUT(), appearance))
    reshape = put(Form(LAYERS["reshape"](), appearance))
    assert isinstance(dense.editor("units"), NumberEditor)
    assert isinstance(dense.editor("activation"), KindEditor)
    assert isinstance(dense.editor("bias"), SwitchEditor)
    assert isinstance(output.editor("task"), ChoiceEditor)
    assert isinstance(output.editor("columns"), NamesEditor)
    assert isinstance(reshape.editor("target_shape"), ShapeEditor)


def test_typing_edits_with_every_key_and_ends_on_enter(appearance, put):
    form = put(Form(DENSE(units=8), appearance))
    heard = []
    form.edited.connect(lambda *told: heard.append(told))
    type_into(box(form, "units"), "32")
    QTest.keyClick(box(form, "units"), Qt.Key.Key_Return)
    assert heard == [("units", 3, False), ("units", 32, False), ("units", 32, True)]
    assert form.instances == (DENSE(units=32),)


def test_what_is_shown_from_outside_is_not_an_edit(appearance, put):
    form = put(Form(DENSE(units=8), appearance))
    heard = []
    form.edited.connect(lambda *told: heard.append(told))
    form.show_instances([DENSE(units=64, bias=False, activation=ACTIVATIONS["leaky_relu"](), l1=0.5)])
    assert box(form, "units").text() == "64"
    assert not form.editor("bias").box.isChecked()
    assert form.editor("activation").menu.currentText() == "Leaky ReLU"
    assert heard == []


def test_a_tick_and_a_menu_edit_at_once(appearance, put):
    form = put(Form(OUTPUT(), appearance))
    heard = []
    form.edited.connect(lambda *told: heard.append(told))
    menu = form.editor("task").menu
    menu.setFocus()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    assert heard == [("task", "regression", True)]
    dense = put(Form(DENSE(), appearance))
    QTest.mouseClick(
        dense.editor("bias").box, Qt.MouseButton.LeftButton, pos=dense.editor("bias").box.rect().center()
    )
    assert dense.instances == (DENSE(bias=False),)


def test_a_refused_value_is_explained_and_changes_nothing(appearance, put):
    form = put(Form(LAYERS["reshape"](), appearance))
    heard = []
    form.edited.connect(lambda *told: heard.append(told))
    row, line = form.row("target_shape"), form.editor("target_shape").line
    type_into(line, "8, -5")
    assert "-5" in row.refusal
    assert line.property("wrong")
    assert form.instances == (LAYERS["reshape"](target_shape=(8,)),)
    type_into(line, "8, a")
    assert "whole number" in row.refusal
    type_into(line, "8, 2")
    assert row.refusal == ""
    assert not line.property("wrong")
    assert heard[-1] == ("target_shape", (8, 2), False)


def test_auto_says_what_it_stands_for_and_comes_and_goes(appearance, put):
    form = put(Form(DENSE(units=AUTO), appearance, resolved=[DENSE(units=3)]))
    row = form.row("units")
    assert row.stands_for.text() == "auto: 3, as many as the target needs"
    assert not row.editor.isVisible()
    QTest.mouseClick(row.auto, Qt.MouseButton.LeftButton, pos=row.auto.rect().center())
    assert form.instances == (DENSE(units=3),)
    assert row.editor.isVisible()
    assert not row.stands_for.isVisible()
    QTest.mouseClick(row.auto, Qt.MouseButton.LeftButton, pos=row.auto.rect().center())
    assert form.instances == (DENSE(units=AUTO),)


def test_auto_without_data_only_says_the_rule(appearance, put):
    form = put(Form(DENSE(units=AUTO), appearance, resolved=[DENSE(units=AUTO)]))
    assert form.row("units").stands_for.text() == "auto: as many as the target needs"
    form.row("units").auto.click()
    assert form.instances == (DENSE(units=16),)


def test_every_auto_can_be_switched_off(appearance, put):
    for kind in LAYERS.values():
        form = put(Form(kind(), appearance))
        for setting in settings_of(kind):
            if setting.auto and getattr(kind(), setting.name) == AUTO:
                form.row(setting.name).auto.click()
                assert getattr(form.instances[0], setting.name) != AUTO


def test_automatic_among_choices_names_what_it_has_come_to(appearance, put):
    form = put(Form(OUTPUT(), appearance, resolved=[OUTPUT(task="multiclass", size=3)]))
    assert form.editor("task").menu.currentText() == "automatic (multiclass)"


def test_rarely_used_settings_are_folded_away_until_asked_for(appearance, put):
    form = put(Form(DENSE(), appearance))
    assert form.more.header.text() == "More"
    assert not form.more.opened
    QTest.mouseClick(form.more.header, Qt.MouseButton.LeftButton)
    assert form.row("l1").isVisible()
    form.show_instances([DENSE(l1=0.1, l2=0.1)])
    assert form.more.header.text() == "More (2 changed)"


def test_several_show_what_they_share_and_are_edited_together(appearance, put):
    one, two = DENSE(units=4), DENSE(units=9, bias=False, activation=ACTIVATIONS["relu"]())
    form = put(Form([one, two], appearance))
    assert box(form, "units").text() == ""
    assert box(form, "units").placeholderText() == "mixed"
    assert form.editor("activation").menu.currentIndex() == -1
    assert form.editor("bias").box.checkState() is Qt.CheckState.PartiallyChecked
    type_into(box(form, "units"), "4")
    assert [each.units for each in form.instances] == [4, 4]
    form.editor("bias").box.click()
    assert form.instances == (one.replace(bias=True), two.replace(units=4, bias=True))


def test_an_untouched_mixed_field_stays_mixed(appearance, put):
    form = put(Form([DENSE(units=4), DENSE(units=9)], appearance))
    line = box(form, "units")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == ""
    assert [each.units for each in form.instances] == [4, 9]


def test_a_nested_setting_is_edited_in_each_of_several(appearance, put):
    leaky = ACTIVATIONS["leaky_relu"]
    form = put(
        Form(
            [
                DENSE(units=1, activation=leaky(negative_slope=0.1)),
                DENSE(activation=leaky(negative_slope=0.3)),
            ],
            appearance,
        )
    )
    type_into(box(form.editor("activation").form, "negative_slope"), "0.25")
    assert [each.activation.negative_slope for each in form.instances] == [0.25, 0.25]
    assert [each.units for each in form.instances] == [1, 16]


def test_some_automatic_some_not_is_mixed(appearance, put):
    form = put(Form([DENSE(units=AUTO), DENSE(units=5)], appearance))
    assert not form.row("units").auto.isChecked()
    assert box(form, "units").placeholderText() == "mixed"
    type_into(box(form, "units"), "5")
    assert [each.units for each in form.instances] == [5, 5]


def test_different_kinds_share_what_means_the_same(appearance, put):
    shared = shared_settings((DENSE, LAYERS["activation"]))
    assert [setting.name for setting in shared] == ["activation"]
    assert shared_settings((DENSE, DROPOUT)) == ()
    form = put(Form([DENSE(), LAYERS["activation"]()], appearance))
    assert form.names == ("activation",)
    menu = form.editor("activation").menu
    menu.setCurrentIndex(menu.findData("tanh"))
    menu.activated.emit(menu.currentIndex())
    assert all(each.activation == ACTIVATIONS["tanh"]() for each in form.instances)


def test_units_of_measure_and_help_are_shown(appearance, put):
    form = put(Form(TrainingSettings(), appearance))
    labels = [label.text() for label in form.row("batch_size").findChildren(QLabel)]
    assert "Batch size (rows)" in labels


def test_the_owner_may_refuse_too(appearance, put):
    form = put(Form(DENSE(), appearance))
    form.refuse("units", "Not while it trains.")
    assert form.row("units").refusal == "Not while it trains."
    form.show_instances([DENSE(units=3)])
    assert form.row("units").refusal == ""


def test_a_form_fits_its_own_kinds_only(appearance, put):
    form = put(Form(DENSE(), appearance))
    assert form.fits([DENSE(units=3), DENSE()])
    assert not form.fits([DROPOUT()])
    assert not form.fits([DENSE(), DROPOUT()])


def test_another_theme_is_taken_over(appearance, put):
    form = put(Form(DENSE(activation=ACTIVATIONS["relu"]()), appearance))
    before = form.grab().toImage()
    appearance.choose("dark")
    assert form.grab().toImage() != before
