"""Two wishes in one message: 退款多久到账,还有帮我催一下卖家.

A message is cut where one clause ends and the next begins; where two clauses are each plainly a
wish, and not the same one, both are kept, in order. Everything in doubt stays one wish.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

_CLAUSE_ENDS = re.compile(
    r"[,，。;；!！?？~～\n]+|(?<!\d)\.|\.(?!\d)|(?<![a-z])\s+(?![a-z])|(?=另外|还有(?!没)|顺便|对了|然后|再帮我|再问|再查|同时)"
)
_LINKS = re.compile("另外|还有|顺便|对了|然后|再帮我|再问|再查|同时|也")
_ASKS = re.compile(
    "[?？吗嘛呢]|怎么|咋|如何|多久|几天|多少|什么|啥|哪|谁|能不能|可不可以|要不要|是不是|为何"
)
_COUNTED = re.compile("1 ?[.、)].*2 ?[.、)]")
_REFUND = re.compile("退|钱|款|售后|进度|申请|refund")
_DENIED = re.compile("不是|不想|不要|不用|别|没有要|先不|没想|没打算|没说")
# Wishes that are served one after another; venting, small talk and mere values ride along.
_SERVED = frozenset(
    {
        "apply_refund",
        "query_refund_status",
        "explain_refund_amount",
        "cancel_refund",
        "submit_return_tracking",
        "apply_intervention",
        "urge_refund",
        "query_order",
    }
)
# The answer to the one holds what the other asks for.
_ONE_ANSWER = (
    {"query_refund_status", "urge_refund"},
    {"query_refund_status", "faq_refund_arrival_time"},
    {"explain_refund_amount", "apply_refund"},
)
_SHORTEST = 3
_MOST = 3


@dataclass(frozen=True)
class Wish:
    """A clause, or several that belong together, with its intent; start and end in the text."""

    intent: str
    start: int
    end: int


def wishes_in(
    text: str, intent: str, likeliest: Callable[[str], tuple[str, float]], sure: float
) -> list[Wish]:
    """The wishes of a normalised message in reading order; empty when there are not several.

    Args:
        text: the message.
        intent: what the message as a whole is taken for.
        likeliest: the likeliest intent of a text and its probability.
        sure: the least probability of a clause that counts as a wish of its own.
    """
    found: list[Wish] = []
    for start, end in _clauses(text):
        clause = text[start:end]
        label = _wish(clause, *likeliest(clause), sure)
        if label is not None and (not found or found[-1].intent != label):
            found.append(Wish(label, start, end))
        elif found:
            found[-1] = replace(found[-1], end=end)
    if not _are_apart(found, intent, text):
        return []
    return [replace(found[0], start=0), *found[1:_MOST]]


def _wish(clause: str, label: str, probability: float, sure: float) -> str | None:
    """The label of a clause that is plainly a wish of its own; a general question must ask."""
    plain = probability >= sure and len(clause) >= _SHORTEST and not _DENIED.search(clause)
    served = label in _SERVED or (label.startswith("faq_") and bool(_ASKS.search(clause)))
    # 还没收到货的情况下 asks for no status: it tells what the question behind it is about.
    tells = label == "query_refund_status" and not _REFUND.search(clause)
    return label if plain and served and not tells else None


def _are_apart(found: list[Wish], intent: str, text: str) -> bool:
    wanted = {wish.intent for wish in found}
    if len(wanted) < 2 or len(wanted) < len(found) or intent not in wanted:
        return False
    if any(pair <= wanted for pair in _ONE_ANSWER):
        return False
    second = text[found[1].start : found[1].end]
    asks = any(_ASKS.search(text[wish.start : wish.end]) for wish in found)
    return asks or bool(_LINKS.match(second)) or bool(_COUNTED.search(text))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE_ENDS.finditer(text):
        if match.start() > start:
            yield start, match.start()
        start = max(start, match.end())
    if start < len(text):
        yield start, len(text)
