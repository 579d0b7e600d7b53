"""The shop's own systems over HTTP: seller, platform and payment decide on cases, signed.

Each call belongs to one kind of actor and is signed with that kind's secret, so that whoever
may agree to a refund can still not say that it was paid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from fastapi import APIRouter, Request

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.backoffice_views import RefundView
from bot.aftersales.codes import ActorType
from bot.aftersales.errors import NotFound
from bot.aftersales.policy import Policy
from bot.aftersales.views import CaseView
from bot.clock import Clock
from bot.gateway.backoffice_bodies import (
    Body,
    CaseOut,
    NothingIn,
    NotPaidIn,
    OfferIn,
    PaidIn,
    ReasonIn,
    RefundNo,
    RefusalOut,
    RulingIn,
)
from bot.gateway.backoffice_payouts import PAYOUTS_A_PAGE, PayoutOut, PayoutsOut
from bot.gateway.backoffice_refusals import BackofficeRoute, CallRefused
from bot.gateway.backoffice_signature import (
    ACTOR_HEADER,
    IDEMPOTENCY_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    check,
)
from bot.gateway.services import Services
from bot.gateway.threads import DatabaseThreads

_CASE_NO = re.compile(r"SH[0-9]{12}", re.ASCII)
_ACTOR = re.compile(r"[!-~]{1,64}", re.ASCII)
_KEY = re.compile(r"[!-~]{1,128}", re.ASCII)
_SIGNED = (TIMESTAMP_HEADER, SIGNATURE_HEADER, ACTOR_HEADER)


@dataclass(frozen=True)
class Signed:
    """A call whose signature fits: on which case, by whom, under which key."""

    case_no: str
    actor_id: str
    key: str

    @property
    def names(self) -> dict[str, str]:
        """Who acts and the key, as the door's commands take them."""
        return {"actor_id": self.actor_id, "idempotency_key": self.key}


@dataclass(frozen=True)
class _Call:
    kind: ActorType
    body: type[Body]
    act: Callable[[BackofficeDoor, Signed, Any], CaseView]


def backoffice(house: Services) -> APIRouter:
    """The routes on the gateway's own database and settings.

    Raises:
        PolicyError: the rules cannot be used.
    """
    settings = house.settings
    secrets = {
        ActorType.SELLER: settings.backoffice_seller_secret.get_secret_value(),
        ActorType.PLATFORM: settings.backoffice_platform_secret.get_secret_value(),
        ActorType.PAYMENT: settings.backoffice_payment_secret.get_secret_value(),
    }
    door = BackofficeDoor(house.business, Policy.load(settings.policy_file), house.clock)
    return backoffice_router(door, secrets, house.threads, house.machine)


def backoffice_router(
    door: BackofficeDoor,
    secrets: Mapping[ActorType, str],
    threads: DatabaseThreads,
    machine: Clock,
) -> APIRouter:
    """The routes of the back office.

    Args:
        secrets: what each kind of actor signs with.
        machine: the machine's clock, by which signatures grow old.
    """
    router = APIRouter(
        prefix="/backoffice/api/v1", tags=["backoffice"], route_class=BackofficeRoute
    )

    @router.get("/payouts", openapi_extra={"parameters": _documented_headers(*_SIGNED)})
    async def payouts(request: Request, after: RefundNo | Literal[""] = "") -> PayoutsOut:
        """The refunds to be paid, as payment."""
        _check_signature(request, b"", secrets[ActorType.PAYMENT], machine)
        found = await threads.read(door.pending_payouts, after=after, limit=PAYOUTS_A_PAGE)
        return PayoutsOut(payouts=[PayoutOut.model_validate(asdict(payout)) for payout in found])

    for name, call in _CALLS.items():
        router.add_api_route(
            f"/cases/{{case_no}}/{name}",
            _endpoint(call, door, secrets[call.kind], threads, machine),
            methods=["POST"],
            name=name,
            summary=f"{name.replace('-', ' ').capitalize()}, as {call.kind.lower()}",
            responses={status: {"model": RefusalOut} for status in (400, 401, 404, 409, 422, 503)},
            openapi_extra=_documented(call),
        )
    return router


def _endpoint(
    call: _Call, door: BackofficeDoor, secret: str, threads: DatabaseThreads, machine: Clock
) -> Callable[..., Any]:
    async def decide(request: Request, case_no: str) -> CaseOut:
        raw = await request.body()
        signed = _signed(request, case_no, raw, secret, machine)
        proof = request.headers[SIGNATURE_HEADER]
        this_call = (request.url.path, signed.actor_id, signed.key)
        await threads.write(door.use_signature, proof, this_call, machine.now())
        body = call.body.model_validate_json(raw or b"{}")
        if not _CASE_NO.fullmatch(case_no):
            raise NotFound("CASE_NOT_FOUND")
        if call.kind is ActorType.SELLER:
            await threads.read(_only_own, door, signed)
        return CaseOut.of(await threads.write(call.act, door, signed, body))

    return decide


