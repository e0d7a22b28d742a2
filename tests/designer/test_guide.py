"""The guide's texts: each with a heading, a formula and links that lead somewhere; and the settings they explain."""

import re

import pytest

from designer.guide import Page, page_on, pages
from engine.declare import settings_of
from engine.layers import LAYERS
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.training.settings import TrainingSettings

KINDS = [TrainingSettings, *LAYERS.values(), *OPTIMIZERS.values(), *SCHEDULES.values()]


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.name)
def test_every_page_has_a_heading_a_sentence_and_a_formula(page: Page) -> None:
    assert page.text.startswith("# ")
    assert len(re.findall(r"^```$", page.text, re.MULTILINE)) == 2
    assert 80 < len(page.text) < 2000
    assert "<!--" not in page.text


def test_links_lead_to_pages() -> None:
    links = {link for page in pages().values() for link in re.findall(r"\]\(([^)]+)\)", page.text)}
    assert "early-stopping" in links
    assert links <= set(pages())


def test_what_a_page_explains_is_a_setting_and_no_two_explain_the_same() -> None:
    words = [word for page in pages().values() for word in page.explains]
    assert len(words) == len(set(words))
    assert set(words) <= {setting.title.lower() for kind in KINDS for setting in settings_of(kind)}


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Learning rate", "learning-rate"),
        ("schedule", "schedule"),
        ("warm-up epochs", "warm-up"),
        ("clip norm", "gradient-clipping"),
        ("batches a step", "gradient-accumulation"),
        ("weight decay", "weight-decay"),
        ("average of weights", "moving-average-of-weights"),
        ("restore best", "checkpoint"),
        ("early stopping", "early-stopping"),
        ("batch size", "batch"),
        ("trainable", "frozen-layer"),
        ("shares weights with", "shared-weights"),
        ("mask zero", "masking"),
        ("things", "embedding"),
        ("strides", "convolution"),
        ("pool size", "pooling"),
        ("return sequences", "recurrent-layer"),
        ("heads", "attention"),
        ("moving mean initializer", "normalisation"),
        ("rate", "dropout"),
    ],
)
def test_settings_have_their_pages(word: str, name: str) -> None:
    page = page_on(word)
    assert page is not None
    assert page.name == name


def test_most_settings_have_none() -> None:
    assert page_on("interpolation") is None


def test_a_page_is_called_by_its_heading() -> None:
    assert pages()["warm-up"].title == "Warm-up"
    assert pages()["training-validation-test"].title == "Training, validation and test set"


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.name)
def test_no_formula_is_wider_than_its_page(page: Page) -> None:
    formula = re.findall(r"```\n(.*?)```", page.text, re.DOTALL)[0]
    assert max(map(len, formula.splitlines())) <= 64
