"""What holds for every answer of the bot, whatever it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.scenarios.driver.answers import Message, Read, shown

LONGEST_WITHOUT_CARD = 160
MOST_CHIPS = 5

_PLACEHOLDER = re.compile(r"\{[a-z_]*\}|utter_|%\(|\bNone\b|\bnull\b|\bundefined\b|<[a-z]+>")
_CODE = re.compile(r"(?<![A-Z])[A-Z]{3,}_[A-Z_]+")
_ENGLISH = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{3,}(?![A-Za-z0-9])")
_ENGLISH_IN_CHINESE = {"app", "ems", "jpg", "png", "webp", "heic", "mp4", "mov"}
_NUMBER = re.compile(r"(?<!\d)(?:SH\d{12}|\d{16})(?!\d)")
_LIST_LINE = re.compile(r"^\s*(?:\d+[.、]|·)")


@dataclass(frozen=True)
class Known:
    """What may be said to this buyer.

    Args:
        numbers: of their own orders and cases.
        words: all that the buyer has said and owns: it may be repeated.
        foreign: titles and numbers that belong to somebody else.
    """

    numbers: frozenset[str]
    words: str
    foreign: frozenset[str]


def broken_by(answer: Read, known: Known, *, silent: bool) -> list[str]:
    """The laws an answer breaks, in words; ``silent`` where people serve and the bot keeps out."""
    if not answer.messages:
        return [] if silent else ["a turn without an answer"]
    faults = [fault for message in answer.messages for fault in _faults(message, known)]
    said = [shown(message) for message in answer.messages]
    twice = {text for text in said if said.count(text) > 1}
    return [*faults, *(f"said twice in one answer: {text[:40]}…" for text in sorted(twice))]


def _faults(message: Message, known: Known) -> Iterator[str]:
    text, everything = message["text"], shown(message)
    if not text.strip() and not message.get("card"):
        yield "an empty message"
    length = len(text)
    is_list = sum(bool(_LIST_LINE.match(line)) for line in text.splitlines()) > 1
    if length > LONGEST_WITHOUT_CARD and not message.get("card") and not is_list:
        yield f"{length} characters without a card or a list: {text[:40]}…"
    if len(message["chips"]) > MOST_CHIPS:
        yield f"{len(message['chips'])} chips: {[chip['label'] for chip in message['chips']]}"
    chips = " ".join(chip["label"] for chip in message["chips"])
    yield from _leaks(f"{everything}\n{chips}", known)
    yield from _foreign(f"{everything}\n{chips}", known)


def _leaks(text: str, known: Known) -> Iterator[str]:
    for pattern, what in ((_PLACEHOLDER, "a placeholder"), (_CODE, "a code")):
        for match in pattern.findall(text):
            if match not in known.words:
                yield f"{what} is shown: {match}"
    said = known.words.casefold()
    for word in _ENGLISH.findall(text):
        if word.casefold() not in _ENGLISH_IN_CHINESE and word.casefold() not in said:
            yield f"English is shown: {word}"


def _foreign(text: str, known: Known) -> Iterator[str]:
    for number in _NUMBER.findall(text):
        if number not in known.numbers and number not in known.words:
            yield f"a number that is not this buyer's is shown: {number}"
    for one in known.foreign:
        if one in text and one not in known.words:
            yield f"something of another buyer's is shown: {one}"


def unique(faults: Iterable[str]) -> list[str]:
    """Each fault once, in order."""
    return list(dict.fromkeys(faults))
