"""How the shop's own systems sign what they send, and how it is checked.

No web framework is needed here: those who send use the same functions.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

TIMESTAMP_HEADER = "X-Timestamp"
SIGNATURE_HEADER = "X-Signature"
ACTOR_HEADER = "X-Actor"
IDEMPOTENCY_HEADER = "Idempotency-Key"

OLDEST_SECONDS = 300
"""How long a signature holds. A clock that runs ahead may do so by as much."""

_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?", re.ASCII)


class SignatureRefused(Exception):
    """A call is not signed as it must be.

    Args:
        code: BAD_SIGNATURE, TIMESTAMP_INVALID or TIMESTAMP_TOO_OLD.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def timestamp_of(now: datetime) -> str:
    """``now`` as X-Timestamp says it: so finely that each call has a signature of its own."""
    return f"{now.timestamp():.6f}"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of ``body`` sent at ``timestamp``, in seconds since 1970."""
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


def check(
    secret: str, *, timestamp: str | None, signature: str | None, body: bytes, now: datetime
) -> None:
    """Let only those pass who know ``secret`` and have signed lately.

    The signature is looked at first: whoever does not know the secret learns nothing else.

    Args:
        now: by the machine's clock, since the callers' clocks follow real time as well.

    Raises:
        SignatureRefused: BAD_SIGNATURE, TIMESTAMP_INVALID or TIMESTAMP_TOO_OLD.
    """
    expected = sign(secret, timestamp or "", body)
    if not hmac.compare_digest((signature or "").encode(), expected.encode()):
        raise SignatureRefused("BAD_SIGNATURE")
    if timestamp is None or not _SECONDS.fullmatch(timestamp):
        raise SignatureRefused("TIMESTAMP_INVALID")
    age = now.timestamp() - float(timestamp)
    if age > OLDEST_SECONDS:
        raise SignatureRefused("TIMESTAMP_TOO_OLD")
    if age < -OLDEST_SECONDS:
        raise SignatureRefused("TIMESTAMP_INVALID")
