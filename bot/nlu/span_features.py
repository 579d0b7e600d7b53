"""What a character looks like to the span tagger: itself, its neighbours, and the words around."""

from __future__ import annotations

from bot.nlu.segmentation import part_of_speech_tagger

_WINDOW = 3
BEGIN, INSIDE, OUTSIDE = "B-", "I-", "O"



def character_features(text: str) -> list[list[str]]:
    """One list of feature strings a character."""
    words = _word_marks(text)
    padded = "\u0002" * _WINDOW + text.casefold() + "\u0003" * _WINDOW
    rows = []
    for at in range(len(text)):
        centre = at + _WINDOW
        row = [f"{shift}:{padded[centre + shift]}" for shift in range(-_WINDOW, _WINDOW + 1)]
        row += [
            f"{shift}{shift + 1}:{padded[centre + shift : centre + shift + 2]}"
            for shift in range(-2, 2)
        ]
        row += [f"{shift}w:{padded[centre + shift : centre + shift + 3]}" for shift in (-2, -1, 0)]
        place, word, tag = words[at]
        before = words[at - 1][1] if at and place.startswith("B") else ""
        row += [f"p:{place}", f"w:{word}", f"t:{tag}", f"pt:{place}{tag}", f"b:{before}"]
        if at + 1 < len(text):
            row.append(f"nt:{words[at + 1][2]}")
        rows.append(row)
    return rows


def _word_marks(text: str) -> list[tuple[str, str, str]]:
    marks: list[tuple[str, str, str]] = []
    for pair in part_of_speech_tagger().cut(text, HMM=False):
        word, tag = pair.word, pair.flag
        marks += [("B" if at == 0 else "I", word, tag) for at in range(len(word))]
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
