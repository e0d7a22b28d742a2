"""Declared kinds: what they check, what they say, and what every kind of every catalog must tell about itself."""

import dataclasses
import math
import subprocess
import sys
from typing import Literal

import pytest

from engine.activations import ACTIVATIONS
from engine.declare import AUTO, Catalog, Declared, SettingError, UnknownKindError, pick, setting, settings_of
from engine.initializers import INITIALIZERS
from engine.layers import LAYERS
from engine.layers.dense import Dense
from engine.losses import LOSSES
from engine.metrics import METRICS
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES

CATALOGS = [ACTIVATIONS, INITIALIZERS, LAYERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES]
KINDS = [pytest.param(kind, id=f"{each.noun}-{name}") for each in CATALOGS for name, kind in each.items()]


@dataclasses.dataclass(frozen=True)
class Knob(Declared):
    """Turns something up.

    y = size x
      Nobody 1900, "Knobs".
    """

    size: int = setting(3, "How big.", low=1, high=10)
    rate: float | Literal["auto"] = setting(0.5, "How fast.", low=0, auto="as fast as it can")
    loud: bool = setting(True, "Whether it clicks.")
    colour: str = setting("red", "How it looks.", choices=("red", "blue"), label="paint")
    marks: tuple[int, ...] = setting((1, 2), "Where the marks are.", low=0)
    names: tuple[str, ...] = setting((), "What the marks are called.")
    parts: tuple[float, ...] = setting((), "Where it sticks.", high=9)
    ceiling: float = setting(0.0, "Where it ends.", high=1)
    free: float = setting(0.0, "Anything.")
    shape: Declared = pick(ACTIVATIONS, "relu", "Its curve.")


# --- checks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"size": 0}, "Knob: size is 0, but must be from 1 to 10."),
        ({"size": 11}, "Knob: size is 11, but must be from 1 to 10."),
        ({"size": 10**400}, "Knob: size is inf, but must be from 1 to 10."),
        ({"size": 2.0}, "Knob: size is 2.0, but must be a whole number."),
        ({"size": True}, "Knob: size is True, but must be a whole number."),
        ({"size": AUTO}, "Knob: size is 'auto', but must be a whole number."),
        ({"rate": -1}, "Knob: rate is -1, but must be at least 0."),
        ({"rate": "fast"}, "Knob: rate is 'fast', but must be a number."),
        ({"rate": True}, "Knob: rate is True, but must be a number."),
        ({"rate": math.nan}, "Knob: rate is nan, but must be at least 0."),
        ({"ceiling": 2}, "Knob: ceiling is 2, but must be at most 1."),
        ({"free": math.inf}, "Knob: free is inf, but must be finite."),
        ({"free": -(10**400)}, "Knob: free is -inf, but must be finite."),
        ({"loud": 1}, "Knob: loud is 1, but must be yes or no."),
        ({"colour": "green"}, "Knob: paint is 'green', but must be one of red, blue."),
        ({"colour": None}, "Knob: paint is None, but must be a text."),
        ({"marks": (1, -1)}, "Knob: marks is -1, but must be at least 0."),
        ({"marks": True}, "Knob: marks is True, but must be a list."),
        ({"marks": -1}, "Knob: marks is -1, but must be at least 0."),
        ({"marks": (1, 2.5)}, "Knob: marks is (1, 2.5), but must be a list."),
        ({"parts": (1, "2")}, "Knob: parts is (1, '2'), but must be a list."),
        ({"parts": (1.5, 10)}, "Knob: parts is 10, but must be at most 9."),
        ({"names": "abc"}, "Knob: names is 'abc', but must be a list."),
    ],
    ids=str,
)
def test_a_wrong_setting_says_what_is_expected(change, sentence):
    with pytest.raises(SettingError) as caught:
        Knob().replace(**change)
    assert str(caught.value) == sentence


def test_a_setting_of_another_catalog_names_what_may_be_picked():
    with pytest.raises(SettingError, match=r"Knob: shape must be one of celu, clipped_relu, elu, .*tanh\."):
        Knob(shape=LOSSES["huber"]())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"rate": 1}, 1.0),
        ({"rate": AUTO}, AUTO),
        ({"marks": [4, 5]}, (4, 5)),
        ({"size": 10}, 10),
        ({"parts": [1, 0.5]}, (1.0, 0.5)),
        ({"marks": 4}, (4,)),
        ({"parts": 1}, (1.0,)),
    ],
    ids=str,
)
def test_a_right_setting_is_kept_in_its_own_type(given, kept):
    (name,) = given
    value = getattr(Knob(**given), name)
    assert value == kept
    assert type(value) is type(kept)


def test_kinds_are_values():
    assert Knob() == Knob()
    assert Knob() != Knob(size=4)
    assert hash(Knob()) == hash(Knob(rate=0.5))
    with pytest.raises(dataclasses.FrozenInstanceError):
        Knob().size = 4


# --- what is read from a kind ------------------------------------------------------------------------------


def test_settings_in_their_order():
    size, rate, *_ = settings_of(Knob)
    assert (size.name, size.type, size.default, size.low, size.high) == ("size", int, 3, 1, 10)
    assert (rate.type, rate.auto) == (float, "as fast as it can")
    assert settings_of(Knob)[3].title == "paint"
    assert settings_of(Knob)[-1].catalog is ACTIVATIONS


def test_help_is_the_docstring_without_its_indent():
    assert Knob.help() == ("Turns something up.", 'y = size x\nNobody 1900, "Knobs".')


