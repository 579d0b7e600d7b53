"""The audit log: append-only, each line bound to the one before it by a hash.

Kept for at least three years (E-Commerce Law of the PRC, art. 31).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, SessionTransaction

from bot.aftersales.codes import ActorType
from bot.aftersales.models import AuditEntry, AuditHead

_GENESIS = "0" * 64
"""The hash before the first line; the migration that makes the tables writes it as the end."""

_HEAD = "audit_head"
_BATCH = 1000
"""How many lines are in memory at once while the log is checked."""


@dataclass(frozen=True)
class AuditReport:
    """What a check of the log found. ``broken_at`` is the first line that does not fit."""

    lines: int
    broken_at: int | None


def append(
    session: Session,
    *,
    at: datetime,
    actor_type: ActorType,
    actor_id: str,
    action: str,
    subject: str,
    payload: Mapping[str, Any],
) -> None:
    """Add one line. Others who add one wait until this transaction has ended."""
    head = _locked_head(session)
    entry = AuditEntry(
        id=head.last_id + 1,
        at=at.astimezone(UTC).isoformat(),
        actor_type=actor_type,
        actor_id=actor_id,
        action=str(action),
        subject=subject,
        payload=json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        prev_hash=head.last_hash,
    )
    entry.hash = _hash(entry)
    head.last_id, head.last_hash = entry.id, entry.hash
    session.add(entry)


def verify(session: Session) -> AuditReport:
    """Read the whole log and check every link of the chain, its numbering and its end."""
    lines, prev_hash = 0, _GENESIS
    in_order = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=_BATCH)
    for entry in session.scalars(in_order):
        lines += 1
        if entry.id != lines or entry.prev_hash != prev_hash or entry.hash != _hash(entry):
            return AuditReport(lines, broken_at=lines)
        prev_hash = entry.hash
    head = session.scalars(select(AuditHead)).one()
    complete = (head.last_id, head.last_hash) == (lines, prev_hash)
    return AuditReport(lines, broken_at=None if complete else lines + 1)


def _locked_head(session: Session) -> AuditHead:
    """The end of the log, nobody else's until the transaction ends; asked for once in each."""
    transaction = session.get_transaction()
    known: tuple[SessionTransaction | None, AuditHead] | None = session.info.get(_HEAD)
    if known is not None and known[0] is transaction:
        return known[1]
    head = session.scalars(
        select(AuditHead).with_for_update().execution_options(populate_existing=True)
    ).one()
    session.info[_HEAD] = (transaction, head)
    return head


def _hash(entry: AuditEntry) -> str:
    parts = (
        str(entry.id),
        entry.at,
        str(entry.actor_type),
        entry.actor_id,
        entry.action,
        entry.subject,
        entry.payload,
        entry.prev_hash,
    )
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
