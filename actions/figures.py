"""The parameters of a refusal as buyers read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.aftersales.money import format_fen
from bot.cards.figures import day, instant
from bot.words import Words


def spoken(params: Mapping[str, str | int], words: Words) -> dict[str, Any]:
    """Parameters of a refusal, made readable: fen as yuan, codes as words, ISO instants as days."""
    return {
        name.removesuffix("_fen"): _spoken(name, value, words) for name, value in params.items()
    }


def _spoken(name: str, value: str | int, words: Words) -> str | int:
    if isinstance(value, int):
        return format_fen(value) if name.endswith("_fen") else value
    for kind in ("type", "reason", "category", "status"):
        response = f"utter_{kind}_{value.lower()}"
        if name == kind and words.has(response):
            return words.say(response)
    return _readable_instant(value)


def _readable_instant(value: str) -> str:
    try:
        if len(value) == len("2026-11-25"):
            return day(date.fromisoformat(value))
        return instant(datetime.fromisoformat(value))
    except ValueError:
        return value
