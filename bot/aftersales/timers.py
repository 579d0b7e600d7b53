"""What time does to cases: reminders, automatic approval, offers and days that run out.

A case says itself when it is next due (``next_due_at``); whatever fires sets the next instant
or none. Running twice therefore does nothing that running once has not done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.aftersales import lookup, payouts, reservations
from bot.aftersales.cases import Actor, Event, record
from bot.aftersales.codes import ActorType, CaseStatus
from bot.aftersales.deadlines import at_rest, on_seller_turn
from bot.aftersales.errors import AftersalesError
from bot.aftersales.guards import approves_itself
from bot.aftersales.models import AfterSaleCase
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.clock import SHANGHAI

_log = structlog.get_logger(__name__)
_SYSTEM = Actor(ActorType.SYSTEM, "timers")
_BATCH = 500
"""How many cases a run does at most."""

_TOGETHER = 100
"""How many of them share a transaction."""


class _Due(NamedTuple):
    case_no: str
    buyer_id: str


@dataclass(frozen=True)
class TimerReport:
    """What a run has done: how often each event was made, and which cases failed.

    ``more`` says that the run stopped at its limit and another one has work to do.
    """

    events: Mapping[str, int]
    failed: tuple[str, ...]
    more: bool


class Timers:
    """Does what time has made due.

    Args:
        store: where the business is kept.
        policy: the rules in force.
    """

    def __init__(self, store: Store, policy: Policy) -> None:
        self._store = store
        self._policy = policy

    def run(self, now: datetime) -> TimerReport:
        """Do everything due strictly before ``now``, many cases in one transaction.

        A case that fails is logged and reported, and does not keep the others waiting: those
        that shared its transaction are done again, each in one of its own.
        """
        now = now.astimezone(SHANGHAI)
        fired: dict[str, Event] = {}
        failed: list[str] = []
        due = self._due(now)
        for start in range(0, len(due), _TOGETHER):
            some = due[start : start + _TOGETHER]
            try:
                fired.update(self._fire(some, now))
            except (AftersalesError, SQLAlchemyError) as error:
                _log.warning("timers_one_by_one", cases=len(some), error=type(error).__name__)
                for one in some:
                    try:
                        fired.update(self._fire([one], now))
                    except (AftersalesError, SQLAlchemyError) as its_error:
                        _log.error(
                            "timer_failed", case_no=one.case_no, error=type(its_error).__name__
                        )
                        failed.append(one.case_no)
        return TimerReport(dict(Counter(fired.values())), tuple(failed), more=len(due) == _BATCH)

    def _due(self, now: datetime) -> list[_Due]:
        with self._store.reading() as session:
            rows = session.execute(
                select(AfterSaleCase.case_no, AfterSaleCase.buyer_id)
                .where(AfterSaleCase.next_due_at < now)
                .order_by(AfterSaleCase.next_due_at)
                .limit(_BATCH)
            )
            return [_Due(row.case_no, row.buyer_id) for row in rows]

    def _fire(self, some: Sequence[_Due], now: datetime) -> dict[str, Event]:
        """Do what is due to the cases: all or none; those that somebody else did are left out."""
        fired: dict[str, Event] = {}
        with self._store.transaction() as session:
            lookup.lock_buyers(session, {due.buyer_id for due in some})
            # Nothing is read that was written here: the rows of all cases go out together.
            with session.no_autoflush:
                for case in lookup.cases(session, [due.case_no for due in some]):
                    if case.next_due_at is not None and case.next_due_at < now:
                        fired[case.case_no] = self._apply(session, case, now)
        for case_no, event in fired.items():
            _log.info("timer_fired", case_no=case_no, timer=event)
        return fired

    def _apply(self, session: Session, case: AfterSaleCase, now: datetime) -> Event:
        if case.status is CaseStatus.PENDING_SELLER:
            return self._seller_is_silent(session, case, now)
        if case.status is CaseStatus.AWAITING_BUYER_CONFIRM:
            changes = {
                "offer_fen": None,
                "status_reason": None,
                **on_seller_turn(now, self._policy),
            }
            record(session, case, Event.OFFER_TIMEOUT, _SYSTEM, now, changes=changes)
            return Event.OFFER_TIMEOUT
        event = _WHEN_DUE[case.status]
        record(session, case, event, _SYSTEM, now, changes=at_rest())
        if event in _CLOSING:
            reservations.release(session, case)
        return event

    def _seller_is_silent(self, session: Session, case: AfterSaleCase, now: datetime) -> Event:
        deadline = case.seller_deadline_at
        if deadline is not None and now <= deadline:
            changes = {"next_due_at": deadline}
            record(session, case, Event.REMIND_SELLER, _SYSTEM, now, changes=changes)
            return Event.REMIND_SELLER
        if not approves_itself(case, self._policy):
            record(session, case, Event.SELLER_OVERDUE, _SYSTEM, now, changes=at_rest())
            return Event.SELLER_OVERDUE
        payouts.agree(
            session,
            case,
            Event.AUTO_APPROVE,
            _SYSTEM,
            now,
            self._policy,
            approved_fen=case.requested_fen,
        )
        return Event.AUTO_APPROVE


_WHEN_DUE = {
    CaseStatus.AWAITING_RETURN: Event.RETURN_TIMEOUT,
    CaseStatus.AWAITING_SELLER_RECEIPT: Event.RECEIPT_OVERDUE,
    CaseStatus.SELLER_REJECTED: Event.REJECT_EXPIRED,
    CaseStatus.PLATFORM_REVIEW: Event.RULING_OVERDUE,
    CaseStatus.REFUNDING: Event.PAYOUT_OVERDUE,
}
_CLOSING = frozenset({Event.RETURN_TIMEOUT, Event.REJECT_EXPIRED})
