"""我填到哪了: what the draft says so far, before the open question is asked again."""

from __future__ import annotations

import re

from actions.filing.draft import Draft
from actions.speech import Speech
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.money import format_fen
from bot.words import Words

_ABOUT_THE_DRAFT = re.compile(
    "填(?:到|了|的|写)|还差(?:什么|啥|哪)|还(?:要|缺|少)(?:填|什么|啥)|(?:刚才|之前|现在)(?:都)?(?:填|弄|说)"
    "|弄到哪|办到哪|草稿|还没提交吧|提交了(?:吗|没)"
)


def asks_for_progress(turn: Turn) -> bool:
    """Whether the buyer wants to hear how far what they are filling in has come."""
    elsewhere = turn.value("case_no") or turn.value("order_no")
    return not turn.pressed and not elsewhere and bool(_ABOUT_THE_DRAFT.search(turn.plain))


def say_progress(door: BuyerDoor, turn: Turn, draft: Draft, speech: Speech) -> None:
    """What has been filled in, each in a line, and that nothing is submitted yet."""
    known = known_fields(door, turn, draft, speech.words)
    if not known:
        speech.say("utter_draft_empty")
        return
    lines = "\n".join(f"· {label}:{value}" for label, value in known)
    speech.say("utter_draft_so_far", lines=lines)


def known_fields(door: BuyerDoor, turn: Turn, draft: Draft, words: Words) -> list[tuple[str, str]]:
    """Labels and values of what the draft says, in the order in which it is asked."""
    views = [door.item(turn.buyer_id, item) for item in draft.items]
    known = [
        ("item", "、".join(view.title for view in views)),
        ("order_no", "、".join(dict.fromkeys(view.order_no for view in views))),
        ("qty", str(draft.qty) if draft.qty else ""),
        ("type", words.say(f"utter_type_{draft.type.lower()}") if draft.type else ""),
        ("reason", words.say(f"utter_reason_{draft.reason.lower()}") if draft.reason else ""),
        ("amount", format_fen(draft.amount_fen) if draft.amount_fen else ""),
        ("evidence", str(len(draft.uploads)) if draft.uploads else ""),
    ]
    return [(words.say(f"utter_label_{name}"), value) for name, value in known if value]
