"""Which of the buyer's own items a message points to: by number, words, date, place in a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from actions.turn import Turn
from bot.aftersales.views import ItemHint

_LATEST = re.compile("最近|最新|刚(?:刚|才)?(?:买|下|拍)|上一?单|latest")
_MONTH_DAY = re.compile(r"(?:(\d{1,2})月)(\d{1,2})[号日]?")
_RELATIVE = {
    "今天": 0,
    "今日": 0,
    "今早": 0,
    "昨天": 1,
    "昨日": 1,
    "昨晚": 1,
    "前天": 2,
    "前日": 2,
    "大前天": 3,
}


def hint_in(turn: Turn, now: datetime, *, whole_message: bool) -> ItemHint | None:
    """What the message says about an item; None when it says nothing.

    Args:
        turn: the message.
        now: what 昨天 counts from.
        whole_message: whether words outside a recognised product may name the goods too.
    """
    product = " ".join(entity.text for entity in turn.entities if entity.name == "product")
    hint = ItemHint(
        order_no=turn.value("order_no"),
        text=product or (turn.text if whole_message and not turn.pressed else None),
        ordered_on=_day(turn, now),
        latest=bool(_LATEST.search(turn.text)),
    )
    return hint if hint != ItemHint() else None


def names_an_item(turn: Turn) -> bool:
    """Whether the message itself says which item: a number, goods, a place in a list, a chip."""
    return any(turn.value(name) for name in ("item_id", "order_no", "product", "ordinal"))


def by_place(turn: Turn, listed: Sequence[int]) -> int | None:
    """The item that 第二个 or 最后那个 means in the list shown last."""
    ordinal = turn.value("ordinal")
    if ordinal is None or not listed:
        return None
    if ordinal == "mentioned":
        return listed[0] if len(listed) == 1 else None
    place = int(ordinal)
    at = place if place < 0 else place - 1
    return listed[at] if -len(listed) <= at < len(listed) else None


def _day(turn: Turn, now: datetime) -> date | None:
    said = turn.words("date")
    if said is None or re.search("到的?|收到|签收", turn.text):
        return None
    if said in _RELATIVE:
        return (now - timedelta(days=_RELATIVE[said])).date()
    match = _MONTH_DAY.search(said)
    if match is None:
        return None
    month, day_of_month = int(match[1]), int(match[2])
    try:
        this_year = date(now.year, month, day_of_month)
    except ValueError:
        return None
    return this_year if this_year <= now.date() else this_year.replace(year=now.year - 1)
