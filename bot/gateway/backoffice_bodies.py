"""The JSON of the back-office calls, in and out. Amounts are integer fen."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.aftersales.codes import CaseStatus, CaseType
from bot.aftersales.models.cases import REASON_LENGTH
from bot.aftersales.views import CaseView

Fen = Annotated[int, Field(strict=True, ge=1, le=10**12)]
RefundNo = Annotated[str, StringConstraints(pattern=r"^RF[0-9]{12}$")]
Why = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=REASON_LENGTH, pattern=r"^[^\x00]*$"
    ),
]
"""What the buyer will read as the reason."""


class Body(BaseModel):
    """What a call says; nothing may stand in it that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NothingIn(Body):
    """For calls that need no further word: an empty object, or no body at all."""


class ReasonIn(Body):
    """Why something is refused."""

    reason: Why


class OfferIn(Body):
    """What the seller offers instead, shipping fee included."""

    offer_fen: Fen
    reason: Why


class RulingIn(Body):
    """What the platform decides. The last two are for a ruling in the buyer's favour only.

    ``approved_fen`` is what the buyer receives, without it all that was asked for;
    ``without_return`` lets the buyer keep the goods.
    """

    for_buyer: Annotated[bool, Field(strict=True)]
    reason: Why
    approved_fen: Fen | None = None
    without_return: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _grants_only_to_the_buyer(self) -> RulingIn:
        if not self.for_buyer and (self.approved_fen is not None or self.without_return):
            raise ValueError("a ruling for the seller grants no amount and needs no return")
        return self


class PaidIn(Body):
    """What the payment system paid: both must be what was to be paid."""

    out_refund_no: RefundNo
    amount_fen: Annotated[int, Field(strict=True, ge=0, le=10**12)]


class NotPaidIn(Body):
    """Why the payment system could not pay."""

    out_refund_no: RefundNo
    reason: Why


class CaseOut(BaseModel):
    """How the case stands now."""

    case_no: str
    type: CaseType
    status: CaseStatus
    status_reason: str | None
    requested_fen: int
    offer_fen: int | None
    approved_fen: int | None
    deadline_at: str | None

    @classmethod
    def of(cls, case: CaseView) -> CaseOut:
        """What the shop's systems may know of a case."""
        return cls(
            case_no=case.case_no,
            type=case.type,
            status=case.status,
            status_reason=case.status_reason,
            requested_fen=case.requested_fen,
            offer_fen=case.offer_fen,
            approved_fen=case.approved_fen,
            deadline_at=case.deadline_at.isoformat() if case.deadline_at else None,
        )


class Fault(BaseModel):
    """One field that is wrong."""

    field: str
    problem: str


class RefusalBody(BaseModel):
    """What a refusal says: a code for programs, a sentence for people."""

    code: str
    message: str
    params: dict[str, str | int] = {}
    fields: list[Fault] = []


class RefusalOut(BaseModel):
    """A call that was refused. Nothing was written."""

    error: RefusalBody
