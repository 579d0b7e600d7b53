"""Talks with the running gateway over HTTP, as a buyer's app does."""

from __future__ import annotations

from types import TracebackType
from typing import Any
from uuid import uuid4

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.cli.errors import CommandError
from bot.clock import SystemClock
from bot.gateway.auth import issue_token
from bot.gateway.schemas import AnsweredOut, MessageOut
from bot.settings import Settings

_TIMEOUT_SECONDS = 25.0
_MESSAGES = "/api/v1/messages"


class _Refusal(BaseModel):
    model_config = ConfigDict(extra="ignore")

    code: str
    message: str


class _Refused(BaseModel):
    error: _Refusal


class Talk:
    """A conversation of one buyer with the bot.

    Args:
        settings: where the gateway is, and the secret that buyers' tokens are signed with.
        transport: how to reach the gateway; None for the network.
    """

    def __init__(
        self, settings: Settings, buyer_id: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        secret = settings.jwt_secret.get_secret_value()
        token, _ = issue_token(secret, buyer_id, SystemClock().now())
        self._client = httpx.Client(
            base_url=settings.gateway_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,
        )

    def __enter__(self) -> Talk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def say(self, text: str) -> list[MessageOut]:
        """What the bot answers to a line.

        Raises:
            CommandError: the gateway does not run, is too slow, or refuses.
        """
        return self._send({"text": text})

    def tap(self, token: str) -> list[MessageOut]:
        """What the bot answers to a tapped chip.

        Raises:
            CommandError: the gateway does not run, is too slow, or refuses.
        """
        return self._send({"chip": token})

    def _send(self, body: dict[str, Any]) -> list[MessageOut]:
        try:
            response = self._client.post(
                _MESSAGES, params={"wait": 1}, json={"client_msg_id": uuid4().hex, **body}
            )
        except httpx.ConnectError as error:
            where = self._client.base_url
            raise CommandError(f"no gateway at {where}: start it with `make run`") from error
        except httpx.TimeoutException as error:
            raise CommandError(f"no answer within {_TIMEOUT_SECONDS:.0f} seconds") from error
        except httpx.HTTPError as error:
            raise CommandError(f"the gateway broke off: {error}") from error
        return _read(response)


def _read(response: httpx.Response) -> list[MessageOut]:
    try:
        if response.is_success:
            return AnsweredOut.model_validate_json(response.content).replies
        refusal = _Refused.model_validate_json(response.content).error
    except ValidationError as error:
        raise CommandError(f"the gateway's answer is not understood: {response.status_code}") from (
            error
        )
    raise CommandError(f"{refusal.code}: {refusal.message}")
