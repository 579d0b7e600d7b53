"""What seller, platform and payment may do: the only door for the shop's own systems.

The process that talks with buyers never opens this door: it must not be able to approve or pay.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.aftersales import backoffice_views, lookup, payouts, reservations
from bot.aftersales.backoffice_views import PendingPayout, RefundView
from bot.aftersales.cases import Actor, Event, record, target
from bot.aftersales.codes import ActorType, CaseStatus
from bot.aftersales.commands import Commands
from bot.aftersales.deadlines import at_rest, on_offer, on_rejection
from bot.aftersales.errors import NotFound, Refused
from bot.aftersales.idempotency import Command
from bot.aftersales.models import AfterSaleCase, CaseEvent, Refund, RefundStatus
from bot.aftersales.models.cases import REASON_LENGTH
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.used_signatures import use_signature
from bot.aftersales.views import CaseView, Refusal
from bot.clock import Clock

Step = Callable[[Session, AfterSaleCase, datetime], None]


class BackofficeDoor:
    """The business as the shop's systems use it; ``actor_id`` says who there acts.

    Args:
        store: where the business is kept.
        policy: the rules in force.
        clock: what time it is.

    Every command takes an ``idempotency_key`` as the buyer's do. Raises ``NotFound`` for a case
    that is not there, ``Refused`` NOT_POSSIBLE_NOW for one that stands elsewhere, and
    ``Refused`` AMOUNT_NOT_POSSIBLE or REASON_INVALID for an amount or a reason out of range.
    Amounts are fen, shipping fee included: what the buyer would receive.
    """

    def __init__(self, store: Store, policy: Policy, clock: Clock) -> None:
        self._store = store
        self._policy = policy
        self._commands = Commands(store, policy, clock)

    def approve(self, case_no: str, *, actor_id: str, idempotency_key: str) -> CaseView:
        """The seller agrees to what is asked for."""
        actor = Actor(ActorType.SELLER, actor_id)

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            payouts.agree(
                session,
                case,
                Event.APPROVE,
                actor,
                now,
                self._policy,
                approved_fen=case.requested_fen,
            )

        return self._step(case_no, actor, idempotency_key, step, Event.APPROVE)

    def reject(self, case_no: str, reason: str, *, actor_id: str, idempotency_key: str) -> CaseView:
        """The seller refuses; the buyer may amend, withdraw or, in time, escalate."""
        return self._refuse(Event.REJECT, case_no, reason, actor_id, idempotency_key)

    def counter_offer(
        self, case_no: str, offer_fen: int, reason: str, *, actor_id: str, idempotency_key: str
    ) -> CaseView:
        """The seller offers less than what is asked for.

        Refused NO_FURTHER_OFFER once the buyer could turn to the platform and had an offer
        already: a seller who offers again and again would otherwise never have to decide.
        """
        actor = Actor(ActorType.SELLER, actor_id)

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            target(Event.COUNTER_OFFER, case.status, case.type)
            _check_offer_in_time(session, case, now)
            _check_reason(reason)
            _check_amount(offer_fen, case, highest=case.requested_fen - 1)
            record(
                session,
                case,
                Event.COUNTER_OFFER,
                actor,
                now,
                changes={
                    "offer_fen": offer_fen,
                    "status_reason": reason,
                    **on_offer(now, self._policy),
                },
            )

        return self._step(
            case_no, actor, idempotency_key, step, Event.COUNTER_OFFER, offer_fen, reason
        )

    def confirm_receipt(self, case_no: str, *, actor_id: str, idempotency_key: str) -> CaseView:
        """The seller has the goods back; the refund starts."""
        actor = Actor(ActorType.SELLER, actor_id)

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            payouts.agree(
                session,
                case,
                Event.CONFIRM_RECEIPT,
                actor,
                now,
                self._policy,
                approved_fen=reservations.held_fen(case),
            )

        return self._step(case_no, actor, idempotency_key, step, Event.CONFIRM_RECEIPT)

    def refuse_receipt(
        self, case_no: str, reason: str, *, actor_id: str, idempotency_key: str
    ) -> CaseView:
        """The seller does not accept what came back; the buyer may escalate."""
        return self._refuse(Event.REFUSE_RECEIPT, case_no, reason, actor_id, idempotency_key)

    def rule(
        self,
        case_no: str,
        *,
        for_buyer: bool,
        reason: str,
        actor_id: str,
        idempotency_key: str,
        approved_fen: int | None = None,
        without_return: bool = False,
    ) -> CaseView:
        """The platform decides.

        Args:
            reason: the grounds, shown to the buyer.
            approved_fen: what the buyer receives; None for what is asked for.
            without_return: the buyer keeps the goods; what was sent back already need not be
                sent again in any case.
        """
        actor = Actor(ActorType.PLATFORM, actor_id)
        event = Event.RULE_FOR_BUYER if for_buyer else Event.RULE_FOR_SELLER

        def for_the_buyer(session: Session, case: AfterSaleCase, now: datetime) -> None:
            amount = reservations.held_fen(case) if approved_fen is None else approved_fen
            target(event, case.status, case.type)
            _check_reason(reason)
            _check_amount(amount, case, highest=case.requested_fen)
            pays_now = without_return or case.return_shipment is not None
            payouts.agree(
                session,
                case,
                event,
                actor,
                now,
                self._policy,
                approved_fen=amount,
                to=CaseStatus.REFUNDING if pays_now else None,
                changes={"status_reason": reason},
            )

        def for_the_seller(session: Session, case: AfterSaleCase, now: datetime) -> None:
            _check_reason(reason)
            changes = {"status_reason": reason, **at_rest()}
            record(session, case, event, actor, now, changes=changes)
            reservations.release(session, case)

        step = for_the_buyer if for_buyer else for_the_seller
        return self._step(
            case_no, actor, idempotency_key, step, event, reason, approved_fen, without_return
        )

    def refund_succeeded(
        self, out_refund_no: str, *, actor_id: str, idempotency_key: str
    ) -> CaseView:
        """The payment system says that the money has arrived."""
        actor = Actor(ActorType.PAYMENT, actor_id)

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            record(session, case, Event.REFUND_SUCCEEDED, actor, now, changes=at_rest())
            payouts.succeed(session, _refund(session, out_refund_no), case, now)

        case_no = self._case_of(out_refund_no)
        return self._step(case_no, actor, idempotency_key, step, Event.REFUND_SUCCEEDED)

    def refund_failed(
        self, out_refund_no: str, reason: str, *, actor_id: str, idempotency_key: str
    ) -> CaseView:
        """The payment system says that the money could not be paid."""
        actor = Actor(ActorType.PAYMENT, actor_id)

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            _check_reason(reason)
            changes = {"status_reason": reason, **at_rest()}
            record(session, case, Event.REFUND_FAILED, actor, now, changes=changes)
            refund = _refund(session, out_refund_no)
            refund.status, refund.failure_reason = RefundStatus.FAILED, reason

        case_no = self._case_of(out_refund_no)
        return self._step(case_no, actor, idempotency_key, step, Event.REFUND_FAILED, reason)

    def retry_refund(self, out_refund_no: str, *, actor_id: str, idempotency_key: str) -> CaseView:
        """The platform lets the payment be tried again, under the same ``out_refund_no``."""
        actor = Actor(ActorType.PLATFORM, actor_id)

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            refund = _refund(session, out_refund_no)
            payouts.retry(session, refund, case, actor, now, self._policy)

        case_no = self._case_of(out_refund_no)
        return self._step(case_no, actor, idempotency_key, step, Event.RETRY_REFUND)

    def use_signature(self, signature: str, call: tuple[str, ...], now: datetime) -> None:
        """Let a signature serve ``call`` and no other one; Refused SIGNATURE_USED.

        Args:
            call: what makes it this call beside the signed body: where it goes, by whom, the key.
            now: by the machine's clock.
        """
        with self._store.transaction() as session:
            use_signature(session, signature, call, now)

    def seller_of(self, case_no: str) -> str:
        """Whose goods a case is about; NotFound CASE_NOT_FOUND where there is no such case."""
        with self._store.reading() as session:
            return backoffice_views.seller_of(session, case_no)

    def refund_of(self, case_no: str) -> RefundView:
        """The refund of a case.

        Raises:
            NotFound: CASE_NOT_FOUND.
            Refused: NOT_POSSIBLE_NOW, no refund was agreed to so far.
        """
        with self._store.reading() as session:
            return backoffice_views.refund_of(session, case_no)

    def pending_payouts(self, *, after: str = "", limit: int = 200) -> list[PendingPayout]:
        """The refunds the payment system has to pay, by number; those greater than ``after``."""
        with self._store.reading() as session:
            return backoffice_views.pending_payouts(session, after=after, limit=limit)

    def _refuse(self, event: Event, case_no: str, reason: str, actor_id: str, key: str) -> CaseView:
        actor = Actor(ActorType.SELLER, actor_id)

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            _check_reason(reason)
            changes = {"status_reason": reason, **on_rejection(now, self._policy)}
            record(session, case, event, actor, now, changes=changes)

        return self._step(case_no, actor, key, step, event, reason)

    def _step(
        self,
        case_no: str,
        actor: Actor,
        key: str,
        step: Step,
        event: Event,
        *arguments: str | int | None,
    ) -> CaseView:
        with self._store.reading() as session:
            buyer_id = lookup.owner_of(session, case_no)

        def act(session: Session, now: datetime) -> str:
            step(session, lookup.own_case(session, buyer_id, case_no), now)
            return case_no

        scope = f"{actor.type}:{actor.id}".lower()
        command = Command(scope, key, (str(event), case_no, *arguments))
        return self._commands.carry_out(buyer_id, command, act)

    def _case_of(self, out_refund_no: str) -> str:
        with self._store.reading() as session:
            return _refund(session, out_refund_no).case_no


def _refund(session: Session, out_refund_no: str) -> Refund:
    refund = session.scalars(
        select(Refund).where(Refund.out_refund_no == out_refund_no)
    ).one_or_none()
    if refund is None:
        raise NotFound("REFUND_NOT_FOUND")
    return refund


def _check_offer_in_time(session: Session, case: AfterSaleCase, now: datetime) -> None:
    if case.escalatable_at is None or now < case.escalatable_at:
        return
    offered = select(CaseEvent.id).where(
        CaseEvent.case_no == case.case_no,
        CaseEvent.event == Event.COUNTER_OFFER,
        CaseEvent.created_at >= case.submitted_at,
    )
    if session.scalar(select(offered.exists())):
        raise Refused([Refusal("NO_FURTHER_OFFER", {"since": case.escalatable_at.isoformat()})])


def _check_reason(reason: str) -> None:
    if not 0 < len(reason) <= REASON_LENGTH:
        raise Refused([Refusal("REASON_INVALID", {"limit": REASON_LENGTH})])


def _check_amount(amount_fen: int, case: AfterSaleCase, *, highest: int) -> None:
    lowest = min(case.shipping_fen + 1, case.requested_fen)
    if not lowest <= amount_fen <= highest:
        raise Refused(
            [Refusal("AMOUNT_NOT_POSSIBLE", {"lowest_fen": lowest, "highest_fen": highest})]
        )
