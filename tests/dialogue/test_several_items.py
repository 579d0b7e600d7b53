"""Several items in one request: one overview, one confirmation, all of it or what can be."""

from __future__ import annotations

from bot.aftersales.codes import CaseType, Reason
from tests.stack.buyer import MakeBuyer
from tests.stack.stock import Goods, Order

TWO_THINGS = Order((Goods("针织毛衣", 13900, attrs="燕麦色"), Goods("蓝牙音箱", 19900)))


def test_a_whole_order_is_refunded_after_one_overview_and_one_confirmation(
    make_buyer: MakeBuyer,
) -> None:
    buyer = make_buyer(TWO_THINGS)

    overview = buyer.say("这单全部退掉,七天无理由退货退款").card("summary")

    assert overview["total"]["fen"] == 13900 + 19900
    assert {line["label"] for line in overview["lines"]} == {"针织毛衣 燕麦色", "蓝牙音箱"}
    assert buyer.cases() == []

    answer = buyer.tap("确认提交")

    cases = buyer.cases()
    assert {case.item.title for case in cases} == {"针织毛衣", "蓝牙音箱"}
    assert {case.type for case in cases} == {CaseType.RETURN_REFUND}
    assert all(case.case_no in answer.text for case in cases)


def test_what_cannot_be_refunded_stands_in_the_overview_with_its_reason(
    make_buyer: MakeBuyer,
) -> None:
    buyer = make_buyer(
        Order((Goods("针织毛衣", 13900), Goods("刻字钢笔", 8800, category="CUSTOM")))
    )

    overview = buyer.say("全部退掉,七天无理由退货退款").card("summary")

    assert [line["label"] for line in overview["lines"]] == ["针织毛衣"]
    assert any("刻字钢笔" in field["label"] for field in overview["fields"])
    buyer.tap("确认提交")
    assert [case.item.title for case in buyer.cases()] == ["针织毛衣"]


def test_all_of_a_list_can_be_tapped(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(TWO_THINGS)

    buyer.say("我要退货退款")
    buyer.tap("这些全部退")
    buyer.tap("七天无理由")
    buyer.tap("确认提交")

    assert len(buyer.cases()) == 2


def test_not_wanted_is_the_right_reason_on_both_sides_of_shipping(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(
        Order((Goods("针织毛衣", 13900),)),
        Order((Goods("坚果礼盒", 12800),), status="PAID", days=1),
    )

    buyer.say("毛衣和坚果礼盒都不想要了,全部退掉")
    if "确认提交" not in buyer.answer.labels:
        buyer.tap("七天无理由")
    buyer.tap("确认提交")

    reasons = {case.item.title: (case.type, case.reason) for case in buyer.cases()}
    assert reasons == {
        "针织毛衣": (CaseType.RETURN_REFUND, Reason.NO_REASON),
        "坚果礼盒": (CaseType.REFUND_ONLY, Reason.NO_LONGER_NEEDED),
    }


def test_one_of_several_is_taken_out_again(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(TWO_THINGS)
    buyer.say("全部退掉,七天无理由退货退款")

    summary = buyer.say("音箱不退了,留着").card("summary")

    assert summary["total"]["fen"] == 13900
    buyer.tap("确认提交")
    assert [case.item.title for case in buyer.cases()] == ["针织毛衣"]
