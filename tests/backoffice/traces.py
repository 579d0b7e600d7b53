"""What a call leaves behind and what it answers, as the back-office tests compare it."""

from __future__ import annotations

import requests
from sqlalchemy import func, select, text

from bot.aftersales.models import AfterSaleCase, CaseEvent, IdempotencyKey
from bot.aftersales.store import Store

UNKNOWN = "SH000000000000"


def fingerprint(store: Store) -> tuple[object, ...]:
    """Everything a refused call could have written."""
    with store.reading() as session:
        return (
            session.scalar(select(func.count(CaseEvent.id))),
            session.scalar(select(func.count()).select_from(IdempotencyKey)),
            tuple(session.execute(select(AfterSaleCase.case_no, AfterSaleCase.version))),
            session.scalar(text("SELECT last_id FROM audit_head")),
            session.scalar(text("SELECT count(*) FROM refunds")),
        )


def code(answer: requests.Response) -> tuple[int, str]:
    refusal = answer.json()["error"]
    assert refusal["message"]
    return answer.status_code, refusal["code"]
