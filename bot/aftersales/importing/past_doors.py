"""Opens the real doors at a past instant, so that what happened then obeys the same rules."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.cases import RULES, Event
from bot.aftersales.codes import ActorType
from bot.aftersales.errors import NotFound
from bot.aftersales.importing.histories import (
    ByBuyer,
    ByShop,
    CounterOffered,
    Refusing,
    ReturnShipped,
    RuledForBuyer,
)
from bot.aftersales.importing.one_transaction import OneTransaction
from bot.aftersales.models import AfterSaleCase, Refund
from bot.aftersales.policy import Policy

Done = ByBuyer | ReturnShipped | ByShop | Refusing | CounterOffered | RuledForBuyer
"""The events of people and of the payment system."""


class PastClock:
    """A clock that shows the instant it was last set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at


class PastDoors:
    """Lets people and the payment system act at the instants of a history.

    Args:
        session: the transaction that all of it belongs to.
        policy: the rules it has to obey.
        clock: set to the instant at which something is done.
    """

    def __init__(self, session: Session, policy: Policy, clock: PastClock) -> None:
        self._session = session
        self._clock = clock
        store = OneTransaction(session)
        self.buyer = BuyerDoor(store, policy, clock)
        self._backoffice = BackofficeDoor(store, policy, clock)

    def perform(self, case: AfterSaleCase, done: Done) -> None:
        """Let ``done`` happen to ``case``.

        Raises:
            AftersalesError: the rules stand against it.
        """
        self._clock.at = done.at
        key = f"history:{case.case_no}:{case.version + 1}"
        match done:
            case ByBuyer():
                self._by_buyer(case, done, key)
            case ReturnShipped():
                self.buyer.ship_return(
                    case.buyer_id,
                    case.case_no,
                    carrier=done.carrier,
                    tracking_no=done.tracking_no,
                    idempotency_key=key,
                )
            case _:
                self._by_shop(case, done, key)

    def _by_buyer(self, case: AfterSaleCase, done: ByBuyer, key: str) -> None:
        buyer_id, case_no = case.buyer_id, case.case_no
        match done.event:
            case "WITHDRAW":
                self.buyer.withdraw(buyer_id, case_no, idempotency_key=key)
            case "ACCEPT_OFFER":
                self.buyer.accept_offer(buyer_id, case_no, idempotency_key=key)
            case "DECLINE_OFFER":
                self.buyer.decline_offer(buyer_id, case_no, idempotency_key=key)
            case "ESCALATE":
                self.buyer.escalate(buyer_id, case_no, idempotency_key=key)
            case "URGE":
                self.buyer.urge(buyer_id, case_no)

    def _by_shop(
        self,
        case: AfterSaleCase,
        done: ByShop | Refusing | CounterOffered | RuledForBuyer,
        key: str,
    ) -> None:
        number, by = case.case_no, done.actor_id or _usual_actor(case, done.event)
        match done:
            case ByShop(event="APPROVE"):
                self._backoffice.approve(number, actor_id=by, idempotency_key=key)
            case ByShop(event="CONFIRM_RECEIPT"):
                self._backoffice.confirm_receipt(number, actor_id=by, idempotency_key=key)
            case ByShop(event="RETRY_REFUND"):
                refund = self._refund_no(case)
                self._backoffice.retry_refund(refund, actor_id=by, idempotency_key=key)
            case ByShop():
                refund = self._refund_no(case)
                self._backoffice.refund_succeeded(refund, actor_id=by, idempotency_key=key)
            case Refusing(event="REJECT"):
                self._backoffice.reject(number, done.reason, actor_id=by, idempotency_key=key)
            case Refusing(event="REFUSE_RECEIPT"):
                self._backoffice.refuse_receipt(
                    number, done.reason, actor_id=by, idempotency_key=key
                )
            case Refusing(event="REFUND_FAILED"):
                refund = self._refund_no(case)
                self._backoffice.refund_failed(
                    refund, done.reason, actor_id=by, idempotency_key=key
                )
            case CounterOffered():
                self._backoffice.counter_offer(
                    number, done.offer_fen, done.reason, actor_id=by, idempotency_key=key
                )
            case _:
                for_buyer = isinstance(done, RuledForBuyer)
                self._backoffice.rule(
                    number,
                    for_buyer=for_buyer,
                    reason=done.reason,
                    approved_fen=done.approved_fen if isinstance(done, RuledForBuyer) else None,
                    without_return=isinstance(done, RuledForBuyer) and done.without_return,
                    actor_id=by,
                    idempotency_key=key,
                )

    def _refund_no(self, case: AfterSaleCase) -> str:
        number = self._session.scalar(
            select(Refund.out_refund_no).where(Refund.case_no == case.case_no)
        )
        if number is None:
            raise NotFound("REFUND_NOT_FOUND")
        return number


def _usual_actor(case: AfterSaleCase, event: str) -> str:
    actor = RULES[Event(event)].actor
    return case.seller_id if actor is ActorType.SELLER else actor.lower()
