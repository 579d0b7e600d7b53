"""Rebuilds a case from its events alone, to compare it with its row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from bot.aftersales.cases import RULES, Event
from bot.aftersales.models import AfterSaleCase, CaseEvent

_NOT_REPLAYED = {"version"}


def assert_history_is_whole(session: Session, case_no: str) -> None:
    """The events form a legal path without gaps, and replaying them gives the row."""
    steps = session.scalars(
        select(CaseEvent).where(CaseEvent.case_no == case_no).order_by(CaseEvent.seq)
    ).all()
    case = session.get_one(AfterSaleCase, case_no)
    assert [step.seq for step in steps] == list(range(1, len(steps) + 1))
    assert steps[-1].to_status == case.status
    replayed: dict[str, Any] = {}
    before = None
    for step in steps:
        rule = RULES[Event(step.event)]
        assert step.from_status == before
        assert step.actor_type is rule.actor
        if before is not None:
            assert before in rule.sources
            assert step.to_status in (rule.targets.get(case.type) or (before,))
        replayed.update(step.payload["changes"])
        before = step.to_status
    for column in inspect(AfterSaleCase).column_attrs:
        if column.key not in _NOT_REPLAYED:
            value = getattr(case, column.key)
            stored = replayed[column.key]
            if isinstance(value, datetime):
                stored = datetime.fromisoformat(stored)
            assert stored == value, column.key
