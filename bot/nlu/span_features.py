"""What a character looks like to the span tagger: itself, its neighbours, and the words around."""

from __future__ import annotations

from bisect import bisect

from bot.nlu.concepts import concepts, is_sign
from bot.nlu.faults import faults_in
from bot.nlu.goods import goods_marks, pieces
from bot.nlu.long_numbers import without_names
from bot.nlu.segmentation import segmenter
from bot.nlu.value_rules import find_values

_WINDOW = 2
# Where a count begins to say something else.
_TIMES = (1, 3, 10, 40)
BEGIN, INSIDE, OUTSIDE = "B-", "I-", "O"


def character_features(text: str, wish: str) -> list[list[str]]:
    """One list of feature strings a character; ``wish`` is what kind of message it is."""
    folded = without_names(text.casefold() if len(text.casefold()) == len(text) else text)
    words, ideas = _word_marks(folded), _idea_marks(folded)
    borders = frozenset(at for at, (place, _) in enumerate(words) if place == BEGIN)
    marks = goods_marks(folded, borders | {len(folded)})
    faults = _fault_marks(folded)
    padded = "\u0002" * _WINDOW + folded + "\u0003" * _WINDOW
    rows = []
    for at in range(len(text)):
        centre = at + _WINDOW
        row = [f"{shift}:{padded[centre + shift]}" for shift in range(-_WINDOW, _WINDOW + 1)]
        row += [
            f"{shift}{shift + 1}:{padded[centre + shift : centre + shift + 2]}"
            for shift in range(-_WINDOW, _WINDOW)
        ]
        row += [f"{shift}w:{padded[centre + shift : centre + shift + 3]}" for shift in (-2, -1, 0)]
        place, word = words[at]
        before = words[at - 1][1] if at and place == BEGIN else ""
        row += [f"p:{place}", f"w:{word}", f"b:{before}"]
        row += [*_goods_features(marks, at), *_piece_features(folded, at)]
        row += _fault_features(faults, at)
        own_ideas = _idea_features(ideas, at)
        row += [*own_ideas, wish, *(f"{wish}{idea}" for idea in own_ideas)]
        rows.append(row)
    return rows


def _goods_features(marks: list[str], at: int) -> list[str]:
    """Whether the character is of a word for goods, and whether one ends before or begins after."""
    before = marks[at - 1] if at else "O"
    after = marks[at + 1] if at + 1 < len(marks) else "O"
    return [f"g:{marks[at]}", f"bg:{before}{marks[at]}", f"ag:{marks[at]}{after}"]


def _piece_features(text: str, at: int) -> list[str]:
    """How often words for goods begin, end or go on here as the text does."""
    ends = _often(pieces().endings[text[at - 1 : at + 1]]) if at else 0
    ends_next = _often(pieces().endings[text[at : at + 2]])
    begins = _often(pieces().beginnings[text[at : at + 2]])
    final = _often(pieces().finals[text[at]])
    return [f"ge:{ends}", f"gb:{begins}", f"gf:{final}", f"gn:{ends_next}"]


def _often(times: int) -> int:
    return bisect(_TIMES, times)


def _fault_marks(text: str) -> list[str]:
    marks = [OUTSIDE] * len(text)
    for fault in faults_in(text):
        marks[fault.start : fault.end] = [INSIDE + fault.reason] * (fault.end - fault.start)
        marks[fault.start] = BEGIN + fault.reason
    return marks


def _fault_features(marks: list[str], at: int) -> list[str]:
    """The fault that the character tells of, and the nearest ones before and after."""
    before = next((mark[2:] for mark in marks[at - 1 :: -1] if mark != OUTSIDE), "") if at else ""
    after = next((mark[2:] for mark in marks[at + 1 :] if mark != OUTSIDE), "")
    last = marks[at - 1] if at else OUTSIDE
    following = marks[at + 1] if at + 1 < len(marks) else OUTSIDE
    own = "F" if marks[at] != OUTSIDE else ""
    return [
        f"f:{marks[at]}", f"F:{marks[at][:2]}", f"fb:{last[:2]}{marks[at][:2]}",
        f"fa:{marks[at][:2]}{following[:2]}", f"nb:{own}{bool(before)}", f"na:{own}{bool(after)}",
    ]  # fmt: skip


def _idea_features(ideas: list[tuple[str, int, int]], at: int) -> list[str]:
    """The idea that the character belongs to, its place in it, and the ideas on both sides."""
    sign, start, end = ideas[at]
    known = is_sign(sign)
    left = ideas[start - 1][0] if start else ""
    right = ideas[end][0] if end < len(ideas) else ""
    own = f"{sign}{'B' if at == start else 'I'}{'E' if at == end - 1 else ''}" if known else "-"
    features = [f"i:{own}"]
    if left and is_sign(left):
        features += [f"li:{left}", f"li:{left}{own}"]
    if right and is_sign(right):
        features += [f"ri:{right}", f"ri:{own}{right}"]
    return features


def _idea_marks(text: str) -> list[tuple[str, int, int]]:
    marks: list[tuple[str, int, int]] = []
    for sign, length in concepts().spans(text, find_values(text)):
        start = len(marks)
        marks += [(sign, start, start + length)] * length
    return marks


def _word_marks(text: str) -> list[tuple[str, str]]:
    """For each character its place in a word, and the word."""
    marks: list[tuple[str, str]] = []
    for word in segmenter().cut(text, HMM=False):
        marks += [(BEGIN if at == 0 else INSIDE, word) for at in range(len(word))]
    return marks


def tags_of(length: int, spans: list[tuple[int, int, str]]) -> list[str]:
    """BIO tags for spans ``(start, end, entity)`` over a text of ``length`` characters."""
    tags = [OUTSIDE] * length
    for start, end, entity in spans:
        tags[start] = BEGIN + entity
        tags[start + 1 : end] = [INSIDE + entity] * (end - start - 1)
    return tags


def spans_of(tags: list[str]) -> list[tuple[int, int, str]]:
    """The spans that BIO tags describe; an I without its B begins a span."""
    spans: list[tuple[int, int, str]] = []
    start, current = 0, ""
    for at, tag in enumerate([*tags, OUTSIDE]):
        entity = tag[2:]
        if current and (tag.startswith(BEGIN) or entity != current):
            spans.append((start, at, current))
            current = ""
        if entity and not current:
            start, current = at, entity
    return spans
