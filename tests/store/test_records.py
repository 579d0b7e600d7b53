"""What is written down beside a case: news for the buyer, and the audit log with its chain."""

from __future__ import annotations

from sqlalchemy import select

from bot.aftersales.audit import verify
from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.models import AuditEntry, OutboxMessage
from bot.aftersales.store import Store
from tests.store.intruder import lift_protection
from tests.store.shop import BUYER, Shop, draft, submit


def test_the_outbox_holds_what_others_did_and_not_what_the_buyer_did(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, store: Store
) -> None:
    case = submit(door, draft(door.order(BUYER, shop.order())))
    backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    with store.reading() as session:
        messages = session.scalars(select(OutboxMessage)).all()
        assert [(m.case_no, m.event_seq, m.event, m.buyer_id) for m in messages] == [
            (case.case_no, 2, "APPROVE", BUYER)
        ]


def test_a_changed_line_of_the_audit_log_is_found(
    shop: Shop, door: BuyerDoor, store: Store
) -> None:
    for _ in range(2):
        submit(door, draft(door.order(BUYER, shop.order())))
    lift_protection(store)
    with store.transaction() as session:
        assert verify(session).broken_at is None
        session.get_one(AuditEntry, 1).actor_id = "somebody else"
        session.flush()
        assert verify(session).broken_at == 1
    with store.transaction() as session:
        session.delete(session.get_one(AuditEntry, 2))
        session.get_one(AuditEntry, 1).actor_id = BUYER
        session.flush()
        assert verify(session).broken_at == 2
