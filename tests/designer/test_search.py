import pytest

from designer.search import CATALOGS, as_layer, at_path, path_of, search
from engine.activations import ACTIVATIONS
from engine.layers import LAYERS


def found(text):
    return [kind for _, kind in search(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Dense", "dense"),
        ("Linear", "dense"),
        ("fullyConnected", "dense"),
        ("fully connected", "dense"),
        ("perceptron", "dense"),
        ("dropout", "dropout"),
        ("batchnorm", "batch_normalization"),
        ("cat", "concatenate"),
        ("  FLATTEN ", "flatten"),
        ("residual", "add"),
    ],
)
def test_a_layer_is_found_by_any_tools_name(text, kind):
    assert found(text)[0] is LAYERS[kind]


@pytest.mark.parametrize(("text", "kind"), [("relu", "relu"), ("swish", "silu"), ("logistic", "sigmoid")])
def test_activations_are_found_too(text, kind):
    assert ACTIVATIONS[kind] in found(text)[:2]


@pytest.mark.parametrize("text", ["tanh", "ReLU", "sigmoid", "softmaxLayer"])
def test_an_activation_that_is_called_by_its_name_comes_first(text):
    assert found(text)[0] in ACTIVATIONS.values()


def test_a_part_of_a_name_is_enough():
    assert found("den")[0] is LAYERS["dense"]
    assert LAYERS["batch_normalization"] in found("normalization")


def test_every_word_must_be_found():
    assert LAYERS["dense"] in found("dense neuron")
    assert LAYERS["dense"] not in found("dense zzz")
    assert found("zzz") == []


@pytest.mark.parametrize("text", ["l", "lin", "linea", "linear"])
def test_another_tools_name_of_a_layer_comes_before_an_activation_of_that_name(text):
    kinds = [kind.kind() for _, kind in search(text)]
    assert kinds.index("dense") < kinds.index("linear")


def test_an_empty_text_finds_everything_layers_first():
    everything = found("")
    assert len(everything) == len(LAYERS) + len(ACTIVATIONS)
    layers = everything[: len(LAYERS)]
    assert sorted(layer.kind() for layer in layers) == list(LAYERS)
    assert [layer.listed for layer in layers] == sorted(layer.listed for layer in layers)


def test_every_kind_is_found_by_its_label_its_id_and_its_aliases():
    for catalog in CATALOGS:
        for name in catalog:
            kind = catalog[name]
            for text in (kind.label(), name, *kind.aliases):
                assert kind in found(text), (name, text)


def test_a_path_leads_back_to_its_kind():
    for catalog in CATALOGS:
        for name in catalog:
            assert at_path(path_of(catalog, catalog[name])) == (catalog, catalog[name])
    assert path_of(LAYERS, LAYERS["dense"]) == "layers/dense"


@pytest.mark.parametrize("path", ["", "layers", "layers/", "layers/none", "nowhere/dense", "losses/huber"])
def test_a_wrong_path_leads_nowhere(path):
    assert at_path(path) is None


def test_an_activation_as_a_layer():
    assert as_layer(LAYERS["dense"]) == LAYERS["dense"]()
    assert as_layer(ACTIVATIONS["tanh"]) == LAYERS["activation"](activation=ACTIVATIONS["tanh"]())
