"""The card to pick an item from, and the card of orders."""

from __future__ import annotations

from collections.abc import Sequence

from actions.speech import Card, Chip
from bot.aftersales.views import ItemView, OrderView
from bot.cards.figures import day
from bot.cards.orders import order_entry
from bot.words import Words


def items_card(items: Sequence[ItemView], intent: str, words: Words) -> Card:
    """One row an item; tapping it says ``intent`` about it."""
    return {"kind": "items", "items": [_item(item, intent, words) for item in items]}


def _item(item: ItemView, intent: str, words: Words) -> Card:
    chip = Chip("", intent, (("item_id", str(item.item_id)),), text=item.title)
    return {
        "item_id": item.item_id,
        "order_no": item.order_no,
        "title": item.title,
        "attrs": item.attrs,
        "qty": item.qty,
        "paid_fen": item.paid_fen,
        "status_text": words.say(f"utter_order_status_{item.order_status.lower()}"),
        "ordered_on": day(item.ordered_at.date()),
        "chip": chip.as_button(words),
    }


def orders_card(orders: Sequence[OrderView], words: Words) -> Card:
    """One block an order, with its parcels; tapping it begins a refund of it."""
    return {"kind": "orders", "orders": [_order(order, words) for order in orders]}


def _order(order: OrderView, words: Words) -> Card:
    chip = Chip("utter_chip_apply_this", "apply_refund", (("order_no", order.order_no),))
    return {
        **order_entry(order, words),
        "chip": chip.as_button(words) if order.paid_at else None,
    }
