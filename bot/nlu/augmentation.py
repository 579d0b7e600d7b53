"""More training texts: each wish once more between words that do not change it.

A corpus holds wishes; buyers also greet before and thank after them, or begin with a story. Without
this the classifier takes the greeting for the wish (``docs/nlu.md`` says how often).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import yaml

_FILE = Path(__file__).with_name("fillers.yml")
# What these mean is the filler itself, or is lost beside one.
_LEFT_ALONE = frozenset(
    {"greet", "goodbye", "thank", "affirm", "deny", "stop", "inform", "complain"}
)
_OPENED, _WITH_STORY, _CLOSED = 0.6, 0.25, 0.6
_BETWEEN = ("", " ", ",")


def with_fillers(
    texts: Sequence[str],
    labels: Sequence[str],
    share: float,
    random: Random,
    file: Path = _FILE,
) -> tuple[list[str], list[str]]:
    """The additional texts and their labels.

    Args:
        texts: the corpus, as buyers wrote it.
        labels: its labels.
        share: of the texts that can have fillers, how many get them, between 0 and 1.
        random: where the choice comes from.
        file: the fillers, as openers, stories and closers.
    """
    fillers = yaml.safe_load(file.read_text(encoding="utf-8"))
    chosen = [
        at
        for at, label in enumerate(labels)
        if label not in _LEFT_ALONE and random.random() < share
    ]
    return [_filled(texts[at], fillers, random) for at in chosen], [labels[at] for at in chosen]


def _filled(text: str, fillers: dict[str, list[str]], random: Random) -> str:
    before = after = ""
    if random.random() < _OPENED:
        before = random.choice(fillers["openers"]) + random.choice(_BETWEEN)
    if random.random() < _WITH_STORY:
        before += random.choice(fillers["stories"])
    if random.random() < _CLOSED or not before:
        after = random.choice(_BETWEEN) + random.choice(fillers["closers"])
    return f"{before}{text}{after}"
