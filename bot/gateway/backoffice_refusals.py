"""Whatever goes wrong in a back-office call, as a typed JSON error for the shop's programmers."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.aftersales.errors import AftersalesError, NotFound
from bot.gateway.backoffice_bodies import Fault, RefusalBody, RefusalOut
from bot.gateway.backoffice_signature import SignatureRefused

_log = structlog.get_logger(__name__)
KNOWN = {
    "BAD_SIGNATURE": (401, "The signature does not fit the timestamp and the body."),
    "TIMESTAMP_INVALID": (401, "X-Timestamp must be the present time in seconds since 1970."),
    "TIMESTAMP_TOO_OLD": (401, "The call was signed more than five minutes ago."),
    "SIGNATURE_USED": (
        401,
        "The signature came with another call. Sign each call anew; X-Timestamp takes decimals.",
    ),
    "ACTOR_INVALID": (400, "X-Actor must name who acts, in 1 to 64 visible ASCII characters."),
    "IDEMPOTENCY_KEY_MISSING": (400, "Idempotency-Key is missing."),
    "IDEMPOTENCY_KEY_INVALID": (400, "Idempotency-Key must be 1 to 128 visible ASCII characters."),
    "INVALID_BODY": (422, "The body or the query does not have the form of this call."),
    "UNKNOWN_FIELD": (422, "The body has a field that this call does not know."),
    "AMOUNT_NOT_POSSIBLE": (422, "The amount is out of range for this case."),
    "CASE_NOT_FOUND": (404, "There is no such case."),
    "REFUND_MISMATCH": (409, "The refund of this case has another number or amount."),
    "NOT_POSSIBLE_NOW": (409, "The case stands where this is not possible."),
    "NO_FURTHER_OFFER": (409, "The buyer may turn to the platform: approve or reject."),
    "IDEMPOTENCY_CONFLICT": (409, "The Idempotency-Key was used for something else."),
    "CONCURRENT_CHANGE": (409, "The case was changed in the meantime; asking again is safe."),
    "BUSY": (503, "The database is busy; asking again is safe."),
}
"""By code: the HTTP status, and a sentence."""

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class CallRefused(Exception):
    """A back-office call is refused before it reaches the business.

    Args:
        code: one that stands in the table above.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BackofficeRoute(APIRoute):
    """A route that answers every foreseen error with a code and a sentence."""

    def get_route_handler(self) -> _Handler:
        """See the parent class."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except (
                CallRefused,
                SignatureRefused,
                ValidationError,
                RequestValidationError,
                AftersalesError,
                IntegrityError,
                OperationalError,
            ) as error:
                status, body = _refusal(error)
            _log.warning("backoffice_refused", path=request.url.path, code=body.code)
            return JSONResponse(RefusalOut(error=body).model_dump(), status)

        return answer


def _refusal(error: Exception) -> tuple[int, RefusalBody]:
    if isinstance(error, ValidationError):
        return _malformed(error)
    if isinstance(error, AftersalesError):
        fallback = 404 if isinstance(error, NotFound) else 409
        status, sentence = KNOWN.get(error.code, (fallback, "The rules stand against it."))
        return status, RefusalBody(code=error.code, message=sentence, params=error.params)
    if isinstance(error, CallRefused | SignatureRefused):
        return _plain(error.code)
    if isinstance(error, RequestValidationError):
        return _plain("INVALID_BODY")
    # Two calls that raced for one key end in the database's own refusal; the second try sees it.
    return _plain("CONCURRENT_CHANGE" if isinstance(error, IntegrityError) else "BUSY")


def _plain(code: str) -> tuple[int, RefusalBody]:
    status, sentence = KNOWN[code]
    return status, RefusalBody(code=code, message=sentence)


def _malformed(error: ValidationError) -> tuple[int, RefusalBody]:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    unknown = any(each["type"] == "extra_forbidden" for each in found)
    code = "UNKNOWN_FIELD" if unknown else "INVALID_BODY"
    status, sentence = KNOWN[code]
    faults = [
        Fault(field=".".join(str(step) for step in each["loc"]), problem=each["msg"])
        for each in found
    ]
    return status, RefusalBody(code=code, message=sentence, fields=faults)
