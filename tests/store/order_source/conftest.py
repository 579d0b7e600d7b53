"""A shop that keeps its orders elsewhere, and the doors on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from structlog.testing import capture_logs

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.importing import Importer, read_text
from bot.aftersales.order_source import (
    OrderSource,
    OwnStore,
)
from bot.aftersales.order_source.over_http import HttpOrderSource
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from tests.store.order_source.shop_system import (
    TOKEN,
    Document,
    Seconds,
    ShopSystem,
)
from tests.store.shop import StandingClock


@pytest.fixture
def system() -> Iterator[ShopSystem]:
    started = ShopSystem()
    yield started
    started.close()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def http(system: ShopSystem, store: Store, seconds: Seconds) -> Iterator[HttpOrderSource]:
    with capture_logs():
        yield HttpOrderSource(
            store, system.url, TOKEN, 30, seconds=seconds, sleep=lambda pause: None
        )


@pytest.fixture
def elsewhere(
    http: HttpOrderSource, store: Store, policy: Policy, clock: StandingClock
) -> BuyerDoor:
    """The buyer's door of a shop that keeps its orders elsewhere."""
    return BuyerDoor(store, policy, clock, http)


@pytest.fixture(params=["own", "http"])
def kept(
    request: pytest.FixtureRequest,
    system: ShopSystem,
    store: Store,
    policy: Policy,
    clock: StandingClock,
) -> Callable[[str, Document], OrderSource]:
    """Puts a document where the source under test has its orders, and gives the source."""

    def keep(buyer_id: str, orders: Document) -> OrderSource:
        if request.param == "own":
            Importer(store, policy, clock).load(read_text(json.dumps(orders)))
            return OwnStore()
        system.documents[buyer_id] = orders
        return HttpOrderSource(store, system.url, TOKEN, 0)

    return keep
