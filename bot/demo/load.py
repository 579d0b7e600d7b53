"""Loads the demo shop, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.aftersales.importing import Importer, Reading
from bot.aftersales.importing.past_doors import PastClock
from bot.aftersales.models import Buyer
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.demo.shop import import_document
from bot.demo.shop_file import DemoShop
from bot.demo.story import Story


@dataclass(frozen=True)
class DemoReport:
    """What was loaded."""

    orders: int
    cases: int


def load_demo(store: Store, policy: Policy, shop: DemoShop, now: datetime) -> DemoReport | None:
    """Load the shop in one transaction; None when a demo buyer is there already.

    Raises:
        AftersalesError: the shop's file tells of something that cannot have happened.
    """
    with store.transaction() as session:
        if any(session.get(Buyer, buyer.id) for buyer in shop.buyers):
            return None
        reading = Reading(import_document(shop, now))
        Importer(store, policy, PastClock(now)).load_into(session, reading)
        cases = Story(session, policy, now).tell(shop)
    return DemoReport(len(shop.orders), cases)
