"""Which of the buyer's own items a message points to: by number, words, date, place in a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.dates import day_meant
from actions.turn import Entity, Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.views import ItemHint

_PRICED = re.compile(r"(?<!\d)(\d{1,6}(?:\.\d{1,2})?)\s*(?:块|元)?钱?的?(?:那|这|$)")
_CLAUSE_ENDS = re.compile("[,，。;；!！?？]")
_AND = re.compile("[和跟与及、,]|还有")
_DIGITS_OF_ORDER = re.compile(r"单.{0,12}?(?<!\d)(\d{4,8})(?![\d块元件])")
_ONLY_DIGITS = re.compile(r"\D{0,6}?(\d{4,15})\D{0,4}")
_LATEST = re.compile("最近|最新|新买的那|刚(?:刚|才)?(?:买|下|拍)|上一?单|latest")
_PRICE_AFTER = re.compile(r"\s*(?:钱|块|元)?\s*(?:的?那|买的|的[这个件条双单]|的[\u4e00-\u9fff])")
_PRICE_BEFORE = re.compile(
    r"(?:花了?|付了?|实付|价格|标价|卖|买(?:的|来|它)?(?:时候)?(?:花了?)?)\s*[¥]?\s*$"
)

SHOWN_ITEMS = "shown_items"
"""The slot with the list shown last: for each row the ids of its items."""

Rows = Sequence[Sequence[int]]


def shown_items(tracker: Tracker) -> Rows:
    """The list shown last, row by row: what 第二个 and 刚才那个 count in."""
    return list(tracker.get_slot(SHOWN_ITEMS) or [])


def hint_in(turn: Turn, now: datetime, *, whole_message: bool) -> ItemHint | None:
    """What the message says about an item; None when it says nothing.

    Args:
        turn: the message.
        now: what 昨天 counts from.
        whole_message: whether words outside a recognised product may name the goods too.
    """
    product = " ".join(turn.values("product"))
    hint = ItemHint(
        order_no=turn.value("order_no") or (_last_digits(turn) if whole_message else None),
        text=product or (turn.plain if whole_message and not turn.pressed else None),
        amount_fen=_price(turn),
        ordered_on=_day(turn, now),
        latest=bool(_LATEST.search(turn.plain)),
    )
    return hint if hint != ItemHint() else None


def named_now(door: BuyerDoor, turn: Turn, now: datetime) -> list[EventType]:
    """The slot to set so that 申请退款 in the next message is about what this one points at."""
    hint = hint_in(turn, now, whole_message=False)
    items = door.find_items(turn.buyer_id, hint) if hint else []
    return [SlotSet(SHOWN_ITEMS, [[item.item_id for item in items]])] if items else []


def hints_apart(turn: Turn) -> list[ItemHint]:
    """One hint for each product and each order number in the message."""
    numbers = [ItemHint(order_no=number) for number in turn.values("order_no")]
    products = [part for words in turn.values("product") for part in _AND.split(words)]
    return [*numbers, *(ItemHint(text=product) for product in products if product.strip())]


def words_apart(turn: Turn) -> list[ItemHint]:
    """One hint for each of the words joined by 和, 跟 or 也, recognised as goods or not."""
    clauses = _CLAUSE_ENDS.split(turn.plain)
    parts = _AND.split(clauses[0])
    if len(parts) == 1:
        parts += [clause for clause in clauses[1:] if "也" in clause]
    return [ItemHint(text=part) for part in parts if part.strip()] if len(parts) > 1 else []


def names_an_item(turn: Turn) -> bool:
    """Whether the message itself says which item: a number, goods, a place in a list, a chip."""
    named = ("item_id", "order_no", "product", "ordinal")
    return any(turn.value(name) for name in named) or _price(turn) is not None


def by_place(turn: Turn, listed: Rows) -> list[Sequence[int]]:
    """The rows that 第二个 or 最后那个 means in the list shown last; none where it has no such."""
    return [
        listed[at]
        for ordinal in turn.values("ordinal")
        if (at := _place(ordinal, len(listed))) is not None
    ]


def _place(ordinal: str, length: int) -> int | None:
    if ordinal == "mentioned":
        return 0 if length == 1 else None
    try:
        place = int(ordinal)
    except ValueError:
        return None
    at = length + place if place < 0 else place - 1
    return at if 0 <= at < length else None


def _last_digits(turn: Turn) -> str | None:
    """The end of an order's number, where it is all that was said, or said of an order."""
    match = _ONLY_DIGITS.fullmatch(turn.plain.strip()) or _DIGITS_OF_ORDER.search(turn.plain)
    return match[1] if match else None


def describes_goods(turn: Turn, amount: Entity) -> bool:
    """Whether an amount says which goods are meant, as in 88块的那个, and not what is asked for."""
    before, after = turn.text[: amount.start], turn.text[amount.start + len(amount.text) :]
    return bool(_PRICE_AFTER.match(after) or _PRICE_BEFORE.search(before))


def _price(turn: Turn) -> int | None:
    for entity in turn.entities:
        if entity.name == "amount" and entity.value.isdecimal() and describes_goods(turn, entity):
            return int(entity.value)
    match = _PRICED.search(turn.plain) if turn.requested_slot == "refund_item" else None
    return round(float(match[1]) * 100) if match else None


def _day(turn: Turn, now: datetime) -> date | None:
    said = turn.value("date")
    if said is None or re.search("到的?|收到|签收", turn.plain):
        return None
    return day_meant(said, now.date())
