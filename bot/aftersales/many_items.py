"""Several items at once: one overview, one confirmation, one transaction.

What stands against one item does not keep the others back. The items are taken in the order
given, each finding what the ones before would hold: so the shipping fee is in exactly one quote,
that of the order's last item.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.aftersales import filing, lookup
from bot.aftersales.cases import Event
from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.errors import OverviewChanged, Refused
from bot.aftersales.models import AfterSaleCase, CaseEvent, Order, OrderItem
from bot.aftersales.policy import Policy
from bot.aftersales.quoting import make_quote
from bot.aftersales.refunds import refundable
from bot.aftersales.views import Overview, Quote, RefundDraft, Refusal

MOST_DRAFTS = 50


def check_drafts(drafts: Sequence[RefundDraft]) -> None:
    """Refuse what cannot be one request.

    Raises:
        Refused: NOTHING_TO_SUBMIT, TOO_MANY_ITEMS or ITEM_TWICE.
    """
    items = {draft.item_id for draft in drafts}
    if not drafts:
        raise Refused([Refusal("NOTHING_TO_SUBMIT")])
    if len(drafts) > MOST_DRAFTS:
        raise Refused([Refusal("TOO_MANY_ITEMS", {"limit": MOST_DRAFTS})])
    if len(items) < len(drafts):
        raise Refused([Refusal("ITEM_TWICE")])


def whole_order(order: Order, type_: CaseType, reason: Reason) -> tuple[RefundDraft, ...]:
    """All that is left of every item; of what has nothing left one piece, to be told why not."""
    return tuple(
        RefundDraft(
            item_id=item.id,
            qty=max(1, refundable(order, item).max_qty),
            type=type_,
            reason=reason,
        )
        for item in order.items
    )


def overview(
    session: Session,
    buyer_id: str,
    drafts: Sequence[RefundDraft],
    *,
    policy: Policy,
    now: datetime,
) -> Overview:
    """What submitting ``drafts`` together would come to; nothing is written.

    Raises:
        NotFound: an item is not there, or is somebody else's.
    """
    quotes: list[Quote] = []
    accepted = 0
    # What the drafts before would hold is put on the rows in memory and never flushed.
    with session.no_autoflush:
        for draft in drafts:
            quote = make_quote(
                session, buyer_id, draft, policy=policy, now=now, submitted_before=accepted
            )
            quotes.append(quote)
            if not quote.refusals:
                accepted += 1
                _assume_held(lookup.own_item(session, buyer_id, draft.item_id), quote)
    return _overview(quotes, policy)


def submit_all(
    session: Session,
    buyer_id: str,
    drafts: Sequence[RefundDraft],
    *,
    confirmed_digest: str,
    idempotency_key: str,
    now: datetime,
    policy: Policy,
) -> str:
    """Open a case for every draft that nothing stands against; the number of the first.

    Raises:
        NotFound: an item is not there, or is somebody else's.
        OverviewChanged: something else was confirmed than what would be stored.
        Refused: not one of the drafts can be submitted.
    """
    quotes: list[Quote] = []
    case_nos: list[str] = []
    for draft in drafts:
        quote = make_quote(session, buyer_id, draft, policy=policy, now=now)
        quotes.append(quote)
        if not quote.refusals:
            case_nos.append(
                filing.submit(
                    session,
                    buyer_id,
                    draft,
                    confirmed_digest=quote.digest,
                    idempotency_key=idempotency_key,
                    now=now,
                    policy=policy,
                )
            )
    found = _overview(quotes, policy)
    if found.digest != confirmed_digest:
        raise OverviewChanged(found)
    if not case_nos:
        raise Refused(found.refused[0].refusals)
    return case_nos[0]


def cases_of(session: Session, buyer_id: str, idempotency_key: str) -> list[str]:
    """The numbers of the cases that were opened under one key, in the order of the drafts."""
    return list(
        session.scalars(
            select(AfterSaleCase.case_no)
            .join(CaseEvent, CaseEvent.case_no == AfterSaleCase.case_no)
            .where(
                AfterSaleCase.buyer_id == buyer_id,
                AfterSaleCase.idempotency_key == idempotency_key,
                CaseEvent.event == Event.SUBMIT,
            )
            .order_by(CaseEvent.id)
        )
    )


def _assume_held(item: OrderItem, quote: Quote) -> None:
    total = quote.explanation.refund_fen
    item.reserved_qty += quote.draft.qty
    item.reserved_fen += total - quote.shipping_fen
    if item.order.payment:
        item.order.payment.reserved_fen += total


def _overview(quotes: Sequence[Quote], policy: Policy) -> Overview:
    possible = tuple(quote for quote in quotes if not quote.refusals)
    total = sum(quote.explanation.refund_fen for quote in possible)
    digests = "".join(quote.digest for quote in quotes)
    return Overview(
        quotes=possible,
        total_fen=total,
        refused=tuple(quote for quote in quotes if quote.refusals),
        large_amount=total >= policy.large_amount_fen,
        digest=hashlib.sha256(digests.encode()).hexdigest(),
    )
