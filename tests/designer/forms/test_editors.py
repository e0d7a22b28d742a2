"""Editors one by one: what a person can do to each, and what each tells of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QToolButton

from designer.forms.choice_editor import ChoiceEditor
from designer.forms.editor import Editor
from designer.forms.form import Form
from designer.forms.kind_editor import KindEditor
from designer.forms.names_editor import NamesEditor
from designer.forms.number_editor import NumberEditor
from designer.forms.path_editor import PathEditor
from designer.forms.reference_editor import ReferenceEditor
from designer.forms.shape_editor import ShapeEditor, ShapeTextError, read_numbers, read_shape
from designer.forms.switch_editor import SwitchEditor
from designer.forms.text_editor import TextEditor
from engine.activations import ACTIVATIONS
from engine.declare import Setting, settings_of
from engine.layers import LAYERS
from engine.schedules import SCHEDULES
from engine.training.settings import TrainingSettings

COLUMNS = ("island", "sex", "bill length")


@pytest.fixture
def told():
    """A function that collects what an editor tells."""

    def listen(editor: Editor) -> list:
        heard: list = []
        editor.edited.connect(lambda value, final: heard.append((value, final)))
        editor.refused.connect(lambda sentence: heard.append(sentence))
        return heard

    return listen


def setting(kind, name) -> Setting:
    return next(each for each in settings_of(kind) if each.name == name)


def slide(editor: NumberEditor, share: float) -> None:
    """Press the slider's handle and drag it to a share of the way."""
    slider = editor.field.slider
    start = QPoint(round(slider.value() / slider.maximum() * (slider.width() - 16)) + 8, slider.height() // 2)
    end = QPoint(round(share * (slider.width() - 16)) + 8, slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(slider, start + (end - start) * step / 5)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=end)


def test_a_number_is_dragged_as_one_gesture(told, appearance, show):
    editor = NumberEditor(setting(LAYERS["dropout"], "rate"))
    editor.resize(256, 30)
    show(editor)
    editor.show_values([0.1], True)
    heard = told(editor)
    slide(editor, 0.9)
    assert [final for _, final in heard] == [False] * (len(heard) - 1) + [True]
    assert len(heard) > 2
    assert 0.8 < heard[-1][0] < 0.99


def test_neurons_slide_by_factors_and_reach_further_in_the_box(told, appearance, show):
    editor = NumberEditor(setting(LAYERS["dense"], "units"))
    editor.resize(256, 30)
    show(editor)
    editor.show_values([16], True)
    slider = editor.field.slider
    assert 0.3 < slider.value() / slider.maximum() < 0.5
    editor.show_values([5000], True)
    assert editor.field.value() == 5000
    assert slider.value() == slider.maximum()


def test_a_number_without_sensible_limits_has_no_slider(appearance, show):
    seed = Setting("seed", "", int, 7, low=0, high=2**31 - 1)
    assert NumberEditor(seed).field.slider is None
    assert NumberEditor(Setting("value", "", float, 0.0, low=-1e6, high=1e6)).field.slider is None


def test_text_tells_every_key_and_the_end(told, show):
    editor = show(TextEditor(Setting("note", "", str, "")))
    editor.show_values(["a"], True)
    heard = told(editor)
    QTest.keyClicks(editor.line, "b")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert heard == [("ab", False), ("ab", True)]
    editor.show_values(["x", "y"], False)
    assert (editor.line.text(), editor.line.placeholderText()) == ("", "mixed")


def test_a_choice_reads_as_words(told, show):
    mode = Setting("mode", "", str, "fan_in", choices=("fan_in", "fan_out"))
    editor = show(ChoiceEditor(mode))
    editor.show_values(["fan_out"], True)
    assert editor.menu.currentText() == "fan out"
    heard = told(editor)
    editor.menu.setFocus()
    QTest.keyClick(editor.menu, Qt.Key.Key_Up)
    assert heard == [("fan_in", True)]
    editor.show_values(["fan_in", "fan_out"], False)
    assert editor.menu.currentIndex() == -1


def test_half_a_tick_becomes_a_whole_one(told, show):
    editor = show(SwitchEditor(Setting("bias", "", bool, True)))
    editor.show_values([True, False], False)
    assert editor.box.checkState() is Qt.CheckState.PartiallyChecked
    heard = told(editor)
    QTest.keyClick(editor.box, Qt.Key.Key_Space)
    QTest.keyClick(editor.box, Qt.Key.Key_Space)
    assert heard == [(True, True), (False, True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8, 8, 1", (8, 8, 1)),
        ("(8, 8, 1)", (8, 8, 1)),
        ("8x8x1", (8, 8, 1)),
        ("8 × 8", (8, 8)),
        ("64", (64,)),
        ("64,", (64,)),
        ("-1, 4", (-1, 4)),
        ("−1 4", (-1, 4)),
        ("[2; 3]", (2, 3)),
    ],
)
def test_shapes_are_read_as_people_write_them(text, expected):
    assert read_shape(text) == expected


@pytest.mark.parametrize("text", ["", "  ", "()", "8, a", "8.5", "8,,1", "1e3", "99999999999"])
def test_what_is_no_shape_is_explained(text):
    with pytest.raises(ShapeTextError, match="8, 8, 1"):
        read_shape(text)


def test_escape_takes_a_wrong_shape_back(told, show):
    editor = show(ShapeEditor(setting(LAYERS["reshape"], "target_shape")))
    editor.show_values([(4, 2)], True)
    heard = told(editor)
    QTest.keyClicks(editor.line, "x")
    QTest.keyClicks(editor.line, "y")
    assert "whole number" in heard[-1]
    QTest.keyClick(editor.line, Qt.Key.Key_Escape)
    assert editor.line.text() == "4, 2"
    assert heard[-1] == ((4, 2), True)


def test_a_list_of_fractions_is_read_and_written(told, show):
    editor = show(ShapeEditor(setting(SCHEDULES["piecewise"], "boundaries")))
    editor.show_values([(50.0, 62.5)], True)
    assert editor.line.text() == "50, 62.5"
    heard = told(editor)
    editor.line.clear()
    QTest.keyClicks(editor.line, "1.5; 2")
    assert heard[-1] == ((1.5, 2.0), False)
    QTest.keyClicks(editor.line, "x")
    assert "like 0.5, 10" in heard[-1]
    assert read_numbers("(1, −2.5,)") == (1, -2.5)
    assert read_numbers("") == ()


def test_a_shape_that_is_being_typed_is_left_as_it_is_written(show):
    editor = show(ShapeEditor(setting(LAYERS["reshape"], "target_shape")))
    editor.show_values([(4, 2)], True)
    editor.line.setText("4,2")
    editor.show_values([(4, 2)], True)
    assert editor.line.text() == "4,2"
    editor.show_values([(4, 3)], True)
    assert editor.line.text() == "4, 3"


@pytest.fixture
def names(appearance, show):
    editor = NamesEditor(setting(LAYERS["input"], "columns"), appearance)
    editor.resize(256, 90)
    editor.offer(COLUMNS)
    editor.show_values([("sex",)], True)
    return show(editor)


def chips(editor: NamesEditor) -> list[QToolButton]:
    return [chip for chip in editor.findChildren(QToolButton) if not chip.isHidden()]


def test_a_name_is_added_by_typing_it(names, told):
    heard = told(names)
    QTest.keyClicks(names.line, "Island")
    QTest.keyClick(names.line, Qt.Key.Key_Return)
    assert heard == [(("sex", "island"), True)]
    assert names.line.text() == ""
    assert [chip.text() for chip in chips(names)] == ["sex", "island"]


def test_a_name_is_added_from_the_offers(names, told):
    heard = told(names)
    names.line.completer().activated[str].emit("bill length")
    assert heard == [(("sex", "bill length"), True)]
    assert names.line.completer().model().stringList() == ["island"]


def test_a_name_that_is_not_offered_is_refused(names, told):
    heard = told(names)
    QTest.keyClicks(names.line, "weight")
    QTest.keyClick(names.line, Qt.Key.Key_Return)
    assert heard == ["There is no “weight” to choose. There are: island, bill length."]
    assert names.names == ("sex",)


def test_a_chip_is_removed_by_click_and_by_key(names, told):
    names.show_values([COLUMNS], True)
    heard = told(names)
    QTest.mouseClick(chips(names)[1], Qt.MouseButton.LeftButton)
    QTest.keyClick(chips(names)[0], Qt.Key.Key_Delete)
    assert heard == [(("island", "bill length"), True), (("bill length",), True)]
    assert chips(names)[0].accessibleName() == "Remove bill length"


def test_any_name_is_taken_where_none_is_offered(names, told):
    names.offer(())
    heard = told(names)
    QTest.keyClicks(names.line, "mass")
    QTest.keyClick(names.line, Qt.Key.Key_Return)
    assert heard == [(("sex", "mass"), True)]


def test_long_names_do_not_widen_the_panel(names):
    names.show_values([("a" * 300, "b" * 300)], True)
    assert names.minimumSizeHint().width() <= 256
    assert "…" in chips(names)[0].text()


@pytest.fixture
def reference(show):
    editor = ReferenceEditor(setting(LAYERS["dense"], "weights_of"))
    editor.offer({"": "its own weights", "dense_1": "Hidden", "dense_3": "Other"})
    editor.show_values(["dense_1"], True)
    return show(editor)


def test_a_reference_shows_titles_and_tells_ids(reference, told):
    heard = told(reference)
    assert reference.menu.currentText() == "Hidden"
    reference.menu.setFocus()
    QTest.keyClick(reference.menu, Qt.Key.Key_Down)
    QTest.keyClicks(reference.menu, "its")
    assert heard == [("dense_3", True), ("", True)]


def test_a_reference_to_what_is_not_offered_is_shown_and_goes_when_it_is_no_more(reference):
    reference.show_values(["dense_9"], True)
    assert reference.menu.currentText() == "dense_9 (not to be chosen)"
    reference.show_values(["", "dense_1"], False)
    assert (reference.menu.currentText(), reference.menu.count()) == ("", 3)
    reference.show_values([""], True)
    assert reference.menu.currentText() == "its own weights"


def test_titles_follow_what_is_offered(reference):
    reference.offer({"": "its own weights", "dense_1": "Renamed"})
    reference.show_values(["dense_1"], True)
    assert [reference.menu.itemText(at) for at in range(reference.menu.count())] == [
        "its own weights",
        "Renamed",
    ]
    assert reference.menu.currentText() == "Renamed"


@pytest.fixture
def path(appearance, show):
    editor = PathEditor(setting(TrainingSettings, "pretrained"), appearance)
    editor.resize(256, 32)
    editor.show_values([""], True)
    return show(editor)


def test_a_path_is_chosen_and_taken_back(path, told, monkeypatch):
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *words: asked.append(words[2]) or ("/models/cats.loom", "")
    )
    heard = told(path)
    QTest.mouseClick(path.browse, Qt.MouseButton.LeftButton)
    assert path.line.text() == "/models/cats.loom"
    QTest.mouseClick(path.browse, Qt.MouseButton.LeftButton)
    assert asked == ["", "/models"]
    QTest.mouseClick(path.none, Qt.MouseButton.LeftButton)
    assert heard == [("/models/cats.loom", True), ("/models/cats.loom", True), ("", True)]
    assert not path.none.isVisible()


