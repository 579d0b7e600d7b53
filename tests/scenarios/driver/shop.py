"""Brings a scenario's part of the store in, through the importer, under names of its own."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.aftersales.importing import ImportDocument, Importer, Reading
from tests.scenarios.driver.scenario import Case, Shop
from tests.scenarios.driver.times import span
from tests.stack import stock
from tests.stack.running_bot import RunningBot

_NAME = re.compile(r"\$(others\.)?([a-z][a-z0-9_]*)(\.last4)?")
_AMOUNTS = {"offer": "offer_fen"}


@dataclass
class Stocked:
    """What the names of a scenario stand for in the store."""

    buyer_id: str
    orders: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    parcel: str = field(default_factory=lambda: f"SF{uuid.uuid4().int % 10**13:013d}")

    @property
    def numbers(self) -> Mapping[str, str]:
        """Order and case numbers by name; ``parcel`` is a tracking number nobody has used."""
        return {**self.orders, **self.cases, "parcel": self.parcel}


def stock_shop(bot: RunningBot, shop: Shop) -> Stocked:
    """Import one buyer with everything that is theirs."""
    now = bot.clock.now()
    stocked = Stocked(stock.new_buyer_id())
    entries = []
    for name, order in shop.orders.items():
        goods = tuple(
            stock.Goods(one.title, one.yuan, one.qty, one.attrs, one.category)
            for one in order.goods
        )
        plain = stock.Order(
            goods,
            order.status,
            order.days,
            order.received_days,
            order.method,
            order.coupon,
            order.points,
            order.freight,
        )
        entry = stock.entry(stocked.buyer_id, plain, now)
        entry["seller_id"] = _seller_id(order.seller)
        if order.promised_ship_hours is not None:
            promised = now + timedelta(hours=order.promised_ship_hours)
            entry["promised_ship_at"] = promised.isoformat()
        entries.append(entry)
        stocked.orders[name] = entry["order_no"]
    for name in shop.cases:
        stocked.cases[name] = f"SH{uuid.uuid4().int % 10**12:012d}"
    buyer = {
        "id": stocked.buyer_id,
        "display_name": f"买家{stocked.buyer_id}",
        "wallet_enabled": shop.wallet,
    }
    document = {
        "buyers": [buyer],
        "sellers": [_seller(name) for name in {one.seller for one in shop.orders.values()}],
        "orders": entries,
        "cases": [_case(stocked, name, case, now) for name, case in shop.cases.items()],
    }
    Importer(bot.store, bot.policy, bot.clock).load(
        Reading(ImportDocument.model_validate(document))
    )
    return stocked


def fill_in(text: str, own: Stocked, others: Stocked) -> str:
    """``$earphones`` as the order's number, ``$earphones.last4`` as its end.

    Raises:
        KeyError: there is no order or case of that name.
    """

    def number(match: re.Match[str]) -> str:
        whose = others if match[1] else own
        found = whose.numbers[match[2]]
        return found[-4:] if match[3] else found

    return _NAME.sub(number, text)


def _case(stocked: Stocked, name: str, case: Case, now: datetime) -> dict[str, Any]:
    events = []
    for one in case.history:
        event = one.model_dump(exclude_none=True, exclude={"ago"})
        event["at"] = (now - span(one.ago)).isoformat()
        events.append({_AMOUNTS.get(key, key): value for key, value in event.items()})
    return {
        "case_no": stocked.cases[name],
        "order_no": stocked.orders[case.order],
        "line": case.line,
        "type": case.type,
        "reason": case.reason,
        "qty": case.qty,
        "requested_fen": case.amount,
        "shipping_fen": case.shipping,
        "destination": case.destination,
        "risk_hold": case.risk_hold,
        "events": events,
    }


def _seller(name: str) -> dict[str, str]:
    address = f"浙江省杭州市余杭区文一西路969号 {name}退货组(收)"
    return {"id": _seller_id(name), "name": name, "return_address": address}


def _seller_id(name: str) -> str:
    return f"S-{uuid.uuid5(uuid.NAMESPACE_OID, name).hex[:12]}"
