"""What makes a case wait for a person: never an accusation, only no automatic approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.aftersales.models import Evidence

EVIDENCE_SEEN_ELSEWHERE = "EVIDENCE_SEEN_ELSEWHERE"

_HASH_BITS = 64
_ALIKE_BITS = 6
"""How many bits of the picture hash a crop, a scaling or a stronger compression may change."""

_COMPARED = 1000
"""How many of the latest pictures are compared bit by bit; equal ones are found however old."""


def flags(session: Session, buyer_id: str, evidence: Iterable[Evidence]) -> list[str]:
    """The flags that ``evidence`` raises: the same file or picture came from another buyer."""
    files = list(evidence)
    hashes = [file.phash for file in files if file.phash]
    seen = _seen_equal(session, buyer_id, files, hashes) or _seen_alike(session, buyer_id, hashes)
    return [EVIDENCE_SEEN_ELSEWHERE] if seen else []


def _seen_equal(
    session: Session, buyer_id: str, files: Sequence[Evidence], hashes: Sequence[str]
) -> bool:
    same = or_(
        Evidence.sha256.in_([file.sha256 for file in files]),
        Evidence.phash.in_(hashes),
    )
    found = select(Evidence.id).where(Evidence.buyer_id != buyer_id, same)
    return bool(session.scalar(select(found.exists())))


def _seen_alike(session: Session, buyer_id: str, hashes: Sequence[str]) -> bool:
    pictures = [bits for text in hashes if _is_telling(bits := int(text, 16))]
    if not pictures:
        return False
    latest = session.scalars(
        select(Evidence.phash)
        .where(Evidence.buyer_id != buyer_id, Evidence.phash.is_not(None))
        .order_by(Evidence.created_at.desc())
        .limit(_COMPARED)
    )
    others = [int(text, 16) for text in latest if text]
    return any(
        (picture ^ other).bit_count() <= _ALIKE_BITS for picture in pictures for other in others
    )


def _is_telling(bits: int) -> bool:
    """Whether the hash says something: a blank sheet is like any other, and no sign of anything."""
    return _ALIKE_BITS < bits.bit_count() < _HASH_BITS - _ALIKE_BITS
