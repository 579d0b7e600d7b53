"""The life of a submitted case, from the seller's answer to the money, through the doors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.aftersales.audit import verify
from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import (
    CaseStatus,
    CaseType,
    Destination,
    LineCode,
    OrderStatus,
    Reason,
)
from bot.aftersales.errors import Refused
from bot.aftersales.models import (
    CouponRedemption,
    Payment,
    PointsEntry,
    Refund,
    Wallet,
    WalletTransaction,
)
from bot.aftersales.store import Store
from bot.aftersales.views import CaseView, OrderView
from tests.store.invariants import assert_invariants
from tests.store.replay import assert_history_is_whole
from tests.store.shop import (
    BUYER,
    WORKED_EXAMPLE,
    Line,
    Shop,
    StandingClock,
    draft,
    submit,
)


def received(shop: Shop, door: BuyerDoor) -> OrderView:
    return door.order(BUYER, shop.order(WORKED_EXAMPLE, coupon_fen=3000, points_fen=800))


def returning(shop: Shop, door: BuyerDoor) -> CaseView:
    wanted = draft(received(shop, door), type_=CaseType.RETURN_REFUND, reason=Reason.NO_REASON)
    return submit(door, wanted)


def refused(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.code


def test_an_approved_refund_reaches_the_wallet_once_with_points_and_coupon(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, store: Store
) -> None:
    order = door.order(
        BUYER,
        shop.order(
            WORKED_EXAMPLE,
            status=OrderStatus.PAID,
            coupon_fen=3000,
            points_fen=800,
            shipping_fee_fen=1000,
        ),
    )
    for line in (0, 1):
        wanted = replace(
            draft(order, line, reason=Reason.NO_LONGER_NEEDED), destination=Destination.WALLET
        )
        case = submit(door, wanted)
        agreed = backoffice.approve(case.case_no, actor_id="s", idempotency_key=f"a{line}")
        assert agreed.status is CaseStatus.REFUNDING
        assert agreed.payout is not None
        assert (agreed.payout.earliest, agreed.payout.latest) == (
            date(2026, 11, 3),
            date(2026, 11, 5),
        )
        for _ in range(2):
            done = backoffice.refund_succeeded(
                f"RF{case.case_no[2:]}", actor_id="pay", idempotency_key=f"p{line}"
            )
        assert done.status is CaseStatus.REFUNDED
    with store.reading() as session:
        assert session.get_one(Wallet, BUYER).balance_fen == 19200
        assert session.scalar(select(func.sum(WalletTransaction.amount_fen))) == 19200
        assert session.scalar(select(func.sum(PointsEntry.points))) == 800
        assert session.scalars(select(CouponRedemption.returned_at)).one() is not None
        payment = session.scalars(select(Payment)).one()
        assert (payment.refunded_fen, payment.reserved_fen) == (19200, 0)
        assert_history_is_whole(session, case.case_no)
        assert verify(session).broken_at is None


def test_points_that_paid_for_all_of_it_come_back_piece_by_piece(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, store: Store
) -> None:
    order_no = shop.order([Line(price_fen=500, qty=3)], points_fen=1500)
    returned = []
    for turn in range(3):
        wanted = draft(door.order(BUYER, order_no), qty=1)
        returned.append(door.quote(BUYER, wanted).explanation.points_returned)
        case = submit(door, wanted, key=f"s{turn}")
        backoffice.approve(case.case_no, actor_id="s", idempotency_key=f"a{turn}")
        number = f"RF{case.case_no[2:]}"
        backoffice.refund_succeeded(number, actor_id="pay", idempotency_key=f"p{turn}")
        assert door.explain(BUYER, case.case_no).points_returned == returned[-1]
    assert returned == [500, 500, 500]
    with store.reading() as session:
        assert session.scalar(select(func.sum(PointsEntry.points))) == 1500


def test_a_return_goes_back_before_the_money_comes(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, store: Store
) -> None:
    case = returning(shop, door)
    agreed = backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    assert agreed.status is CaseStatus.AWAITING_RETURN
    assert agreed.return_address == "杭州市文一路 1 号 退货仓"
    assert agreed.payout is None
    sent = door.ship_return(
        BUYER, case.case_no, carrier="顺丰速运", tracking_no="SF900", idempotency_key="r"
    )
    assert sent.status is CaseStatus.AWAITING_SELLER_RECEIPT
    done = backoffice.confirm_receipt(case.case_no, actor_id="s", idempotency_key="c")
    assert done.status is CaseStatus.REFUNDING
    assert done.payout is not None
    # Seven natural days end before seven working days: the law's earlier promise counts.
    assert done.payout.latest == date(2026, 11, 9)
    with store.reading() as session:
        assert_history_is_whole(session, case.case_no)


def test_a_parcel_is_noted_for_one_case_only(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor
) -> None:
    for turn, expected in ((0, None), (1, "TRACKING_NO_USED")):
        case = returning(shop, door)
        backoffice.approve(case.case_no, actor_id="s", idempotency_key=f"a{turn}")
        parcel = {"carrier": "顺丰速运", "tracking_no": "SF900"}
        if expected is None:
            door.ship_return(BUYER, case.case_no, **parcel, idempotency_key="r0")
            continue
        with pytest.raises(Refused) as error:
            door.ship_return(BUYER, case.case_no, **parcel, idempotency_key="r1")
        assert refused(error) == expected
        assert door.case(BUYER, case.case_no).status is CaseStatus.AWAITING_RETURN


@pytest.mark.parametrize(
    ("carrier", "tracking_no"),
    [
        ("SF", "SF900"),
        ("顺丰", "sf 900"),
        ("顺丰快递", "ＳＦ-900"),
        (" sf express ", "SF900 "),
    ],
)
def test_a_parcel_under_another_name_is_the_same_parcel(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, carrier: str, tracking_no: str
) -> None:
    first, second = returning(shop, door), returning(shop, door)
    for case in (first, second):
        backoffice.approve(case.case_no, actor_id="s", idempotency_key=case.case_no)
    door.ship_return(
        BUYER, first.case_no, carrier="顺丰速运", tracking_no="SF900", idempotency_key="r0"
    )
    with pytest.raises(Refused) as error:
        door.ship_return(
            BUYER, second.case_no, carrier=carrier, tracking_no=tracking_no, idempotency_key="r1"
        )
    assert refused(error) == "TRACKING_NO_USED"
    assert door.case(BUYER, second.case_no).status is CaseStatus.AWAITING_RETURN


@pytest.mark.parametrize(
    ("carrier", "tracking_no", "code"),
    [
        ("飞毛腿快递", "SF900", "CARRIER_UNKNOWN"),
        ("顺", "SF900", "CARRIER_UNKNOWN"),
        ("", "SF900", "PARCEL_INVALID"),
        ("顺丰", "单号忘了", "PARCEL_INVALID"),
        ("顺丰", "SF900;", "PARCEL_INVALID"),
    ],
)
def test_a_parcel_nobody_could_look_for_is_refused_and_nothing_written(
    shop: Shop,
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    carrier: str,
    tracking_no: str,
    code: str,
) -> None:
    case = returning(shop, door)
    agreed = backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    with pytest.raises(Refused) as error:
        door.ship_return(
            BUYER, case.case_no, carrier=carrier, tracking_no=tracking_no, idempotency_key="r"
        )
    assert refused(error) == code
    assert door.case(BUYER, case.case_no) == agreed


def test_an_accepted_offer_pays_the_offer_and_explains_the_rest(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, store: Store
) -> None:
    case = submit(door, draft(received(shop, door)))
    offered = backoffice.counter_offer(
        case.case_no, 10000, "有使用痕迹", actor_id="s", idempotency_key="o"
    )
    assert offered.status is CaseStatus.AWAITING_BUYER_CONFIRM
    assert (offered.offer_fen, offered.status_reason) == (10000, "有使用痕迹")
    assert offered.allowed == {"ACCEPT_OFFER", "DECLINE_OFFER"}
    agreed = door.accept_offer(BUYER, case.case_no, idempotency_key="y")
    assert (agreed.status, agreed.approved_fen) == (CaseStatus.REFUNDING, 10000)
    assert agreed.item.refundable_fen == 0, "a piece that is paid for is not asked for again"
    with store.reading() as session:
        assert_invariants(session)
    lines = door.explain(BUYER, case.case_no).lines
    assert (LineCode.NOT_AGREED, -3070) in [(line.code, line.fen) for line in lines]
    assert lines[-1].fen == 10000


def test_a_declined_offer_goes_back_to_the_seller(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor
) -> None:
    case = submit(door, draft(received(shop, door)))
    backoffice.counter_offer(case.case_no, 10000, "x", actor_id="s", idempotency_key="o")
    back = door.decline_offer(BUYER, case.case_no, idempotency_key="n")
    assert (back.status, back.offer_fen) == (CaseStatus.PENDING_SELLER, None)


def test_an_offer_is_below_what_was_asked_for(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor
) -> None:
    case = submit(door, draft(received(shop, door)))
    for turn, offer in enumerate((0, -1, 13070)):
        with pytest.raises(Refused) as error:
            backoffice.counter_offer(
                case.case_no, offer, "x", actor_id="s", idempotency_key=f"o{turn}"
            )
        assert refused(error) == "AMOUNT_NOT_POSSIBLE"


def test_a_rejected_case_can_be_amended_and_starts_its_clocks_again(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock, store: Store
) -> None:
    wanted = draft(received(shop, door))
    case = submit(door, wanted)
    clock.move(hours=10)
    rejected = backoffice.reject(case.case_no, "已签收", actor_id="s", idempotency_key="r")
    assert rejected.status is CaseStatus.SELLER_REJECTED
    lower = replace(wanted, amount_fen=9000)
    quote = door.quote_amendment(BUYER, case.case_no, lower)
    amended = door.amend(
        BUYER, case.case_no, lower, idempotency_key="m", confirmed_digest=quote.digest
    )
    assert (amended.status, amended.requested_fen) == (CaseStatus.PENDING_SELLER, 9000)
    assert amended.status_reason is None
    assert amended.submitted_at == clock.now()
    other_type = replace(lower, type=CaseType.RETURN_REFUND)
    refusals = door.quote_amendment(BUYER, case.case_no, other_type).refusals
    assert [refusal.code for refusal in refusals] == ["TYPE_CANNOT_CHANGE"]
    with store.reading() as session:
        assert_history_is_whole(session, case.case_no)


def test_a_claim_made_in_time_can_be_amended_after_its_window_but_not_become_another(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> None:
    order = door.order(BUYER, shop.order(received_days_ago=6))
    wanted = draft(order, type_=CaseType.RETURN_REFUND, reason=Reason.NO_REASON)
    case = submit(door, wanted)
    backoffice.reject(case.case_no, "有使用痕迹", actor_id="s", idempotency_key="r")
    clock.move(days=2)
    lower = replace(wanted, amount_fen=9000)
    quote = door.quote_amendment(BUYER, case.case_no, lower)
    assert quote.refusals == ()
    other = replace(wanted, reason=Reason.OTHER)
    assert door.quote_amendment(BUYER, case.case_no, other).refusals == ()
    clock.move(days=4)
    amended = door.amend(
        BUYER, case.case_no, lower, idempotency_key="m", confirmed_digest=quote.digest
    )
    assert amended.status is CaseStatus.PENDING_SELLER
    clock.move(days=4)
    refusals = door.quote_amendment(BUYER, case.case_no, other).refusals
    assert [refusal.code for refusal in refusals] == ["WINDOW_OVER"]


def test_a_rejection_may_be_escalated_after_72_hours_and_the_platform_rules(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> None:
    case = submit(door, draft(received(shop, door)))
    backoffice.reject(case.case_no, "不同意", actor_id="s", idempotency_key="r")
    with pytest.raises(Refused) as error:
        door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert refused(error) == "ESCALATION_TOO_EARLY"
    clock.move(hours=72)
    reviewed = door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert reviewed.status is CaseStatus.PLATFORM_REVIEW
    assert reviewed.deadline_at is not None
    assert reviewed.deadline_at.date() == date(2026, 11, 16)
    ruled = backoffice.rule(
        case.case_no,
        for_buyer=True,
        reason="凭证充分",
        approved_fen=12000,
        actor_id="p",
        idempotency_key="j",
    )
    assert (ruled.status, ruled.approved_fen) == (CaseStatus.REFUNDING, 12000)


def test_a_ruling_for_the_seller_closes_the_case_and_frees_the_money(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> None:
    order = received(shop, door)
    case = submit(door, draft(order))
    backoffice.reject(case.case_no, "不同意", actor_id="s", idempotency_key="r")
    clock.move(hours=72)
    door.escalate(BUYER, case.case_no, idempotency_key="e")
    closed = backoffice.rule(
        case.case_no, for_buyer=False, reason="无凭证", actor_id="p", idempotency_key="j"
    )
    assert (closed.status, closed.status_reason) == (CaseStatus.CLOSED, "无凭证")
    assert closed.item.refundable_fen == 13070


def test_a_failed_payment_is_tried_again_under_the_same_number(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, store: Store
) -> None:
    case = submit(door, draft(received(shop, door)))
    backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    number = f"RF{case.case_no[2:]}"
    failed = backoffice.refund_failed(number, "银行退票", actor_id="pay", idempotency_key="f")
    assert failed.status is CaseStatus.REFUND_FAILED
    assert failed.allowed == frozenset()
    backoffice.retry_refund(number, actor_id="p", idempotency_key="t")
    done = backoffice.refund_succeeded(number, actor_id="pay", idempotency_key="s")
    assert done.status is CaseStatus.REFUNDED
    with store.reading() as session:
        assert session.scalars(select(Refund.out_refund_no)).all() == [number]


def test_a_case_that_stands_elsewhere_refuses_the_event(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor
) -> None:
    case = submit(door, draft(received(shop, door)))
    door.withdraw(BUYER, case.case_no, idempotency_key="w")
    with pytest.raises(Refused) as error:
        backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    assert refused(error) == "NOT_POSSIBLE_NOW"
    with pytest.raises(Refused) as error:
        door.ship_return(BUYER, case.case_no, carrier="a", tracking_no="b", idempotency_key="r")
    assert refused(error) == "NOT_POSSIBLE_NOW"


def test_what_does_not_fit_the_row_is_refused_and_not_cut(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor
) -> None:
    order = received(shop, door)
    wanted = replace(draft(order), description="长" * 1001)
    refusals = door.quote(BUYER, wanted).refusals
    assert [refusal.code for refusal in refusals] == ["DESCRIPTION_TOO_LONG"]
    case = submit(door, draft(order))
    for turn, reason in enumerate(("", "长" * 501)):
        with pytest.raises(Refused) as error:
            backoffice.reject(case.case_no, reason, actor_id="s", idempotency_key=f"r{turn}")
        assert refused(error) == "REASON_INVALID"
    sent_back = returning(shop, door)
    backoffice.approve(sent_back.case_no, actor_id="s", idempotency_key="a")
    for turn, tracking_no in enumerate(("", "1" * 65)):
        with pytest.raises(Refused) as error:
            door.ship_return(
                BUYER,
                sent_back.case_no,
                carrier="顺丰速运",
                tracking_no=tracking_no,
                idempotency_key=f"p{turn}",
            )
        assert refused(error) == "PARCEL_INVALID"
