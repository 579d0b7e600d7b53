"""After-sale cases, their history, their evidence and the parcels sent back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.aftersales.codes import (
    TERMINAL_STATUSES,
    ActorType,
    CaseStatus,
    CaseType,
    Destination,
    FreightPayer,
    Reason,
)
from bot.aftersales.models.base import Base, Fen, Key, code_column
from bot.aftersales.models.ledgers import Refund
from bot.aftersales.models.shop import OrderItem, Seller

DESCRIPTION_LENGTH = 1000
REASON_LENGTH = 500
CARRIER_LENGTH = 50
TRACKING_NO_LENGTH = 64
"""How many characters are stored; the doors refuse more than fits."""

_OPEN = text(
    "status NOT IN ({})".format(", ".join(f"'{status}'" for status in sorted(TERMINAL_STATUSES)))
)


class AfterSaleCase(Base):
    """One request of a buyer for one item.

    ``requested_fen``, ``offer_fen`` and ``approved_fen`` are what the buyer would receive:
    goods and ``shipping_fen`` together. ``next_due_at`` is the next instant at which time
    itself does something to the case; the timers look for nothing else.
    ``already_refunded_fen`` is what earlier cases of the item had paid at the submission, and
    ``already_refunded_qty`` for how many pieces.
    """

    __tablename__ = "after_sale_cases"
    __table_args__ = (
        Index(
            "uq_after_sale_cases_one_open_per_item",
            "order_item_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(None, "buyer_id", "submitted_at"),
        Index(None, "order_item_id"),
        Index(None, "next_due_at"),
        CheckConstraint("qty > 0", name="qty_positive"),
        CheckConstraint(
            "0 <= shipping_fen AND shipping_fen <= requested_fen"
            " AND (offer_fen IS NULL OR offer_fen <= requested_fen)"
            " AND (approved_fen IS NULL OR approved_fen <= requested_fen)",
            name="approved_within_requested",
        ),
    )

    case_no: Mapped[str] = mapped_column(String(14), primary_key=True)
    order_item_id: Mapped[int] = mapped_column(ForeignKey("order_items.id"))
    buyer_id: Mapped[Key] = mapped_column(ForeignKey("buyers.id"))
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    type: Mapped[CaseType] = mapped_column(code_column(CaseType))
    reason: Mapped[Reason] = mapped_column(code_column(Reason))
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH), default="")
    qty: Mapped[int]
    requested_fen: Mapped[Fen]
    offer_fen: Mapped[Fen | None]
    approved_fen: Mapped[Fen | None]
    shipping_fen: Mapped[Fen] = mapped_column(default=0)
    already_refunded_fen: Mapped[Fen] = mapped_column(default=0)
    already_refunded_qty: Mapped[int] = mapped_column(default=0)
    destination: Mapped[Destination] = mapped_column(code_column(Destination))
    freight_payer: Mapped[FreightPayer | None] = mapped_column(code_column(FreightPayer))
    status: Mapped[CaseStatus] = mapped_column(code_column(CaseStatus))
    status_reason: Mapped[str | None] = mapped_column(String(REASON_LENGTH))
    attempt_no: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime]
    seller_deadline_at: Mapped[datetime | None]
    offer_due_at: Mapped[datetime | None]
    reject_due_at: Mapped[datetime | None]
    escalatable_at: Mapped[datetime | None]
    return_due_at: Mapped[datetime | None]
    receive_due_at: Mapped[datetime | None]
    ruling_due_at: Mapped[datetime | None]
    next_due_at: Mapped[datetime | None]
    risk_hold: Mapped[bool] = mapped_column(default=False)
    risk_flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    policy_version: Mapped[str] = mapped_column(String(32))
    idempotency_key: Mapped[str] = mapped_column(String(128))
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[OrderItem] = relationship(lazy="joined")
    seller: Mapped[Seller] = relationship(lazy="joined")
    events: Mapped[list[CaseEvent]] = relationship(order_by="CaseEvent.seq", viewonly=True)
    evidence: Mapped[list[CaseEvidence]] = relationship(viewonly=True)
    return_shipment: Mapped[ReturnShipment | None] = relationship(viewonly=True)
    refund: Mapped[Refund | None] = relationship(viewonly=True)


class CaseEvent(Base):
    """One step of a case; append-only. ``payload["changes"]`` holds the fields it set."""

    __tablename__ = "case_events"
    __table_args__ = (
        UniqueConstraint("case_no", "seq"),
        Index(None, "actor_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("after_sale_cases.case_no"))
    seq: Mapped[int]
    event: Mapped[str] = mapped_column(String(32))
    actor_type: Mapped[ActorType] = mapped_column(code_column(ActorType))
    actor_id: Mapped[Key]
    from_status: Mapped[CaseStatus | None] = mapped_column(code_column(CaseStatus))
    to_status: Mapped[CaseStatus] = mapped_column(code_column(CaseStatus))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class Evidence(Base):
    """A file a buyer uploaded; the hashes find the same picture at another buyer's."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index(None, "sha256"),
        Index(None, "phash"),
        Index(None, "buyer_id"),
        Index(None, "created_at"),
    )

    id: Mapped[Key] = mapped_column(primary_key=True)
    buyer_id: Mapped[Key] = mapped_column(ForeignKey("buyers.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    phash: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    bytes: Mapped[int]
    storage_key: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class CaseEvidence(Base):
    """Which files belong to which case."""

    __tablename__ = "case_evidence"

    case_no: Mapped[str] = mapped_column(ForeignKey("after_sale_cases.case_no"), primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True)


class ReturnShipment(Base):
    """The parcel a buyer sent back for a case."""

    __tablename__ = "return_shipments"
    __table_args__ = (UniqueConstraint("carrier", "tracking_no"), UniqueConstraint("case_no"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("after_sale_cases.case_no"))
    carrier: Mapped[str] = mapped_column(String(CARRIER_LENGTH))
    tracking_no: Mapped[str] = mapped_column(String(TRACKING_NO_LENGTH))
    shipped_at: Mapped[datetime]
