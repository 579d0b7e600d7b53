"""How much is let in: bodies by size, calls by token buckets."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address
from typing import Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway.errors import ApiError, error_response
from bot.words import Words

BODY_BYTES = 64 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024 + BODY_BYTES
UPLOAD_PATH = "/api/v1/uploads"

_BUYERS_BEHIND_ONE_ADDRESS = 30
_MOST_BUCKETS = 50_000


class Buckets(Protocol):
    """Token buckets, one a key."""

    async def take(self, key: str, per_minute: int) -> float:
        """Take one token; 0, or the seconds until there is one."""
        ...


class LocalBuckets:
    """Buckets of this process. The least used go when there are too many."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def take(self, key: str, per_minute: int) -> float:
        """Take one token; 0, or the seconds until there is one."""
        now = self._now()
        rate = per_minute / 60
        tokens, at = self._buckets.get(key, (float(per_minute), now))
        tokens = min(float(per_minute), tokens + (now - at) * rate)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / rate
        self._buckets[key] = (tokens - 1 if wait == 0 else tokens, now)
        self._buckets.move_to_end(key)
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return wait


class RateLimits:
    """Who may call how often.

    Args:
        messages_per_minute: of one buyer.
    """

    def __init__(self, buckets: Buckets, messages_per_minute: int) -> None:
        self._buckets = buckets
        self._messages = messages_per_minute

    async def message(self, buyer_id: str, address: str) -> None:
        """A buyer writes or uploads.

        Raises:
            ApiError: RATE_LIMITED.
        """
        await self._take(f"buyer:{buyer_id}", self._messages)
        await self._address(address)

    async def look(self, buyer_id: str, address: str) -> None:
        """A buyer reads or does something small; ten times as often as they may write.

        Raises:
            ApiError: RATE_LIMITED.
        """
        await self._take(f"look:{buyer_id}", 10 * self._messages)
        await self._address(address)

    async def sign_in(self, username: str, address: str) -> None:
        """Somebody tries a password.

        Raises:
            ApiError: RATE_LIMITED.
        """
        await self._take(f"name:{username}", 10)
        await self._take(f"door:{address}", 30)

    async def _address(self, address: str) -> None:
        # Our own proxy names the caller; what comes from this machine itself is the operator's.
        if not _is_loopback(address):
            per_minute = self._messages * _BUYERS_BEHIND_ONE_ADDRESS
            await self._take(f"address:{address}", per_minute)

    async def _take(self, key: str, per_minute: int) -> None:
        wait = await self._buckets.take(key, per_minute)
        if wait > 0:
            raise ApiError("RATE_LIMITED", 429, retry_after=max(1, math.ceil(wait)))


class BodyLimit:
    """Middleware that reads small bodies whole before anybody parses them, and refuses others.

    Uploads pass unread; only their announced and their real size are watched.
    """

    def __init__(self, app: ASGIApp, words: Words) -> None:
        self._app = app
        self._words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        uploading = scope["path"] == UPLOAD_PATH
        limit, code = (
            (UPLOAD_BYTES, "FILE_TOO_LARGE") if uploading else (BODY_BYTES, "BODY_TOO_LARGE")
        )
        too_large = ApiError(code, 413)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            await error_response(too_large, self._words)(scope, receive, send)
            return
        if uploading:
            await self._app(scope, _counting(receive, limit, too_large), send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > limit:
                await error_response(too_large, self._words)(scope, receive, send)
                return
        await self._app(scope, _replaying(body, receive), send)


def _replaying(body: bytes, receive: Receive) -> Receive:
    handed_out = False

    async def replay() -> Message:
        nonlocal handed_out
        if handed_out:
            return await receive()
        handed_out = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _counting(receive: Receive, limit: int, too_large: ApiError) -> Receive:
    total = 0

    async def count() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise too_large
        return message

    return count


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