def _signed(request: Request, case_no: str, raw: bytes, secret: str, machine: Clock) -> Signed:
    actor = _check_signature(request, raw, secret, machine)
    key = request.headers.get(IDEMPOTENCY_HEADER, "")
    if not key:
        raise CallRefused("IDEMPOTENCY_KEY_MISSING")
    if not _KEY.fullmatch(key):
        raise CallRefused("IDEMPOTENCY_KEY_INVALID")
    return Signed(case_no, actor, key)


def _check_signature(request: Request, raw: bytes, secret: str, machine: Clock) -> str:
    """Let only the signed in; who acts."""
    headers = request.headers
    check(
        secret,
        timestamp=headers.get(TIMESTAMP_HEADER),
        signature=headers.get(SIGNATURE_HEADER),
        body=raw,
        now=machine.now(),
    )
    actor = headers.get(ACTOR_HEADER, "")
    if not _ACTOR.fullmatch(actor):
        raise CallRefused("ACTOR_INVALID")
    return actor


def _only_own(door: BackofficeDoor, signed: Signed) -> None:
    """Another seller's case does not exist."""
    if door.seller_of(signed.case_no) != signed.actor_id:
        raise NotFound("CASE_NOT_FOUND")


def _documented(call: _Call) -> dict[str, Any]:
    """The body is read only after its signature, so OpenAPI is told of it and the headers here."""
    return {
        "requestBody": {
            "required": call.body is not NothingIn,
            "content": {"application/json": {"schema": call.body.model_json_schema()}},
        },
        "parameters": _documented_headers(*_SIGNED, IDEMPOTENCY_HEADER),
    }


def _documented_headers(*names: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def _offer(door: BackofficeDoor, signed: Signed, body: OfferIn) -> CaseView:
    return door.counter_offer(signed.case_no, body.offer_fen, body.reason, **signed.names)


def _rule(door: BackofficeDoor, signed: Signed, body: RulingIn) -> CaseView:
    return door.rule(
        signed.case_no,
        for_buyer=body.for_buyer,
        reason=body.reason,
        approved_fen=body.approved_fen,
        without_return=body.without_return,
        **signed.names,
    )


def _paid(door: BackofficeDoor, signed: Signed, body: PaidIn) -> CaseView:
    if _refund(door, signed, body.out_refund_no).amount_fen != body.amount_fen:
        raise CallRefused("REFUND_MISMATCH")
    return door.refund_succeeded(body.out_refund_no, **signed.names)


def _not_paid(door: BackofficeDoor, signed: Signed, body: NotPaidIn) -> CaseView:
    _refund(door, signed, body.out_refund_no)
    return door.refund_failed(body.out_refund_no, body.reason, **signed.names)


def _refund(door: BackofficeDoor, signed: Signed, out_refund_no: str) -> RefundView:
    """The case's refund; the number in the signed body ties the signature to the case."""
    refund = door.refund_of(signed.case_no)
    if refund.out_refund_no != out_refund_no:
        raise CallRefused("REFUND_MISMATCH")
    return refund


_SELLER, _PLATFORM, _PAYMENT = ActorType.SELLER, ActorType.PLATFORM, ActorType.PAYMENT
_CALLS = {
    "approve": _Call(_SELLER, NothingIn, lambda door, on, _: door.approve(on.case_no, **on.names)),
    "reject": _Call(
        _SELLER, ReasonIn, lambda door, on, body: door.reject(on.case_no, body.reason, **on.names)
    ),
    "counter-offer": _Call(_SELLER, OfferIn, _offer),
    "confirm-receipt": _Call(
        _SELLER, NothingIn, lambda door, on, _: door.confirm_receipt(on.case_no, **on.names)
    ),
    "refuse-receipt": _Call(
        _SELLER,
        ReasonIn,
        lambda door, on, body: door.refuse_receipt(on.case_no, body.reason, **on.names),
    ),
    "rule": _Call(_PLATFORM, RulingIn, _rule),
    "retry-refund": _Call(
        _PLATFORM,
        NothingIn,
        lambda door, on, _: door.retry_refund(door.refund_of(on.case_no).out_refund_no, **on.names),
    ),
    "refund-succeeded": _Call(_PAYMENT, PaidIn, _paid),
    "refund-failed": _Call(_PAYMENT, NotPaidIn, _not_paid),
}
"""By the last part of its path: who may call it, what its body is, and the door's command."""
