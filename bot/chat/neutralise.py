"""Cleaning of what people type, before it is stored and before Rasa reads it."""

from __future__ import annotations

import unicodedata

_KEPT_CONTROLS = "\n\t"
_KEPT_FORMATS = "\u200d"  # joins emoji into one


def clean(text: str) -> str:
    """``text`` without control, invisible-format, private and broken characters.

    Line breaks and tabs stay. A text of nothing but blanks comes back empty.
    """
    if text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        character
        for character in text
        if character in _KEPT_CONTROLS
        or character in _KEPT_FORMATS
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    cleaned = "".join(kept).strip()
    return cleaned if cleaned.strip(_KEPT_FORMATS) else ""


def for_rasa(text: str) -> str:
    """``text`` as Rasa may read it: never a command of the intent parser.

    Rasa takes a message that begins with ``/`` as an intent with slots; NFKC would turn the
    full-width ``／`` into one.
    """
    bare = clean(text)
    while bare and (bare[0] in "/／" or bare[0].isspace()):
        bare = bare[1:]
    return bare
