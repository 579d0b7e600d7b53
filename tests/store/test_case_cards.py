"""What the buyer sees of a case in each status, with this case's own figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, Destination, Reason
from bot.aftersales.views import CaseView
from bot.cards.cases import case_card
from bot.words import Words
from tests.store.guide import escalated, filed, sent_back
from tests.store.shop import BUYER, Line, Shop, StandingClock, draft, submit


@pytest.fixture
def backend() -> str:
    """What is shown does not depend on the database."""
    return "sqlite"


@pytest.fixture(scope="module")
def words() -> Words:
    return Words.load(Path(__file__).parents[2] / "domain.yml")


def shown(case: CaseView, words: Words) -> dict[str, str]:
    return {each["label"]: each["value"] for each in case_card(case, words)["fields"]}


def test_an_offer_is_shown_with_the_difference_and_the_sellers_reason(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, words: Words
) -> None:
    case = filed(shop, door)
    offered = backoffice.counter_offer(
        case.case_no, 10000, "有使用痕迹", actor_id="s", idempotency_key="o"
    )
    fields = shown(offered, words)
    assert (fields["卖家提出"], fields["比申请少"]) == ("¥100.00", "¥58.00")
    assert fields["说明"] == "有使用痕迹"
    assert fields["截止时间"] == "11月5日 10:00"


@pytest.mark.parametrize(
    ("reason", "payer"), [(Reason.NO_REASON, "买家承担"), (Reason.LATE_SHIPMENT, "卖家承担")]
)
def test_a_return_shows_where_to_send_it_who_pays_and_until_when(
    shop: Shop,
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    words: Words,
    reason: Reason,
    payer: str,
) -> None:
    case = filed(shop, door, type=CaseType.RETURN_REFUND, reason=reason)
    fields = shown(backoffice.approve(case.case_no, actor_id="s", idempotency_key="a"), words)
    assert fields["退货地址"] == "杭州市文一路 1 号 退货仓"
    assert (fields["退货运费"], fields["截止时间"]) == (payer, "11月9日 23:59")


def test_a_parcel_on_its_way_back_is_shown_with_carrier_and_number(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, words: Words
) -> None:
    fields = shown(sent_back(shop, door, backoffice), words)
    assert (fields["物流"], fields["截止时间"]) == ("顺丰速运 SF1", "11月12日 23:59")


def test_a_rejection_shows_its_reason_and_when_the_platform_can_be_asked(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, words: Words
) -> None:
    case = filed(shop, door)
    rejected = backoffice.reject(case.case_no, "不同意", actor_id="s", idempotency_key="r")
    fields = shown(rejected, words)
    assert (fields["说明"], fields["最早可申请平台介入"]) == ("不同意", "11月5日 10:00")


def test_a_refund_on_its_way_shows_amount_destination_and_days(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, words: Words
) -> None:
    for destination, where in (
        (Destination.ORIGINAL, "原路退回(微信支付)"),
        (Destination.WALLET, "旺商聊钱包余额"),
    ):
        case = filed(shop, door, destination=destination)
        key = f"a-{destination}"
        fields = shown(backoffice.approve(case.case_no, actor_id="s", idempotency_key=key), words)
        assert (fields["同意金额"], fields["退回到"]) == ("¥158.00", where)
        assert fields["到账时间"] == "预计 11月3日 至 11月5日 到账"


def test_a_ruling_is_due_on_a_working_day(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock, words: Words
) -> None:
    assert shown(escalated(shop, door, backoffice, clock), words)["截止时间"] == "11月16日 23:59"


def test_a_case_that_ended_says_whether_and_until_when_one_can_apply_again(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock, words: Words
) -> None:
    order = door.order(BUYER, shop.order([Line(qty=2)], received_days_ago=0))
    first = submit(door, draft(order, qty=1))
    assert "能否再申请" not in shown(first, words)
    taken_back = door.withdraw(BUYER, first.case_no, idempotency_key="w")
    assert shown(taken_back, words)["能否再申请"] == "11月17日(含)前可以再申请"
    second = submit(door, draft(order, qty=1), key="second")
    assert shown(door.case(BUYER, first.case_no), words)["能否再申请"] == "不能再申请"
    backoffice.approve(second.case_no, actor_id="s", idempotency_key="a")
    paid = backoffice.refund_succeeded(
        second.case_no.replace("SH", "RF"), actor_id="p", idempotency_key="p"
    )
    assert shown(paid, words)["能否再申请"] == "11月17日(含)前可以再申请"
    clock.move(days=16)
    assert shown(door.case(BUYER, second.case_no), words)["能否再申请"] == "不能再申请"


def test_what_is_refunded_whole_cannot_be_applied_for_again(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, words: Words
) -> None:
    case = filed(shop, door)
    backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    paid = backoffice.refund_succeeded(
        case.case_no.replace("SH", "RF"), actor_id="p", idempotency_key="p"
    )
    assert shown(paid, words)["能否再申请"] == "不能再申请"


def test_after_the_last_attempt_nobody_is_told_to_apply_again(
    shop: Shop, door: BuyerDoor, words: Words
) -> None:
    wanted = replace(draft(door.order(BUYER, shop.order())))
    told = []
    for turn in range(5):
        case = submit(door, wanted, key=f"s{turn}")
        ended = door.withdraw(BUYER, case.case_no, idempotency_key=f"w{turn}")
        told.append(shown(ended, words)["能否再申请"])
    assert told == ["11月15日(含)前可以再申请"] * 4 + ["不能再申请"]
