"""Filing a refund by talking: what was said is used, and only what was confirmed is stored."""

from __future__ import annotations

from bot.aftersales.codes import CaseStatus, CaseType, Destination, Reason
from tests.stack.buyer import Buyer, MakeBuyer, fields_of, lines_of
from tests.stack.stock import Goods, Order

EARPHONES = Order(
    (Goods("蓝牙耳机 降噪入耳式", 15800), Goods("耳机硅胶保护套", 6200)),
    coupon=3000,
    points=800,
    freight=1000,
)
NUTS = Order((Goods("每日坚果礼盒", 12800, qty=2),), status="PAID", days=1, freight=600)
LAMP = Order((Goods("护眼台灯", 18900),))


def ready_to_confirm(make_buyer: MakeBuyer) -> Buyer:
    """A buyer who sees the summary of a return of earphones."""
    buyer = make_buyer(EARPHONES)
    buyer.say("昨天到的蓝牙耳机左耳没声音,我要退货退款")
    buyer.show(buyer.upload())
    return buyer


def test_a_refund_before_shipping_needs_one_message_and_a_confirmation(
    make_buyer: MakeBuyer,
) -> None:
    buyer = make_buyer(NUTS)

    answer = buyer.say("坚果礼盒还没发货,我不想要了,仅退款")

    summary = answer.card("summary")
    assert fields_of(summary)["类型"] == "仅退款"
    assert fields_of(summary)["原因"] == "不想要了(未发货)"
    assert fields_of(summary)["数量"] == "2"
    assert summary["total"]["fen"] == 26200
    assert buyer.cases() == []

    submitted = buyer.tap("确认提交")

    case = buyer.case()
    assert case.case_no in submitted.text
    assert (case.type, case.reason) == (CaseType.REFUND_ONLY, Reason.NO_LONGER_NEEDED)
    assert (case.qty, case.requested_fen, case.shipping_fen) == (2, 26200, 600)
    assert "自动同意" in submitted.text


def test_a_return_asks_for_a_picture_and_stores_exactly_what_was_confirmed(
    make_buyer: MakeBuyer,
) -> None:
    buyer = make_buyer(EARPHONES)

    asked = buyer.say("昨天到的蓝牙耳机左耳没声音,我要退货退款")
    assert "照片" in asked.text, "product, reason and type were said: only evidence is missing"

    picture = buyer.upload()
    summary = buyer.show(picture).card("summary")

    fields = fields_of(summary)
    assert fields["商品"].startswith("蓝牙耳机")
    assert (fields["数量"], fields["类型"], fields["原因"]) == ("1", "退货退款", "商品质量问题")
    assert fields["退回到"] == "原路退回(微信支付)"
    assert fields["退货运费"] == "卖家承担"
    assert summary["total"] == {"label": "本次退款", "fen": 13070}
    assert lines_of(summary)["优惠券分摊"] == -2155
    assert lines_of(summary)["积分抵扣分摊"] == -575

    submitted = buyer.tap("确认提交")

    case = buyer.case()
    assert case.case_no in submitted.text
    assert submitted.card("case")["case_no"] == case.case_no
    assert (case.type, case.reason) == (CaseType.RETURN_REFUND, Reason.QUALITY)
    assert (case.qty, case.requested_fen) == (1, 13070)
    assert case.destination is Destination.ORIGINAL
    assert case.evidence_count == 1
    assert "左耳没声音" in case.description
    assert case.status is CaseStatus.PENDING_SELLER


def test_nothing_is_written_without_a_confirmation(make_buyer: MakeBuyer) -> None:
    buyer = ready_to_confirm(make_buyer)

    buyer.say("退款一般几天到账")
    buyer.say("我的订单")
    buyer.tap_token(buyer.say("谢谢").token("我要修改"))

    assert buyer.cases() == []


def test_a_confirmation_tapped_twice_is_stored_once(make_buyer: MakeBuyer) -> None:
    buyer = ready_to_confirm(make_buyer)
    confirm = buyer.answer.token("确认提交")

    first = buyer.tap_token(confirm)
    second = buyer.tap_token(confirm)

    assert buyer.case().case_no in first.text
    assert buyer.case().case_no in second.text


def test_typed_confirmation_counts_like_a_tap(make_buyer: MakeBuyer) -> None:
    buyer = ready_to_confirm(make_buyer)

    buyer.say("确认提交")

    assert buyer.case().requested_fen == 13070


