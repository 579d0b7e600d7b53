"""Who the buyer is: a token signed by the app's own backend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import jwt

from bot.clock import Clock
from bot.gateway.errors import ApiError
from bot.settings import Settings

LIFETIME_SECONDS = 3600
_LEEWAY_SECONDS = 5
_LONGEST_BUYER_ID = 64


@dataclass(frozen=True)
class BuyerToken:
    """A buyer who is signed in until ``expires_at`` (Unix seconds)."""

    buyer_id: str
    expires_at: int


class TokenReader:
    """Reads buyers' tokens: HS256 with the shared secret, or RS256 when a public key is set.

    Args:
        machine: the machine's clock; tokens come from another machine that follows real time.

    Raises:
        OSError: the public key cannot be read.
    """

    def __init__(self, settings: Settings, machine: Clock) -> None:
        if settings.jwt_public_key_file is None:
            self._key: str = settings.jwt_secret.get_secret_value()
            self._algorithm = "HS256"
        else:
            self._key = settings.jwt_public_key_file.read_text(encoding="ascii")
            self._algorithm = "RS256"
        self._machine = machine

    def from_header(self, authorization: str | None) -> BuyerToken:
        """The buyer named by an ``Authorization`` header.

        Raises:
            ApiError: TOKEN_MISSING, TOKEN_EXPIRED or TOKEN_INVALID.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise ApiError("TOKEN_MISSING", 401)
        return self.read(token.strip())

    def read(self, token: str) -> BuyerToken:
        """The buyer named by ``token``, which may live for one hour at most.

        Raises:
            ApiError: TOKEN_EXPIRED or TOKEN_INVALID.
        """
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[self._algorithm],
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "sub"], "verify_aud": False},
            )
        except jwt.ExpiredSignatureError:
            raise ApiError("TOKEN_EXPIRED", 401) from None
        except jwt.PyJWTError:
            raise ApiError("TOKEN_INVALID", 401) from None
        buyer_id, expires_at = str(claims["sub"]), int(claims["exp"])
        now = self._machine.now().timestamp()
        issued_at = claims.get("iat", now)
        begins_at = min(issued_at, now)
        too_long = expires_at - begins_at > LIFETIME_SECONDS + _LEEWAY_SECONDS
        if too_long or not buyer_id.strip() or len(buyer_id) > _LONGEST_BUYER_ID:
            raise ApiError("TOKEN_INVALID", 401)
        return BuyerToken(buyer_id, expires_at)


def issue_token(secret: str, buyer_id: str, now: datetime) -> tuple[str, datetime]:
    """A token for trying things out, good for one hour, and when it ends.

    Args:
        now: by the machine's clock.
    """
    issued_at = int(now.timestamp())
    expires_at = issued_at + LIFETIME_SECONDS
    claims = {"sub": buyer_id, "iat": issued_at, "exp": expires_at}
    token = jwt.encode(claims, secret, algorithm="HS256")
    return token, datetime.fromtimestamp(expires_at, tz=now.tzinfo)
