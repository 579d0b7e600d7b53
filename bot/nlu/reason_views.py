"""What a text looks like to the reader of reasons: seven views, each a list of features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.concepts import concepts
from bot.nlu.faults import faults_in, with_signs
from bot.nlu.long_numbers import without_names
from bot.nlu.n_grams import characters, sequences
from bot.nlu.segmentation import part_of_speech_tagger
from bot.nlu.value_rules import find_values

VIEWS = 7
_RUNS = (1, 2, 3)


@dataclass(frozen=True)
class Reading:
    """A text, read once.

    Attributes:
        plain: in lower case, without the digits of long numbers: they name, they do not tell.
        ideas: with its ideas as signs.
        marked: with its faults as signs.
        faults: the reasons that its wordings speak for, the first and the last marked.
        words: its words.
        kinds: their parts of speech.
    """

    plain: str
    ideas: str
    marked: str
    faults: Sequence[str]
    words: Sequence[str]
    kinds: Sequence[str]

    @classmethod
    def of(cls, text: str) -> Reading:
        """Read a normalised text."""
        folded = text.casefold()
        plain = without_names(folded)
        pairs = part_of_speech_tagger().lcut(plain, HMM=False)
        return cls(
            plain,
            without_names(concepts().read(folded, find_values(folded))),
            with_signs(plain),
            _faults_told(text),
            [pair.word for pair in pairs],
            [pair.flag for pair in pairs],
        )

    def views(self, common: frozenset[str]) -> list[list[str]]:
        """The features of each view; words that are not ``common`` also as what kind they are."""
        kinds_of_rare = [
            word if word in common else f"<{kind[:1]}{min(len(word), 3)}>"
            for word, kind in zip(self.words, self.kinds, strict=True)
        ]
        return [
            characters(self.plain, 4),
            characters(self.ideas, 3),
            characters(self.marked, 3),
            list(self.faults),
            sequences(self.words, _RUNS),
            sequences(["^", *kinds_of_rare, "$"], _RUNS),
            sequences(["^", *self.kinds, "$"], _RUNS),
        ]


def _faults_told(text: str) -> list[str]:
    reasons = [fault.reason for fault in faults_in(text)]
    if not reasons:
        return ["nothing"]
    return [*sorted(set(reasons)), f"first_{reasons[0]}", f"last_{reasons[-1]}"]
