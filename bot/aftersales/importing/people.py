"""Stores the buyers and sellers of an import."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.aftersales.importing.document import ImportDocument
from bot.aftersales.importing.fields import Entry
from bot.aftersales.importing.positions import Path
from bot.aftersales.importing.problems import Problem
from bot.aftersales.importing.stored import Tally, differences
from bot.aftersales.models import Buyer, Seller


def add_people(session: Session, document: ImportDocument, tally: Tally) -> None:
    """Store those that are new."""
    for index, buyer in enumerate(document.buyers):
        _add(session, Buyer, ("buyers", index), buyer.id, buyer, tally)
    for index, seller in enumerate(document.sellers):
        _add(session, Seller, ("sellers", index), seller.id, seller, tally)
    session.flush()


def unknown_people(session: Session, document: ImportDocument) -> list[Problem]:
    """The orders whose buyer or seller is neither in the file nor stored."""
    return [
        Problem(("orders", index, name), f"{identity} is neither in the file nor stored")
        for index, order in enumerate(document.orders)
        for name, model, identity in (
            ("buyer_id", Buyer, order.buyer_id),
            ("seller_id", Seller, order.seller_id),
        )
        if session.get(model, identity) is None
    ]


def _add(
    session: Session,
    model: type[Buyer] | type[Seller],
    path: Path,
    identity: str,
    entry: Entry,
    tally: Tally,
) -> None:
    stored = session.get(model, identity)
    if stored is None:
        session.add(model(**entry.model_dump()))
        tally.added[str(path[0])] += 1
    else:
        tally.found(str(path[0]), differences(path, stored, entry.model_dump()))
