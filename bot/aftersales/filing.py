"""Submitting a case and amending it: a confirmed quote becomes a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.aftersales import lookup, reservations, risk
from bot.aftersales.cases import Actor, Event, new_case_no, open_case, record
from bot.aftersales.codes import ActorType, CaseStatus
from bot.aftersales.deadlines import on_submission
from bot.aftersales.errors import AftersalesError, QuoteChanged, Refused
from bot.aftersales.models import AfterSaleCase, CaseEvidence
from bot.aftersales.policy import Policy
from bot.aftersales.privacy import mask_numbers
from bot.aftersales.quoting import make_quote
from bot.aftersales.views import Quote, RefundDraft

_NUMBERS_TRIED = 20


def submit(
    session: Session,
    buyer_id: str,
    draft: RefundDraft,
    *,
    confirmed_digest: str,
    idempotency_key: str,
    now: datetime,
    policy: Policy,
) -> str:
    """Open a case for ``draft``; its number.

    Raises:
        NotFound: the item is not there, or is somebody else's.
        Refused: the rules stand against it.
        QuoteChanged: something else was confirmed than what would be stored.
    """
    quote = make_quote(session, buyer_id, draft, policy=policy, now=now)
    _check(quote, confirmed_digest)
    item = lookup.own_item(session, buyer_id, draft.item_id)
    case = AfterSaleCase(
        case_no=_free_case_no(session, now),
        order_item_id=item.id,
        buyer_id=buyer_id,
        seller_id=item.order.seller_id,
        type=draft.type,
        status=CaseStatus.PENDING_SELLER,
        attempt_no=lookup.attempts_on(session, item.id) + 1,
        already_refunded_fen=item.refunded_fen,
        already_refunded_qty=item.refunded_qty,
        idempotency_key=idempotency_key,
        **_filed(quote, now, policy),
        **risk_of(session, buyer_id, draft.evidence_ids),
    )
    open_case(session, case, Actor(ActorType.BUYER, buyer_id), now)
    reservations.reserve(session, case)
    link_evidence(session, case, draft.evidence_ids)
    return case.case_no


def amend(
    session: Session,
    case: AfterSaleCase,
    draft: RefundDraft,
    *,
    confirmed_digest: str,
    now: datetime,
    policy: Policy,
) -> None:
    """Replace what ``case`` asks for by ``draft``; the type stays, the clocks start again.

    Raises:
        NotFound: the item is not there, or is somebody else's.
        Refused: the rules stand against it.
        QuoteChanged: something else was confirmed than what would be stored.
    """
    quote = make_quote(session, case.buyer_id, draft, policy=policy, now=now, amended=case)
    _check(quote, confirmed_digest)
    reservations.release(session, case)
    record(
        session,
        case,
        Event.AMEND,
        Actor(ActorType.BUYER, case.buyer_id),
        now,
        changes={
            "attempt_no": lookup.attempts_on(session, case.order_item_id) + 1,
            "offer_fen": None,
            "status_reason": None,
            **_filed(quote, now, policy),
            **risk_of(session, case.buyer_id, draft.evidence_ids, case),
        },
    )
    reservations.reserve(session, case)
    link_evidence(session, case, draft.evidence_ids)


def link_evidence(session: Session, case: AfterSaleCase, evidence_ids: tuple[str, ...]) -> None:
    """Let the files belong to the case; those that do already stay."""
    linked = lookup.evidence_of(session, case.case_no)
    session.add_all(
        CaseEvidence(case_no=case.case_no, evidence_id=evidence_id)
        for evidence_id in dict.fromkeys(evidence_ids)
        if evidence_id not in linked
    )
    session.flush()


def _check(quote: Quote, confirmed_digest: str) -> None:
    if quote.refusals:
        raise Refused(quote.refusals)
    if quote.digest != confirmed_digest:
        raise QuoteChanged(quote)


def _filed(quote: Quote, now: datetime, policy: Policy) -> dict[str, Any]:
    """The columns that a submission and an amendment set alike."""
    draft = quote.draft
    return {
        "reason": draft.reason,
        "description": mask_numbers(draft.description),
        "qty": draft.qty,
        "requested_fen": quote.explanation.refund_fen,
        "shipping_fen": quote.shipping_fen,
        "destination": draft.destination,
        "freight_payer": quote.freight_payer,
        "submitted_at": now,
        "policy_version": policy.version,
        **on_submission(now, policy),
    }


def risk_of(
    session: Session,
    buyer_id: str,
    evidence_ids: tuple[str, ...],
    case: AfterSaleCase | None = None,
) -> dict[str, Any]:
    """The columns of the risk: what ``case`` has already, and what the files raise."""
    files = lookup.own_evidence(session, buyer_id, evidence_ids)
    known = case.risk_flags if case else []
    raised = sorted({*known, *risk.flags(session, buyer_id, files)})
    return {"risk_flags": raised, "risk_hold": bool(raised or (case and case.risk_hold))}


def _free_case_no(session: Session, now: datetime) -> str:
    for _ in range(_NUMBERS_TRIED):
        number = new_case_no(now)
        if session.get(AfterSaleCase, number) is None:
            return number
    raise AftersalesError("NO_CASE_NUMBER_FREE")
