"""A supervisor says in the console what a buyer meant, and it waits to be taught."""

from __future__ import annotations

from playwright.sync_api import expect

from bot.learning.review import Review
from tests.browser.screens import DESK, OpenPage
from tests.stack.buyer import Buyer
from tests.stack.running_bot import RunningBot
from tests.stack.stock import new_buyer_id, stock

_LINE = "寄回去的时候是谁来掏这个钱呢"


def test_a_disliked_answer_is_labelled_from_the_keyboard(
    open_page: OpenPage, bot: RunningBot
) -> None:
    _dislike_the_answer_to(bot, _LINE)

    desk = open_page("/agent", viewport=DESK)
    desk.get_by_test_id("agent-username").fill("linjie")
    desk.get_by_test_id("agent-password").fill("demo-linjie")
    desk.get_by_test_id("agent-signin").click()
    desk.get_by_test_id("view-review").click()
    group = desk.get_by_test_id("review-group").filter(has_text=_LINE)
    expect(group).to_contain_text("点了没用")
    group.click()
    desk.keyboard.press("/")
    desk.keyboard.type("运费")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("运费谁出")
    expect(group).to_have_count(0)

    review = Review(bot.store, bot.clock)
    (one,) = [one for one in review.pending() if one.line == _LINE]
    assert one.label == "faq_return_shipping_fee"

    desk.keyboard.press("u")
    expect(group).to_have_count(1)
    assert _LINE not in [one.line for one in review.pending()]


def test_an_agent_who_is_no_supervisor_has_no_review(open_page: OpenPage) -> None:
    desk = open_page("/agent", viewport=DESK)
    desk.get_by_test_id("agent-username").fill("ajie")
    desk.get_by_test_id("agent-password").fill("demo-ajie")
    desk.get_by_test_id("agent-signin").click()

    expect(
        desk.get_by_text("没有买家在等待").or_(desk.get_by_test_id("queue-entry").first)
    ).to_be_visible()
    expect(desk.get_by_test_id("view-review")).to_have_count(0)


def _dislike_the_answer_to(bot: RunningBot, text: str) -> None:
    buyer_id = new_buyer_id()
    stock(bot, buyer_id)
    buyer = Buyer.of(bot, buyer_id)
    answer = buyer.say(text).messages[-1]
    body = {"message_id": answer["id"], "useful": False}
    assert buyer.http.post("/api/v1/feedback", json=body).status_code < 300
