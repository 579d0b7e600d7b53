"""Measures what makes a corpus worth training on.

Run on its own it prints a report and exits 1 when a check fails::

    python -m tests.nlu.corpus data/nlu
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.nlu.corpus import ANNOTATION, Utterance, read_corpus
from bot.nlu.likeness import NearCopies, fingerprint

__all__ = ["ANNOTATION", "Utterance", "fingerprint", "near_copies", "read_corpus"]


def near_copies(utterances: list[Utterance]) -> list[tuple[Utterance, Utterance]]:
    """Pairs inside one label whose bigram Jaccard similarity is at least 0.8."""
    by_label: dict[str, list[Utterance]] = defaultdict(list)
    for utterance in utterances:
        by_label[utterance.label].append(utterance)
    return [pair for group in by_label.values() for pair in _near_copies_in(group)]


def _near_copies_in(group: list[Utterance]) -> Iterator[tuple[Utterance, Utterance]]:
    earlier = NearCopies()
    for utterance in group:
        for number in earlier.of(utterance.text):
            yield group[number], utterance
        earlier.add(utterance.text)


def same_text_in_two_labels(utterances: list[Utterance]) -> list[tuple[Utterance, Utterance]]:
    """Pairs with the same words under different labels: at most one of them can be right."""
    first: dict[str, Utterance] = {}
    clashes = []
    for utterance in utterances:
        key = fingerprint(utterance.text) or utterance.text
        known = first.setdefault(key, utterance)
        if known.label != utterance.label:
            clashes.append((known, utterance))
    return clashes


def main() -> int:
    utterances = read_corpus(Path(sys.argv[1]))
    by_label: dict[str, list[Utterance]] = defaultdict(list)
    for utterance in utterances:
        by_label[utterance.label].append(utterance)
    for label, group in sorted(by_label.items()):
        lengths = [len(utterance.text) for utterance in group]
        short = sum(2 <= length <= 6 for length in lengths) / len(lengths)
        long = sum(length > 40 for length in lengths) / len(lengths)
        print(f"{label:32} {len(group):5}  2-6 chars {short:4.0%}  >40 chars {long:4.0%}")
    print(f"{'all':32} {len(utterances):5}")
    copies, clashes = near_copies(utterances), same_text_in_two_labels(utterances)
    for left, right in copies:
        print(f"near copy in {left.label}: {left.text} | {right.text}")
    for left, right in clashes:
        print(f"same words in {left.label} and {right.label}: {left.text}")
    return 1 if copies or clashes else 0


if __name__ == "__main__":
    sys.exit(main())
