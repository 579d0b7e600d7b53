"""不用寄, 东西都扔了: how it is to be returned, told in other words than the types' names."""

from __future__ import annotations

import re

from actions.turn import Turn
from bot.aftersales.codes import CaseType

_STAYS = re.compile(
    "(?:不|没法|没办法|不能|不想|不用|不要|懒得|别)(?:再|给你|给他|往回)?(?:退货|退回|寄)|寄不了|东西.{0,4}(?:扔|丢)了"
)
_RHETORICAL = re.compile("还寄(?:啥|什么|个)")
_GOES_BACK = re.compile("寄回|寄给(?:你|他|卖家|商家|店家)|退回去|拿回去|上门取")


def type_in_words(turn: Turn) -> str | None:
    """The type that the answer to how it is to be returned means, where it names none."""
    if turn.requested_slot != "refund_type" or turn.pressed:
        return None
    if _RHETORICAL.search(turn.plain):
        return CaseType.REFUND_ONLY
    if turn.asks:
        return None
    if _STAYS.search(turn.plain):
        return CaseType.REFUND_ONLY
    return CaseType.RETURN_REFUND if _GOES_BACK.search(turn.plain) else None
