"""An order as a card shows it."""

from __future__ import annotations

from bot.aftersales.views import OrderView
from bot.cards.cases import Card, field
from bot.cards.figures import day
from bot.words import Words


def order_entry(order: OrderView, words: Words) -> Card:
    """One order with its items and parcels; nothing to tap."""
    fields = [field("order_no", order.order_no, words)]
    for parcel in order.shipments:
        value = f"{parcel.carrier} {parcel.tracking_no}"
        fields.append(field("parcel", value, words))
        if parcel.signed_at:
            signed = day(parcel.signed_at.date())
            fields.append(field("signed", signed, words))
    if not order.shipments and order.promised_ship_at:
        promised = day(order.promised_ship_at.date())
        fields.append(field("promised_ship", promised, words))
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
        "chip": None,
    }
