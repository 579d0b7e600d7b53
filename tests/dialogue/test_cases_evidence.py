"""Files after submission: before or after saying which case, kept until it is clear."""

from __future__ import annotations

import pytest

from bot.aftersales.codes import CaseType, Reason
from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.filed import approve, file_case, now
from tests.stack.stock import Goods, Order

LAMP = Order((Goods("护眼台灯", 18900),))
KETTLE = Order((Goods("电热水壶", 9900),))


@pytest.fixture
def buyer(make_buyer: MakeBuyer) -> Buyer:
    """A buyer with two things."""
    return make_buyer(LAMP, KETTLE)


def test_files_sent_first_are_kept_until_the_case_is_named(buyer: Buyer) -> None:
    lamp, kettle = file_case(buyer, "护眼台灯"), file_case(buyer, "电热水壶")

    asked = buyer.show(buyer.upload(), buyer.upload())
    assert len(asked.card("items")["items"]) == 2
    buyer.say("退款一般几天到账")
    added = buyer.say("水壶那个")

    assert "2 份凭证" in added.text and kettle.case_no in added.text
    assert (now(buyer, kettle).evidence_count, now(buyer, lamp).evidence_count) == (2, 0)


def test_the_case_named_first_gets_the_files_sent_next(buyer: Buyer) -> None:
    lamp, kettle = file_case(buyer, "护眼台灯"), file_case(buyer, "电热水壶")

    assert "护眼台灯" in buyer.say("我要给台灯的退款补充凭证").text
    buyer.show(buyer.upload())

    assert (now(buyer, lamp).evidence_count, now(buyer, kettle).evidence_count) == (1, 0)


def test_files_can_be_added_while_a_confirmation_is_pending(buyer: Buyer) -> None:
    lamp = file_case(buyer, "护眼台灯")
    buyer.say("撤销申请")

    answer = buyer.show(buyer.upload())

    assert now(buyer, lamp).evidence_count == 1
    assert "确认撤销" in answer.labels, "the pending question comes back"


def test_files_sent_to_the_question_which_case_bring_it_back_once(buyer: Buyer) -> None:
    lamp, kettle = file_case(buyer, "护眼台灯"), file_case(buyer, "电热水壶")
    assert "哪一个" in buyer.say("帮我把退款理由改成材质不符").text

    answer = buyer.show(buyer.upload())
    assert answer.text.count("哪一个") == 1

    buyer.tap_token(answer.card("items")["items"][0]["chip"]["token"])
    assert sum(now(buyer, case).evidence_count for case in (lamp, kettle)) == 1


def test_files_for_nothing_are_kept_and_a_refund_is_offered(buyer: Buyer) -> None:
    answer = buyer.show(buyer.upload())

    assert "替您留着" in answer.text and "申请退款" in answer.labels


def test_a_case_that_needs_no_evidence_says_so(buyer: Buyer) -> None:
    lamp = file_case(buyer, "护眼台灯", CaseType.RETURN_REFUND, Reason.NO_REASON)
    approve(buyer, lamp)

    answer = buyer.say(f"给售后 {lamp.case_no} 补充凭证")

    assert "不需要补充凭证" in answer.text and "填退货单号" in answer.labels


def test_more_files_than_a_case_may_have_are_refused_and_not_tried_again(buyer: Buyer) -> None:
    lamp = file_case(buyer, "护眼台灯")
    most = buyer.bot.policy.evidence_per_case
    buyer.show(*[buyer.upload() for _ in range(most)])

    assert f"最多 {most} 份" in buyer.show(buyer.upload()).text
    assert "上传" in buyer.say("我要补充凭证").text
    assert now(buyer, lamp).evidence_count == most
