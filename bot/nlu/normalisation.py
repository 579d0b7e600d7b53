"""Turns what buyers type into what the model was trained on, each character with its place.

Every step keeps a map from each character to its place in the original, so that spans found in
the normalised text can be shown, and stored, as the buyer wrote them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from opencc import OpenCC

from bot.nlu.lexicon import HOMOPHONES, SOUTHERN, SPELLED

_MOST_REPEATS = 3
_SIMPLIFIED = OpenCC("t2s")
_PHRASES = {**HOMOPHONES, **SOUTHERN}
_PHRASE = re.compile("|".join(sorted(map(re.escape, _PHRASES), key=len, reverse=True)))
Step = Callable[[str, list[int]], tuple[str, list[int]]]
_SPELLED = re.compile(
    r"(?<![a-z0-9])(?!sh\s*[\d二])"  # SH before digits begins the number of a case
    rf"(?:{'|'.join(sorted(SPELLED, key=len, reverse=True))})(?![a-z0-9])",
    re.IGNORECASE,
)
_INVISIBLE = frozenset({"\ufe0f", "\u200d", "\u200b", "\ufeff"})


@dataclass(frozen=True)
class NormalisedText:
    """The normalised text; ``origin[i]`` is where its character ``i`` stood in the original."""

    text: str
    origin: tuple[int, ...]
    original: str

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the normalised span ``start:end`` stands in the original."""
        if start >= end:
            return (0, 0)
        last = self.origin[end - 1]
        following = next((at for at in self.origin[end:] if at > last), len(self.original))
        return self.origin[start], following if end < len(self.origin) else len(self.original)

    def normalised_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the original span ``start:end`` stands here; None where nothing is left of it."""
        inside = [at for at, source in enumerate(self.origin) if start <= source < end]
        return (inside[0], inside[-1] + 1) if inside else None


def normalise(original: str, left_out: str | None = None) -> NormalisedText:
    """Width, case of form, script, repeats, homophones and abbreviations made one.

    Args:
        original: what the buyer wrote.
        left_out: the name of one of :data:`STEPS` that is not taken, to measure its gain.
    """
    text, origin = original, list(range(len(original)))
    for name, step in STEPS.items():
        if name != left_out:
            text, origin = step(text, origin)
    return NormalisedText(text, tuple(origin), original)


def _fold_width(original: str, places: list[int]) -> tuple[str, list[int]]:
    """NFKC character by character; control and invisible characters become nothing or a space."""
    chars: list[str] = []
    origin: list[int] = []
    for at, char in zip(places, original, strict=True):
        if char in _INVISIBLE:
            continue
        folded = " " if unicodedata.category(char) == "Cc" else unicodedata.normalize("NFKC", char)
        for part in folded:
            chars.append(part)
            origin.append(at)
    return "".join(chars), origin


def _simplify(text: str, origin: list[int]) -> tuple[str, list[int]]:
    """Traditional to simplified; only where the length stays, so that places stay too."""
    simplified = _SIMPLIFIED.convert(text)
    if len(simplified) != len(text):
        chars = ((_SIMPLIFIED.convert(char), char) for char in text)
        simplified = "".join(one if len(one) == 1 else char for one, char in chars)
    return simplified, origin


def _replace(
    text: str, origin: list[int], pattern: re.Pattern[str], replacements: dict[str, str]
) -> tuple[str, list[int]]:
    """Each match by its replacement, whose characters are spread over the places of the match."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for match in pattern.finditer(text):
        replacement = replacements[match[0].casefold()]
        parts += [text[at : match.start()], replacement]
        places += origin[at : match.start()]
        length = match.end() - match.start()
        places += [
            origin[match.start() + number * length // len(replacement)]
            for number in range(len(replacement))
        ]
        at = match.end()
    return "".join([*parts, text[at:]]), places + origin[at:]


def _shorten_repeats(text: str, origin: list[int]) -> tuple[str, list[int]]:
    """At most three of the same character in a row; digits are left, they may be a number."""
    chars: list[str] = []
    places: list[int] = []
    for char, place in zip(text, origin, strict=True):
        run = chars[-_MOST_REPEATS:] == [char] * _MOST_REPEATS
        if run and not char.isdigit():
            continue
        chars.append(char)
        places.append(place)
    return "".join(chars), places


# By name, in the order in which they are taken.
STEPS: dict[str, Step] = {
    "width and form (NFKC)": _fold_width,
    "traditional to simplified": _simplify,
    "repeats": _shorten_repeats,
    "homophones and southern words": partial(_replace, pattern=_PHRASE, replacements=_PHRASES),
    "pinyin and abbreviations": partial(_replace, pattern=_SPELLED, replacements=SPELLED),
}