def test_a_changed_amount_makes_the_older_confirmation_void(make_buyer: MakeBuyer) -> None:
    buyer = ready_to_confirm(make_buyer)
    older = buyer.answer.token("确认提交")

    changed = buyer.say("金额改成80")
    assert changed.card("summary")["total"]["fen"] == 8000

    void = buyer.tap_token(older)
    assert "不是最新" in void.text
    assert buyer.cases() == []

    buyer.tap("确认提交")
    assert buyer.case().requested_fen == 8000


def test_an_amount_above_what_was_paid_is_brought_back_to_what_is_possible(
    make_buyer: MakeBuyer,
) -> None:
    buyer = ready_to_confirm(make_buyer)

    answer = buyer.say("金额改成500")

    assert "130.70" in answer.text
    assert answer.card("summary")["total"]["fen"] == 13070


def test_a_corrected_type_changes_the_draft(make_buyer: MakeBuyer) -> None:
    buyer = ready_to_confirm(make_buyer)

    answer = buyer.say("不对,改成仅退款")

    assert fields_of(answer.card("summary"))["类型"] == "仅退款"


def test_the_reason_can_be_tapped(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(LAMP)

    buyer.say("我要退那个护眼台灯")
    buyer.tap("退货退款")
    summary = buyer.tap("七天无理由").card("summary")

    assert fields_of(summary)["退货运费"] == "买家承担"
    buyer.tap("确认提交")
    assert buyer.case().reason is Reason.NO_REASON


def test_a_reason_that_needs_evidence_is_not_submitted_without(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(LAMP)

    buyer.say("台灯一闪一闪的有质量问题,我要退货退款")
    answer = buyer.say("没有照片")

    assert "照片" in answer.text
    assert "确认提交" not in answer.labels
    assert buyer.cases() == []


def test_a_refund_goes_to_the_wallet_when_the_account_has_one(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(NUTS, wallet=True)

    summary = buyer.say("坚果礼盒还没发货,不想要了,退到钱包").card("summary")
    buyer.tap("确认提交")

    assert fields_of(summary)["退回到"] == "旺商聊钱包余额"
    assert buyer.case().destination is Destination.WALLET


def test_a_wallet_that_is_not_there_is_refused_and_the_original_way_stays(
    make_buyer: MakeBuyer,
) -> None:
    buyer = make_buyer(NUTS)

    answer = buyer.say("坚果礼盒还没发货,不想要了,退到钱包")

    assert "没有开通" in answer.text
    assert fields_of(answer.card("summary"))["退回到"] == "原路退回(微信支付)"


def test_money_to_somebody_else_is_refused_and_the_original_way_stays(
    make_buyer: MakeBuyer,
) -> None:
    buyer = make_buyer(NUTS)
    buyer.say("坚果礼盒还没发货,我不想要了,仅退款")

    answer = buyer.say("退到我老婆的银行卡上")

    assert "不能退到其他账户" in answer.text
    buyer.tap("确认提交")
    assert buyer.case().destination is Destination.ORIGINAL


def test_several_items_that_fit_are_asked_about_first(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(
        Order((Goods("圆领针织毛衣", 13900, attrs="燕麦色"),), days=5),
        Order((Goods("高领针织毛衣", 15900, attrs="黑色"),), days=3),
    )

    items = buyer.say("我要退针织毛衣").card("items")["items"]
    assert len(items) == 2

    picked = buyer.say("第二个")

    assert items[1]["title"] in picked.text
    assert items[0]["title"] not in picked.text


def test_a_large_amount_offers_a_human_and_can_still_be_confirmed(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(Order((Goods("轻薄笔记本电脑", 649900),), status="PAID", days=1))

    answer = buyer.say("笔记本电脑还没发货,不想要了,退款")

    assert "金额较大" in answer.text
    assert {"转人工", "确认提交"} <= set(answer.labels)
    buyer.tap("确认提交")
    assert buyer.case().requested_fen == 649900


def test_part_of_a_quantity_is_refunded_to_the_fen(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(Order((Goods("玻璃水杯", 3333, qty=3),), coupon=1000))

    buyer.say("玻璃水杯退一个,七天无理由退货")
    buyer.tap("确认提交")

    case = buyer.case()
    assert (case.qty, case.requested_fen) == (1, 8999 // 3)


def test_an_item_with_an_open_case_is_not_filed_again(make_buyer: MakeBuyer) -> None:
    buyer = ready_to_confirm(make_buyer)
    buyer.tap("确认提交")
    case_no = buyer.case().case_no

    answer = buyer.say("蓝牙耳机左耳没声音,我要退货退款")

    assert case_no in answer.text
    assert len(buyer.cases()) == 1
