"""What time did to a case, at the instant the history names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.aftersales.cases import Event
from bot.aftersales.importing.one_transaction import OneTransaction
from bot.aftersales.models import AfterSaleCase
from bot.aftersales.policy import Policy
from bot.aftersales.timers import Timers


class PastTimers(Timers):
    """Fires for one case at a past instant, and leaves all others alone."""

    def __init__(self, session: Session, policy: Policy) -> None:
        super().__init__(OneTransaction(session), policy)
        self._session = session

    def fire(self, case: AfterSaleCase, event: Event, at: datetime) -> None:
        """Let time do ``event``.

        Raises:
            ValueError: by the rules nothing was due then, or something else.
        """
        if case.next_due_at is None or at < case.next_due_at:
            raise ValueError(f"nothing was due then: next is {case.next_due_at or 'nothing'}")
        fired = self._apply(self._session, case, at)
        if fired is not event:
            raise ValueError(f"by the rules {fired} was due then")
