"""One journey through both pages, and what the buyer's page must do on a phone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from bot.aftersales.codes import CaseStatus
from tests.browser.screens import DESK, SMALL_PHONE, OpenPage
from tests.gateway.running import token_for
from tests.stack.buyer import picture
from tests.stack.running_bot import RunningBot
from tests.stack.stock import Goods, Order, new_buyer_id, stock

EARPHONES = Order(
    (Goods("蓝牙耳机 降噪入耳式", 15800), Goods("耳机硅胶保护套", 6200)),
    coupon=3000,
    points=800,
    freight=1000,
)
COMPOSING = 229


def new_buyer(bot: RunningBot) -> str:
    buyer_id = new_buyer_id()
    stock(bot, buyer_id, EARPHONES)
    return buyer_id


def chat_of(buyer_id: str) -> str:
    """The address with which the app opens the chat."""
    return f"/chat#token={token_for(buyer_id)}"


def say(page: Page, text: str) -> None:
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("composer").press("Enter")


def last_of(page: Page, sender: str) -> Locator:
    return page.locator(f"[data-testid=message][data-sender={sender}]").last


def chip(page: Page, label: str) -> Locator:
    return page.get_by_test_id("chip").filter(has_text=label).last


def sideways_scroll(page: Page) -> int:
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def test_a_refund_with_a_picture_then_a_human_then_the_bot_again(
    open_page: OpenPage, bot: RunningBot
) -> None:
    buyer_id = new_buyer(bot)
    buyer = open_page(chat_of(buyer_id))

    say(buyer, "昨天到的蓝牙耳机左耳没声音,我要退货退款")
    expect(last_of(buyer, "bot")).to_contain_text("照片")
    buyer.get_by_test_id("upload").set_input_files(
        {"name": "left-ear.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(buyer.get_by_test_id("attachment")).to_have_attribute("data-state", "done")
    buyer.get_by_test_id("send").click()
    expect(last_of(buyer, "bot")).to_contain_text("130.70")
    assert bot.door.cases(buyer_id) == []
    chip(buyer, "确认提交").click()
    expect(buyer.get_by_test_id("card-case")).to_be_visible()
    case = bot.door.cases(buyer_id)[0]
    assert (case.requested_fen, case.evidence_count) == (13070, 1)
    expect(last_of(buyer, "bot")).to_contain_text(case.case_no)
    assert sideways_scroll(buyer) == 0

    buyer.get_by_test_id("human").click()
    expect(buyer.get_by_test_id("queue-banner")).to_be_visible()

    desk = open_page("/agent", viewport=DESK)
    desk.get_by_test_id("agent-username").fill("ajie")
    desk.get_by_test_id("agent-password").fill("demo-ajie")
    desk.get_by_test_id("agent-signin").click()
    desk.get_by_test_id("queue-entry").filter(has_text=f"买家{buyer_id}").click()
    expect(desk.get_by_test_id("packet")).to_contain_text(case.case_no)
    desk.get_by_test_id("claim").click()
    expect(buyer.get_by_test_id("agent-banner")).to_contain_text("阿杰")
    desk.get_by_test_id("agent-composer").fill("您好,我看到您的申请了")
    desk.get_by_test_id("agent-send").click()
    expect(last_of(buyer, "agent")).to_contain_text("我看到您的申请了")

    desk.get_by_test_id("close").click()
    desk.get_by_test_id("close-confirm").click()
    expect(buyer.get_by_test_id("agent-banner")).to_be_hidden()
    say(buyer, "我的退款到哪一步了")
    expect(last_of(buyer, "bot")).to_contain_text("在等卖家处理")
    assert bot.door.cases(buyer_id)[0].status is CaseStatus.PENDING_SELLER


def test_the_history_is_there_after_a_reload(open_page: OpenPage, bot: RunningBot) -> None:
    page = open_page(chat_of(new_buyer(bot)))
    say(page, "退款一般几天到账")
    expect(last_of(page, "bot")).to_contain_text("个工作日")

    page.reload()

    expect(last_of(page, "buyer")).to_contain_text("退款一般几天到账")
    expect(last_of(page, "bot")).to_contain_text("个工作日")


def test_enter_while_composing_chinese_does_not_send(open_page: OpenPage, bot: RunningBot) -> None:
    page = open_page(chat_of(new_buyer(bot)))
    composer = page.get_by_test_id("composer")
    composer.fill("tuikuan")
    composer.dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True, "keyCode": COMPOSING, "bubbles": True}
    )

    expect(composer).to_have_value("tuikuan")
    expect(page.locator("[data-testid=message][data-sender=buyer]")).to_have_count(0)

    composer.fill("退款一般几天到账")
    composer.press("Enter")
    expect(last_of(page, "buyer")).to_contain_text("退款一般几天到账")


def test_a_small_phone_needs_no_sideways_scroll(open_page: OpenPage, bot: RunningBot) -> None:
    page = open_page(chat_of(new_buyer(bot)), viewport=SMALL_PHONE)
    say(page, "我的订单")
    expect(last_of(page, "bot")).to_contain_text("蓝牙耳机")
    say(page, "昨天到的蓝牙耳机七天无理由,退货退款")
    expect(last_of(page, "bot")).to_contain_text("130.70")

    assert sideways_scroll(page) == 0


def test_the_demos_first_page_leads_into_a_chat(open_page: OpenPage) -> None:
    page = open_page("/")

    page.get_by_test_id("demo-buyer").filter(has_text="刘洋").click()
    say(page, "你好")

    expect(last_of(page, "bot")).to_contain_text("退款助手")
