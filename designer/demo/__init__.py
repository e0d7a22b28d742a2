"""`neuroloom demo`: the main job, done through the real window while one watches, or off the screen."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run the demonstration. Returns 0, 1 where a step failed, after a sentence, or 2 for wrong usage."""
    from designer.demo.performance import main as perform

    return perform(arguments)
