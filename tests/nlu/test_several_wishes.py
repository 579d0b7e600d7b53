"""Two wishes in one message are told apart; one wish in several clauses stays one."""

from __future__ import annotations

import pytest

from bot.nlu.several_wishes import wishes_in

# What a classifier would make of each clause; anything else it is not sure of.
KNOWN = {
    "退款多久到账": "faq_refund_arrival_time",
    "运费谁出": "faq_return_shipping_fee",
    "我要退耳机": "apply_refund",
    "耳机坏了": "apply_refund",
    "给我退款": "apply_refund",
    "另外毛衣的快递到哪了": "query_order",
    "还有帮我催下卖家": "urge_refund",
    "查下退款进度": "query_refund_status",
    "卖家联系不上": "faq_seller_no_response",
    "给我介入": "apply_intervention",
    "我不是要退款": "apply_refund",
    "就想问运费谁出": "faq_return_shipping_fee",
}


def likeliest(clause: str) -> tuple[str, float]:
    return (KNOWN[clause], 0.97) if clause in KNOWN else ("complain", 0.4)


def found(text: str, intent: str) -> list[tuple[str, str]]:
    wishes = wishes_in(text, intent, likeliest, 0.9)
    return [(wish.intent, text[wish.start : wish.end]) for wish in wishes]


def test_two_questions_are_two_wishes_in_order() -> None:
    assert found("退款多久到账,运费谁出", "faq_return_shipping_fee") == [
        ("faq_refund_arrival_time", "退款多久到账"),
        ("faq_return_shipping_fee", "运费谁出"),
    ]


def test_what_leads_up_to_a_wish_belongs_to_it() -> None:
    assert found("在吗 我要退耳机,不响了,另外毛衣的快递到哪了", "apply_refund") == [
        ("apply_refund", "在吗 我要退耳机,不响了"),
        ("query_order", "另外毛衣的快递到哪了"),
    ]


def test_wishes_that_are_counted_are_several() -> None:
    assert [intent for intent, _ in found("1. 查下退款进度 2. 我要退耳机", "apply_refund")] == [
        "query_refund_status",
        "apply_refund",
    ]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("耳机坏了,给我退款", "apply_refund"),
        ("卖家联系不上,给我介入", "apply_intervention"),
        ("我不是要退款,就想问运费谁出", "faq_return_shipping_fee"),
        ("查下退款进度,还有帮我催下卖家", "urge_refund"),
        ("我要退耳机,左边不响", "apply_refund"),
        ("退款多久到账,运费谁出", "out_of_scope"),
    ],
)
def test_everything_else_is_one_wish(text: str, intent: str) -> None:
    assert found(text, intent) == []
