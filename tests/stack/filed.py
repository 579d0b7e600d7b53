"""Cases that stand before the talk begins: filed through the buyer's door, as an app would."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, Destination, Reason
from bot.aftersales.views import CaseView, ItemHint, RefundDraft
from tests.stack.buyer import Buyer


@dataclass(frozen=True)
class _StandingClock:
    instant: datetime

    def now(self) -> datetime:
        """The instant it stands at."""
        return self.instant


def file_case(
    buyer: Buyer,
    product: str,
    type_: CaseType = CaseType.REFUND_ONLY,
    reason: Reason = Reason.OTHER,
    *,
    amount_fen: int | None = None,
    hours_ago: float = 0,
) -> CaseView:
    """A case for the buyer's item of that name, submitted ``hours_ago``."""
    bot = buyer.bot
    clock = _StandingClock(bot.clock.now() - timedelta(hours=hours_ago))
    door = BuyerDoor(bot.store, bot.policy, clock)
    items = door.find_items(buyer.id, ItemHint(text=product))
    assert len(items) == 1, f"{product} fits {[item.title for item in items]}"
    needs_evidence = reason in bot.policy.evidence_required_reasons
    draft = RefundDraft(
        item_id=items[0].item_id,
        qty=items[0].refundable_qty,
        type=type_,
        reason=reason,
        amount_fen=amount_fen,
        destination=Destination.ORIGINAL,
        evidence_ids=(buyer.upload(),) if needs_evidence else (),
    )
    digest = door.quote(buyer.id, draft).digest
    key = uuid.uuid4().hex
    return door.submit(buyer.id, draft, idempotency_key=key, confirmed_digest=digest)


def approve(buyer: Buyer, case: CaseView) -> None:
    """The seller agrees."""
    buyer.bot.backoffice.approve(case.case_no, actor_id="S-TEST", idempotency_key=_key())


def reject(buyer: Buyer, case: CaseView, reason: str) -> None:
    """The seller refuses."""
    buyer.bot.backoffice.reject(case.case_no, reason, actor_id="S-TEST", idempotency_key=_key())


def offer(buyer: Buyer, case: CaseView, fen: int, reason: str = "商品有使用痕迹") -> None:
    """The seller offers less."""
    buyer.bot.backoffice.counter_offer(
        case.case_no, fen, reason, actor_id="S-TEST", idempotency_key=_key()
    )


def steps(buyer: Buyer, case: CaseView) -> list[str]:
    """What has happened to the case so far."""
    return [entry.event for entry in buyer.bot.door.case(buyer.id, case.case_no).timeline]


def now(buyer: Buyer, case: CaseView) -> CaseView:
    """The case as it stands in the shop."""
    return buyer.bot.door.case(buyer.id, case.case_no)


def _key() -> str:
    return uuid.uuid4().hex
