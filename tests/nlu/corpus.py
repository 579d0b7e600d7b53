"""Reads Rasa NLU files and measures what makes a corpus worth training on.

Run on its own it prints a report and exits 1 when a check fails::

    python tests/nlu/corpus.py data/nlu
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

NEAR_COPY_JACCARD = 0.8
ANNOTATION = re.compile(r"\[(?P<text>[^\[\]]+)\](?:\((?P<name>[^()]+)\)|\{(?P<json>[^{}]+)\})")


@dataclass(frozen=True)
class Utterance:
    """One training line: its label, its text without annotations, and where it stands."""

    label: str
    text: str
    raw: str
    path: Path


def plain_text(raw: str) -> str:
    """The line as the buyer wrote it, entity annotations taken off."""
    return ANNOTATION.sub(lambda match: match["text"], raw)


def read_corpus(folder: Path) -> list[Utterance]:
    """Every example line of every NLU file below ``folder``, in file order."""
    return [utterance for path in sorted(folder.rglob("*.yml")) for utterance in _read_file(path)]


def _read_file(path: Path) -> Iterator[Utterance]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for block in document.get("nlu", []):
        if "intent" not in block:
            continue
        for line in block["examples"].splitlines():
            raw = line.removeprefix("- ").strip()
            if raw:
                yield Utterance(block["intent"], plain_text(raw), raw, path)


def fingerprint(text: str) -> str:
    """What two lines share when they are the same words: no spaces, punctuation, case or width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PZC")


def bigrams(text: str) -> frozenset[str]:
    """The character bigrams of a fingerprint; of a single character, that character."""
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def near_copies(utterances: list[Utterance]) -> list[tuple[Utterance, Utterance]]:
    """Pairs inside one label whose bigram Jaccard similarity is at least 0.8."""
    by_label: dict[str, list[Utterance]] = defaultdict(list)
    for utterance in utterances:
        by_label[utterance.label].append(utterance)
    return [pair for group in by_label.values() for pair in _near_copies_in(group)]


def _near_copies_in(group: list[Utterance]) -> Iterator[tuple[Utterance, Utterance]]:
    grams = [bigrams(fingerprint(utterance.text) or utterance.text) for utterance in group]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(grams):
        shared: dict[int, int] = defaultdict(int)
        for gram in own:
            for other in holders[gram]:
                shared[other] += 1
            holders[gram].append(index)
        for other, count in shared.items():
            union = len(own) + len(grams[other]) - count
            if count / union >= NEAR_COPY_JACCARD:
                yield group[other], group[index]


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
