"""Every refusal as ``{"error": {"code", "message"}}``, with a sentence for the person."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from bot.chat.errors import ChatError
from bot.desk.errors import DeskError
from bot.learning.errors import LearningError
from bot.words import Words

_log = structlog.get_logger(__name__)

_STATUS_OF = {
    "ALREADY_TAKEN": 409,
    "BAD_CREDENTIALS": 401,
    "CHIP_EXPIRED": 409,
    "CHIP_INVALID": 400,
    "NOT_FOUND": 404,
    "NOT_SIGNED_IN": 401,
    "NOT_YOURS": 409,
    "OWNERSHIP_LOST": 409,
    "UNKNOWN_LABEL": 422,
    "UPLOAD_NOT_FOUND": 404,
}
_REFUSAL_OF_STATUS = {
    404: ("NOT_FOUND", 404),
    405: ("METHOD_NOT_ALLOWED", 405),
    413: ("BODY_TOO_LARGE", 413),
}
_MALFORMED = ("INVALID_BODY", 422)


class ApiError(Exception):
    """A refusal of the gateway.

    Args:
        code: what clients are told; its sentence is the response ``utter_error_<code>``.
        status: the HTTP status.
        retry_after: after how many seconds it is worth another try.
    """

    def __init__(self, code: str, status: int, *, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after


def as_api_error(error: Exception) -> ApiError:
    """Any error as a refusal; one nobody foresaw is logged and becomes ``INTERNAL``."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, ChatError | DeskError | LearningError):
        return ApiError(error.code, _STATUS_OF[error.code])
    if isinstance(error, RequestValidationError | ValidationError):
        unknown = any(each["type"] == "extra_forbidden" for each in error.errors())
        return ApiError("UNKNOWN_FIELD" if unknown else "INVALID_BODY", 422)
    if isinstance(error, HTTPException):
        return ApiError(*_REFUSAL_OF_STATUS.get(error.status_code, _MALFORMED))
    _log.error("unforeseen", exc_info=error)
    return ApiError("INTERNAL", 500)


def error_body(error: ApiError, words: Words) -> dict[str, dict[str, str]]:
    """What a client gets to read."""
    sentence = words.say(f"utter_error_{error.code.lower()}")
    return {"error": {"code": error.code, "message": sentence}}


def error_response(error: ApiError, words: Words) -> JSONResponse:
    """The refusal as a response."""
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return JSONResponse(error_body(error, words), error.status, headers)


def install_error_handlers(app: FastAPI, words: Words) -> None:
    """Answer every error that leaves a route."""

    async def answer(_request: Request, error: Exception) -> JSONResponse:
        return error_response(as_api_error(error), words)

    known = (ApiError, ChatError, DeskError, LearningError, RequestValidationError, HTTPException)
    for kind in (*known, Exception):
        app.add_exception_handler(kind, answer)
