"""What happened to the demo's orders: told through the real doors, so that it is always legal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.aftersales.importing.histories import (
    ByBuyer,
    ByShop,
    CounterOffered,
    Refusing,
    ReturnShipped,
)
from bot.aftersales.importing.one_transaction import OneTransaction
from bot.aftersales.importing.past_doors import Done, PastClock, PastDoors
from bot.aftersales.models import AfterSaleCase, Order, OutboxMessage
from bot.aftersales.policy import Policy
from bot.aftersales.timers import Timers
from bot.aftersales.views import EvidenceFile, RefundDraft
from bot.demo.instants import instant
from bot.demo.shop import order_no
from bot.demo.shop_file import (
    DemoCase,
    DemoOrder,
    DemoShop,
    Explained,
    Offer,
    Plain,
    ShipReturn,
    Step,
    Submit,
)

_A_MOMENT = timedelta(seconds=1)
_PICTURE_BYTES = 184_320
_EVENT_OF = {
    "withdraw": "WITHDRAW",
    "escalate": "ESCALATE",
    "approve": "APPROVE",
    "receive": "CONFIRM_RECEIPT",
    "refunded": "REFUND_SUCCEEDED",
    "reject": "REJECT",
    "rule_for_seller": "RULE_FOR_SELLER",
    "refund_failed": "REFUND_FAILED",
}
_BUYERS_STEPS = frozenset({"withdraw", "escalate"})


@dataclass(frozen=True)
class _Told:
    """One step of the story, and of which case of which order it is."""

    at: datetime
    order: DemoOrder
    case: DemoCase
    step: Step


class Story:
    """Tells the story of all cases together, with what time does in between.

    Args:
        session: the transaction that the demo is loaded in.
        policy: the rules in force.
        now: where the story ends.
    """

    def __init__(self, session: Session, policy: Policy, now: datetime) -> None:
        self._session = session
        self._now = now
        self._clock = PastClock(now)
        self._doors = PastDoors(session, policy, self._clock)
        self._timers = Timers(OneTransaction(session), policy)
        self._case_nos: dict[tuple[str, int], str] = {}

    def tell(self, shop: DemoShop) -> int:
        """Tell it; the number of cases it has.

        Raises:
            AftersalesError: a step was not possible when it is said to have happened.
        """
        steps = [
            _Told(instant(step.at, self._now), order, case, step)
            for order in shop.orders
            for case in order.cases
            for step in case.steps
        ]
        for told in sorted(steps, key=lambda told: told.at):
            self._let_time_pass(told.at)
            self._clock.at = told.at
            self._do(told)
        self._let_time_pass(self._now)
        self._keep_quiet()
        return len(self._case_nos)

    def _let_time_pass(self, until: datetime) -> None:
        """Fire the timers at each instant at which something is due, one after another."""
        while True:
            due = self._session.scalar(select(func.min(AfterSaleCase.next_due_at)))
            if due is None or due + _A_MOMENT > until:
                return
            self._timers.run(due + _A_MOMENT)

    def _do(self, told: _Told) -> None:
        key = (told.order.key, told.case.item)
        if isinstance(told.step, Submit):
            self._case_nos[key] = self._submit(told, told.step)
            return
        case = self._session.get_one(AfterSaleCase, self._case_nos[key])
        self._doors.perform(case, _done(told.step, told.at))

    def _submit(self, told: _Told, step: Submit) -> str:
        buyer_id = told.order.buyer
        order = self._session.get_one(Order, order_no(told.order, self._now))
        item = order.items[told.case.item - 1]
        draft = RefundDraft(
            item_id=item.id,
            qty=step.qty or item.qty,
            type=step.type,
            reason=step.reason,
            description=step.text,
            amount_fen=step.amount,
            destination=step.to,
            evidence_ids=tuple(self._picture(told, n) for n in range(1, step.evidence + 1)),
        )
        quote = self._doors.buyer.quote(buyer_id, draft)
        case = self._doors.buyer.submit(
            buyer_id,
            draft,
            idempotency_key=f"demo:{told.order.key}:{told.case.item}",
            confirmed_digest=quote.digest,
        )
        return case.case_no

    def _picture(self, told: _Told, number: int) -> str:
        """Note a picture; there is no file behind it, since nobody took it."""
        name = f"demo-{told.order.key}-{told.case.item}-{number}"
        self._doors.buyer.register_evidence(
            told.order.buyer,
            EvidenceFile(
                evidence_id=name,
                sha256=sha256(name.encode()).hexdigest(),
                phash=None,
                media_type="image/jpeg",
                bytes=_PICTURE_BYTES,
                storage_key=f"{name}.jpg",
            ),
        )
        return name

    def _keep_quiet(self) -> None:
        """Mark the story as told, or every demo buyer's chat would begin with last week's news."""
        self._session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.case_no.in_(self._case_nos.values()))
            .values(delivered_at=self._now)
            .execution_options(synchronize_session=False)
        )


def _done(step: Step, at: datetime) -> Done:
    match step:
        case Plain() if step.do in _BUYERS_STEPS:
            return ByBuyer.model_validate({"event": _EVENT_OF[step.do], "at": at})
        case Plain():
            return ByShop.model_validate({"event": _EVENT_OF[step.do], "at": at})
        case Explained():
            told = {"event": _EVENT_OF[step.do], "at": at, "reason": step.text}
            return Refusing.model_validate(told)
        case Offer():
            return CounterOffered(
                event="COUNTER_OFFER", at=at, offer_fen=step.amount, reason=step.text
            )
        case ShipReturn():
            return ReturnShipped(
                event="SHIP_RETURN", at=at, carrier=step.carrier, tracking_no=step.number
            )
        case Submit():
            raise ValueError("a case is submitted once, as its first step")
