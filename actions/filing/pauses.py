"""晚上回家再拍, 接着办: the buyer puts a draft off, or comes back to it."""

from __future__ import annotations

import re

from actions.turn import NOT_UNDERSTOOD, OUT_OF_SCOPE, Turn

_LATER = re.compile(
    "(?:晚点|晚上|晚些|[等待]会|[等待]一下|一会|过会|回头|明[天早]|稍后|下班|回家|到家|有空|等我).{0,10}?[拍传发弄补找说来办搞]"
)
_GOES_ON = re.compile(
    "继续|接着(?:[办弄来做说退搞]|昨天|刚才|上次|之前)|(?:昨天|刚才|上次|之前).{0,8}接着"
)
_UNHEARD = frozenset({NOT_UNDERSTOOD, OUT_OF_SCOPE, "add_evidence", "goodbye"})
_VALUES = ("reason", "service_type", "destination", "amount", "quantity", "order_no", "case_no")


def puts_off(turn: Turn) -> bool:
    """Whether the answer to the open question is to come later."""
    return _is_words_only(turn) and turn.intent in _UNHEARD and bool(_LATER.search(turn.plain))


def goes_on(turn: Turn, *, returns: bool) -> bool:
    """Whether the buyer only says to go on; to a summary just shown, 继续 may be a yes."""
    may_be_yes = turn.requested_slot == "refund_confirmed" and turn.intent == "affirm"
    return (
        _is_words_only(turn) and bool(_GOES_ON.search(turn.plain)) and (returns or not may_be_yes)
    )


def _is_words_only(turn: Turn) -> bool:
    waits = turn.requested_slot is not None and not turn.pressed and not turn.asks
    return waits and not turn.upload_ids and not any(turn.value(name) for name in _VALUES)
