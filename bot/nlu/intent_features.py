"""What a message looks like to the intent classifier: seven views, each a list of features."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from bot.nlu.concepts import concepts, is_sign
from bot.nlu.english import in_chinese
from bot.nlu.long_numbers import without_names
from bot.nlu.n_grams import characters, sequences
from bot.nlu.pinyin import sound
from bot.nlu.segmentation import part_of_speech_tagger, segmenter
from bot.nlu.value_rules import Value, find_values

_START, _END = "\u0002", "\u0003"
_LONGEST = 8


@dataclass(frozen=True)
class Reading:
    """A message as it stands (``text``) and with its ideas as signs (``signed``)."""

    text: str
    signed: str


def views(
    text: str,
    english: Callable[[str], str] = in_chinese,
    values: Callable[[str], list[Value]] = find_values,
) -> list[list[str]]:
    """The features of a normalised ``text``, one list a view, in the order of :data:`WEIGHTS`.

    ``english`` and ``values`` are how its English words and its numbers are read.
    """
    folded = english(text.casefold().strip())
    signed = concepts().read(folded, values(folded))
    reading = Reading(without_names(folded), without_names(signed))
    return [view(reading) for view, _ in _VIEWS]


def _characters(reading: Reading) -> list[str]:
    return _n_grams(reading.text)


def _characters_apart(reading: Reading) -> list[str]:
    return _pairs_apart(reading.text, reach=5)


def _words(reading: Reading) -> list[str]:
    words = [word for word in segmenter().cut(reading.text, HMM=False) if word.strip()]
    return sequences([_START, *words, _END], (1, 2))


def _sounds(reading: Reading) -> list[str]:
    return sequences([_START, *map(sound, reading.text), _END], (1, 2, 3))


def _ideas_in_place(reading: Reading) -> list[str]:
    return _n_grams(reading.signed)


def _ideas_alone(reading: Reading) -> list[str]:
    """The order of ideas whatever stands between them, and how many there are."""
    signs = "".join(filter(is_sign, reading.signed))
    apart = [f">{pair}" for pair in _pairs_apart(signs, reach=7)]
    return [*_n_grams(signs), *apart, f"n{min(len(signs), _LONGEST)}"]


def _ideas_and_parts_of_speech(reading: Reading) -> list[str]:
    """The build of the sentence: ideas, and of other words only what kind they are."""
    kinds: list[str] = []
    for known, run in groupby(reading.signed, is_sign):
        if known:
            kinds += run
        else:
            pairs = part_of_speech_tagger().cut("".join(run), HMM=False)
            kinds += [pair.flag[0] if pair.word.strip() else "_" for pair in pairs]
    return sequences([_START, *kinds, _END], (1, 2, 3))


def _n_grams(text: str) -> list[str]:
    return characters(f"{_START}{text}{_END}", 3)


def _pairs_apart(text: str, reach: int) -> list[str]:
    return [first + second for at, first in enumerate(text) for second in text[at + 2 : at + reach]]


_VIEWS: tuple[tuple[Callable[[Reading], list[str]], float], ...] = (
    (_characters, 1.0),
    (_characters_apart, 0.7),
    (_words, 0.7),
    (_sounds, 0.7),
    (_ideas_in_place, 1.0),
    (_ideas_alone, 1.0),
    (_ideas_and_parts_of_speech, 0.7),
)
WEIGHTS = tuple(weight for _, weight in _VIEWS)
AS_IT_STANDS = tuple(
    number
    for number, (view, _) in enumerate(_VIEWS)
    if view in (_characters, _characters_apart, _words, _sounds)
)
