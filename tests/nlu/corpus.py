"""Measures what makes a corpus worth training on.

Run on its own it prints a report and exits 1 when a check fails::

    python -m tests.nlu.corpus data/nlu
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.nlu.carriers import ALIASES
from bot.nlu.corpus import ANNOTATION, Utterance, read_corpus
from bot.nlu.likeness import NearCopies, fingerprint

__all__ = ["ANNOTATION", "Utterance", "fingerprint", "near_copies", "read_corpus"]

TEMPLATE_USES = 5
FRAME_ENDS = 4
LONGEST_FIRST = sorted(ALIASES, key=len, reverse=True)
CARRIER = re.compile("|".join(map(re.escape, LONGEST_FIRST)), re.IGNORECASE)
NUMBER = re.compile(
    r"[a-z]{0,4}\d[\d.]*|[零〇一二两三四五六七八九十百千万几半壹贰叁肆伍陆柒捌玖拾佰仟]+",
    re.IGNORECASE,
)
UNIT = re.compile(r"(?:第|[¥￥$])?N(?:[个件盒包袋双箱瓶块元毛角分蚊年月日号天]N?)*")


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


def misaligned(utterance: Utterance) -> list[str]:
    """What is wrong with where the annotations of a line begin and end.

    An annotation must not begin or end with a space or a mark, must not cut a Latin word or a number
    in two, and a good or reason named twice in a line is annotated twice.
    """
    raw, wrong = utterance.raw, []
    unmarked = ANNOTATION.sub("\0", raw)
    for match in ANNOTATION.finditer(raw):
        text = match["text"]
        if not fingerprint(text[0]) or not fingerprint(text[-1]):
            wrong.append(f"{text!r} ends in a mark or a space: {raw}")
        if _one_word(raw[: match.start()][-1:], text[0]) or _one_word(
            text[-1], raw[match.end() :][:1]
        ):
            wrong.append(f"{text!r} is a part of a word: {raw}")
        if len(text) > 1 and text in unmarked:
            wrong.append(f"{text!r} stands once more, unmarked: {raw}")
    return wrong


def _one_word(left: str, right: str) -> bool:
    """Whether two neighbours are letters of one Latin word or figures of one number."""
    both = left + right
    return len(both) == 2 and both.isascii() and (both.isalpha() or both.isdigit())


def skeleton(raw: str) -> str:
    """The line with goods, reasons, carriers and numbers blanked: what is left is its sentence."""
    blanked = ANNOTATION.sub(lambda match: "R" if match["value"] else "P", raw)
    blanked = NUMBER.sub("N", CARRIER.sub("C", blanked))
    return fingerprint(UNIT.sub("N", blanked))


def templates(utterances: list[Utterance]) -> dict[tuple[str, str], list[Utterance]]:
    """Sentences with interchangeable slots, by label, that were used five times or more.

    Lines with the same skeleton are one template; so are lines that open and end with the same
    four characters around a middle of their own. A bare value (only slots) is no sentence.
    """
    uses: dict[tuple[str, str], list[Utterance]] = defaultdict(list)
    for utterance in utterances:
        words = skeleton(utterance.raw)
        if words.strip("prnc"):
            uses[utterance.label, words].append(utterance)
            if len(words) > 2 * FRAME_ENDS:
                frame = f"{words[:FRAME_ENDS]}…{words[-FRAME_ENDS:]}"
                uses[utterance.label, frame].append(utterance)
    return {key: lines for key, lines in uses.items() if len(lines) >= TEMPLATE_USES}


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
    worn = templates(utterances)
    copies, clashes = near_copies(utterances), same_text_in_two_labels(utterances)
    for left, right in copies:
        print(f"near copy in {left.label}: {left.text} | {right.text}")
    for left, right in clashes:
        print(f"same words in {left.label} and {right.label}: {left.text}")
    for (label, words), lines in worn.items():
        print(f"template in {label}, {len(lines)} times: {words}")
    return 1 if copies or clashes or worn else 0


if __name__ == "__main__":
    sys.exit(main())
