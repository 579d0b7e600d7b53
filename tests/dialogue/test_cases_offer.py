"""A seller's counter-offer: answered in words or by tapping, and never without a confirmation."""

from __future__ import annotations

import pytest

from bot.aftersales.codes import CaseStatus, CaseType, Reason
from bot.aftersales.views import CaseView
from tests.gateway.running import eventually
from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.filed import file_case, now, offer, steps
from tests.stack.stock import Goods, Order

LAMP = Order((Goods("护眼台灯", 18900),))
KETTLE = Order((Goods("电热水壶", 9900),))


@pytest.fixture
def buyer(make_buyer: MakeBuyer) -> Buyer:
    """A buyer with a lamp."""
    return make_buyer(LAMP, KETTLE)


@pytest.fixture
def case(buyer: Buyer) -> CaseView:
    """The lamp's case, for which the seller offers 50."""
    case = file_case(buyer, "护眼台灯")
    offer(buyer, case, 5000)
    return case


@pytest.mark.parametrize(
    "said",
    ["行,就退50吧", "接受方案", "接受卖家的方案", "同意卖家的方案", "可以,退50也行", "算了就50吧"],
)
def test_accepting_in_words_is_confirmed_first(buyer: Buyer, case: CaseView, said: str) -> None:
    asked = buyer.say(said)

    assert "¥50.00" in asked.text and "¥139.00" in asked.text, "the offer and what it lacks"
    assert now(buyer, case).status is CaseStatus.AWAITING_BUYER_CONFIRM

    buyer.tap("确认接受")

    assert now(buyer, case).approved_fen == 5000
    assert now(buyer, case).status is CaseStatus.REFUNDING


@pytest.mark.parametrize("said", ["不同意", "太少了不接受", "50太少了", "卖家给的太低了我不同意"])
def test_declining_in_words_is_confirmed_first(buyer: Buyer, case: CaseView, said: str) -> None:
    asked = buyer.say(said)

    assert "作废" in asked.text and "¥189.00" in asked.text
    assert now(buyer, case).status is CaseStatus.AWAITING_BUYER_CONFIRM

    buyer.tap("确认不接受")

    assert steps(buyer, case)[-1] == "DECLINE_OFFER"
    assert now(buyer, case).status is CaseStatus.PENDING_SELLER


def test_the_status_shows_offer_difference_and_reason_with_both_answers(
    buyer: Buyer, case: CaseView
) -> None:
    answer = buyer.say("我的退款到哪一步了")

    for figure in ("¥50.00", "¥139.00", "商品有使用痕迹"):
        assert figure in answer.text
    assert {"接受方案", "不接受"} <= set(answer.labels)
    assert "作废" in buyer.tap("不接受").text


@pytest.mark.parametrize(("said", "word"), [("好的", "确认接受"), ("不行", "确认不接受")])
def test_a_bare_yes_or_no_right_after_the_offer_was_shown_is_about_it(
    buyer: Buyer, case: CaseView, said: str, word: str
) -> None:
    buyer.say("我的退款到哪一步了")

    assert word in buyer.say(said).labels
    assert now(buyer, case).status is CaseStatus.AWAITING_BUYER_CONFIRM


def test_another_amount_than_the_offer_is_no_acceptance(buyer: Buyer, case: CaseView) -> None:
    answer = buyer.say("行,就退80吧")

    assert "确认接受" not in answer.labels
    assert {"接受方案", "不接受"} <= set(answer.labels)
    assert now(buyer, case).status is CaseStatus.AWAITING_BUYER_CONFIRM


def test_with_two_offers_the_bot_asks_which(buyer: Buyer, case: CaseView) -> None:
    kettle = file_case(buyer, "电热水壶")
    offer(buyer, kettle, 3000)

    asked = buyer.say("接受方案")
    assert len(asked.card("items")["items"]) == 2

    assert "电热水壶" in buyer.say("水壶那个").text
    buyer.tap("确认接受")

    assert now(buyer, kettle).approved_fen == 3000
    assert now(buyer, case).status is CaseStatus.AWAITING_BUYER_CONFIRM


def test_accepting_a_return_names_the_day_to_send_back(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(LAMP)
    case = file_case(buyer, "护眼台灯", CaseType.RETURN_REFUND, Reason.NO_REASON)
    offer(buyer, case, 15000)

    assert "前寄回" in buyer.say("接受方案").text
    buyer.tap("确认接受")

    assert now(buyer, case).status is CaseStatus.AWAITING_RETURN


def test_the_notice_of_an_offer_can_be_answered_by_tapping(buyer: Buyer, case: CaseView) -> None:
    def notice() -> list[dict[str, object]]:
        return [m for m in buyer.history() if "提出退款" in str(m["text"])]

    chips = {chip["label"]: chip["token"] for chip in eventually(notice)[-1]["chips"]}

    assert "确认接受" in buyer.tap_token(chips["接受方案"]).labels
    buyer.tap("确认接受")
    assert now(buyer, case).approved_fen == 5000


def test_an_answer_given_twice_counts_once_and_an_old_one_not_at_all(
    buyer: Buyer, case: CaseView
) -> None:
    accept = buyer.say("接受方案").token("确认接受")
    buyer.say("不了,太少了,不接受")
    buyer.tap("确认不接受")

    late = buyer.tap_token(accept)

    assert "不是最新" in late.text
    assert now(buyer, case).status is CaseStatus.PENDING_SELLER


def test_a_yes_with_no_offer_waiting_stays_a_yes(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(LAMP)
    case = file_case(buyer, "护眼台灯")

    buyer.say("好的")
    buyer.say("接受")

    assert steps(buyer, case) == ["SUBMIT"]
