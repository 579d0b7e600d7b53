"""Several at once: whoever comes second finds what the first has done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from bot.aftersales.audit import verify
from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.cases import Actor, Event, record
from bot.aftersales.codes import ActorType, CaseStatus
from bot.aftersales.errors import ConcurrentChange, Refused
from bot.aftersales.lookup import own_case
from bot.aftersales.models import AfterSaleCase, CaseEvent, OrderItem, Payment
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.timers import Timers
from bot.aftersales.views import CaseView
from tests.store.shop import BUYER, Shop, StandingClock, draft, submit


def at_once(*calls: Callable[[], CaseView]) -> list[CaseView | str]:
    """Start all calls together; each gives a case or the code of its refusal."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], CaseView]) -> CaseView | str:
        barrier.wait(timeout=20)
        try:
            return call()
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def another_store(url: str) -> Iterator[Callable[[], Store]]:
    """Opens the same database once more, as another process would."""
    with ExitStack() as opened:

        def open_again() -> Store:
            again = Store(url)
            opened.callback(again.close)
            return again

        yield open_again


@pytest.fixture
def racing(
    another_store: Callable[[], Store], policy: Policy, clock: StandingClock
) -> list[BuyerDoor]:
    return [BuyerDoor(another_store(), policy, clock) for _ in range(4)]


def test_of_racing_submissions_exactly_one_becomes_a_case(
    racing: list[BuyerDoor], shop: Shop, store: Store
) -> None:
    wanted = draft(racing[0].order(BUYER, shop.order()))
    digest = racing[0].quote(BUYER, wanted).digest
    results = at_once(
        *(
            lambda door=door, key=f"k{turn}": door.submit(
                BUYER, wanted, idempotency_key=key, confirmed_digest=digest
            )
            for turn, door in enumerate(racing)
        )
    )
    assert (
        sorted(result for result in results if isinstance(result, str)) == ["OPEN_CASE_EXISTS"] * 3
    )
    with store.reading() as session:
        assert session.scalar(select(func.count(AfterSaleCase.case_no))) == 1
        item = session.scalars(select(OrderItem)).one()
        assert (item.reserved_fen, item.reserved_qty) == (15800, 1)


def test_racing_repeats_of_one_key_get_the_same_case(racing: list[BuyerDoor], shop: Shop) -> None:
    wanted = draft(racing[0].order(BUYER, shop.order()))
    digest = racing[0].quote(BUYER, wanted).digest
    results = at_once(
        *(
            lambda door=door: door.submit(
                BUYER, wanted, idempotency_key="k", confirmed_digest=digest
            )
            for door in racing
        )
    )
    assert all(result == results[0] for result in results)
    assert len(racing[0].cases(BUYER)) == 1


def test_a_withdrawal_and_an_approval_cannot_both_win(
    another_store: Callable[[], Store],
    shop: Shop,
    store: Store,
    policy: Policy,
    clock: StandingClock,
) -> None:
    buyer = BuyerDoor(another_store(), policy, clock)
    seller = BackofficeDoor(another_store(), policy, clock)
    case = submit(buyer, draft(buyer.order(BUYER, shop.order())))
    results = at_once(
        lambda: buyer.withdraw(BUYER, case.case_no, idempotency_key="w"),
        lambda: seller.approve(case.case_no, actor_id="s", idempotency_key="a"),
    )
    assert results.count("NOT_POSSIBLE_NOW") == 1
    status = buyer.case(BUYER, case.case_no).status
    assert status in {CaseStatus.CANCELLED, CaseStatus.REFUNDING}
    with store.reading() as session:
        payment = session.scalars(select(Payment)).one()
        assert payment.reserved_fen == (0 if status is CaseStatus.CANCELLED else 15800)
        assert verify(session).broken_at is None


def test_two_timers_at_once_approve_once(
    another_store: Callable[[], Store],
    shop: Shop,
    store: Store,
    policy: Policy,
    clock: StandingClock,
) -> None:
    buyer = BuyerDoor(store, policy, clock)
    for _ in range(3):
        submit(buyer, draft(buyer.order(BUYER, shop.order())))
    now = clock.move(hours=49)
    barrier = Barrier(2)

    def run(_: int) -> None:
        timers = Timers(another_store(), policy)
        barrier.wait(timeout=20)
        timers.run(now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    with store.reading() as session:
        approvals = select(func.count()).where(CaseEvent.event == "AUTO_APPROVE")
        assert session.scalar(approvals) == 3


def test_the_database_itself_refuses_a_second_open_case(
    shop: Shop, store: Store, policy: Policy, clock: StandingClock
) -> None:
    door = BuyerDoor(store, policy, clock)
    order_no = shop.order()
    first = submit(door, draft(door.order(BUYER, order_no)))
    door.withdraw(BUYER, first.case_no, idempotency_key="w")
    submit(door, draft(door.order(BUYER, order_no)), key="second")
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.execute(
            update(AfterSaleCase)
            .where(AfterSaleCase.case_no == first.case_no)
            .values(status=CaseStatus.PENDING_SELLER)
        )


@pytest.mark.parametrize("table", [OrderItem, Payment])
def test_the_database_itself_refuses_to_hold_more_than_was_paid(
    shop: Shop, store: Store, table: type[OrderItem] | type[Payment]
) -> None:
    shop.order()
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.execute(update(table).values(refunded_fen=10000, reserved_fen=5801))


@pytest.mark.parametrize(
    "meanwhile", [{"version": 2}, {"status": CaseStatus.SELLER_REJECTED}], ids=["version", "status"]
)
def test_a_case_that_changed_since_it_was_read_is_not_written(
    shop: Shop, store: Store, policy: Policy, clock: StandingClock, meanwhile: dict[str, object]
) -> None:
    door = BuyerDoor(store, policy, clock)
    case_no = submit(door, draft(door.order(BUYER, shop.order()))).case_no
    before = door.case(BUYER, case_no)
    with pytest.raises(ConcurrentChange), store.transaction() as session:
        case = own_case(session, BUYER, case_no)
        session.execute(
            update(AfterSaleCase)
            .where(AfterSaleCase.case_no == case_no)
            .values(meanwhile)
            .execution_options(synchronize_session=False)
        )
        record(session, case, Event.WITHDRAW, Actor(ActorType.BUYER, BUYER), clock.now())
    assert door.case(BUYER, case_no) == before


@pytest.mark.parametrize("table", ["case_events", "audit_log"])
@pytest.mark.parametrize("change", ["UPDATE {} SET actor_id = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_history(
    shop: Shop, store: Store, policy: Policy, clock: StandingClock, table: str, change: str
) -> None:
    door = BuyerDoor(store, policy, clock)
    case = submit(door, draft(door.order(BUYER, shop.order())))
    with pytest.raises(IntegrityError, match="append-only"), store.transaction() as session:
        session.execute(text(change.format(table)))
    assert door.case(BUYER, case.case_no) == case
    with store.reading() as session:
        assert verify(session).broken_at is None
