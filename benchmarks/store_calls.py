"""Every call of the buyer's door, ready to be timed: random buyers, each command once a case."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from benchmarks.store_shop import NOW, BulkShop, case_no
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.views import EvidenceFile, ItemHint, RefundDraft

Call = Callable[[], object]


class Visitor:
    """Walks through a bulk shop as one buyer after another."""

    def __init__(self, shop: BulkShop, store: Store, policy: Policy) -> None:
        self.orders = shop.orders
        self.door = BuyerDoor(store, policy, _Standing())
        self._shop = shop
        self._chance = random.Random(7)
        self._waiting: dict[str, list[int]] = defaultdict(list)
        for order, status in shop.cases():
            self._waiting[status].append(order)
        for orders in self._waiting.values():
            self._chance.shuffle(orders)
        self._keys = 0

    def any_order(self) -> tuple[str, str]:
        """Buyer and number of an order."""
        order = self._chance.randrange(self.orders)
        return self._shop.buyer_of(order), self._shop.order_no(order)

    def any_case(self) -> tuple[str, str]:
        """Buyer and number of a case that has reached its end."""
        order = self._chance.choice(self._waiting["REFUNDED"])
        return self._shop.buyer_of(order), case_no(order)

    def draft(self) -> tuple[str, RefundDraft]:
        """Buyer, and a draft about an item that has no case."""
        order = self._chance.randrange(self.orders)
        return self._shop.buyer_of(order), self._draft(2 * order + 2, CaseType.RETURN_REFUND)

    def fresh_draft(self) -> tuple[str, RefundDraft]:
        """The same about an item that nobody was given before."""
        order = self._take("CANCELLED", "REFUNDED")
        return self._shop.buyer_of(order), self._draft(2 * order + 2, CaseType.REFUND_ONLY)

    def case_at(self, status: str) -> tuple[str, str, RefundDraft]:
        """Buyer and number of a case at ``status`` that nobody was given before; its draft."""
        order = self._take(status)
        draft = self._draft(2 * order + 1, CaseType.RETURN_REFUND)
        return self._shop.buyer_of(order), case_no(order), draft

    def key(self) -> str:
        """An idempotency key that was not used before."""
        self._keys += 1
        return f"bench-{self._keys}"

    def file(self) -> EvidenceFile:
        """A picture that was not uploaded before."""
        name = self.key()
        bits = self._chance.getrandbits(64)
        return EvidenceFile(
            evidence_id=name,
            sha256=f"{self._chance.getrandbits(256):064x}",
            phash=f"{bits:016x}",
            media_type="image/jpeg",
            bytes=100_000,
            storage_key=f"files/{name}",
        )

    def _take(self, *statuses: str) -> int:
        return next(self._waiting[name] for name in statuses if self._waiting[name]).pop()

    @staticmethod
    def _draft(item_id: int, type_: CaseType) -> RefundDraft:
        return RefundDraft(item_id=item_id, qty=1, type=type_, reason=Reason.OTHER)


class _Standing:
    def now(self) -> datetime:
        return NOW


Prepare = Callable[[Visitor, int], Iterator[Call]]
CALLS: dict[str, Prepare] = {}
"""By name; what only looks comes first, before the commands have made the shops unlike."""


def _timed(prepare: Callable[[Visitor], Call]) -> Callable[[Visitor], Call]:
    """Time the call that ``prepare`` gives; what it does before is not timed."""

    def several(visitor: Visitor, count: int) -> Iterator[Call]:
        return (prepare(visitor) for _ in range(count))

    CALLS[prepare.__name__] = several
    return prepare


@_timed
def orders(visitor: Visitor) -> Call:
    return partial(visitor.door.orders, visitor.any_order()[0])


@_timed
def order(visitor: Visitor) -> Call:
    return partial(visitor.door.order, *visitor.any_order())


@_timed
def find_items(visitor: Visitor) -> Call:
    return partial(visitor.door.find_items, visitor.any_order()[0], ItemHint(text="退蓝牙耳机"))


@_timed
def item(visitor: Visitor) -> Call:
    buyer, draft = visitor.draft()
    return partial(visitor.door.item, buyer, draft.item_id)


@_timed
def options(visitor: Visitor) -> Call:
    buyer, draft = visitor.draft()
    return partial(visitor.door.options, buyer, draft.item_id)


@_timed
def cases(visitor: Visitor) -> Call:
    return partial(visitor.door.cases, visitor.any_case()[0])


@_timed
def case(visitor: Visitor) -> Call:
    return partial(visitor.door.case, *visitor.any_case())


@_timed
def explain(visitor: Visitor) -> Call:
    return partial(visitor.door.explain, *visitor.any_case())


@_timed
def evidence(visitor: Visitor) -> Call:
    buyer, number = visitor.any_case()
    return partial(visitor.door.evidence, buyer, [f"E{int(number[2:])}"])


@_timed
def quote(visitor: Visitor) -> Call:
    return partial(visitor.door.quote, *visitor.draft())


@_timed
def quote_many(visitor: Visitor) -> Call:
    buyer, order_no = visitor.any_order()
    door = visitor.door
    drafts = door.whole_order_drafts(buyer, order_no, CaseType.REFUND_ONLY, Reason.OTHER)
    return partial(door.quote_many, buyer, drafts)


@_timed
def quote_amendment(visitor: Visitor) -> Call:
    return partial(visitor.door.quote_amendment, *visitor.case_at("PENDING_SELLER"))


@_timed
def submit(visitor: Visitor) -> Call:
    buyer, draft = visitor.fresh_draft()
    return partial(
        visitor.door.submit,
        buyer,
        draft,
        idempotency_key=visitor.key(),
        confirmed_digest=visitor.door.quote(buyer, draft).digest,
    )


@_timed
def submit_with_pictures(visitor: Visitor) -> Call:
    buyer, draft = visitor.fresh_draft()
    file = visitor.file()
    visitor.door.register_evidence(buyer, file)
    draft = RefundDraft(**{**vars(draft), "evidence_ids": (file.evidence_id,)})
    return partial(
        visitor.door.submit,
        buyer,
        draft,
        idempotency_key=visitor.key(),
        confirmed_digest=visitor.door.quote(buyer, draft).digest,
    )


@_timed
def amend(visitor: Visitor) -> Call:
    buyer, number, draft = visitor.case_at("PENDING_SELLER")
    return partial(
        visitor.door.amend,
        buyer,
        number,
        draft,
        idempotency_key=visitor.key(),
        confirmed_digest=visitor.door.quote_amendment(buyer, number, draft).digest,
    )


@_timed
def withdraw(visitor: Visitor) -> Call:
    buyer, number, _ = visitor.case_at("PENDING_SELLER")
    return partial(visitor.door.withdraw, buyer, number, idempotency_key=visitor.key())


@_timed
def accept_offer(visitor: Visitor) -> Call:
    buyer, number, _ = visitor.case_at("AWAITING_BUYER_CONFIRM")
    return partial(visitor.door.accept_offer, buyer, number, idempotency_key=visitor.key())


@_timed
def decline_offer(visitor: Visitor) -> Call:
    buyer, number, _ = visitor.case_at("AWAITING_BUYER_CONFIRM")
    return partial(visitor.door.decline_offer, buyer, number, idempotency_key=visitor.key())


@_timed
def ship_return(visitor: Visitor) -> Call:
    buyer, number, _ = visitor.case_at("AWAITING_RETURN")
    key = visitor.key()
    return partial(
        visitor.door.ship_return,
        buyer,
        number,
        carrier="顺丰速运",
        tracking_no=key,
        idempotency_key=key,
    )


@_timed
def escalate(visitor: Visitor) -> Call:
    buyer, number, _ = visitor.case_at("PENDING_SELLER")
    return partial(visitor.door.escalate, buyer, number, idempotency_key=visitor.key())


@_timed
def add_evidence(visitor: Visitor) -> Call:
    buyer, number, _ = visitor.case_at("PENDING_SELLER")
    file = visitor.file()
    visitor.door.register_evidence(buyer, file)
    return partial(
        visitor.door.add_evidence,
        buyer,
        number,
        [file.evidence_id],
        idempotency_key=visitor.key(),
    )


@_timed
def urge(visitor: Visitor) -> Call:
    buyer, number, _ = visitor.case_at("PENDING_SELLER")
    return partial(visitor.door.urge, buyer, number)


@_timed
def register_evidence(visitor: Visitor) -> Call:
    return partial(visitor.door.register_evidence, visitor.any_order()[0], visitor.file())