def test_a_path_counts_when_it_is_typed_to_the_end(path, told):
    heard = told(path)
    QTest.keyClicks(path.line, "/models/dogs.loom ")
    assert heard == []
    QTest.keyClick(path.line, Qt.Key.Key_Return)
    assert heard == [("/models/dogs.loom", True)]
    QTest.keyClick(path.line, Qt.Key.Key_Return)
    path.show_values(["/models/cats.loom"], True)
    path.line.clear()
    path.line.setModified(True)
    QTest.keyClick(path.line, Qt.Key.Key_Return)
    assert heard == [("/models/dogs.loom", True), ("", True)]


@pytest.fixture
def kinds(appearance, show):
    editor = KindEditor(
        setting(LAYERS["dense"], "activation"), appearance, lambda values: Form(values, appearance)
    )
    editor.resize(256, 400)
    editor.show_values([ACTIVATIONS["relu"]()], True)
    return show(editor)


def test_the_menu_offers_every_kind_with_its_curve_and_help(kinds):
    assert {kinds.menu.itemData(at) for at in range(kinds.menu.count())} == set(ACTIVATIONS)
    for at in range(kinds.menu.count()):
        assert not kinds.menu.itemIcon(at).isNull()
        assert kinds.menu.itemData(at, Qt.ItemDataRole.ToolTipRole)


