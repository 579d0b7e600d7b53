"""What time does to cases, once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseStatus, CaseType, Reason
from bot.aftersales.errors import Refused
from bot.aftersales.models import CaseEvent
from bot.aftersales.store import Store
from bot.aftersales.timers import Timers
from bot.aftersales.views import CaseView
from tests.store.intruder import lift_protection
from tests.store.replay import assert_history_is_whole
from tests.store.shop import BUYER, STRANGER, Shop, StandingClock, draft, evidence_file, submit


def refund_only(shop: Shop, door: BuyerDoor) -> CaseView:
    return submit(door, draft(door.order(BUYER, shop.order())))


def returning(shop: Shop, door: BuyerDoor) -> CaseView:
    order = door.order(BUYER, shop.order())
    return submit(door, draft(order, type_=CaseType.RETURN_REFUND, reason=Reason.NO_REASON))


def on_hold(shop: Shop, door: BuyerDoor) -> CaseView:
    door.register_evidence(STRANGER, evidence_file("theirs"))
    door.register_evidence(BUYER, evidence_file("mine"))
    wanted = draft(door.order(BUYER, shop.order()), reason=Reason.QUALITY)
    return submit(door, replace(wanted, evidence_ids=("mine",)))


def test_the_seller_is_reminded_after_24_hours_once(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock
) -> None:
    case = refund_only(shop, door)
    assert timers.run(clock.move(hours=24)).events == {}
    assert timers.run(clock.move(seconds=1)).events == {"REMIND_SELLER": 1}
    assert timers.run(clock.move(hours=1)).events == {}
    assert door.case(BUYER, case.case_no).status is CaseStatus.PENDING_SELLER


def test_a_refund_only_case_is_approved_strictly_after_48_hours(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock, store: Store
) -> None:
    case = refund_only(shop, door)
    timers.run(clock.move(hours=48))
    assert door.case(BUYER, case.case_no).status is CaseStatus.PENDING_SELLER
    assert timers.run(clock.move(seconds=1)).events == {"AUTO_APPROVE": 1}
    approved = door.case(BUYER, case.case_no)
    assert (approved.status, approved.approved_fen) == (CaseStatus.REFUNDING, 15800)
    assert timers.run(clock.now()).events == {}
    with store.reading() as session:
        assert_history_is_whole(session, case.case_no)


def test_a_return_case_is_not_auto_approved_after_48_hours(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock
) -> None:
    case = returning(shop, door)
    assert timers.run(clock.move(hours=49)).events == {"SELLER_OVERDUE": 1}
    assert timers.run(clock.move(days=9)).events == {}
    waiting = door.case(BUYER, case.case_no)
    assert waiting.status is CaseStatus.PENDING_SELLER
    assert "ESCALATE" in waiting.allowed


def test_a_case_on_hold_is_not_auto_approved(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock
) -> None:
    case = on_hold(shop, door)
    assert timers.run(clock.move(hours=49)).events == {"SELLER_OVERDUE": 1}
    assert door.case(BUYER, case.case_no).status is CaseStatus.PENDING_SELLER


def test_a_case_that_approves_itself_need_not_be_escalated(
    shop: Shop, door: BuyerDoor, clock: StandingClock
) -> None:
    case = refund_only(shop, door)
    clock.move(hours=80)
    with pytest.raises(Refused) as error:
        door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert error.value.code == "APPROVES_ITSELF"


def test_an_offer_lapses_after_72_hours_and_the_seller_has_48_again(
    shop: Shop,
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    timers: Timers,
    clock: StandingClock,
) -> None:
    case = refund_only(shop, door)
    clock.move(hours=40)
    backoffice.counter_offer(case.case_no, 100, "x", actor_id="s", idempotency_key="o")
    assert timers.run(clock.move(hours=72)).events == {}
    assert timers.run(clock.move(seconds=1)).events == {"OFFER_TIMEOUT": 1}
    back = door.case(BUYER, case.case_no)
    assert (back.status, back.offer_fen) == (CaseStatus.PENDING_SELLER, None)
    assert timers.run(clock.move(hours=47)).events == {"REMIND_SELLER": 1}
    assert timers.run(clock.move(hours=2)).events == {"AUTO_APPROVE": 1}


def test_offers_do_not_put_off_the_escalation_of_a_refund_only_case(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> None:
    case = refund_only(shop, door)
    for turn, hours in enumerate((30, 40)):
        clock.move(hours=hours)
        backoffice.counter_offer(
            case.case_no, 100 + turn, "x", actor_id="s", idempotency_key=f"o{turn}"
        )
        door.decline_offer(BUYER, case.case_no, idempotency_key=f"d{turn}")
    with pytest.raises(Refused) as error:
        door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert error.value.code == "ESCALATION_TOO_EARLY"
    clock.move(hours=2)
    reviewed = door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert reviewed.status is CaseStatus.PLATFORM_REVIEW


def test_a_seller_who_offers_again_and_again_has_to_decide_once_the_buyer_may_escalate(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> None:
    case = returning(shop, door)
    clock.move(hours=71)
    backoffice.counter_offer(case.case_no, 100, "x", actor_id="s", idempotency_key="o0")
    door.decline_offer(BUYER, case.case_no, idempotency_key="d0")
    clock.move(minutes=59, seconds=59)
    backoffice.counter_offer(case.case_no, 101, "x", actor_id="s", idempotency_key="o1")
    clock.move(seconds=1)
    before = door.decline_offer(BUYER, case.case_no, idempotency_key="d1")
    with pytest.raises(Refused) as error:
        backoffice.counter_offer(case.case_no, 102, "x", actor_id="s", idempotency_key="o2")
    assert error.value.code == "NO_FURTHER_OFFER"
    assert door.case(BUYER, case.case_no) == before
    reviewed = door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert reviewed.status is CaseStatus.PLATFORM_REVIEW


def test_a_first_offer_may_come_late(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> None:
    case = returning(shop, door)
    clock.move(hours=100)
    offered = backoffice.counter_offer(case.case_no, 100, "x", actor_id="s", idempotency_key="o")
    assert offered.status is CaseStatus.AWAITING_BUYER_CONFIRM


@pytest.mark.parametrize("rejected", [True, False])
def test_the_platform_can_be_asked_from_the_72nd_hour_on_and_not_a_second_before(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock, rejected: bool
) -> None:
    case = returning(shop, door)
    if rejected:
        backoffice.reject(case.case_no, "x", actor_id="s", idempotency_key="r")
        with pytest.raises(Refused) as error:
            backoffice.reject(case.case_no, "x", actor_id="s", idempotency_key="r2")
        assert error.value.code == "NOT_POSSIBLE_NOW"
    clock.move(hours=72, seconds=-1)
    with pytest.raises(Refused) as error:
        door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert error.value.code == "ESCALATION_TOO_EARLY"
    clock.move(seconds=1)
    assert "ESCALATE" in door.case(BUYER, case.case_no).allowed
    reviewed = door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert reviewed.status is CaseStatus.PLATFORM_REVIEW


def test_money_that_has_not_arrived_on_the_promised_day_is_noted_once(
    shop: Shop,
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    timers: Timers,
    clock: StandingClock,
) -> None:
    case = refund_only(shop, door)
    agreed = backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    assert agreed.payout is not None
    number = f"RF{case.case_no[2:]}"
    while clock.now().date() < agreed.payout.latest:
        assert timers.run(clock.move(days=1)).events == {}
    assert timers.run(clock.move(days=1)).events == {"PAYOUT_OVERDUE": 1}
    assert timers.run(clock.move(days=30)).events == {}
    backoffice.refund_failed(number, "银行退票", actor_id="pay", idempotency_key="f")
    assert timers.run(clock.move(days=30)).events == {}
    backoffice.retry_refund(number, actor_id="p", idempotency_key="t")
    assert timers.run(clock.move(hours=1)).events == {}
    assert timers.run(clock.move(days=10)).events == {"PAYOUT_OVERDUE": 1}
    late = backoffice.refund_succeeded(number, actor_id="pay", idempotency_key="s")
    assert late.status is CaseStatus.REFUNDED
    assert timers.run(clock.move(days=30)).events == {}


def test_a_case_that_fails_does_not_keep_the_others_waiting(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock, store: Store
) -> None:
    whole, broken = refund_only(shop, door), refund_only(shop, door)
    lift_protection(store)
    with store.transaction() as session:
        # A row that no door leaves behind: its next event's number is taken already.
        session.execute(update(CaseEvent).where(CaseEvent.case_no == broken.case_no).values(seq=2))
    report = timers.run(clock.move(hours=49))
    assert (report.events, report.failed) == ({"AUTO_APPROVE": 1}, (broken.case_no,))
    assert door.case(BUYER, whole.case_no).status is CaseStatus.REFUNDING
    assert door.case(BUYER, broken.case_no).status is CaseStatus.PENDING_SELLER


def test_goods_not_sent_back_in_seven_days_close_the_case(
    shop: Shop,
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    timers: Timers,
    clock: StandingClock,
) -> None:
    case = returning(shop, door)
    backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    assert timers.run(clock.move(days=7)).events == {}
    assert timers.run(clock.move(days=1)).events == {"RETURN_TIMEOUT": 1}
    closed = door.case(BUYER, case.case_no)
    assert closed.status is CaseStatus.CLOSED
    assert closed.item.refundable_fen == 15800


def test_a_receipt_not_confirmed_lets_the_buyer_escalate(
    shop: Shop,
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    timers: Timers,
    clock: StandingClock,
) -> None:
    case = returning(shop, door)
    backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    door.ship_return(BUYER, case.case_no, carrier="顺丰", tracking_no="1", idempotency_key="r")
    clock.move(days=10)
    assert "ESCALATE" not in door.case(BUYER, case.case_no).allowed
    assert timers.run(clock.move(days=1)).events == {"RECEIPT_OVERDUE": 1}
    assert timers.run(clock.move(days=1)).events == {}
    reviewed = door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert reviewed.status is CaseStatus.PLATFORM_REVIEW
    assert timers.run(clock.move(days=14)).events == {"RULING_OVERDUE": 1}
    ruled = backoffice.rule(
        case.case_no, for_buyer=True, reason="x", actor_id="p", idempotency_key="j"
    )
    assert ruled.status is CaseStatus.REFUNDING


def test_a_rejection_nobody_answers_closes_the_case(
    shop: Shop,
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    timers: Timers,
    clock: StandingClock,
) -> None:
    case = refund_only(shop, door)
    backoffice.reject(case.case_no, "不同意", actor_id="s", idempotency_key="r")
    assert timers.run(clock.move(days=7)).events == {}
    assert timers.run(clock.move(days=1)).events == {"REJECT_EXPIRED": 1}
    assert door.case(BUYER, case.case_no).status is CaseStatus.CLOSED


def test_running_twice_at_the_same_instant_is_running_once(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock, store: Store
) -> None:
    for make in (refund_only, returning, on_hold):
        make(shop, door)
    timers.run(clock.move(hours=60))
    with store.reading() as session:
        before = session.scalar(select(func.count(CaseEvent.id)))
    report = timers.run(clock.now())
    with store.reading() as session:
        assert session.scalar(select(func.count(CaseEvent.id))) == before
    assert (report.events, report.failed, report.more) == ({}, (), False)
