"""The action server: on loopback, answering only who knows the token, echoing no tracker."""

from __future__ import annotations

import hmac
from typing import Any

import structlog
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from actions.answers import AnswerQuestion, SmallTalk
from actions.buyer_action import BuyerAction
from actions.cases.asked import (
    AddEvidence,
    ExplainRefundAmount,
    LoneValue,
    QueryRefundStatus,
    UrgeRefund,
)
from actions.cases.form import CarryOutCaseCommand, ValidateCaseForm
from actions.cases.heard_first import HeardFirst
from actions.filing.form import ValidateRefundForm
from actions.filing.submitting import AnswerYesOrNo, StopFiling, SubmitRefund
from actions.not_understood import NotUnderstood
from actions.orders import QueryOrder
from actions.people import ApplyExchange, HandoffClient, RequestHuman
from bot.settings import Settings
from bot.wiring import BuyerSide, buyer_side

log = structlog.get_logger()

_ACTIONS: tuple[type[BuyerAction], ...] = (
    AddEvidence,
    AnswerQuestion,
    AnswerYesOrNo,
    CarryOutCaseCommand,
    ExplainRefundAmount,
    LoneValue,
    NotUnderstood,
    QueryOrder,
    QueryRefundStatus,
    SmallTalk,
    StopFiling,
    SubmitRefund,
    UrgeRefund,
    ValidateCaseForm,
    ValidateRefundForm,
)

# What an answer about a case may be taken for.
_MAY_BE_ABOUT_A_CASE: tuple[type[BuyerAction], ...] = (
    AddEvidence,
    AnswerQuestion,
    AnswerYesOrNo,
    ExplainRefundAmount,
    LoneValue,
    NotUnderstood,
    QueryOrder,
    SmallTalk,
    StopFiling,
    ValidateRefundForm,
)


def all_actions(side: BuyerSide, client: HandoffClient) -> list[BuyerAction]:
    """Every action of ``domain.yml``, ready to run."""
    alone = [action(side) for action in _ACTIONS]
    heard = [HeardFirst(one) if isinstance(one, _MAY_BE_ABOUT_A_CASE) else one for one in alone]
    return [*heard, RequestHuman(side, client), ApplyExchange(side, client)]


def build(settings: Settings) -> Sanic[Any, Any]:
    """The server's application."""
    token = settings.service_token.get_secret_value()
    client = HandoffClient(settings.gateway_url, token)
    executor = ActionExecutor()
    for action in all_actions(buyer_side(settings), client):
        executor.register_action(action)
    app: Sanic[Any, Any] = create_app(executor, cors_origins=None)
    # The SDK's own handler, already registered, echoes the whole tracker to the caller.
    app.error_handler.cached_handlers[(Exception, None)] = _failed

    @app.middleware("request")
    async def only_rasa(request: Request) -> HTTPResponse | None:
        if request.path == "/health" or hmac.compare_digest(request.args.get("token") or "", token):
            return None
        return json({"error": "FORBIDDEN"}, status=403)

    return app


async def _failed(request: Request, error: Exception) -> HTTPResponse:
    log.error("action_server_error", path=request.path, exc_info=error)
    return json({"error": "INTERNAL"}, status=500)
