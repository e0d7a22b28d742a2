"""The guide's pages, read from the bundled texts, and which of them explains a word of a form. No Qt."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

_EXPLAINS = re.compile(r"<!-- explains: (.*?) -->\s*", re.DOTALL)
"""The line at the end of a page that names the settings it is about, by the titles that a form shows."""


@dataclass(frozen=True)
class Page:
    """One word of the field. `text` is Markdown; links in it are names of other pages."""

    name: str
    text: str
    explains: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The word as a person reads it: the page's heading."""
        return self.text.partition("\n")[0].removeprefix("# ")


@functools.cache
def pages() -> Mapping[str, Page]:
    """Every page by its name, in the order of their titles."""
    folder = files("resources") / "guide"
    texts = {
        entry.name.removesuffix(".md"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".md")
    }
    made = sorted((_page(name, text) for name, text in texts.items()), key=lambda page: page.title)
    return {page.name: page for page in made}


def page_on(word: str) -> Page | None:
    """The page that explains a setting, by the title that a form shows; None where there is none."""
    return next((page for page in pages().values() if word.lower() in page.explains), None)


def _page(name: str, text: str) -> Page:
    found = _EXPLAINS.search(text)
    words = found[1].split(",") if found else ()
    return Page(name, _EXPLAINS.sub("", text), tuple(" ".join(word.split()).lower() for word in words))
