"""The faults in ``data/faults.yml``: what goes wrong with goods, as buyers put it."""

from __future__ import annotations

from pathlib import Path

from bot.nlu.normalisation import normalise
from bot.nlu.yaml_files import read_yaml


def told_faults(path: Path) -> list[tuple[str, str]]:
    """Normalised words and the guide's reason that they tell, in the file's order."""
    return [
        (normalise(words).text, reason)
        for reason, told in read_yaml(path).items()
        for words in told
    ]
