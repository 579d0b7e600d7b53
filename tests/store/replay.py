"""Rebuilds a case from its events alone, to compare it with its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.aftersales.cases import RULES, Event
from bot.aftersales.models import AfterSaleCase, CaseEvent
from tests.store.snapshot import Row

_NOT_REPLAYED = {"version"}


def assert_history_is_whole(session: Session, case_no: str) -> None:
    """The stored events form a legal path without gaps, and replaying them gives the row."""
    cases, events = AfterSaleCase.__table__, CaseEvent.__table__
    connection = session.connection()
    case = connection.execute(select(cases).where(cases.c.case_no == case_no)).mappings().one()
    steps = connection.execute(
        select(events).where(events.c.case_no == case_no).order_by(events.c.seq)
    ).mappings()
    assert_replays(dict(case), [dict(step) for step in steps])


def assert_replays(case: Row, steps: Sequence[Row]) -> None:
    """``steps``, in order, are a legal path without gaps and rebuild ``case``."""
    assert [step["seq"] for step in steps] == list(range(1, len(steps) + 1))
    assert case["version"] == len(steps)
    assert steps[-1]["to_status"] is case["status"]
    replayed: dict[str, Any] = {}
    before = None
    for step in steps:
        rule = RULES[Event(step["event"])]
        assert step["from_status"] is before
        assert step["actor_type"] is rule.actor
        assert (before is None) == (step["event"] == Event.SUBMIT)
        if before is not None:
            assert before in rule.sources
            possible = rule.targets.get(case["type"], ()) if rule.targets else (before,)
            assert step["to_status"] in possible
        replayed.update(step["payload"]["changes"])
        before = step["to_status"]
    for name, value in case.items():
        if name not in _NOT_REPLAYED:
            stored = replayed[name]
            if isinstance(value, datetime):
                stored = datetime.fromisoformat(stored)
            assert stored == value, name
