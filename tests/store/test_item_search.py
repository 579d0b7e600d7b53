"""Which of the buyer's own items a message points to."""

from __future__ import annotations

from datetime import date

import pytest

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import OrderStatus
from bot.aftersales.views import ItemHint
from tests.store.shop import BUYER, STRANGER, Line, Shop


@pytest.fixture
def titles(shop: Shop, door: BuyerDoor):
    """A door's answers as titles, in a shop with four orders of the buyer and one of another."""
    shop.order([Line("蓝牙耳机 Pro", 15800), Line("手机壳", 6200, attrs="透明")])
    shop.order([Line("男士跑步鞋", 29900, attrs="黑色 42码")])
    shop.order([Line("保温杯 500ml", 8800)], status=OrderStatus.PENDING_PAYMENT)
    shop.order([Line("有线耳机", 3900)])
    shop.order([Line("蓝牙音箱", 15800)], buyer=STRANGER)

    def find(**hint: object) -> list[str]:
        return [item.title for item in door.find_items(BUYER, ItemHint(**hint))]

    return find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("耳机", ["有线耳机", "蓝牙耳机 Pro"]),
        ("我要退那个蓝牙耳机", ["蓝牙耳机 Pro"]),
        ("昨天到的跑步鞋开胶了,退货退款", ["男士跑步鞋"]),
        ("黑色的那双要退", ["男士跑步鞋"]),
        ("PRO 那个左耳没声音", ["蓝牙耳机 Pro"]),
        ("蓝牙音箱", ["蓝牙耳机 Pro"]),
        ("我要退款", []),
        ("冰箱", []),
    ],
)
def test_words_find_the_titles_and_attributes_they_share(titles, text, expected) -> None:
    assert titles(text=text) == expected


def test_an_order_is_found_by_its_number_or_its_last_digits(titles) -> None:
    assert titles(order_no="2026102500000002") == ["男士跑步鞋"]
    assert titles(order_no="0001") == ["蓝牙耳机 Pro", "手机壳"]
    assert titles(order_no="002") == []
    assert titles(order_no="0005") == []


def test_amount_date_and_latest_narrow_down(titles) -> None:
    assert titles(amount_fen=6200) == ["手机壳"]
    assert titles(amount_fen=22000) == ["蓝牙耳机 Pro", "手机壳"]
    assert titles(latest=True) == ["有线耳机"]
    assert titles(latest=True, text="最近那单退了") == ["有线耳机"]
    assert titles(ordered_on=date(2026, 10, 25), text="手机壳") == ["手机壳"]
    assert titles(ordered_on=date(2026, 10, 1)) == []


def test_an_empty_hint_gives_what_was_paid_for_newest_first(titles) -> None:
    assert titles() == ["有线耳机", "男士跑步鞋", "蓝牙耳机 Pro", "手机壳"]


def test_a_misremembered_price_or_day_does_not_hide_the_goods(titles) -> None:
    assert titles(amount_fen=12900, text="跑步鞋") == ["男士跑步鞋"]
    assert titles(ordered_on=date(2026, 10, 1), text="跑步鞋") == ["男士跑步鞋"]


def test_the_name_of_the_shop_finds_what_was_bought_there(titles) -> None:
    assert titles(text="声海数码那家的东西") == [
        "有线耳机",
        "保温杯 500ml",
        "男士跑步鞋",
        "蓝牙耳机 Pro",
        "手机壳",
    ]
