"""Several items, or a whole order, in one overview and one confirmation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, OrderStatus, Reason
from bot.aftersales.errors import IdempotencyConflict, NotFound, OverviewChanged, Refused
from bot.aftersales.many_items import MOST_DRAFTS
from bot.aftersales.models import AfterSaleCase, CaseEvent
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.views import CaseView, Overview, RefundDraft
from tests.store.invariants import assert_invariants
from tests.store.shop import (
    BUYER,
    STRANGER,
    WORKED_EXAMPLE,
    Line,
    Shop,
    StandingClock,
    draft,
    submit,
)

ONLY, UNWANTED = CaseType.REFUND_ONLY, Reason.NO_LONGER_NEEDED


def example(shop: Shop, status: OrderStatus) -> str:
    return shop.order(
        WORKED_EXAMPLE, status=status, coupon_fen=3000, points_fen=800, shipping_fee_fen=1000
    )


def codes(overview: Overview) -> list[list[str]]:
    return [[refusal.code for refusal in quote.refusals] for quote in overview.refused]


def confirm(
    door: BuyerDoor, drafts: tuple[RefundDraft, ...], key: str = "k"
) -> tuple[CaseView, ...]:
    digest = door.quote_many(BUYER, drafts).digest
    return door.submit_many(BUYER, drafts, idempotency_key=key, confirmed_digest=digest)


def drafts_total(door: BuyerDoor, drafts: tuple[RefundDraft, ...]) -> int:
    return door.quote_many(BUYER, drafts).total_fen


def cases_in(store: Store) -> int | None:
    with store.reading() as session:
        return session.scalar(select(func.count(AfterSaleCase.case_no)))


def test_a_whole_unshipped_order_comes_to_192_00_with_the_freight_exactly_once(
    shop: Shop, door: BuyerDoor, store: Store
) -> None:
    order_no = example(shop, OrderStatus.PAID)
    drafts = door.whole_order_drafts(BUYER, order_no, ONLY, UNWANTED)
    overview = door.quote_many(BUYER, drafts)
    assert overview.refused == ()
    assert [quote.shipping_fen for quote in overview.quotes] == [0, 1000]
    assert overview.total_fen == 19200
    assert [quote.explanation.coupon_returned for quote in overview.quotes] == [False, True]
    cases = door.submit_many(BUYER, drafts, idempotency_key="k", confirmed_digest=overview.digest)
    assert [case.item.item_id for case in cases] == [each.item_id for each in drafts]
    assert sum(case.requested_fen for case in cases) == 19200
    with store.reading() as session:
        assert_invariants(session)


def test_a_whole_shipped_order_comes_to_182_00(shop: Shop, door: BuyerDoor) -> None:
    order_no = example(shop, OrderStatus.RECEIVED)
    drafts = door.whole_order_drafts(BUYER, order_no, CaseType.RETURN_REFUND, Reason.NO_REASON)
    assert door.quote_many(BUYER, drafts).total_fen == 18200


def test_the_freight_goes_with_whichever_item_is_taken_last(shop: Shop, door: BuyerDoor) -> None:
    drafts = door.whole_order_drafts(BUYER, example(shop, OrderStatus.PAID), ONLY, UNWANTED)
    backwards = door.quote_many(BUYER, drafts[::-1])
    assert [quote.shipping_fen for quote in backwards.quotes] == [0, 1000]
    assert backwards.total_fen == 19200


def test_of_two_orders_each_gives_its_own_freight_back(shop: Shop, door: BuyerDoor) -> None:
    orders = [example(shop, OrderStatus.PAID) for _ in range(2)]
    drafts = tuple(
        each
        for order_no in orders
        for each in door.whole_order_drafts(BUYER, order_no, ONLY, UNWANTED)
    )
    assert sum(case.shipping_fen for case in confirm(door, drafts)) == 2000


def test_a_part_of_the_order_gives_no_freight_back(shop: Shop, door: BuyerDoor) -> None:
    drafts = door.whole_order_drafts(BUYER, example(shop, OrderStatus.PAID), ONLY, UNWANTED)
    assert door.quote_many(BUYER, drafts[:1]).quotes[0].shipping_fen == 0


def test_asking_for_less_of_the_last_item_keeps_its_freight(shop: Shop, door: BuyerDoor) -> None:
    drafts = door.whole_order_drafts(BUYER, example(shop, OrderStatus.PAID), ONLY, UNWANTED)
    overview = door.quote_many(BUYER, (drafts[0], replace(drafts[1], amount_fen=2000)))
    assert [quote.shipping_fen for quote in overview.quotes] == [0, 1000]
    assert overview.total_fen == drafts_total(door, drafts[:1]) + 2000


def test_what_cannot_be_submitted_is_told_with_its_reason_and_does_not_keep_the_rest_back(
    shop: Shop, door: BuyerDoor, store: Store
) -> None:
    lines = (Line("蓝牙耳机"), Line("定制刻字杯", 5000, category="CUSTOM"), Line("手机壳", 3000))
    order_no = shop.order(lines)
    order = door.order(BUYER, order_no)
    known = submit(door, draft(order, 2))
    drafts = door.whole_order_drafts(BUYER, order_no, CaseType.RETURN_REFUND, Reason.NO_REASON)
    overview = door.quote_many(BUYER, drafts)
    assert [quote.item.title for quote in overview.quotes] == ["蓝牙耳机"]
    assert overview.total_fen == 15800
    assert codes(overview) == [["NO_REASON_EXCLUDED"], ["OPEN_CASE_EXISTS"]]
    assert overview.refused[1].refusals[0].params == {"case_no": known.case_no}
    cases = confirm(door, drafts)
    assert [case.item.title for case in cases] == ["蓝牙耳机"]
    with store.reading() as session:
        assert_invariants(session)


def test_an_item_that_is_refunded_already_is_told_to_have_nothing_left(
    shop: Shop, door: BuyerDoor, backoffice
) -> None:
    order_no = shop.order((Line(), Line("手机壳", 3000)))
    case = submit(door, draft(door.order(BUYER, order_no)))
    backoffice.approve(case.case_no, actor_id="S1", idempotency_key="a")
    backoffice.refund_succeeded(case.case_no.replace("SH", "RF"), actor_id="p", idempotency_key="p")
    drafts = door.whole_order_drafts(BUYER, order_no, ONLY, Reason.OTHER)
    overview = door.quote_many(BUYER, drafts)
    assert codes(overview) == [["NOTHING_LEFT"]]
    assert overview.total_fen == 3000


def test_an_overview_writes_nothing(shop: Shop, door: BuyerDoor, store: Store) -> None:
    order_no = example(shop, OrderStatus.PAID)
    drafts = door.whole_order_drafts(BUYER, order_no, ONLY, UNWANTED)
    before = door.order(BUYER, order_no)
    assert door.quote_many(BUYER, drafts) == door.quote_many(BUYER, drafts)
    assert door.order(BUYER, order_no) == before
    assert cases_in(store) == 0


def test_where_nothing_can_be_submitted_the_first_reason_is_given(
    shop: Shop, door: BuyerDoor, store: Store
) -> None:
    order_no = shop.order((Line(category="CUSTOM"),))
    drafts = door.whole_order_drafts(BUYER, order_no, CaseType.RETURN_REFUND, Reason.NO_REASON)
    with pytest.raises(Refused) as caught:
        confirm(door, drafts)
    assert caught.value.code == "NO_REASON_EXCLUDED"
    assert cases_in(store) == 0


def test_what_changed_since_the_overview_stops_all_of_it(
    shop: Shop, door: BuyerDoor, store: Store
) -> None:
    order_no = example(shop, OrderStatus.PAID)
    drafts = door.whole_order_drafts(BUYER, order_no, ONLY, UNWANTED)
    digest = door.quote_many(BUYER, drafts).digest
    submit(door, draft(door.order(BUYER, order_no), 1, reason=UNWANTED))
    with pytest.raises(OverviewChanged) as caught:
        door.submit_many(BUYER, drafts, idempotency_key="k", confirmed_digest=digest)
    assert caught.value.code == "QUOTE_CHANGED"
    assert codes(caught.value.overview) == [["OPEN_CASE_EXISTS"]]
    assert cases_in(store) == 1
    with store.reading() as session:
        assert_invariants(session)


def test_asking_again_with_the_same_key_gives_the_same_cases(
    shop: Shop, door: BuyerDoor, store: Store
) -> None:
    drafts = door.whole_order_drafts(BUYER, example(shop, OrderStatus.PAID), ONLY, UNWANTED)
    digest = door.quote_many(BUYER, drafts).digest
    again = [
        door.submit_many(BUYER, drafts, idempotency_key="k", confirmed_digest=digest)
        for _ in range(2)
    ]
    assert again[0] == again[1]
    assert cases_in(store) == 2
    with pytest.raises(IdempotencyConflict):
        door.submit_many(BUYER, drafts[:1], idempotency_key="k", confirmed_digest=digest)


def test_a_day_has_room_for_only_so_many(shop: Shop, door: BuyerDoor, policy: Policy) -> None:
    limit = policy.max_submissions_per_day
    order_no = shop.order([Line(f"商品{n}", 1000) for n in range(limit + 2)])
    drafts = door.whole_order_drafts(BUYER, order_no, ONLY, Reason.OTHER)
    overview = door.quote_many(BUYER, drafts)
    assert len(overview.quotes) == limit
    assert codes(overview) == [["TOO_MANY_TODAY"]] * 2
    assert len(confirm(door, drafts)) == limit


def test_large_amounts_are_noticed_in_the_sum(shop: Shop, door: BuyerDoor) -> None:
    order_no = shop.order((Line(price_fen=300_000), Line(price_fen=300_000)))
    overview = door.quote_many(BUYER, door.whole_order_drafts(BUYER, order_no, ONLY, Reason.OTHER))
    assert [quote.large_amount for quote in overview.quotes] == [False, False]
    assert overview.large_amount is True


@pytest.mark.parametrize("ask", ["quote", "submit"])
@pytest.mark.parametrize(
    ("count", "code"), [(0, "NOTHING_TO_SUBMIT"), (2, "ITEM_TWICE"), (99, "TOO_MANY_ITEMS")]
)
def test_what_cannot_be_one_request_is_refused_whole(
    shop: Shop, door: BuyerDoor, ask: str, count: int, code: str
) -> None:
    wanted = draft(door.order(BUYER, shop.order()))
    assert MOST_DRAFTS < 99
    with pytest.raises(Refused) as caught:
        if ask == "quote":
            door.quote_many(BUYER, [wanted] * count)
        else:
            door.submit_many(BUYER, [wanted] * count, idempotency_key="k", confirmed_digest="")
    assert caught.value.code == code


def test_a_strangers_item_does_not_exist_among_several(
    shop: Shop, door: BuyerDoor, store: Store
) -> None:
    own = draft(door.order(BUYER, shop.order()))
    strange = draft(door.order(STRANGER, shop.order(buyer=STRANGER)))
    for call in (
        lambda: door.quote_many(BUYER, [own, strange]),
        lambda: door.submit_many(BUYER, [own, strange], idempotency_key="k", confirmed_digest=""),
        lambda: door.whole_order_drafts(STRANGER, "2026102500000001", ONLY, Reason.OTHER),
    ):
        with pytest.raises(NotFound) as caught:
            call()
        assert caught.value.code == "ORDER_NOT_FOUND"
    assert cases_in(store) == 0


@pytest.fixture
def racing(url: str, policy: Policy, clock: StandingClock) -> Iterator[Callable[[], BuyerDoor]]:
    with ExitStack() as opened:

        def another() -> BuyerDoor:
            store = Store(url)
            opened.callback(store.close)
            return BuyerDoor(store, policy, clock)

        yield another


def test_of_racing_confirmations_one_opens_all_cases_and_the_others_none(
    shop: Shop, door: BuyerDoor, store: Store, racing: Callable[[], BuyerDoor]
) -> None:
    drafts = door.whole_order_drafts(BUYER, example(shop, OrderStatus.PAID), ONLY, UNWANTED)
    digest = door.quote_many(BUYER, drafts).digest
    doors = [racing() for _ in range(4)]
    barrier = Barrier(len(doors))

    def confirm_it(number: int) -> str:
        barrier.wait(timeout=20)
        try:
            doors[number].submit_many(
                BUYER, drafts, idempotency_key=f"k{number}", confirmed_digest=digest
            )
        except OverviewChanged:
            return "changed"
        return "done"

    with ThreadPoolExecutor(len(doors)) as pool:
        results = sorted(pool.map(confirm_it, range(len(doors))))
    assert results == ["changed", "changed", "changed", "done"]
    with store.reading() as session:
        assert session.scalar(select(func.count(CaseEvent.id))) == 2
        assert_invariants(session)
