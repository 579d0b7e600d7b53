"""What an answer of the bot asks for, shows and offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tests.scenarios.driver.words import SpokenWords

Message = dict[str, Any]

CONFIRM_CHIPS = ("chip_confirm", "chip_confirm_*")
_ASKS = {
    "ask_which_item": "asks_item",
    "ask_which_of_these": "asks_item",
    "ask_which_case": "asks_case",
    "evidence_needed": "asks_evidence",
    "send_evidence": "asks_evidence",
    "what_to_change": "asks_change",
    "lone_value": "asks_wish",
    "not_understood_first": "asks_wish",
    "not_understood_again": "asks_wish",
    "handoff_queued": "handed_over",
}
"""Responses that ask without being named ``ask_…``."""
_ASKS_BY_CARD = {"items": "asks_item"}


@dataclass(frozen=True)
class Tappable:
    """Something to tap: its label, its token, and the words it stands beside on a card."""

    label: str
    token: str
    beside: str


@dataclass(frozen=True)
class Read:
    """One answer, read: ``states`` holds what is asked (``asks_item`` …) and what was said."""

    messages: tuple[Message, ...]
    states: frozenset[str]

    @property
    def text(self) -> str:
        """Everything the buyer can read, cards and chips included."""
        parts = [shown(message) for message in self.messages]
        return "\n".join([*parts, *(chip.label for chip in self.tappable())])

    @property
    def asking(self) -> list[str]:
        """What the bot waits for."""
        return sorted(state for state in self.states if state.startswith("asks_"))

    def fits(self, pattern: str) -> bool:
        """Whether a turn that is due ``when: pattern`` is due now."""
        if pattern == "any":
            return True
        if pattern == "idle":
            return not self.waits_for_form
        if pattern == "asking":
            return self.waits_for_form
        return any(fnmatchcase(state, pattern) for state in self.states)

    @property
    def waits_for_form(self) -> bool:
        """Whether something of a form is asked, rather than what the buyer wants at all."""
        return any(state != "asks_wish" for state in self.asking)

    def tappable(self) -> list[Tappable]:
        """All chips, in the order shown."""
        return [chip for message in self.messages for chip in chips_of(message)]


def read(messages: tuple[Message, ...], words: SpokenWords) -> Read:
    """Read what came back for one message of the buyer."""
    states: set[str] = set()
    for message in messages:
        states |= _states(message, words)
    return Read(messages, frozenset(states))


def confirm_chips(message: Message, words: SpokenWords) -> list[Tappable]:
    """The chips of a message that confirm something."""
    labels = words.labels(*CONFIRM_CHIPS)
    return [chip for chip in chips_of(message) if chip.label in labels]


def chips_of(message: Message) -> list[Tappable]:
    """Every chip of a message: below it and on its card."""
    below = [Tappable(chip["label"], chip["token"], chip["label"]) for chip in message["chips"]]
    return [*below, *_on_card(message.get("card"))]


def shown(message: Message) -> str:
    """All words of a message and its card; amounts as they are written in sentences."""
    return "\n".join([message["text"], *_words(message.get("card"))])


def fields_of(message: Message) -> dict[str, str]:
    """The labelled values of a message's card."""
    card = message.get("card") or {}
    return {field["label"]: field["value"] for field in card.get("fields", [])}


def _states(message: Message, words: SpokenWords) -> set[str]:
    names = words.names_in(message["text"])
    states = set(names)
    for name in names:
        if name in _ASKS:
            states.add(_ASKS[name])
        elif name.startswith("ask_") and not name.startswith("ask_capabilities"):
            states.add("asks_" + name.removeprefix("ask_"))
    card = message.get("card") or {}
    states |= {_ASKS_BY_CARD[card["kind"]]} if card.get("kind") in _ASKS_BY_CARD else set()
    if card:
        states.add(f"shows_{card['kind']}")
    if confirm_chips(message, words):
        states.add("asks_confirmation")
    labels = {chip["label"] for chip in message["chips"]}
    if labels & words.labels("type_*"):
        states.add("asks_type")
    if len(labels & words.labels("reason_*")) > 1:
        states.add("asks_reason")
    if any(name.startswith("stands_") for name in names):
        states.add("shows_status")
    if any(name.startswith("refused_") for name in names):
        states.add("refuses")
    return states


def _on_card(value: Any) -> Iterator[Tappable]:
    """The chips in a card, each with the words of the entry it belongs to."""
    if isinstance(value, list):
        for each in value:
            yield from _on_card(each)
    elif isinstance(value, dict):
        for each in value.values():
            if isinstance(each, dict) and each.keys() == {"label", "token"}:
                yield Tappable(each["label"], each["token"], " ".join(_words(value)))
            else:
                yield from _on_card(each)


def _words(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif isinstance(value, dict):
        if value.keys() == {"label", "token"}:
            return
        for key, each in value.items():
            yield from _words(each, key)
    elif isinstance(value, str) and name not in {"kind", "status", "state", "at", "icon"}:
        yield value
    elif isinstance(value, int) and re.search("fen$", name):
        yield f"{'-' if value < 0 else ''}¥{abs(value) / 100:.2f}"
    elif isinstance(value, int) and name == "qty":
        yield str(value)
