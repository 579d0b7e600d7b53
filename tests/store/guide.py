"""What the tests of the guide's rules have in common: cases brought to where a rule begins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.errors import AftersalesError
from bot.aftersales.views import CaseView, Quote, RefundDraft
from tests.store.shop import BUYER, Shop, StandingClock, draft, submit

RETURN = CaseType.RETURN_REFUND


def codes(quote: Quote) -> list[str]:
    return [refusal.code for refusal in quote.refusals]


def code_of(error: pytest.ExceptionInfo[AftersalesError]) -> str:
    return error.value.code


def wanted(shop: Shop, door: BuyerDoor, **of_draft: object) -> RefundDraft:
    """A draft about a received order, changed as told."""
    return replace(draft(door.order(BUYER, shop.order())), **of_draft)


def filed(shop: Shop, door: BuyerDoor, **of_draft: object) -> CaseView:
    return submit(door, wanted(shop, door, **of_draft))


def sent_back(shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor) -> CaseView:
    """A return that the seller agreed to and the buyer has shipped."""
    case = filed(shop, door, type=RETURN, reason=Reason.NO_REASON)
    backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    return door.ship_return(
        BUYER, case.case_no, carrier="顺丰速运", tracking_no="SF1", idempotency_key="r"
    )


def escalated(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> CaseView:
    case = filed(shop, door)
    backoffice.reject(case.case_no, "不同意", actor_id="s", idempotency_key="r")
    clock.move(hours=72)
    return door.escalate(BUYER, case.case_no, idempotency_key="e")
