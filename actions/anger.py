"""Anger in a message that wants something: one sentence of regret goes first, then the work."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.turn import Turn

_ANGRY = re.compile(
    "垃圾|骗子|骗人|骗钱|坑人|坑爹|黑店|黑心|恶心|气死|气人|缺德|无耻|不要脸|智障|眼瞎|老子|叫花子|欺负人|忍无可忍"
    "|什么(?:破|烂|鬼|玩意)|这个?破(?![了洞损的掉裂碎])|!{2,}|[?]!|[!?]{3,}"
)
_WANTED = frozenset(
    {
        "apply_refund",
        "query_refund_status",
        "explain_refund_amount",
        "urge_refund",
        "apply_intervention",
        "query_order",
    }
)
_NO_WORDS = frozenset(
    {"action_listen", "action_extract_slots", "action_session_start", "refund_form", "case_form"}
)
"""A form stands among the events as soon as it opens, before it has said anything."""


def is_angry(turn: Turn) -> bool:
    """Whether the words are those of somebody who has had enough."""
    return not turn.pressed and bool(_ANGRY.search(turn.plain))


def deserves_regret(turn: Turn, tracker: Tracker) -> bool:
    """Whether the answer begins with regret: an angry wish, when nothing was under way yet."""
    begins = turn.requested_slot is None and turn.intent in _WANTED
    return begins and is_angry(turn) and not _has_been_answered(tracker)


def _has_been_answered(tracker: Tracker) -> bool:
    """Whether another action has spoken since the buyer did."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") not in _NO_WORDS:
            return True
    return False
