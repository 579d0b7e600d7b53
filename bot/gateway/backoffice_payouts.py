"""The refunds that are to be paid, as the payment system is told of them.

No web framework and no database is needed here: the demo's payment provider reads the same form.
"""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.aftersales.codes import Destination, PaymentMethod

PAYOUTS_A_PAGE = 200


class PayoutOut(BaseModel):
    """A refund that has to be paid; ``amount_fen`` is integer fen.

    ``transaction_no`` names the payment that the money came with. ``attempt`` counts from 1 and
    rises with each failure; ``since`` is when this attempt began.
    """

    model_config = ConfigDict(frozen=True)

    case_no: str
    out_refund_no: str
    amount_fen: int
    destination: Destination
    method: PaymentMethod
    transaction_no: str
    attempt: int
    since: AwareDatetime


class PayoutsOut(BaseModel):
    """A page of refunds in the order of their numbers; ask for those ``after`` the last one."""

    payouts: list[PayoutOut]
