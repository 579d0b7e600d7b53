"""What makes a case wait for a person: never an accusation, only no automatic approval."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.aftersales.models import Evidence

EVIDENCE_SEEN_ELSEWHERE = "EVIDENCE_SEEN_ELSEWHERE"


def flags(session: Session, buyer_id: str, evidence: Iterable[Evidence]) -> list[str]:
    """The flags that ``evidence`` raises: the same file or picture came from another buyer."""
    files = list(evidence)
    same = or_(
        Evidence.sha256.in_([file.sha256 for file in files]),
        Evidence.phash.in_([file.phash for file in files if file.phash]),
    )
    seen = session.scalar(
        select(select(Evidence.id).where(Evidence.buyer_id != buyer_id, same).exists())
    )
    return [EVIDENCE_SEEN_ELSEWHERE] if seen else []
