"""Buyers and their orders, brought in as a shop would bring them: through the importer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.aftersales.importing import ImportDocument, Importer, Reading
from bot.aftersales.views import OrderView
from tests.stack.running_bot import RunningBot

_SELLER = {
    "id": "S-TEST",
    "name": "对照商店",
    "return_address": "浙江省杭州市余杭区文一西路969号 对照商店退货组(收)",
}


@dataclass(frozen=True)
class Goods:
    """One line of an order; ``fen`` is the price of one piece."""

    title: str
    fen: int
    qty: int = 1
    attrs: str = ""
    category: str = "GENERAL"


@dataclass(frozen=True)
class Order:
    """An order that is ``days`` old. Amounts are fen.

    ``status`` PAID has not been sent yet; SHIPPED is on its way; RECEIVED was signed for
    ``received_days`` ago.
    """

    goods: tuple[Goods, ...]
    status: str = "RECEIVED"
    days: float = 4
    received_days: float = 1
    method: str = "WECHAT"
    coupon: int = 0
    points: int = 0
    freight: int = 0


def new_buyer_id() -> str:
    """An id nobody has yet."""
    return f"T{uuid.uuid4().hex[:12]}"


def stock(bot: RunningBot, buyer_id: str, *orders: Order, wallet: bool = False) -> list[OrderView]:
    """Import a buyer with these orders; the orders, in the order given."""
    now = bot.clock.now()
    entries = [entry(buyer_id, order, now) for order in orders]
    document = ImportDocument.model_validate(
        {
            "buyers": [
                {"id": buyer_id, "display_name": f"买家{buyer_id}", "wallet_enabled": wallet}
            ],
            "sellers": [_SELLER],
            "orders": entries,
        }
    )
    Importer(bot.store, bot.policy, bot.clock).load(Reading(document))
    return [bot.door.order(buyer_id, one["order_no"]) for one in entries]


def entry(buyer_id: str, order: Order, now: datetime) -> dict[str, Any]:
    """The order as an import document has it, under a number of its own."""
    created = now - timedelta(days=order.days)
    number = f"{created:%Y%m%d}{uuid.uuid4().int % 10**8:08d}"
    goods = sum(item.fen * item.qty for item in order.goods)
    paid = goods - order.coupon - order.points + order.freight
    parcel = {
        "carrier": "顺丰速运",
        "tracking_no": f"SF{uuid.uuid4().int % 10**13:013d}",
        "shipped_at": (created + timedelta(hours=5)).isoformat(),
        "signed_at": None,
    }
    if order.status == "RECEIVED":
        parcel["signed_at"] = (now - timedelta(days=order.received_days)).isoformat()
    unpaid = order.status == "PENDING_PAYMENT"
    return {
        "order_no": number,
        "buyer_id": buyer_id,
        "seller_id": _SELLER["id"],
        "status": order.status,
        "created_at": created.isoformat(),
        "paid_at": None if unpaid else (created + timedelta(minutes=1)).isoformat(),
        "goods_amount_fen": goods,
        "coupon_fen": order.coupon,
        "coupon_code": f"C{number}" if order.coupon else None,
        "points_fen": order.points,
        "points_used": order.points,
        "shipping_fee_fen": order.freight,
        "paid_fen": paid,
        "items": [
            {
                "title": item.title,
                "attrs": item.attrs,
                "category": item.category,
                "qty": item.qty,
                "unit_price_fen": item.fen,
            }
            for item in order.goods
        ],
        "payment": None
        if unpaid
        else {"method": order.method, "transaction_no": f"T{number}", "captured_fen": paid},
        "shipments": [parcel] if order.status in {"SHIPPED", "RECEIVED"} else [],
    }
