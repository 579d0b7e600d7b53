"""General questions: each of the guide's 31 topics is answered with the policy's numbers."""

from __future__ import annotations

import re

import pytest
import yaml

from bot.aftersales.policy import Policy
from bot.words import Words
from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.running_bot import ROOT, RunningBot
from tests.stack.stock import Goods, Order

QUESTIONS = {
    "about_app": "旺商聊是什么",
    "account_reputation": "退款多了会影响账号吗",
    "amount_mismatch": "退款金额为什么会和付款的不一样",
    "avoid_disputes": "怎么避免退款纠纷",
    "case_number": "售后单号是什么",
    "contact_channels": "客服电话是多少",
    "edit_refund_amount": "退款金额可以改吗",
    "how_to_apply": "怎么申请退款",
    "large_amount": "大额退款有什么要注意的",
    "no_apply_button": "为什么没有申请售后的按钮",
    "order_entry": "我的订单在哪里看",
    "platform_intervention": "平台介入是什么",
    "prepare_evidence": "申请退款要准备什么凭证",
    "private_deal": "卖家让我私下退款可以吗",
    "promotion_goods": "特价促销的商品能退吗",
    "refund_after_receipt": "确认收货了还能退吗",
    "refund_arrival_time": "退款一般几天到账",
    "refund_conditions": "什么情况下可以退款",
    "refund_destination": "退款退到哪里",
    "refund_reasons": "退款原因有哪些",
    "refund_tips": "退款过程中要注意什么",
    "refund_types": "仅退款和退货退款有什么区别",
    "refund_window": "几天内可以申请退款",
    "return_process": "退货怎么寄回去",
    "return_shipping_fee": "退货的运费谁出",
    "seller_no_response": "卖家不处理怎么办",
    "seller_rejected": "卖家拒绝了怎么办",
    "seller_response_time": "卖家一般多久处理",
    "service_hours": "人工客服几点上班",
    "special_goods": "定制的东西能退吗",
    "wallet_refund": "可以退到钱包吗",
}
NUMBERS_IN_THE_GUIDE = {
    "refund_window": ("7 天", "15 天"),
    "seller_response_time": ("48 小时", "72 小时"),
    "refund_arrival_time": ("1-3 个工作日", "1-7 个工作日"),
    "return_process": ("7 天内寄出", "10 天内"),
    "large_amount": ("5000 元",),
    "platform_intervention": ("3-7 个工作日",),
}


@pytest.fixture(scope="module")
def asker(bot: RunningBot) -> Buyer:
    """The demo's buyer without any order."""
    return Buyer.of(bot, "U6")


def test_there_is_a_question_for_every_topic() -> None:
    intents = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
    topics = {name.removeprefix("faq_") for name in intents if name.startswith("faq_")}

    assert topics == set(QUESTIONS)


@pytest.mark.parametrize("topic", sorted(QUESTIONS))
def test_a_topic_is_answered_with_the_policys_numbers(
    asker: Buyer, bot: RunningBot, topic: str
) -> None:
    answer = asker.say(QUESTIONS[topic])

    assert len(answer.messages) == 1
    assert answer.text == _expected(topic, bot.policy)
    assert not re.search(r"[{}]|None|utter_", answer.text)
    assert all(number in answer.text for number in NUMBERS_IN_THE_GUIDE.get(topic, ()))
    assert len(answer.labels) <= 5


def test_an_answer_offers_the_matching_wish_for_the_own_case(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(Order((Goods("坚果礼盒", 12800),), status="PAID", days=1))
    buyer.say("坚果礼盒还没发货,不想要了,仅退款")
    buyer.tap("确认提交")

    buyer.say("退款一般几天到账")

    assert buyer.case().case_no in buyer.tap("退款进度").text


def test_a_wish_about_a_case_is_not_offered_to_who_has_none(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer()

    assert "退款进度" not in buyer.say("退款一般几天到账").labels


def test_small_talk_is_answered_and_says_what_can_be_done(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer()

    assert "退款助手" in buyer.say("你好").text
    assert {"申请退款", "转人工"} <= set(buyer.answer.labels)
    assert "不是真人" in buyer.say("你是机器人吗").text
    assert "帮不上忙" in buyer.say("明天北京天气怎么样").text


def _expected(topic: str, policy: Policy) -> str:
    words = Words.load(ROOT / "domain.yml")
    large = f"{policy.large_amount_fen // 100}"
    return words.say(f"utter_faq_{topic}", **policy.as_params(), large_amount_yuan=large)
