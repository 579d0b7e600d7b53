"""A refund simulated: everything a submission would do, found out without writing anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from bot.aftersales import deadlines, eligibility, lookup, refunds
from bot.aftersales.buyer_views import item_view
from bot.aftersales.codes import Destination, FreightPayer
from bot.aftersales.models import AfterSaleCase, Order, OrderItem
from bot.aftersales.policy import Policy
from bot.aftersales.views import Explanation, Quote, RefundDraft, Refusal


def make_quote(
    session: Session,
    buyer_id: str,
    draft: RefundDraft,
    *,
    policy: Policy,
    now: datetime,
    amended: AfterSaleCase | None = None,
    submitted_before: int = 0,
) -> Quote:
    """What ``draft`` would come to at ``now``, and what stands against it.

    Args:
        amended: the buyer's own open case that the draft would replace.
        submitted_before: how many other drafts would be submitted before, at the same time.

    Raises:
        NotFound: the item is not there, or is somebody else's.
    """
    item = lookup.own_item(session, buyer_id, draft.item_id)
    order = item.order
    standing = lookup.standing(
        session, buyer_id, item, now, except_case_no=amended.case_no if amended else None
    )
    claim = refunds.claim(
        order,
        item,
        qty=draft.qty,
        amount_fen=draft.amount_fen,
        freight_claimed=standing.freight_claimed,
        amended=amended,
    )
    own = {file.id for file in lookup.own_evidence(session, buyer_id, draft.evidence_ids)}
    kept = lookup.evidence_of(session, amended.case_no) if amended else set()
    refusals = eligibility.refusals(
        eligibility.Request(
            draft=draft,
            order=order,
            item=item,
            claim=claim,
            claimed_at=_claimed_at(draft, amended) or now,
            policy=policy,
            wallet_enabled=standing.wallet_enabled,
            open_case_no=None if amended else standing.open_case_no,
            amended_type=amended.type if amended else None,
            attempts=standing.attempts,
            submissions_today=standing.submissions_today + submitted_before,
            evidence_count=len(own | kept),
            unknown_evidence=len(set(draft.evidence_ids) - own),
        )
    )
    explanation = _explanation(claim, order, item, draft.destination)
    payer = eligibility.freight_payer(draft)
    return Quote(
        draft=draft,
        item=item_view(item, standing.open_case_no),
        max_fen=claim.max_fen,
        shipping_fen=claim.shipping_fen,
        explanation=explanation,
        freight_payer=payer,
        refusals=refusals,
        missing_evidence=[refusal.code for refusal in refusals] == [eligibility.EVIDENCE_MISSING],
        large_amount=explanation.refund_fen >= policy.large_amount_fen,
        seller_deadline_at=deadlines.seller_deadline(now, policy),
        digest=_digest(policy.version, draft, claim, explanation, payer, refusals),
    )


def _claimed_at(draft: RefundDraft, amended: AfterSaleCase | None) -> datetime | None:
    """Since when an open case gives the reason: amending it does not cost the days it had."""
    if amended is None or amended.reason is not draft.reason:
        return None
    return amended.events[0].created_at


def _explanation(
    claim: refunds.Claim, order: Order, item: OrderItem, destination: Destination
) -> Explanation:
    """The amount of a submission; no dates yet, since the payout's clock starts at approval."""
    before, goods = claim.already_refunded_fen, claim.goods_fen
    return Explanation(
        lines=refunds.amount_lines(
            item,
            already_refunded_fen=before,
            requested_fen=claim.requested_fen,
            agreed_fen=claim.requested_fen,
            shipping_fen=claim.shipping_fen,
        ),
        refund_fen=claim.requested_fen,
        points_returned=refunds.points_returned(
            order,
            item,
            already_refunded_fen=before,
            already_refunded_qty=claim.already_refunded_qty,
            goods_fen=goods,
            qty=claim.qty,
        ),
        coupon_returned=refunds.coupon_returned(
            order, item, already_refunded_fen=before, goods_fen=goods
        ),
        destination=destination,
        payment_method=order.payment.method if order.payment else None,
        payout=None,
    )


def _digest(
    policy_version: str,
    draft: RefundDraft,
    claim: refunds.Claim,
    explanation: Explanation,
    payer: FreightPayer | None,
    refusals: Sequence[Refusal],
) -> str:
    """A fingerprint of all that is confirmed; instants are left out, since they move on."""
    confirmed = [
        policy_version,
        asdict(draft),
        asdict(claim),
        asdict(explanation),
        payer,
        [asdict(refusal) for refusal in refusals],
    ]
    return hashlib.sha256(json.dumps(confirmed, sort_keys=True).encode()).hexdigest()
