"""The corpus as the comparisons of models read it, and a part of it that is held out by hands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.normalisation import normalise

_RUN, _PARTS = 10, 5


@dataclass(frozen=True)
class Corpus:
    """Normalised texts and their labels, in the order of the files."""

    texts: list[str]
    labels: np.ndarray


def as_it_is_normalised(text: str) -> str:
    """The text that the classifier gets."""
    return normalise(text).text


def read_corpus(folder: Path, prepare: Callable[[str], str] = as_it_is_normalised) -> Corpus:
    """The corpus as Rasa reads it, annotations taken off, each text through ``prepare``."""
    examples = [one for one in load_data(str(folder)).intent_examples if one.get("text")]
    return Corpus(
        texts=[prepare(one.get("text")) for one in examples],
        labels=np.array([one.get("intent") for one in examples]),
    )


def held_out(labels: np.ndarray) -> np.ndarray:
    """Which texts are held out: of each label's runs of ten lines, every fifth.

    Lines that stand together were mostly written by one hand at one time. Taken out together, they
    tell more about buyers who were never heard than lines taken out one by one.
    """
    seen: dict[str, int] = defaultdict(int)
    out = np.zeros(len(labels), dtype=bool)
    for at, label in enumerate(labels):
        out[at] = seen[label] // _RUN % _PARTS == _PARTS - 1
        seen[label] += 1
    return out
