"""Two wishes in one message: both are served, in order, and neither is lost in a form."""

from __future__ import annotations

from tests.stack.buyer import MakeBuyer
from tests.stack.stock import Goods, Order

LAMP = Order((Goods("护眼台灯", 18900),))
NUTS = Order((Goods("坚果礼盒", 12800),), status="PAID", days=1)


def test_two_general_questions_get_two_answers(make_buyer: MakeBuyer) -> None:
    answer = make_buyer().say("退款一般几天到账?另外退货的运费谁出?")

    assert answer.text.index("工作日到账") < answer.text.index("退货邮费")


def test_a_question_beside_a_filing_is_answered_and_the_filing_goes_on(
    make_buyer: MakeBuyer,
) -> None:
    buyer = make_buyer(LAMP)

    answer = buyer.say("我要退护眼台灯,七天无理由退货,另外退货的运费谁出?")

    assert "退货邮费" in answer.text
    assert "确认提交" in answer.labels
    buyer.tap("确认提交")
    assert buyer.case().item.title == "护眼台灯"


def test_a_wish_that_needs_a_form_waits_until_the_open_one_is_done(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(NUTS, LAMP)
    buyer.say("坚果礼盒还没发货,不想要了,仅退款")
    buyer.tap("确认提交")

    buyer.say("护眼台灯我要七天无理由退货退款,另外坚果礼盒那个退款申请帮我撤销了吧")
    answer = buyer.tap("确认提交")

    assert "要撤销「坚果礼盒」" in answer.text


def test_dropping_what_is_filled_in_drops_what_waits_behind_it(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(NUTS, LAMP)
    buyer.say("坚果礼盒还没发货,不想要了,仅退款")
    buyer.tap("确认提交")
    buyer.say("护眼台灯我要七天无理由退货退款,另外坚果礼盒那个退款申请帮我撤销了吧")

    answer = buyer.say("算了不弄了")

    assert "撤销" not in answer.text