def test_the_id_is_the_file():
    assert Dense.kind() == "dense"
    assert (Knob.label(), LAYERS["batch_normalization"].label()) == ("Knob", "Batch normalization")


# --- catalogs ----------------------------------------------------------------------------------------------

LETTERS = '''
from dataclasses import dataclass
from engine.declare import Catalog, Declared, setting

class Letter(Declared):
    """The base."""

LETTERS = Catalog(__name__, Letter)
'''
VOWEL = '''
from dataclasses import dataclass
from engine.declare import setting
from letters import Letter

@dataclass(frozen=True)
class {name}(Letter):
    """A letter."""

    size: int = setting(1, "How big.")
'''


def test_a_file_is_all_it_takes_to_add_a_kind(tmp_path):
    package = tmp_path / "letters"
    package.mkdir()
    (package / "__init__.py").write_text(LETTERS, encoding="utf-8")
    (package / "base.py").write_text("from letters import Letter\n", encoding="utf-8")
    (package / "vowel_e.py").write_text(VOWEL.format(name="E"), encoding="utf-8")
    (package / "vowel_a.py").write_text(VOWEL.format(name="A"), encoding="utf-8")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from letters import LETTERS\n"
        "print(list(LETTERS), LETTERS.load({'kind': 'vowel_a', 'size': 2}))"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['vowel_a', 'vowel_e'] A(size=2)"


def test_a_catalog_is_a_mapping():
    assert isinstance(ACTIVATIONS, Catalog)
    assert len(ACTIVATIONS) == len(list(ACTIVATIONS)) == 21
    assert "relu" in ACTIVATIONS
    assert "base" not in ACTIVATIONS
    with pytest.raises(KeyError):
        ACTIVATIONS["base"]
    assert ACTIVATIONS != LOSSES


def test_what_is_missing_gets_its_default():
    assert LAYERS.load({"kind": "dense", "units": 5}) == Dense(units=5)


def test_a_kind_within_a_kind_is_loaded_too():
    plain = {"kind": "dense", "activation": {"kind": "leaky_relu", "negative_slope": 0.1}}
    assert LAYERS.load(plain).activation == ACTIVATIONS["leaky_relu"](negative_slope=0.1)


@pytest.mark.parametrize(
    ("plain", "sentence"),
    [
        (None, "Expected a kind of layers, found None."),
        ("dense", "Expected a kind of layers, found 'dense'."),
        ({}, "Expected a kind of layers, found {}."),
        ({"kind": 3}, "Expected a kind of layers, found {'kind': 3}."),
        ({"kind": "dense", "unit": 3}, "Dense has no setting called unit."),
        ({"kind": "dense", "units": "many"}, "Dense: units is 'many', but must be a whole number."),
        ({"kind": "dense", "activation": {"kind": "nosuch"}}, "There is no 'nosuch' among the activations."),
    ],
    ids=str,
)
def test_a_wrong_description_says_what_is_wrong(plain, sentence):
    with pytest.raises(SettingError) as caught:
        LAYERS.load(plain)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("plain", [["relu"], "relu", 3, None], ids=str)
def test_a_nested_kind_of_the_wrong_type_is_refused(plain):
    with pytest.raises(SettingError, match="Dense: activation must be one of"):
        LAYERS.load({"kind": "dense", "activation": plain})


def test_an_unknown_kind_has_an_error_of_its_own():
    with pytest.raises(UnknownKindError, match="There is no 'quantum' among the layers"):
        LAYERS.load({"kind": "quantum", "qubits": 4})


# --- every kind of every catalog ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_help_has_a_friendly_line_and_more(kind):
    first, rest = kind.help()
    assert first.endswith(".")
    assert 20 <= len(first) <= 120
    assert rest


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_has_a_sentence_and_a_default_that_it_allows(kind):
    for each in settings_of(kind):
        assert each.help.endswith(".")
        assert each.check(each.default, kind.label()) == each.default
    assert kind() == kind(**{each.name: each.default for each in settings_of(kind)})


@pytest.mark.parametrize("kind", KINDS)
def test_no_setting_hides_a_method(kind):
    inherited = {name for base in kind.__mro__[1:] for name, value in vars(base).items() if callable(value)}
    assert inherited.isdisjoint(each.name for each in settings_of(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_aliases_add_names(kind):
    assert isinstance(kind.aliases, tuple)
    assert all(isinstance(alias, str) and alias for alias in kind.aliases)
    assert len(set(kind.aliases)) == len(kind.aliases)


@pytest.mark.parametrize("catalog", CATALOGS, ids=[each.noun for each in CATALOGS])
def test_labels_tell_kinds_apart(catalog):
    assert len({kind.label() for kind in catalog.values()}) == len(catalog)


@pytest.mark.parametrize(
    ("catalog", "name", "kind"),
    [
        (LAYERS, "Linear", "dense"),
        (LAYERS, "fullyConnected", "dense"),
        (ACTIVATIONS, "swish", "silu"),
        (ACTIVATIONS, "logistic", "sigmoid"),
        (LOSSES, "MSE", "mean_squared_error"),
        (OPTIMIZERS, "momentum", "sgd"),
        (SCHEDULES, "OneCycleLR", "one_cycle"),
        (METRICS, "F1", "macro_f1"),
        (INITIALIZERS, "Kaiming normal", "he_normal"),
    ],
)
def test_other_tools_names_lead_here(catalog, name, kind):
    assert [each.kind() for each in catalog.values() if name in each.aliases] == [kind]
