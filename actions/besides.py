"""Wishes that ride along in a message about something else, where words alone show them."""

from __future__ import annotations

import re

from actions.turn import FurtherWish, Turn

_A_PERSON = re.compile(
    "(?:然后|再|顺便|另外|还有|最后|并且?)[^,。;!?不别]{0,6}(?:转|找|叫|接|换)(?:一?[个位])?(?:人工|真人|客服)(?!.{0,3}[也都没不])"
)
_POSTAGE = re.compile(
    "(?:邮费|运费|快递费|寄费)[^,。;]{0,4}(?:谁|怎么算|报销|给报|[出付包]不[出付包])"
)
_WHO_PAYS = "退货运费谁出"
_TO_A_PERSON = "转人工"
_SENT = "寄了"
_SHIP = "submit_return_tracking"
_HUMAN = "request_human"
_FEE = "faq_return_shipping_fee"


def besides(turn: Turn) -> tuple[FurtherWish, ...]:
    """What the message wants besides: the parcel of a return, who pays for it, a person."""
    if turn.pressed:
        return turn.further
    found = [*turn.further]
    intents = {turn.intent, *(wish.intent for wish in found)}
    number, carrier = turn.words("tracking_no"), turn.words("carrier")
    if number and carrier and turn.intent.startswith("faq_") and _SHIP not in intents:
        found.append(FurtherWish(_SHIP, f"{_SENT},{carrier} {number}"))
    if turn.intent == _SHIP and _FEE not in intents and _POSTAGE.search(turn.plain):
        found.append(FurtherWish(_FEE, _WHO_PAYS))
    if _HUMAN not in intents and _A_PERSON.search(turn.plain):
        found.append(FurtherWish(_HUMAN, _TO_A_PERSON))
    return tuple(found)
