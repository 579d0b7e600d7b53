"""The names of buyers, for the people at the desk."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from bot.aftersales.models import Buyer
from bot.aftersales.store import Store


class BuyerNames:
    """Who is behind a buyer's id."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def names(self, buyer_ids: Iterable[str]) -> dict[str, str]:
        """The names of those buyers the shop knows."""
        with self._store.reading() as session:
            rows = session.execute(
                select(Buyer.id, Buyer.display_name).where(Buyer.id.in_(set(buyer_ids)))
            )
            return {row.id: row.display_name for row in rows}

    def name(self, buyer_id: str) -> str:
        """One buyer's name; the id where the shop knows none."""
        return self.names([buyer_id]).get(buyer_id, buyer_id)
