"""The card to pick an item from, and the card of orders."""

from __future__ import annotations

from collections.abc import Sequence

from actions.figures import day
from actions.speech import Card, Chip
from bot.aftersales.views import ItemView, OrderView
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
    fields = [{"label": words.say("utter_label_order_no"), "value": order.order_no}]
    for parcel in order.shipments:
        value = f"{parcel.carrier} {parcel.tracking_no}"
        fields.append({"label": words.say("utter_label_parcel"), "value": value})
        if parcel.signed_at:
            signed = day(parcel.signed_at.date())
            fields.append({"label": words.say("utter_label_signed"), "value": signed})
    if not order.shipments and order.promised_ship_at:
        promised = day(order.promised_ship_at.date())
        fields.append({"label": words.say("utter_label_promised_ship"), "value": promised})
    chip = Chip("utter_chip_apply_this", "apply_refund", (("order_no", order.order_no),))
    return {
        "order_no": order.order_no,
        "seller_name": order.seller_name,
        "status_text": words.say(f"utter_order_status_{order.status.lower()}"),
        "ordered_on": day(order.ordered_at.date()),
        "paid_fen": order.paid_fen,
        "items": [
            {"title": item.title, "attrs": item.attrs, "qty": item.qty} for item in order.items
        ],
        "fields": fields,
        "chip": chip.as_button(words) if order.paid_at else None,
    }
