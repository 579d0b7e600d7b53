"""Lets the cases of an import happen again, event by event, in the order of time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.aftersales.cases import Event
from bot.aftersales.errors import AftersalesError
from bot.aftersales.importing.case_differences import case_differences
from bot.aftersales.importing.document import ImportDocument
from bot.aftersales.importing.histories import Amended, ByTime, Happened, ImportCase, Submitted
from bot.aftersales.importing.past_doors import PastClock, PastDoors
from bot.aftersales.importing.past_filing import PastFiling
from bot.aftersales.importing.past_timers import PastTimers
from bot.aftersales.importing.positions import Path
from bot.aftersales.importing.problems import ImportInvalid, Problem
from bot.aftersales.importing.stored import Tally
from bot.aftersales.models import AfterSaleCase, Order, OrderItem, OutboxMessage
from bot.aftersales.policy import Policy

_KIND = "cases"


class Replay:
    """Stores the cases of an import.

    Args:
        session: the transaction of the import; the orders are in it already.
        policy: the rules the events have to obey.
        now: nothing may have happened later; and buyers were told by then.
    """

    def __init__(self, session: Session, policy: Policy, now: datetime) -> None:
        self._session = session
        self._now = now
        self._doors = PastDoors(session, policy, PastClock(now))
        self._filing = PastFiling(session, policy)
        self._timers = PastTimers(session, policy)

    def add_cases(self, document: ImportDocument, tally: Tally) -> None:
        """Store the cases that are new; a stored one may have more events than the file.

        Raises:
            ImportInvalid: an event was not possible when it is said to have happened.
        """
        fresh: dict[int, OrderItem] = {}
        for index, entry in enumerate(document.cases):
            stored = self._session.get(AfterSaleCase, entry.case_no)
            if stored is None:
                fresh[index] = self._item(entry, (_KIND, index))
            else:
                tally.found(_KIND, case_differences(stored, entry, (_KIND, index)))
        steps = sorted(
            (happened.at, index, number)
            for index in fresh
            for number, happened in enumerate(document.cases[index].events)
        )
        for _, index, number in steps:
            path: Path = (_KIND, index, "events", number)
            entry = document.cases[index]
            try:
                self._happen(entry, fresh[index], entry.events[number])
            except AftersalesError as error:
                raise ImportInvalid([Problem(path, _told(error))]) from error
            except ValueError as error:
                raise ImportInvalid([Problem(path, str(error))]) from error
        self._keep_quiet([document.cases[index].case_no for index in fresh])
        tally.added[_KIND] += len(fresh)

    def _item(self, entry: ImportCase, path: Path) -> OrderItem:
        order = self._session.get(Order, entry.order_no)
        if order is None:
            text = f"{entry.order_no} is neither in the file nor stored"
            raise ImportInvalid([Problem((*path, "order_no"), text)])
        if entry.line > len(order.items):
            text = f"is {entry.line}, but the order has {len(order.items)} items"
            raise ImportInvalid([Problem((*path, "line"), text)])
        return order.items[entry.line - 1]

    def _happen(self, entry: ImportCase, item: OrderItem, happened: Happened) -> None:
        at = happened.at
        if at > self._now:
            raise ValueError("is in the future")
        if at < (item.order.paid_at or item.order.created_at):
            raise ValueError("is before the order was paid")
        if isinstance(happened, Submitted):
            self._filing.submit(entry, item, at)
            return
        case = self._session.get_one(AfterSaleCase, entry.case_no)
        if isinstance(happened, Amended):
            self._filing.amend(case, happened, at)
        elif isinstance(happened, ByTime):
            self._timers.fire(case, Event(happened.event), at)
        else:
            self._doors.perform(case, happened)

    def _keep_quiet(self, case_nos: list[str]) -> None:
        """Mark what happened as told: nobody wants the news of last month in today's chat."""
        self._session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.case_no.in_(case_nos), OutboxMessage.delivered_at.is_(None))
            .values(delivered_at=self._now)
            .execution_options(synchronize_session=False)
        )


def _told(error: AftersalesError) -> str:
    figures = ", ".join(f"{name} {value}" for name, value in error.params.items())
    return f"{error.code} ({figures})" if figures else error.code
