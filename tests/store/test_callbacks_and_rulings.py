"""Payment notices late, twice, out of order; the platform's rulings; portions to the exact fen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseStatus, CaseType, Destination, Reason
from bot.aftersales.errors import NotFound, Refused
from bot.aftersales.models import CouponRedemption, PointsEntry, Refund, Wallet, WalletTransaction
from bot.aftersales.store import Store
from bot.aftersales.views import CaseView
from tests.store.guide import escalated, sent_back
from tests.store.invariants import assert_invariants
from tests.store.shop import BUYER, Line, Shop, StandingClock, draft, submit

Say = Callable[[str, str], CaseView]


@pytest.fixture
def refunding(shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor) -> CaseView:
    wanted = replace(draft(door.order(BUYER, shop.order())), destination=Destination.WALLET)
    case = submit(door, wanted)
    return backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")


@pytest.fixture
def say(refunding: CaseView, backoffice: BackofficeDoor) -> Say:
    """The payment system says something of the refund, under a key."""
    number = refunding.case_no.replace("SH", "RF")

    def notice(what: str, key: str) -> CaseView:
        if what == "succeeded":
            return backoffice.refund_succeeded(number, actor_id="pay", idempotency_key=key)
        if what == "failed":
            return backoffice.refund_failed(number, "x", actor_id="pay", idempotency_key=key)
        return backoffice.retry_refund(number, actor_id="p", idempotency_key=key)

    return notice


@pytest.mark.parametrize(
    ("before", "late"),
    [
        ([("succeeded", "k1")], ("succeeded", "k2")),
        ([("succeeded", "k1")], ("failed", "k2")),
        ([("failed", "k1")], ("succeeded", "k2")),
        ([("failed", "k1")], ("failed", "k2")),
        ([], ("retry", "k2")),
        ([("failed", "k1"), ("retry", "t"), ("succeeded", "k2")], ("retry", "k3")),
        ([("failed", "k1"), ("retry", "t"), ("succeeded", "k2")], ("failed", "k3")),
    ],
)
def test_a_notice_that_comes_when_it_no_longer_can_be_true_changes_nothing(
    say: Say,
    door: BuyerDoor,
    refunding: CaseView,
    store: Store,
    before: list[tuple[str, str]],
    late: tuple[str, str],
) -> None:
    for notice in before:
        say(*notice)
    stood = door.case(BUYER, refunding.case_no)
    with pytest.raises(Refused) as error:
        say(*late)
    assert error.value.code == "NOT_POSSIBLE_NOW"
    assert door.case(BUYER, refunding.case_no) == stood
    with store.reading() as session:
        assert_invariants(session)


def test_a_notice_of_the_first_attempt_that_comes_again_does_not_fail_the_second(
    say: Say, store: Store
) -> None:
    say("failed", "k1")
    say("retry", "t")
    assert say("failed", "k1").status is CaseStatus.REFUNDING
    assert say("retry", "t").status is CaseStatus.REFUNDING
    for _ in range(2):
        assert say("succeeded", "k2").status is CaseStatus.REFUNDED
    with store.reading() as session:
        assert session.get_one(Wallet, BUYER).balance_fen == 15800
        assert session.scalar(select(func.count(WalletTransaction.id))) == 1
        assert session.scalar(select(func.count(Refund.id))) == 1


def test_a_notice_of_an_unknown_refund_is_not_found(shop: Shop, backoffice: BackofficeDoor) -> None:
    with pytest.raises(NotFound) as error:
        backoffice.refund_succeeded("RF000000000000", actor_id="pay", idempotency_key="k")
    assert error.value.code == "REFUND_NOT_FOUND"


@pytest.mark.parametrize(
    ("type_", "without_return", "status"),
    [
        (CaseType.REFUND_ONLY, False, CaseStatus.REFUNDING),
        (CaseType.RETURN_REFUND, False, CaseStatus.AWAITING_RETURN),
        (CaseType.RETURN_REFUND, True, CaseStatus.REFUNDING),
    ],
)
def test_a_ruling_for_the_buyer_sends_back_first_unless_the_goods_may_be_kept(
    shop: Shop,
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    clock: StandingClock,
    store: Store,
    type_: CaseType,
    without_return: bool,
    status: CaseStatus,
) -> None:
    order = door.order(BUYER, shop.order())
    case = submit(door, draft(order, type_=type_, reason=Reason.OTHER))
    backoffice.reject(case.case_no, "x", actor_id="s", idempotency_key="r")
    clock.move(hours=72)
    door.escalate(BUYER, case.case_no, idempotency_key="e")
    ruled = backoffice.rule(
        case.case_no,
        for_buyer=True,
        reason="凭证有效",
        approved_fen=12000,
        without_return=without_return,
        actor_id="p",
        idempotency_key="j",
    )
    assert (ruled.status, ruled.approved_fen) == (status, 12000)
    assert (ruled.payout is not None) == (status is CaseStatus.REFUNDING)
    with store.reading() as session:
        assert_invariants(session)


def test_goods_that_are_back_already_need_not_be_sent_again_after_a_ruling(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock, store: Store
) -> None:
    case = sent_back(shop, door, backoffice)
    backoffice.refuse_receipt(case.case_no, "缺少配件", actor_id="s", idempotency_key="n")
    clock.move(hours=72)
    with pytest.raises(Refused) as error:
        door.quote_amendment(BUYER, case.case_no, draft(door.order(BUYER, case.item.order_no)))
    assert error.value.code == "RETURN_ALREADY_SHIPPED"
    door.escalate(BUYER, case.case_no, idempotency_key="e")
    ruled = backoffice.rule(
        case.case_no, for_buyer=True, reason="x", actor_id="p", idempotency_key="j"
    )
    assert ruled.status is CaseStatus.REFUNDING
    with store.reading() as session:
        assert_invariants(session)


@pytest.mark.parametrize("amount", [0, -1, 15801])
def test_a_ruling_grants_no_amount_that_was_not_asked_for(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock, amount: int
) -> None:
    case = escalated(shop, door, backoffice, clock)
    with pytest.raises(Refused) as error:
        backoffice.rule(
            case.case_no,
            for_buyer=True,
            reason="x",
            approved_fen=amount,
            actor_id="p",
            idempotency_key="j",
        )
    assert error.value.code == "AMOUNT_NOT_POSSIBLE"
    assert door.case(BUYER, case.case_no) == case


def test_points_come_back_with_every_portion_and_the_coupon_with_the_last(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, store: Store
) -> None:
    order_no = shop.order(
        [Line(price_fen=3333, qty=3), Line(price_fen=1)],
        coupon_fen=1000,
        points_fen=700,
        points_used=1001,
    )
    came_back, money = [], 0
    for turn, line in enumerate((0, 0, 1, 0)):
        wanted = draft(door.order(BUYER, order_no), line, qty=1)
        quote = door.quote(BUYER, wanted)
        case = submit(door, wanted, key=f"s{turn}")
        backoffice.approve(case.case_no, actor_id="s", idempotency_key=f"a{turn}")
        backoffice.refund_succeeded(
            case.case_no.replace("SH", "RF"), actor_id="pay", idempotency_key=f"p{turn}"
        )
        money += case.requested_fen
        with store.reading() as session:
            came_back.append(session.scalars(select(CouponRedemption.returned_at)).one())
            assert_invariants(session)
        assert quote.explanation.coupon_returned == (came_back[-1] is not None)
    assert money == door.order(BUYER, order_no).paid_fen
    assert [at is not None for at in came_back] == [False, False, False, True]
    with store.reading() as session:
        assert session.scalar(select(func.sum(PointsEntry.points))) == 1001


def test_an_amendment_of_the_quantity_holds_what_it_asks_for_and_no_more(
    shop: Shop, door: BuyerDoor, store: Store
) -> None:
    order = door.order(BUYER, shop.order([Line(price_fen=3334, qty=3)], promotion_fen=2))
    wanted = draft(order, qty=3)
    case = submit(door, wanted)
    for turn, (qty, fen) in enumerate(((1, 3333), (2, 6666), (3, 10000), (2, 6666))):
        changed = replace(wanted, qty=qty)
        digest = door.quote_amendment(BUYER, case.case_no, changed).digest
        amended = door.amend(
            BUYER, case.case_no, changed, idempotency_key=f"m{turn}", confirmed_digest=digest
        )
        assert (amended.qty, amended.requested_fen) == (qty, fen)
        assert amended.item.refundable_fen == 10000 - fen
        assert amended.item.refundable_qty == 3 - qty
        with store.reading() as session:
            assert_invariants(session)
    too_many = door.quote_amendment(BUYER, case.case_no, replace(wanted, qty=4)).refusals
    assert [refusal.code for refusal in too_many] == ["TOO_MANY_ATTEMPTS"]


def test_more_pieces_than_there_are_cannot_be_amended_to(shop: Shop, door: BuyerDoor) -> None:
    wanted = draft(door.order(BUYER, shop.order([Line(qty=3)])), qty=1)
    case = submit(door, wanted)
    for qty in (0, -1, 4):
        refusals = door.quote_amendment(BUYER, case.case_no, replace(wanted, qty=qty)).refusals
        assert [refusal.code for refusal in refusals] == ["QUANTITY_NOT_POSSIBLE"]
        assert refusals[0].params == {"max_qty": 3}
