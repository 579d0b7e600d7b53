"""The same command asked for twice is carried out once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.aftersales.errors import AftersalesError, IdempotencyConflict
from bot.aftersales.models import IdempotencyKey

_KEY_LENGTH = 128


@dataclass(frozen=True)
class Command:
    """Something asked for under a key.

    Args:
        scope: whose keys these are; two scopes never meet.
        key: chosen by the one who asks, the same when asking again; 1 to 128 characters.
        payload: the command's name and arguments, as JSON can hold them.

    Raises:
        AftersalesError: IDEMPOTENCY_KEY_INVALID, the key is empty or too long.
    """

    scope: str
    key: str
    payload: tuple[Any, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.key) <= _KEY_LENGTH:
            raise AftersalesError("IDEMPOTENCY_KEY_INVALID", {"max_length": _KEY_LENGTH})

    @property
    def payload_hash(self) -> str:
        """A fingerprint of what is asked for."""
        plain = json.dumps(self.payload, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()


def buyers_command(buyer_id: str, key: str, name: str, *arguments: Any) -> Command:
    """What a buyer asks for under ``key``; raises as ``Command`` does."""
    return Command(f"buyer:{buyer_id}", key, (str(name), *arguments))


def earlier_case(session: Session, command: Command) -> str | None:
    """The number of the case that the command has given already, None when it is new.

    Raises:
        IdempotencyConflict: the key was used for something else.
    """
    known = session.get(IdempotencyKey, (command.scope, command.key))
    if known is None:
        return None
    if known.payload_hash != command.payload_hash:
        raise IdempotencyConflict
    return known.case_no


def remember(session: Session, command: Command, case_no: str, now: datetime) -> None:
    """Store that the command has been carried out on ``case_no``."""
    session.add(
        IdempotencyKey(
            scope=command.scope,
            key=command.key,
            payload_hash=command.payload_hash,
            case_no=case_no,
            created_at=now,
        )
    )
    session.flush()
