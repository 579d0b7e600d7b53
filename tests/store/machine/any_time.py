"""What happens at the wrong time, twice or under somebody's key, and the time that passes."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from bot.aftersales.cases import RULES, Event
from bot.aftersales.codes import ActorType
from bot.aftersales.errors import IdempotencyConflict
from bot.aftersales.views import CaseView
from tests.store.changes import Mover
from tests.store.machine.deck import picks, some_case, step
from tests.store.machine.life import Life


@step(some_case(), case=picks, pick=picks)
def somebody_does_something_at_any_time(life: Life, case: int, pick: int) -> None:
    row = life.pick(case)
    number, buyer, shop = row["case_no"], row["buyer_id"], life.backoffice
    tries: list[tuple[Event, Callable[[str], CaseView]]] = [
        (Event.WITHDRAW, lambda key: life.door.withdraw(buyer, number, idempotency_key=key)),
        (
            Event.ACCEPT_OFFER,
            lambda key: life.door.accept_offer(buyer, number, idempotency_key=key),
        ),
        (
            Event.SHIP_RETURN,
            lambda key: life.door.ship_return(
                buyer, number, carrier="中通", tracking_no=key, idempotency_key=key
            ),
        ),
        (
            Event.APPROVE,
            lambda key: shop.approve(number, actor_id="seller-1", idempotency_key=key),
        ),
        (
            Event.REJECT,
            lambda key: shop.reject(number, "x", actor_id="seller-1", idempotency_key=key),
        ),
        (
            Event.CONFIRM_RECEIPT,
            lambda key: shop.confirm_receipt(number, actor_id="seller-1", idempotency_key=key),
        ),
        (
            Event.RULE_FOR_SELLER,
            lambda key: shop.rule(
                number,
                for_buyer=False,
                reason="x",
                actor_id="platform-1",
                idempotency_key=key,
            ),
        ),
    ]
    event, call = tries[pick % len(tries)]
    by_buyer = RULES[event].actor is ActorType.BUYER
    outcome = (life.by_buyer if by_buyer else life.by_shop)(event, row, call)
    assert isinstance(outcome, CaseView) == (row["status"] in RULES[event].sources)


@step(lambda life: bool(life.done), pick=picks)
def somebody_asks_again(life: Life, pick: int) -> None:
    done = life.done[pick % len(life.done)]
    before = life.now_stored
    outcome = life.act(done.mover, lambda: done.call(done.key))
    assert isinstance(outcome, CaseView)
    assert outcome.case_no == done.case_no
    assert life.now_stored == before


@step(lambda life: bool(life.done), pick=picks)
def somebody_uses_a_key_for_something_else(life: Life, pick: int) -> None:
    done = life.done[pick % len(life.done)]
    buyer, number, key = done.mover.buyer_id or "", done.case_no, done.key
    if done.mover.type is ActorType.BUYER:
        event = Event.ESCALATE if done.event is Event.WITHDRAW else Event.WITHDRAW
        ask = life.door.escalate if event is Event.ESCALATE else life.door.withdraw
        outcome = life.act(done.mover, lambda: ask(buyer, number, idempotency_key=key))
    else:
        outcome = life.act(
            done.mover,
            lambda: life.backoffice.reject(
                number, "另一个请求", actor_id=done.mover.id, idempotency_key=key
            ),
        )
    if done.mover.type in (ActorType.BUYER, ActorType.SELLER):
        assert isinstance(outcome, IdempotencyConflict)


@step(some_case(), minutes=st.sampled_from([1, 30, 5 * 60, 24 * 60, 47 * 60, 49 * 60]))
def hours_pass(life: Life, minutes: int) -> None:
    life.clock.move(minutes=minutes)


@step(some_case(), often=6, days=st.sampled_from([0, 1, 1, 2, 3, 8, 11]))
def the_timers_run(life: Life, days: int) -> None:
    mover = Mover(ActorType.SYSTEM, "timers", None)
    now = life.clock.move(days=days, hours=1)
    report = life.act(mover, lambda: life.timers.run(now))
    assert not report.failed
    before = life.now_stored
    assert not life.timers.run(now).events
    assert life.arena.look() == before, "running the timers twice is not running them once"
