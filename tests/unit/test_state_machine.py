"""The table of events, as data: what it must never allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.aftersales.cases import RULES, Event, is_open, target
from bot.aftersales.codes import TERMINAL_STATUSES, ActorType, CaseStatus, CaseType
from bot.aftersales.diagram import page
from bot.aftersales.errors import Refused

DIAGRAM = Path(__file__).parents[2] / "docs" / "business" / "state-machine.md"


def test_every_event_has_a_rule() -> None:
    assert set(RULES) == set(Event)


def test_terminal_statuses_have_no_exits() -> None:
    assert not any(rule.sources & TERMINAL_STATUSES for rule in RULES.values())
    assert not any(is_open(status) for status in TERMINAL_STATUSES)


def test_every_status_can_be_reached_and_every_open_one_left() -> None:
    reached = {status for rule in RULES.values() for to in rule.targets.values() for status in to}
    left = {status for rule in RULES.values() if rule.targets for status in rule.sources}
    assert reached == set(CaseStatus)
    assert left == set(CaseStatus) - TERMINAL_STATUSES


def test_only_the_payment_ends_a_refund() -> None:
    leaving = {
        rule.actor
        for rule in RULES.values()
        if rule.targets and CaseStatus.REFUNDING in rule.sources
    }
    assert leaving == {ActorType.PAYMENT}


def test_a_return_is_never_approved_by_silence() -> None:
    assert target(Event.AUTO_APPROVE, CaseStatus.PENDING_SELLER, CaseType.REFUND_ONLY)
    with pytest.raises(Refused):
        target(Event.AUTO_APPROVE, CaseStatus.PENDING_SELLER, CaseType.RETURN_REFUND)


def test_agreement_sends_a_return_back_first() -> None:
    agreed = {type_: target(Event.APPROVE, CaseStatus.PENDING_SELLER, type_) for type_ in CaseType}
    assert agreed == {
        CaseType.REFUND_ONLY: CaseStatus.REFUNDING,
        CaseType.RETURN_REFUND: CaseStatus.AWAITING_RETURN,
    }


def test_the_published_diagram_is_up_to_date() -> None:
    published = DIAGRAM.read_text(encoding="utf-8")
    command = "python -m bot.aftersales.diagram > docs/business/state-machine.md"
    assert published == page(), command
