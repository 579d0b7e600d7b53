"""From the demo shop's file to a document that is imported like any other."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from bot.aftersales.importing import ImportDocument
from bot.demo.instants import instant
from bot.demo.shop_file import DemoOrder, DemoShop


def import_document(shop: DemoShop, now: datetime) -> ImportDocument:
    """What an import of the shop at ``now`` would contain; the cases come afterwards."""
    return ImportDocument.model_validate(
        {
            "buyers": [
                {"id": buyer.id, "display_name": buyer.name, "wallet_enabled": buyer.wallet}
                for buyer in shop.buyers
            ],
            "sellers": [seller.model_dump() for seller in shop.sellers],
            "orders": [_order(order, now) for order in shop.orders],
        }
    )


def order_no(order: DemoOrder, now: datetime) -> str:
    """16 digits: the day of the order, and eight that follow from its key."""
    digits = int(sha256(order.key.encode()).hexdigest(), 16) % 100_000_000
    return f"{instant(order.created, now):%Y%m%d}{digits:08d}"


def _order(order: DemoOrder, now: datetime) -> dict[str, object]:
    number = order_no(order, now)
    goods = sum(item.price * item.qty for item in order.items)
    total = goods - order.promotion - order.coupon - order.points + order.freight
    payment = {
        "method": order.method,
        "transaction_no": f"T{number}",
        "captured_fen": total,
    }
    return {
        "order_no": number,
        "buyer_id": order.buyer,
        "seller_id": order.seller,
        "status": order.status,
        "created_at": instant(order.created, now).isoformat(),
        "paid_at": _iso(order.paid, now),
        "promised_ship_at": _iso(order.ship_by, now),
        "promised_delivery_at": _iso(order.arrive_by, now),
        "completed_at": _iso(order.completed, now),
        "goods_amount_fen": goods,
        "promotion_fen": order.promotion,
        "coupon_fen": order.coupon,
        "coupon_code": f"C{number}" if order.coupon else None,
        "points_fen": order.points,
        "points_used": order.points_used,
        "shipping_fee_fen": order.freight,
        "paid_fen": total,
        "items": [
            {
                "title": item.title,
                "attrs": item.attrs,
                "category": item.category,
                "qty": item.qty,
                "unit_price_fen": item.price,
            }
            for item in order.items
        ],
        "payment": payment if order.method else None,
        "shipments": [
            {
                "carrier": parcel.carrier,
                "tracking_no": parcel.number,
                "shipped_at": _iso(parcel.shipped, now),
                "signed_at": _iso(parcel.signed, now),
            }
            for parcel in order.parcels
        ],
    }


def _iso(text: str | None, now: datetime) -> str | None:
    return instant(text, now).isoformat() if text else None
