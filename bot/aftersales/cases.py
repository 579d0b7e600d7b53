"""The life of a case: its events, who may make them happen, from where and to where.

``RULES`` is the whole state machine, as data. ``open_case`` and ``record`` are the only
functions that write a case's status: one compare-and-set, its event, the message for the
buyer and the line of the audit log, all in the caller's transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CursorResult, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from bot.aftersales import audit
from bot.aftersales.codes import TERMINAL_STATUSES, ActorType, CaseStatus, CaseType
from bot.aftersales.errors import ConcurrentChange, Refused
from bot.aftersales.models import AfterSaleCase, CaseEvent, OutboxMessage
from bot.aftersales.views import Refusal


class Event(StrEnum):
    """Everything that can happen to a case."""

    SUBMIT = "SUBMIT"
    AMEND = "AMEND"
    WITHDRAW = "WITHDRAW"
    ACCEPT_OFFER = "ACCEPT_OFFER"
    DECLINE_OFFER = "DECLINE_OFFER"
    SHIP_RETURN = "SHIP_RETURN"
    ESCALATE = "ESCALATE"
    ADD_EVIDENCE = "ADD_EVIDENCE"
    URGE = "URGE"
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    COUNTER_OFFER = "COUNTER_OFFER"
    CONFIRM_RECEIPT = "CONFIRM_RECEIPT"
    REFUSE_RECEIPT = "REFUSE_RECEIPT"
    RULE_FOR_BUYER = "RULE_FOR_BUYER"
    RULE_FOR_SELLER = "RULE_FOR_SELLER"
    RETRY_REFUND = "RETRY_REFUND"
    REMIND_SELLER = "REMIND_SELLER"
    AUTO_APPROVE = "AUTO_APPROVE"
    SELLER_OVERDUE = "SELLER_OVERDUE"
    OFFER_TIMEOUT = "OFFER_TIMEOUT"
    RETURN_TIMEOUT = "RETURN_TIMEOUT"
    RECEIPT_OVERDUE = "RECEIPT_OVERDUE"
    REJECT_EXPIRED = "REJECT_EXPIRED"
    RULING_OVERDUE = "RULING_OVERDUE"
    PAYOUT_OVERDUE = "PAYOUT_OVERDUE"
    REFUND_SUCCEEDED = "REFUND_SUCCEEDED"
    REFUND_FAILED = "REFUND_FAILED"


@dataclass(frozen=True)
class Rule:
    """Who may make an event happen, in which statuses, and where it leads.

    ``targets`` lists the statuses it may lead to by the type of the case, the usual one
    first; without targets the case stays where it is.
    """

    actor: ActorType
    sources: frozenset[CaseStatus]
    targets: Mapping[CaseType, tuple[CaseStatus, ...]] = field(default_factory=dict)


def _rule(actor: ActorType, *sources: CaseStatus, to: CaseStatus | None = None) -> Rule:
    targets = {} if to is None else dict.fromkeys(CaseType, (to,))
    return Rule(actor, frozenset(sources), targets)


_S = CaseStatus
_BUYER, _SELLER, _PLATFORM = ActorType.BUYER, ActorType.SELLER, ActorType.PLATFORM
_SYSTEM, _PAYMENT = ActorType.SYSTEM, ActorType.PAYMENT
_AGREED = {
    CaseType.REFUND_ONLY: (_S.REFUNDING,),
    CaseType.RETURN_REFUND: (_S.AWAITING_RETURN,),
}
_RULED = {
    CaseType.REFUND_ONLY: (_S.REFUNDING,),
    CaseType.RETURN_REFUND: (_S.AWAITING_RETURN, _S.REFUNDING),
}
_DISPUTABLE = (_S.PENDING_SELLER, _S.SELLER_REJECTED, _S.PLATFORM_REVIEW)

RULES: Mapping[Event, Rule] = {
    Event.SUBMIT: _rule(_BUYER, to=_S.PENDING_SELLER),
    Event.AMEND: _rule(_BUYER, _S.PENDING_SELLER, _S.SELLER_REJECTED, to=_S.PENDING_SELLER),
    Event.WITHDRAW: _rule(
        _BUYER, _S.PENDING_SELLER, _S.AWAITING_RETURN, _S.SELLER_REJECTED, to=_S.CANCELLED
    ),
    Event.ACCEPT_OFFER: Rule(_BUYER, frozenset({_S.AWAITING_BUYER_CONFIRM}), _AGREED),
    Event.DECLINE_OFFER: _rule(_BUYER, _S.AWAITING_BUYER_CONFIRM, to=_S.PENDING_SELLER),
    Event.SHIP_RETURN: _rule(_BUYER, _S.AWAITING_RETURN, to=_S.AWAITING_SELLER_RECEIPT),
    Event.ESCALATE: _rule(
        _BUYER,
        _S.PENDING_SELLER,
        _S.SELLER_REJECTED,
        _S.AWAITING_SELLER_RECEIPT,
        to=_S.PLATFORM_REVIEW,
    ),
    Event.ADD_EVIDENCE: _rule(_BUYER, *_DISPUTABLE),
    Event.URGE: _rule(_BUYER, _S.PENDING_SELLER, _S.AWAITING_SELLER_RECEIPT),
    Event.APPROVE: Rule(_SELLER, frozenset({_S.PENDING_SELLER}), _AGREED),
    Event.REJECT: _rule(_SELLER, _S.PENDING_SELLER, to=_S.SELLER_REJECTED),
    Event.COUNTER_OFFER: _rule(_SELLER, _S.PENDING_SELLER, to=_S.AWAITING_BUYER_CONFIRM),
    Event.CONFIRM_RECEIPT: _rule(_SELLER, _S.AWAITING_SELLER_RECEIPT, to=_S.REFUNDING),
    Event.REFUSE_RECEIPT: _rule(_SELLER, _S.AWAITING_SELLER_RECEIPT, to=_S.SELLER_REJECTED),
    Event.RULE_FOR_BUYER: Rule(_PLATFORM, frozenset({_S.PLATFORM_REVIEW}), _RULED),
    Event.RULE_FOR_SELLER: _rule(_PLATFORM, _S.PLATFORM_REVIEW, to=_S.CLOSED),
    Event.RETRY_REFUND: _rule(_PLATFORM, _S.REFUND_FAILED, to=_S.REFUNDING),
    Event.REMIND_SELLER: _rule(_SYSTEM, _S.PENDING_SELLER),
    Event.AUTO_APPROVE: Rule(
        _SYSTEM, frozenset({_S.PENDING_SELLER}), {CaseType.REFUND_ONLY: (_S.REFUNDING,)}
    ),
    Event.SELLER_OVERDUE: _rule(_SYSTEM, _S.PENDING_SELLER),
    Event.OFFER_TIMEOUT: _rule(_SYSTEM, _S.AWAITING_BUYER_CONFIRM, to=_S.PENDING_SELLER),
    Event.RETURN_TIMEOUT: _rule(_SYSTEM, _S.AWAITING_RETURN, to=_S.CLOSED),
    Event.RECEIPT_OVERDUE: _rule(_SYSTEM, _S.AWAITING_SELLER_RECEIPT),
    Event.REJECT_EXPIRED: _rule(_SYSTEM, _S.SELLER_REJECTED, to=_S.CLOSED),
    Event.RULING_OVERDUE: _rule(_SYSTEM, _S.PLATFORM_REVIEW),
    Event.PAYOUT_OVERDUE: _rule(_SYSTEM, _S.REFUNDING),
    Event.REFUND_SUCCEEDED: _rule(_PAYMENT, _S.REFUNDING, to=_S.REFUNDED),
    Event.REFUND_FAILED: _rule(_PAYMENT, _S.REFUNDING, to=_S.REFUND_FAILED),
}


@dataclass(frozen=True)
class Actor:
    """Who makes an event happen: what they are, and which one of them."""

    type: ActorType
    id: str


def is_open(status: CaseStatus) -> bool:
    """Whether something can still happen to a case in ``status``."""
    return status not in TERMINAL_STATUSES


def target(
    event: Event, status: CaseStatus, type_: CaseType, wanted: CaseStatus | None = None
) -> CaseStatus:
    """Where ``event`` leads a case of ``type_`` that stands at ``status``.

    Args:
        wanted: a target other than the usual one, where the rule leaves the choice.

    Raises:
        Refused: NOT_POSSIBLE_NOW, the rule does not know the event there.
    """
    rule = RULES[event]
    possible = rule.targets.get(type_, ()) if rule.targets else (status,)
    if status not in rule.sources or not possible or (wanted and wanted not in possible):
        raise Refused([Refusal("NOT_POSSIBLE_NOW", {"event": event, "status": status})])
    return wanted or possible[0]


def new_case_no(now: datetime) -> str:
    """A case number: SH, the day and six random digits, so that it tells nobody how many there
    are; the primary key refuses one that is taken."""
    return f"SH{now:%y%m%d}{secrets.randbelow(1_000_000):06d}"


def open_case(session: Session, case: AfterSaleCase, actor: Actor, now: datetime) -> None:
    """Store a new case together with its first event."""
    case.version = 1
    session.add(case)
    session.flush()
    columns = [column.key for column in inspect(AfterSaleCase).column_attrs]
    changes = {name: getattr(case, name) for name in columns}
    _append(session, case, Event.SUBMIT, actor, now, None, changes, {})


def record(
    session: Session,
    case: AfterSaleCase,
    event: Event,
    actor: Actor,
    now: datetime,
    *,
    to: CaseStatus | None = None,
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Let ``event`` happen to ``case``.

    Args:
        to: the target, where the rule leaves a choice.
        changes: columns of the case to set with it.
        facts: what else the event's history should hold.

    Raises:
        Refused: NOT_POSSIBLE_NOW, the case's status does not allow the event.
        ConcurrentChange: the case was changed since it was read.
    """
    before = case.status
    if RULES[event].actor is not actor.type:
        raise ValueError(f"{actor.type} cannot make {event} happen")
    changed = {**(changes or {}), "status": target(event, before, case.type, to)}
    columns = {**changed, "version": case.version + 1}
    written = session.execute(
        update(AfterSaleCase)
        .where(
            AfterSaleCase.case_no == case.case_no,
            AfterSaleCase.status == before,
            AfterSaleCase.version == case.version,
        )
        .values(columns)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", written).rowcount != 1:
        raise ConcurrentChange(case.case_no)
    for name, value in columns.items():
        set_committed_value(case, name, value)
    _append(session, case, event, actor, now, before, changed, dict(facts or {}))


def _append(
    session: Session,
    case: AfterSaleCase,
    event: Event,
    actor: Actor,
    now: datetime,
    before: CaseStatus | None,
    changes: Mapping[str, Any],
    facts: Mapping[str, str | int],
) -> None:
    payload = {"changes": {name: _plain(value) for name, value in changes.items()}, **facts}
    # Each event raises the version by one, so the version numbers the events without a gap.
    seq = case.version
    session.add(
        CaseEvent(
            case_no=case.case_no,
            seq=seq,
            event=event,
            actor_type=actor.type,
            actor_id=actor.id,
            from_status=before,
            to_status=case.status,
            payload=payload,
            created_at=now,
        )
    )
    if actor.type is not ActorType.BUYER:
        session.add(
            OutboxMessage(
                case_no=case.case_no,
                event_seq=seq,
                buyer_id=case.buyer_id,
                event=event,
                created_at=now,
            )
        )
    audit.append(
        session,
        at=now,
        actor_type=actor.type,
        actor_id=actor.id,
        action=event,
        subject=case.case_no,
        payload=payload,
    )


def _plain(value: Any) -> Any:
    """A column's value as JSON holds it: instants in UTC, codes as their strings."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
