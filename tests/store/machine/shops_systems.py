"""What seller, platform and payment system do."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from bot.aftersales.cases import Event
from bot.aftersales.codes import CaseStatus as S
from bot.aftersales.errors import NotFound, Refused
from bot.aftersales.models import CaseEvent
from bot.aftersales.views import CaseView
from tests.store.machine.deck import mostly, picks, some_case, step
from tests.store.machine.life import Life
from tests.store.snapshot import Row


@step(some_case(S.PENDING_SELLER), often=6, case=picks)
def seller_approves(life: Life, case: int) -> None:
    row = life.pick(case, S.PENDING_SELLER)
    outcome = life.by_shop(
        Event.APPROVE,
        row,
        lambda key: life.backoffice.approve(
            row["case_no"], actor_id="seller-1", idempotency_key=key
        ),
    )
    assert isinstance(outcome, CaseView)


@step(some_case(S.PENDING_SELLER), case=picks, reason=st.sampled_from(["不同意", "不同意", ""]))
def seller_rejects(life: Life, case: int, reason: str) -> None:
    row = life.pick(case, S.PENDING_SELLER)
    outcome = life.by_shop(
        Event.REJECT,
        row,
        lambda key: life.backoffice.reject(
            row["case_no"], reason, actor_id="seller-1", idempotency_key=key
        ),
    )
    assert isinstance(outcome, CaseView) == bool(reason)


@step(
    some_case(S.PENDING_SELLER),
    often=6,
    case=picks,
    share=st.one_of(st.integers(1, 99), st.integers(-10, 110)),
)
def seller_offers_less(life: Life, case: int, share: int) -> None:
    row = life.pick(case, S.PENDING_SELLER)
    offer = row["requested_fen"] * share // 100
    may_escalate = life.clock.now() >= row["escalatable_at"]
    offered_before = any(
        step["case_no"] == row["case_no"]
        and step["event"] == Event.COUNTER_OFFER
        and step["created_at"] >= row["submitted_at"]
        for step in life.now_stored.rows(CaseEvent)
    )
    outcome = life.by_shop(
        Event.COUNTER_OFFER,
        row,
        lambda key: life.backoffice.counter_offer(
            row["case_no"], offer, "有使用痕迹", actor_id="seller-1", idempotency_key=key
        ),
    )
    in_range = row["shipping_fen"] < offer < row["requested_fen"]
    in_time = not (may_escalate and offered_before)
    assert isinstance(outcome, CaseView) == (in_range and in_time)


@step(some_case(S.AWAITING_SELLER_RECEIPT), often=6, case=picks, confirms=mostly)
def seller_has_the_goods_back(life: Life, case: int, confirms: bool) -> None:
    row = life.pick(case, S.AWAITING_SELLER_RECEIPT)
    number, door = row["case_no"], life.backoffice
    if confirms:
        outcome = life.by_shop(
            Event.CONFIRM_RECEIPT,
            row,
            lambda key: door.confirm_receipt(number, actor_id="seller-1", idempotency_key=key),
        )
    else:
        outcome = life.by_shop(
            Event.REFUSE_RECEIPT,
            row,
            lambda key: door.refuse_receipt(
                number, "空包裹", actor_id="seller-1", idempotency_key=key
            ),
        )
    assert isinstance(outcome, CaseView)


@step(
    some_case(S.PLATFORM_REVIEW),
    often=6,
    case=picks,
    share=st.one_of(st.none(), st.integers(0, 110)),
    keeps=st.booleans(),
)
def platform_rules_for_the_buyer(life: Life, case: int, share: int | None, keeps: bool) -> None:
    row = life.pick(case, S.PLATFORM_REVIEW)
    amount = None if share is None else row["requested_fen"] * share // 100
    life.by_shop(
        Event.RULE_FOR_BUYER,
        row,
        lambda key: life.backoffice.rule(
            row["case_no"],
            for_buyer=True,
            reason="凭证充分",
            approved_fen=amount,
            without_return=keeps,
            actor_id="platform-1",
            idempotency_key=key,
        ),
    )


@step(some_case(S.PLATFORM_REVIEW), often=6, case=picks)
def platform_rules_for_the_seller(life: Life, case: int) -> None:
    row = life.pick(case, S.PLATFORM_REVIEW)
    outcome = life.by_shop(
        Event.RULE_FOR_SELLER,
        row,
        lambda key: life.backoffice.rule(
            row["case_no"],
            for_buyer=False,
            reason="无凭证",
            actor_id="platform-1",
            idempotency_key=key,
        ),
    )
    assert isinstance(outcome, CaseView)


@step(some_case(S.REFUNDING), often=6, case=picks, arrives=mostly)
def payment_calls_back(life: Life, case: int, arrives: bool) -> None:
    outcome = _call_back(life, life.pick(case, S.REFUNDING), arrives)
    assert isinstance(outcome, CaseView)


@step(some_case(*set(S) - {S.REFUNDING}), case=picks, arrives=st.booleans())
def payment_calls_back_at_the_wrong_time(life: Life, case: int, arrives: bool) -> None:
    """Where no refund was asked for, a second time, or after it failed."""
    outcome = _call_back(life, life.pick(case, *set(S) - {S.REFUNDING}), arrives)
    assert isinstance(outcome, NotFound | Refused)


def _call_back(life: Life, row: Row, arrives: bool) -> Any:
    number = f"RF{row['case_no'][2:]}"
    door = life.backoffice
    event = Event.REFUND_SUCCEEDED if arrives else Event.REFUND_FAILED

    def call(key: str) -> CaseView:
        if event is Event.REFUND_SUCCEEDED:
            return door.refund_succeeded(number, actor_id="payment-1", idempotency_key=key)
        return door.refund_failed(number, "银行退票", actor_id="payment-1", idempotency_key=key)

    return life.by_shop(event, row, call)


@step(some_case(S.REFUND_FAILED, S.REFUNDING, S.REFUNDED), case=picks)
def platform_lets_the_payment_be_tried_again(life: Life, case: int) -> None:
    row = life.pick(case, S.REFUND_FAILED, S.REFUNDING, S.REFUNDED)
    number = f"RF{row['case_no'][2:]}"
    outcome = life.by_shop(
        Event.RETRY_REFUND,
        row,
        lambda key: life.backoffice.retry_refund(
            number, actor_id="platform-1", idempotency_key=key
        ),
    )
    assert isinstance(outcome, CaseView) == (row["status"] is S.REFUND_FAILED)
