"""Who may speak: only buyers with a fresh, short-lived, genuine token."""

from __future__ import annotations

import time
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.clock import SystemClock
from bot.gateway.auth import TokenReader
from bot.gateway.errors import ApiError
from tests.gateway.running import RunningGateway, code_of, token_for


def _answer(gateway: RunningGateway, authorization: str | None) -> str:
    headers = {} if authorization is None else {"Authorization": authorization}
    with gateway.http(**headers) as http:
        response = http.get("/api/v1/conversation")
    assert response.status_code == 401
    return code_of(response)


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Basic dTpw"])
def test_without_a_token_nobody_gets_in(gateway: RunningGateway, authorization: str | None) -> None:
    assert _answer(gateway, authorization) == "TOKEN_MISSING"


def test_an_expired_token_is_told_apart(gateway: RunningGateway) -> None:
    now = int(time.time())
    token = token_for("U1", iat=now - 7200, exp=now - 3600)

    assert _answer(gateway, f"Bearer {token}") == "TOKEN_EXPIRED"


@pytest.mark.parametrize(
    "token",
    [
        "not.a.token",
        token_for("U1", secret="another-secret-of-at-least-32-characters"),
        token_for("U1", exp=None),
        token_for("", sub="  "),
        token_for("U" * 65),
        jwt.encode({"sub": "U1", "exp": int(time.time()) + 60}, None, "none"),
    ],
    ids=["garbage", "forged", "no end", "nobody", "endless name", "unsigned"],
)
def test_a_token_that_is_not_genuine_is_refused(gateway: RunningGateway, token: str) -> None:
    assert _answer(gateway, f"Bearer {token}") == "TOKEN_INVALID"


@pytest.mark.parametrize("issued", [0, None, 86_400])
def test_a_token_that_lives_longer_than_an_hour_is_refused(
    gateway: RunningGateway, issued: int | None
) -> None:
    now = int(time.time())
    token = token_for("U1", iat=None if issued is None else now - issued, exp=now + 2 * 3600)

    assert _answer(gateway, f"Bearer {token}") == "TOKEN_INVALID"


def test_the_app_may_sign_with_a_private_key_instead(
    gateway: RunningGateway, tmp_path: Path
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    path = tmp_path / "public.pem"
    path.write_bytes(public)
    settings = gateway.settings.model_copy(update={"jwt_public_key_file": path})
    reader = TokenReader(settings, SystemClock())
    claims = {"sub": "U1", "exp": int(time.time()) + 600}

    assert reader.read(jwt.encode(claims, key, "RS256")).buyer_id == "U1"
    with pytest.raises(ApiError, match="TOKEN_INVALID"):
        reader.read(token_for("U1"))
