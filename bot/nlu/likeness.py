"""When two lines are near copies of each other: by the character bigrams they share.

Plain Python, for both environments: the checks of the corpus and the review of conversations
mean the same by a near copy.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

NEAR_COPY_JACCARD = 0.8


def fingerprint(text: str) -> str:
    """What two lines share when they are the same words: no spaces, punctuation, case or width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PZC")


def bigrams(text: str) -> frozenset[str]:
    """The character bigrams of a fingerprint; of a single character, that character."""
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1)))


class NearCopies:
    """Texts that tell which of them a further text nearly copies."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._bigrams: list[frozenset[str]] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Remember ``text`` under the next number, from 0."""
        own = bigrams(fingerprint(text) or text)
        for gram in own:
            self._holders[gram].append(len(self._bigrams))
        self._bigrams.append(own)

    def of(self, text: str) -> list[int]:
        """The numbers of the remembered texts whose Jaccard similarity is at least 0.8."""
        own = bigrams(fingerprint(text) or text)
        shared: dict[int, int] = defaultdict(int)
        for gram in own:
            for number in self._holders.get(gram, ()):
                shared[number] += 1
        return sorted(
            number
            for number, count in shared.items()
            if count / (len(own) + len(self._bigrams[number]) - count) >= NEAR_COPY_JACCARD
        )
