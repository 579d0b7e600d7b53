"""The part of the buyer's door that is about several items at once, or a whole order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from bot.aftersales import lookup, many_items
from bot.aftersales.cases import Event
from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.commands import Commands, read_case
from bot.aftersales.idempotency import buyers_command
from bot.aftersales.order_source import OrderSource
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.views import CaseView, Overview, RefundDraft
from bot.clock import Clock


class SeveralItems:
    """One overview, one confirmation, one transaction for several items."""

    _store: Store
    _policy: Policy
    _clock: Clock
    _commands: Commands
    _source: OrderSource

    def whole_order_drafts(
        self, buyer_id: str, order_no: str, type: CaseType, reason: Reason
    ) -> tuple[RefundDraft, ...]:
        """One draft for each item of an order, of all that is left of it."""
        self._source.sync(buyer_id)
        with self._store.reading() as session:
            order = lookup.own_order(session, buyer_id, order_no)
            return many_items.whole_order(order, type, reason)

    def quote_many(self, buyer_id: str, drafts: Sequence[RefundDraft]) -> Overview:
        """What several drafts would come to together; each finds what those before would hold.

        Writes nothing. Refused NOTHING_TO_SUBMIT, TOO_MANY_ITEMS or ITEM_TWICE.
        """
        many_items.check_drafts(drafts)
        self._source.sync(buyer_id)
        with self._store.reading() as session:
            now = self._clock.now()
            return many_items.overview(session, buyer_id, drafts, policy=self._policy, now=now)

    def submit_many(
        self,
        buyer_id: str,
        drafts: Sequence[RefundDraft],
        *,
        idempotency_key: str,
        confirmed_digest: str,
    ) -> tuple[CaseView, ...]:
        """Open a case for each draft that nothing stands against: all of them or none.

        Args:
            confirmed_digest: the digest of the overview that was confirmed.

        Raises:
            OverviewChanged: what would be stored is not what was confirmed.
        """
        many_items.check_drafts(drafts)

        def act(session: Session, now: datetime) -> str:
            return many_items.submit_all(
                session,
                buyer_id,
                drafts,
                confirmed_digest=confirmed_digest,
                idempotency_key=idempotency_key,
                now=now,
                policy=self._policy,
            )

        wanted = [asdict(draft) for draft in drafts]
        command = buyers_command(buyer_id, idempotency_key, Event.SUBMIT, wanted)
        self._commands.carry_out(buyer_id, command, act)
        with self._store.reading() as session:
            now = self._clock.now()
            return tuple(
                read_case(session, buyer_id, case_no, now, self._policy)
                for case_no in many_items.cases_of(session, buyer_id, idempotency_key)
            )
