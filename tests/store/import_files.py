"""Texts of files to import, for the tests to break."""

from __future__ import annotations

import copy
import json
from typing import Any

ORDER_NO = "2026101200000001"
CASE_NO = "SH261015000001"

WHOLE: dict[str, Any] = {
    "buyers": [{"id": "U1", "display_name": "林小雨", "wallet_enabled": True}],
    "sellers": [{"id": "S1", "name": "声悦数码", "return_address": "深圳市龙华区梅龙路188号"}],
    "orders": [
        {
            "order_no": ORDER_NO,
            "buyer_id": "U1",
            "seller_id": "S1",
            "status": "RECEIVED",
            "created_at": "2026-10-12T10:00:00+08:00",
            "paid_at": "2026-10-12T10:01:00+08:00",
            "goods_amount_fen": 22000,
            "coupon_fen": 3000,
            "coupon_code": "C30",
            "points_fen": 800,
            "points_used": 800,
            "shipping_fee_fen": 1000,
            "paid_fen": 19200,
            "items": [
                {"title": "蓝牙耳机", "unit_price_fen": 15800},
                {"title": "耳机套", "qty": 2, "unit_price_fen": 3100},
            ],
            "payment": {"method": "WECHAT", "transaction_no": "T1", "captured_fen": 19200},
            "shipments": [
                {
                    "carrier": "顺丰速运",
                    "tracking_no": "SF1",
                    "shipped_at": "2026-10-13T10:00:00+08:00",
                    "signed_at": "2026-10-14T10:00:00+08:00",
                }
            ],
        }
    ],
    "cases": [
        {
            "case_no": CASE_NO,
            "order_no": ORDER_NO,
            "line": 1,
            "type": "RETURN_REFUND",
            "reason": "QUALITY",
            "description": "左耳没有声音,电话13812345678",
            "qty": 1,
            "requested_fen": 13070,
            "events": [
                {"event": "SUBMIT", "at": "2026-10-15T09:00:00+08:00"},
                {"event": "REMIND_SELLER", "at": "2026-10-16T09:00:05+08:00"},
                {"event": "REJECT", "at": "2026-10-16T11:00:00+08:00", "reason": "请补充凭证"},
                {"event": "ESCALATE", "at": "2026-10-19T09:00:00+08:00"},
                {
                    "event": "RULE_FOR_BUYER",
                    "at": "2026-10-22T15:00:00+08:00",
                    "reason": "凭证有效",
                    "approved_fen": 13000,
                },
                {
                    "event": "SHIP_RETURN",
                    "at": "2026-10-23T10:00:00+08:00",
                    "carrier": "顺丰速运",
                    "tracking_no": "SF9",
                },
                {"event": "CONFIRM_RECEIPT", "at": "2026-10-26T10:00:00+08:00"},
                {"event": "REFUND_SUCCEEDED", "at": "2026-10-27T10:00:00+08:00"},
            ],
        }
    ],
}


def whole() -> dict[str, Any]:
    """A document to change at will."""
    return copy.deepcopy(WHOLE)


def shop_only() -> dict[str, Any]:
    """The same without cases."""
    return {**whole(), "cases": []}


def text_of(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def line_of(text: str, fragment: str) -> int:
    """The line of the first occurrence of ``fragment``, as an editor counts."""
    return text[: text.index(fragment)].count("\n") + 1
