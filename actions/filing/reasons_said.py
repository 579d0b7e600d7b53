"""Which reason a message gives: the last one told, where the words are a reason at all."""

from __future__ import annotations

import re

from actions.turn import Entity, Turn
from bot.aftersales.codes import Reason

_NOT_WANTED = re.compile("不(?:想)?要了?|取消|不再?需要|不用了|用不着|拍错|买错|多拍|后悔|不买了")
_IS_LATE = re.compile(
    "承诺|约定|说好|超时|逾期|超期|一直|迟迟|怎么还|还不发|不发货|催|拖|等不|[天周月]了|这么久|好久|半天|骗|失信"
)
_NOT_HERE = re.compile(
    r"(?:还没|没有?|一直[没不]|迟迟[没不]|都没)(?:有)?(?:收到|送到|到货|到)(?![\d一二三五七十]|期|时间)"
)
_ONLY_UNWANTED = re.compile("(?:我|都|也|就)?不(?:想)?要了?")
_BY_ITS_NAME = re.compile("(?<![不没]是)(?<![支持])(?:[七7]天)?(?<!不是)无理由")
_A_FAULT = re.compile("^(?:质量|毛病|瑕疵|坏|破)")
_DENIED = re.compile("(?:[没沒]有?|不是|并非|也?无)(?:什么|啥|任何)?$")
_MISTAPPED = re.compile("(?:我)?[选点说搞弄]错了?")
_A_COLOUR = re.compile("[^,。;!]{1,6}色的?(?:那?[个件双条款只])?")
_WHERE_A_SLIP_IS_WHY = frozenset({None, "refund_reason"})
_KEEPS_IT = re.compile("不(?:用|想|要|愿意?|给)?(?:寄|退货)")


def reason_said(turn: Turn) -> Reason | None:
    """The last reason; but 还没发货,不想要了 tells how things stand and blames nobody for it."""
    told = [
        entity
        for entity in turn.entities
        if entity.name == "reason" and entity.value.upper() in Reason.__members__
    ]
    if not turn.pressed:
        told = [entity for entity in told if _is_a_reason(entity, turn)]
        told = [one for one in told if not _ONLY_UNWANTED.fullmatch(one.text)] or told
    if not told:
        by_name = not turn.pressed and not turn.asks and _BY_ITS_NAME.search(turn.plain)
        return Reason.NO_REASON if by_name else None
    reason = Reason(told[-1].value.upper())
    waits = reason is Reason.LATE_SHIPMENT and not turn.pressed
    return Reason.NO_LONGER_NEEDED if waits and _is_unwanted(turn) else reason


def has_not_come(turn: Turn) -> bool:
    """落地灯还没到,不要了: what is not wanted any more is what never came."""
    return not turn.pressed and bool(_NOT_HERE.search(turn.plain))


def is_change_of_mind(turn: Turn) -> bool:
    """Whether 不要了 is all that is said of why, with no word of being late."""
    return not turn.pressed and _is_unwanted(turn)


def _is_unwanted(turn: Turn) -> bool:
    return bool(_NOT_WANTED.search(turn.plain)) and not _IS_LATE.search(turn.plain)


def _is_a_reason(entity: Entity, turn: Turn) -> bool:
    """没质量问题 denies one; 选错了 is about the form; 燕麦色的 says which; 不寄 says how."""
    if _A_FAULT.match(entity.text) and _DENIED.search(turn.text[: entity.start]):
        return False
    if turn.requested_slot == "refund_item" and _A_COLOUR.fullmatch(turn.plain):
        return False
    if turn.requested_slot == "refund_type" and _KEEPS_IT.match(entity.text):
        return False
    return turn.requested_slot in _WHERE_A_SLIP_IS_WHY or not _MISTAPPED.fullmatch(entity.text)
