"""How a command is carried out: one transaction, one buyer at a time, once for each key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from bot.aftersales import idempotency, lookup
from bot.aftersales.buyer_views import case_view
from bot.aftersales.idempotency import Command
from bot.aftersales.models import AfterSaleCase
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.views import CaseView
from bot.clock import Clock

_log = structlog.get_logger(__name__)

Act = Callable[[Session, datetime], str]
"""What a command does in its transaction at an instant; gives the number of its case."""


class Commands:
    """Carries out commands on cases for a door.

    Args:
        store: where the business is kept.
        policy: the rules in force.
        clock: what time it is.
    """

    def __init__(self, store: Store, policy: Policy, clock: Clock) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock

    def carry_out(self, buyer_id: str, command: Command, act: Act) -> CaseView:
        """Do ``act`` unless ``command`` was carried out before; the case as it then is.

        Raises:
            IdempotencyConflict: the key was used for something else.
        """
        with self._store.transaction() as session:
            lookup.lock_buyer(session, buyer_id)
            now = self._clock.now()
            case_no = idempotency.earlier_case(session, command)
            repeated = case_no is not None
            if case_no is None:
                case_no = act(session, now)
                idempotency.remember(session, command, case_no, now)
            session.expire_all()
            view = read_case(session, buyer_id, case_no, now, self._policy)
        _log.info(
            "case_command",
            case_no=case_no,
            command=command.payload[0],
            status=view.status,
            repeated=repeated,
        )
        return view


def read_case(
    session: Session, buyer_id: str, case_no: str, now: datetime, policy: Policy
) -> CaseView:
    """The picture of a buyer's case.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    case = lookup.shown_case(session, buyer_id, case_no)
    return _pictures(session, [case], now, policy)[0]


def read_cases(
    session: Session, buyer_id: str, now: datetime, policy: Policy, *, open_only: bool
) -> list[CaseView]:
    """The pictures of the buyer's cases, newest first."""
    cases = lookup.shown_cases(session, buyer_id, open_only=open_only)
    return _pictures(session, cases, now, policy)


def _pictures(
    session: Session, cases: Sequence[AfterSaleCase], now: datetime, policy: Policy
) -> list[CaseView]:
    if not cases:
        return []
    open_cases = lookup.open_cases(session, {case.order_item_id for case in cases})
    return [
        case_view(case, open_case_no=open_cases.get(case.order_item_id), now=now, policy=policy)
        for case in cases
    ]
