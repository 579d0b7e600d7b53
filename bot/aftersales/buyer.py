"""What a buyer may look at and ask for: the only door for the actions and the buyer's pages.

Every method takes the buyer who is signed in. What belongs to somebody else does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.aftersales import buyer_steps, eligibility, filing, lookup
from bot.aftersales.buyer_several import SeveralItems
from bot.aftersales.buyer_views import case_explanation, evidence_file, item_view, order_view
from bot.aftersales.cases import Event
from bot.aftersales.commands import Commands, read_case, read_cases
from bot.aftersales.errors import NotFound
from bot.aftersales.idempotency import buyers_command
from bot.aftersales.item_search import search_items
from bot.aftersales.models import AfterSaleCase, Buyer, Evidence
from bot.aftersales.order_source import OrderSource, OwnStore
from bot.aftersales.policy import Policy
from bot.aftersales.quoting import make_quote
from bot.aftersales.store import Store
from bot.aftersales.views import (
    CaseView,
    EvidenceFile,
    Explanation,
    ItemHint,
    ItemOptions,
    ItemView,
    OrderView,
    Quote,
    RefundDraft,
)
from bot.clock import Clock

Step = Callable[[Session, AfterSaleCase, datetime], None]


class BuyerDoor(SeveralItems):
    """The business as one buyer may use it.

    Args:
        store: where the business is kept.
        policy: the rules in force.
        clock: what time it is.
        source: what keeps the orders up to date; it is asked before they are listed or quoted,
            and what it raises is raised.

    Every command takes an ``idempotency_key``: asked for again with the same arguments it
    answers with the same case and changes nothing; with other arguments it raises
    ``IdempotencyConflict``. What the rules bar raises ``Refused``; what is not there or not
    the buyer's raises ``NotFound``.
    """

    def __init__(
        self, store: Store, policy: Policy, clock: Clock, source: OrderSource | None = None
    ) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock
        self._source = source or OwnStore()
        self._commands = Commands(store, policy, clock)

    def orders(self, buyer_id: str, *, limit: int = 10) -> list[OrderView]:
        """The buyer's orders, newest first."""
        self._source.sync(buyer_id)
        with self._store.reading() as session:
            orders = lookup.latest_orders(session, buyer_id, limit)
            items = [item.id for order in orders for item in order.items]
            open_cases = lookup.open_cases(session, items)
            return [order_view(order, open_cases) for order in orders]

    def order(self, buyer_id: str, order_no: str) -> OrderView:
        """One order; NotFound ORDER_NOT_FOUND also where it is another buyer's."""
        self._source.sync(buyer_id)
        with self._store.reading() as session:
            order = lookup.own_order(session, buyer_id, order_no)
            return order_view(order, lookup.open_cases(session, [item.id for item in order.items]))

    def find_items(self, buyer_id: str, hint: ItemHint) -> list[ItemView]:
        """The items that fit ``hint`` best, newest first; none where nothing fits.

        An empty hint gives the latest items that were paid for.
        """
        self._source.sync(buyer_id)
        with self._store.reading() as session:
            items = search_items(session, buyer_id, hint)
            open_cases = lookup.open_cases(session, [item.id for item in items])
            return [item_view(item, open_cases.get(item.id)) for item in items]

    def item(self, buyer_id: str, item_id: int) -> ItemView:
        """One item; NotFound ORDER_NOT_FOUND also where it is another buyer's."""
        with self._store.reading() as session:
            item = lookup.own_item(session, buyer_id, item_id)
            return item_view(item, lookup.open_cases(session, [item.id]).get(item.id))

    def options(self, buyer_id: str, item_id: int) -> ItemOptions:
        """What can be asked for about an item: types, their reasons, and where the money may go.

        Raises:
            NotFound: ORDER_NOT_FOUND, also where the item is another buyer's.
        """
        with self._store.reading() as session:
            item = lookup.own_item(session, buyer_id, item_id)
            now = self._clock.now()
            return ItemOptions(
                item=item_view(item, lookup.open_cases(session, [item.id]).get(item.id)),
                reasons={
                    kind: eligibility.possible_reasons(item.order, item, kind, now, self._policy)
                    for kind in eligibility.possible_types(item.order)
                },
                wallet_enabled=lookup.wallet_enabled(session, buyer_id),
            )

    def quote(self, buyer_id: str, draft: RefundDraft) -> Quote:
        """What ``draft`` would come to and what stands against it. Writes nothing."""
        self._source.sync(buyer_id)
        with self._store.reading() as session:
            return make_quote(session, buyer_id, draft, policy=self._policy, now=self._clock.now())

    def quote_amendment(self, buyer_id: str, case_no: str, draft: RefundDraft) -> Quote:
        """The same for a draft that would replace what an open case asks for."""
        self._source.sync(buyer_id)
        with self._store.reading() as session:
            case = lookup.own_case(session, buyer_id, case_no)
            now = self._clock.now()
            buyer_steps.check_amendment(case, draft, now, self._policy)
            return make_quote(session, buyer_id, draft, policy=self._policy, now=now, amended=case)

    def submit(
        self,
        buyer_id: str,
        draft: RefundDraft,
        *,
        idempotency_key: str,
        confirmed_digest: str,
    ) -> CaseView:
        """Open a case for what the buyer has confirmed.

        Args:
            confirmed_digest: the digest of the quote that was confirmed.

        Raises:
            QuoteChanged: what would be stored is not what was confirmed.
        """

        def act(session: Session, now: datetime) -> str:
            return filing.submit(
                session,
                buyer_id,
                draft,
                confirmed_digest=confirmed_digest,
                idempotency_key=idempotency_key,
                now=now,
                policy=self._policy,
            )

        command = buyers_command(buyer_id, idempotency_key, Event.SUBMIT, asdict(draft))
        return self._commands.carry_out(buyer_id, command, act)

    def amend(
        self,
        buyer_id: str,
        case_no: str,
        draft: RefundDraft,
        *,
        idempotency_key: str,
        confirmed_digest: str,
    ) -> CaseView:
        """Replace what a case asks for; type and item stay, the seller's clocks start again.

        Args:
            confirmed_digest: the digest of the ``quote_amendment`` that was confirmed.

        Raises:
            QuoteChanged: what would be stored is not what was confirmed.
        """

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            buyer_steps.check_amendment(case, draft, now, self._policy)
            filing.amend(
                session,
                case,
                draft,
                confirmed_digest=confirmed_digest,
                now=now,
                policy=self._policy,
            )

        return self._step(buyer_id, case_no, idempotency_key, Event.AMEND, step, asdict(draft))

    def withdraw(self, buyer_id: str, case_no: str, *, idempotency_key: str) -> CaseView:
        """Take a case back."""
        return self._step(
            buyer_id,
            case_no,
            idempotency_key,
            Event.WITHDRAW,
            lambda session, case, now: buyer_steps.withdraw(session, case, now, self._policy),
        )

    def accept_offer(self, buyer_id: str, case_no: str, *, idempotency_key: str) -> CaseView:
        """Agree to the seller's counter-offer."""
        return self._step(
            buyer_id,
            case_no,
            idempotency_key,
            Event.ACCEPT_OFFER,
            lambda session, case, now: buyer_steps.accept_offer(session, case, now, self._policy),
        )

    def decline_offer(self, buyer_id: str, case_no: str, *, idempotency_key: str) -> CaseView:
        """Turn the seller's counter-offer down; the seller has to decide again."""
        return self._step(
            buyer_id,
            case_no,
            idempotency_key,
            Event.DECLINE_OFFER,
            lambda session, case, now: buyer_steps.decline_offer(session, case, now, self._policy),
        )

    def ship_return(
        self,
        buyer_id: str,
        case_no: str,
        *,
        carrier: str,
        tracking_no: str,
        idempotency_key: str,
    ) -> CaseView:
        """Note the parcel that goes back; Refused PARCEL_INVALID or TRACKING_NO_USED."""

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            buyer_steps.ship_return(
                session, case, now, self._policy, carrier=carrier, tracking_no=tracking_no
            )

        return self._step(
            buyer_id, case_no, idempotency_key, Event.SHIP_RETURN, step, [carrier, tracking_no]
        )

    def escalate(self, buyer_id: str, case_no: str, *, idempotency_key: str) -> CaseView:
        """Ask the platform to rule; Refused ESCALATION_TOO_EARLY or APPROVES_ITSELF."""
        return self._step(
            buyer_id,
            case_no,
            idempotency_key,
            Event.ESCALATE,
            lambda session, case, now: buyer_steps.escalate(session, case, now, self._policy),
        )

    def add_evidence(
        self, buyer_id: str, case_no: str, evidence_ids: Sequence[str], *, idempotency_key: str
    ) -> CaseView:
        """Add uploaded files to a case; Refused EVIDENCE_UNKNOWN or EVIDENCE_TOO_MANY."""
        files = tuple(evidence_ids)

        def step(session: Session, case: AfterSaleCase, now: datetime) -> None:
            buyer_steps.add_evidence(session, case, now, self._policy, files)

        return self._step(buyer_id, case_no, idempotency_key, Event.ADD_EVIDENCE, step, list(files))

    def urge(self, buyer_id: str, case_no: str) -> bool:
        """Remind the seller; False when that was done today already."""
        with self._store.transaction() as session:
            lookup.lock_buyer(session, buyer_id)
            case = lookup.own_case(session, buyer_id, case_no)
            return buyer_steps.urge(session, case, self._clock.now(), self._policy)

    def cases(self, buyer_id: str, *, open_only: bool = False) -> list[CaseView]:
        """The buyer's cases, newest first."""
        with self._store.reading() as session:
            now = self._clock.now()
            return read_cases(session, buyer_id, now, self._policy, open_only=open_only)

    def case(self, buyer_id: str, case_no: str) -> CaseView:
        """One case; NotFound CASE_NOT_FOUND also where it is another buyer's."""
        with self._store.reading() as session:
            return read_case(session, buyer_id, case_no, self._clock.now(), self._policy)

    def explain(self, buyer_id: str, case_no: str) -> Explanation:
        """Every fen of a case's amount."""
        with self._store.reading() as session:
            return case_explanation(lookup.own_case(session, buyer_id, case_no))

    def register_evidence(self, buyer_id: str, file: EvidenceFile) -> None:
        """Note a file that the buyer uploaded; the same one again changes nothing.

        Raises:
            NotFound: BUYER_NOT_FOUND, or EVIDENCE_NOT_FOUND where the id is another buyer's.
        """
        with self._store.transaction() as session:
            lookup.lock_buyer(session, buyer_id)
            if session.get(Buyer, buyer_id) is None:
                raise NotFound("BUYER_NOT_FOUND")
            known = session.get(Evidence, file.evidence_id)
            if known is not None and known.buyer_id != buyer_id:
                raise NotFound("EVIDENCE_NOT_FOUND")
            if known is None:
                session.add(
                    Evidence(
                        id=file.evidence_id,
                        buyer_id=buyer_id,
                        sha256=file.sha256,
                        phash=file.phash,
                        media_type=file.media_type,
                        bytes=file.bytes,
                        storage_key=file.storage_key,
                        created_at=self._clock.now(),
                    )
                )

    def evidence(self, buyer_id: str, evidence_ids: Sequence[str]) -> list[EvidenceFile]:
        """Those of the files that are the buyer's own."""
        with self._store.reading() as session:
            return [
                evidence_file(row) for row in lookup.own_evidence(session, buyer_id, evidence_ids)
            ]

    def _step(
        self,
        buyer_id: str,
        case_no: str,
        key: str,
        event: Event,
        step: Step,
        arguments: Any = None,
    ) -> CaseView:
        def act(session: Session, now: datetime) -> str:
            step(session, lookup.own_case(session, buyer_id, case_no), now)
            return case_no

        command = buyers_command(buyer_id, key, event, case_no, arguments)
        return self._commands.carry_out(buyer_id, command, act)