def test_choosing_a_kind_draws_it_and_unfolds_its_settings(kinds, told):
    assert kinds.form is None
    heard = told(kinds)
    kinds.menu.setFocus()
    QTest.keyClicks(kinds.menu, "Leaky")
    assert heard == [(ACTIVATIONS["leaky_relu"](), True)]
    kinds.show_values([heard[0][0]], True)
    assert kinds.picture.activation == ACTIVATIONS["leaky_relu"]()
    assert kinds.form.isVisible()
    line = kinds.form.editor("negative_slope").field.box.findChild(QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, "0.5")
    assert heard[-1] == (ACTIVATIONS["leaky_relu"](negative_slope=0.5), False)
    assert kinds.picture.activation == ACTIVATIONS["leaky_relu"](negative_slope=0.5)


def test_choosing_the_kind_that_is_there_keeps_its_settings(kinds, told):
    kinds.show_values([ACTIVATIONS["leaky_relu"](negative_slope=0.5)], True)
    heard = told(kinds)
    kinds.menu.activated.emit(kinds.menu.currentIndex())
    assert heard == []


def test_the_form_of_a_kind_is_kept_while_the_kind_stays(kinds):
    kinds.show_values([ACTIVATIONS["leaky_relu"]()], True)
    form = kinds.form
    kinds.show_values([ACTIVATIONS["leaky_relu"](negative_slope=0.9)], True)
    assert kinds.form is form
    kinds.show_values([ACTIVATIONS["tanh"]()], True)
    assert kinds.form is None


def test_what_auto_has_come_to_is_drawn_but_not_edited(kinds):
    kinds.show_resolved(ACTIVATIONS["softmax"]())
    assert not kinds.menu.isVisible()
    assert kinds.picture.isVisible()
    assert kinds.picture.activation == ACTIVATIONS["softmax"]()
    kinds.show_resolved(None)
    assert not kinds.isVisible()


def test_a_wheel_over_a_menu_scrolls_the_panel(kinds, told, qtbot):
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    heard = told(kinds)
    kinds.menu.clearFocus()
    middle = QPointF(kinds.menu.rect().center())
    event = QWheelEvent(
        middle, kinds.menu.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(kinds.menu, event)
    assert heard == []
