"""What stands against a buyer's event beyond the case's status, and what is possible now."""

from __future__ import annotations

from datetime import datetime

from bot.aftersales.cases import RULES, Event, target
from bot.aftersales.codes import ActorType, CaseStatus
from bot.aftersales.errors import Refused
from bot.aftersales.models import AfterSaleCase
from bot.aftersales.policy import Policy
from bot.aftersales.views import Refusal

BUYERS_EVENTS = tuple(
    event
    for event, rule in RULES.items()
    if rule.actor is ActorType.BUYER and event is not Event.SUBMIT
)


def approves_itself(case: AfterSaleCase, policy: Policy) -> bool:
    """Whether the seller's silence approves the case: never a return, never one on hold."""
    return case.type in policy.auto_approve_types and not case.risk_hold


def against(event: Event, case: AfterSaleCase, now: datetime, policy: Policy) -> Refusal | None:
    """Why the buyer cannot do ``event`` now; None when it is possible."""
    try:
        target(event, case.status, case.type)
    except Refused as refused:
        return refused.refusals[0]
    if event is Event.ESCALATE:
        return _against_escalation(case, now, policy)
    if event is Event.AMEND and case.return_shipment is not None:
        return Refusal("RETURN_ALREADY_SHIPPED")
    return None


def allowed(case: AfterSaleCase, now: datetime, policy: Policy) -> frozenset[str]:
    """The buyer's events that are possible now."""
    return frozenset(
        str(event) for event in BUYERS_EVENTS if against(event, case, now, policy) is None
    )


def _against_escalation(case: AfterSaleCase, now: datetime, policy: Policy) -> Refusal | None:
    if case.status is CaseStatus.PENDING_SELLER and _approves_itself_first(case, policy):
        return Refusal("APPROVES_ITSELF", _instant("approves_at", case.seller_deadline_at))
    overdue = case.status is CaseStatus.AWAITING_SELLER_RECEIPT
    earliest = case.receive_due_at if overdue else case.escalatable_at
    if earliest is None or now < earliest:
        return Refusal("ESCALATION_TOO_EARLY", _instant("earliest_at", earliest))
    return None


def _approves_itself_first(case: AfterSaleCase, policy: Policy) -> bool:
    """Whether silence approves the case before it could be escalated.

    A counter-offer gives the seller new hours, but does not put off the escalation: however many
    offers are made, the buyer can turn to the platform in time.
    """
    if not approves_itself(case, policy) or case.seller_deadline_at is None:
        return False
    return case.escalatable_at is None or case.seller_deadline_at <= case.escalatable_at


def _instant(name: str, at: datetime | None) -> dict[str, str | int]:
    return {name: at.isoformat()} if at else {}
