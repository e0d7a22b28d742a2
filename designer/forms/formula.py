"""Formulas as help texts write them, set as mathematics: italic variables, raised powers, real minus signs.

Also which lines of a help text are formulas. Text in, Qt rich text out; nothing here draws.
"""

from __future__ import annotations

import html
import re

SERIF = (
    "'STIX Two Text', 'Cambria', 'Times New Roman', 'Nimbus Roman', 'Liberation Serif', 'DejaVu Serif', serif"
)
"""Typefaces in which mathematics is usually set; the first that the system has."""

_SIGN = re.compile(r"\s(=|->|~|<=|>=)\s")
_CASE = re.compile(r"[a-z ]+: ")
"""How a further line begins that says when another formula holds."""
_TOKEN = re.compile(
    r"(?P<power>\^(?:\((?P<group>[^()]*(?:\([^()]*\)[^()]*)*)\)|(?P<one>-?\w+)))"
    r"|(?P<index>_(?P<low>\w+))"
    r"|(?P<sign><=|>=|->|\.\.\.|-|\*)"
    r"|(?P<word>[A-Za-zα-ω]+(?:'|(?=\b))|[A-Za-z]+)"
    r"|(?P<rest>\s+|.)",
)
_SIGNS = {"<=": "≤", ">=": "≥", "->": "→", "...": "…", "-": "−", "*": "·"}
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eps": "ε", "rho": "ρ", "sigma": "σ",
    "pi": "π",
}  # fmt: skip
_PLAIN = {"a", "A", "I"}
"""Words of one letter that are words."""


def split_help(rest: str) -> tuple[list[str], str]:
    """The formulas with which the rest of a help text begins, one per line, and the prose after them."""
    lines = rest.splitlines()
    count = 0
    while count < len(lines) and (_SIGN.search(lines[count]) or (count and _CASE.match(lines[count]))):
        count += 1
    return lines[:count], " ".join(line for line in lines[count:] if line)


def typeset(formula: str) -> str:
    """One formula as rich text; "e^-x" becomes e with a raised −x, "sqrt" a root sign."""
    text = re.sub(r"\bsqrt\b\s?", "√", formula)
    return "".join(_set(match) for match in _TOKEN.finditer(text))


def _set(match: re.Match[str]) -> str:
    if match["power"]:
        return f"<sup>{typeset(match['group'] if match['group'] is not None else match['one'])}</sup>"
    if match["index"]:
        return f"<sub>{typeset(match['low'])}</sub>"
    if match["sign"]:
        return _SIGNS[match["sign"]]
    if match["word"]:
        return _word(match["word"])
    return html.escape(match[0]).replace("  ", "&nbsp; ")


def _word(word: str) -> str:
    if word in _GREEK:
        return f"<i>{_GREEK[word]}</i>"
    if len(word.rstrip("'")) == 1 and word not in _PLAIN:
        return f"<i>{html.escape(word)}</i>"
    if word.startswith("d") and word[1:] in {"L", "x", "y", "z", "p", "t", "w"}:
        return f"<i>{word}</i>"
    return html.escape(word)
